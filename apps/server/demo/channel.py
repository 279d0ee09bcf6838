"""The chat of the demo: a phone that is drawn from the message log."""

from __future__ import annotations

import asyncio

from autovenda_core.errors import Rejected
from autovenda_core.ports.channel import Capabilities, OutgoingMessage, ReceivedFile, Sent

__all__ = ["DemoChannel"]

TYPING_SECONDS = 0.5
"""Long enough to see that somebody is typing."""


class DemoChannel:
    """Fits the Channel port.  Sending takes a moment and succeeds; the loop logs what was sent."""

    name = "demo"
    capabilities = Capabilities(buttons=3, link_button=True, document=True)

    def __init__(self, typing_seconds: float = TYPING_SECONDS) -> None:
        self._typing_seconds = typing_seconds

    async def send(self, message: OutgoingMessage) -> Sent:
        """Type, and be done."""
        await asyncio.sleep(self._typing_seconds)
        return Sent(f"demo:{message.key}", message.text)

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Nobody sends files here.

        Raises:
            Rejected: always.
        """
        raise Rejected("the demo has no files")

    async def acknowledge(self, to: str, message_id: str) -> None:
        """Nobody is shown it."""
