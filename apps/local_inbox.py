"""
The inbox, for commands on the machine of the server, whether that one runs or not.

Whoever may write to the database file may tell it things: no password, port or session is needed.
The file's write lock keeps the order of facts; a running server finds what another process wrote
by its sweep within seconds, and one that is stopped when it starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage import receiving
from adapters.storage.inbox import Wakes
from adapters.storage.sql import unavailable
from adapters.storage.sqlite_engine import WRITER, sqlite_engine
from autovenda_core.errors import ConfigurationError
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.store import Incoming, Receipt

__all__ = ["LocalInbox"]

T = TypeVar("T")


class LocalInbox:
    """
    One database file, opened beside the server; `close` it.

    Raises:
        ConfigurationError: there is no such file; only a server or `db upgrade` makes it.
    """

    def __init__(self, database: Path, clock: Clock) -> None:
        if not database.is_file():
            raise ConfigurationError(f"{database} is not there; run `autovenda db upgrade`")
        self._clock = clock
        self._engine = sqlite_engine(database, begin="BEGIN IMMEDIATE", pragmas=WRITER)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    async def receive(self, fact: Incoming) -> Receipt:
        """
        Put a fact in, as `Runtime.receive` does.

        Raises:
            Unavailable: the file is locked or was made by another version.
        """
        now = self._clock.now()
        return await asyncio.to_thread(
            self.write_now, partial(receiving.receive, incoming=[fact], at=now)
        )

    def write_now(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        """
        Run a function in one transaction; its answer.  The alarms that it made are the sweep's.

        Raises:
            Unavailable: the file is locked or was made by another version.
        """
        try:
            with self._engine.begin() as db:
                answer, _ = work(db)
        except SQLAlchemyError as error:
            raise unavailable(error) from error
        return answer
