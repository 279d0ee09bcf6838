"""
Webhooks of a WPPConnect server → what they say.  Pure.

Facts about the format: wppconnect-server 2.10 (`util/functions.ts` callWebHook,
`util/createSessionUtil.ts`), wppconnect 2.3.3 (`api/model/message.d.ts`, `lib/wapi`), wa-js 4.6.0.

Rules:
* The server posts `{"event", "session", …message}` once, unsigned, and forgets it.  So we ask for
  a secret in the address (`verify`), and whatever can be read is never refused.
* Bridges put the message under `data`; other servers of the family leave `event` out.
* A field of an odd type is a field that is missing: one of them never costs a message.
* `body` is words only where the kind says so.  Elsewhere it is a file or a preview, in base64.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from adapters.whatsapp.fields import at, text_at
from adapters.whatsapp.wppconnect.addresses import (
    address_at,
    chat_of,
    identities_of,
    message_id_at,
    number_of,
)
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.inbound import Attachment, Category, Reading

__all__ = ["CHANNEL", "read_webhook", "verify"]

CHANNEL = "wppconnect"

_MESSAGE_EVENTS = frozenset({"", "message", "onmessage", "onanymessage", "unreadmessages"})
"""Of other people's messages; with `allUnreadOnStart` the same one may come by two of them."""
_OWN = "onselfmessage"

# WhatsApp Web's types (wppconnect, `enum/message-type.d.ts`) in the manifest's words.  What is not
# here keeps its own word, and the flow does not hear of it: "album" only announces its images.
_KINDS = {
    "chat": "text",
    "oversized": "text",
    "ptt": "voice",
    "ptv": "video_note",
    "vcard": "contacts",
    "multi_vcard": "contacts",
    "poll_creation": "poll",
    "list_response": "list_reply",
    "buttons_response": "button_reply",
    "template_button_reply": "button_reply",
}
_WORDS = frozenset({"text", "list_reply", "button_reply"})
_FILES = frozenset({"image", "video", "video_note", "audio", "voice", "document", "sticker"})
_NOTICES = frozenset(
    {
        "notification",
        "notification_template",
        "group_notification",
        "broadcast_notification",
        "e2e_notification",
        "newsletter_notification",
        "gp2",
        "call_log",
        "protocol",
    }
)
_COME_AGAIN = frozenset({"ciphertext", "revoked"})
"""Kinds whose message comes under the same id as something else: wa-js tells of a message that is
not decrypted yet, and of the same one again when it is (`chat.new_message`)."""

# wppconnect, `enum/ack-type.d.ts`.
_ACKS = {0: "queued", 1: "sent", 2: "delivered", 3: "read", 4: "played"}
_FAILURES = {
    -1: "O WhatsApp não conseguiu enviar a mensagem.",
    -2: "A mensagem expirou antes de ser enviada.",
    -3: "O arquivo não está mais disponível para envio.",
    -4: "O arquivo é grande demais para o WhatsApp.",
    -5: "O WhatsApp não conseguiu receber o arquivo.",
    -6: "A sessão do WhatsApp estava inativa.",
    -7: "O WhatsApp do destinatário não aceita este tipo de mensagem.",
}

_BUTTON_IDS = (
    ("listResponse", "singleSelectReply", "selectedRowId"),
    ("selectedButtonId",),
    ("selectedId",),
)
_NAMES = (("sender", "pushname"), ("notifyName",), ("sender", "verifiedName"))
"""As people call themselves; `sender.name` is what the owner's address book calls them."""

_FIRST_MILLISECOND = 100_000_000_000
"""A time from here on is in milliseconds: as seconds it would be after the year 5000."""
_LAST_MILLISECOND = 10_000_000_000_000


def verify(given: str, secrets: Sequence[str]) -> None:
    """
    Check the secret that our webhook's address ends with (several, to change it).

    Raises:
        InvalidRequest: it is none of ours (status 401).
    """
    # A list, not a generator: every secret is compared, so the time tells nothing.
    guess = given.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(guess, secret.encode()) for secret in secrets if secret]
    if not any(matches):
        raise InvalidRequest("the address does not end with our secret", status=401)


