"""
Telegram updates → facts for the inbox.  Pure.

Facts about the format: Bot API 10.0 as in python-telegram-bot 22.8 and aiogram 3.31
(`types/update.py`, `types/message.py`, `types/callback_query.py`, `types/chat_member_updated.py`).

Rules:
* An update that can be read is never refused: what is not for the flow becomes an Incoming
  without an event, or Telegram would deliver it again for 24 hours.
* Only private chats count, and there only the words of the person whose chat it is: in a
  private chat the ids of chat and sender are the same number.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from autovenda_core.errors import InvalidRequest
from autovenda_core.events import ButtonPressed, ContactBlocked, Event, MediaReceived, TextReceived
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.store import Incoming

__all__ = ["CHANNEL", "SECRET_HEADER", "keep", "read_update", "verify"]

CHANNEL = "telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  a header's name

# What a person sends, and the kind under which we keep it.  The order matters: an animation
# also has `document`, a venue also has `location` (Bot API, "Message", fields of that name).
# Service messages (pinned, payments, topics…) are not here: nobody said anything.
_KINDS = {
    "voice": "audio",
    "audio": "audio",
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
}

_Words = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]
"""Without NUL, which PostgreSQL cannot store."""


class _Part(BaseModel):
    """Strict about the types of what we read, indifferent to everything else."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @staticmethod
    def _null_is_absent(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: item for name, item in value.items() if item is not None}
        return value


class _User(_Part):
    id: int
    is_bot: bool = False
    first_name: _Words = ""
    last_name: _Words | None = None


class _Chat(_Part):
    id: int
    type: str = ""


class _Attachment(_Part):
    file_id: str | None = None


class _Button(_Part):
    text: _Words = ""
    callback_data: str | None = None


class _Keyboard(_Part):
    inline_keyboard: list[list[_Button]] = []


class _Message(_Part):
    message_id: int = 0
    date: int = 0
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    text: _Words | None = None
    caption: _Words = ""
    reply_markup: _Keyboard = _Keyboard()
    photo: list[_Attachment] = []
    voice: _Attachment | None = None
    audio: _Attachment | None = None
    video: _Attachment | None = None
    video_note: _Attachment | None = None
    animation: _Attachment | None = None
    document: _Attachment | None = None
    sticker: _Attachment | None = None
    location: _Attachment | None = None
    contact: _Attachment | None = None
    poll: _Attachment | None = None
    dice: _Attachment | None = None
    game: _Attachment | None = None
    story: _Attachment | None = None
    paid_media: _Attachment | None = None
    checklist: _Attachment | None = None


class _CallbackQuery(_Part):
    id: str
    sender: _User = Field(alias="from")
    data: _Words | None = None
    inline_message_id: str | None = None
    message: _Message | None = None
    """Missing, or of date 0 and without content, when the message is too old."""


class _Member(_Part):
    status: str


