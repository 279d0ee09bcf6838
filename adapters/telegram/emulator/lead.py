"""A person with Telegram on their phone: what they do, and what they see."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from adapters.http.conversing import wait_for_line
from adapters.telegram.emulator.files import Files
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Key", "Lead", "Line"]

# Where Telegram keeps a kind of file, how the file is called there, and what a message says of it.
_FILES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "voice": ("voice", "oga", {"duration": 7, "mime_type": "audio/ogg"}),
    "photo": ("photos", "jpg", {"width": 900, "height": 600}),
    "video": ("videos", "mp4", {"width": 640, "height": 480, "duration": 7}),
    "document": (
        "documents",
        "pdf",
        {"file_name": "briefing.pdf", "mime_type": "application/pdf"},
    ),
    "sticker": (
        "stickers",
        "webp",
        {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    ),
}
_CARDS: dict[str, dict[str, Any]] = {
    "location": {"latitude": -23.55, "longitude": -46.63},
    "contact": {"phone_number": "5511900000000", "first_name": "Ana"},
}


@dataclass(frozen=True)
class Key:
    """A button under a message: it taps (`data`) or opens (`url`)."""

    title: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Line:
    """One message of the chat, as the lead sees it."""

    from_bot: bool
    message_id: int
    text: str
    html: str = ""
    """The bot's source of `text`."""
    keys: tuple[Key, ...] = ()
    document: Document | None = None


class Lead:
    """
    Made by `TelegramEmulator.lead`; may be used from any thread.

    What they do goes to `happen(chat id, kind of update, its content)`, under the lock.
    """

    def __init__(
        self,
        user: dict[str, Any],
        bot: dict[str, Any],
        clock: Clock,
        changed: threading.Condition,
        message_ids: count[int],
        files: Files,
        happen: Callable[[int, str, dict[str, Any]], None],
    ) -> None:
        self.blocked = False
        self.typing_shown = 0
        """How often the bot was seen writing."""
        self.user = user
        """The User object."""
        self._bot = bot
        self._clock = clock
        self._changed = changed
        self._message_ids = message_ids
        self._files = files
        self._happen = happen
        self._lines: list[Line] = []
        self._messages: dict[int, dict[str, Any]] = {}
        self._taps = count(1)
        self._read = 0

    @property
    def id(self) -> int:
        """Of the user, which is also that of the chat."""
        return int(self.user["id"])

    @property
    def transcript(self) -> list[Line]:
        """The whole chat, oldest first."""
        with self._changed:
            return list(self._lines)

    def says(self, text: str) -> None:
        """Write a message."""
        self._send(text, {"text": text, **_commands(text)})

    def sends(self, kind: str, caption: str = "", content: bytes = b"content") -> str | None:
        """
        Send a file (voice, photo, video, document, sticker), a location or another's contact.

        Returns the file_id, of a file.
        """
        words = {"caption": caption} if caption else {}
        with self._changed:
            if kind in _CARDS:
                self._send(caption, {kind: _CARDS[kind], **words})
                return None
            file = self._file(kind, content)
            self._send(caption, {kind: self._sizes(file) if kind == "photo" else file, **words})
            return str(file["file_id"])

    def shares_number(self, phone: str) -> None:
        """Send the own contact, which Telegram vouches for."""
        card = {"phone_number": phone, "first_name": self.user["first_name"], "user_id": self.id}
        self._send("", {"contact": card})

    def edits(self, text: str) -> None:
        """Change the newest own message."""
        with self._changed:
            newest = max(line.message_id for line in self._lines if not line.from_bot)
            old = self._messages[newest]
            edited = {**old, "text": text, "edit_date": self._date()}
            self._happen(self.id, "edited_message", edited)

    def taps(self, button: str) -> str:
        """
        Tap the newest button with this title or data; returns the id of the tap.

        Raises:
            LookupError: there is none that can be tapped.
        """
        with self._changed:
            line, key = self._key(button)
            tap_id = f"{self.id}{next(self._taps):06d}"
            tap = {
                "id": tap_id,
                "from": self.user,
                "message": self._messages[line.message_id],
                "chat_instance": str(self.id),
                "data": key.data,
            }
            self._happen(self.id, "callback_query", tap)
            return tap_id

    def blocks(self) -> None:
        """Block the bot."""
        self._become(blocked=True)

    def unblocks(self) -> None:
        """Allow the bot again."""
        self._become(blocked=False)

    def waits_for(self, text: str, seconds: float = 10) -> Line:
        """
        The next message of the bot that contains `text`, after the one found before.

        Raises:
            TimeoutError: it did not come in time (real seconds); the message quotes the chat.
        """
        with self._changed:
            index = wait_for_line(
                self._changed, self._lines, self._read, text, lambda line: line.from_bot, seconds
            )
            self._read = index + 1
            return self._lines[index]

    def shows(self, message: dict[str, Any], line: Line) -> None:
        """The bot's message arrives (called by the server, which holds the lock)."""
        self._messages[line.message_id] = message
        self._lines.append(line)

    def chat(self) -> dict[str, Any]:
        """The Chat object."""
        return {"id": self.id, "type": "private", "first_name": self.user["first_name"]}

    def _send(self, shown: str, content: dict[str, Any]) -> None:
        with self._changed:
            message_id = next(self._message_ids)
            message = {
                "message_id": message_id,
                "from": self.user,
                "chat": self.chat(),
                "date": self._date(),
                **content,
            }
            self.shows(message, Line(False, message_id, shown))
            self._happen(self.id, "message", message)

    def _file(self, kind: str, content: bytes) -> dict[str, Any]:
        folder, extension, details = _FILES[kind]
        return self._files.keep(content, folder, extension) | details

    def _sizes(self, photo: dict[str, Any]) -> list[dict[str, Any]]:
        thumbnail = self._files.keep(b"thumbnail", "photos", "jpg")
        return [thumbnail | {"width": 90, "height": 60}, photo]

    def _become(self, *, blocked: bool) -> None:
        with self._changed:
            before, after = _member(self._bot, self.blocked), _member(self._bot, blocked)
            self.blocked = blocked
            change = {
                "chat": self.chat(),
                "from": self.user,
                "date": self._date(),
                "old_chat_member": before,
                "new_chat_member": after,
            }
            self._happen(self.id, "my_chat_member", change)

    def _key(self, button: str) -> tuple[Line, Key]:
        for line in reversed(self._lines):
            for key in line.keys:
                if key.data is not None and button in (key.title, key.data):
                    return line, key
        raise LookupError(f"no button {button!r} in the chat")

    def _date(self) -> int:
        return int(self._clock.now().timestamp())


def _commands(text: str) -> dict[str, Any]:
    if not text.startswith("/"):
        return {}
    length = len(text.split(maxsplit=1)[0])
    return {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}


def _member(user: dict[str, Any], blocked: bool) -> dict[str, Any]:
    if blocked:
        return {"user": user, "status": "kicked", "until_date": 0}
    return {"user": user, "status": "member"}
