"""A small studio's last two weeks: a dozen clients, each somewhere else in their sale."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import Connection

from adapters.storage import operators
from adapters.storage.inbox import Wakes
from adapters.storage.operators import Role
from adapters.whatsapp.cloud.errors import refusal
from apps.config import Settings
from apps.server.app import create_app
from apps.wiring import Application, build
from autovenda_core.briefing import default_form
from autovenda_core.effects import Link, LinkKind
from autovenda_core.events import (
    BriefingSubmitted,
    ButtonPressed,
    CustomOffer,
    Event,
    MediaReceived,
    OperatorMessage,
    ProjectDelivered,
    TextReceived,
)
from autovenda_core.model import Contact, Conversation, conversation_id_for
from autovenda_core.ports.channel import ReceivedFile
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.payments import FakePayments
from autovenda_core.understanding.buttons import accept_id

__all__ = ["Person", "Town", "build_town"]

T = TypeVar("T")

DAYS = 16
PUBLIC_URL = "https://vendas.example.com.br"


class Person:
    """A lead."""

    def __init__(self, town: Town, channel: str, address: str, name: str) -> None:
        self.town = town
        self.contact = Contact(channel, address)
        self.name = name
        self.id = conversation_id_for(self.contact)

    def says(self, text: str) -> None:
        town = self.town
        self._happens(TextReceived(town.clock.now(), town.next_id(), text, self.name))

    def sends(self, filename: str, content: bytes) -> None:
        town = self.town
        town.channels[self.contact.channel].files[filename] = ReceivedFile(content, "image/png")
        event = MediaReceived(
            town.clock.now(), town.next_id(), "image", "", filename, "image/png", filename
        )
        self._happens(event)

    def accepts(self) -> None:
        offer = self.conversation.deal.offer
        assert offer is not None
        button = accept_id(offer.number)
        self._happens(ButtonPressed(self.town.clock.now(), self.town.next_id(), button))

    def opens_payment(self) -> str:
        """Press "pay"; the name of the provider's page."""
        link = Link(LinkKind.PAYMENT, self.id, 1)
        path = self.town.application.links.url(link).removeprefix(PUBLIC_URL)
        self.town.request("POST", path)
        return self.town.payments.pages[-1]

    def pays(self, method: str = "card") -> None:
        page = self.opens_payment()
        self.town.payments.pay(page, method)
        self.town.hears_of_payments()

    def fills_briefing(self) -> None:
        answers = {
            each.id: each.options[0] if each.options else each.example or "sim"
            for part in default_form().parts
            for each in part.fields
        }
        self._happens(BriefingSubmitted(self.town.clock.now(), answers))

    def is_told(self, text: str) -> None:
        """The operator writes."""
        self._happens(OperatorMessage(self.town.clock.now(), "Rafa", text))

    def is_offered(self, title: str, items: tuple[str, ...], total_centavos: int) -> None:
        """The operator makes an offer."""
        now = self.town.clock.now()
        self._happens(CustomOffer(now, "Rafa", title, items, total_centavos, 50, 12))

    def is_delivered_to(self) -> None:
        self._happens(ProjectDelivered(self.town.clock.now(), "Rafa", 1))

    @property
    def conversation(self) -> Conversation:
        found = self.town.run(self.town.application.store.conversation(self.id))
        assert found is not None
        return found

    def _happens(self, event: Event) -> None:
        town = self.town
        fact = Incoming("test", town.next_id(), self.id, event, self.contact)
        town.run(town.application.runtime.receive(fact))
        town.settle()
        town.passes(timedelta(minutes=2))