class _MyChatMember(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")
    date: int = 0
    new_chat_member: _Member


class _Update(_Part):
    update_id: int
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _CallbackQuery | None = None
    my_chat_member: _MyChatMember | None = None


def verify(headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    """
    Check that a webhook comes from who knows one of our secrets (several, to change them).

    Header names are lower case.  The header is what `setWebhook(secret_token=…)` asked for
    (Bot API, "setWebhook"); it does not depend on the body.

    Raises:
        InvalidRequest: the header is missing or wrong (status 401).
    """
    given = headers.get(SECRET_HEADER, "").encode()
    # A list, not a generator: every secret is compared, so the time tells nothing.
    matches = [hmac.compare_digest(given, secret.encode()) for secret in secrets]
    if not given or not any(matches):
        raise InvalidRequest("X-Telegram-Bot-Api-Secret-Token is missing or wrong", status=401)


def read_update(body: bytes, now: datetime) -> Incoming:
    """
    Read one update: the body of a webhook, or one element of getUpdates.

    `now` bounds the times, and stands in where an update carries none (a tap).  Pass the result
    to `Store.receive`; after that, `TelegramChannel.acknowledge` a `ButtonPressed.message_id`.

    Raises:
        InvalidRequest: this is not an update (status 400); the reason quotes nothing of it.
    """
    try:
        update = _Update.model_validate_json(body)
    except ValidationError as error:
        raise InvalidRequest(_reason(error)) from error
    raw = body.decode()
    chat_id = _private_chat(update)
    if chat_id is None:
        return keep(update.update_id, raw)
    contact = Contact(CHANNEL, str(chat_id))
    event = _event(update, now)
    return Incoming(
        source=CHANNEL,
        external_id=_external_id(update.update_id),
        conversation_id=conversation_id_for(contact),
        event=event,
        contact=contact if _opens_conversation(event) else None,
        raw=raw,
    )


def keep(update_id: int, raw: str) -> Incoming:
    """An update that belongs to no conversation: stored and done."""
    return Incoming(CHANNEL, _external_id(update_id), conversation_id="", event=None, raw=raw)


def _external_id(update_id: int) -> str:
    return f"update:{update_id}"


def _reason(error: ValidationError) -> str:
    """Where the body is wrong and how, in one line, without its content."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"]) or "body"
    if first["type"] == "json_invalid":
        return "not a Telegram update: the body is not JSON"
    return f"not a Telegram update: {place}: {first['msg']}"


def _private_chat(update: _Update) -> int | None:
    """The id of the person whose private chat this comes from; None for everything else."""
    if update.message is not None:
        return _own_chat(update.message.chat, update.message.sender)
    if update.edited_message is not None:
        return _own_chat(update.edited_message.chat, update.edited_message.sender)
    if update.callback_query is not None:
        return _chat_of_tap(update.callback_query)
    if update.my_chat_member is not None:
        return _own_chat(update.my_chat_member.chat, update.my_chat_member.sender)
    return None


def _own_chat(chat: _Chat, sender: _User | None) -> int | None:
    if sender is None or sender.is_bot or chat.type != "private" or sender.id != chat.id:
        return None
    return sender.id


def _chat_of_tap(tap: _CallbackQuery) -> int | None:
    if tap.message is not None:
        return _own_chat(tap.message.chat, tap.sender)
    # With an inline_message_id it is a message that somebody posted through us, anywhere.
    return tap.sender.id if tap.inline_message_id is None and not tap.sender.is_bot else None


def _event(update: _Update, now: datetime) -> Event | None:
    if update.message is not None:
        return _said(update.message, now)
    if update.callback_query is not None:
        return _tapped(update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, now)
    return None


def _said(message: _Message, now: datetime) -> Event | None:
    at = _time(message.date, now)
    message_id = str(message.message_id)
    if message.text is not None:
        return TextReceived(at, message_id, message.text, _name(message.sender))
    for field, kind in _KINDS.items():
        content = getattr(message, field)
        if content:
            # The sizes of a photo come smallest first (Bot API, "Message.photo").
            file = content[-1] if isinstance(content, list) else content
            return MediaReceived(at, message_id, kind, message.caption, file.file_id)
    return None


def _tapped(tap: _CallbackQuery, now: datetime) -> ButtonPressed | None:
    if tap.data is None:
        return None
    rows = tap.message.reply_markup.inline_keyboard if tap.message else []
    titles = [button.text for row in rows for button in row if button.callback_data == tap.data]
    return ButtonPressed(now, tap.id, tap.data, title=titles[0] if titles else "")


def _membership(change: _MyChatMember, now: datetime) -> ContactBlocked | None:
    # In a private chat "kicked" is what blocking the bot looks like (Bot API, "Update").
    if change.new_chat_member.status == "kicked":
        return ContactBlocked(_time(change.date, now))
    return None


def _opens_conversation(event: Event | None) -> bool:
    return isinstance(event, TextReceived | ButtonPressed | MediaReceived)


def _name(sender: _User | None) -> str | None:
    parts = (sender.first_name, sender.last_name) if sender else ()
    return " ".join(part for part in parts if part) or None


def _time(unix_seconds: int, now: datetime) -> datetime:
    """Telegram's time, in UTC; ours where there is none or theirs is ahead of us."""
    if 0 < unix_seconds < now.timestamp():
        return datetime.fromtimestamp(unix_seconds, UTC)
    return now
