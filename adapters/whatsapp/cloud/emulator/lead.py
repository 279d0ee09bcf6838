"""A person with WhatsApp on their phone: what they do, and what they see."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from adapters.http.conversing import wait_for_line
from adapters.whatsapp.cloud.emulator.rules import Key, Shown
from autovenda_core.ports.channel import Document, UrlButton
from autovenda_core.ports.clock import Clock

__all__ = ["Key", "Lead", "Line", "Profile"]

_WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Profile:
    """Who somebody is to Meta."""

    name: str
    wa_id: str
    user_id: str
    hides_number: bool = False
    """Has a username, so webhooks show the user id only."""

    @property
    def address(self) -> str:
        """Where a business that only knows the webhooks can write to."""
        return self.user_id if self.hides_number else self.wa_id

    def contact(self) -> dict[str, Any]:
        """The element of `contacts`."""
        profile = {"profile": {"name": self.name}, "user_id": self.user_id}
        return profile if self.hides_number else {**profile, "wa_id": self.wa_id}

    def recipient(self) -> dict[str, Any]:
        """What a status says of whom it is about."""
        user_id = {"recipient_user_id": self.user_id}
        return user_id if self.hides_number else {"recipient_id": self.wa_id, **user_id}

    def sender(self) -> dict[str, Any]:
        """What a message says of who sent it."""
        user_id = {"from_user_id": self.user_id}
        return user_id if self.hides_number else {"from": self.wa_id, **user_id}


@dataclass(frozen=True)
class Line:
    """One message of the chat, as the lead sees it."""

    from_business: bool
    message_id: str
    text: str
    kind: str = "text"
    keys: tuple[Key, ...] = ()
    link: UrlButton | None = None
    document: Document | None = None
    media_id: str | None = None
    """Of a file that the lead sent: what Graph has it under."""


class Lead:
    """
    Made by `WhatsAppEmulator.lead`; may be used from any thread.

    What they send goes to `post(lead, message)`, which gives it an id and the time; what they
    open to `report_read(lead, message id)`; files go to `upload`, which gives their id.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        changed: threading.Condition,
        post: Callable[[Lead, dict[str, Any]], str],
        report_read: Callable[[Lead, str], None],
        upload: Callable[[Document], str],
    ) -> None:
        self.profile = profile
        self.blocked = False
        self._clock = clock
        self._changed = changed
        self._post = post
        self._report_read = report_read
        self._upload = upload
        self._lines: list[Line] = []
        self._unread: list[str] = []
        self._wrote_at: datetime | None = None
        self._found = 0

    @property
    def address(self) -> str:
        """Where messages for this person go."""
        return self.profile.address

    @property
    def transcript(self) -> list[Line]:
        """The whole chat, oldest first."""
        with self._changed:
            return list(self._lines)

    @property
    def window_is_open(self) -> bool:
        """Whether they wrote in the last 24 hours."""
        return self._wrote_at is not None and self._clock.now() < self._wrote_at + _WINDOW

    def says(self, text: str, reply_to: str | None = None) -> str:
        """Write a message; its id."""
        context = {"context": {"id": reply_to}} if reply_to else {}
        return self._send({"type": "text", "text": {"body": text}, **context}, text)

    def sends(self, kind: str, file: Document, caption: str = "") -> str:
        """Send a file: image, video, document, audio, sticker, or voice; its message's id."""
        type_ = "audio" if kind == "voice" else kind
        media_id = self._upload(file)
        content: dict[str, Any] = {"id": media_id, "mime_type": file.media_type}
        content |= {"voice": True} if kind == "voice" else {}
        content |= {"filename": file.filename} if kind == "document" else {}
        content |= {"caption": caption} if caption else {}
        return self._send({"type": type_, type_: content}, caption, media_id)

    def sends_place(self, latitude: float, longitude: float) -> str:
        """Send a location; its message's id."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._send({"type": "location", "location": place}, "")

    def shares_number(self) -> str:
        """Answer a request for the number with it; the message's id."""
        phone = {"phone": f"+{self.profile.wa_id}", "wa_id": self.profile.wa_id}
        card = {"name": {"formatted_name": self.profile.name}, "phones": [phone]}
        asked = {"origin": "contact_request"}
        return self._send({"type": "contacts", "contacts": [{**card, **asked}]}, "")

    def taps(self, button: str) -> str:
        """
        Tap the newest button or row with this title or id; the id of the message it makes.

        Raises:
            LookupError: there is none.
        """
        with self._changed:
            line, key = self._key(button)
            kind = "list_reply" if line.kind == "list" else "button_reply"
            reply = {"type": kind, kind: {"id": key.id, "title": key.title}}
            context = {"id": line.message_id}
            return self._send(
                {"type": "interactive", "interactive": reply, "context": context}, key.title
            )

    def reacts(self, emoji: str) -> str:
        """React to the newest message of the business; the id of the reaction."""
        with self._changed:
            newest = next(line for line in reversed(self._lines) if line.from_business)
            reaction = {"message_id": newest.message_id, "emoji": emoji}
            return self._post(self, {"type": "reaction", "reaction": reaction})

    def reads(self) -> None:
        """Open the chat."""
        with self._changed:
            unread, self._unread = self._unread, []
            for message_id in unread:
                self._report_read(self, message_id)

    def blocks(self) -> None:
        """Block the business: it learns nothing, its messages stay `sent` for ever."""
        with self._changed:
            self.blocked = True

    def unblocks(self) -> None:
        """Let it write again; what it wrote meanwhile never arrives."""
        with self._changed:
            self.blocked = False

    def changes_number(self, wa_id: str, user_id: str) -> None:
        """Move to another number, which makes another user id too; the business is told."""
        with self._changed:
            old = self.profile
            change = {
                "type": "user_changed_number",
                "body": f"User {old.name} changed from {old.wa_id} to {wa_id}",
                "wa_id": wa_id,
                "user_id": user_id,
                "previous_user_id": old.user_id,
            }
            self._post(self, {"type": "system", "system": change})
            self.profile = replace(old, wa_id=wa_id, user_id=user_id)

    def waits_for(self, text: str, seconds: float = 10) -> Line:
        """
        The next message of the business that contains `text`, after the one found before.

        Raises:
            TimeoutError: it did not come in time (real seconds); the message quotes the chat.
        """
        with self._changed:
            index = wait_for_line(
                self._changed,
                self._lines,
                self._found,
                text,
                lambda line: line.from_business,
                seconds,
            )
            self._found = index + 1
            return self._lines[index]

    def shows(self, message_id: str, shown: Shown) -> None:
        """A message of the business arrives (called by the server, which holds the lock)."""
        line = Line(
            True, message_id, shown.text, shown.kind, shown.keys, shown.link, shown.document
        )
        self._lines.append(line)
        self._unread.append(message_id)

    def _send(self, message: dict[str, Any], shown: str, media_id: str | None = None) -> str:
        with self._changed:
            message_id = self._post(self, message)
            line = Line(False, message_id, shown, message["type"], media_id=media_id)
            self._lines.append(line)
            self._wrote_at = self._clock.now()
            return message_id

    def _key(self, button: str) -> tuple[Line, Key]:
        for line in reversed(self._lines):
            for key in line.keys:
                if button in (key.title, key.id):
                    return line, key
        raise LookupError(f"no button {button!r} in the chat")
