"""
"Precisa de você": everything that waits for a person, by what it is.

What the flow opens a task for is shown as that task, and not a second time for its cause: a
message that did not arrive, a conversation that stands still, an effect that was given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, text

from adapters.storage.panel.conversations import WITH_A_PERSON
from adapters.storage.panel.finance import UNPAID
from adapters.storage.panel.months import local_day
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONVERSATIONS,
    EFFECTS,
    MESSAGE_LOGS,
    PROJECTS,
    PROPOSALS,
    TASKS,
)
from adapters.storage.tasks import HELD, was_repeated
from autovenda_core.effects import AlertOwner, ExpireCheckout, TaskKind
from autovenda_core.model import ProjectStatus, State

__all__ = ["Need", "NeedKind", "needs", "task_counts"]

SOON = timedelta(days=2)
LOOK_BACK = timedelta(days=7)
"""For how long an effect that was given up is shown."""

MOST = 50
"""Of each kind: whoever has more does not need to be told how many more."""

TOLD_TO_NOBODY = (AlertOwner.__name__, ExpireCheckout.__name__)
"""Effects whose failure is not told to the flow, so that no task comes of it."""

GIVEN_UP = text("effects.error IS NOT NULL AND effects.done_at IS NOT NULL")
"""As literal text, so that the database sees that the index of just these rows will do."""


class NeedKind(StrEnum):
    """Why a person is needed, the most urgent first."""

    PARKED = "parked"
    """An event could not be handled, and the conversation stands still."""
    WAITING = "waiting"
    """The lead wrote, and the person who answers has not."""
    TASK = "task"
    """The flow asks for a person; see `task_kind`."""
    DEADLINE = "deadline"
    """A project is due within two days, or late."""
    VOUCHER = "voucher"
    """A boleto or Pix that was begun ends within two days."""
    PROPOSAL = "proposal"
    """A proposal that was not accepted ends within two days."""
    EFFECT = "effect"
    """Something could not be done, and the flow does not know."""


@dataclass(frozen=True)
class Need:
    """One thing that waits for a person."""

    kind: NeedKind
    target: str
    """For commands: the id of the conversation, task, charge or effect, or "conversation.deal"."""
    conversation_id: str
    seen: int
    """The conversation's version, for commands."""
    client_id: str
    client_name: str | None
    subject: str
    """The task's summary, the project's title, the charge's description, the offer's number…"""
    at: datetime | None = None
    """Since when it waits, or when it ends."""
    day: date | None = None
    """The project's deadline (local)."""
    task_kind: TaskKind | None = None
    amount_centavos: int | None = None


def needs(db: Connection, now: datetime) -> tuple[Need, ...]:
    """What waits for a person now, the most urgent kind first; of each kind the first fifty."""
    lists: Sequence[Callable[[Connection, datetime], Iterable[Need]]] = (
        _parked,
        _waiting,
        _tasks,
        _deadlines,
        _vouchers,
        _proposals,
        _effects,
    )
    return tuple(need for look in lists for need in look(db, now))


def task_counts(db: Connection) -> dict[TaskKind, int]:
    """How many tasks of each kind are open."""
    counts = select(TASKS.c.kind, func.count()).where(TASKS.c.closed_at.is_(None))
    rows = db.execute(counts.group_by(TASKS.c.kind)).all()
    return {TaskKind(kind): count for kind, count in rows}


def _parked(db: Connection, now: datetime) -> Iterable[Need]:
    parked = _about(CONVERSATIONS.c.updated_at.label("at")).where(
        CONVERSATIONS.c.parked_reason.is_not(None)
    )
    for row in db.execute(parked.order_by(CONVERSATIONS.c.updated_at).limit(MOST)):
        yield _need(NeedKind.PARKED, row.conversation_id, row, subject=row.parked_reason, at=row.at)


def _waiting(db: Connection, now: datetime) -> Iterable[Need]:
    """Whom the person who answers owes an answer: since the first message after their last one."""
    spoken = MESSAGE_LOGS.alias("spoken")
    answered = (
        select(func.max(spoken.c.id))
        .where(spoken.c.conversation_id == CONVERSATIONS.c.id, spoken.c.author == "operator")
        .correlate(CONVERSATIONS)
        .scalar_subquery()
    )
    unanswered = (
        select(func.min(MESSAGE_LOGS.c.id))
        .where(
            MESSAGE_LOGS.c.conversation_id == CONVERSATIONS.c.id,
            MESSAGE_LOGS.c.direction == "in",
            MESSAGE_LOGS.c.id > func.coalesce(answered, 0),
        )
        .correlate(CONVERSATIONS)
        .scalar_subquery()
    )
    first = MESSAGE_LOGS.alias("first")
    waiting = (
        _about(first.c.at)
        .join(first, first.c.id == unanswered)
        .where(WITH_A_PERSON, CONVERSATIONS.c.merged_into.is_(None), ~_has_task(TaskKind.HANDOFF))
        .order_by(CONVERSATIONS.c.updated_at.desc())
        .limit(MOST)
    )
    found = sorted(db.execute(waiting).all(), key=lambda row: row.at)
    for row in found:
        yield _need(NeedKind.WAITING, row.conversation_id, row, at=row.at)


