"""What goes around every answer: security headers, and one line in the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from apps.logs import note

__all__ = ["QUIET", "Envelope"]

QUIET = "autovenda.quiet"
"""Key of a scope whose answer is not worth a line: one of a page's many files."""

HTTP_ERROR = 400

_log = logging.getLogger(__name__)


class Envelope:
    """
    ASGI middleware.

    The log names routes, never addresses: a token in a path is the key to somebody's page.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            if QUIET not in scope or status >= HTTP_ERROR:
                _log_request(scope, status, elapsed_ms=round((perf_counter() - started) * 1000))


def _log_request(scope: Scope, status: int, *, elapsed_ms: int) -> None:
    route = getattr(scope.get("route"), "path", "unknown")
    note(_log, "request", method=scope["method"], route=route, status=status, ms=elapsed_ms)
