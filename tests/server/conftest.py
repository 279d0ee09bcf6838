"""An application over a real database, with a fake chat and provider, on a clock that is moved."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any, TypeVar

import httpx
import pytest

from apps.channel_settings import ChannelSettings, TelegramSettings
from apps.config import Settings
from apps.server.app import create_app
from apps.server.limiting import Limits
from apps.wiring import Application, build
from autovenda_core.briefing import default_form
from autovenda_core.effects import Link, LinkKind
from autovenda_core.events import (
    BriefingSubmitted,
    ButtonPressed,
    Event,
    ProjectDelivered,
    TextReceived,
)
from autovenda_core.model import (
    Contact,
    Conversation,
    State,
    conversation_id_for,
    offer_number_for,
)
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.payments import FakePayments
from autovenda_core.understanding.buttons import accept_id

T = TypeVar("T")

LEAD = Contact("fake", "lead")
PUBLIC_URL = "https://venda.example.com"
TELEGRAM = TelegramSettings("123:abc", ("old-secret", "new-secret"), "http://127.0.0.1:9")
"""Nobody listens on that port, so answers to taps go nowhere."""


@dataclass
class Options:
    """What a test may want otherwise; set before the desk is used."""

    settings: Settings
    limits: Limits
    with_payments: bool = True
    patience_seconds: float = 6.0


class Desk:
    """The server's desk: requests in, and a look at what came of them."""

    def __init__(self, loop: asyncio.Runner, options: Options) -> None:
        self._loop = loop
        self._facts = 0
        self._told = 0
        self._stack = AsyncExitStack()
        self.clock = FakeClock()
        self.channel = FakeChannel()
        self.payments = FakePayments(self.clock)
        self.application: Application = build(
            options.settings,
            clock=self.clock,
            channels={"fake": self.channel},
            payments=self.payments if options.with_payments else None,
        )
        self.app = create_app(
            self.application, limits=options.limits, patience_seconds=options.patience_seconds
        )
        self.conversation_id = conversation_id_for(LEAD)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(coroutine)

    def open(self) -> None:
        self.run(self._stack.enter_async_context(self.application.running()))

    def close(self) -> None:
        self.run(self._stack.aclose())

    # ------------------------------------------------------------------ requests

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        client_address = (options.pop("client", "203.0.113.7"), 5000)

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(
                self.app, raise_app_exceptions=False, client=client_address
            )
            async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
                return await client.request(method, path, **options)

        return self.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> httpx.Response:
        return self.request("POST", path, data=data, **options)

    def path(self, kind: LinkKind, deal: int = 1, generation: int = 1) -> str:
        link = Link(kind, self.conversation_id, deal, generation)
        return self.application.links.url(link).removeprefix(PUBLIC_URL)

    @property
    def payment(self) -> str:
        return self.path(LinkKind.PAYMENT)

    @property
    def briefing(self) -> str:
        return self.path(LinkKind.BRIEFING)

    @property
    def proposal(self) -> str:
        return self.path(LinkKind.PROPOSAL)

    # ------------------------------------------------------------------ what happens

    def settle(self) -> None:
        """Do everything that is due now."""
        self.run(self.application.heap.idle())

    def advance(self, step: timedelta) -> None:
        """Let time pass, an hour at most at once, so that timers fire about when they are due."""
        until = self.clock.now() + step
        while self.clock.now() < until:
            self.clock.advance(min(timedelta(hours=1), until - self.clock.now()))
            self.application.heap.poke()
            self.settle()

    def happens(self, event: Event) -> None:
        self._facts += 1
        fact = Incoming("test", str(self._facts), self.conversation_id, event, LEAD)
        self.run(self.application.runtime.receive(fact))
        self.settle()

    def says(self, text: str) -> None:
        self.happens(TextReceived(self.clock.now(), f"m{self._facts}", text, "Marina"))

    def taps(self, button_id: str) -> None:
        self.happens(ButtonPressed(self.clock.now(), f"m{self._facts}", button_id))

    def gets_offer(self) -> None:
        self.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
        assert self.state is State.OFFERED

    def accepts(self) -> None:
        self.gets_offer()
        self.taps(accept_id(offer_number_for(self.conversation_id, 1, 1)))
        assert self.state is State.AWAITING_PAYMENT

    def opens_checkout(self) -> str:
        """The provider's reference of the page that "pay" leads to."""
        answer = self.post(self.payment)
        assert answer.status_code == 303
        return answer.headers["location"].rpartition("/")[2]

    def delivers_webhooks(self) -> list[httpx.Response]:
        """Everything the provider has to tell, through the real endpoint."""
        answers = []
        while self._told < len(self.payments.webhooks):
            webhook = self.payments.webhooks[self._told]
            self._told += 1
            answers.append(
                self.request(
                    "POST",
                    "/webhook/payment/fake",
                    content=webhook.body,
                    headers=dict(webhook.headers),
                )
            )
            self.settle()
        return answers

    def pays(self) -> None:
        self.accepts()
        self.payments.pay(self.opens_checkout())
        self.delivers_webhooks()
        assert self.state is State.BRIEFING

    def gets_active(self) -> None:
        self.pays()
        answers = {
            field.id: field.options[0] if field.options else field.example or "sim"
            for part in default_form().parts
            for field in part.fields
        }
        self.happens(BriefingSubmitted(self.clock.now(), answers))
        assert self.state is State.ACTIVE

    def delivers_work(self) -> None:
        self.gets_active()
        self.happens(ProjectDelivered(self.clock.now(), "rafa", self.conversation.deal.number))

    # ------------------------------------------------------------------ what came of it

    @property
    def conversation(self) -> Conversation:
        found = self.run(self.application.store.conversation(self.conversation_id))
        assert found is not None
        return found

    @property
    def state(self) -> State:
        return self.conversation.state

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self.application.settings.database)) as db:
            return db.execute(query).fetchall()

    def facts_of(self, kind: str) -> int:
        return self.rows("SELECT kind FROM inbox").count((kind,))


@pytest.fixture(autouse=True)
def logging_stays_as_it_was() -> Iterator[None]:
    """`serve` sets up the logging of its process; here it is undone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database=tmp_path / "autovenda.db",
        public_url=PUBLIC_URL,
        secrets=("a-secret-of-links",),
        burst_seconds=0,
    )


@pytest.fixture
def options(settings: Settings) -> Options:
    with_telegram = replace(settings, channels=ChannelSettings(telegram=TELEGRAM))
    return Options(with_telegram, Limits(pages=10_000, unverified=10_000))


@pytest.fixture
def desk(options: Options) -> Iterator[Desk]:
    with asyncio.Runner() as loop:
        desk = Desk(loop, options)
        desk.open()
        yield desk
        desk.close()
