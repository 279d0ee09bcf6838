"""
What a webhook says, in the same words for every channel, and what that means for the flow.

Each channel's adapter has one pure function from a raw body to `Reading`s: everything that the
body says, whether it is for us or not.  `fact_of` is the only place that decides which readings
are events of a conversation; the others are kept and change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from autovenda_core.events import (
    ButtonPressed,
    ContactBlocked,
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    Event,
    MediaReceived,
    OwnerTyped,
    TextReceived,
)
from autovenda_core.identity import Identity
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.store import Incoming

__all__ = ["Attachment", "Category", "Reading", "fact_of"]


class Category(StrEnum):
    """Whose doing it is."""

    MESSAGE = "message"
    """Somebody wrote, sent or reacted."""
    CALLBACK = "callback"
    """Somebody tapped an inline button."""
    STATUS = "status"
    """What became of a message of ours."""
    ECHO = "echo"
    """The owner typed to a lead in the business's own app."""
    SELF = "self"
    """The same, from a channel that also echoes what we sent."""
    GROUP = "group"
    SERVICE = "service"
    """A group or channel says something about itself."""
    EDITED_MESSAGE = "edited_message"
    CHANNEL_POST = "channel_post"
    EDITED_CHANNEL_POST = "edited_channel_post"
    MEMBER = "member"
    """Somebody joined, left or blocked."""
    IGNORED = "ignored"
    """Genuine, and nothing that a sale is about."""
    INVALID = "invalid"
    """Not a body of this channel."""


@dataclass(frozen=True)
class Attachment:
    """A file that the provider keeps for us, for a while."""

    id: str
    """What it is fetched by: an id, or an address."""
    media_type: str | None = None
    filename: str | None = None


@dataclass(frozen=True)
class Reading:
    """One thing that a body says.  What it does not say is None."""

    channel: str
    category: Category
    kind: str
    """What exactly, in the channel's own word: text, image, button_reply, delivered…"""
    event_id: str
    """Unique within the channel; the second copy of a delivery has the same one."""
    at: datetime | None = None
    """The provider's time (UTC)."""
    sender: str | None = None
    """The other person, verbatim: where answers go."""
    identities: tuple[Identity, ...] = ()
    """All of the sender's that the provider vouches for."""
    name: str | None = None
    phone: str | None = None
    bsuid: str | None = None
    text: str | None = None
    button_id: str | None = None
    message_id: str | None = None
    reply_to: str | None = None
    media: Attachment | None = None
    errors: tuple[str, ...] = ()
    """The provider's codes."""
    reason: str | None = None
    """What the provider says went wrong, in its own words."""
    key: str | None = None
    """Our own key, where a status brings it back."""
    moved_to: str | None = None
    """The sender's new address: the number or id has changed."""
    account: str | None = None
    """Ours: the number or bot that was written to."""
    is_note: bool = False
    """About the chat or another message, not something said to us: a reaction, an edit, a pin."""
    is_private: bool = True
    """Between one person and us; a group, a channel or a broadcast is not."""


UNSUPPORTED = "unsupported"
_WORDS = frozenset({"text", "command"})
_TAPS = frozenset({"button", "button_reply", "list_reply", "callback_query"})
_FILES = {
    "voice": "audio",
    "ptt": "audio",
    "audio": "audio",
    "photo": "image",
    "image": "image",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "contacts": "contact",
    "media": "other",
    "order": "other",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "nfm_reply": "other",
}
"""What a person sends that is not words, and what the flow calls it."""


def fact_of(reading: Reading, now: datetime, raw: str) -> Incoming:
    """
    A reading on its way into the inbox; without an event it is only kept.

    `now` bounds the provider's time, and stands in where it gave none.
    """
    at = min(reading.at, now) if reading.at else now
    event = _event(reading, at)
    contact = Contact(reading.channel, reading.sender) if reading.sender else None
    about_person = event is not None and contact is not None
    return Incoming(
        source=reading.channel,
        external_id=reading.event_id,
        conversation_id=conversation_id_for(contact) if contact and event else "",
        event=event,
        contact=contact if about_person and _opens(reading) else None,
        identities=_identities(reading) if about_person else (),
        about_message=reading.message_id if isinstance(event, DeliveryReported) else None,
        raw=raw,
    )


def _event(reading: Reading, at: datetime) -> Event | None:
    if not reading.is_private:
        return None
    match reading.category:
        case Category.MESSAGE | Category.CALLBACK:
            return _said(reading, at) if reading.sender else None
        case Category.STATUS:
            return _status(reading, at)
        case Category.ECHO | Category.SELF if reading.sender and _is_known(reading):
            return OwnerTyped(at, reading.message_id or reading.event_id, reading.text or "")
        case Category.MEMBER if reading.kind.endswith("->kicked") and reading.sender:
            return ContactBlocked(at)
        case _:
            return None


def _said(reading: Reading, at: datetime) -> Event | None:
    message_id = reading.message_id or reading.event_id
    if reading.moved_to is not None:
        return ContactMoved(at, reading.moved_to)
    if reading.is_note:
        return None
    if reading.kind in _TAPS and reading.button_id:
        tap_id = reading.event_id if reading.category is Category.CALLBACK else message_id
        return ButtonPressed(at, tap_id, reading.button_id, reading.text or "")
    if reading.text and (reading.kind in _WORDS or reading.kind in _TAPS):
        return TextReceived(at, message_id, reading.text, reading.name)
    if reading.category is Category.CALLBACK:
        return None
    return _sent(reading, at, message_id)


def _sent(reading: Reading, at: datetime, message_id: str) -> MediaReceived:
    """What is neither words nor a tap; of a kind that nobody knows, the person is asked again."""
    kind, media = _FILES.get(reading.kind, UNSUPPORTED), reading.media
    is_described = kind in ("location", UNSUPPORTED)  # by us, not by the person
    return MediaReceived(
        at,
        message_id,
        kind,
        "" if is_described else reading.text or "",
        media.id if media else None,
        media.media_type if media else None,
        media.filename if media else None,
    )


def _status(reading: Reading, at: datetime) -> DeliveryReported | None:
    if reading.message_id is None or reading.kind not in set(DeliveryStatus):
        return None
    return DeliveryReported(
        at,
        reading.message_id,
        DeliveryStatus(reading.kind),
        key=reading.key,
        code=reading.errors[0] if reading.errors else None,
        reason=reading.reason or "",
    )


def _is_known(reading: Reading) -> bool:
    """Whether the owner said or sent something: a reaction or an unknown kind is no takeover."""
    return not reading.is_note and reading.kind in (_WORDS | _TAPS | _FILES.keys())


def _opens(reading: Reading) -> bool:
    """Only a person's own words open a conversation; so does the owner who writes to them first."""
    return (
        reading.category in (Category.MESSAGE, Category.CALLBACK, Category.ECHO, Category.SELF)
        and reading.moved_to is None
    )


def _identities(reading: Reading) -> tuple[Identity, ...]:
    if reading.identities or reading.sender is None:
        return reading.identities
    return (Identity(reading.channel, reading.sender),)
