"""Pushing updates to the bot's webhook until it takes them."""

from __future__ import annotations

import asyncio
import json
import threading

import httpx

from adapters.telegram.emulator.feed import Feed, Waiting

__all__ = ["Deliveries"]

_TICK_SECONDS = 0.02


class Deliveries:
    """Where updates go, and how that goes.  Attributes are guarded by the emulator's lock."""

    def __init__(self, feed: Feed, changed: threading.Condition) -> None:
        self.url = ""
        """Empty: nowhere."""
        self.last_error: str | None = None
        self._secret: str | None = None
        self._feed = feed
        self._changed = changed

    def point_to(self, url: str, secret: str | None) -> None:
        """Deliver to another address from now on, with the secret in the header."""
        self.url, self._secret, self.last_error = url, secret, None

    async def run(self, client: httpx.AsyncClient) -> None:
        """Deliver until cancelled, different chats at the same time."""
        while True:
            await asyncio.gather(*(self._push(client, each) for each in self._due()))
            await asyncio.sleep(_TICK_SECONDS)

    def _due(self) -> list[Waiting]:
        with self._changed:
            return self._feed.due() if self.url else []

    async def _push(self, client: httpx.AsyncClient, each: Waiting) -> None:
        error = await self._post(client, each)
        with self._changed:
            self.last_error = error
            if error is None:
                self._feed.taken(each)
            else:
                self._feed.failed(each)
            self._changed.notify_all()

    async def _post(self, client: httpx.AsyncClient, each: Waiting) -> str | None:
        """One delivery; what went wrong with it, in words."""
        headers = {"Content-Type": "application/json"}
        headers |= {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            answer = await client.post(self.url, content=json.dumps(each.update), headers=headers)
        except httpx.HTTPError as error:
            return f"Connection failed: {type(error).__name__}"
        if not answer.is_success:
            return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        return None
