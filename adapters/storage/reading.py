"""What is there: looks that change nothing, and what a new process does about its predecessor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from adapters.storage.inbox import turn_wake
from adapters.storage.performing import effect_wake, is_head, is_open
from adapters.storage.tables import CONVERSATIONS, EFFECTS, INBOX
from autovenda_core.codec import decode_conversation, decode_event
from autovenda_core.events import Event
from autovenda_core.model import Conversation
from autovenda_core.ports.wake import WakeAt

__all__ = ["conversation", "release_leases", "replay", "unpark", "waiting"]

_UNREAD = (
    select(INBOX.c.conversation_id, func.min(INBOX.c.received_at).label("at"))
    .join(CONVERSATIONS, CONVERSATIONS.c.id == INBOX.c.conversation_id)
    .where(INBOX.c.done_at.is_(None), CONVERSATIONS.c.parked_reason.is_(None))
    .group_by(INBOX.c.conversation_id)
)
_DATA = select(CONVERSATIONS.c.data).where(CONVERSATIONS.c.id == bindparam("id"))
_HANDLED = (
    select(INBOX.c.kind, INBOX.c.payload, INBOX.c.derived)
    .where(
        INBOX.c.conversation_id == bindparam("id"),
        INBOX.c.done_at.is_not(None),
        INBOX.c.kind.is_not(None),
    )
    .order_by(INBOX.c.seq)
)


def waiting(db: Connection, until: datetime) -> Sequence[WakeAt]:
    """`Store.waiting`.  A conversation that is parked waits for a new start, not for a turn."""
    turns = [turn_wake(row.conversation_id, row.at) for row in db.execute(_UNREAD)]
    effects = db.execute(
        select(EFFECTS.c.seq, EFFECTS.c.due_at, EFFECTS.c.lease_until).where(
            is_open(until), is_head()
        )
    )
    due = [effect_wake(row.seq, max(row.due_at, row.lease_until or row.due_at)) for row in effects]
    return sorted(turns + due)


def conversation(db: Connection, conversation_id: str) -> Conversation | None:
    """`Store.conversation`."""
    data = db.execute(_DATA, {"id": conversation_id}).scalar()
    return data and decode_conversation(data)


def replay(db: Connection, conversation_id: str) -> Sequence[Event]:
    """`Store.replay`."""
    events: list[Event] = []
    for row in db.execute(_HANDLED, {"id": conversation_id}):
        events.append(decode_event(row.kind, row.payload))
        events += [
            decode_event(derived["kind"], json.dumps(derived["event"]))
            for derived in json.loads(row.derived)
        ]
    return events


def release_leases(db: Connection) -> None:
    """
    Free what a dead process had taken: its outcome is unknown.

    Only for whoever knows that no other process works on this database.
    """
    db.execute(
        update(EFFECTS)
        .where(EFFECTS.c.done_at.is_(None), EFFECTS.c.lease_until.is_not(None))
        .values(lease_until=None, unknown=EFFECTS.c.unknown + 1)
    )


def unpark(db: Connection) -> None:
    """Let parked conversations try again: the new start may carry the fix."""
    db.execute(
        update(CONVERSATIONS)
        .where(CONVERSATIONS.c.parked_reason.is_not(None))
        .values(parked_reason=None)
    )
