"""
The inbox, and the lock that keeps the facts of one conversation in order.

Whoever writes into the inbox holds the lock of the conversation until the end of the
transaction.  So the order of `seq` is the order of commits: without it, fact 5 could become
visible after fact 6 was handled.  On SQLite the single writer is the lock, and SQLAlchemy
leaves `FOR UPDATE` out (dialects/sqlite/base.py of SQLAlchemy 2.1.9: `for_update_clause`).
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables import CONVERSATIONS, INBOX
from autovenda_core.codec import encode, kind_of
from autovenda_core.ports.store import Incoming
from autovenda_core.ports.wake import WakeAt

__all__ = ["Wakes", "exists", "is_there", "lock", "put", "turn_wake", "upsert"]

Wakes: TypeAlias = list[WakeAt]
"""The alarms that a function made; to be set once its transaction is committed."""

_LOCK = (
    select(
        CONVERSATIONS.c.id,
        CONVERSATIONS.c.client_id,
        CONVERSATIONS.c.version,
        CONVERSATIONS.c.data,
        CONVERSATIONS.c.parked_reason,
    )
    .where(CONVERSATIONS.c.id == bindparam("id"))
    .with_for_update()
)
_EXISTS = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.id == bindparam("id"))
_IS_THERE = select(INBOX.c.seq).where(
    INBOX.c.source == bindparam("source"), INBOX.c.external_id == bindparam("external_id")
)


def lock(db: Connection, conversation_id: str) -> Row[*tuple[Any, ...]] | None:
    """
    Lock a conversation until the end of the transaction.

    Gives its id, client_id, version, data and parked_reason; None when there is no such
    conversation.
    """
    return db.execute(_LOCK, {"id": conversation_id}).first()


def exists(db: Connection, conversation_id: str) -> bool:
    """Whether there is such a conversation; nothing is locked."""
    return db.execute(_EXISTS, {"id": conversation_id}).first() is not None


def put(db: Connection, fact: Incoming, at: datetime, *, known: bool = True) -> bool:
    """
    Write one fact down; False when it is there already.  The caller holds the lock.

    `known`: whether its conversation exists; a fact without one is kept and done.
    """
    waits = known and fact.event is not None
    row = {
        "source": fact.source,
        "external_id": fact.external_id,
        "conversation_id": fact.conversation_id if known else None,
        "kind": fact.event and kind_of(fact.event),
        "payload": fact.event and encode(fact.event),
        "about_message": fact.about_message,
        "raw": fact.raw,
        "received_at": at,
        "done_at": None if waits else at,
        "error": None if known or fact.event is None else "no such conversation",
    }
    return db.execute(_put(db.dialect.name), row).first() is not None


def is_there(db: Connection, source: str, external_id: str) -> bool:
    """Whether a fact was written down already."""
    row = db.execute(_IS_THERE, {"source": source, "external_id": external_id}).first()
    return row is not None


def turn_wake(conversation_id: str, at: datetime) -> WakeAt:
    """The alarm of a conversation with unread facts."""
    return WakeAt(at, f"turn:{conversation_id}")


def upsert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can be given an ON CONFLICT clause."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _put(dialect: str) -> Any:
    insert = upsert(dialect, INBOX)
    return insert.on_conflict_do_nothing(index_elements=["source", "external_id"]).returning(
        INBOX.c.seq
    )