def read_webhook(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
) -> list[Reading]:
    """
    What a body says: always one thing.  Everything is in the body; the rest is not looked at.

    Pass it to `fact_of`; keep the body by `without_files`, for it may hold megabytes.  Ask
    `WppConnectChannel.is_own_echo` about a reading of category `self` first.

    Raises:
        InvalidRequest: this is not from a WPPConnect server (status 400).
    """
    outer = _json_object(body)
    event = text_at(outer, "event") or ""
    inner = outer.get("data")
    said = inner if isinstance(inner, dict) and "from" not in outer else outer
    if not event and not any(name in said for name in ("from", "chatId", "type")):
        raise InvalidRequest("not a webhook of WPPConnect: neither an event nor a message")
    webhook = _Webhook(event, said, text_at(outer, "session"), sha256(body).hexdigest())
    return [webhook.reading()]


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        outer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("not a webhook of WPPConnect: the body is not JSON") from error
    if not isinstance(outer, dict):
        raise InvalidRequest("not a webhook of WPPConnect: the body is not an object")
    return outer


class _Webhook:
    """One body, unwrapped."""

    def __init__(self, event: str, said: dict[str, Any], account: str | None, digest: str) -> None:
        self._event = event
        self._said = said
        self._account = account
        self._digest = digest
        """Stands in for an id where nothing has one."""

    def reading(self) -> Reading:
        match self._event.lower():
            case "onack":
                return self._status()
            case "onreactionmessage":
                return self._reaction()
            case name if name in _MESSAGE_EVENTS or name == _OWN:
                return self._message(from_us=self._is_from_us())
            case _:
                return self._ignored()

    def _ignored(self) -> Reading:
        return Reading(
            CHANNEL,
            Category.IGNORED,
            kind=self._event or "empty",
            event_id=self._digest,
            account=self._account,
        )

    def _message(self, *, from_us: bool) -> Reading:
        chat = self._chat(from_us=from_us)
        if chat is None:
            return self._ignored()
        kind = self._kind()
        message_id = message_id_at(self._said, "id")
        event_id = message_id or self._digest
        category = self._category(chat, from_us=from_us)
        person = category is Category.MESSAGE
        return Reading(
            CHANNEL,
            category,
            kind,
            event_id=f"{event_id}:{kind}" if kind in _COME_AGAIN else event_id,
            at=self._time(),
            sender=chat,
            identities=identities_of(chat, *(self._sender_ids() if person else ())),
            name=self._first(_NAMES) if person else None,
            phone=number_of(chat),
            text=self._text(kind),
            button_id=self._first(_BUTTON_IDS) if kind in _WORDS else None,
            message_id=message_id,
            reply_to=message_id_at(self._said, "quotedMsgId"),
            media=self._media(kind, message_id),
            account=self._account,
            is_note=kind in _COME_AGAIN,
            is_private=_is_private(chat),
        )

    def _status(self) -> Reading:
        """An ack of theirs says that we read it; only those of ours are news."""
        message_id = message_id_at(self._said, "id")
        ack = _integer(at(self._said, "ack"))
        if message_id is None or ack is None or not self._is_from_us(unless_told=True):
            return self._ignored()
        chat = self._chat(from_us=True)
        kind = "failed" if ack < 0 else _ACKS.get(ack, f"ack:{ack}")
        return Reading(
            CHANNEL,
            Category.STATUS,
            kind,
            event_id=f"{message_id}:{kind}",
            # `t` is when the message was written, not when it got so far.
            sender=chat,
            identities=identities_of(chat),
            phone=number_of(chat),
            message_id=message_id,
            errors=(str(ack),) if ack < 0 else (),
            reason=_FAILURES.get(ack),
            account=self._account,
            is_private=_is_private(chat),
        )

    def _reaction(self) -> Reading:
        message_id = message_id_at(self._said, "id")
        chat = chat_of(message_id) or chat_of(message_id_at(self._said, "msgId"))
        if chat is None or self._is_from_us():
            return self._ignored()
        return Reading(
            CHANNEL,
            self._category(chat, from_us=False),
            "reaction",
            # The same reaction, changed or taken back, is another event.
            event_id=self._digest,
            at=self._time(),
            sender=chat,
            identities=identities_of(chat, address_at(self._said, "sender"))
            if _is_private(chat)
            else (),
            phone=number_of(chat),
            text=text_at(self._said, "reactionText"),
            message_id=message_id,
            account=self._account,
            is_note=True,
            is_private=_is_private(chat),
        )

    def _is_from_us(self, *, unless_told: bool = False) -> bool:
        """By what is said; by the id only where nothing is, since bridges write their own."""
        if self._event.lower() == _OWN:
            return True
        for flag in (at(self._said, "fromMe"), at(self._said, "id", "fromMe")):
            if isinstance(flag, bool):
                return flag
            if isinstance(flag, str):
                return flag.lower() == "true"
        message_id = message_id_at(self._said, "id") or ""
        if message_id.startswith(("true_", "false_")):
            return message_id.startswith("true_")
        return unless_told or text_at(self._said, "self") == "out"

    def _chat(self, *, from_us: bool) -> str | None:
        """The other side of the chat: in what we wrote, `from` is our own number."""
        chat_id = (
            address_at(self._said, "chatId")
            or address_at(self._said, "id", "remote")
            or chat_of(message_id_at(self._said, "id"))
        )
        sender, recipient = address_at(self._said, "from"), address_at(self._said, "to")
        if from_us:
            return chat_id or recipient or sender
        if chat_id and not _is_private(chat_id):
            return chat_id
        return sender or chat_id

    def _category(self, chat: str, *, from_us: bool) -> Category:
        in_group = chat.endswith("@g.us") or at(self._said, "isGroupMsg") is True
        if text_at(self._said, "type") in _NOTICES or at(self._said, "isNotification") is True:
            return Category.SERVICE if in_group else Category.IGNORED
        if in_group:
            return Category.GROUP
        if chat.endswith("@newsletter"):
            return Category.CHANNEL_POST
        if not _is_private(chat):
            return Category.IGNORED
        return Category.SELF if from_us else Category.MESSAGE

    def _kind(self) -> str:
        kind = text_at(self._said, "type")
        if kind is not None:
            return _KINDS.get(kind, kind)
        media = (text_at(self._said, "mimetype") or "").partition("/")[0]
        if media:
            return media if media in _FILES else "document"
        if at(self._said, "isMedia") is True or at(self._said, "isMMS") is True:
            return "media"
        return "text" if self._first((("body",), ("content",))) else "empty"

    def _text(self, kind: str) -> str | None:
        if kind in _WORDS:
            return self._first((("body",), ("content",)))
        caption = text_at(self._said, "caption")
        # WhatsApp repeats the name of a document where it has no caption.
        named = kind == "document" and caption == text_at(self._said, "filename")
        return caption if kind in _FILES and not named else None

    def _media(self, kind: str, message_id: str | None) -> Attachment | None:
        if kind not in _FILES or message_id is None:
            return None
        said = self._said
        return Attachment(message_id, text_at(said, "mimetype"), text_at(said, "filename"))

    def _sender_ids(self) -> tuple[str | None, ...]:
        """The same person's other ids; open-wa, of the same family, tells the number of a lid."""
        places = (("chatId",), ("sender", "id"), ("sender", "phoneNumber"))
        return tuple(address_at(self._said, *place) for place in places)

    def _first(self, places: Sequence[tuple[str, ...]]) -> str | None:
        found = (text_at(self._said, *place) for place in places)
        return next((text for text in found if text), None)

    def _time(self) -> datetime | None:
        """Unix seconds or milliseconds, as a number or a string, in UTC."""
        times = (_integer(at(self._said, name)) for name in ("t", "timestamp"))
        time = next((each for each in times if each and 0 < each < _LAST_MILLISECOND), None)
        if time is None:
            return None
        return datetime.fromtimestamp(time // 1000 if time >= _FIRST_MILLISECOND else time, UTC)


def _is_private(chat: str | None) -> bool:
    """Between one person and us, as far as an address tells; 0@c.us is WhatsApp itself."""
    others = ("@g.us", "@broadcast", "@newsletter")
    return chat is None or not (chat == "0@c.us" or chat.endswith(others))


def _integer(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None
