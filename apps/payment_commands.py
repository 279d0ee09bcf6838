"""`autovenda payments …`: the provider's books against ours, and what an operator says of money."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from adapters.storage.sqlite_engine import READER, sqlite_engine
from apps.config import Settings
from apps.local_inbox import LocalInbox
from apps.payment_desk import PaymentDesk, charge_lines
from apps.payment_settings import has_books
from apps.reconciling import Finding, Reconciler
from apps.wiring import SystemClock, make_payments
from autovenda_core.errors import ConfigurationError

__all__ = ["at_the_desk", "reconcile", "show_charges", "table"]

HEADS = ("COBRANÇA", "REFERÊNCIA", "NOSSO REGISTRO", "NO PROVEDOR", "O QUE FOI FEITO")


def reconcile(settings: Settings, since: datetime, *, dry_run: bool) -> list[Finding]:
    """
    Compare with the provider's books; differences go into the inbox.

    Raises:
        ConfigurationError: there is no provider that keeps books, or no database.
        PortError: the provider or the database does not answer.
    """
    if not has_books(settings.payments):
        raise ConfigurationError(
            "nobody keeps books to compare with: set STRIPE_SECRET or MERCADOPAGO_ACCESS_TOKEN"
        )

    async def compare() -> list[Finding]:
        clock = SystemClock()
        payments, close = make_payments(settings, clock)
        try:
            with _inbox(settings) as inbox:
                reconciler = Reconciler(settings.database, inbox.receive, payments, clock)
                try:
                    return await reconciler.compare(since, dry_run=dry_run)
                finally:
                    reconciler.close()
        finally:
            await close()

    return asyncio.run(compare())


def at_the_desk(
    settings: Settings, operator: str, act: Callable[[PaymentDesk], Awaitable[str]]
) -> str:
    """
    Let an operator say something; the line that tells what became of it.

    Raises:
        ConfigurationError: it is about something that is not there.
        Unavailable: the database does not answer.
    """

    async def say() -> str:
        clock = SystemClock()
        with _inbox(settings) as inbox:
            return await act(PaymentDesk(inbox, clock, operator, settings.livemode))

    return asyncio.run(say())


def show_charges(settings: Settings) -> list[str]:
    """
    A line for each charge.

    Raises:
        ConfigurationError: there is no database.
    """
    with _inbox(settings):
        engine = sqlite_engine(settings.database, begin="BEGIN", pragmas=READER)
        try:
            with engine.connect() as db:
                return list(charge_lines(db))
        finally:
            engine.dispose()


def table(findings: Sequence[Finding]) -> Iterator[str]:
    """The differences as a table for a person, or one line that there are none."""
    if not findings:
        yield "ok: nenhuma diferença"
        return
    rows = [HEADS]
    rows += [(f.charge_id, f.provider_ref, f.ours, f.theirs, str(f.done)) for f in findings]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


@contextmanager
def _inbox(settings: Settings) -> Iterator[LocalInbox]:
    inbox = LocalInbox(settings.database, SystemClock())
    try:
        yield inbox
    finally:
        inbox.close()
