"""
SQLite the way a server needs it.

The pragmas, by sqlite.org/pragma.html (read for SQLite 3.40): WAL lets others read while we
write; `synchronous=FULL` syncs each commit, because we answer "200" after it and a power cut
must not take it back (NORMAL loses it); foreign keys are off unless asked for; `secure_delete`
overwrites what is deleted, because it may be somebody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from sqlite3 import Error as SQLiteError
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

__all__ = ["READER", "WRITER", "empty_log_after", "own_transactions", "sqlite_engine"]

WRITER = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "busy_timeout": "5000",
}
READER = {"query_only": "ON", "busy_timeout": "5000"}

_EMPTY_LOG = "autovenda: empty the log"


def sqlite_engine(path: Path, *, begin: str, pragmas: Mapping[str, str]) -> Engine:
    """An engine on a file whose transactions start with the statement `begin`."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, hide_parameters=True)
    own_transactions(engine, begin)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "checkin")
    def empty_log(connection: Any, record: Any) -> None:
        if record.info.pop(_EMPTY_LOG, False) and connection is not None:
            # Readers keep it from being emptied (sqlite.org/pragma.html, "wal_checkpoint").
            with suppress(SQLiteError):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    return engine


def empty_log_after(db: Connection) -> None:
    """
    Have the write-ahead log emptied once this transaction is over: it holds what was overwritten.

    As well as it can be: if somebody reads for longer than the busy timeout, the log is emptied
    by a later checkpoint.  Nothing on another database.
    """
    if db.dialect.name == "sqlite":
        db.info[_EMPTY_LOG] = True


def own_transactions(engine: Engine, begin: str) -> None:
    """
    Begin transactions ourselves, instead of Python's sqlite3 module.

    That one does not begin any before a SELECT or a CREATE TABLE (SQLAlchemy 2.1,
    dialects/sqlite/base.py, "Enabling non-legacy SQLite transactional modes").
    """

    @event.listens_for(engine, "connect")
    def leave_transactions_alone(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
