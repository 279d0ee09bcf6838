"""
Twilio's webhooks → readings.  Pure.

A message of a person and a status of ours come in the same shape, a form (Twilio docs, "Twilio's
request to your incoming message Webhook URL", read 2026-11-22; bodies as in the tests of
nyaruka/courier, dimagi/open-chat-studio, vercel/chat and chatwoot).

Rules:
* A status has `MessageStatus`, or an `SmsStatus` other than `received`.
* The person is `From` of a message and `To` of a status: a `whatsapp:` address of a number, or
  of a BSUID while the number is hidden.  It is kept as it came, since answers go there.
* "Twilio will occasionally add new parameters without advance notice": others are not looked at.
* Blank and absent mean the same; senders of tests leave out what Twilio sends blank.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.whatsapp.twilio.failures import words_for
from adapters.whatsapp.twilio.signature import FORM, parse_form, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.identity import Identity, IdentityKind, is_bsuid
from autovenda_core.ports.inbound import Attachment, Category, Reading

__all__ = ["CHANNEL", "KEY_PARAMETER", "WHATSAPP", "read_form", "read_webhook", "verify"]

CHANNEL = "twilio"
KEY_PARAMETER = "key"
"""Of the query: the key that `channel` put into the StatusCallback address."""
WHATSAPP = "whatsapp:"

_MARKS = ("AccountSid", "MessageSid", "SmsSid", "From")
"""What is Twilio's has at least one of them."""
_NUMBER = re.compile(r"\+?([0-9]{4,20})")
_NOT_STATUSES = ("", "received", "receiving")
_FILE_TYPES = ("image", "audio", "video", "document", "sticker", "contacts")
"""The values of `MessageType` that say more about a file than its media type does."""


@dataclass(frozen=True)
class _Person:
    """Who it is about."""

    address: str | None
    identities: tuple[Identity, ...] = ()
    phone: str | None = None
    bsuid: str | None = None


def read_webhook(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
) -> list[Reading]:
    """
    What a webhook says; `verify` it first.  Twilio's forms carry no time.

    Header names are lower case.  Answer 200 with `<Response></Response>` as text/xml (Twilio
    docs, "Messaging Webhooks"): plain text would go to the person as a message.

    Raises:
        InvalidRequest: this is not a webhook of Twilio's (status 400); the reason quotes nothing.
    """
    media_type = headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if media_type != FORM:
        raise InvalidRequest("not a Twilio webhook: the body is not a form")
    form: dict[str, str] = {}
    for name, value in parse_form(body):
        form.setdefault(name, value)
    return read_form(form, query, now)


def read_form(form: Mapping[str, str], query: Mapping[str, str], now: datetime) -> list[Reading]:
    """
    The same from a form that is parsed already.

    Raises:
        InvalidRequest: this is not a form of Twilio's (status 400).
    """
    form = {name: text for name, value in form.items() if (text := _storable(value))}
    if not any(mark in form for mark in _MARKS):
        raise InvalidRequest("not a Twilio webhook: it names neither account nor message")
    if _status_of(form) not in _NOT_STATUSES:
        return [_status(form, query.get(KEY_PARAMETER))]
    if "From" in form:
        return [_message(form)]
    kind = form.get("EventType") or form.get("Level") or "unknown"
    return [Reading(CHANNEL, Category.IGNORED, kind, _digest(form))]


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which databases cannot keep."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _status_of(form: Mapping[str, str]) -> str:
    return form.get("MessageStatus") or form.get("SmsStatus", "")


def _message(form: Mapping[str, str]) -> Reading:
    """
    A message of a person.

    On WhatsApp it carries one file at most (Twilio docs, "Guidance on WhatsApp Media Messages");
    of the further ones of an MMS only the raw body knows.
    """
    person, message_id = _person(form, form["From"], form.get("WaId", "")), _message_id(form)
    file = _file(form)
    return Reading(
        channel=CHANNEL,
        category=Category.MESSAGE,
        kind=_kind(form, file),
        event_id=message_id or _digest(form),
        sender=person.address,
        identities=person.identities,
        name=form.get("ProfileName"),
        phone=person.phone,
        bsuid=person.bsuid,
        text=form.get("Body") or form.get("ButtonText") or form.get("ListTitle"),
        button_id=form.get("ListId") or form.get("ButtonPayload"),
        message_id=message_id,
        reply_to=form.get("OriginalRepliedMessageSid"),
        media=file,
        account=form.get("To"),
        is_note=_kind(form, file) == "reaction",
    )


