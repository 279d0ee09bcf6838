"""An ASGI application on 127.0.0.1, in a thread of its own: how our doubles are served."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp

__all__ = ["LoopbackServer"]


class LoopbackServer:
    """
    Serves while it is entered.

    Args:
        app: what to serve; it gets no lifespan events.
        port: 0: any free one, kept for the life of this object.
        beside: what else to do meanwhile, in the same event loop (such as delivering webhooks);
            cancelled when the serving ends.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        port: int = 0,
        beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        self._app = app
        self._port = port
        self._beside = beside
        self._running: tuple[uvicorn.Server, Thread] | None = None

    @property
    def url(self) -> str:
        """Where it is, `http://127.0.0.1:<port>`; final once entered."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
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
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
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
        beside = asyncio.create_task(self._beside()) if self._beside else None
        with listening:
            await server.serve(sockets=[listening])
        if beside is not None:
            beside.cancel()
            # The loop would cancel it once more at its end, while it closes its connections.
            await asyncio.wait([beside])
