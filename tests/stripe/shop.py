"""
A shop that sells for real: the server's application over SQLite, with our Stripe behind it.

Everything runs in this process and on a clock that is moved; only Stripe is asked over HTTP.  A
crash is the end of an application at a chosen instant, and another one over the same database.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any, TypeVar

import httpx

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.stripe.payments import StripePayments
from apps.charge_poller import ChargePoller
from apps.config import Settings
from apps.reconciling import Finding, Reconciler
from apps.server.app import create_app
from apps.server.limiting import Limits
from apps.wiring import Application, build
from autovenda_core.effects import CreateCheckout, Link, LinkKind
from autovenda_core.events import ButtonPressed, Event, TextReceived
from autovenda_core.model import (
    Charge,
    Checkout,
    Contact,
    Conversation,
    State,
    conversation_id_for,
    offer_number_for,
)
from autovenda_core.ports.channel import OutgoingMessage, Sent
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.understanding.buttons import accept_id

__all__ = ["NEW_SECRET", "OLD_SECRET", "Answers", "Shop", "as_another_event", "bad_requests"]

T = TypeVar("T")

LEAD, OWNER = Contact("fake", "lead"), Contact("fake", "owner")
PUBLIC_URL = "https://venda.example.com"
OLD_SECRET, NEW_SECRET = "whsec_old", "whsec_new"
SECRETS = (OLD_SECRET, NEW_SECRET)
API_KEY = "sk_test_shop"
WEBHOOK = "/webhook/payment/stripe"
CALL_SECONDS = 5.0


class StuckPayments(StripePayments):
    """Stripe's adapter, which may fall silent for ever once Stripe has made a page."""

    stuck_after_create = False

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        made = await super().create(request, key=key)
        if self.stuck_after_create:
            await asyncio.Event().wait()
        return made


class StuckChannel(FakeChannel):
    """A chat that may swallow the next message before it is sent."""

    stuck_before_send = False
    is_stuck = False

    async def send(self, message: OutgoingMessage) -> Sent:
        if self.stuck_before_send:
            self.is_stuck = True
            await asyncio.Event().wait()
        return await super().send(message)


@dataclass(frozen=True)
class Answers:
    """What the endpoint answered to some webhooks."""

    statuses: tuple[int, ...]

    @property
    def all_taken(self) -> bool:
        return all(200 <= status < 300 for status in self.statuses)


