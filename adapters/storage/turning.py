"""
The turn: the facts that wait in one conversation are handled, in order.

Everything a fact leads to is written inside one savepoint: the conversation, its projections,
effects, tasks and the message log.  A fact that cannot be handled leaves no trace but its error,
and parks the conversation, because handling the facts behind it would change their meaning.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from adapters.storage.inbox import Wakes, lock
from adapters.storage.messages import Log
from adapters.storage.performing import effect_wake
from adapters.storage.projections import project
from adapters.storage.tables import CONVERSATIONS, EFFECTS, INBOX, TASKS
from autovenda_core.codec import decode_conversation, decode_event, encode, kind_of
from autovenda_core.effects import Effect, OpenTask, SendMessage, SetTimer, TaskKind, Understand
from autovenda_core.model import Conversation
from autovenda_core.ports.store import Decide, Decision

__all__ = ["turn"]

_log = logging.getLogger(__name__)

POISON_SUMMARY = (
    "Um evento desta conversa não pôde ser tratado: ela está parada até a próxima atualização."
)

_UNREAD = (
    select(INBOX.c.seq, INBOX.c.kind, INBOX.c.payload, INBOX.c.error)
    .where(INBOX.c.conversation_id == bindparam("id"), INBOX.c.done_at.is_(None))
    .order_by(INBOX.c.seq)
)
_SAVE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("_id"), CONVERSATIONS.c.version == bindparam("_version"))
    .values(
        {name: bindparam(name) for name in ("state", "owner", "version", "data", "heard_at")}
        | {"fingerprint": bindparam("fingerprint"), "updated_at": bindparam("updated_at")}
    )
)
_DONE = (
    update(INBOX)
    .where(INBOX.c.seq == bindparam("_seq"))
    .values(
        done_at=bindparam("done_at"),
        derived=bindparam("derived"),
        rows=bindparam("rows"),
        error=None,
    )
)
_ADD_EFFECT = insert(EFFECTS).returning(EFFECTS.c.seq)
_HEAD = select(func.min(EFFECTS.c.seq)).where(
    EFFECTS.c.lane == bindparam("lane"), EFFECTS.c.done_at.is_(None)
)
_OPEN_POISON_TASKS = (
    TASKS.c.conversation_id == bindparam("_conversation_id"),
    TASKS.c.kind == TaskKind.POISON,
    TASKS.c.closed_at.is_(None),
)

_OPEN_TASK = select(TASKS.c.id, TASKS.c.summary).where(
    TASKS.c.conversation_id == bindparam("_conversation_id"),
    TASKS.c.kind == bindparam("_kind"),
    TASKS.c.closed_at.is_(None),
)


def turn(db: Connection, conversation_id: str, decide: Decide, at: datetime) -> tuple[int, Wakes]:
    """`Store.turn`."""
    row = lock(db, conversation_id)
    if row is None or row.parked_reason is not None:
        return 0, []
    conversation = decode_conversation(row.data)
    handled, wakes = 0, Wakes()
    for fact in db.execute(_UNREAD, {"id": conversation_id}).all():
        try:
            with db.begin_nested():
                decision = decide(conversation, decode_event(fact.kind, fact.payload))
                wakes += _Fact(db, fact, row.client_id, at).apply(conversation, decision)
        except Exception as error:
            if isinstance(error, DBAPIError) and not _is_about_the_data(error):
                raise
            _park(db, conversation_id, fact.seq, error, at)
            break
        conversation = decision.conversation
        handled += 1
    return handled, wakes


def _is_about_the_data(error: DBAPIError) -> bool:
    """
    Whether the database refused what was to be written: it will refuse it again.

    Classes 22 (data exception) and 23 (integrity) of PostgreSQL's appendix A; asyncpg's errors
    are not all mapped to the classes of the DB-API (dialects/postgresql/asyncpg.py).
    """
    sqlstate = str(getattr(error.orig, "sqlstate", None) or "")
    return isinstance(error, IntegrityError | DataError) or sqlstate[:2] in {"22", "23"}


def _park(db: Connection, conversation_id: str, seq: int, error: Exception, at: datetime) -> None:
    reason = type(error).__name__
    # Never its words: they may quote the lead's.
    _log.error("conversation %s is parked at fact %d: %s", conversation_id, seq, reason)
    db.execute(update(INBOX).where(INBOX.c.seq == seq).values(error=f"{reason}: {error}"[:2000]))
    db.execute(
        update(CONVERSATIONS)
        .where(CONVERSATIONS.c.id == conversation_id)
        .values(parked_reason=reason)
    )
    known = select(TASKS.c.id).where(*_OPEN_POISON_TASKS)
    if db.execute(known, {"_conversation_id": conversation_id}).first() is None:
        _open_task(db, conversation_id, OpenTask(TaskKind.POISON, POISON_SUMMARY), at)


def _open_task(db: Connection, conversation_id: str, task: OpenTask, at: datetime) -> None:
    if task.is_gathered and _gather(db, conversation_id, task):
        return
    row = {
        "conversation_id": conversation_id,
        "kind": task.kind,
        "summary": task.summary,
        "opened_at": at,
    }
    db.execute(insert(TASKS), row)


def _gather(db: Connection, conversation_id: str, task: OpenTask) -> bool:
    """Add a task to the open one of its kind, if there is one."""
    names = {"_conversation_id": conversation_id, "_kind": task.kind}
    known = db.execute(_OPEN_TASK, names).first()
    if known is not None and task.summary not in known.summary:
        summary = f"{known.summary} {task.summary}"
        db.execute(update(TASKS).where(TASKS.c.id == known.id).values(summary=summary))
    return known is not None


@dataclass(frozen=True)
class _Fact:
    """One inbox row on its way to done, inside its savepoint."""

    db: Connection
    row: Row[*tuple[Any, ...]]
    client_id: str
    at: datetime

    def apply(self, before: Conversation, decision: Decision) -> Wakes:
        """Write down what was decided."""
        after = decision.conversation
        self._save(before, after, decision.fingerprint)
        project(self.db, before, after, self.client_id, self.at)
        log = Log(self.db, after.id, self.client_id)
        for applied in decision.applied:
            log.note(applied.event)
        wakes = self._add_effects(after.id, decision)
        self._finish(after.id, decision)
        return wakes

    def _save(self, before: Conversation, after: Conversation, fingerprint: str) -> None:
        changed = self.db.execute(
            _SAVE,
            {
                "_id": before.id,
                "_version": before.version,
                "state": after.state,
                "owner": after.owner,
                "version": after.version,
                "data": encode(after),
                "heard_at": after.heard_at,
                "fingerprint": fingerprint,
                "updated_at": self.at,
            },
        )
        if changed.rowcount != 1:
            raise RuntimeError("somebody changed a locked conversation")

    def _add_effects(self, conversation_id: str, decision: Decision) -> Wakes:
        """Store the effects; the alarm of each that nothing has to be done before."""
        wakes, sends = Wakes(), set[int]()
        for index, effect in enumerate(_effects(decision)):
            if isinstance(effect, OpenTask):
                _open_task(self.db, conversation_id, effect, self.at)
            elif not isinstance(effect, Understand):
                seq, due_at = self._add_effect(conversation_id, index, effect)
                if _is_in_line(effect):
                    sends.add(seq)
                else:
                    wakes.append(effect_wake(seq, due_at))
        if sends:
            head = self.db.execute(_HEAD, {"lane": conversation_id}).scalar_one()
            wakes += [effect_wake(head, self.at)] if head in sends else []
        return wakes

    def _add_effect(self, conversation_id: str, index: int, effect: Effect) -> tuple[int, datetime]:
        due_at = effect.due_at if isinstance(effect, SetTimer) else self.at
        row = {
            "key": f"{conversation_id}:{self.row.seq}:{index}",
            "conversation_id": conversation_id,
            "lane": conversation_id if _is_in_line(effect) else None,
            "kind": kind_of(effect),
            "payload": encode(effect),
            "due_at": due_at,
        }
        return self.db.execute(_ADD_EFFECT, row).scalar_one(), due_at

    def _finish(self, conversation_id: str, decision: Decision) -> None:
        derived = [
            {"kind": kind_of(applied.event), "event": json.loads(encode(applied.event))}
            for applied in decision.applied[1:]
        ]
        rows = [row for applied in decision.applied for row in applied.rows]
        self.db.execute(
            _DONE,
            {
                "_seq": self.row.seq,
                "done_at": self.at,
                "derived": json.dumps(derived, ensure_ascii=False),
                "rows": json.dumps(rows),
            },
        )
        if self.row.error is not None:  # it was poison once, and is no more
            close = update(TASKS).where(*_OPEN_POISON_TASKS).values(closed_at=self.at)
            self.db.execute(close, {"_conversation_id": conversation_id})


def _is_in_line(effect: Effect) -> bool:
    return isinstance(effect, SendMessage) and effect.in_line


def _effects(decision: Decision) -> Iterator[Effect]:
    """Every effect of a fact, in the order that numbers their keys."""
    return (effect for applied in decision.applied for effect in applied.effects)
