"""The emulator: the server over HTTP, and the handles by which a test moves it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.http.client import make_client
from adapters.http.faults import Fault, Faults, lost_answer
from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.wppconnect.emulator.lead import Lead
from adapters.whatsapp.wppconnect.emulator.routes import Refused, Routes
from autovenda_core.ports.clock import Clock

__all__ = ["WppConnectEmulator"]


class WppConnectEmulator:
    """
    One session and its chats.  Everything public may be used from any thread.

    Times follow `clock`; `slow_down` lasts real seconds.
    """

    def __init__(
        self,
        clock: Clock,
        session: str = "loja",
        token: str = "emulated",  # noqa: S107  nobody's
    ) -> None:
        self.session = session
        self.token = token
        self.app = Starlette(
            routes=[
                # Ids of messages and people are one argument, encoded.
                Route("/api/{session}/contact/pn-lid/{argument}", self._pn_lid, methods=["GET"]),
                Route("/api/{session}/{route}/{argument}", self._endpoint, methods=["GET"]),
                Route("/api/{session}/{route}", self._endpoint, methods=["GET", "POST"]),
            ]
        )
        self._routes = Routes(session, clock)
        self._faults: Faults[Refused] = Faults()

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve on loopback while the block runs; gives the address for WPPCONNECT_URL."""
        with LoopbackServer(self.app, port=port, beside=self._deliver) as server:
            yield server.url

    def lead(
        self, name: str = "Marina", number: str | None = None, *, hidden: bool = False
    ) -> Lead:
        """
        A person with WhatsApp, with `number` as `<digits>@c.us` or any.

        Hidden: their messages come from the lid, also when they answer one to the number.
        """
        return self._routes.add_lead(name, number, hidden=hidden)

    def deliver_to(self, url: str, *, echo: bool = False) -> None:
        """The server's settings: webhook.url, and onSelfMessage."""
        with self._routes.changed:
            self._routes.deliveries.url = url
            self._routes.echo = echo

    def owner_types(self, lead: Lead, text: str) -> str:
        """The owner writes to a lead on the business's own phone; the message's id."""
        return self._routes.owner_types(lead, text)

    def happen(self, event: str, **data: Any) -> None:
        """Any other webhook."""
        self._routes.happen(event, data)

    def become(self, status: str) -> None:
        """The session's status changes: CONNECTED, QRCODE, INITIALIZING, CLOSED, DISCONNECTED."""
        with self._routes.changed:
            self._routes.status = status

    def refuse(
        self,
        route: str,
        status: int,
        body: Mapping[str, Any] | str = "",
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Refuse the next calls of a route ("send-message", "contact/pn-lid"…)."""
        self._faults.plan(route, Fault(Refused(status, body, headers)), times)

    def lose_answers(self, route: str, *, times: int = 1) -> None:
        """Do what the next calls ask, and hang up instead of answering."""
        self._faults.plan(route, Fault(lose_answer=True), times)

    def slow_down(self, route: str, seconds: float, *, times: int = 1) -> None:
        """Do what the next calls ask, and answer after that many real seconds."""
        self._faults.plan(route, Fault(delay_seconds=seconds), times)

    @property
    def seen(self) -> list[str]:
        """The chats that were shown as read, in order."""
        with self._routes.changed:
            return list(self._routes.seen)

    @property
    def typing(self) -> list[str]:
        """The chats that were shown that somebody types, in order."""
        with self._routes.changed:
            return list(self._routes.typing)

    @property
    def lookups(self) -> list[str]:
        """The addresses that were asked for their other id, in order."""
        with self._routes.changed:
            return list(self._routes.lookups)

    @property
    def lost_webhooks(self) -> int:
        """How many webhooks nobody took; they do not come again."""
        with self._routes.changed:
            return self._routes.deliveries.lost

    def waits_until_posted(self, seconds: float = 10) -> None:
        """
        Wait until every webhook was posted.

        Raises:
            TimeoutError: they were not in time (real seconds).
        """
        with self._routes.changed:
            idle = self._routes.changed.wait_for(lambda: self._routes.deliveries.idle, seconds)
        if not idle:
            raise TimeoutError("there are webhooks that were not posted")

    async def _endpoint(self, request: Request) -> Response | ASGIApp:
        return await self._answer(request, request.path_params["route"])

    async def _pn_lid(self, request: Request) -> Response | ASGIApp:
        return await self._answer(request, "contact/pn-lid")

    async def _answer(self, request: Request, route: str) -> Response | ASGIApp:
        fault = self._faults.next(route)
        try:
            self._admit(request, fault)
            argument = request.path_params.get("argument", "")
            status, body = self._routes.call(route, await _fields(request), argument)
        except Refused as refusal:
            return _refused(refusal)
        if fault.lose_answer:
            return lost_answer
        await asyncio.sleep(fault.delay_seconds)
        return JSONResponse(body, status_code=status)

    def _admit(self, request: Request, fault: Fault[Refused]) -> None:
        given = request.headers.get("authorization"), request.path_params["session"]
        if given != (f"Bearer {self.token}", self.session):
            raise Refused(401, {"error": "Check that the Session and Token are correct"})
        if fault.refusal is not None:
            raise fault.refusal

    async def _deliver(self) -> None:
        async with make_client() as client:
            await self._routes.deliveries.run(client)


async def _fields(request: Request) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    try:
        body = await request.json()
    except ValueError as error:
        raise Refused(400, "<pre>SyntaxError: Unexpected token in JSON</pre>") from error
    return body if isinstance(body, dict) else {}


def _refused(refusal: Refused) -> Response:
    if isinstance(refusal.body, str):
        return HTMLResponse(refusal.body, refusal.status, dict(refusal.headers))
    return JSONResponse(dict(refusal.body), refusal.status, dict(refusal.headers))
