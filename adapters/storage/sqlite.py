"""The Store on one SQLite file, for one server: the default, which needs nothing installed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from adapters.storage import reading
from adapters.storage.group_commit import GroupCommit
from adapters.storage.inbox import Wakes
from adapters.storage.migrate import upgrade
from adapters.storage.sql import SQLStore, unavailable
from adapters.storage.sqlite_engine import READER, WRITER, sqlite_engine
from autovenda_core.errors import ConfigurationError, Unavailable
from autovenda_core.ports.wake import Wake

__all__ = ["SQLiteStore"]

T = TypeVar("T")


class SQLiteStore(SQLStore):
    """
    Fits the Store port over one file.  Only one process can have it open.

    `open` also frees what a process that died had claimed, each with one more `unknown`.
    """

    def __init__(self, path: Path, *, wake: Wake) -> None:
        super().__init__(_SQLiteUnits(path, wake))


class _SQLiteUnits:
    """One thread writes, another reads; the event loop only waits."""

    def __init__(self, path: Path, wake: Wake) -> None:
        self._path = path
        self._wake = wake
        self._resources = ExitStack()
        self._writer: GroupCommit | None = None

    async def open(self) -> None:
        await asyncio.to_thread(self._open)

    async def close(self) -> None:
        self._writer = None
        await asyncio.to_thread(self._resources.close)

    async def write(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        if self._writer is None:
            raise Unavailable("the store is not open")
        return await asyncio.wrap_future(self._writer.submit(work))

    async def read(self, look: Callable[[Connection], T]) -> T:
        if self._writer is None:
            raise Unavailable("the store is not open")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, self._look, look)

    def _look(self, look: Callable[[Connection], T]) -> T:
        try:
            with self._read_engine.connect() as db:
                return look(db)
        except SQLAlchemyError as error:
            raise unavailable(error) from error

    def _open(self) -> None:
        with ExitStack() as resources:
            self._lock(resources)
            try:
                writing = self._prepare(resources)
            except OperationalError as error:
                raise unavailable(error) from error
            except DatabaseError as error:
                raise ConfigurationError(f"{self._path} is not a database of ours") from error
            self._read_engine = sqlite_engine(self._path, begin="BEGIN", pragmas=READER)
            resources.callback(self._read_engine.dispose)
            self._reader = resources.enter_context(ThreadPoolExecutor(1, "autovenda-reader"))
            self._writer = GroupCommit(writing, self._wake)
            resources.callback(self._writer.stop)
            self._resources = resources.pop_all()

    def _lock(self, resources: ExitStack) -> None:
        """Keep a second server out: two would each think that they alone order the facts."""
        lock_file = self._path.with_name(f"{self._path.name}.lock.server")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(lock_file, timeout=0, thread_local=False)
            resources.enter_context(lock)
        except Timeout as error:
            raise ConfigurationError(
                f"another server is using {self._path}; stop it, or give this one a data "
                "folder of its own (AUTOVENDA_DATA_DIR)"
            ) from error
        except OSError as error:
            raise ConfigurationError(f"cannot use {self._path}: {error.strerror}") from error

    def _prepare(self, resources: ExitStack) -> Engine:
        """Migrate, and clean up after a process that died; we know that it is the only one."""
        upgrade(URL.create("sqlite", database=str(self._path)).render_as_string())
        engine = sqlite_engine(self._path, begin="BEGIN IMMEDIATE", pragmas=WRITER)
        resources.callback(engine.dispose)
        with engine.begin() as db:
            reading.release_leases(db)
            reading.unpark(db)
        return engine