def _status(form: Mapping[str, str], key: str | None) -> Reading:
    """What became of a message of ours."""
    # Twilio always names the recipient; forms made by hand sometimes only name us.
    person = _person(form, form["To"]) if "To" in form else _Person(form.get("From"))
    message_id, status = _message_id(form), _status_of(form)
    code = form.get("ErrorCode", "0")
    failed = code != "0"
    return Reading(
        channel=CHANNEL,
        category=Category.STATUS,
        kind=status,
        event_id=f"{message_id or _digest(form)}:{status}",
        sender=person.address,
        identities=person.identities,
        phone=person.phone,
        bsuid=person.bsuid,
        message_id=message_id,
        errors=(code,) if failed else (),
        reason=(words_for(code) or form.get("ErrorMessage")) if failed else None,
        key=key or None,
        account=form.get("From"),
    )


def _person(form: Mapping[str, str], address: str, wa_id: str = "") -> _Person:
    bare = address.removeprefix(WHATSAPP)
    bsuid = _bsuid(form, bare)
    number = _NUMBER.fullmatch(bare)
    found = []
    if _NUMBER.fullmatch(wa_id):
        found.append(Identity(IdentityKind.WA_ID, wa_id))
    if number is not None:
        is_whatsapp = address.startswith(WHATSAPP)
        kind = IdentityKind.WA_ID if is_whatsapp else IdentityKind.PHONE
        found.append(Identity(kind, number[1]))
    if bsuid is not None:
        found.append(Identity(IdentityKind.BSUID, bsuid))
    phone = wa_id if is_bsuid(bare) else re.sub(r"[^0-9]", "", bare)
    return _Person(address, tuple(dict.fromkeys(found)), phone or None, bsuid)


def _bsuid(form: Mapping[str, str], bare_address: str) -> str | None:
    """
    The business-scoped id, verbatim.

    Named ExternalUserId in webhooks seen so far (dimagi/open-chat-studio), and
    ExternalUserIdentifier in Twilio's changelog of 2026-07-20.
    """
    external = form.get("ExternalUserId") or form.get("ExternalUserIdentifier")
    if external:
        return external.removeprefix(WHATSAPP)
    return bare_address if is_bsuid(bare_address) else None


def _message_id(form: Mapping[str, str]) -> str | None:
    return form.get("MessageSid") or form.get("SmsSid") or form.get("SmsMessageSid")


def _kind(form: Mapping[str, str], file: Attachment | None) -> str:
    """What was sent.  `MessageType` decides only where nothing else does: it is often missing."""
    said = form.get("MessageType", "").lower()
    if "ListId" in form:
        return "list_reply"
    if "ButtonPayload" in form or "ButtonText" in form:
        return "button_reply"
    if file is not None:
        return said if said in _FILE_TYPES else _kind_of_file(file)
    if "Latitude" in form and "Longitude" in form:
        return "location"
    if said == "reaction":
        return said
    if "Body" in form:
        return "text"
    if "FlowData" in form or "InteractiveData" in form:
        return "nfm_reply"
    return said if said not in ("", "text") else "empty"


def _file(form: Mapping[str, str]) -> Attachment | None:
    """By its address: NumMedia is missing, or 0, in some real forms."""
    url = form.get("MediaUrl0")
    return Attachment(url, form.get("MediaContentType0")) if url else None


def _kind_of_file(file: Attachment) -> str:
    media_type = file.media_type or ""
    if "vcard" in media_type:
        return "contacts"
    match media_type.partition("/")[0]:
        case "image" | "audio" | "video" as kind:
            return kind
        case "application" | "text":
            return "document"
        case _:
            return "media"


def _digest(form: Mapping[str, str]) -> str:
    """Names a form that has no id: the second copy has the same name."""
    content = json.dumps(sorted(form.items()))
    return f"digest:{hashlib.sha256(content.encode()).hexdigest()[:32]}"
