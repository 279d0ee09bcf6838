"""A clock that only moves when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["FakeClock"]


class FakeClock:
    """Fits the Clock port.  Starts on a Tuesday morning in São Paulo unless told otherwise."""

    def __init__(self, start: datetime = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant it was moved to, in UTC."""
        return self._now

    def advance(self, step: timedelta) -> None:
        """Move it forward."""
        if step < timedelta(0):
            raise ValueError("a clock does not go back")
        self._now += step

    def move_to(self, at: datetime) -> None:
        """Move it forward to an instant; one that has passed changes nothing."""
        self._now = max(self._now, at)
