"""
Stripe's memory of idempotency keys (docs.stripe.com/api/idempotent_requests, 2026-05).

A key brings back the first answer, a 500 included, for 24 hours; with other parameters it is
refused; while the first request is still being done it is a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from adapters.stripe.emulator.schema import ApiError
from autovenda_core.ports.clock import Clock

__all__ = ["Answer", "IdempotencyKeys"]

REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What was answered, to be answered again."""

    status: int
    body: bytes


@dataclass(frozen=True)
class _Use:
    request: str
    at: datetime
    answer: Answer | None = None


class IdempotencyKeys:
    """Keys and what became of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._uses: dict[str, _Use] = {}
        self._lock = Lock()

    def begin(self, key: str, request: str) -> Answer | None:
        """
        Reserve a key for a request; the earlier answer, if there is one.

        Raises:
            ApiError: the key is in use right now (409), or was used for another request (400).
        """
        with self._lock:
            now = self._clock.now()
            use = self._uses.get(key)
            if use is None or now - use.at >= REMEMBERED:
                self._uses[key] = _Use(request, now)
                return None
            if use.request != request:
                raise _other_parameters(key)
            if use.answer is None:
                raise _in_use(key)
            return use.answer

    def finish(self, key: str, answer: Answer) -> None:
        """Remember the answer of a request that was reserved."""
        with self._lock:
            use = self._uses[key]
            self._uses[key] = _Use(use.request, use.at, answer)

    def forget(self, key: str) -> None:
        """Free a key whose request never began: it was malformed, or came too fast."""
        with self._lock:
            del self._uses[key]


def _other_parameters(key: str) -> ApiError:
    return ApiError(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        kind="idempotency_error",
    )


def _in_use(key: str) -> ApiError:
    return ApiError(
        "There is currently another in-progress request using this Idempotent Key: " + key,
        status=409,
        code="idempotency_key_in_use",
        kind="idempotency_error",
    )
