"""The emulator: the Graph API over HTTP, and the handles by which a test moves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.http.client import make_client
from adapters.http.faults import Fault, Faults, lost_answer
from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.cloud.emulator.graph import Graph
from adapters.whatsapp.cloud.emulator.lead import Lead
from adapters.whatsapp.cloud.emulator.rules import Refused, Template
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["WhatsAppEmulator"]

_CHALLENGE = "1158201444"


class WhatsAppEmulator:
    """
    One number and its chats.  Everything public may be used from any thread.

    Windows, expiries and redeliveries follow `clock`; `slow_down` lasts real seconds.  Faults
    are planned for an endpoint: "messages", "media", "message_templates", "node" (a GET of an
    id) or "files" (of a file's address).
    """

    def __init__(
        self,
        clock: Clock,
        token: str = "EAAemulated",  # noqa: S107  nobody's
        app_secret: str = "emulated-secret",  # noqa: S107
        phone_number_id: str = "100200300400",
        waba_id: str = "500600700800",
    ) -> None:
        self.token = token
        self.app_secret = app_secret
        self.phone_number_id = phone_number_id
        self.waba_id = waba_id
        self.app = Starlette(
            routes=[
                Route("/{version}/{id}/messages", self._messages, methods=["POST"]),
                Route("/{version}/{id}/media", self._media, methods=["POST"]),
                Route(
                    "/{version}/{id}/message_templates", self._templates, methods=["GET", "POST"]
                ),
                Route("/files/{token}", self._content),
                Route("/{version}/{id}", self._node),
            ]
        )
        self._graph = Graph(clock, app_secret, phone_number_id, waba_id)
        self._faults: Faults[Refused] = Faults()

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve on loopback while the block runs; gives the address for WHATSAPP_API_BASE."""
        with LoopbackServer(self.app, port=port, beside=self._deliver) as server:
            yield server.url

    def subscribe(self, url: str, verify_token: str) -> None:
        """
        Deliver to this webhook from now on, if it answers the challenge as Meta demands.

        Raises:
            ValueError: it does not.
        """
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": verify_token,
            "hub.challenge": _CHALLENGE,
        }
        answer = httpx.get(url, params=query, trust_env=False)
        if answer.status_code != 200 or answer.text != _CHALLENGE:
            raise ValueError(f"the webhook did not answer the challenge ({answer.status_code})")
        self.deliver_to(url)

    def deliver_to(self, url: str) -> None:
        """Deliver to this webhook from now on, unchecked."""
        with self._graph.changed:
            self._graph.deliveries.url = url

    def lead(
        self,
        name: str = "Marina",
        wa_id: str | None = None,
        user_id: str | None = None,
        *,
        hides_number: bool = False,
    ) -> Lead:
        """A person with WhatsApp, who has not written yet."""
        return self._graph.add_lead(name, wa_id, user_id, hides_number=hides_number)

    def decides(self, name: str, body: str, status: str = "APPROVED") -> None:
        """Meta decides on a template in pt_BR."""
        self._graph.set_template(Template(name, "pt_BR", body, status))

    def owner_types(self, lead: Lead, text: str) -> str:
        """The owner writes to a lead in the Business app; the message's id."""
        return self._graph.echo(lead, text)

    def happen(self, field: str, value: dict[str, Any]) -> None:
        """Any other change for the webhook ("account_update", "calls"…)."""
        self._graph.happen(field, value)

    def repeat_last(self) -> None:
        """Deliver the newest body once more."""
        with self._graph.changed:
            self._graph.deliveries.repeat_last()

    def refuse(
        self,
        code: int,
        *,
        endpoint: str = "messages",
        status: int = 400,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next calls with a code of Meta's, and perhaps a Retry-After in seconds."""
        refusal = Refused(code, f"error {code}", status=status, retry_after=retry_after)
        self._faults.plan(endpoint, Fault(refusal), times)

    def let_pass(self, endpoint: str = "messages", *, times: int = 1) -> None:
        """Do what the next calls ask, before the faults that are planned after this."""
        self._faults.plan(endpoint, Fault(), times)

    def lose_answers(self, endpoint: str = "messages", *, times: int = 1) -> None:
        """Do what the next calls ask, and hang up instead of answering."""
        self._faults.plan(endpoint, Fault(lose_answer=True), times)

    def slow_down(self, seconds: float, endpoint: str = "messages", *, times: int = 1) -> None:
        """Do what the next calls ask, and answer after that many real seconds."""
        self._faults.plan(endpoint, Fault(delay_seconds=seconds), times)

    @property
    def acknowledged(self) -> list[str]:
        """Ids of the leads' messages that were marked as read."""
        with self._graph.changed:
            return list(self._graph.acknowledged)

    @property
    def pending_deliveries(self) -> int:
        """How many bodies the webhook did not take yet."""
        with self._graph.changed:
            return self._graph.deliveries.pending

    def waits_until_taken(self, seconds: float = 10) -> None:
        """
        Wait until the webhook took everything.

        Raises:
            TimeoutError: it did not in time (real seconds).
        """
        deliveries = self._graph.deliveries
        with self._graph.changed:
            if not self._graph.changed.wait_for(lambda: not deliveries.pending, seconds):
                raise TimeoutError(f"the webhook did not take everything: {deliveries.last_error}")

    def waits_until_refused(self, seconds: float = 10) -> str:
        """
        Wait until the webhook did not take something that will come again; why, in words.

        Raises:
            TimeoutError: it did not in time (real seconds).
        """
        deliveries = self._graph.deliveries
        with self._graph.changed:
            self._graph.changed.wait_for(lambda: deliveries.last_error, seconds)
            if deliveries.last_error is None:
                raise TimeoutError("the webhook refused nothing")
            return deliveries.last_error

    async def _messages(self, request: Request) -> ASGIApp:
        content = await _json(request)
        return await self._answer(
            request, "messages", lambda: self._graph.message(request.path_params["id"], content)
        )

    async def _media(self, request: Request) -> ASGIApp:
        async with request.form() as form:
            product, file = form.get("messaging_product"), form.get("file")
            document = await _upload(file) if isinstance(file, UploadFile) else None

        def keep() -> dict[str, Any]:
            if product != "whatsapp" or document is None:
                raise Refused(100, "(#100) messaging_product and file are required")
            return self._graph.upload(request.path_params["id"], document)

        return await self._answer(request, "media", keep)

    async def _templates(self, request: Request) -> ASGIApp:
        account, query = request.path_params["id"], request.query_params
        content = await _json(request) if request.method == "POST" else None

        def answer() -> dict[str, Any]:
            if request.method == "POST":
                return self._graph.create_template(account, content)
            offset, limit = int(query.get("after", 0)), int(query.get("limit", 25))
            return self._graph.templates(account, offset, limit)

        return await self._answer(request, "message_templates", answer)

    async def _node(self, request: Request) -> ASGIApp:
        base = str(request.base_url).rstrip("/")
        return await self._answer(
            request, "node", lambda: self._graph.node(request.path_params["id"], base)
        )

    async def _content(self, request: Request) -> ASGIApp:
        return await self._answer(
            request, "files", lambda: self._graph.content(request.path_params["token"])
        )

    async def _answer(
        self, request: Request, endpoint: str, answer: Callable[[], dict[str, Any] | Document]
    ) -> ASGIApp:
        fault = self._faults.next(endpoint)
        try:
            self._admit(request, fault)
            result = answer()
        except Refused as refusal:
            return _refused(refusal)
        if fault.lose_answer:
            return lost_answer
        await asyncio.sleep(fault.delay_seconds)
        if isinstance(result, Document):
            return Response(result.content, media_type=result.media_type)
        return JSONResponse(result)

    def _admit(self, request: Request, fault: Fault[Refused]) -> None:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            raise Refused(190, "Invalid OAuth access token", status=401)
        if fault.refusal is not None:
            raise fault.refusal

    async def _deliver(self) -> None:
        async with make_client() as client:
            await self._graph.deliveries.run(client)


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        return None


async def _upload(file: UploadFile) -> Document:
    media_type = file.content_type or "application/octet-stream"
    return Document(file.filename or "file", media_type, await file.read())


def _refused(refusal: Refused) -> JSONResponse:
    error = {
        "message": f"(#{refusal.code}) {refusal.details}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.details},
        "fbtrace_id": "emulated",
    }
    wait = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else None
    return JSONResponse({"error": error}, status_code=refusal.status, headers=wait)