class Shop:
    """One lead, one owner, one Stripe."""

    def __init__(self, loop: asyncio.Runner, folder: Path) -> None:
        self._loop = loop
        self._facts = 0
        self._stack = AsyncExitStack()
        self._settings = Settings(
            data_dir=folder,
            database=folder / "autovenda.db",
            public_url=PUBLIC_URL,
            secrets=("a-secret-of-links",),
            burst_seconds=0,
            owner=OWNER,
        )
        self.clock = FakeClock()
        self.channel = StuckChannel()
        self.stripe = StripeEmulator(self.clock, secrets=SECRETS)
        self.server = EmulatorServer(self.stripe, deliver=False)
        self.conversation_id = conversation_id_for(LEAD)
        self.call_seconds = CALL_SECONDS
        """How long we wait for Stripe, from the next start on."""
        self.application: Application
        self.payments: StuckPayments

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(coroutine)

    # ------------------------------------------------------------------ opening and dying

    def open(self) -> None:
        """Start the server, over whatever the database holds."""
        self.payments = StuckPayments(
            API_KEY, SECRETS, self.clock, self.server.url, call_seconds=self.call_seconds
        )
        self.application = build(
            self._settings,
            clock=self.clock,
            channels={"fake": self.channel},
            payments=self.payments,
        )
        self._app = create_app(
            self.application, limits=Limits(pages=10_000, unverified=10_000), patience_seconds=1.0
        )
        self.run(self._stack.enter_async_context(self.application.running()))

    def close(self) -> None:
        self.run(self._stack.aclose())
        self.run(self.payments.aclose())

    def crash(self) -> None:
        """Everything that was in memory is gone; a lease that was held runs out."""
        self.run(self.application.heap.close(grace_seconds=0.0))
        self.close()
        self.channel.stuck_before_send = False
        self.clock.advance(timedelta(minutes=2))
        self.open()
        self.settle()

    def sells_from(self, catalog: Path) -> None:
        """The owner starts the server anew, with another catalogue."""
        self.close()
        self._settings = replace(self._settings, catalog=catalog)
        self.open()

    # ------------------------------------------------------------------ what happens

    def settle(self) -> None:
        """Do everything that is due now."""
        self.run(self.application.heap.idle())

    def advance(self, step: timedelta) -> None:
        """Let time pass in small steps, so that what is put off is tried about when it is due."""
        until, stride = self.clock.now() + step, max(timedelta(minutes=1), step / 60)
        while self.clock.now() < until:
            self.clock.advance(min(stride, until - self.clock.now()))
            self.application.heap.poke()
            self.settle()

    def happens(self, event: Event, contact: Contact = LEAD) -> None:
        self._facts += 1
        conversation_id = conversation_id_for(contact)
        fact = Incoming("test", str(self._facts), conversation_id, event, contact)
        self.run(self.application.runtime.receive(fact))

    def says(self, text: str) -> None:
        self.happens(TextReceived(self.clock.now(), f"m{self._facts}", text, "Marina"))
        self.settle()

    def accepts(self) -> None:
        """The lead accepts an offer whose deposit is R$ 750,00."""
        self.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
        self.taps_accept()
        self.settle()
        assert self.state is State.AWAITING_PAYMENT
        assert self.charge.amount_centavos == 75_000

    def taps_accept(self) -> None:
        """The button of the first offer."""
        button_id = accept_id(offer_number_for(self.conversation_id, 1, 1))
        self.happens(ButtonPressed(self.clock.now(), f"m{self._facts}", button_id))

    def accepts_and_dies_before_sending(self) -> None:
        """The acceptance is committed, and its answer never leaves; `crash` must follow."""
        self.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
        self.channel.stuck_before_send = True
        self.taps_accept()
        while not self.channel.is_stuck:
            self.run(asyncio.sleep(0.01))

    def presses_pay(self) -> httpx.Response:
        """The lead opens the payment link and goes on to Stripe."""
        link = Link(LinkKind.PAYMENT, self.conversation_id, 1, 1)
        path = self.application.links.url(link).removeprefix(PUBLIC_URL)
        answer = self.request("POST", path)
        assert answer.status_code == 303
        return answer

    def opens_page(self) -> str:
        """The lead stands before Stripe's page; its id."""
        self.accepts()
        self.presses_pay()
        self.settle()
        page = self.charge.checkout
        assert page is not None
        return page.provider_ref

    # ------------------------------------------------------------------ webhooks

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.run(self.ask(method, path, **options))

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(
            self._app, raise_app_exceptions=False, client=("203.0.113.7", 5000)
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            return await client.request(method, path, **options)

    def deliver(self, *events: dict[str, Any]) -> Answers:
        """Signed webhooks, one after the other; what they cause is done in between."""
        statuses = []
        for event in events:
            statuses.append(self.run(self._post(event)))
            self.settle()
        return Answers(tuple(statuses))

    def deliver_at_once(self, events: Sequence[dict[str, Any]]) -> Answers:
        """Signed webhooks, all in flight together."""

        async def together() -> list[int]:
            return await asyncio.gather(*(self._post(event) for event in events))

        statuses = self.run(together())
        self.settle()
        return Answers(tuple(statuses))

    def post(self, body: bytes, signature: str | None = None) -> int:
        """Any body, under any header or none; the status of the answer."""
        headers = {} if signature is None else {b"stripe-signature": signature.encode("latin-1")}
        return self.request("POST", WEBHOOK, content=body, headers=headers).status_code

    def sign(self, body: bytes) -> str:
        """The header that Stripe would send with any body."""
        signed_at = int(self.clock.now().timestamp())
        mark = hmac.new(NEW_SECRET.encode(), b"%d." % signed_at + body, "sha256").hexdigest()
        return f"t={signed_at},v1={mark}"

    async def _post(self, event: dict[str, Any], at: datetime | None = None) -> int:
        signed = self.stripe.webhooks.signed(event, at=at)
        answer = await self.ask("POST", WEBHOOK, content=signed.body, headers=signed.headers)
        return answer.status_code

    def told(self, kind: str) -> dict[str, Any]:
        """The newest event of a kind that Stripe has made."""
        event: dict[str, Any] = self.stripe.account.events({"type": kind})["data"][0]
        return event

    def poll(self) -> None:
        """Ask Stripe about every open charge, as a server does that no webhook reaches."""
        self.run(self._poll())
        self.settle()

    async def _poll(self) -> None:
        application = self.application
        await ChargePoller(
            self._settings.database, application.runtime, self.payments, self.clock
        ).poll()

    def reconcile(self) -> list[Finding]:
        """What the server does when it starts and daily; what the operator's table then shows."""
        found = self.run(self._reconcile())
        self.settle()
        return found

    async def _reconcile(self) -> list[Finding]:
        with closing(Reconciler.of(self.application)) as reconciler:
            assert await reconciler.catch_up()
            return await reconciler.compare(self.clock.now() - timedelta(days=1))

    def poll_and_deliver_at_once(self, event: dict[str, Any]) -> Answers:
        async def together() -> int:
            _, status = await asyncio.gather(self._poll(), self._post(event))
            return status

        status = self.run(together())
        self.settle()
        return Answers((status,))

    # ------------------------------------------------------------------ what came of it

    @property
    def conversation(self) -> Conversation:
        found = self.run(self.application.store.conversation(self.conversation_id))
        assert found is not None
        return found

    @property
    def state(self) -> State:
        return self.conversation.state

    @property
    def charge(self) -> Charge:
        """The deposit of the current deal."""
        charge = self.conversation.deal.deposit
        assert charge is not None
        return charge

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self._settings.database)) as db:
            return db.execute(query).fetchall()

    @property
    def tasks(self) -> list[str]:
        """The kinds of everything that a person has to look at."""
        return [kind for (kind,) in self.rows("SELECT kind FROM tasks ORDER BY id")]

    def messages(self, part: str) -> int:
        """How many messages to the lead contain this."""
        return sum(part in seen.text for seen in self.channel.arrived(LEAD.address))

    def links(self, path: str) -> int:
        """How many messages to the lead lead to a page of ours."""
        arrived = self.channel.arrived(LEAD.address)
        return sum(any(path in link.url for link in seen.links) for seen in arrived)

    @property
    def alerts(self) -> list[str]:
        """What the owner was told."""
        return [seen.text for seen in self.channel.arrived(OWNER.address)]

    @property
    def pages_at_stripe(self) -> int:
        return len(self.stripe.account.sessions({"limit": 100})["data"])

    @property
    def inbox_rows(self) -> int:
        [(count,)] = self.rows("SELECT count(*) FROM inbox")
        return int(count)


