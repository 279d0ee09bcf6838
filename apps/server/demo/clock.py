"""The one clock of a simulation: the machine's, and as far ahead of it as somebody has moved it."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.server.demo.memory import Memory
from apps.wiring import SystemClock

__all__ = ["MovableClock"]


class MovableClock:
    """Fits the Clock port.  Where it was moved to outlives the process."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._machine = SystemClock()

    @property
    def ahead(self) -> timedelta:
        """How far it was moved."""
        return timedelta(seconds=self._memory.now.offset_seconds)

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        return self._machine.now() + self.ahead

    def advance(self, step: timedelta) -> None:
        """Move it forward by whole seconds; whoever waits for it has to be poked."""
        seconds = self._memory.now.offset_seconds + int(step.total_seconds())
        self._memory.change(offset_seconds=seconds)
