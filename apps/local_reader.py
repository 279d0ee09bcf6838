"""The database, for those who only look at it from beside the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.sql import unavailable
from adapters.storage.sqlite_engine import READER, sqlite_engine
from autovenda_core.errors import ConfigurationError

__all__ = ["LocalReader"]

T = TypeVar("T")


class LocalReader:
    """
    One database file, opened beside the server and never written to; `close` it.

    Raises:
        ConfigurationError: there is no such file; only a server or `db upgrade` makes it.
    """

    def __init__(self, database: Path) -> None:
        if not database.is_file():
            raise ConfigurationError(f"{database} is not there; run `autovenda db upgrade`")
        self._engine = sqlite_engine(database, begin="BEGIN", pragmas=READER)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    async def read(self, look: Callable[[Connection], T]) -> T:
        """
        Run a function on one consistent view of what is committed.

        Raises:
            Unavailable: the file cannot be read.
        """
        return await asyncio.to_thread(self._look, look)

    def _look(self, look: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as db:
                return look(db)
        except SQLAlchemyError as error:
            raise unavailable(error) from error
