"""
Telegram updates → readings.  Pure.

Facts about the format: Bot API 10.0 as in python-telegram-bot 22.8 and aiogram 3.31
(`types/update.py`, `types/message.py`, `types/callback_query.py`, `types/chat_member_updated.py`).

Rules:
* Whatever has an update_id is read, if only as "ignored": refused, Telegram would deliver it
  again for 24 hours.
* Only private chats are private, and there only the words of the person whose chat it is: in a
  private chat the ids of chat and sender are the same number.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from autovenda_core.errors import InvalidRequest
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.inbound import Attachment, Category, Reading

__all__ = ["CHANNEL", "SECRET_HEADER", "TAP", "is_update_id", "read_webhook", "verify"]

CHANNEL = "telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  a header's name

TAP = "tap:"
"""Begins the event id of a tap, which `TelegramChannel.acknowledge` tells by it from a message."""

_MESSAGES = {
    "message": Category.MESSAGE,
    "edited_message": Category.EDITED_MESSAGE,
    "channel_post": Category.CHANNEL_POST,
    "edited_channel_post": Category.EDITED_CHANNEL_POST,
}
_MEMBERS = ("my_chat_member", "chat_member")
_READ = (*_MESSAGES, "callback_query", *_MEMBERS)
"""The members of an update that we read; of the others only the name is told."""

# What a person sends but words: fields of Message, whose names are our kinds.  The order matters:
# an animation also has `document`, a venue also has `location` (Bot API, "Message").
_FILES = ("voice", "audio", "video", "video_note", "animation", "document", "sticker")
_SENT = (
    *_FILES,
    "photo",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "checklist",
    "invoice",
)
_SENT_RARELY = ("rich_message", "giveaway", "giveaway_winners")
"""What a person sends, too, and has no kind of its own."""

# What the chat says about itself: service messages, where they have a kind of their own.
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "successful_payment",
    "refunded_payment",
    "connected_website",
    "web_app_data",
)
_MORE_SERVICE = (
    *("message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed"),
    *("chat_owner_left", "chat_owner_changed", "users_shared", "chat_shared", "boost_added"),
    *("proximity_alert_triggered", "checklist_tasks_done", "checklist_tasks_added"),
    *("poll_option_added", "poll_option_deleted", "managed_bot_created"),
    *("giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed"),
    *("direct_message_price_changed", "paid_message_price_changed", "passport_data"),
    *("suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined"),
    *("suggested_post_paid", "suggested_post_refunded"),
    *("community_chat_added", "community_chat_removed", "community_chat_joined"),
)
"""More that the chat says of itself, and that is nothing but `other` to whoever reads it."""
_OTHER = "other"
_SHARED_CHATS = ("group", "supergroup", "channel")

_UNSTORABLE = re.compile(r"[\ud800-\udfff]")


def _storable(text: Any) -> Any:
    """
    A text that every database and encoder takes.

    Without NUL, which PostgreSQL cannot store, and with U+FFFD for half a surrogate pair, which
    UTF-8 cannot write: bots that cut texts in UTF-16 leave such halves.
    """
    return _UNSTORABLE.sub("\ufffd", text.replace("\0", "")) if isinstance(text, str) else text


_Words = Annotated[str, BeforeValidator(_storable)]
_Id = Annotated[int, Field(gt=-(2**63), lt=2**63)]
"""At most 52 significant bits, says the Bot API; unique indexes have no room for any number."""
_Moment = Annotated[int, Field(ge=0, lt=253_402_300_800)]
"""Unix seconds, before the year 10000."""


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
    id: _Id
    is_bot: bool = False
    first_name: _Words = ""
    last_name: _Words = ""

    @property
    def name(self) -> str | None:
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None


class _Chat(_Part):
    id: _Id
    type: _Words = ""


class _File(_Part):
    file_id: _Words | None = None
    mime_type: _Words | None = None
    file_name: _Words | None = None


class _Contact(_Part):
    phone_number: _Words | None = None
    user_id: _Id | None = None


class _Entity(_Part):
    type: _Words = ""
    offset: int = 0


class _Button(_Part):
    text: _Words = ""
    callback_data: _Words | None = None


class _Keyboard(_Part):
    inline_keyboard: list[list[_Button]] = []


class _Original(_Part):
    message_id: _Id


class _Message(_Part):
    """`model_fields_set` has the names of all members, also of those that we do not read."""

    model_config = ConfigDict(extra="allow")

    message_id: _Id = 0
    date: _Moment | None = None
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    text: _Words | None = None
    caption: _Words | None = None
    entities: list[_Entity] = []
    reply_to_message: _Original | None = None
    reply_markup: _Keyboard = _Keyboard()
    photo: list[_File] = []
    voice: _File | None = None
    audio: _File | None = None
    video: _File | None = None
    video_note: _File | None = None
    animation: _File | None = None
    document: _File | None = None
    sticker: _File | None = None
    contact: _Contact | None = None


class _CallbackQuery(_Part):
    id: _Words = Field(min_length=1, max_length=64)
    sender: _User = Field(alias="from")
    data: _Words | None = None
    inline_message_id: _Words | None = None
    message: _Message | None = None
    """Missing, or of date 0 and without content, when the message is too old."""


class _Member(_Part):
    status: _Words = ""


class _MemberChange(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")
    date: _Moment | None = None
    old_chat_member: _Member = _Member()
    new_chat_member: _Member


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


def read_webhook(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
) -> list[Reading]:
    """
    Read one update: the body of a webhook, or one element of getUpdates.

    Everything is in the body.  Times are Telegram's, in UTC; a tap has none.

    Raises:
        InvalidRequest: this is not an update (status 400); the reason quotes nothing of it.
    """
    del headers, query, now  # other channels read them
    update = _decoded(body)
    name = _member(update)
    event_id = f"update:{update['update_id']}"
    try:
        return [_reading(name, update.get(name), event_id)]
    except ValidationError as error:
        # Genuine, and written in a way that nobody knows yet.
        return [_ignored(name, event_id, _why(error))]


def is_update_id(value: object) -> bool:
    """Whether this is what identifies an update."""
    return type(value) is int and 0 <= value < 2**63


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("not a Telegram update: the body is not JSON") from error
    if not isinstance(update, dict) or not is_update_id(update.get("update_id")):
        raise InvalidRequest("not a Telegram update: there is no update_id")
    return update


def _member(update: Mapping[str, Any]) -> str:
    """What an update is about: its only member but the id (Bot API, "Update")."""
    present = [name for name, content in update.items() if content is not None]
    read = [name for name in _READ if name in present]
    others = [name for name in present if name != "update_id"]
    return next(iter([*read, *others]), _OTHER)


def _reading(name: str, content: Any, event_id: str) -> Reading:
    if name in _MESSAGES:
        return _written(_MESSAGES[name], _Message.model_validate(content), event_id)
    if name in _MEMBERS:
        return _changed(name, _MemberChange.model_validate(content), event_id)
    if name == "callback_query":
        return _tapped(_CallbackQuery.model_validate(content))
    return _ignored(name, event_id)


def _ignored(name: str, event_id: str, reason: str | None = None) -> Reading:
    kind = _storable(name)
    return Reading(CHANNEL, Category.IGNORED, kind, event_id, reason=reason, is_private=False)


def _why(error: ValidationError) -> str:
    """Where a part is not as we know it, and how, without its content."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}".removeprefix(": ")


