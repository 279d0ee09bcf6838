"""What goes wrong with calls of an emulator: planned by a test, met once each."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from starlette.types import Receive, Scope, Send

__all__ = ["Fault", "Faults", "lost_answer"]

Refusal = TypeVar("Refusal", bound=Exception)


@dataclass(frozen=True)
class Fault(Generic[Refusal]):
    """What goes wrong with one call; as it is made, nothing."""

    refusal: Refusal | None = None
    lose_answer: bool = False
    delay_seconds: float = 0


class Faults(Generic[Refusal]):
    """The next calls of each endpoint.  May be used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._planned: dict[str, deque[Fault[Refusal]]] = defaultdict(deque)

    def plan(self, endpoint: str, fault: Fault[Refusal], times: int = 1) -> None:
        """Let the next calls of an endpoint go so."""
        with self._lock:
            self._planned[endpoint].extend([fault] * times)

    def next(self, endpoint: str) -> Fault[Refusal]:
        """How this call of an endpoint goes."""
        with self._lock:
            planned = self._planned[endpoint]
            return planned.popleft() if planned else Fault()


async def lost_answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An answer that promises a body and hangs up without it (uvicorn closes the connection)."""
    headers = [(b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
