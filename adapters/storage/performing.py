"""
Effects are taken, closed, or given back.

A claim is the pair of counters (attempts, unknown) at the moment it was made: each retry and
each lease that ran out changes one of them, so whoever woke up after its lease cannot give
back an effect that somebody else holds by now.  Closing needs no such check: the call was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)

from adapters.storage.inbox import Wakes, lock, put, turn_wake
from adapters.storage.messages import Log
from adapters.storage.people import Mention, meet
from adapters.storage.tables import CONVERSATIONS, EFFECTS
from autovenda_core.codec import decode_conversation, decode_effect
from autovenda_core.events import Event
from autovenda_core.identity import Identity
from autovenda_core.ports.store import Claim, Incoming, LoggedMessage
from autovenda_core.ports.wake import WakeAt

__all__ = ["claim", "effect_wake", "finish", "is_head", "is_open", "retry"]


def is_open(until: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """SQL: an effect can be taken by `until`: not done, due, and nobody holds its lease."""
    return and_(
        EFFECTS.c.done_at.is_(None),
        EFFECTS.c.due_at <= until,
        or_(EFFECTS.c.lease_until.is_(None), EFFECTS.c.lease_until <= until),
    )


def is_head() -> ColumnElement[bool]:
    """SQL: nothing in the effect's lane has to be done before it."""
    earlier = EFFECTS.alias("earlier")
    return or_(
        EFFECTS.c.lane.is_(None),
        ~exists().where(
            earlier.c.lane == EFFECTS.c.lane,
            earlier.c.done_at.is_(None),
            earlier.c.seq < EFFECTS.c.seq,
        ),
    )


_AT: ColumnElement[datetime] = bindparam("at", type_=EFFECTS.c.due_at.type)
_TAKE = (
    select(EFFECTS, CONVERSATIONS.c.data)
    .join(CONVERSATIONS, CONVERSATIONS.c.id == EFFECTS.c.conversation_id)
    .where(EFFECTS.c.seq == bindparam("seq"), is_open(_AT), is_head())
    .with_for_update(of=EFFECTS)
)
_LEASE = (
    update(EFFECTS)
    .where(EFFECTS.c.seq == bindparam("_seq"))
    .values(lease_until=bindparam("lease_until"), unknown=bindparam("unknown"))
)
_CLOSE = (
    update(EFFECTS)
    .where(EFFECTS.c.seq == bindparam("_seq"), EFFECTS.c.done_at.is_(None))
    .values(done_at=bindparam("done_at"), error=bindparam("error"), lease_until=None)
    .returning(EFFECTS.c.lane)
)
_NEXT = (
    select(EFFECTS.c.seq, EFFECTS.c.due_at)
    .where(EFFECTS.c.lane == bindparam("lane"), EFFECTS.c.done_at.is_(None))
    .order_by(EFFECTS.c.seq)
    .limit(1)
)


def claim(
    db: Connection, seq: int, at: datetime, lease_seconds: float
) -> tuple[Claim | None, Wakes]:
    """`Store.claim`."""
    row = db.execute(_TAKE, {"seq": seq, "at": at}).first()
    if row is None:
        return None, []
    unknown = row.unknown + (row.lease_until is not None)
    lease_until = at + timedelta(seconds=lease_seconds)
    db.execute(_LEASE, {"_seq": seq, "lease_until": lease_until, "unknown": unknown})
    taken = Claim(
        seq=seq,
        key=row.key,
        conversation=decode_conversation(row.data),
        effect=decode_effect(row.kind, row.payload),
        due_at=row.due_at,
        attempts=row.attempts,
        unknown=unknown,
        confirmed_as=row.confirmed_as,
    )
    return taken, []


def finish(
    db: Connection,
    done: Claim,
    at: datetime,
    *,
    events: Sequence[Event] = (),
    message: LoggedMessage | None = None,
    identities: Sequence[Identity] = (),
    error: str | None = None,
) -> tuple[bool, Wakes]:
    """
    `Store.finish`.

    The lock of the conversation also keeps a turn from adding to the lane meanwhile: either it
    sees that its message is the head, or we see the message; so one of us wakes it.
    """
    conversation_id = done.conversation.id
    taught = Mention(
        identities=tuple(identities),
        channel=done.conversation.contact.channel,
        about=conversation_id,
        reason=done.key,
    )
    people = meet(db, [taught], at) if identities else None
    conversation = lock(db, conversation_id)
    closed = db.execute(_CLOSE, {"_seq": done.seq, "done_at": at, "error": error}).first()
    if closed is None or conversation is None:
        return False, []
    facts = [
        Incoming("effect", f"{done.key}:{index}", conversation_id, event)
        for index, event in enumerate(events)
    ]
    if message is not None:
        log = Log(db, conversation_id, conversation.client_id)
        log.sent(done, message, at)
        facts += log.catch_up(message.provider_message_id)
    if people is not None:
        people.conversation_of(taught)
    wakes = _wake_next(db, closed.lane)
    wakes += [turn_wake(each, at) for each in sorted(people.taken_over if people else ())]
    for fact in facts:
        put(db, fact, at)
    if facts:
        wakes.append(turn_wake(conversation_id, at))
    return True, wakes


def retry(
    db: Connection, failed: Claim, due_at: datetime, error: str, *, unknown: bool = False
) -> tuple[None, Wakes]:
    """`Store.retry`.  Changes nothing when the effect is done, or somebody else's by now."""
    changed = db.execute(
        update(EFFECTS)
        .where(
            EFFECTS.c.seq == failed.seq,
            EFFECTS.c.done_at.is_(None),
            EFFECTS.c.attempts == failed.attempts,
            EFFECTS.c.unknown == failed.unknown,
        )
        .values(
            due_at=due_at,
            error=error,
            lease_until=None,
            attempts=failed.attempts + (not unknown),
            unknown=failed.unknown + unknown,
        )
    )
    return None, [effect_wake(failed.seq, due_at)] if changed.rowcount else []


def effect_wake(seq: int, at: datetime) -> WakeAt:
    """The alarm of an effect."""
    return WakeAt(at, f"effect:{seq}")


def _wake_next(db: Connection, lane: str | None) -> Wakes:
    row = lane and db.execute(_NEXT, {"lane": lane}).first()
    return [effect_wake(row.seq, row.due_at)] if row else []
