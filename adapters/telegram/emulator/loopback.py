"""Running an ASGI application on 127.0.0.1, in a thread, on a port of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

__all__ = ["on_loopback"]


@contextmanager
def on_loopback(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` while the block runs; gives its address, `http://127.0.0.1:<port>`."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        # The socket listens already, so a request sent before uvicorn is up waits for it.
        config = uvicorn.Config(
            app, log_config=None, log_level="critical", ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
