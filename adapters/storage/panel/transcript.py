"""One conversation: what was said, and what is known beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.storage.panel.needs import GIVEN_UP
from adapters.storage.panel.windows import Window, window_of
from adapters.storage.privacy.erasing import anonymous
from adapters.storage.tables import CLIENTS, CONVERSATIONS, EFFECTS, MEDIA, MESSAGE_LOGS, TASKS
from adapters.storage.tasks import HELD, was_repeated
from autovenda_core.codec import decode_conversation
from autovenda_core.effects import SendMessage, TaskKind
from autovenda_core.events import DeliveryStatus
from autovenda_core.model import Client, Conversation
from autovenda_core.values import replace

__all__ = ["Card", "File", "Message", "OpenTask", "Unsent", "card", "file_of", "transcript"]


@dataclass(frozen=True)
class File:
    """A file that came with a message."""

    kind: str
    media_type: str | None
    filename: str | None
    """The lead's own name for it."""
    name: str | None
    """Under which the Files port keeps it; None: it is not there."""
    size_bytes: int | None
    error: str | None


@dataclass(frozen=True)
class Message:
    """One message of a transcript."""

    id: int
    at: datetime
    author: str
    """"lead", "bot" or "operator"."""
    text: str
    buttons: tuple[str, ...]
    """Titles of the buttons that went with it."""
    link: str | None
    """Title of the link that went with it."""
    document: str | None
    """Name of the document that went with it."""
    template: str | None
    """Which approved form it was sent as."""
    delivery: DeliveryStatus | None
    delivery_at: datetime | None
    delivery_code: str | None
    """The provider's error code, of a failure."""
    files: tuple[File, ...]


@dataclass(frozen=True)
class OpenTask:
    """Something that a person has to do about a conversation."""

    id: int
    kind: TaskKind
    summary: str
    opened_at: datetime


@dataclass(frozen=True)
class Unsent:
    """A message of ours that was given up, and not sent again yet."""

    seq: int
    """For commands."""
    error: str
    given_up_at: datetime


@dataclass(frozen=True)
class Card:
    """What is known beside a transcript."""

    client_id: str
    client: Client
    """Without personal data for whoever does not see it."""
    address: str | None
    """Where answers go."""
    conversation: Conversation
    """The value itself, without personal data for whoever does not see it."""
    merged_into: str | None
    """The conversation in which new messages go on."""
    parked_reason: str | None
    window: Window
    tasks: tuple[OpenTask, ...]
    unsent: tuple[Unsent, ...]


_CARD = select(
    CONVERSATIONS,
    CLIENTS.c.name,
    CLIENTS.c.email,
    CLIENTS.c.phone,
    CLIENTS.c.cpf,
    CLIENTS.c.cnpj,
).join(CLIENTS, CLIENTS.c.id == CONVERSATIONS.c.client_id)


def transcript(
    db: Connection, conversation_id: str, *, before: int | None = None, limit: int = 50
) -> tuple[Message, ...]:
    """
    The newest messages, the oldest of them first.

    `before`: the id of a message; those before it, for whoever scrolls up.
    """
    log = MESSAGE_LOGS.c
    newest = select(MESSAGE_LOGS).where(log.conversation_id == conversation_id)
    if before is not None:
        newest = newest.where(log.id < before)
    rows = db.execute(newest.order_by(log.id.desc()).limit(limit)).all()
    files = _files(db, conversation_id, [row.provider_message_id for row in rows])
    return tuple(_message(row, files) for row in reversed(rows))


def card(db: Connection, conversation_id: str, *, sees_personal: bool) -> Card | None:
    """What is known of one conversation and its client; None: there is no such conversation."""
    row = db.execute(_CARD.where(CONVERSATIONS.c.id == conversation_id)).first()
    if row is None:
        return None
    conversation = decode_conversation(row.data)
    client = Client(row.name, row.email, row.phone, row.cpf, row.cnpj)
    if not sees_personal:
        client = Client(row.name)
        conversation = _anonymous(conversation)
    return Card(
        client_id=row.client_id,
        client=client,
        address=row.address if sees_personal else None,
        conversation=conversation,
        merged_into=row.merged_into,
        parked_reason=row.parked_reason,
        window=window_of(row.channel, row.heard_at),
        tasks=_open_tasks(db, conversation_id),
        unsent=_unsent(db, conversation_id),
    )


def _message(row: Row[*tuple[Any, ...]], files: Mapping[str, tuple[File, ...]]) -> Message:
    went_with = json.loads(row.payload)
    link = went_with.get("link")
    has_files = row.direction == "in" and "heard_in" not in went_with  # the voice note has it
    return Message(
        id=row.id,
        at=row.at,
        author=row.author,
        text=row.text,
        buttons=tuple(button["title"] for button in went_with.get("buttons", ())),
        link=link and link["title"],
        document=went_with.get("document"),
        template=went_with.get("template"),
        delivery=row.delivery and DeliveryStatus(row.delivery),
        delivery_at=row.delivery_at,
        delivery_code=row.delivery_code,
        files=files.get(row.provider_message_id, ()) if has_files else (),
    )


def _files(
    db: Connection, conversation_id: str, message_ids: Sequence[str]
) -> Mapping[str, tuple[File, ...]]:
    """The files of some messages, by the provider's id of the message."""
    rows = db.execute(
        select(MEDIA)
        .where(MEDIA.c.conversation_id == conversation_id, MEDIA.c.message_id.in_(message_ids))
        .order_by(MEDIA.c.id)
    )
    files: dict[str, tuple[File, ...]] = {}
    for row in rows:
        files[row.message_id] = (*files.get(row.message_id, ()), file_of(row))
    return files


def file_of(row: Row[*tuple[Any, ...]]) -> File:
    """A row of `media` as a value."""
    return File(row.kind, row.media_type, row.filename, row.name, row.size_bytes, row.error)


def _open_tasks(db: Connection, conversation_id: str) -> tuple[OpenTask, ...]:
    rows = db.execute(
        select(TASKS)
        .where(TASKS.c.conversation_id == conversation_id, TASKS.c.closed_at.is_(None))
        .order_by(TASKS.c.id)
        .limit(50)
    )
    return tuple(OpenTask(row.id, TaskKind(row.kind), row.summary, row.opened_at) for row in rows)


def _unsent(db: Connection, conversation_id: str) -> tuple[Unsent, ...]:
    """The newest that were given up; not those that were held back on purpose."""
    effect = EFFECTS.c
    rows = db.execute(
        select(effect.seq, effect.error, effect.done_at)
        .where(
            effect.conversation_id == conversation_id,
            GIVEN_UP,
            effect.kind == SendMessage.__name__,
            ~effect.error.startswith(HELD),
            ~was_repeated(),
        )
        .order_by(effect.seq.desc())
        .limit(5)
    )
    return tuple(Unsent(row.seq, row.error, row.done_at) for row in rows)


def _anonymous(conversation: Conversation) -> Conversation:
    """Where the sale stands, at the version that it has; of the person only the name."""
    return replace(
        anonymous(conversation),
        version=conversation.version,
        client=Client(conversation.client.name),
        opted_out=conversation.opted_out,
    )
