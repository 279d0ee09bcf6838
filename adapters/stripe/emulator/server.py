"""The double in a thread of its own, for whoever is not asynchronous."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from adapters.stripe.emulator.api import StripeEmulator

__all__ = ["EmulatorServer"]


class EmulatorServer:
    """
    Serves an emulator on loopback while it is entered.

    Args:
        emulator: what to serve.
        port: 0: any free one, kept for the life of this object.
        deliver: whether webhooks are sent by themselves, also after the clock has moved.
    """

    def __init__(self, emulator: StripeEmulator, *, port: int = 0, deliver: bool = True) -> None:
        self._emulator = emulator
        self._port = port
        self._deliver = deliver
        self._running: tuple[uvicorn.Server, Thread] | None = None

    @property
    def url(self) -> str:
        """What STRIPE_API_BASE is set to; final once entered."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> EmulatorServer:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody listens on the port for a while: connections are refused."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    def _start(self) -> None:
        # It listens from here on, so a call that comes too early waits instead of failing.
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(
                self._emulator.app, lifespan="off", ws="none", log_config=None, log_level="critical"
            )
        )
        thread = Thread(target=lambda: asyncio.run(self._serve(server, listening)), daemon=True)
        thread.start()
        self._running = server, thread

    def _stop(self) -> None:
        if self._running is not None:
            server, thread = self._running
            server.should_exit = True
            thread.join()
            self._running = None

    async def _serve(self, server: uvicorn.Server, listening: socket.socket) -> None:
        webhooks = self._emulator.webhooks
        delivering = asyncio.create_task(webhooks.keep_delivering()) if self._deliver else None
        with listening:
            await server.serve(sockets=[listening])
        if delivering is not None:
            delivering.cancel()
