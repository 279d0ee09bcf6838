"""The bad days of an API, to be had on purpose."""

from __future__ import annotations

from collections import deque
from enum import Enum
from threading import Lock

__all__ = ["Fault", "Faults"]


class Fault(Enum):
    """What goes wrong with one API call."""

    LOSE_ANSWER = "lose_answer"
    """It is done, and the connection breaks before the answer."""
    LOCKED = "locked"
    """423: the same idempotency key is being used."""
    RATE_LIMIT = "rate_limit"
    """429, with `Retry-After: 7`; not done."""
    SERVER_ERROR = "server_error"
    """500; not done."""
    BAD_GATEWAY = "bad_gateway"
    """502 in HTML from something in between; not done."""
    SLOW = "slow"
    """Half a second passes before it is done."""


class Faults:
    """Which faults the next API calls have, in order."""

    def __init__(self) -> None:
        self._planned: deque[Fault | None] = deque()
        self._lock = Lock()

    def plan(self, fault: Fault, *, after_calls: int = 0) -> None:
        """Let a call fail: the next one, or one after so many that work."""
        with self._lock:
            self._planned.extend([None] * after_calls)
            self._planned.append(fault)

    def take(self) -> Fault | None:
        """The fault of the call that begins now."""
        with self._lock:
            return self._planned.popleft() if self._planned else None
