"""The door that all webhooks come through: it remembers, holds back and repeats them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.client import make_client

__all__ = ["Door", "Proxy", "Webhook", "again"]

_OF_ONE_CONNECTION = ("connection", "content-length", "host", "transfer-encoding")


@dataclass(frozen=True)
class Webhook:
    """A request as a provider made it."""

    target: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes


class Door:
    """ASGI middleware before our server, or before a proxy of it."""

    def __init__(self, inside: ASGIApp) -> None:
        self.webhooks: list[Webhook] = []
        """All that were let in, oldest first."""
        self.held: list[Webhook] = []
        """Those that were answered 200 and kept outside, oldest first."""
        self.refuses: str | None = None
        """The beginning of paths that are not found, as behind a proxy that is set up wrong."""
        self._inside = inside
        self._holds: Callable[[Webhook], bool] | None = None

    def hold(self, which: Callable[[Webhook], bool]) -> None:
        """Answer these webhooks 200 from now on, and keep them outside."""
        self._holds = which

    def stop_holding(self) -> None:
        """Let in what comes from now on; what is held stays outside."""
        self._holds = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.refuses and scope["path"].startswith(self.refuses):
            await Response(status_code=404)(scope, receive, send)
            return
        if scope["method"] != "POST":
            await self._inside(scope, receive, send)
            return
        request = Request(scope, receive)
        webhook = Webhook(_target(request), _headers(request), await request.body())
        if not webhook.target.startswith("/webhook/"):
            await self._inside(scope, again(webhook.body), send)
        elif self._holds is not None and self._holds(webhook):
            self.held.append(webhook)
            await Response()(scope, receive, send)
        else:
            self.webhooks.append(webhook)
            await self._inside(scope, again(webhook.body), send)


class Proxy:
    """ASGI application: whatever the server at `url` answers.  `keep_open` runs beside it."""

    def __init__(self) -> None:
        self.url = ""
        self._client: httpx.AsyncClient | None = None

    async def keep_open(self) -> None:
        """Hold the connections to the server, until cancelled."""
        async with make_client() as self._client:
            await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._client is not None, "it is open before it is called"
        request = Request(scope, receive)
        answer = await self._client.request(
            request.method,
            self.url + _target(request),
            content=await request.body(),
            headers=_headers(request),
        )
        await _passed_on(answer)(scope, receive, send)


def _passed_on(answer: httpx.Response) -> Response:
    headers = {k: v for k, v in answer.headers.items() if k not in _OF_ONE_CONNECTION}
    return Response(answer.content, answer.status_code, headers)


def _target(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _headers(request: Request) -> dict[str, str]:
    return {k: v for k, v in request.headers.items() if k not in _OF_ONE_CONNECTION}


def again(body: bytes) -> Receive:
    """A body that was read already, for whoever is next."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    return receive
