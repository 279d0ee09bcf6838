"""`autovenda payments …`: the provider's books against ours, and what an operator says of money."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime

from sqlalchemy import Connection, select

from adapters.storage import reading
from adapters.storage.inbox import Wakes
from adapters.storage.operators import Operator, Role
from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CHARGES, CLIENTS
from apps.config import Settings
from apps.desk import money
from apps.desk.asking import Ask, Done, Fields, Outcome, Refused
from apps.desk.performing import Command, perform
from apps.local_inbox import LocalInbox
from apps.payment_settings import has_books
from apps.reconciling import Finding, Reconciler
from apps.wiring import SystemClock, make_payments
from autovenda_core.errors import ConfigurationError
from autovenda_core.money import format_brl
from autovenda_core.ports.clock import Clock

__all__ = ["at_the_desk", "reconcile", "show_charges", "table"]

COMMANDS: Mapping[str, Command] = {
    "confirmar-pagamento": money.confirm,
    "reembolsar": money.refund,
    "entregar": money.deliver,
    "cobranca-extra": money.charge_extra,
}
"""Those of the panel that can be given here too, by their names there."""

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
    settings: Settings,
    operator: str,
    action: str,
    target: str,
    fields: Mapping[str, object],
    clock: Clock | None = None,
) -> str:
    """
    Let a person at the machine of the server give a command; what became of it, in pt-BR.

    It is the command of the panel, with its key and its audit; whoever may write to the database
    file may do it, in the name they give.

    Raises:
        ConfigurationError: it cannot be done; the message says why, in pt-BR.
        Unavailable: the database does not answer.
    """
    now = (clock or SystemClock()).now()

    def work(db: Connection) -> tuple[Done | Refused, Wakes]:
        ask = Ask(
            db=db,
            by=Operator(0, operator, operator, Role.OWNER, 0),
            at=now,
            target=target,
            seen=_version(db, target),
            fields=Fields(fields),
            livemode=settings.livemode,
        )
        return perform(action, Role.OWNER, COMMANDS[action], ask), []

    with _inbox(settings) as inbox:
        answer = inbox.write_now(work)
    if isinstance(answer, Refused):
        raise ConfigurationError(answer.words) from answer
    return f"ok: {answer.words}" if answer.outcome is Outcome.DONE else answer.words


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


def charge_lines(db: Connection) -> Iterator[str]:
    """Every charge, the newest last: id, client, what for, how much, and where it stands."""
    rows = db.execute(
        select(CHARGES, CLIENTS.c.name)
        .join(CLIENTS, CLIENTS.c.id == CHARGES.c.client_id)
        .order_by(CHARGES.c.updated_at)
    )
    for row in rows:
        amount = format_brl(row.amount_centavos)
        yield f"{row.id}  {row.status:<9} {amount:>13}  {row.name or '?'}: {row.description}"


def _version(db: Connection, target: str) -> int | None:
    """
    What a person at the terminal has seen: the newest version of the target's conversation.

    None: there is none, as the command will say.
    """
    conversation = reading.conversation(db, target.partition(".")[0])
    return None if conversation is None else conversation.version


def _inbox(settings: Settings) -> closing[LocalInbox]:
    return closing(LocalInbox(settings.database, SystemClock()))
