"""The chat of the demo: a phone that is drawn from the message log."""

from __future__ import annotations

import asyncio

from autovenda_core.ports.channel import Capabilities, OutgoingMessage, Sent

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
