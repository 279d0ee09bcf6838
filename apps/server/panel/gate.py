"""
The gate: nothing reaches the panel but what an operator who is signed in sends.

It wraps the panel's ASGI application, for http and websocket.  The login is looked up in the
database for every request and every handshake, and again every few seconds for as long as a
websocket is open; so whoever is signed out or given another role is out at once.  The panel
learns who it is from headers that only the gate can set.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.storage.operators import Operator
from apps.server.envelope import QUIET
from apps.server.panel.browser import PATH, is_from_our_page, token_of
from apps.server.panel.headers import put
from autovenda_core.errors import Unavailable

__all__ = ["DOOR", "IDENTITY_HEADERS", "Gate", "Logins"]

DOOR = f"{PATH}/entrar"

IDENTITY_HEADERS = ("x-av-user", "x-av-name", "x-av-role")
"""How the panel learns who looks.  Any `x-av-…` that comes from outside is dropped."""

NOT_LOGGED_IN = 4401
"""Of a websocket; codes from 4000 on are an application's own (RFC 6455, 7.4.2)."""

WATCH_SECONDS = 2.0

_PLAIN_PATH = re.compile(rf"{PATH}(/[A-Za-z0-9_~@-]+(\.[A-Za-z0-9_~@-]+)*)*/?")
"""No dots at an end, no double slashes, no escapes: nothing that two readers could take
differently."""

_STATIC = f"{PATH}/static/"
"""Streamlit's own files, whose names change with their content."""


class Logins(Protocol):
    """Where the gate learns who somebody is."""

    async def who(self, token: str | None) -> Operator | None:
        """
        Whose login a token is, as they are now; None: nobody's, over, or revoked.

        Raises:
            Unavailable: the database does not answer.
        """
        ...

    async def use(self, token: str | None) -> Operator | None:
        """The same for something that the operator does; so the login lives on."""
        ...


class Gate:
    """ASGI application around the panel; mount it at `PATH`."""

    def __init__(
        self,
        panel: ASGIApp,
        logins: Logins,
        headers: Mapping[str, str],
        *,
        public_url: str | None = None,
        watch_seconds: float = WATCH_SECONDS,
    ) -> None:
        self._panel = panel
        self._logins = logins
        self._headers = headers
        self._public_url = public_url
        self._watch_seconds = watch_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a connection through, or not."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    # ------------------------------------------------------------------ http

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = self._with_headers(scope, send)
        refusal = _refusal_of_path(scope)
        if refusal is None:
            connection = HTTPConnection(scope)
            operator = await self._logins.use(token_of(connection))
            if operator is not None:
                await self._panel(_introduced(scope, operator), receive, sending)
                return
            refusal = _to_the_door(connection)
        await refusal(scope, receive, sending)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        keep = None
        if scope["path"].startswith(_STATIC):
            scope[QUIET] = True
            keep = "Cache-Control"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                put(self._headers, MutableHeaders(scope=message), keep=keep)
            await send(message)

        return send_with_headers

    # ------------------------------------------------------------------ websocket

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        operator = await self._known(scope)
        if operator is None:
            await receive()  # websocket.connect, which must be read before it is refused
            await send({"type": "websocket.close", "code": NOT_LOGGED_IN})
            return
        serving = asyncio.ensure_future(self._serve(_introduced(scope, operator), receive, send))
        watching = asyncio.create_task(self._watch(HTTPConnection(scope), operator))
        try:
            await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await _end(serving)
                await send({"type": "websocket.close", "code": NOT_LOGGED_IN})
            else:
                serving.result()  # raises what the panel failed with
        finally:
            await _end(watching)
            await _end(serving)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._panel(scope, receive, send)

    async def _known(self, scope: Scope) -> Operator | None:
        """Who opens a websocket, from a page of ours."""
        connection = HTTPConnection(scope)
        if _refusal_of_path(scope) or not is_from_our_page(connection, self._public_url):
            return None
        try:
            return await self._logins.use(token_of(connection))
        except Unavailable:
            return None

    async def _watch(self, connection: HTTPConnection, operator: Operator) -> None:
        """Returns once it is not the operator's login any more, or we cannot know."""
        same = True
        while same:
            await asyncio.sleep(self._watch_seconds)
            try:
                same = await self._logins.who(token_of(connection)) == operator
            except Unavailable:
                same = False


def _refusal_of_path(scope: Scope) -> Response | None:
    """What to answer to an address that nobody has by a link of ours."""
    path = scope["path"]
    if path == PATH:
        return RedirectResponse(f"{PATH}/", 308)
    return None if _PLAIN_PATH.fullmatch(path) else PlainTextResponse("Não existe.", 404)


def _to_the_door(connection: HTTPConnection) -> Response:
    """A person is led to the login page; a program hears why not."""
    if "text/html" in connection.headers.get("accept", ""):
        return RedirectResponse(DOOR, 303)
    return PlainTextResponse(f"Entre em {DOOR}.", 401)


def _introduced(scope: Scope, operator: Operator) -> Scope:
    """The connection as the panel sees it: with our word on who it is, and nobody else's."""
    headers = [pair for pair in scope["headers"] if not pair[0].lower().startswith(b"x-av-")]
    for name, value in zip(IDENTITY_HEADERS, _identity(operator), strict=True):
        headers.append((name.encode(), value.encode("latin-1", "replace")))
    return {**scope, "headers": headers}


def _identity(operator: Operator) -> tuple[str, str, str]:
    return operator.login, operator.name, operator.role


async def _end(task: asyncio.Future[None]) -> None:
    """Cancel it, if it still runs, and wait for it; what it failed with was told before."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
