"""The Store port over any SQL database: the functions of this package, each in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from adapters.storage import performing, reading, receiving, turning
from adapters.storage.inbox import Wakes
from autovenda_core.errors import Unavailable
from autovenda_core.events import Event
from autovenda_core.identity import Identity
from autovenda_core.model import Conversation
from autovenda_core.ports.store import Claim, Decide, Incoming, LoggedMessage, Receipt
from autovenda_core.ports.wake import WakeAt

__all__ = ["SQLStore", "Units", "unavailable"]

T = TypeVar("T")


class Units(Protocol):
    """
    Runs units of work.  What a database engine has to bring of its own.

    Both raise Unavailable when the database failed; then nothing of the unit has happened.
    """

    async def open(self) -> None:
        """Bring the schema up to date and get ready."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of everything."""
        ...

    async def write(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        """Run it in one transaction; once that is committed, hand over the wakes it made."""
        ...

    async def read(self, look: Callable[[Connection], T]) -> T:
        """Run it on one consistent view of what is committed."""
        ...


class SQLStore:
    """Fits the Store port.  `open` it before anything else, and `close` it."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def open(self) -> None:
        """
        Get ready: migrate the schema, let parked conversations try again.

        Raises:
            ConfigurationError: this database cannot be used; the message says why.
            Unavailable: it cannot be reached now.
        """
        await self._units.open()

    async def close(self) -> None:
        """Finish what was begun; every later call raises Unavailable."""
        await self._units.close()

    async def receive(self, incoming: Sequence[Incoming], at: datetime) -> Receipt:
        """See `Store.receive`."""
        return await self._units.write(partial(receiving.receive, incoming=incoming, at=at))

    async def turn(self, conversation_id: str, decide: Decide, at: datetime) -> int:
        """See `Store.turn`.  `decide` may be called in another thread: it is pure."""
        return await self._units.write(
            partial(turning.turn, conversation_id=conversation_id, decide=decide, at=at)
        )

    async def claim(self, seq: int, at: datetime, lease_seconds: float) -> Claim | None:
        """See `Store.claim`."""
        return await self._units.write(
            partial(performing.claim, seq=seq, at=at, lease_seconds=lease_seconds)
        )

    async def finish(
        self,
        claim: Claim,
        at: datetime,
        *,
        events: Sequence[Event] = (),
        message: LoggedMessage | None = None,
        identities: Sequence[Identity] = (),
        error: str | None = None,
    ) -> bool:
        """See `Store.finish`."""
        return await self._units.write(
            partial(
                performing.finish,
                done=claim,
                at=at,
                events=events,
                message=message,
                identities=identities,
                error=error,
            )
        )

    async def retry(
        self, claim: Claim, due_at: datetime, error: str, *, unknown: bool = False
    ) -> None:
        """See `Store.retry`."""
        await self._units.write(
            partial(performing.retry, failed=claim, due_at=due_at, error=error, unknown=unknown)
        )

    async def write(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        """
        Run a function in one transaction: what it wrote is there as a whole, or not at all.

        It gives its answer and the alarms that it made, which are set after the commit.  It may
        run more than once and in another thread, so it does nothing but use its connection.

        Raises:
            Unavailable: the database failed, and nothing was written.
        """
        return await self._units.write(work)

    async def read(self, look: Callable[[Connection], T]) -> T:
        """
        Run a function that only reads, on one consistent view of what is committed.

        Raises:
            Unavailable: the database failed.
        """
        return await self._units.read(look)

    async def waiting(self, until: datetime) -> Sequence[WakeAt]:
        """See `Store.waiting`."""
        return await self._units.read(partial(reading.waiting, until=until))

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """See `Store.conversation`."""
        return await self._units.read(
            partial(reading.conversation, conversation_id=conversation_id)
        )

    async def replay(self, conversation_id: str) -> Sequence[Event]:
        """See `Store.replay`."""
        return await self._units.read(partial(reading.replay, conversation_id=conversation_id))


def unavailable(error: Exception) -> Unavailable:
    """
    What a failure of the database is to the callers of the port, with the failure as its cause.

    Only the first line is told: PostgreSQL quotes the row in the second.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    first_line = (str(cause).splitlines() or [type(cause).__name__])[0]
    failure = Unavailable(f"the database failed: {first_line}")
    failure.__cause__ = error
    return failure
