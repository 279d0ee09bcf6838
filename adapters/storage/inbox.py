"""
The inbox, and the lock that keeps the facts of one conversation in order.

Whoever writes into the inbox holds the lock of the conversation until the end of the
transaction.  So the order of `seq` is the order of commits: without it, fact 5 could become
visible after fact 6 was handled.  On SQLite the single writer is the lock, and SQLAlchemy
leaves `FOR UPDATE` out (dialects/sqlite/base.py of SQLAlchemy 2.1.9: `for_update_clause`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables import CLIENTS, CONTACTS, CONVERSATIONS, INBOX
from autovenda_core.codec import encode, kind_of
from autovenda_core.model import Contact, Conversation
from autovenda_core.ports.store import Incoming, Receipt
from autovenda_core.ports.wake import WakeAt

__all__ = ["Wakes", "lock", "put", "receive", "turn_wake", "upsert"]

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


def receive(db: Connection, incoming: Sequence[Incoming], at: datetime) -> tuple[Receipt, Wakes]:
    """`Store.receive`.  Locks in the order of the ids, so that two batches cannot deadlock."""
    contacts = {fact.conversation_id: fact.contact for fact in incoming if fact.contact}
    known = {
        conversation_id
        for conversation_id in sorted({fact.conversation_id for fact in incoming})
        if _lock_or_open(db, conversation_id, contacts.get(conversation_id), at)
    }
    new = tuple(put(db, fact, at, known=fact.conversation_id in known) for fact in incoming)
    woken = {
        fact.conversation_id: None
        for fact, is_new in zip(incoming, new, strict=True)
        if is_new and fact.event is not None and fact.conversation_id in known
    }
    return Receipt(new), [turn_wake(conversation_id, at) for conversation_id in woken]


def lock(db: Connection, conversation_id: str) -> Row[*tuple[Any, ...]] | None:
    """
    Lock a conversation until the end of the transaction.

    Gives its id, client_id, version, data and parked_reason; None when there is no such
    conversation.
    """
    return db.execute(_LOCK, {"id": conversation_id}).first()


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
        "raw": fact.raw,
        "received_at": at,
        "done_at": None if waits else at,
        "error": None if known or fact.event is None else "no such conversation",
    }
    return db.execute(_put(db.dialect.name), row).first() is not None


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


@cache
def _insert_if_absent(dialect: str, table: Table) -> Any:
    return upsert(dialect, table).on_conflict_do_nothing()


def _lock_or_open(
    db: Connection, conversation_id: str, contact: Contact | None, at: datetime
) -> bool:
    """Whether the conversation exists; it is made when it does not and we know its contact."""
    if lock(db, conversation_id) is not None:
        return True
    if contact is not None:
        _open(db, Conversation(conversation_id, contact), at)
    return contact is not None


def _open(db: Connection, conversation: Conversation, at: datetime) -> None:
    """Make a conversation and its client, unless another transaction was faster; lock it."""
    rows: tuple[tuple[Table, dict[str, Any]], ...] = (
        (CLIENTS, {"id": conversation.id, "created_at": at, "updated_at": at}),
        (
            CONVERSATIONS,
            {
                "id": conversation.id,
                "client_id": conversation.id,
                "state": conversation.state,
                "owner": conversation.owner,
                "version": conversation.version,
                "data": encode(conversation),
                "updated_at": at,
            },
        ),
        (
            CONTACTS,
            {
                "channel": conversation.contact.channel,
                "address": conversation.contact.address,
                "conversation_id": conversation.id,
                "client_id": conversation.id,
            },
        ),
    )
    for table, row in rows:
        db.execute(_insert_if_absent(db.dialect.name, table), row)
    lock(db, conversation.id)
