"""The simulator in a real browser, used as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest

from autovenda_core.briefing import default_form
from tests.chromium import open_chromium
from tests.demo.conftest import Visitor

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with open_chromium() as browser:
        yield browser


class Witness:
    """A browser whose complaints and requests are written down."""

    def __init__(self, chromium: Any, visitor: Visitor, folder: Path, **options: Any) -> None:
        self.context = chromium.new_context(viewport=DESKTOP, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.address = visitor.address
        self._folder = folder
        self.context.on("page", self._watch)
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _watch(self, page: Any) -> None:
        page.on("console", lambda told: self.complaints.append(told.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, path: str) -> Any:
        page = self.context.new_page()
        page.goto(self.address + path)
        return page

    def follows(self, page: Any, title: str) -> Any:
        """Tap a link of the chat; the page that it opens."""
        with self.context.expect_page() as opened:
            page.get_by_role("link", name=title).last.click()
        return opened.value

    def photographs(self, page: Any, name: str) -> None:
        """Both sizes, the narrow one on the phone; nothing may stick out there."""
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.wait_for_timeout(400)
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
            if (chat := page.locator("#chat")).count():
                chat.evaluate("chat => { chat.scrollTop = chat.scrollHeight; }")
                where = ".phone" if size is PHONE else "body"
                page.locator(where).evaluate("place => place.scrollIntoView()")
            page.screenshot(path=self._folder / f"{name}-{size['width']}.png")

    def fills_briefing(self, page: Any) -> None:
        """Every required question, part by part, and the review at the end."""
        for part in default_form().parts:
            for field in part.fields:
                if field.required and field.options:
                    page.get_by_label(field.options[0], exact=True).check()
                elif field.required:
                    page.get_by_label(field.label).fill(field.example)
            page.locator("#briefing button").first.click()
        page.get_by_role("button", name="Enviar o briefing").click()


@pytest.fixture
def witness(chromium: Any, visitor: Visitor, tmp_path: Path) -> Iterator[Witness]:
    witness = Witness(chromium, visitor, tmp_path)
    yield witness
    witness.context.close()


def at(page: Any, state: str) -> None:
    """Wait until the stepper is there."""
    page.locator(f"body[data-state={state}]").wait_for()


def test_a_person_plays_the_whole_sale_within_a_minute(witness: Witness, tmp_path: Path) -> None:
    started = monotonic()
    page = witness.opens("/demo")

    for words in ("oi!", "preciso de um site pra minha padaria"):
        page.get_by_role("textbox", name="Mensagem").fill(words)
        page.get_by_role("button", name="Enviar").first.click()
        page.get_by_text(words).first.wait_for()
    for answer in ("Em até 30 dias", "Até R$ 1.500"):
        page.get_by_role("button", name=answer).click()
    accept = page.get_by_role("button", name="Aceitar proposta")
    accept.wait_for()
    witness.photographs(page, "offer")

    accept.click()
    payment = witness.follows(page, "Pagar o sinal")
    payment.get_by_role("button", name="Pagar o sinal").click()
    payment.get_by_text("SIMULAÇÃO", exact=True).wait_for()
    witness.photographs(payment, "checkout")
    payment.get_by_role("button", name="Pagar o Pix agora").click()
    payment.get_by_role("heading", name="Sinal recebido").wait_for()

    briefing = witness.follows(page, "Preencher briefing")
    witness.photographs(page, "briefing")
    witness.fills_briefing(briefing)
    at(page, "active")
    page.get_by_text("Briefing recebido").wait_for()
    witness.photographs(page, "active")

    assert monotonic() - started < 60
    assert witness.complaints == []
    assert witness.hosts == {urlsplit(witness.address).netloc}
    assert len(list(tmp_path.glob("*.png"))) == 8


def test_the_whole_flow_runs_by_itself(witness: Witness, visitor: Visitor) -> None:
    page = witness.opens("/demo")

    page.get_by_role("button", name="Rodar o fluxo inteiro").click()
    page.get_by_role("button", name="Parar").wait_for()
    page.get_by_text("Pronto: de “oi” a projeto ativo.").wait_for(timeout=45_000)

    steps = [line["move"] for line in reversed(visitor.look()["log"]) if line["move"]]
    assert page.locator("#steps li.done").count() == 6
    assert steps == [
        "Lead → Qualificação",
        "Qualificação → Proposta",
        "Proposta → Sinal",
        "Sinal → Pago",
        "Pago → Briefing",
        "Briefing → Ativo",
    ]
    assert witness.complaints == []


def test_the_flow_can_be_stopped_on_its_way(witness: Witness, visitor: Visitor) -> None:
    page = witness.opens("/demo")

    page.get_by_role("button", name="Rodar o fluxo inteiro").click()
    at(page, "qualifying")
    refused = visitor.act("advance-1h")
    page.get_by_role("button", name="Parar").click()
    page.get_by_role("button", name="Rodar o fluxo inteiro").wait_for()

    assert "O fluxo automático está rodando" in refused
    assert visitor.look()["state"] == "qualifying"


def test_the_page_says_what_came_of_a_repeated_webhook_and_of_a_crash(
    witness: Witness, visitor: Visitor
) -> None:
    visitor.accepts()
    visitor.act("pay-card")
    visitor.wait_for("briefing")
    page = witness.opens("/demo")

    page.get_by_role("button", name="Repetir o último webhook").click()
    page.get_by_role("status").get_by_text("ignorado: já visto").wait_for()
    page.get_by_role("button", name="Derrubar e religar").click()
    page.get_by_text("fora do ar").wait_for()
    page.get_by_role("status").get_by_text("nada se perdeu, nada se repetiu").wait_for()

    assert page.get_by_text("no ar", exact=True).is_visible()
    assert witness.complaints == []


def test_words_of_a_lead_are_never_markup(witness: Witness, visitor: Visitor) -> None:
    visitor.says("<img src=x onerror=alert(1)> *negrito* & fim")
    visitor.wait_for("qualifying")
    page = witness.opens("/demo")

    bubble = page.locator(".mine .bubble p")

    bubble.wait_for()
    assert bubble.inner_text() == "<img src=x onerror=alert(1)> negrito & fim"
    assert bubble.locator("strong").inner_text() == "negrito"
    assert witness.complaints == []


def test_the_checkout_works_without_javascript(
    chromium: Any, visitor: Visitor, tmp_path: Path
) -> None:
    visitor.accepts()
    witness = Witness(chromium, visitor, tmp_path, java_script_enabled=False)
    page = witness.opens(visitor.path_of("Pagar o sinal"))

    page.get_by_role("button", name="Pagar o sinal").click()
    page.get_by_role("link", name="Cartão").click()
    page.get_by_role("button", name="Tentar com um cartão recusado").click()
    page.get_by_text("Cartão recusado. Nada foi cobrado").wait_for()
    page.get_by_role("button", name="aprovado").click()
    heading = page.get_by_role("heading", name="Sinal recebido")
    heading.wait_for()
    witness.context.close()

    assert visitor.wait_for("briefing")
