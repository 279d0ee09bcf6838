"""The panel's side of a server, over a real database, with a panel that only writes down."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any, TypeVar
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import Connection
from starlette.types import Message, Receive, Scope, Send

from adapters.storage import operators
from adapters.storage.operators import Role
from apps.config import Settings
from apps.operators import digest_of, hash_password
from apps.server.app import create_app
from apps.server.limiting import Limits
from apps.server.panel.browser import COOKIE
from apps.server.panel.routes import panel_routes
from apps.wiring import Application, build
from autovenda_core.briefing import default_form
from autovenda_core.events import (
    BriefingSubmitted,
    ButtonPressed,
    CustomOffer,
    Event,
    GivenBack,
    TakenOver,
    TextReceived,
)
from autovenda_core.model import Contact, Conversation, State, conversation_id_for, offer_number_for
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.payments import FakePayments
from autovenda_core.understanding.buttons import accept_id

T = TypeVar("T")

LEAD = Contact("fake", "lead")
PASSWORD = "cavalo bateria grampo"  # noqa: S105
PASSWORD_HASH = hash_password(PASSWORD)
HOST = "office.example"
ON_A_PAGE = frozenset(
    ("devolver", "oferta", "entregar", "cobranca-extra", "reembolsar", "confirmar-pagamento")
)
"""Commands that say which version of the conversation was looked at."""
PUBLIC_URL = "https://vendas.example.com.br"
PAGE = "<html><script>start()</script><script src='x.js'></script></html>"
TOKENS = {role: f"{role}-token-".ljust(43, "x") for role in Role}


@dataclass
class RecordingPanel:
    """ASGI: answers everything, and keeps what it was asked with; a websocket echoes."""

    asked: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "bytes": message["bytes"]})
            return
        headers = [(b"content-type", b"text/html"), (b"cache-control", b"public, max-age=9")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"the panel"})

    @property
    def headers(self) -> dict[str, str]:
        """Of the last request."""
        return {name.decode(): value.decode("latin-1") for name, value in self.asked[-1]["headers"]}


class Office:
    """A server with its panel: requests in, and a look at what came of them."""

    def __init__(self, loop: asyncio.Runner, folder: Path, limits: Limits) -> None:
        self._loop = loop
        self._stack = AsyncExitStack()
        self._facts = 0
        self.clock = FakeClock()
        self.channel = FakeChannel()
        self.payments = FakePayments(self.clock)
        self.application: Application = build(
            Settings(
                data_dir=folder,
                database=folder / "autovenda.db",
                public_url=PUBLIC_URL,
                secrets=("a-secret-of-links",),
                burst_seconds=0,
            ),
            clock=self.clock,
            channels={"fake": self.channel},
            payments=self.payments,
        )
        self.panel = RecordingPanel()
        routes = panel_routes(self.application, self.panel, PAGE, limits=limits, watch_seconds=0.05)
        self.app = create_app(self.application, routes=routes)
        self.conversation_id = conversation_id_for(LEAD)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(coroutine)

    def open(self) -> None:
        self.run(self._stack.enter_async_context(self.application.running()))

    def close(self) -> None:
        self.run(self._stack.aclose())

    def write(self, work: Any, *arguments: Any) -> Any:
        """Run a function of the storage package in a transaction, now."""
        now = self.clock.now()
        return self.run(self.application.store.write(lambda db: (work(db, *arguments, now), [])))

    # ------------------------------------------------------------------ requests

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        client_address = (options.pop("client", "203.0.113.7"), 5000)
        role, headers = options.pop("role", None), dict(options.pop("headers", {}))
        if role is not None:
            headers["cookie"] = f"{COOKIE}={TOKENS[role]}"
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=client_address)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            return await client.request(method, path, headers=headers, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.run(self.ask(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def get_exactly(self, path: str, role: Role) -> int:
        """The status of an address that is asked for as it is; clients tidy it up."""
        statuses = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {
            "type": "http",
            "method": "GET",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "http_version": "1.1",
            "headers": [
                (b"host", HOST.encode()),
                (b"cookie", f"{COOKIE}={TOKENS[role]}".encode()),
            ],
            "client": ("203.0.113.7", 5000),
            "server": (HOST, 80),
            "state": {},
        }
        self.run(self.app(scope, receive, send))
        return statuses[0]

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def sign_in(self, login: str, password: str = PASSWORD, **options: Any) -> httpx.Response:
        return self.post("/painel/entrar", data={"login": login, "senha": password}, **options)

    def order(
        self,
        action: str,
        target: str,
        *,
        seen: int | None = None,
        role: Role = Role.OWNER,
        **fields: Any,
    ) -> Coroutine[Any, Any, httpx.Response]:
        """A command; `seen` is by default what a page that is just opened has, where it matters."""
        if seen is None and action in ON_A_PAGE:
            seen = self.version_of(target)
        body = {"target": target, "seen": seen, "fields": fields}
        return self.ask("POST", f"/painel/comandos/{action}", json=body, role=role)

    def command(self, action: str, target: str, **options: Any) -> httpx.Response:
        """Give a command, and let what follows from it happen."""
        answer = self.run(self.order(action, target, **options))
        self.settle()
        return answer

    def at_once(self, *orders: Coroutine[Any, Any, httpx.Response]) -> list[httpx.Response]:
        async def together() -> list[httpx.Response]:
            return await asyncio.gather(*orders)

        answers = self.run(together())
        self.settle()
        return answers

    # ------------------------------------------------------------------ what happens

    def settle(self) -> None:
        self.run(self.application.heap.idle())

    def advance(self, step: timedelta) -> None:
        self.clock.advance(step)
        self.application.heap.poke()
        self.settle()

    def happens(self, event: Event) -> None:
        self._facts += 1
        fact = Incoming("test", str(self._facts), self.conversation_id, event, LEAD)
        self.run(self.application.runtime.receive(fact))
        self.settle()

    def says(self, text: str) -> None:
        self.happens(TextReceived(self.clock.now(), f"m{self._facts}", text, "Marina"))

    def is_met(self) -> None:
        """A conversation, with the bot answering and no need understood."""
        self.happens(TakenOver(self.clock.now(), "rafa"))
        self.happens(GivenBack(self.clock.now(), "rafa"))

    def is_offered(self, total_centavos: int = 150_000) -> None:
        now = self.clock.now()
        self.happens(CustomOffer(now, "rafa", "Site", ("Página",), total_centavos, 50, 10))
        assert self.conversation.state is State.OFFERED

    def accepts(self) -> None:
        self.is_offered()
        number = offer_number_for(self.conversation_id, 1, 1)
        self.happens(ButtonPressed(self.clock.now(), f"m{self._facts}", accept_id(number)))
        assert self.conversation.state is State.AWAITING_PAYMENT

    def pays(self) -> None:
        self.accepts()
        self.request("POST", self._path_of_payment())
        self.payments.pay(self.payments.pages[-1])
        for webhook in self.payments.webhooks:
            self.request(
                "POST",
                "/webhook/payment/fake",
                content=webhook.body,
                headers=dict(webhook.headers),
            )
        self.settle()
        assert self.conversation.state is State.BRIEFING

    def gets_active(self) -> None:
        self.pays()
        answers = {
            each.id: each.options[0] if each.options else each.example or "sim"
            for part in default_form().parts
            for each in part.fields
        }
        self.happens(BriefingSubmitted(self.clock.now(), answers))
        assert self.conversation.state is State.ACTIVE

    def _path_of_payment(self) -> str:
        from autovenda_core.effects import Link, LinkKind

        link = Link(LinkKind.PAYMENT, self.conversation_id, 1)
        return self.application.links.url(link).removeprefix(PUBLIC_URL)

    # ------------------------------------------------------------------ what came of it

    @property
    def conversation(self) -> Conversation:
        found = self.run(self.application.store.conversation(self.conversation_id))
        assert found is not None
        return found

    @property
    def version(self) -> int:
        return self.conversation.version

    def version_of(self, target: str) -> int:
        """Of the conversation that a target begins with; 0: there is none."""
        found = self.run(self.application.store.conversation(target.partition(".")[0]))
        return 0 if found is None else found.version

    @property
    def deposit_id(self) -> str:
        return f"{self.conversation_id}.1.1"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self.application.settings.database)) as db:
            return db.execute(query).fetchall()

    def facts_of(self, kind: str) -> int:
        return self.rows("SELECT kind FROM inbox WHERE source = 'operator'").count((kind,))

    @property
    def audit(self) -> list[tuple[Any, ...]]:
        """Who did what to what, and what became of it; the newest last."""
        return self.rows("SELECT operator, action, target, outcome FROM audit ORDER BY id")


def _hire(db: Connection, now: Any) -> None:
    """An operator of each role, called by it, who is signed in."""
    for role in Role:
        number = operators.add(db, role, role.capitalize(), role, PASSWORD_HASH, now)
        assert number is not None
        digest = digest_of(TOKENS[role])
        operators.sign_in(db, number, digest, now, now + timedelta(hours=12))


def cookie_of(answer: httpx.Response) -> Mapping[str, str]:
    """The attributes of the login cookie that an answer sets, by their lower-case names."""
    for header in answer.headers.get_list("set-cookie"):
        name, _, rest = header.partition("=")
        if name == COOKIE:
            value, *attributes = rest.split("; ")
            pairs = (attribute.partition("=") for attribute in attributes)
            return {"value": value, **{key.lower(): given for key, _, given in pairs}}
    return {}


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an operator of each role: made once, because the schema takes a while."""
    folder = tmp_path_factory.mktemp("staffed")
    with asyncio.Runner() as loop:
        office = Office(loop, folder, Limits())
        office.open()
        office.write(_hire)
        office.close()
    return folder / "autovenda.db"


@pytest.fixture
def office(tmp_path: Path, staffed: Path, limits: Limits) -> Iterator[Office]:
    shutil.copy(staffed, tmp_path)
    with asyncio.Runner() as loop:
        office = Office(loop, tmp_path, limits)
        office.open()
        yield office
        office.close()
