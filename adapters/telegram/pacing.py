"""
Staying below Telegram's limits, so that 429 is the exception.

One message a second to a chat, 30 a second in all (python-telegram-bot 22.8, `FloodLimit`).
Nobody sleeps here: a message that comes too early gets a place in the future, kept under its
key, and the durable loop is told to come back then.  So each message is turned away once,
however many wait, and does not use up its tries.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

from autovenda_core.errors import Unavailable
from autovenda_core.ports.clock import Clock

__all__ = ["Pacer"]

_SECOND = timedelta(seconds=1)
_IN_ALL = 30
_PLACE_KEPT_FOR = timedelta(minutes=1)


class Pacer:
    """Gives out the places of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = datetime.min.replace(tzinfo=UTC)
        self._latest: deque[datetime] = deque(maxlen=_IN_ALL)
        """The newest places given out."""
        self._last_in_chat: dict[str, datetime] = {}
        self._kept: dict[str, datetime] = {}

    def take(self, key: str, chat: str) -> None:
        """
        Take a place for the message `key`.

        Raises:
            Unavailable: its place is `retry_after_seconds` away.
        """
        now = self._clock.now()
        self._clean(now)
        place = self._kept.pop(key, None) or self._next(chat, now)
        if place > now:
            self._kept[key] = place
            raise Unavailable(
                "sending no faster than Telegram allows",
                retry_after_seconds=(place - now).total_seconds(),
            )

    def _next(self, chat: str, now: datetime) -> datetime:
        place = max(now, self._last_in_chat.get(chat, now - _SECOND) + _SECOND)
        if len(self._latest) == _IN_ALL:
            place = max(place, self._latest[0] + _SECOND)
        self._latest.append(place)
        self._last_in_chat[chat] = place
        return place

    def _clean(self, now: datetime) -> None:
        if now < self._now:
            # The clock was set back: places given out before would be hours away.
            for memory in (self._latest, self._last_in_chat, self._kept):
                memory.clear()
        self._now = now
        self._last_in_chat = {
            chat: at for chat, at in self._last_in_chat.items() if at > now - _SECOND
        }
        self._kept = {key: at for key, at in self._kept.items() if at > now - _PLACE_KEPT_FOR}
