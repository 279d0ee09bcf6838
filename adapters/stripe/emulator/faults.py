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
    CONFLICT = "conflict"
    """409: another request holds the lock."""
    RATE_LIMIT = "rate_limit"
    """429, with `Retry-After: 7`; not done, not remembered under the key."""
    SERVER_ERROR = "server_error"
    """500, not done, and remembered under the key: a retry gets the same."""
    BAD_GATEWAY = "bad_gateway"
    """502 in HTML from something in between; not done, not remembered."""
    SLOW = "slow"
    """Half a second passes before it is done."""


class Faults:
    """Which faults the next API calls have, in order."""

    def __init__(self) -> None:
        self._planned: deque[tuple[Fault, str | None]] = deque()
        self._lock = Lock()

    def plan(self, fault: Fault, times: int = 1, *, method: str | None = None) -> None:
        """Let the next calls fail; with `method` ("POST", say) the next ones of that method."""
        with self._lock:
            self._planned.extend([(fault, method)] * times)

    def take(self, method: str) -> Fault | None:
        """The fault of the call that begins now."""
        with self._lock:
            if not self._planned or self._planned[0][1] not in (None, method):
                return None
            return self._planned.popleft()[0]
