"""What a person has done about tasks and about effects that were given up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from adapters.storage.inbox import Wakes, lock
from adapters.storage.performing import effect_wake
from adapters.storage.tables import EFFECTS, TASKS
from autovenda_core.effects import AlertOwner, ExpireCheckout, FetchMedia, SendMessage

__all__ = ["HELD", "REPEATABLE", "close", "repeat", "was_repeated"]

HELD = "held: "
"""How the reason begins why a message was not sent on purpose (`runtime.sending`)."""

REPEATABLE = frozenset(
    kind.__name__ for kind in (SendMessage, AlertOwner, ExpireCheckout, FetchMedia)
)
"""Effects that a person may have done again.  Money is asked for again by the flow alone."""


_AGAIN = ":again"
"""How the key of an effect ends that is the copy of another one."""


def was_repeated() -> ColumnElement[bool]:
    """SQL: there is a copy of the effect."""
    copy = EFFECTS.alias("copy")
    return select(copy.c.seq).where(copy.c.key == EFFECTS.c.key + _AGAIN).exists()


def close(db: Connection, task_id: int, at: datetime) -> bool:
    """A task is done; False: it was done before, or there is no such task."""
    closed = db.execute(
        update(TASKS).where(TASKS.c.id == task_id, TASKS.c.closed_at.is_(None)).values(closed_at=at)
    )
    return closed.rowcount == 1


def repeat(db: Connection, seq: int, at: datetime) -> tuple[bool, Wakes]:
    """
    Have an effect that was given up done again, by a copy with a key of its own.

    The old key will not do: its failure is in the inbox under that key, and so would the new
    answer be.  False: there is no such effect, it was not given up, it is nothing to be
    repeated, or it was repeated before (the copy's key is derived, so two clicks are one).
    """
    row = db.execute(select(EFFECTS).where(EFFECTS.c.seq == seq)).first()
    if row is None or not _was_given_up(row.error, row.done_at) or row.kind not in REPEATABLE:
        return False, []
    lock(db, row.conversation_id)
    again = f"{row.key}{_AGAIN}"
    if db.execute(select(EFFECTS.c.seq).where(EFFECTS.c.key == again)).first() is not None:
        return False, []
    copy = {
        "key": again,
        "conversation_id": row.conversation_id,
        "lane": None,  # what was said since has not waited for it
        "kind": row.kind,
        "payload": row.payload,
        "due_at": at,
    }
    made = db.execute(insert(EFFECTS).returning(EFFECTS.c.seq), copy).scalar_one()
    return True, [effect_wake(made, at)]


def _was_given_up(error: str | None, done_at: datetime | None) -> bool:
    return error is not None and done_at is not None and not error.startswith(HELD)
