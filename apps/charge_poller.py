"""
Payments by asking: what a webhook would have told, for a server that nobody can reach.

Every open checkout is looked at now and then; one that is no longer as we know it becomes a
notice in the inbox, just like a webhook's, and the flow looks again by itself.  Looking first
keeps the inbox of a sale that waits for days from filling up with notices about nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CHARGES
from apps.logs import note
from autovenda_core.errors import PortError, Rejected
from autovenda_core.events import PaymentNoticed
from autovenda_core.model import ChargeStatus, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Payments
from autovenda_core.ports.store import Incoming
from autovenda_core.runtime import Runtime

__all__ = ["ChargePoller", "is_news"]

EVERY_SECONDS = 20

_NEWS_FOR = {
    ChargeStatus.OPEN: frozenset(PaymentStatus) - {PaymentStatus.OPEN},
    ChargeStatus.PENDING: frozenset(PaymentStatus) - {PaymentStatus.OPEN, PaymentStatus.PENDING},
}
"""By what we know of a charge: what a provider can say that is new to us."""

_WATCHED = select(
    CHARGES.c.id, CHARGES.c.conversation_id, CHARGES.c.status, CHARGES.c.checkout_ref
).where(CHARGES.c.status.in_(tuple(_NEWS_FOR)), CHARGES.c.checkout_ref.is_not(None))

_log = logging.getLogger(__name__)


def is_news(known: ChargeStatus, seen: PaymentStatus) -> bool:
    """Whether what a provider says of the page of an unpaid charge is new to us."""
    return seen in _NEWS_FOR.get(known, frozenset())


@dataclass(frozen=True)
class _Watched:
    """A charge with a page on which it may have been paid."""

    charge_id: str
    conversation_id: str
    status: ChargeStatus
    provider_ref: str


class ChargePoller:
    """Looks at the open checkouts in the database of an application."""

    def __init__(self, database: Path, runtime: Runtime, payments: Payments, clock: Clock) -> None:
        self._engine = sqlite_engine(database, begin="BEGIN", pragmas=READER)
        self._runtime = runtime
        self._payments = payments
        self._clock = clock

    async def run(self) -> None:
        """Look every 20 seconds until cancelled; what fails is tried again the next time."""
        try:
            while True:
                await self.poll()
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            self._engine.dispose()

    async def poll(self) -> None:
        """Look once at every open checkout."""
        try:
            for charge in await asyncio.to_thread(self._watched):
                await self._try_to_look_at(charge)
        except (PortError, SQLAlchemyError) as error:
            note(_log, "charges were not polled", error=type(error).__name__)

    async def _try_to_look_at(self, charge: _Watched) -> None:
        """A page that the provider does not know (another account's) must not hide the others."""
        try:
            await self._look_at(charge)
        except Rejected:
            note(_log, "a charge was not polled", charge=charge.charge_id, error="Rejected")

    def _watched(self) -> list[_Watched]:
        with self._engine.connect() as db:
            return [
                _Watched(row.id, row.conversation_id, ChargeStatus(row.status), row.checkout_ref)
                for row in db.execute(_WATCHED)
            ]

    async def _look_at(self, charge: _Watched) -> None:
        snapshot = await self._payments.fetch(charge.provider_ref)
        if not is_news(charge.status, snapshot.status):
            return
        now = self._clock.now()
        # The time makes the key new, in case that nothing came of the notice before.
        bucket = int(now.timestamp()) // EVERY_SECONDS
        await self._runtime.receive(
            Incoming(
                source="poll",
                external_id=f"{charge.provider_ref}:{bucket}",
                conversation_id=charge.conversation_id,
                event=PaymentNoticed(now, charge.charge_id, charge.provider_ref, "poll"),
            )
        )
