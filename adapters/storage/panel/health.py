"""Whether everything runs: what came in last, what waits to go out, and what failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from adapters.storage.panel.needs import GIVEN_UP
from adapters.storage.panel.paging import Key, Page, page_of, past
from adapters.storage.tables import CLIENTS, CONVERSATIONS, EFFECTS, INBOX, MESSAGE_LOGS
from adapters.storage.tasks import HELD, REPEATABLE, was_repeated

__all__ = [
    "DeadEffect",
    "Health",
    "LastHeard",
    "ModelFailure",
    "Undelivered",
    "dead_effects",
    "health",
]

LOOK_BACK = timedelta(days=30)
MOST_ANSWERS = 500
"""Answers of a model that are looked through for failures: the newest ones."""

FAILED = text("message_logs.delivery IN ('failed', 'undelivered')")
OF_A_MODEL = text("inbox.kind IN ('ModelAnswered', 'Transcribed')")
"""As literal text, so that the database sees that the index of just these rows will do."""


@dataclass(frozen=True)
class LastHeard:
    """When a source of facts brought something last."""

    source: str
    """A channel, a provider, or one of ours: "effect", "operator", "page", "timer"…"""
    at: datetime


@dataclass(frozen=True)
class Undelivered:
    """Messages that did not arrive, by the provider's reason."""

    channel: str
    code: str | None
    messages: int
    last_at: datetime


@dataclass(frozen=True)
class ModelFailure:
    """A language model gave no answer that could be used."""

    at: datetime
    conversation_id: str | None
    failure: str


@dataclass(frozen=True)
class DeadEffect:
    """Something that was given up."""

    seq: int
    """For commands."""
    conversation_id: str
    client_name: str | None
    kind: str
    error: str
    given_up_at: datetime
    can_be_repeated: bool
    """It is of a kind that a person may repeat, and was not repeated yet."""


@dataclass(frozen=True)
class Health:
    """The state of the installation, of the last thirty days where it is about a time."""

    last_heard: tuple[LastHeard, ...]
    waiting_effects: int
    """Due, and not done."""
    oldest_due_at: datetime | None
    """Since when the oldest of them is due: the lag of what goes out."""
    unread_facts: int
    parked_conversations: int
    undelivered: tuple[Undelivered, ...]
    model_answers: int
    """The newest ones, 500 at most…"""
    model_failures: tuple[ModelFailure, ...]
    """…and those of them that failed, newest first."""


def health(db: Connection, now: datetime) -> Health:
    """How things stand now."""
    waiting, oldest = _waiting(db, now)
    answers = _model_answers(db, now - LOOK_BACK)
    return Health(
        last_heard=_last_heard(db),
        waiting_effects=waiting,
        oldest_due_at=oldest,
        unread_facts=_unread(db),
        parked_conversations=_parked(db),
        undelivered=_undelivered(db, now - LOOK_BACK),
        model_answers=len(answers),
        model_failures=tuple(each for each in answers if each.failure),
    )


def dead_effects(db: Connection, *, after: Key | None = None, limit: int = 50) -> Page[DeadEffect]:
    """What was given up, newest first; not what was held back on purpose."""
    both = EFFECTS.join(CONVERSATIONS, CONVERSATIONS.c.id == EFFECTS.c.conversation_id).join(
        CLIENTS, CLIENTS.c.id == CONVERSATIONS.c.client_id
    )
    dead = (
        select(
            EFFECTS.c.seq,
            EFFECTS.c.conversation_id,
            EFFECTS.c.kind,
            EFFECTS.c.error,
            EFFECTS.c.done_at,
            CLIENTS.c.name,
            was_repeated().label("was_repeated"),
        )
        .select_from(both)
        .where(GIVEN_UP, ~EFFECTS.c.error.startswith(HELD))
    )
    rows = db.execute(past(dead, (EFFECTS.c.done_at, EFFECTS.c.seq), after, limit)).all()
    return page_of(rows, limit, _dead, lambda row: (row.done_at, row.seq))


def _last_heard(db: Connection) -> tuple[LastHeard, ...]:
    """One jump along the index for each source, however many facts each has brought."""
    sources = select(func.min(INBOX.c.source).label("source")).cte("sources", recursive=True)
    following = select(func.min(INBOX.c.source)).where(INBOX.c.source > sources.c.source)
    sources = sources.union_all(
        select(following.scalar_subquery()).where(sources.c.source.is_not(None))
    )
    last = select(func.max(INBOX.c.received_at)).where(INBOX.c.source == sources.c.source)
    rows = db.execute(
        select(sources.c.source, last.scalar_subquery().label("at"))
        .where(sources.c.source.is_not(None))
        .order_by(sources.c.source)
    )
    return tuple(LastHeard(row.source, row.at) for row in rows)


def _waiting(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    due = (EFFECTS.c.done_at.is_(None), EFFECTS.c.due_at <= now)
    row = db.execute(select(func.count(), func.min(EFFECTS.c.due_at)).where(*due)).one()
    return row[0], row[1]


def _unread(db: Connection) -> int:
    unread = (INBOX.c.done_at.is_(None), INBOX.c.conversation_id.is_not(None))
    return db.execute(select(func.count()).select_from(INBOX).where(*unread)).scalar_one()


def _parked(db: Connection) -> int:
    parked = CONVERSATIONS.c.parked_reason.is_not(None)
    return db.execute(select(func.count()).select_from(CONVERSATIONS).where(parked)).scalar_one()


def _undelivered(db: Connection, since: datetime) -> tuple[Undelivered, ...]:
    log, messages = MESSAGE_LOGS.c, func.count().label("messages")
    failed = (
        select(
            CONVERSATIONS.c.channel,
            log.delivery_code,
            messages,
            func.max(log.delivery_at).label("last_at"),
        )
        .select_from(MESSAGE_LOGS)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == log.conversation_id)
        .where(FAILED, log.delivery_at >= since)
        .group_by(CONVERSATIONS.c.channel, log.delivery_code)
        .order_by(messages.desc())
        .limit(50)
    )
    return tuple(Undelivered(*row) for row in db.execute(failed))


def _model_answers(db: Connection, since: datetime) -> Sequence[ModelFailure]:
    """The newest answers of a model; `failure` is empty where there is none."""
    answers = (
        select(INBOX.c.received_at, INBOX.c.conversation_id, INBOX.c.payload)
        .where(OF_A_MODEL, INBOX.c.received_at >= since)
        .order_by(INBOX.c.received_at.desc())
        .limit(MOST_ANSWERS)
    )
    return [
        ModelFailure(
            row.received_at, row.conversation_id, json.loads(row.payload).get("failure", "")
        )
        for row in db.execute(answers)
    ]


def _dead(row: Row[*tuple[Any, ...]]) -> DeadEffect:
    return DeadEffect(
        seq=row.seq,
        conversation_id=row.conversation_id,
        client_name=row.name,
        kind=row.kind,
        error=row.error,
        given_up_at=row.done_at,
        can_be_repeated=row.kind in REPEATABLE and not row.was_repeated,
    )
