"""The Store on PostgreSQL, for many machines: the same functions, over asyncpg."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships none
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from adapters.storage import reading
from adapters.storage.inbox import Wakes
from adapters.storage.migrate import upgrade_on
from adapters.storage.people import Overtaken
from adapters.storage.sql import SQLStore, unavailable
from autovenda_core.errors import Unavailable
from autovenda_core.ports.wake import Wake

__all__ = ["PostgresStore"]

T = TypeVar("T")

TRIES = 20
"""Whoever is overtaken begins again; each time somebody else has got their work done."""

_FAILURES = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""SQLAlchemy wraps what a statement raises, but not what connecting raises."""


class PostgresStore(SQLStore):
    """
    Fits the Store port over a `postgresql://` URL.  Many processes can have it open.

    Wakes are handed over after the commit, to this process only.
    """

    def __init__(self, url: str, *, wake: Wake) -> None:
        super().__init__(_PostgresUnits(url, wake))


class _PostgresUnits:
    """A connection of a pool for each unit; the order comes from the locks of the rows."""

    def __init__(self, url: str, wake: Wake) -> None:
        asyncpg_url = make_url(url).set(drivername="postgresql+asyncpg")
        self._engine = create_async_engine(asyncpg_url, hide_parameters=True)
        self._wake = wake

    async def open(self) -> None:
        async with self._transaction() as db:
            await db.run_sync(upgrade_on)
            await db.run_sync(reading.unpark)

    async def close(self) -> None:
        await self._engine.dispose()

    async def write(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        for _ in range(TRIES):
            try:
                async with self._transaction() as db:
                    answer, wakes = await db.run_sync(work)
            except Overtaken:
                continue  # in a new transaction, because the locks of this one are out of order
            self._wake.set(wakes)
            return answer
        raise Unavailable("others keep changing the same people")

    async def read(self, look: Callable[[Connection], T]) -> T:
        async with self._transaction() as db:
            return await db.run_sync(look)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as db:
                yield db
        except _FAILURES as error:
            raise unavailable(error) from error
