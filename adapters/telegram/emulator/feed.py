"""
The updates that wait for a bot.

They wait for 24 hours; a poller confirms them by asking for later ones, a webhook by a 2xx.
One that a webhook did not take comes again, later each time, and holds back those behind it in
the same chat (docs of grammY, "Long polling vs. webhooks"; tdlib/telegram-bot-api #147, #211).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from autovenda_core.ports.clock import Clock

__all__ = ["Feed", "Waiting"]

_KEPT_FOR = timedelta(hours=24)
_LONGEST_BACKOFF = timedelta(seconds=60)


@dataclass
class Waiting:
    """One update on its way."""

    update: dict[str, Any]
    chat_id: int
    since: datetime
    due_at: datetime
    failures: int = 0

    @property
    def id(self) -> int:
        """Its update_id."""
        return int(self.update["update_id"])


class Feed:
    """A queue.  Not thread-safe: the emulator's lock guards it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[Waiting] = []
        self._last_id = 1000
        self._last: Waiting | None = None
        self._allowed: tuple[str, ...] = ()

    def allow(self, kinds: Sequence[str]) -> None:
        """Only these kinds of update from now on; none named: all."""
        self._allowed = tuple(kinds)

    def add(self, chat_id: int, kind: str, content: dict[str, Any]) -> None:
        """Something happened in a chat."""
        if self._allowed and kind not in self._allowed:
            return
        self._last_id += 1
        now = self._clock.now()
        self._last = Waiting({"update_id": self._last_id, kind: content}, chat_id, now, now)
        self._waiting.append(self._last)

    def repeat_last(self) -> None:
        """Deliver the newest update once more, as after an answer that was lost."""
        if self._last is None:
            raise LookupError("there was no update yet")
        now = self._clock.now()
        self._waiting.append(Waiting(self._last.update, self._last.chat_id, now, now))

    def waiting(self) -> list[Waiting]:
        """Everything not yet confirmed, oldest first."""
        oldest = self._clock.now() - _KEPT_FOR
        self._waiting = [each for each in self._waiting if each.since > oldest]
        return list(self._waiting)

    def due(self) -> list[Waiting]:
        """What a webhook is given now: the first of each chat, if its time has come."""
        heads: dict[int, Waiting] = {}
        for each in self.waiting():
            heads.setdefault(each.chat_id, each)
        return [each for each in heads.values() if each.due_at <= self._clock.now()]

    def polled(self, offset: int) -> list[Waiting]:
        """Confirm everything below `offset`; a negative one counts from the end."""
        waiting = self.waiting()
        if offset < 0:
            self._waiting = waiting[offset:]
        elif offset > 0:
            self._waiting = [each for each in waiting if each.id >= offset]
        return list(self._waiting)

    def taken(self, each: Waiting) -> None:
        """The webhook took it."""
        self._waiting = [other for other in self._waiting if other is not each]

    def failed(self, each: Waiting) -> None:
        """The webhook did not: again in 1, 2, 4… seconds."""
        backoff = timedelta(seconds=2 ** min(each.failures, 10))
        each.failures += 1
        each.due_at = self._clock.now() + min(backoff, _LONGEST_BACKOFF)

    def clear(self) -> None:
        """Forget everything (`drop_pending_updates`)."""
        self._waiting = []