def as_another_event(event: dict[str, Any]) -> dict[str, Any]:
    """The same fact under another event id."""
    copy: dict[str, Any] = json.loads(json.dumps(event))
    copy["id"] += "_again"
    return copy


def bad_requests(shop: Shop, event: dict[str, Any]) -> dict[str, tuple[bytes, str | None]]:
    """
    Requests that prove nothing, or are nothing, by what is wrong with them.

    Bodies and headers, for `Shop.post`; what is asked of nobody to read is signed.
    """
    good = shop.stripe.webhooks.signed(event)
    header = good.headers["stripe-signature"]
    signed_at = header.partition(",")[0]
    late = shop.stripe.webhooks.signed(event, at=shop.clock.now() - timedelta(minutes=6))
    nonsense = {
        "no UTF-8": b'{"id":"evt_1","type":"\xff"}',
        "no JSON": b"oi",
        "a list": b"[]",
        "null": b"null",
        "an empty object": b"{}",
        "deeply nested": b"[" * 100_000,
        "300 KB": b" " * 300_000,
        "10 MB": b" " * 10_000_000,
    }
    return {
        "no header": (good.body, None),
        "another scheme": (good.body, header.replace("v1=", "v0=")),
        "a signature that is no ASCII": (good.body, f"{signed_at},v1=é"),
        "no time": (good.body, header.partition(",")[2]),
        "too old": (late.body, late.headers["stripe-signature"]),
        "written anew": (json.dumps(event).encode(), header),
        **{what: (body, shop.sign(body)) for what, body in nonsense.items()},
    }
