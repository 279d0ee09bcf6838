"""
Staying below a provider's limits, so that a refusal for haste is the exception.

Nobody sleeps here: a message that comes too early gets a place in the future, kept under its
key, and the durable loop is told to come back then.  So each message is turned away once,
however many wait, and does not use up its tries.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from autovenda_core.errors import Unavailable
from autovenda_core.ports.clock import Clock

__all__ = ["Pace", "Pacer"]

_SECOND = timedelta(seconds=1)
_PLACE_KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Pace:
    """How fast a provider lets us send."""

    apart_seconds: float
    """Between two messages to one person, in the long run."""
    burst: int
    """So many to one person may go at once, after they have been left in peace for as long as
    `burst` messages take; 1: never two at once."""
    per_second: int
    """To all persons together, in any second."""


class Pacer:
    """Gives out the places of one process."""

    def __init__(self, clock: Clock, provider: str, pace: Pace) -> None:
        self._clock = clock
        self._provider = provider
        self._per_second = pace.per_second
        self._apart = timedelta(seconds=pace.apart_seconds)
        self._credit = self._apart * (pace.burst - 1)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._places: list[datetime] = []
        """Those given out that still count, sorted."""
        self._rested_at: dict[str, datetime] = {}
        """When each person's whole burst is there again (GCRA's theoretical arrival time)."""
        self._kept: dict[str, datetime] = {}
        """The places of the messages that were turned away."""

    def take(self, key: str, to: str) -> None:
        """
        Take a place for the message `key`; call it before every try to send one.

        Raises:
            Unavailable: its place is `retry_after_seconds` away.
        """
        now = self._clock.now()
        self._clean(now)
        place = self._kept.pop(key, None) or self._next(to, now)
        if place > now:
            self._kept[key] = place
            raise Unavailable(
                f"sending no faster than {self._provider} allows",
                retry_after_seconds=(place - now).total_seconds(),
            )

    def _next(self, to: str, now: datetime) -> datetime:
        rested_at = self._rested_at.get(to, now)
        place = self._free_from(max(now, rested_at - self._credit))
        insort(self._places, place)
        self._rested_at[to] = max(place, rested_at) + self._apart
        return place

    def _free_from(self, place: datetime) -> datetime:
        """The first place from this one on whose seconds before and after are not full."""
        while True:
            first = bisect_right(self._places, place - _SECOND)
            if bisect_left(self._places, place + _SECOND) - first < self._per_second:
                return place
            place = self._places[first] + _SECOND

    def _clean(self, now: datetime) -> None:
        if now < self._now:
            # The clock was set back: places given out before would be hours away.
            self._places.clear()
            self._rested_at.clear()
            self._kept.clear()
        self._now = now
        self._places = self._places[bisect_right(self._places, now - _SECOND) :]
        self._rested_at = {to: at for to, at in self._rested_at.items() if at > now}
        self._kept = {key: at for key, at in self._kept.items() if at > now - _PLACE_KEPT_FOR}
