"""
A program for test_imports.py: a server that has a model and hears its first lead at once.

It prints, as JSON, what it loaded and connected to until then, and how long the lead waited.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import override

from apps.config import read_settings
from apps.server.app import create_app
from apps.wiring import build
from autovenda_core.events import TextReceived
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.channel import OutgoingMessage, Sent
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.channels import FakeChannel

PATIENCE = 20.0
"""Seconds, after which this program fails."""

connected: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Notes whom this process calls; a loop's own pair of sockets is nobody."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        connected.append(f"{event} {arguments[1:]}")


class ListeningChannel(FakeChannel):
    """Tells when something was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = asyncio.Event()

    @override
    async def send(self, message: OutgoingMessage) -> Sent:
        sent = await super().send(message)
        self.answered.set()
        return sent


async def answered(environ: Mapping[str, str], text: str) -> dict[str, Any]:
    """Build and run a server, and let a lead write."""
    channel, lead = ListeningChannel(), Contact("fake", "lead")
    application = build(read_settings(environ), channels={"fake": channel})
    async with application.running():
        create_app(application)
        began = time.monotonic()
        wrote = TextReceived(application.clock.now(), "m1", text, "Marina")
        fact = Incoming("test", "1", conversation_id_for(lead), wrote, lead)
        await application.runtime.receive(fact)
        async with asyncio.timeout(PATIENCE):
            await channel.answered.wait()
        waited, language = time.monotonic() - began, application.language
        return {
            "waited": waited,
            "loaded": "litellm" in sys.modules and language is not None and language.is_loaded,
            "modules": [name for name in sys.modules if name.partition(".")[0] == "litellm"],
            "connected": connected,
        }


if __name__ == "__main__":
    sys.addaudithook(watch)
    given = json.loads(sys.argv[1]) | {"AUTOVENDA_DATA_DIR": str(Path(sys.argv[2]))}
    print(json.dumps(asyncio.run(answered(given, sys.argv[3]))))  # noqa: T201
