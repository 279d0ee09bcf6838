"""
Receiving by asking: updates without a public address.

An update is confirmed by asking for the next one, so it is confirmed only after `receive`
came back, that is, after it is durable.  The offset is not stored: Telegram keeps unconfirmed
updates for 24 hours, and the inbox recognises those that come twice after a restart.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from adapters.telegram.channel import TelegramChannel
from adapters.telegram.updates import read_webhook
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.inbound import fact_of
from autovenda_core.ports.store import Incoming

__all__ = ["Poller"]

_WAIT_SECONDS = 25
_LONGEST_PAUSE_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Poller:
    """
    Brings a bot's updates to `receive`, in order, each at least once.

    `receive` returns when the facts are durable, and raises Unavailable when they are not.
    Messages and taps among them are for it to acknowledge (`TelegramChannel.acknowledge`), once
    durable.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        receive: Callable[[Sequence[Incoming]], Awaitable[object]],
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._receive = receive
        self._clock = clock
        self._sleep = sleep
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """
        Poll until cancelled.

        Raises:
            ConfigurationError: Telegram will never answer: a webhook is set, or the token is
                wrong.
        """
        while True:
            await self.poll()

    async def poll(self, wait_seconds: int = _WAIT_SECONDS) -> None:
        """
        Ask once, or pause after a failure.

        Raises:
            ConfigurationError: as in `run`.
        """
        try:
            updates = await self._updates(wait_seconds)
            await self._take(updates)
        except (Unavailable, OutcomeUnknown) as error:
            await self._pause(error)
        else:
            self._failures = 0

    async def _updates(self, wait_seconds: int) -> list[dict[str, Any]]:
        try:
            return await self._channel.get_updates(self._offset, wait_seconds)
        except Rejected as error:
            raise ConfigurationError(
                f"Telegram cannot be polled: {error} (a webhook that is set must be deleted first)"
            ) from error

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            return
        now = self._clock.now()
        await self._receive([fact for update in updates for fact in _facts(update, now)])
        self._offset = max(update["update_id"] for update in updates) + 1

    async def _pause(self, error: Unavailable | OutcomeUnknown) -> None:
        self._failures += 1
        seconds = min(2.0 ** (self._failures - 1), _LONGEST_PAUSE_SECONDS)
        if isinstance(error, Unavailable) and error.retry_after_seconds is not None:
            seconds = error.retry_after_seconds
        _log.warning("polling Telegram again in %.0f s: %s", seconds, error)
        await self._sleep(seconds)


def _facts(update: dict[str, Any], now: datetime) -> list[Incoming]:
    raw = json.dumps(update)
    return [fact_of(reading, now, raw) for reading in read_webhook(raw.encode(), {}, {}, now)]
