"""Posting webhooks as the server does: once, flat, unsigned; what nobody takes is lost."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from typing import Any

import httpx

__all__ = ["Deliveries"]

_TICK_SECONDS = 0.02


class Deliveries:
    """Where webhooks go.  Attributes are guarded by the emulator's lock, `changed`."""

    def __init__(self, session: str, changed: threading.Condition) -> None:
        self.url: str | None = None
        """None: nowhere; what happens meanwhile is lost."""
        self.lost = 0
        """How many webhooks were posted and not answered with a 2xx."""
        self._session = session
        self._changed = changed
        self._waiting: deque[dict[str, Any]] = deque()
        self._under_way = 0

    @property
    def idle(self) -> bool:
        """Whether everything was posted."""
        return not self._waiting and not self._under_way

    def add(self, event: str, data: dict[str, Any]) -> None:
        """Something happened; the fields of `data` win, as in the server's Object.assign."""
        if self.url is not None:
            self._waiting.append({"event": event, "session": self._session, **data})

    async def run(self, client: httpx.AsyncClient) -> None:
        """Post until cancelled, one after the other."""
        while True:
            url, webhook = self._next()
            if url is None:
                await asyncio.sleep(_TICK_SECONDS)
                continue
            taken = await _post(client, url, webhook)
            with self._changed:
                self._under_way -= 1
                self.lost += 0 if taken else 1
                self._changed.notify_all()

    def _next(self) -> tuple[str | None, dict[str, Any]]:
        with self._changed:
            if self.url is None or not self._waiting:
                return None, {}
            self._under_way += 1
            return self.url, self._waiting.popleft()


async def _post(client: httpx.AsyncClient, url: str, webhook: dict[str, Any]) -> bool:
    headers = {"Content-Type": "application/json"}
    body = json.dumps(webhook, ensure_ascii=False).encode()
    try:
        return (await client.post(url, content=body, headers=headers)).is_success
    except httpx.HTTPError:
        return False
