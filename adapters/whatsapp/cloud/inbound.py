"""
One message, status or echo of a webhook as a Reading.  Pure, and raises nothing.

What each type carries: Meta, Cloud API webhooks reference ("messages", "statuses",
"smb_message_echoes"; 2026-05 to 2026-08), and the bodies that pywa 4.5.0, nyaruka/courier and
weni-ai/courier test with.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from adapters.whatsapp.cloud.errors import words_for
from adapters.whatsapp.cloud.people import (
    CHANNEL,
    Person,
    customer,
    identify,
    recipient,
    sender,
    shared_phones,
)
from adapters.whatsapp.fields import at, each, text_at, time_at
from autovenda_core.ports.inbound import Attachment, Category, Reading

__all__ = ["digest_of", "read_echo", "read_message", "read_status", "read_user_id_update"]

_FILES = ("image", "video", "document", "audio", "voice", "sticker")
_NOTES = (
    *("reaction", "edit", "revoke", "request_welcome"),
    *("call_permission_reply", "payment_method", "payment_notification"),
)
_NUMBER_CHANGES = ("user_changed_number", "customer_changed_number")
_ID_CHANGE = "user_changed_user_id"
_IDS_OF_A_CHANGE = (
    "customer",  # the old number, in older versions
    "previous_user_id",
    "previous_parent_user_id",
    "wa_id",
    "new_wa_id",
    "user_id",
    "parent_user_id",
)


def read_message(message: Any, value: Any) -> Reading:
    """A message that a person sent, within the `value` of its change."""
    person = sender(message, list(each(value, "contacts")))
    proven = (*person.identities, *shared_phones(message))
    reading = _content(message, value, Category.MESSAGE, replace(person, identities=proven))
    return _with_change(reading, message)


def read_echo(echo: Any, value: Any) -> Reading:
    """A message that the owner sent from the Business app, or a linked device."""
    person = customer(echo, list(each(value, "contacts")))
    return _content(echo, value, Category.ECHO, person)


def read_status(status: Any, value: Any) -> Reading:
    """What became of a message of ours."""
    person = recipient(status)
    message_id, kind = text_at(status, "id"), text_at(status, "status") or "unknown"
    codes = _codes(status)
    return Reading(
        channel=CHANNEL,
        category=Category.STATUS,
        kind=kind,
        event_id=f"{message_id}:{kind}" if message_id else digest_of(status),
        at=time_at(status, "timestamp"),
        sender=person.address,
        identities=person.identities,
        phone=person.phone,
        bsuid=person.bsuid,
        message_id=message_id,
        errors=codes,
        reason=words_for(codes),
        key=text_at(status, "biz_opaque_callback_data"),
        account=text_at(value, "metadata", "phone_number_id"),
        is_private=text_at(status, "recipient_type") != "group",
    )


def read_user_id_update(update: Any, value: Any) -> Reading:
    """
    A person's id has changed, said by a field of its own.

    Meta's changelog of 2026-08-11 says that it cannot be subscribed to, and that a system
    message says the same; so it only tells which ids are one person's.
    """
    ids = (
        text_at(update, "wa_id"),
        text_at(update, "user_id", "previous"),
        text_at(update, "user_id", "current"),
    )
    return Reading(
        channel=CHANNEL,
        category=Category.IGNORED,
        kind="field:user_id_update",
        event_id=digest_of(update),
        identities=identify(ids),
        account=text_at(value, "metadata", "phone_number_id"),
    )


def digest_of(content: Any) -> str:
    """An id for what has none: the same content has the same one."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _content(message: Any, value: Any, category: Category, person: Person) -> Reading:
    kind, message_id, codes = _kind(message), text_at(message, "id"), _codes(message)
    return Reading(
        channel=CHANNEL,
        category=category,
        kind=kind,
        event_id=message_id or digest_of(message),
        at=time_at(message, "timestamp"),
        sender=person.address,
        identities=person.identities,
        name=person.name,
        phone=person.phone,
        bsuid=person.bsuid,
        text=_text(message, kind),
        button_id=_chosen(message, kind),
        message_id=message_id,
        reply_to=text_at(message, "context", "id"),
        media=_attachment(message),
        errors=codes,
        reason=words_for(codes),
        account=text_at(value, "metadata", "phone_number_id"),
        is_note=kind in _NOTES or kind.startswith("system:"),
        is_private=text_at(message, "group_id") is None,
    )