def _written(category: Category, message: _Message, event_id: str) -> Reading:
    sender = message.sender
    if category is Category.MESSAGE and _is_service(message):
        category = Category.SERVICE
    return Reading(
        CHANNEL,
        category,
        _kind(message),
        event_id,
        at=_time(message.date),
        sender=str(sender.id) if sender else None,
        identities=_identities(message),
        name=sender.name if sender else None,
        phone=message.contact.phone_number if message.contact else None,
        text=message.text or message.caption,
        message_id=str(message.message_id),
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        media=_attachment(message),
        is_note=_is_note(message),
        is_private=sender is not None and _is_own_chat(message.chat, sender),
    )


def _tapped(tap: _CallbackQuery) -> Reading:
    """
    A tap; its `text` is the title of the button, where the keyboard still shows it.

    Its event id is that of the callback query, by which it is acknowledged; the second copy of
    an update has the same one.
    """
    rows = tap.message.reply_markup.inline_keyboard if tap.message and tap.data else []
    titles = [button.text for row in rows for button in row if button.callback_data == tap.data]
    return Reading(
        CHANNEL,
        Category.CALLBACK,
        "callback_query",
        TAP + tap.id,
        sender=str(tap.sender.id),
        identities=(_identity(tap.sender),),
        text=titles[0] if titles else None,
        button_id=tap.data,
        message_id=str(tap.message.message_id) if tap.message else None,
        is_private=_is_private_tap(tap),
    )


