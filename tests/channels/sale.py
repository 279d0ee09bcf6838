"""A lead with a phone and a browser, from "oi" to an active project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from adapters.stripe.emulator import StripeAccount
from autovenda_core.briefing import BriefingField, FieldKind, default_form
from tests.channels.providers import Provider, Seen

__all__ = ["Buyer", "transcript"]

PACED_SECONDS = 20.0
"""WPPConnect gets one message in two seconds, and a busy machine takes its time."""


class Buyer:
    """One sale; `taps`: buttons are tapped, otherwise choices are answered by their number."""

    def __init__(
        self, provider: Provider, stripe: StripeAccount, *, name: str = "Marina", taps: bool
    ) -> None:
        self.name = name
        self.provider = provider
        self.lead = provider.lead(name)
        self._stripe = stripe
        self._taps = taps
        self._browser = httpx.Client(timeout=20)

    def buys(self, method: str = "card") -> None:
        """The whole sale."""
        with self._browser:
            self.gets_offer()
            self.pays(self.accepts(), method)
            self.fills_briefing(self._reads("briefing").link("/b/"))
            self._reads("Entrega prevista")

    def gets_offer(self) -> None:
        """From "oi" to the offer, of which the proposal is a part."""
        self.lead.says("oi")
        self._reads("O que você precisa")
        self._chooses("Pacote Básico", "1")
        self._reads("Para quando")
        self._chooses("Em até 30 dias", "opção 2")
        self._reads("investir")
        self.lead.says("até 2000 reais")
        self._reads("A proposta nº")
        [proposal] = [line.document for line in self.sees() if line.document]
        assert proposal.media_type == "application/pdf"
        assert proposal.content.startswith(b"%PDF")

    def accepts(self) -> str:
        """Accept the offer; the address of the payment page."""
        self._chooses("Aceitar proposta", "1")
        return self._reads("Aqui está o pagamento do sinal").link("/p/")

    def pays(self, link: str, method: str) -> None:
        """Open the payment page, press "pay", and pay at Stripe's."""
        assert self._browser.get(link).status_code == 200
        checkout = self._presses_pay(link)
        while checkout.startswith("/"):  # our own page asks for patience; people press again
            checkout = self._presses_pay(link)
        self._stripe.pay(checkout.rpartition("/")[2], method)

    def fills_briefing(self, link: str) -> None:
        """Part by part, then send it."""
        for number, part in enumerate(default_form().parts, start=1):
            answers = {field.id: _answer(field) for field in part.fields}
            self._saves(f"{link}?parte={number}", answers | {"_action": "continuar"})
        self._saves(f"{link}?parte=revisao", {"_action": "enviar"})
        assert "Briefing recebido" in self._browser.get(link).text

    def sees(self) -> list[Seen]:
        """The chat."""
        return [self.provider.seen(line) for line in self.lead.transcript]

    def _reads(self, words: str) -> Seen:
        return self.provider.seen(self.lead.waits_for(words, PACED_SECONDS))

    def _chooses(self, title: str, number: str) -> None:
        if self._taps:
            self.lead.taps(title)
        else:
            self.lead.says(number)

    def _presses_pay(self, link: str) -> str:
        pressed = self._browser.post(link)
        assert pressed.status_code == 303, pressed.text
        return str(pressed.headers["location"])

    def _saves(self, url: str, form: Mapping[str, Any]) -> None:
        saved = self._browser.post(url, data=form)
        assert saved.status_code == 303, saved.text


def transcript(lines: list[Seen]) -> str:
    """A chat in the notation of the conversation scripts, with what hangs below a message."""
    return "\n".join(said for line in lines for said in _lines(line))


def _lines(seen: Seen) -> list[str]:
    mark = "<" if seen.ours else ">"
    shown = [f"{mark} {line}" for line in seen.text.splitlines() if line]
    if seen.document:
        shown.append(f"{mark} 📎 {seen.document.filename} ({len(seen.document.content)} bytes)")
    if seen.buttons:
        shown.append(f"{mark} " + " ".join(f"[{title}]" for title in seen.buttons))
    if seen.url:
        shown.append(f"{mark} 🔗 {seen.url}")
    return shown


def _answer(field: BriefingField) -> str | list[str]:
    match field.kind:
        case FieldKind.CHOICE:
            return field.options[0]
        case FieldKind.MULTI:
            return list(field.options[:2])
        case FieldKind.DATE:
            return "31/12/2031"
        case FieldKind.LINK:
            return "padariadalu.com.br"
        case _:
            return f"Resposta sobre {field.id}"