class Town:
    """The whole application over doubles, on a clock that is moved by hand."""

    def __init__(self, loop: asyncio.Runner, folder: Path, start: datetime) -> None:
        self._loop = loop
        self._facts = 0
        self._told = 0
        self.clock = FakeClock(start)
        self.payments = FakePayments(self.clock)
        self.channels = {name: FakeChannel(name) for name in ("whatsapp", "telegram")}
        settings = Settings(
            data_dir=folder,
            database=folder / "autovenda.db",
            public_url=PUBLIC_URL,
            secrets=("a-secret-of-links",),
            burst_seconds=0,
            company="Estúdio Aurora",
            human_name="Rafa",
        )
        self.application: Application = build(
            settings, clock=self.clock, channels=self.channels, payments=self.payments
        )
        self._app = create_app(self.application)

    def person(self, name: str, channel: str = "whatsapp") -> Person:
        self._facts += 1
        number = 80_000_000 + 1371 * self._facts
        address = f"55119{number}" if channel == "whatsapp" else str(number)
        return Person(self, channel, address, name)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(coroutine)

    def settle(self) -> None:
        self.run(self.application.heap.idle())

    def passes(self, step: timedelta) -> None:
        """An hour at most at once, so that timers fire when they are due."""
        until = self.clock.now() + step
        while self.clock.now() < until:
            self.clock.advance(min(timedelta(hours=1), until - self.clock.now()))
            self.application.heap.poke()
            self.settle()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
                return await client.request(method, path, **options)

        answer = self.run(ask())
        self.settle()
        return answer

    def hears_of_payments(self) -> None:
        for webhook in self.payments.webhooks[self._told :]:
            path, headers = "/webhook/payment/fake", dict(webhook.headers)
            self.request("POST", path, content=webhook.body, headers=headers)
        self._told = len(self.payments.webhooks)

    def next_id(self) -> str:
        self._facts += 1
        return f"m{self._facts}"

    def hire(self, login: str, name: str, role: Role, password_hash: str) -> None:
        now = self.clock.now()

        def add(db: Connection) -> tuple[None, Wakes]:
            operators.add(db, login, name, role, password_hash, now)
            return None, []

        self.run(self.application.store.write(add))


@contextmanager
def build_town(folder: Path, now: datetime) -> Iterator[Town]:
    """The studio as it is at an instant, in `folder`/autovenda.db; open while the block runs."""
    with asyncio.Runner() as loop:
        town = Town(loop, folder, now - timedelta(days=DAYS))
        stack = AsyncExitStack()
        loop.run(stack.enter_async_context(town.application.running()))
        _live(town)
        town.passes(now - town.clock.now())
        yield town
        loop.run(stack.aclose())


def _live(town: Town) -> None:
    """Two weeks, and then today's messages."""
    bought = town.person("Marina Souza")
    bought.says("oi, quero o pacote básico")
    bought.accepts()
    bought.pays()
    bought.fills_briefing()
    delivered = town.person("Padaria da Lu")
    delivered.says("quero o pacote básico")
    delivered.accepts()
    delivered.pays("pix")
    delivered.fills_briefing()
    town.passes(timedelta(days=9))
    delivered.is_delivered_to()
    refused = town.person("Igor Assunção", "telegram")
    refused.says("quero o pacote básico")
    refused.says("não tenho interesse, obrigado")
    ending = town.person("João Nóbrega")
    ending.says("bom dia, quero o pacote profissional")
    town.passes(timedelta(days=5))
    briefing = town.person("Clínica Sorriso")
    briefing.says("quero o pacote profissional")
    briefing.accepts()
    briefing.pays("pix")
    boleto = town.person("Débora Gonçalves")
    boleto.says("oi! quero o pacote básico")
    boleto.accepts()
    town.payments.promise(boleto.opens_payment())
    town.hears_of_payments()
    town.passes(timedelta(days=1, hours=20))
    _today(town)


def _today(town: Town) -> None:
    """What waits for somebody."""
    person = town.person("Carlos Teixeira")
    person.says("oi, preciso de um site para minha oficina")
    person.says("quero falar com uma pessoa")
    discount = town.person("Helena Ribeiro")
    discount.says("quero o pacote profissional")
    discount.says("tem desconto à vista?")
    file = town.person("Fábio Pereira")
    file.says("oi")
    file.sends("fachada da loja.png", b"\x89PNG" + bytes(48_000))
    special = town.person("Íris Conceição")
    special.says("vocês fazem cardápio digital?")
    special.is_told("Oi, Íris! Aqui é o Rafa. Fazemos sim, te mando uma proposta agora.")
    special.is_offered("Cardápio digital", ("Cardápio com fotos", "QR code para as mesas"), 98_000)
    special.says("adorei! e dá para incluir as fotos?")
    town.channels["whatsapp"].fail_next(refusal(131047, 400, "(131047) Re-engagement message"))
    lost = town.person("Otávio Araújo")
    lost.says("quanto custa uma loja virtual?")
    asking = town.person("Ana Beatriz Moura", "telegram")
    asking.says("oi, quanto custa um site?")