def _changed(name: str, change: _MemberChange, event_id: str) -> Reading:
    """
    Somebody's membership: "my" is the bot's own.

    In a private chat, `my_chat_member:…->kicked` is what blocking the bot looks like (Bot API,
    "Update").
    """
    return Reading(
        CHANNEL,
        Category.MEMBER,
        f"{name}:{change.old_chat_member.status}->{change.new_chat_member.status}",
        event_id,
        at=_time(change.date),
        sender=str(change.sender.id),
        identities=(_identity(change.sender),),
        is_private=name == "my_chat_member" and _is_own_chat(change.chat, change.sender),
    )


def _kind(message: _Message) -> str:
    if message.text:
        return "command" if _is_command(message) else "text"
    names = (name for name in (*_SENT, *_SERVICE) if name in message.model_fields_set)
    return next(names, _OTHER)


def _is_command(message: _Message) -> bool:
    return any(each.type == "bot_command" and each.offset == 0 for each in message.entities)


def _is_service(message: _Message) -> bool:
    """A group or channel speaks of itself; nobody said anything."""
    is_shared = message.chat.type in _SHARED_CHATS
    return is_shared and message.model_fields_set.isdisjoint(("text", *_SENT, *_SENT_RARELY))


def _is_note(message: _Message) -> bool:
    said = ("text", *_SENT, *_SENT_RARELY)
    noted = (*_SERVICE, *_MORE_SERVICE)
    return message.model_fields_set.isdisjoint(said) and not message.model_fields_set.isdisjoint(
        noted
    )


def _attachment(message: _Message) -> Attachment | None:
    # The sizes of a photo come smallest first (Bot API, "Message.photo").
    files = [*(getattr(message, name) for name in _FILES), *message.photo[-1:]]
    file = next((each for each in files if each is not None and each.file_id), None)
    return Attachment(file.file_id, file.mime_type, file.file_name) if file else None


def _identity(user: _User) -> Identity:
    return Identity(IdentityKind.TELEGRAM, str(user.id))


def _identities(message: _Message) -> tuple[Identity, ...]:
    """
    Who the sender is.

    Anybody's card can be sent; a number is the sender's own only where Telegram says that its
    account is (Bot API, "Contact.user_id").
    """
    if message.sender is None:
        return ()
    known, card = _identity(message.sender), message.contact
    if card is None or card.phone_number is None or card.user_id != message.sender.id:
        return (known,)
    return (known, Identity(IdentityKind.PHONE, card.phone_number))


def _is_own_chat(chat: _Chat, sender: _User) -> bool:
    return chat.type == "private" and sender.id == chat.id and not sender.is_bot


def _is_private_tap(tap: _CallbackQuery) -> bool:
    if tap.message is not None:
        return _is_own_chat(tap.message.chat, tap.sender)
    # With an inline_message_id it is a message that somebody posted through us, anywhere.
    return tap.inline_message_id is None and not tap.sender.is_bot


def _time(unix_seconds: int | None) -> datetime | None:
    return None if unix_seconds is None else datetime.fromtimestamp(unix_seconds, UTC)
