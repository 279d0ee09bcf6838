"""
The message log: what was said, what became of what we sent, and the files that came.

A provider's message id names a message within its channel only, and with Telegram within one
chat, so it is never looked up without one of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from adapters.storage.inbox import upsert
from adapters.storage.tables import CONVERSATIONS, EFFECTS, INBOX, MEDIA, MESSAGE_LOGS
from autovenda_core.codec import decode_event
from autovenda_core.effects import Purpose, SendMessage
from autovenda_core.events import (
    ButtonPressed,
    DeliveryReported,
    DeliveryStatus,
    Event,
    MediaKept,
    MediaLost,
    MediaReceived,
    OwnerTyped,
    TextReceived,
    Transcribed,
)
from autovenda_core.ports.channel import key_of_message
from autovenda_core.ports.store import Claim, Incoming, LoggedMessage

__all__ = ["Log", "conversation_that_sent", "was_sent_by_us"]

_SENT = MESSAGE_LOGS.c.direction == "out"
_SENDER = (
    select(MESSAGE_LOGS.c.conversation_id)
    .join(CONVERSATIONS, CONVERSATIONS.c.id == MESSAGE_LOGS.c.conversation_id)
    .where(
        MESSAGE_LOGS.c.provider_message_id == bindparam("message_id"),
        CONVERSATIONS.c.channel == bindparam("channel"),
        _SENT,
    )
    .order_by(MESSAGE_LOGS.c.id.desc())
    .limit(1)
)
_SENDER_BY_KEY = select(EFFECTS.c.conversation_id).where(
    # An alert to the owner is an effect of the conversation too, and none of its messages.
    EFFECTS.c.key == bindparam("key"),
    EFFECTS.c.kind == SendMessage.__name__,
)
_OURS = select(MESSAGE_LOGS.c.id).where(
    MESSAGE_LOGS.c.conversation_id == bindparam("conversation_id"),
    MESSAGE_LOGS.c.provider_message_id == bindparam("message_id"),
    _SENT,
)
_REPORTS = (
    select(
        INBOX.c.source,
        INBOX.c.external_id,
        INBOX.c.conversation_id,
        INBOX.c.kind,
        INBOX.c.payload,
    )
    .join(CONVERSATIONS, CONVERSATIONS.c.channel == INBOX.c.source)
    .where(
        INBOX.c.about_message == bindparam("message_id"),
        INBOX.c.kind == DeliveryReported.__name__,
        CONVERSATIONS.c.id == bindparam("conversation_id"),
    )
    .order_by(INBOX.c.seq)
)
_DELIVER = (
    update(MESSAGE_LOGS)
    .where(
        MESSAGE_LOGS.c.conversation_id == bindparam("_conversation_id"),
        MESSAGE_LOGS.c.provider_message_id == bindparam("_message_id"),
        _SENT,
        or_(
            MESSAGE_LOGS.c.delivery.is_(None),
            MESSAGE_LOGS.c.delivery.in_(bindparam("_before", expanding=True)),
        ),
    )
    .values({name: bindparam(name) for name in ("delivery", "delivery_at", "delivery_code")})
)
_CONFIRM = (
    update(EFFECTS)
    .where(
        EFFECTS.c.key == bindparam("_key"),
        EFFECTS.c.conversation_id == bindparam("_conversation_id"),
        EFFECTS.c.done_at.is_(None),
    )
    .values(confirmed_as=bindparam("confirmed_as"))
)
_THE_FILE = (
    MEDIA.c.conversation_id == bindparam("_conversation_id"),
    MEDIA.c.message_id == bindparam("_message_id"),
    MEDIA.c.media_id == bindparam("_media_id"),
)
_KEEP = (
    update(MEDIA)
    .where(*_THE_FILE)
    .values({name: bindparam(name) for name in ("name", "media_type", "size_bytes", "kept_at")})
)
_LOSE = update(MEDIA).where(*_THE_FILE).values(error=bindparam("error"))


def conversation_that_sent(
    db: Connection, channel: str, message_id: str, key: str | None
) -> str | None:
    """
    The id of the conversation that a message of ours belongs to.

    `key` is that of the effect, if the provider brought it back: a report may be here before
    the answer of the call that sent the message.
    """
    sender = db.execute(_SENDER, {"channel": channel, "message_id": message_id}).scalar()
    if sender is None and key is not None:
        sender = db.execute(_SENDER_BY_KEY, {"key": key_of_message(key)}).scalar()
    return sender


def was_sent_by_us(db: Connection, conversation_id: str, message_id: str) -> bool:
    """Whether a message that goes out is one that we sent."""
    names = {"conversation_id": conversation_id, "message_id": message_id}
    return db.execute(_OURS, names).first() is not None


@dataclass(frozen=True)
class Log:
    """The log of one conversation, whose lock the caller holds."""

    db: Connection
    conversation_id: str
    client_id: str

    def note(self, event: Event) -> None:
        """Write down what an event says about messages and files, if it does."""
        match event:
            case TextReceived():
                self._heard(event, event.text)
            case ButtonPressed():
                self._heard(event, event.title or event.button_id, button_id=event.button_id)
            case MediaReceived():
                self._heard(event, event.caption, kind=event.kind, media_id=event.media_id)
                self._expect_file(event)
            case Transcribed() if event.text:
                self._heard(event, event.text, heard_in=event.media_id)
            case OwnerTyped():
                self._add("out", "operator", event.text, event.message_id, event.at)
            case DeliveryReported():
                self._deliver(event)
            case MediaKept():
                self._settle_file(
                    _KEEP,
                    event,
                    name=event.name,
                    media_type=event.media_type,
                    size_bytes=event.size_bytes,
                    kept_at=event.at,
                )
            case MediaLost():
                self._settle_file(_LOSE, event, error=event.reason)
            case _:
                pass

    def sent(self, done: Claim, message: LoggedMessage, at: datetime) -> None:
        """Write down a message of ours that a channel accepted."""
        by_hand = isinstance(done.effect, SendMessage) and done.effect.purpose is Purpose.OPERATOR
        self._add(
            "out",
            "operator" if by_hand else "bot",
            message.text,
            message.provider_message_id,
            at,
            payload=message.payload,
            effect_key=done.key,
        )

    def catch_up(self, message_id: str) -> list[Incoming]:
        """
        What was reported about a message before the answer of the call that sent it was here.

        What its key brought into this conversation is noted now.  What nobody knew to be ours
        is given back as new facts, because facts are numbered in the order they are handled.
        """
        found = []
        names = {"conversation_id": self.conversation_id, "message_id": message_id}
        for row in self.db.execute(_REPORTS, names).all():
            report = decode_event(row.kind, row.payload)
            if row.conversation_id is None:
                again = f"{row.external_id}:found"
                found.append(
                    Incoming(
                        row.source, again, self.conversation_id, report, about_message=message_id
                    )
                )
            elif isinstance(report, DeliveryReported):
                self._deliver(report)
        return found

    def _heard(
        self,
        event: TextReceived | ButtonPressed | MediaReceived | Transcribed,
        text: str,
        **payload: str | None,
    ) -> None:
        self._add("in", "lead", text, event.message_id, event.at, payload=json.dumps(payload))

    def _add(
        self,
        direction: str,
        author: str,
        text: str,
        message_id: str,
        at: datetime,
        *,
        payload: str = "{}",
        effect_key: str | None = None,
    ) -> None:
        row = {
            "conversation_id": self.conversation_id,
            "client_id": self.client_id,
            "direction": direction,
            "author": author,
            "text": text,
            "payload": payload,
            "provider_message_id": message_id,
            "effect_key": effect_key,
            "at": at,
        }
        self.db.execute(insert(MESSAGE_LOGS), row)

    def _deliver(self, event: DeliveryReported) -> None:
        self.db.execute(
            _DELIVER,
            {
                "_conversation_id": self.conversation_id,
                "_message_id": event.message_id,
                "_before": [each for each in DeliveryStatus if each.rank < event.status.rank],
                "delivery": event.status,
                "delivery_at": event.at,
                "delivery_code": event.code,
            },
        )
        if event.key is not None and not event.status.is_failure:
            names = {"_key": event.key, "_conversation_id": self.conversation_id}
            self.db.execute(_CONFIRM, names | {"confirmed_as": event.message_id})

    def _expect_file(self, event: MediaReceived) -> None:
        if event.media_id is None:
            return
        row = {
            "conversation_id": self.conversation_id,
            "client_id": self.client_id,
            "message_id": event.message_id,
            "media_id": event.media_id,
            "kind": event.kind,
            "media_type": event.media_type,
            "filename": event.filename,
            "received_at": event.at,
        }
        self.db.execute(upsert(self.db.dialect.name, MEDIA).on_conflict_do_nothing(), row)

    def _settle_file(self, statement: Any, event: MediaKept | MediaLost, **values: Any) -> None:
        names = {
            "_conversation_id": self.conversation_id,
            "_message_id": event.message_id,
            "_media_id": event.media_id,
        }
        self.db.execute(statement, names | values)
