"""Projects: their deadline, whom each waits for, and what of its money is still missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from adapters.storage.panel.finance import Charged, charged, payments_of
from adapters.storage.panel.paging import Key, Page, key_of, page_of
from adapters.storage.tables import CHARGES, CLIENTS, CONVERSATIONS, PROJECTS
from autovenda_core.model import ChargeStatus, ProjectStatus

__all__ = ["ACTIVE", "DELIVERED", "ListedProject", "WaitsFor", "projects"]

ACTIVE = (ProjectStatus.BRIEFING, ProjectStatus.ACTIVE)
DELIVERED = (ProjectStatus.DELIVERED, ProjectStatus.CLOSED)
"""What the page of projects shows, in two lists; those that were cancelled are neither."""

_LAST_DAY = date.max
"""Where a project without a deadline stands in the list: at the end."""

_UNPAID = (ChargeStatus.OPEN, ChargeStatus.PENDING)


class WaitsFor(StrEnum):
    """Whose move it is."""

    BRIEFING = "briefing"
    """The client's: the briefing is missing."""
    US = "us"
    BALANCE = "balance"
    """The client's: it was delivered and not paid."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class ListedProject:
    """One project."""

    target: str
    """For commands: "conversation.deal"."""
    conversation_id: str
    deal: int
    seen: int
    """The conversation's version, for commands."""
    client_id: str
    client_name: str | None
    title: str
    status: ProjectStatus
    deadline: date | None
    """Local day; None until the briefing is complete."""
    paid_at: datetime
    waits_for: WaitsFor
    charges: tuple[Charged, ...]


def projects(
    db: Connection,
    statuses: Collection[ProjectStatus] = ACTIVE,
    *,
    after: Key | None = None,
    limit: int = 50,
) -> Page[ListedProject]:
    """Projects by deadline, the next one first; those without one at the end."""
    deadline = func.coalesce(PROJECTS.c.deadline, _LAST_DAY, type_=PROJECTS.c.deadline.type)
    wanted = (
        select(PROJECTS, CLIENTS.c.name, CONVERSATIONS.c.version)
        .join(CLIENTS, CLIENTS.c.id == PROJECTS.c.client_id)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == PROJECTS.c.conversation_id)
        .where(PROJECTS.c.status.in_(list(statuses)))
        .order_by(deadline, PROJECTS.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        by = (deadline, PROJECTS.c.id)
        wanted = wanted.where(tuple_(*by) > key_of(by, after))
    rows = db.execute(wanted).all()
    theirs = _charges(db, rows)
    return page_of(
        rows,
        limit,
        lambda row: listed(row, theirs.get((row.conversation_id, row.deal), ())),
        lambda row: (row.deadline or _LAST_DAY, row.id),
    )


def listed(row: Row[*tuple[Any, ...]], charges: tuple[Charged, ...]) -> ListedProject:
    """A row of `projects`, with its client's `name` and its conversation's `version`."""
    status = ProjectStatus(row.status)
    return ListedProject(
        target=f"{row.conversation_id}.{row.deal}",
        conversation_id=row.conversation_id,
        deal=row.deal,
        seen=row.version,
        client_id=row.client_id,
        client_name=row.name,
        title=row.title,
        status=status,
        deadline=row.deadline,
        paid_at=row.paid_at,
        waits_for=_waits_for(status, charges),
        charges=charges,
    )


def _waits_for(status: ProjectStatus, charges: Sequence[Charged]) -> WaitsFor:
    match status:
        case ProjectStatus.BRIEFING:
            return WaitsFor.BRIEFING
        case ProjectStatus.ACTIVE:
            return WaitsFor.US
        case ProjectStatus.DELIVERED if any(each.status in _UNPAID for each in charges):
            return WaitsFor.BALANCE
        case _:
            return WaitsFor.NOBODY


def _charges(
    db: Connection, projects: Sequence[Row[*tuple[Any, ...]]]
) -> dict[tuple[str, int], tuple[Charged, ...]]:
    """The charges of some projects, by conversation and deal."""
    found = db.execute(
        select(CHARGES, CLIENTS.c.name, CONVERSATIONS.c.version)
        .join(CLIENTS, CLIENTS.c.id == CHARGES.c.client_id)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == CHARGES.c.conversation_id)
        .where(CHARGES.c.conversation_id.in_({row.conversation_id for row in projects}))
        .order_by(CHARGES.c.created_at, CHARGES.c.id)
    ).all()
    paid = payments_of(db, [row.id for row in found])
    charges: dict[tuple[str, int], tuple[Charged, ...]] = {}
    for row in found:
        deal = (row.conversation_id, row.deal)
        charges[deal] = (*charges.get(deal, ()), charged(row, paid))
    return charges
