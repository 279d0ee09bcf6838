"""Our application behind one provider's emulator, on a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from adapters.http.loopback import LoopbackServer
from apps.config import read_settings
from apps.server.app import create_app
from apps.server.limiting import Limits
from apps.wiring import Application, build
from autovenda_core.events import OperatorMessage
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.payments import FakePayments
from tests.channels.door import Door, Webhook
from tests.channels.providers import Lead, Provider, Seen

__all__ = ["House"]

T = TypeVar("T")

BETWEEN_MESSAGES = timedelta(seconds=6)
"""What lies between two things that people do, so that our own pacing never interferes."""

LIMITS = Limits(pages=10_000, unverified=10_000)


class House:
    """
    The application in a thread, and what can be done to it from outside.

    Webhooks and sends go over real HTTP; whatever one of them leads to is done at once, in
    `settles`, except for what is due later by the clock.
    """

    def __init__(
        self, provider: type[Provider], folder: Path, public_url: str | None = None
    ) -> None:
        self.clock = FakeClock()
        self.provider = provider(self.clock)
        self.payments = FakePayments(self.clock)
        self.door = Door(self._answer)
        self.data = folder / "data"
        self.application: Application
        self._server = LoopbackServer(self.door, beside=self._live)
        self._public_url = public_url
        self._environment: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop
        self._web: Starlette
        self._is_open = threading.Event()
        self._told = 0

    @contextmanager
    def open(self) -> Iterator[House]:
        """Everything runs while the block does."""
        with self.provider.running() as environment:
            self._environment = environment
            with self._server:
                assert self._is_open.wait(20), "the application does not start"
                self.provider.deliver_to(self._server.url)
                yield self

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        settings = read_settings(
            {
                "AUTOVENDA_DATA_DIR": str(self.data),
                "AUTOVENDA_BURST_SECONDS": "0",
                "AUTOVENDA_PUBLIC_URL": self._public_url or self._server.url,
                **self._environment,
            }
        )
        self.application = build(settings, clock=self.clock, payments=self.payments)
        async with self.application.running():
            self._web = create_app(self.application, limits=LIMITS)
            self._is_open.set()
            await asyncio.Event().wait()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._web(scope, receive, send)

    # ------------------------------------------------------------------ what people do

    def hears(self, lead: Lead, text: str) -> None:
        """The lead writes, and is answered."""
        self.passes(BETWEEN_MESSAGES)
        lead.says(text)
        self.settles()

    def taps(self, lead: Any, button: str) -> None:
        """The lead taps, where there are buttons, and is answered."""
        self.passes(BETWEEN_MESSAGES)
        lead.taps(button)
        self.settles()

    def operator_says(self, text: str) -> None:
        """The operator writes to the only lead that there is."""
        self.passes(BETWEEN_MESSAGES)
        [(conversation_id,)] = self.rows("SELECT id FROM conversations")
        now = self.clock.now()
        event = OperatorMessage(now, "rafa", text)
        self._run(
            self.application.runtime.receive(
                Incoming("panel", now.isoformat(), conversation_id, event)
            )
        )
        self.settles()

    def pays(self, payment_link: str) -> None:
        """The lead opens the payment page and pays; the payment provider tells us."""
        pressed = httpx.post(payment_link)
        assert pressed.status_code == 303, pressed.text
        self.payments.pay(pressed.headers["location"].rpartition("/")[2])
        for webhook in self.payments.webhooks[self._told :]:
            self.brings(Webhook("/webhook/payment/fake", webhook.headers, webhook.body))
        self._told = len(self.payments.webhooks)

    def brings(self, *webhooks: Webhook) -> None:
        """Webhooks reach us, all at the same instant."""
        with ThreadPoolExecutor(len(webhooks)) as provider:
            statuses = list(provider.map(self._post, webhooks))
        assert set(statuses) == {200}
        self.settles()

    def _post(self, webhook: Webhook) -> int:
        url, headers = self._server.url + webhook.target, dict(webhook.headers)
        return httpx.post(url, content=webhook.body, headers=headers).status_code

    # ------------------------------------------------------------------ time

    def passes(self, step: timedelta) -> None:
        """Let time pass, an hour at most at once, so that timers fire about when they are due."""
        until = self.clock.now() + step
        while self.clock.now() < until:
            self.clock.advance(min(timedelta(hours=1), until - self.clock.now()))
            self.settles()

    def settles(self) -> None:
        """Until nobody has anything left to do now: sends make reports, which make turns."""
        before = None
        while before != (now := self._progress()):
            before = now
            self.provider.waits_until_taken()
            self._run(self._idle())

    async def _idle(self) -> None:
        self.application.heap.poke()
        await self.application.heap.idle()
        # Marking as read is a call, too, and must not meet what goes wrong with the next send.
        if acknowledging := self.application.inbox._background:
            await asyncio.wait(acknowledging)

    def _progress(self) -> tuple[Any, ...]:
        counts = "SELECT count(*), count(done_at) FROM"
        return (
            self.rows(f"{counts} inbox"),
            self.rows(f"{counts} effects"),
            self.rows("SELECT sum(attempts), sum(unknown) FROM effects"),
        )

    # ------------------------------------------------------------------ what came of it

    def read_by(self, lead: Lead) -> list[Seen]:
        """Our messages, as the lead sees them."""
        seen = [self.provider.seen(line) for line in lead.transcript]
        return [each for each in seen if each.ours]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with closing(connect(self.data / "autovenda.db")) as db:
            return db.execute(query).fetchall()

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)
