"""
Telling the owner's typing from the echo of our own sends.

With `onSelfMessage` the server posts everything that leaves the account, and the echo of a send
comes before the send's answer: the answer waits for WhatsApp's ack, the echo does not (wppconnect
2.3.3, `sender.layer.js` waitForAck).  So a send is known by its words until its id is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.whatsapp.wppconnect.addresses import is_lid, stem
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.inbound import Category, Reading

__all__ = ["Attempt", "OwnSends"]

_KNOWN_BY_WORDS_FOR = timedelta(minutes=2)
_REMEMBERED_FOR = timedelta(hours=1)


@dataclass
class Attempt:
    """One send, under way or done."""

    at: datetime
    to: str
    words: str
    message_id: str | None = None
    """Whoever sends sets it, once the answer told it."""


class OwnSends:
    """What this process sent lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sends: list[Attempt] = []

    def begin(self, to: str, words: str) -> Attempt:
        """Call before sending; `words`: the text, or a file's name where it has none."""
        now = self._clock.now()
        self._sends = [each for each in self._sends if each.at > now - _REMEMBERED_FOR]
        send = Attempt(now, to, words.strip())
        self._sends.append(send)
        return send

    def include(self, reading: Reading) -> bool:
        """Whether a reading is the echo of one of them."""
        if reading.category is not Category.SELF:
            return False
        return any(self._is_of(send, reading) for send in self._sends)

    def _is_of(self, send: Attempt, reading: Reading) -> bool:
        if send.message_id is not None and reading.message_id is not None:
            return stem(send.message_id) == stem(reading.message_id)
        recent = send.at > self._clock.now() - _KNOWN_BY_WORDS_FOR
        return recent and send.words == _words(reading) and _may_be_one(send.to, reading.sender)


def _words(reading: Reading) -> str:
    filename = reading.media.filename if reading.media else None
    return (reading.text or filename or "").strip()


def _may_be_one(to: str, other: str | None) -> bool:
    """What was sent to a number may be echoed from a lid, and nobody says yet whose it is."""
    return other is not None and (to == other or is_lid(to) != is_lid(other))
