"""WhatsApp's 24 hours, on the whole application: never a free word of ours outside of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.whatsapp.cloud.emulator import Lead
from autovenda_core.ports.clock import Clock
from autovenda_core.texts import default_texts
from tests.channels.door import again
from tests.channels.house import House
from tests.channels.providers import Seen, WhatsApp

WINDOW = timedelta(hours=24)
REENGAGEMENT = "131047"
"""What Meta's status says of free words after the window (Cloud API error codes, 2026-05-15)."""


@dataclass(frozen=True)
class Asked:
    """A message that the Graph API was asked to send."""

    at: datetime
    kind: str
    """text, interactive, document… or template."""


class Record:
    """ASGI middleware of the emulator: all that it was asked to send, also what it refused."""

    def __init__(self, app: ASGIApp, clock: Clock, asked: list[Asked]) -> None:
        self._app = app
        self._clock = clock
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/messages"):
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        content = json.loads(body)
        if "type" in content:
            self._asked.append(Asked(self._clock.now(), content["type"]))
        await self._app(scope, again(body), send)


class Shop(House):
    """The house on WhatsApp, with a lead, and with what the Graph API was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WhatsApp, folder)
        assert isinstance(self.provider, WhatsApp)
        self.emulator = self.provider.emulator
        self.asked: list[Asked] = []
        self.emulator.app.add_middleware(Record, clock=self.clock, asked=self.asked)
        self.lead: Lead = self.provider.lead("Marina")
        self.wrote_at = self.clock.now()

    def approves(self, *except_for: str) -> None:
        """Meta approves the templates that our texts declare, and thinks about some."""
        for template in default_texts().approved:
            status = "PENDING" if template.name in except_for else "APPROVED"
            self.emulator.decides(template.name, template.numbered, status)

    def reminds_after(self, hours: int) -> None:
        """The rule that no setting changes: ours is inside the window on purpose."""
        runtime = self.application.runtime
        rules = replace(runtime.flow.rules, reminder_after_hours=hours)
        runtime.flow = replace(runtime.flow, rules=rules)

    def accepts(self) -> str:
        """The lead gets an offer and accepts it; the address of the payment page."""
        self.hears(self.lead, "oi, preciso de uma landing page, sem pressa, até 2000 reais")
        self.taps(self.lead, "Aceitar proposta")
        self.wrote_at = self.clock.now()
        return self.newest.link("/p/")

    @property
    def newest(self) -> Seen:
        return self.read_by(self.lead)[-1]

    @property
    def late(self) -> list[str]:
        """Kinds of all that was sent since the window closed."""
        return [each.kind for each in self.asked if each.at >= self.wrote_at + WINDOW]

    def tasks(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT kind, summary FROM tasks")

    def is_refused_by_meta(self) -> bool:
        reports = self.rows("SELECT payload FROM inbox WHERE kind = 'DeliveryReported'")
        return any(REENGAGEMENT in report for (report,) in reports)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    with shop.open():
        shop.approves()
        yield shop
        # Whatever the test was about: nothing free was even tried, and nothing came back for it.
        assert set(shop.late) <= {"template"}
        assert not shop.is_refused_by_meta()


def test_inside_the_window_words_go_out_as_they_are(shop: Shop) -> None:
    payment = shop.accepts()

    shop.passes(WINDOW - timedelta(minutes=1))
    shop.pays(payment)

    assert "Obrigado, Marina" in shop.newest.text
    assert {each.kind for each in shop.asked} == {"interactive", "text"}


def test_a_payment_after_the_window_is_confirmed_by_template(shop: Shop) -> None:
    payment = shop.accepts()

    shop.passes(WINDOW + timedelta(hours=1))
    shop.pays(payment)

    assert shop.late == ["template"]
    assert shop.newest.text.startswith("Recebemos seu sinal de R$ 750,00, obrigado!")
    assert shop.newest.link("/b/")
    assert shop.rows("SELECT state FROM conversations") == [("briefing",)]
    [(logged,)] = shop.rows("SELECT text FROM message_logs ORDER BY id DESC LIMIT 1")
    assert logged == shop.newest.text


def test_a_reminder_after_the_window_is_a_template(shop: Shop) -> None:
    shop.reminds_after(hours=30)
    payment = shop.accepts()

    shop.passes(timedelta(hours=31))

    assert shop.late == ["template"]
    assert "continua em aberto" in shop.newest.text
    assert shop.newest.link("/p/") == payment


def test_an_operators_words_after_the_window_are_a_task(shop: Shop) -> None:
    shop.accepts()
    shop.passes(WINDOW + timedelta(hours=1))

    shop.operator_says("Oi! Conseguiu ver o link?")

    assert shop.late == []
    [(kind, summary)] = shop.tasks()
    assert kind == "delivery"
    assert "24 horas" in summary


def test_a_template_that_is_not_approved_is_a_task(shop: Shop) -> None:
    shop.approves("autovenda_pago")
    payment = shop.accepts()
    shop.passes(WINDOW + timedelta(hours=1))
    before = shop.read_by(shop.lead)

    shop.pays(payment)

    assert shop.read_by(shop.lead) == before
    [(kind, summary)] = shop.tasks()
    assert kind == "delivery"
    assert "modelo" in summary
    assert shop.rows("SELECT state FROM conversations") == [("paid",)]


def test_the_window_opens_again_when_the_lead_writes(shop: Shop) -> None:
    shop.accepts()
    shop.passes(WINDOW + timedelta(hours=1))
    shop.wrote_at = shop.clock.now()

    shop.hears(shop.lead, "oi, ainda dá tempo?")

    assert shop.asked[-1].kind != "template"
    assert shop.asked[-1].at == shop.clock.now()
    assert shop.tasks() == []
