"""
Reconciliation: the provider's books against ours, so that no real is counted only there.

`Reconciler.run` does it when the server starts and then daily; `autovenda payments reconcile` does
it by hand.  A difference is never corrected here: it goes into the inbox as a notice, the flow
looks at the provider and decides, as it would after a webhook.  The key of such a notice is what
the provider shows, so the same difference is brought in once, however often it is found.

When it was done last is kept in a file beside the database: it is no part of any conversation,
and losing it costs nothing but a longer look back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.files import write_whole
from adapters.storage.sqlite_engine import READER, sqlite_engine
from apps.books import Books, read_books, words_of
from apps.logs import note
from apps.notices import conversation_of, fact_of, whose
from apps.wiring import Application
from autovenda_core.errors import AutoVendaError, Rejected
from autovenda_core.events import PaymentNoticed
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Payments, Snapshot
from autovenda_core.ports.store import Incoming, Receipt

__all__ = ["Done", "Finding", "Receive", "Reconciler"]

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
"""After it did not work."""

LOOK_BACK = timedelta(days=45)
"""Checkouts are listed by when they were made, and their money moves for weeks afterwards:
boletos are paid days later, and what was paid is sent back or disputed."""

LONGEST_ABSENCE = timedelta(days=30)
"""Stripe keeps events for so long (docs.stripe.com/api/events, 2026-05)."""

Receive: TypeAlias = Callable[[Incoming], Awaitable[Receipt]]
"""Puts a fact into the inbox: `Runtime.receive`, or `LocalInbox.receive`."""

_log = logging.getLogger(__name__)


class Done(StrEnum):
    """What was done about a difference, in the words of the operator's table."""

    NOTHING = "nada: só conferência"
    BROUGHT_IN = "levado à conversa, que confere no provedor"
    KNOWN = "já tinha sido levado à conversa"
    NOBODYS = "NÃO É DE NENHUMA CONVERSA DAQUI: confira no provedor"
    UNKNOWN_THERE = "O PROVEDOR NÃO CONHECE: confira no painel dele"

    @property
    def needs_a_person(self) -> bool:
        """There is no conversation that could look."""
        return self in (Done.NOBODYS, Done.UNKNOWN_THERE)


@dataclass(frozen=True)
class Finding:
    """One difference."""

    charge_id: str
    provider_ref: str
    ours: str
    """What our tables say, in pt-BR; the same of the provider in `theirs`."""
    theirs: str
    done: Done


class Reconciler:
    """
    Compares, and tells the inbox; `close` it.

    Args:
        database: of the application, read beside the running store.
        receive: puts facts into the inbox.
        payments: the provider, which must keep books (`has_books`).
        clock: for the time of the facts.
    """

    def __init__(self, database: Path, receive: Receive, payments: Payments, clock: Clock) -> None:
        self._engine = sqlite_engine(database, begin="BEGIN", pragmas=READER)
        self._state = database.with_name(f"{database.name}.reconciled")
        self._receive = receive
        self._payments = payments
        self._clock = clock

    @classmethod
    def of(cls, application: Application) -> Reconciler:
        """That of a running application."""
        return cls(
            application.settings.database,
            application.runtime.receive,
            application.payments,
            application.clock,
        )

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # ------------------------------------------------------------------ the job

    async def run(self) -> None:
        """Catch up now and daily until cancelled; what fails is tried again in an hour."""
        try:
            while True:
                pause = EVERY if await self.catch_up() else AGAIN
                await asyncio.sleep(pause.total_seconds())
        finally:
            self.close()

    async def catch_up(self) -> bool:
        """Everything since the last time; False: it did not work, and nothing is remembered."""
        began = self._clock.now()
        try:
            missed = await self.bring_in_missed(self._last_time())
            found = await self.compare(began - LOOK_BACK)
            await asyncio.to_thread(write_whole, self._state, began.isoformat().encode())
        except (AutoVendaError, SQLAlchemyError, OSError) as error:
            note(_log, "payments were not reconciled", error=type(error).__name__)
            return False
        note(_log, "payments reconciled", missed=missed, differences=len(found))
        for finding in found:
            if finding.done.needs_a_person:
                _log.warning("a person must look at %s at the provider", finding.provider_ref)
        return True

    def _last_time(self) -> datetime:
        earliest = self._clock.now() - LONGEST_ABSENCE
        try:
            return max(datetime.fromisoformat(self._state.read_text("ascii")), earliest)
        except (FileNotFoundError, ValueError):
            return earliest

    # ------------------------------------------------------------------ its two halves

    async def bring_in_missed(self, since: datetime) -> int:
        """
        Webhooks that never reached us since then (UTC); how many were new to us.

        Raises:
            PortError: the provider, or the store, does not answer.
        """
        new = 0
        async for notice in self._payments.undelivered(since):
            owned = await whose(notice, self._payments)
            receipt = await self._receive(fact_of(owned, self._payments.name, self._clock.now()))
            new += sum(receipt.new)
        return new

    async def compare(self, since: datetime, *, dry_run: bool = False) -> list[Finding]:
        """
        Differences in what was made or paid since then (UTC); `dry_run`: tell nobody.

        Raises:
            PortError: the provider, or the store, does not answer.
            SQLAlchemyError: our tables cannot be read.
        """
        books = await asyncio.to_thread(self._read_books)
        found, listed = list[Finding](), set[str]()
        async for snapshot in self._payments.list_since(since):
            listed.add(snapshot.provider_ref)
            if books.differ(snapshot):
                found.append(await self._bring_in(books, snapshot, dry_run=dry_run))
        unlisted = self._unlisted(books, since, listed, dry_run=dry_run)
        return found + [finding async for finding in unlisted]

    async def _unlisted(
        self, books: Books, since: datetime, listed: set[str], *, dry_run: bool
    ) -> AsyncIterator[Finding]:
        """Differences in money that came since then on pages that were made before it."""
        for ref, payment in books.payments.items():
            if ref in listed or payment.paid_at < since:
                continue
            try:
                snapshot = await self._payments.fetch(ref)
            except Rejected:
                yield Finding(payment.charge_id, ref, payment.words, "nada", Done.UNKNOWN_THERE)
                continue
            if books.differ(snapshot):
                yield await self._bring_in(books, snapshot, dry_run=dry_run)

    async def _bring_in(self, books: Books, snapshot: Snapshot, *, dry_run: bool) -> Finding:
        charge_id, ref = snapshot.charge_id or "", snapshot.provider_ref
        done = Done.NOTHING if dry_run else await self._tell(charge_id, snapshot)
        return Finding(charge_id, ref, books.words(ref, charge_id), words_of(snapshot), done)

    async def _tell(self, charge_id: str, snapshot: Snapshot) -> Done:
        ref = snapshot.provider_ref
        receipt = await self._receive(
            Incoming(
                source="reconcile",
                external_id=f"{ref}:{words_of(snapshot)}",
                conversation_id=conversation_of(charge_id),
                event=PaymentNoticed(self._clock.now(), charge_id, ref, "reconcile"),
            )
        )
        if receipt.conversation_ids == (None,):
            return Done.NOBODYS
        return Done.BROUGHT_IN if receipt.new == (True,) else Done.KNOWN

    def _read_books(self) -> Books:
        with self._engine.connect() as db:
            return read_books(db, self._payments.name)
