"""Runs the web application until it is told to stop, and whatever has to run beside it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from autovenda_core.errors import ConfigurationError

__all__ = ["address_of", "listen", "serve"]

GRACE_SECONDS = 10
"""For requests that are being answered when we are told to stop."""

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  recognised, not listened on


def listen(host: str, port: int) -> socket.socket:
    """
    A socket that takes connections from now on; port 0 is any free one.

    Raises:
        ConfigurationError: somebody else listens there, or it is not an address of ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --host or --port"
        ) from error


def address_of(host: str, port: int) -> str:
    """Where this machine reaches what listens there."""
    name = LOOPBACK.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


async def serve(
    app: ASGIApp,
    listener: socket.socket,
    beside: Sequence[Coroutine[Any, Any, None]] = (),
    *,
    websockets: bool = False,
) -> None:
    """
    Serve until SIGTERM or SIGINT, or until something of `beside` (which has no end) fails.

    `websockets` are only taken for the panel, which brings the library for them.

    Raises:
        ConfigurationError: as raised beside it.
    """
    server = _Server(
        uvicorn.Config(
            app,
            access_log=False,  # it would print the tokens in our addresses
            log_config=None,
            lifespan="off",
            ws="websockets-sansio" if websockets else "none",
            proxy_headers=False,  # trusted by our own setting, not by uvicorn's default
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    tasks = [asyncio.create_task(each) for each in beside]
    for task in tasks:
        task.add_done_callback(lambda _: server.stop())
    try:
        await server.serve(sockets=[listener])
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


class _Server(uvicorn.Server):
    """uvicorn, leaving it to us what to do after a signal: it would kill us before we close."""

    def stop(self) -> None:
        self.should_exit = True

    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for each in signals:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)