def _kind(message: Any) -> str:
    """Meta's type, with what is inside of `interactive` and `system`, and voice told from music."""
    kind = text_at(message, "type") or "unknown"
    match kind:
        case "interactive":
            return text_at(message, kind, "type") or kind
        case "system":
            return f"system:{text_at(message, kind, 'type')}"
        case "audio" if at(message, kind, "voice") is True:
            return "voice"
        case _:
            return kind


def _text(message: Any, kind: str) -> str | None:
    """What the person said or was shown to say; a place as `latitude,longitude`."""
    match kind:
        case "text":
            return text_at(message, "text", "body")
        case "button":
            return text_at(message, "button", "text")
        case "button_reply" | "list_reply":
            return text_at(message, "interactive", kind, "title")
        case "nfm_reply":
            return text_at(message, "interactive", kind, "body")
        case "reaction":
            return text_at(message, "reaction", "emoji")
        case "edit":
            return _edited(at(message, "edit", "message"))
        case "location":
            return _place(message)
        case _ if kind.startswith("system:"):
            return text_at(message, "system", "body")
        case _:
            return text_at(message, kind, "caption")


def _edited(message: Any) -> str | None:
    kind = _kind(message)
    return _text(message, kind) if kind != "edit" else None


def _place(message: Any) -> str | None:
    latitude, longitude = (text_at(message, "location", name) for name in ("latitude", "longitude"))
    return f"{latitude},{longitude}" if latitude and longitude else None


def _chosen(message: Any, kind: str) -> str | None:
    """The id of what was tapped; of the message that is reacted to, changed or taken back."""
    match kind:
        case "button":
            return text_at(message, "button", "payload")
        case "button_reply" | "list_reply":
            return text_at(message, "interactive", kind, "id")
        case "reaction":
            return text_at(message, "reaction", "message_id")
        case "edit" | "revoke":
            return text_at(message, kind, "original_message_id")
        case _:
            return None


def _attachment(message: Any) -> Attachment | None:
    kind = text_at(message, "type")
    if kind not in _FILES:
        return None
    media_id = text_at(message, kind, "id")
    if media_id is None:
        return None
    return Attachment(
        media_id, text_at(message, kind, "mime_type"), text_at(message, kind, "filename")
    )


def _codes(content: Any) -> tuple[str, ...]:
    codes = (text_at(error, "code") for error in each(content, "errors"))
    return tuple(code for code in codes if code)


def _with_change(reading: Reading, message: Any) -> Reading:
    """
    A system message that says that a number or an id is another one now.

    Every id it names, old and new, is one person's.  Answers go on to a number that stayed the
    same; a new number makes a new BSUID too (Meta, "System messages webhook", 2026-08-11).
    """
    kind = text_at(message, "system", "type")
    number = text_at(message, "system", "wa_id") or text_at(message, "system", "new_wa_id")
    user_id = text_at(message, "system", "user_id")
    if kind in _NUMBER_CHANGES:
        moved_to = number or user_id
    elif kind == _ID_CHANGE:
        moved_to = reading.phone or number or user_id
    else:
        return reading
    named = identify(text_at(message, "system", name) for name in _IDS_OF_A_CHANGE)
    return replace(
        reading,
        sender=reading.sender or text_at(message, "system", "previous_user_id"),
        identities=tuple(dict.fromkeys((*reading.identities, *named))),
        moved_to=moved_to,
    )
