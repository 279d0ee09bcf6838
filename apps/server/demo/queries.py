"""What the demo page shows, read from the database and never written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, select

from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import (
    CONVERSATIONS,
    EFFECTS,
    INBOX,
    MESSAGE_LOGS,
    PAYMENTS,
    TASKS,
)
from autovenda_core.codec import decode_conversation
from autovenda_core.model import Contact, Conversation, conversation_id_for

__all__ = ["Counts", "Effect", "Fact", "Message", "Picture", "Queries"]

Json = Mapping[str, Any]


_REPEATED = select(
    func.count(MESSAGE_LOGS.c.effect_key) - func.count(MESSAGE_LOGS.c.effect_key.distinct())
)


@dataclass(frozen=True)
class Message:
    """A line of the message log, with the page that its effect led to."""

    id: int
    author: str
    text: str
    at: datetime
    payload: Json
    link: Json | None
    provider_message_id: str


@dataclass(frozen=True)
class Fact:
    """A row of the inbox."""

    seq: int
    source: str
    kind: str
    payload: Json
    received_at: datetime
    is_done: bool
    error: str | None
    rows: tuple[str, ...]
    derived: tuple[Json, ...]


@dataclass(frozen=True)
class Effect:
    """A row of the outbox."""

    key: str
    kind: str
    payload: Json
    due_at: datetime
    is_leased: bool
    is_done: bool
    error: str | None
    tries: int


@dataclass(frozen=True)
class Picture:
    """Everything about one conversation at one moment."""

    conversation: Conversation
    parked: str | None
    messages: tuple[Message, ...]
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    tasks: tuple[str, ...]

    def is_busy(self, at: datetime) -> bool:
        """Whether the bot is about to say something: it reads, or it types."""
        reads = bool(self.conversation.pending) and not self.conversation.opted_out
        unread = any(not fact.is_done for fact in self.facts) and self.parked is None
        types = any(
            effect.kind == "SendMessage" and not effect.is_done and effect.due_at <= at
            for effect in self.effects
        )
        return reads or unread or types


@dataclass(frozen=True)
class Counts:
    """How much there is of what must neither get lost nor double."""

    facts: int
    messages: int
    effects: int
    payments: int
    repeated: int
    """Messages that one effect sent a second time."""


class Queries:
    """Looks at the file, whether the server is up or not."""

    def __init__(self, database: Path) -> None:
        self._engine = sqlite_engine(database, begin="BEGIN", pragmas=READER)

    async def picture(self, contact: Contact) -> Picture:
        """The conversation with a contact; an empty one before their first message."""
        return await asyncio.to_thread(self._look, contact)

    async def counts(self) -> Counts:
        """Of the whole database."""
        return await asyncio.to_thread(self._count)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _look(self, contact: Contact) -> Picture:
        conversation_id = conversation_id_for(contact)
        with self._engine.connect() as db:
            row = _first(db, CONVERSATIONS, CONVERSATIONS.c.id == conversation_id)
            return Picture(
                conversation=decode_conversation(row.data)
                if row is not None
                else Conversation(conversation_id, contact),
                parked=row.parked_reason if row is not None else None,
                messages=_messages(db, conversation_id),
                facts=tuple(_fact(row) for row in _rows(db, INBOX, conversation_id)),
                effects=tuple(_effect(row) for row in _rows(db, EFFECTS, conversation_id)),
                tasks=tuple(row.summary for row in _rows(db, TASKS, conversation_id)),
            )

    def _count(self) -> Counts:
        with self._engine.connect() as db:
            numbers = [
                db.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (INBOX, MESSAGE_LOGS, EFFECTS, PAYMENTS)
            ]
            numbers.append(db.execute(_REPEATED).scalar_one())
        return Counts(*numbers)


def _first(db: Connection, table: Table, where: ColumnElement[bool]) -> Row[Any] | None:
    return db.execute(select(table).where(where)).first()


def _rows(db: Connection, table: Table, conversation_id: str) -> list[Row[Any]]:
    """Rows of a conversation, oldest first."""
    mine = table.c.conversation_id == conversation_id
    return list(db.execute(select(table).where(mine).order_by(*table.primary_key)))


def _messages(db: Connection, conversation_id: str) -> tuple[Message, ...]:
    found = db.execute(
        select(MESSAGE_LOGS, EFFECTS.c.payload.label("effect"))
        .join(EFFECTS, EFFECTS.c.key == MESSAGE_LOGS.c.effect_key, isouter=True)
        .where(MESSAGE_LOGS.c.conversation_id == conversation_id)
        .order_by(MESSAGE_LOGS.c.id)
    )
    return tuple(_message(row) for row in found)


def _message(row: Row[Any]) -> Message:
    effect = json.loads(row.effect) if row.effect else {}
    return Message(
        id=row.id,
        author=row.author,
        text=row.text,
        at=row.at,
        payload=json.loads(row.payload),
        link=effect.get("link"),
        provider_message_id=row.provider_message_id,
    )


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        seq=row.seq,
        source=row.source,
        kind=row.kind or "",
        payload=json.loads(row.payload or "{}"),
        received_at=row.received_at,
        is_done=row.done_at is not None,
        error=row.error,
        rows=tuple(json.loads(row.rows)),
        derived=tuple(json.loads(row.derived)),
    )


def _effect(row: Row[Any]) -> Effect:
    return Effect(
        key=row.key,
        kind=row.kind,
        payload=json.loads(row.payload),
        due_at=row.due_at,
        is_leased=row.lease_until is not None,
        is_done=row.done_at is not None,
        error=row.error,
        tries=row.attempts + row.unknown,
    )
