"""The list of conversations: where each stands, who answers, and what was said last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text

from adapters.storage.panel.paging import Key, Page, page_of, past
from adapters.storage.panel.searching import found_clients
from adapters.storage.panel.windows import Window, window_of
from adapters.storage.tables import CLIENTS, CONVERSATIONS, MESSAGE_LOGS
from autovenda_core.codec import decode_conversation
from autovenda_core.events import DeliveryStatus
from autovenda_core.model import Owner, State

__all__ = ["WITH_A_PERSON", "Filter", "Listed", "conversations"]

WITH_A_PERSON = text("conversations.owner = 'human'")
"""As literal text, so that the database sees that the index of just these rows will do."""


@dataclass(frozen=True)
class Filter:
    """Which conversations; what is not said does not matter."""

    words: str = ""
    """Part of a name or phone, or the beginning of an offer's number."""
    states: Collection[State] = ()
    owner: Owner | None = None
    heard_since: datetime | None = None
    """The lead wrote after this."""
    is_unanswered: bool = False
    """A person answers, and the lead spoke last."""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    id: str
    client_id: str
    client_name: str | None
    phone: str | None
    channel: str
    state: State
    owner: Owner
    version: int
    """For commands: what the operator saw."""
    last_text: str
    """Of the last message of either side."""
    last_author: str | None
    """"lead", "bot" or "operator"; None: nothing was said yet."""
    last_at: datetime | None
    last_delivery: DeliveryStatus | None
    window: Window
    model_cost_micros: int
    """What language models have cost, in millionths of a US dollar."""
    parked_reason: str | None
    updated_at: datetime


_LAST = MESSAGE_LOGS.alias("last")
_OF_IT = MESSAGE_LOGS.alias("of_it")
_LAST_ID = (
    select(func.max(_OF_IT.c.id))
    .where(_OF_IT.c.conversation_id == CONVERSATIONS.c.id)
    .scalar_subquery()
)
_LIST = (
    select(
        CONVERSATIONS,
        CLIENTS.c.name,
        CLIENTS.c.phone,
        _LAST.c.text,
        _LAST.c.author,
        _LAST.c.at,
        _LAST.c.delivery,
    )
    .join(CLIENTS, CLIENTS.c.id == CONVERSATIONS.c.client_id)
    .outerjoin(_LAST, _LAST.c.id == _LAST_ID)
    .where(CONVERSATIONS.c.merged_into.is_(None))
)


def conversations(
    db: Connection,
    chosen: Filter | None = None,
    *,
    sees_personal: bool,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Listed]:
    """The conversations in which something happened last, first; ended ones (merged) left out."""
    wanted = _chosen(db, _LIST, chosen or Filter(), sees_personal=sees_personal)
    by = (CONVERSATIONS.c.updated_at, CONVERSATIONS.c.id)
    rows = db.execute(past(wanted, by, after, limit)).all()
    return page_of(
        rows,
        limit,
        lambda row: _listed(row, sees_personal=sees_personal),
        lambda row: (row.updated_at, row.id),
    )


def _chosen(
    db: Connection, statement: Select[Any], chosen: Filter, *, sees_personal: bool
) -> Select[Any]:
    conversation = CONVERSATIONS.c
    if chosen.words.strip():
        found = found_clients(db, chosen.words, sees_personal=sees_personal)
        statement = statement.where(conversation.client_id.in_(found))
    if chosen.states:
        statement = statement.where(conversation.state.in_(list(chosen.states)))
    if chosen.owner is Owner.HUMAN:
        statement = statement.where(WITH_A_PERSON)
    elif chosen.owner is not None:
        statement = statement.where(conversation.owner == chosen.owner)
    if chosen.heard_since is not None:
        # Whoever was heard was handled then, so the index on updated_at ends the search early.
        statement = statement.where(
            conversation.heard_at > chosen.heard_since,
            conversation.updated_at > chosen.heard_since,
        )
    if chosen.is_unanswered:
        statement = statement.where(WITH_A_PERSON, _LAST.c.author == "lead")
    return statement


def _listed(row: Row[*tuple[Any, ...]], *, sees_personal: bool) -> Listed:
    return Listed(
        id=row.id,
        client_id=row.client_id,
        client_name=row.name,
        phone=row.phone if sees_personal else None,
        channel=row.channel,
        state=State(row.state),
        owner=Owner(row.owner),
        version=row.version,
        last_text=row.text or "",
        last_author=row.author,
        last_at=row.at,
        last_delivery=row.delivery and DeliveryStatus(row.delivery),
        window=window_of(row.channel, row.heard_at),
        model_cost_micros=decode_conversation(row.data).model_use.total_micros,
        parked_reason=row.parked_reason,
        updated_at=row.updated_at,
    )
