"""
A lead with a phone and a browser, from "oi" to an active project, whatever the server goes through.

They do what people do: try again when a page does not load, click twice, press "pay" once more
to be sure, and write again when nobody answers for a while.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Event
from time import monotonic, sleep
from typing import Any

import httpx

from adapters.stripe.emulator import StripeAccount
from adapters.telegram.emulator import Lead
from autovenda_core.briefing import BriefingField, FieldKind, default_form

__all__ = ["Browser", "Buyer"]

PAGE_SECONDS = 60.0
"""How long a person keeps trying to load a page."""

WISHES = (
    ("preciso de uma landing page", "até 2000 reais"),
    ("quero um site institucional", "uns 4 mil"),
    ("preciso de uma loja virtual", "uns 8 mil"),
)
"""What is needed and what it may cost: one for each package of the sample catalogue."""


class Browser:
    """Loads pages of ours; `address` is where the server's proxy says the client sits."""

    def __init__(self, address: str, over: Event) -> None:
        self.retries = 0
        """How often a page did not load at first."""
        self._over = over
        self._http = httpx.Client(timeout=20, headers={"X-Forwarded-For": address})

    def get(self, url: str) -> httpx.Response:
        """Open a page."""
        return self._load("GET", url)

    def post(self, url: str, form: Mapping[str, Any] | None = None) -> httpx.Response:
        """Press a button on a page; where it leads is not followed."""
        return self._load("POST", url, form)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _load(self, method: str, url: str, form: Mapping[str, Any] | None = None) -> httpx.Response:
        until = monotonic() + PAGE_SECONDS
        while True:
            patient = monotonic() < until and not self._over.is_set()
            try:
                answer = self._http.request(method, url, data=form)
            except httpx.TransportError:
                if not patient:
                    raise
            else:
                if answer.status_code != 503 or not patient:
                    return answer
            self.retries += 1
            sleep(0.3)


@dataclass
class Buyer:
    """One sale.  `buys` raises AssertionError or TimeoutError where it cannot go on."""

    lead: Lead
    browser: Browser
    stripe: StripeAccount
    rng: Random
    patience_seconds: float
    """Without an answer for so long, they write again."""
    over: Event
    """Set when the drill has taken too long, or its server is gone: nobody waits any more."""
    taps: list[str] = field(default_factory=list)
    """The ids of the buttons they tapped."""
    asked_again: int = 0
    """How often nobody answered and they had to ask."""

    def buys(self) -> None:
        """From "oi" to an active project."""
        self._qualifies()
        self._taps("Aceitar proposta")
        payment_link = self._link("/p/", "oi?")
        self._pays(payment_link)
        self._fills_briefing(self._link("/b/", "oi?"))
        self._waits_for("Entrega prevista", "como está meu projeto?")

    # ------------------------------------------------------------------ chatting

    def _qualifies(self) -> None:
        need, budget = self.rng.choice(WISHES)
        if self.rng.random() < 0.5:
            self.lead.says("oi")
            self.lead.says(need)
        else:
            self.lead.says(f"oi, {need}")
        self._waits_for("Para quando", "oi?")
        self._taps("Sem pressa")
        self._waits_for("investir", "oi?")
        self.lead.says(budget)
        self._waits_for("proposta nº", "oi?")

    def _waits_for(self, text: str, otherwise: str) -> str:
        """The next message with `text`; `otherwise` is what they write when none comes."""
        for _ in range(4):
            try:
                return self.lead.waits_for(text, self.patience_seconds).text
            except TimeoutError:
                if self.over.is_set():
                    raise
                self.asked_again += 1
                self.lead.says(otherwise)
        return self.lead.waits_for(text, self.patience_seconds).text

    def _taps(self, button: str) -> None:
        self.taps.append(self.lead.taps(button))

    def _link(self, path: str, otherwise: str) -> str:
        said = self._waits_for(path, otherwise)
        found = re.search(rf"http://\S+{path}[\w-]+", said)
        assert found is not None, f"no link to {path} in the message"
        return found[0]

    # ------------------------------------------------------------------ paying

    def _pays(self, link: str) -> None:
        session_id = self._opens_checkout(link)
        method = self.rng.choice(("card", "pix", "pix later", "boleto"))
        if method in ("pix later", "boleto"):
            method = method.removesuffix(" later")
            self.stripe.promise(session_id, method)
            sleep(self.rng.uniform(0, 2))
        self.stripe.pay(session_id, method)
        if self.rng.random() < 0.3:
            self.browser.post(link)

    def _opens_checkout(self, link: str) -> str:
        """Press "pay" until it leads to Stripe's page; its session's id."""
        assert self.browser.get(link).status_code == 200
        clicks = 2 if self.rng.random() < 0.3 else 1
        until = monotonic() + PAGE_SECONDS
        while monotonic() < until:
            with ThreadPoolExecutor(clicks) as fingers:
                answers = list(fingers.map(self.browser.post, [link] * clicks))
            for answer in answers:
                assert answer.status_code == 303, answer.status_code
                if "checkout.stripe.test" in answer.headers["location"]:
                    return str(answer.headers["location"]).rpartition("/")[2]
            sleep(0.5)
        raise TimeoutError("the payment page does not lead to a checkout")

    # ------------------------------------------------------------------ the briefing

    def _fills_briefing(self, link: str) -> None:
        """Part by part, then send it, until the page says that it was received."""
        assert self.browser.get(link).status_code == 200
        until = monotonic() + PAGE_SECONDS
        while monotonic() < until:
            for number, part in enumerate(default_form().parts, start=1):
                answers = {each.id: _answer(each) for each in part.fields}
                saved = self.browser.post(
                    f"{link}?parte={number}", answers | {"_action": "continuar"}
                )
                assert saved.status_code == 303, saved.status_code
            sent = self.browser.post(f"{link}?parte=revisao", {"_action": "enviar"})
            if sent.status_code == 303 and "Briefing recebido" in self.browser.get(link).text:
                return
            sleep(0.5)
        raise TimeoutError("the briefing is not taken")


def _answer(asked: BriefingField) -> str | list[str]:
    match asked.kind:
        case FieldKind.CHOICE:
            return asked.options[0]
        case FieldKind.MULTI:
            return list(asked.options[:2])
        case FieldKind.DATE:
            return "31/12/2031"
        case FieldKind.LINK:
            return "padariadalu.com.br"
        case _:
            return f"Resposta sobre {asked.id}"
