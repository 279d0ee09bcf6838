"""A person with WhatsApp on their phone: what they do, and what they see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.conversing import wait_for_line
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Lead", "Line"]

_WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """One message of the chat, as the lead sees it."""

    from_business: bool
    sid: str
    text: str
    document: Document | None = None
    buttons: tuple[Button, ...] = ()
    is_list: bool = False


class Lead:
    """
    Made by `TwilioEmulator.lead`; may be used from any thread.

    They wrote just before, so the 24 hours in which everything may be sent are running.
    """

    def __init__(
        self,
        address: str,
        person: Mapping[str, str],
        clock: Clock,
        changed: threading.Condition,
        happen: Callable[[Lead, Mapping[str, str]], str],
        keep: Callable[[Document], str],
        report_read: Callable[[str], None],
    ) -> None:
        self.address = address
        """Where messages for them go: `whatsapp:+55…`, or `whatsapp:BR.…` with a hidden number."""
        self.opted_out = False
        self._person = person
        self._clock = clock
        self._changed = changed
        self._happen = happen
        self._keep = keep
        self._report_read = report_read
        self._heard_at = clock.now()
        self._lines: list[Line] = []
        self._found = 0
        self._read = 0

    @property
    def transcript(self) -> list[Line]:
        """The whole chat, oldest first."""
        with self._changed:
            return list(self._lines)

    @property
    def window_is_open(self) -> bool:
        """Whether free text may be sent to them (called under the lock)."""
        return self._clock.now() < self._heard_at + _WINDOW

    def says(self, text: str) -> None:
        """Write a message."""
        self._send(text, MessageType="text", Body=text)

    def sends(self, file: Document, caption: str = "") -> str:
        """Send a file; the address by which it can be fetched."""
        with self._changed:
            url = self._keep(file)
            self._send(
                caption,
                MessageType=_message_type(file.media_type),
                Body=caption,
                NumMedia="1",
                MediaUrl0=url,
                MediaContentType0=file.media_type,
            )
            return url

    def shares_location(self, latitude: float, longitude: float, label: str = "") -> None:
        """Send a place."""
        self._send(
            label,
            MessageType="location",
            Body="",
            Latitude=str(latitude),
            Longitude=str(longitude),
            Label=label,
        )

    def taps(self, button: str) -> None:
        """
        Tap the newest button or row with this title or id.

        Raises:
            LookupError: there is none.
        """
        with self._changed:
            line, tapped = self._button(button)
            if line.is_list:
                choice = {"ListId": tapped.id, "ListTitle": tapped.title}
                message_type = "interactive"
            else:
                choice = {"ButtonPayload": tapped.id, "ButtonText": tapped.title}
                message_type = "button"
            self._send(
                tapped.title,
                MessageType=message_type,
                Body=tapped.title,
                OriginalRepliedMessageSid=line.sid,
                **choice,
            )

    def reads(self) -> None:
        """Open the chat: everything that came is read now."""
        with self._changed:
            for line in self._lines[self._read :]:
                if line.from_business:
                    self._report_read(line.sid)
            self._read = len(self._lines)

    def opts_out(self) -> None:
        """Want no more messages: Twilio refuses to send any from now on (error 21610)."""
        with self._changed:
            self.opted_out = True

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

    def shows(self, line: Line) -> None:
        """A message arrives (called by the emulator, which holds the lock)."""
        self._lines.append(line)

    def _send(self, shown: str, **content: str) -> None:
        with self._changed:
            self._heard_at = self._clock.now()
            sid = self._happen(self, {"NumMedia": "0", **self._person, **content})
            self.shows(Line(False, sid, shown))

    def _button(self, wanted: str) -> tuple[Line, Button]:
        for line in reversed(self._lines):
            for button in line.buttons:
                if wanted in (button.title, button.id):
                    return line, button
        raise LookupError(f"no button {wanted!r} in the chat")


def _message_type(media_type: str) -> str:
    main = media_type.partition("/")[0]
    return main if main in ("image", "audio", "video") else "document"
