"""Delivering webhooks as Meta does: signed, escaped, and again until they are taken."""

from __future__ import annotations

import asyncio
import hmac
import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from autovenda_core.ports.clock import Clock

__all__ = ["Deliveries", "on_the_wire", "signature"]

_TICK_SECONDS = 0.02
_KEPT_FOR = timedelta(days=7)
"""Meta repeats with falling frequency for so long (360dialog, "Receiving messages")."""
_LONGEST_BACKOFF = timedelta(hours=1)


@dataclass
class _Waiting:
    """One body on its way."""

    body: bytes
    since: datetime
    due_at: datetime
    failures: int = 0


class Deliveries:
    """A queue.  Not thread-safe: the emulator's lock guards everything but `run`."""

    def __init__(self, clock: Clock, secret: str, changed: threading.Condition) -> None:
        self.url = ""
        """Empty: nowhere, and what happens meanwhile waits."""
        self.last_error: str | None = None
        self._clock = clock
        self._secret = secret
        self._changed = changed
        self._waiting: list[_Waiting] = []
        self._last: bytes | None = None

    def add(self, envelope: dict[str, Any]) -> None:
        """Something for the webhook."""
        self._last = on_the_wire(envelope)
        self._append(self._last)

    def repeat_last(self) -> None:
        """Deliver the newest body once more, as after an answer that was lost."""
        if self._last is None:
            raise LookupError("nothing was delivered yet")
        self._append(self._last)

    @property
    def pending(self) -> int:
        """How many bodies were not taken yet."""
        return len(self._waiting)

    async def run(self, client: httpx.AsyncClient) -> None:
        """Deliver until cancelled, one at a time, oldest first."""
        while True:
            for each in self._due():
                error = await self._post(client, each.body)
                self._settle(each, error)
            await asyncio.sleep(_TICK_SECONDS)

    def _append(self, body: bytes) -> None:
        now = self._clock.now()
        self._waiting.append(_Waiting(body, now, now))

    def _due(self) -> list[_Waiting]:
        with self._changed:
            now = self._clock.now()
            self._waiting = [each for each in self._waiting if each.since > now - _KEPT_FOR]
            return [each for each in self._waiting if each.due_at <= now] if self.url else []

    def _settle(self, each: _Waiting, error: str | None) -> None:
        with self._changed:
            self.last_error = error
            if error is None:
                self._waiting = [other for other in self._waiting if other is not each]
            else:
                backoff = timedelta(seconds=2 ** min(each.failures, 12))
                each.failures += 1
                each.due_at = self._clock.now() + min(backoff, _LONGEST_BACKOFF)
            self._changed.notify_all()

    async def _post(self, client: httpx.AsyncClient, body: bytes) -> str | None:
        """One delivery; what went wrong with it, in words."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(body, self._secret),
        }
        try:
            answer = await client.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return f"connection failed: {type(error).__name__}"
        return None if answer.is_success else f"answered {answer.status_code}"


def on_the_wire(envelope: dict[str, Any]) -> bytes:
    r"""A body as Meta writes it: `ã` as \u00e3, `/` as \/ (whatsapp-api-js #290 and #380)."""
    text = json.dumps(envelope, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", r"\/").encode()


def signature(body: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256."""
    return f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"
