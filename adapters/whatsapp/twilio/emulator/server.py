"""The emulator: Twilio's API over HTTP, and the handles by which a test moves it."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.http.client import make_client
from adapters.http.faults import Fault, Faults, lost_answer
from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.twilio.emulator.account import TwilioAccount
from adapters.whatsapp.twilio.emulator.lead import Lead
from adapters.whatsapp.twilio.emulator.rules import Refused
from adapters.whatsapp.twilio.emulator.webhooks import SignedForm
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["TwilioEmulator"]

_MESSAGES = "messages"
"""The endpoint that faults are planned for."""
_ACCOUNT = "/2010-04-01/Accounts/{account_sid}"


class TwilioEmulator:
    """
    One account, its WhatsApp sender, and people.  Everything public may be used from any thread.

    The 24-hour window follows `clock`; webhooks go out at once, in order.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        account_sid: str = f"AC{'0' * 32}",
        auth_token: str = "emulated",  # noqa: S107
        sender: str = "whatsapp:+551140000000",
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.sender = sender
        self._account = TwilioAccount(clock, account_sid, auth_token, sender)
        self._faults: Faults[Refused] = Faults()
        self._store_paths: dict[str, str] = {}
        self.app = Starlette(
            routes=[
                Route(f"{_ACCOUNT}/Messages.json", self._create_message, methods=["POST"]),
                Route(f"{_ACCOUNT}.json", self._show_account),
                Route(f"{_ACCOUNT}/Messages/{{message}}/Media/{{file}}", self._redirect_to_file),
                Route("/v2/Indicators/Typing.json", self._show_typing, methods=["POST"]),
                Route("/store/{name}", self._file),
            ]
        )

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve on loopback while the block runs; gives the address for TWILIO_API_BASE."""
        with LoopbackServer(self.app, port=port, beside=self._deliver) as server:
            self._account.base = server.url
            yield server.url

    @property
    def service_sid(self) -> str:
        """A Messaging Service with the sender in it."""
        return self._account.service_sid

    def deliver_to(self, url: str | None) -> None:
        """Where people's messages are told from now on."""
        with self._account.changed:
            self._account.webhook_url = url

    def lead(
        self,
        name: str = "Marina",
        number: str = "+5511900000000",
        *,
        wa_id: str | None = None,
        bsuid: str | None = None,
    ) -> Lead:
        """
        A person who wrote just before this.

        Args:
            number: "": hidden, and `bsuid` is given instead.
            wa_id: what WhatsApp calls them, such as the number without its ninth digit.
        """
        return self._account.add_lead(name, number, wa_id, bsuid)

    def approve(self, text: str, buttons: tuple[Button, ...] = (), *, is_list: bool = False) -> str:
        """Approve a template whose text has {{1}}, {{2}}… in it; its ContentSid."""
        return self._account.approve(text, buttons, is_list=is_list)

    def refuse(
        self,
        status: int,
        code: int,
        message: str = "",
        *,
        times: int = 1,
        retry_after_seconds: int | None = None,
    ) -> None:
        """Refuse the next calls."""
        text = message or f"error {code}"
        refusal = Refused(status, code, text, retry_after_seconds=retry_after_seconds)
        self._faults.plan(_MESSAGES, Fault(refusal), times)

    def lose_answers(self, *, times: int = 1) -> None:
        """Do what the next calls ask, and hang up instead of answering."""
        self._faults.plan(_MESSAGES, Fault(lose_answer=True), times)

    def slow_down(self, seconds: float, *, times: int = 1) -> None:
        """Do what the next calls ask, and answer after that many real seconds."""
        self._faults.plan(_MESSAGES, Fault(delay_seconds=seconds), times)

    def repeat_last_webhook(self) -> None:
        """Deliver the newest webhook once more."""
        with self._account.changed:
            self._account.webhooks.repeat_last()

    @property
    def webhooks(self) -> list[SignedForm]:
        """Every webhook that there was, oldest first."""
        with self._account.changed:
            return list(self._account.webhooks.sent)

    @property
    def marked_as_read(self) -> list[str]:
        """SIDs of the messages for which typing was shown."""
        with self._account.changed:
            return list(self._account.typing)

    def waits_until_delivered(self, seconds: float = 10) -> None:
        """
        Wait until every webhook was delivered.

        Raises:
            TimeoutError: they were not in time (real seconds).
            RuntimeError: the business did not take one.
        """
        webhooks = self._account.webhooks
        with self._account.changed:
            if not self._account.changed.wait_for(lambda: webhooks.are_delivered, seconds):
                raise TimeoutError("webhooks are still on their way")
            if webhooks.failures:
                raise RuntimeError(f"a webhook was not taken: {webhooks.failures[-1]}")

    async def _create_message(self, request: Request) -> ASGIApp:
        try:
            fault = self._admit(request)
            fields = await _fields(request)
            outgoing = self._account.check(fields)
            document = await _fetched(outgoing.media_url) if outgoing.media_url else None
            resource = self._account.take(outgoing, document)
        except Refused as refusal:
            return _refused(refusal)
        if fault.lose_answer:
            return lost_answer
        await asyncio.sleep(fault.delay_seconds)
        return JSONResponse(resource, status_code=201)

    async def _show_account(self, request: Request) -> ASGIApp:
        try:
            self._admit(request)
        except Refused as refusal:
            return _refused(refusal)
        return JSONResponse(
            {"sid": self.account_sid, "friendly_name": "Emulated", "status": "active"}
        )

    async def _show_typing(self, request: Request) -> ASGIApp:
        try:
            self._admit(request)
            self._account.show_typing(await _fields(request))
        except Refused as refusal:
            return _refused(refusal)
        return JSONResponse({"success": True})

    async def _redirect_to_file(self, request: Request) -> ASGIApp:
        try:
            self._admit(request)
        except Refused as refusal:
            return _refused(refusal)
        if self._account.file(request.url.path) is None:
            return _refused(Refused(404, 20404, "The requested resource was not found"))
        name = secrets.token_urlsafe(16)
        self._store_paths[name] = request.url.path
        return RedirectResponse(f"/store/{name}")

    async def _file(self, request: Request) -> ASGIApp:
        """The file store, which like S3 refuses a request that is authenticated twice."""
        if "authorization" in request.headers:
            return Response("Only one auth mechanism allowed", status_code=400)
        path = self._store_paths.get(request.path_params["name"], "")
        file = self._account.file(path)
        if file is None:
            return Response("Forbidden", status_code=403)
        return Response(file.content, media_type=file.media_type)

    def _admit(self, request: Request) -> Fault[Refused]:
        """What goes wrong with this call, if it may be made at all.  Raises Refused."""
        credentials = b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        account_sid = request.path_params.get("account_sid", self.account_sid)
        if request.headers.get("authorization") != f"Basic {credentials}":
            raise Refused(401, 20003, "Authenticate")
        if account_sid != self.account_sid:
            raise Refused(404, 20404, "The requested resource was not found")
        fault = self._faults.next(_MESSAGES)
        if fault.refusal is not None:
            raise fault.refusal
        return fault

    async def _deliver(self) -> None:
        async with make_client() as client:
            await self._account.webhooks.run(client)


async def _fields(request: Request) -> dict[str, str]:
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


async def _fetched(url: str) -> Document | None:
    """What lies at a MediaUrl, named as its address ends; None: it cannot be fetched."""
    try:
        async with make_client() as client:
            answer = await client.get(url)
    except httpx.HTTPError:
        return None
    if answer.status_code != 200 or not answer.content:
        return None
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    return Document(name, media_type, answer.content)


def _refused(refusal: Refused) -> JSONResponse:
    body = {
        "code": refusal.code,
        "message": refusal.message,
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": refusal.status,
    }
    wait = refusal.retry_after_seconds
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    return JSONResponse(body, status_code=refusal.status, headers=headers)
