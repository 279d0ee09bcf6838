"""A person with WhatsApp on their phone: what they do, and what they see."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from adapters.http.conversing import wait_for_line
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Lead", "Line", "Phone", "key_of", "wid"]

_TYPES = {"audio/ogg": "ptt", "image/webp": "sticker"}


@dataclass(frozen=True)
class Line:
    """One message of the chat, as the lead sees it."""

    from_us: bool
    message_id: str
    text: str
    document: Document | None = None


@dataclass
class Phone:
    """What the server sees of a person's WhatsApp, guarded by the emulator's lock."""

    number: str
    """`<digits>@c.us`"""
    lid: str
    name: str
    hidden: bool
    """Their chat goes by the lid; the number is only used to find them."""
    gone: bool = False
    lines: list[Line] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Media type and content of what they sent, by message id."""

    @property
    def chat(self) -> str:
        """The id that their chat goes by."""
        return self.lid if self.hidden else self.number


class Lead:
    """
    Made by `WppConnectEmulator.lead`; may be used from any thread.

    What they do goes to `happen(event, its fields)`, under the lock.
    """

    def __init__(
        self,
        phone: Phone,
        own_number: str,
        clock: Clock,
        changed: threading.Condition,
        message_ids: count[int],
        happen: Callable[[str, dict[str, Any]], None],
    ) -> None:
        self._phone = phone
        self._own_number = own_number
        self._clock = clock
        self._changed = changed
        self._message_ids = message_ids
        self._happen = happen
        self._read = 0

    @property
    def number(self) -> str:
        """`<digits>@c.us`: where an owner who knows the number writes to."""
        return self._phone.number

    @property
    def lid(self) -> str:
        """The hidden id."""
        return self._phone.lid

    @property
    def transcript(self) -> list[Line]:
        """The whole chat, oldest first."""
        with self._changed:
            return list(self._phone.lines)

    def says(self, text: str) -> str:
        """Write a message; its id."""
        return self._send(text, {"type": "chat", "body": text, "content": text})

    def sends_file(
        self, content: bytes, media_type: str = "audio/ogg; codecs=opus", caption: str = ""
    ) -> str:
        """Send a voice note (or what `media_type` says); the id to fetch it by."""
        kind = media_type.partition(";")[0]
        fields = {
            "type": _TYPES.get(kind, _major(kind)),
            "mimetype": media_type,
            "isMedia": True,
            # The server downloads media by itself and puts them into the body.
            "body": b64encode(content).decode(),
        }
        fields |= {"caption": caption} if caption else {}
        with self._changed:
            message_id = self._send(caption, fields)
            self._phone.files[message_id] = (media_type, content)
            return message_id

    def shares_location(self, latitude: float, longitude: float) -> str:
        """Send a place; its id."""
        place = {"lat": latitude, "lng": longitude, "body": b64encode(b"\xff\xd8preview").decode()}
        return self._send("", {"type": "location", **place})

    def reacts(self, emoji: str) -> None:
        """React to the newest message of ours; an empty emoji takes it back."""
        with self._changed:
            newest = next(line for line in reversed(self._phone.lines) if line.from_us)
            reaction_id = self._new_id()
            reaction = {
                "id": key_of(reaction_id),
                "msgId": key_of(newest.message_id),
                "reactionText": emoji,
                "sender": wid(self._phone.chat),
                "timestamp": int(self._clock.now().timestamp() * 1000),
            }
            self._happen("onreactionmessage", reaction)

    def reads(self) -> None:
        """Open the chat: everything of ours is read."""
        with self._changed:
            for line in self._phone.lines:
                if line.from_us:
                    self._happen("onack", {"id": key_of(line.message_id), "ack": 3})

    def leaves(self) -> None:
        """Delete their WhatsApp account: the number is not found any more."""
        with self._changed:
            self._phone.gone = True

    def waits_for(self, text: str, seconds: float = 10) -> Line:
        """
        The next message of ours that contains `text`, after the one found before.

        Raises:
            TimeoutError: it did not come in time (real seconds); the message quotes the chat.
        """
        with self._changed:
            index = wait_for_line(
                self._changed,
                self._phone.lines,
                self._read,
                text,
                lambda line: line.from_us,
                seconds,
            )
            self._read = index + 1
            return self._phone.lines[index]

    def _send(self, shown: str, content: dict[str, Any]) -> str:
        with self._changed:
            message_id = self._new_id()
            now = int(self._clock.now().timestamp())
            self._phone.lines.append(Line(False, message_id, shown))
            message = {
                "id": message_id,
                "t": now,
                "timestamp": now,
                "notifyName": self._phone.name,
                "from": self._phone.chat,
                "to": self._own_number,
                "chatId": wid(self._phone.chat),
                "fromMe": False,
                "self": "in",
                "ack": 1,
                "isNewMsg": True,
                "isGroupMsg": False,
                "isMedia": False,
                "isNotification": False,
                "sender": {"id": wid(self._phone.chat), "pushname": self._phone.name},
                "quotedMsgId": None,
                **content,
            }
            self._happen("onmessage", message)
            return message_id

    def _new_id(self) -> str:
        return f"false_{self._phone.chat}_3A{next(self._message_ids):018X}"


def wid(address: str) -> dict[str, str]:
    """An id in the pieces in which WhatsApp Web keeps it."""
    user, _, server = address.partition("@")
    return {"server": server, "user": user, "_serialized": address}


def key_of(message_id: str) -> dict[str, Any]:
    """The id of a message in its pieces."""
    side, remote, stem = message_id.split("_")
    return {"fromMe": side == "true", "remote": remote, "id": stem, "_serialized": message_id}


def _major(media_type: str) -> str:
    major = media_type.partition("/")[0]
    return major if major in ("audio", "image", "video") else "document"
