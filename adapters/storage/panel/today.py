"""The four numbers of the first page, and the funnel of the last thirty days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from adapters.storage.panel.finance import receivable, received
from adapters.storage.panel.months import begin_of, local_day, month_of
from adapters.storage.tables import (
    CLIENTS,
    CONVERSATIONS,
    MESSAGE_LOGS,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.model import ProjectStatus, State

__all__ = ["FunnelStep", "Numbers", "funnel", "numbers"]

OPEN_STATES = (State.LEAD, State.QUALIFYING, State.OFFERED, State.AWAITING_PAYMENT)
"""Of a sale that may still be made."""

SAMPLE = 500
"""How many of the newest leads tell how fast they were answered."""


@dataclass(frozen=True)
class Numbers:
    """What the owner looks at first."""

    received_centavos: int
    """In this month."""
    receivable_centavos: int
    """Waited for, whenever it is due."""
    open_leads: int
    first_response_seconds: float | None
    """Median of the newest leads of the last thirty days; None: there were none."""


@dataclass(frozen=True)
class FunnelStep:
    """How far those who wrote first in some period have come."""

    step: str
    """"lead", "offered", "accepted", "paid" or "active"."""
    clients: int


def numbers(db: Connection, now: datetime) -> Numbers:
    """The four numbers, as of now."""
    return Numbers(
        received_centavos=received(db, begin_of(month_of(local_day(now))), now),
        receivable_centavos=receivable(db),
        open_leads=_open_leads(db),
        first_response_seconds=first_response_seconds(db, now - timedelta(days=30)),
    )


def funnel(db: Connection, since: datetime) -> tuple[FunnelStep, ...]:
    """Of the clients who wrote for the first time since then: how many came to each step."""
    offered = CLIENTS.join(PROPOSALS, PROPOSALS.c.client_id == CLIENTS.c.id)
    sold = CLIENTS.join(PROJECTS, PROJECTS.c.client_id == CLIENTS.c.id)
    is_written_to = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.client_id == CLIENTS.c.id)
    reached: Sequence[tuple[str, FromClause, Sequence[ColumnElement[bool]]]] = (
        ("lead", CLIENTS, [is_written_to.exists()]),  # not who was merged into another
        ("offered", offered, []),
        ("accepted", offered, [PROPOSALS.c.accepted_at.is_not(None)]),
        ("paid", sold, []),
        ("active", sold, [PROJECTS.c.status != ProjectStatus.BRIEFING]),
    )
    clients = func.count(CLIENTS.c.id.distinct())
    began = CLIENTS.c.created_at >= since
    return tuple(
        FunnelStep(
            step, db.execute(select(clients).select_from(rows).where(began, *also)).scalar_one()
        )
        for step, rows, also in reached
    )


def first_response_seconds(db: Connection, since: datetime) -> float | None:
    """Median from the first message of the newest leads to our first one, whoever wrote it."""
    log, theirs, ours = MESSAGE_LOGS.c, MESSAGE_LOGS.alias("theirs"), MESSAGE_LOGS.alias("ours")
    newest = (
        select(CONVERSATIONS.c.id)
        .join(CLIENTS, CLIENTS.c.id == CONVERSATIONS.c.client_id)
        .where(CLIENTS.c.created_at >= since)
        .order_by(CLIENTS.c.created_at.desc())
        .limit(SAMPLE)
        .subquery()
    )

    def first(direction: str) -> ColumnElement[int]:
        of_it = (log.conversation_id == newest.c.id, log.direction == direction)
        return select(func.min(log.id)).where(*of_it).correlate(newest).scalar_subquery()

    rows = db.execute(
        select(theirs.c.at.label("asked_at"), ours.c.at.label("answered_at"))
        .select_from(newest)
        .join(theirs, theirs.c.id == first("in"))
        .join(ours, ours.c.id == first("out"))
        .where(ours.c.id > theirs.c.id)
    ).all()
    waited = [(row.answered_at - row.asked_at).total_seconds() for row in rows]
    return median(max(each, 0.0) for each in waited) if waited else None


def _open_leads(db: Connection) -> int:
    is_open = (CONVERSATIONS.c.state.in_(OPEN_STATES), CONVERSATIONS.c.merged_into.is_(None))
    return db.execute(select(func.count()).select_from(CONVERSATIONS).where(*is_open)).scalar_one()
