"""Telegram's updates on their way into the inbox, whether pushed or polled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adapters.telegram.channel import TelegramChannel
from autovenda_core.events import ButtonPressed
from autovenda_core.ports.store import Incoming
from autovenda_core.runtime import Runtime

__all__ = ["TelegramInbox"]


class TelegramInbox:
    """Takes updates durably, then stops the spinner on the buttons that were tapped."""

    def __init__(self, runtime: Runtime, channel: TelegramChannel) -> None:
        self._runtime = runtime
        self._channel = channel
        self._answering: set[asyncio.Task[None]] = set()

    async def receive(self, facts: Sequence[Incoming]) -> None:
        """
        Keep the facts; when this returns, Telegram may forget them.

        Taps are answered in the background, best effort, and only the first copy of each.

        Raises:
            Unavailable: the store is down and nothing was kept.
        """
        receipt = await self._runtime.receive(*facts)
        for fact, is_new in zip(facts, receipt.new, strict=True):
            if is_new and isinstance(fact.event, ButtonPressed):
                self._answer(fact.event.message_id)

    async def close(self) -> None:
        """Leave the taps that were not answered yet."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def _answer(self, tap_id: str) -> None:
        task = asyncio.create_task(self._channel.acknowledge(tap_id))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
