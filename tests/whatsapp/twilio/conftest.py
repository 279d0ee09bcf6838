"""One account, its emulator over real HTTP on loopback, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.client import make_client
from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.twilio.channel import TwilioChannel
from adapters.whatsapp.twilio.emulator import Lead, TwilioEmulator
from autovenda_core.ports.channel import Document
from autovenda_core.testing.clock import FakeClock
from tests.running import Runner


class PublicServer:
    """Where our documents and our webhook are, as Twilio sees us."""

    def __init__(self) -> None:
        routes = [
            Route("/documents/{number}/{name}", self._document),
            Route("/webhook", self._webhook, methods=["POST"]),
        ]
        self.server = LoopbackServer(Starlette(routes=routes))
        self.answer = Response()
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        """(address with its query, headers, body) of what Twilio told, oldest first."""
        self._documents: list[Document] = []

    @property
    def webhook_url(self) -> str:
        return f"{self.server.url}/webhook"

    async def share(self, document: Document) -> str:
        self._documents.append(document)
        return f"{self.server.url}/documents/{len(self._documents)}/{quote(document.filename)}"

    async def _document(self, request: Request) -> Response:
        document = self._documents[int(request.path_params["number"]) - 1]
        return Response(document.content, media_type=document.media_type)

    async def _webhook(self, request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append((str(request.url), headers, await request.body()))
        return self.answer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def run(clock: FakeClock) -> Iterator[Runner]:
    with asyncio.Runner() as loop:
        yield Runner(loop, clock, 6)


@pytest.fixture
def public() -> Iterator[PublicServer]:
    public = PublicServer()
    with public.server:
        yield public


@pytest.fixture
def emulator(clock: FakeClock) -> TwilioEmulator:
    return TwilioEmulator(clock)


@pytest.fixture
def base(emulator: TwilioEmulator, public: PublicServer) -> Iterator[str]:
    """The emulator's address; it stops before the server that its webhooks go to."""
    with emulator.running() as address:
        yield address


@pytest.fixture
def client(run: Runner) -> Iterator[httpx.AsyncClient]:
    client = make_client()
    yield client
    run(client.aclose())


@pytest.fixture
def templates(emulator: TwilioEmulator) -> dict[str, str]:
    return {"autovenda_lembrete": emulator.approve("Oi, {{1}}! Seu link: {{2}}")}


@pytest.fixture
def channel(
    client: httpx.AsyncClient,
    emulator: TwilioEmulator,
    clock: FakeClock,
    base: str,
    public: PublicServer,
    templates: dict[str, str],
) -> TwilioChannel:
    return TwilioChannel(
        client,
        emulator.account_sid,
        emulator.auth_token,
        emulator.sender,
        clock,
        share=public.share,
        templates=templates,
        status_url=public.webhook_url,
        api_base=base,
    )


@pytest.fixture
def lead(emulator: TwilioEmulator) -> Lead:
    return emulator.lead("Marina")