def _tasks(db: Connection, now: datetime) -> Iterable[Need]:
    tasks = (
        _about(TASKS.c.id, TASKS.c.kind, TASKS.c.summary, TASKS.c.opened_at)
        .join(TASKS, TASKS.c.conversation_id == CONVERSATIONS.c.id)
        .where(TASKS.c.closed_at.is_(None), TASKS.c.kind != TaskKind.POISON)
        .order_by(TASKS.c.opened_at, TASKS.c.id)
        .limit(MOST)
    )
    for row in db.execute(tasks):
        yield _need(
            NeedKind.TASK,
            str(row.id),
            row,
            subject=row.summary,
            at=row.opened_at,
            task_kind=TaskKind(row.kind),
        )


def _deadlines(db: Connection, now: datetime) -> Iterable[Need]:
    due = (
        _about(PROJECTS.c.deal, PROJECTS.c.title, PROJECTS.c.deadline)
        .join(PROJECTS, PROJECTS.c.conversation_id == CONVERSATIONS.c.id)
        .where(
            PROJECTS.c.status == ProjectStatus.ACTIVE,
            PROJECTS.c.deadline <= local_day(now + SOON),
        )
        .order_by(PROJECTS.c.deadline, PROJECTS.c.id)
        .limit(MOST)
    )
    for row in db.execute(due):
        target = f"{row.conversation_id}.{row.deal}"
        yield _need(NeedKind.DEADLINE, target, row, subject=row.title, day=row.deadline)


def _vouchers(db: Connection, now: datetime) -> Iterable[Need]:
    ends = CHARGES.c.pending_expires_at
    vouchers = (
        _about(CHARGES.c.id, CHARGES.c.description, CHARGES.c.amount_centavos, ends.label("at"))
        .join(CHARGES, CHARGES.c.conversation_id == CONVERSATIONS.c.id)
        .where(UNPAID, ends >= now, ends <= now + SOON)
        .order_by(ends)
        .limit(MOST)
    )
    for row in db.execute(vouchers):
        yield _need(
            NeedKind.VOUCHER,
            row.id,
            row,
            subject=row.description,
            at=row.at,
            amount_centavos=row.amount_centavos,
        )


def _proposals(db: Connection, now: datetime) -> Iterable[Need]:
    newer = PROPOSALS.alias("newer")
    is_replaced = (
        select(newer.c.id)
        .where(newer.c.conversation_id == PROPOSALS.c.conversation_id, newer.c.id > PROPOSALS.c.id)
        .exists()
    )
    ends = PROPOSALS.c.valid_until
    proposals = (
        _about(PROPOSALS.c.number, PROPOSALS.c.total_centavos, ends.label("at"))
        .join(PROPOSALS, PROPOSALS.c.conversation_id == CONVERSATIONS.c.id)
        .where(
            ends >= now,
            ends <= now + SOON,
            PROPOSALS.c.accepted_at.is_(None),
            CONVERSATIONS.c.state == State.OFFERED,
            ~is_replaced,
        )
        .order_by(ends)
        .limit(MOST)
    )
    for row in db.execute(proposals):
        yield _need(
            NeedKind.PROPOSAL,
            row.conversation_id,
            row,
            subject=row.number,
            at=row.at,
            amount_centavos=row.total_centavos,
        )


def _effects(db: Connection, now: datetime) -> Iterable[Need]:
    dead = (
        _about(EFFECTS.c.seq, EFFECTS.c.kind, EFFECTS.c.error, EFFECTS.c.done_at)
        .join(EFFECTS, EFFECTS.c.conversation_id == CONVERSATIONS.c.id)
        .where(
            GIVEN_UP,
            EFFECTS.c.done_at >= now - LOOK_BACK,
            EFFECTS.c.kind.in_(TOLD_TO_NOBODY),
            ~EFFECTS.c.error.startswith(HELD),
            ~was_repeated(),
        )
        .order_by(EFFECTS.c.done_at.desc())
        .limit(MOST)
    )
    for row in db.execute(dead):
        subject = f"{row.kind}: {row.error}"
        yield _need(NeedKind.EFFECT, str(row.seq), row, subject=subject, at=row.done_at)


def _about(*columns: ColumnElement[Any]) -> Select[Any]:
    """What every need tells of its conversation and client, and some columns more."""
    whose = (
        CONVERSATIONS.c.id.label("conversation_id"),
        CONVERSATIONS.c.version,
        CONVERSATIONS.c.parked_reason,
        CONVERSATIONS.c.client_id,
        CLIENTS.c.name,
    )
    both = CONVERSATIONS.join(CLIENTS, CLIENTS.c.id == CONVERSATIONS.c.client_id)
    return select(*whose, *columns).select_from(both)


def _has_task(kind: TaskKind) -> ColumnElement[bool]:
    """SQL: the conversation has an open task of a kind."""
    of_it = (TASKS.c.conversation_id == CONVERSATIONS.c.id, TASKS.c.kind == kind)
    return select(TASKS.c.id).where(*of_it, TASKS.c.closed_at.is_(None)).exists()


def _need(
    kind: NeedKind,
    target: str,
    row: Row[*tuple[Any, ...]],
    *,
    subject: str = "",
    at: datetime | None = None,
    day: date | None = None,
    task_kind: TaskKind | None = None,
    amount_centavos: int | None = None,
) -> Need:
    return Need(
        kind=kind,
        target=target,
        conversation_id=row.conversation_id,
        seen=row.version,
        client_id=row.client_id,
        client_name=row.name,
        subject=subject,
        at=at,
        day=day,
        task_kind=task_kind,
        amount_centavos=amount_centavos,
    )
