"""
The proposal as a PDF: A4, pt-BR, the brand's colour, a QR code that leads to the acceptance.

The same proposal, terms and address give the same bytes (`invariant`, reportlab 5.1 source), so
that the SHA-256 kept with an acceptance can be checked against the document made again.
"""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import dataclass
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, Paragraph, Spacer

from adapters.pdf.layout import (
    WIDTH,
    Story,
    amounts_table,
    bullets,
    columns,
    qr_code,
    render,
    section,
    tinted_box,
)
from adapters.pdf.terms import Terms
from adapters.pdf.typeset import link, markup, plain, style
from autovenda_core.business_days import Calendar
from autovenda_core.effects import Proposal
from autovenda_core.errors import ConfigurationError, Rejected
from autovenda_core.model import Offer
from autovenda_core.money import format_brl
from autovenda_core.ports.channel import Document

__all__ = ["Issuer", "ReportLabDocuments"]

LOGO_BOX = (55 * mm, 16 * mm)
QR_SIDE = 36 * mm
NAME_CHARS = 120
"""Names in headers are cut here: a table cell cannot continue on the next page."""

_ONE_AT_A_TIME = Lock()
"""reportlab promises nothing about threads, and its fonts belong to all documents."""


@dataclass(frozen=True)
class Issuer:
    """Who makes the proposal, as it is printed; what is empty is left out."""

    legal_name: str = ""
    """Razão social or full name; the company's public name comes with the proposal."""
    document: str = ""
    """CPF or CNPJ, with its label: `CNPJ 12.345.678/0001-95`."""
    contact: str = ""
    address: str = ""


class ReportLabDocuments:
    """Fits the Documents port."""

    def __init__(
        self,
        issuer: Issuer | None = None,
        *,
        colour: str = "#1f5f8b",
        logo: bytes | None = None,
        terms: Terms | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        """
        The brand's `colour` is `#rrggbb`; `logo` is a PNG or JPEG file that replaces the
        company's name in the header; the calendar says in which zone a day is a day.

        Raises:
            ConfigurationError: the colour or the logo cannot be read.
        """
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise ConfigurationError(f"{colour!r} is not a colour like #1f5f8b")
        self._colour = HexColor(colour)
        self._logo = logo
        self._logo_size = _logo_size(logo) if logo is not None else (0.0, 0.0)
        self._issuer = issuer or Issuer()
        self._terms = terms or Terms()
        self._calendar = calendar or Calendar()

    async def proposal(self, proposal: Proposal, accept_url: str) -> Document:
        """
        The proposal as a file; `accept_url` is printed as text and QR code.

        Made in a thread: it takes a while, in which webhooks must be answered.

        Raises:
            Rejected: it cannot be rendered (the text goes out without it).
        """
        return await asyncio.to_thread(self._render, proposal, accept_url)

    def _render(self, proposal: Proposal, accept_url: str) -> Document:
        number = plain(proposal.offer.number, 40)
        try:
            with _ONE_AT_A_TIME:
                content = render(
                    lambda: self._story(proposal, accept_url),
                    title=f"Proposta comercial nº {number}",
                    author=proposal.company,
                    footer=f"{plain(proposal.company, 50)} · Proposta nº {number}",
                    colour=self._colour,
                )
        except Exception as error:
            # reportlab's errors have no common base, and what it trips over once it trips
            # over again.
            raise Rejected(f"the proposal cannot be rendered: {type(error).__name__}") from error
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", number)
        return Document(f"proposta-{name}.pdf", "application/pdf", content)

    def _story(self, proposal: Proposal, accept_url: str) -> Story:
        offer = proposal.offer
        return [
            self._header(proposal),
            Spacer(0, 8 * mm),
            self._parties(proposal),
            Spacer(0, 6 * mm),
            *(section("O que você nos contou", _wants(proposal)) if proposal.wants else []),
            *section("Escopo", [_scope_title(offer), *bullets(offer.deliverables)]),
            *section("Não incluído", bullets(self._terms.not_included)),
            *section("Prazo", [Paragraph(_deadline(offer), style())]),
            *section("Investimento", self._investment(offer), whole=True),
            *section("Condições", self._conditions()),
            self._acceptance(offer, accept_url),
        ]

    def _header(self, proposal: Proposal) -> Flowable:
        offer = proposal.offer
        facts = (
            f"Nº {plain(offer.number, 40)}",
            f"Emissão: {self._calendar.day(offer.offered_at):%d/%m/%Y}",
            f"Válida até: {self._calendar.day(offer.valid_until):%d/%m/%Y}",
        )
        title = Paragraph("Proposta comercial", style(13, bold=True, right=True))
        lines = [
            Paragraph(markup(fact), style(8.5, soft=True, right=True, gap=0)) for fact in facts
        ]
        return columns([self._brand(proposal.company)], [title, *lines], WIDTH * 0.45)

    def _brand(self, company: str) -> Flowable:
        if self._logo is None:
            return Paragraph(markup(plain(company, NAME_CHARS)), style(17, bold=True))
        width, height = self._logo_size
        return Image(io.BytesIO(self._logo), width, height, hAlign="LEFT")

    def _parties(self, proposal: Proposal) -> Flowable:
        issuer = self._issuer
        ours = (issuer.legal_name or proposal.company, issuer.document, issuer.contact)
        theirs = (proposal.client_name or "Quem pediu esta proposta na conversa",)
        left = _party("Proposta de", (*ours, issuer.address))
        return tinted_box(left, _party("Para", theirs), WIDTH / 2, self._colour)

    def _investment(self, offer: Offer) -> Story:
        rows = [("Sinal", "para começar", format_brl(offer.deposit_centavos))]
        if offer.balance_centavos:
            rows.append(("Saldo", "na entrega", format_brl(offer.balance_centavos)))
        rows.append(("Total", "", format_brl(offer.total_centavos)))
        methods = Paragraph(
            f"Formas de pagamento: {markup(self._terms.payment_methods)}", style(8.5, soft=True)
        )
        return [amounts_table(rows, self._colour), Spacer(0, 2 * mm), methods]

    def _conditions(self) -> Story:
        return [
            Paragraph(f"<b>{markup(title)}.</b> {markup(text)}", style(9))
            for title, text in self._terms.conditions
        ]

    def _acceptance(self, offer: Offer, accept_url: str) -> Flowable:
        until = f"{self._calendar.day(offer.valid_until):%d/%m/%Y}"
        text = [
            Paragraph("Aceite", style(11, bold=True, gap=4)),
            Paragraph(
                f"Para aceitar até <b>{until}</b>, toque em “Aceitar proposta” na conversa, "
                "aponte a câmera para o código ou abra:",
                style(9),
            ),
            Paragraph(link(accept_url), style(8, gap=5)),
            Paragraph(
                "Fica registrado: data e hora, a mensagem ou o toque do aceite, o número e o valor "
                "da proposta e a impressão digital (SHA-256) deste arquivo.",
                style(8, soft=True, gap=2),
            ),
            Paragraph(
                "Só pague pelo link que enviamos na conversa. Não pedimos Pix por mensagem.",
                style(8, soft=True, gap=0),
            ),
        ]
        code = qr_code(accept_url, QR_SIDE)
        return tinted_box(text, [code], QR_SIDE + 8 * mm, self._colour)


def _party(title: str, lines: tuple[str, ...]) -> Story:
    shown = [plain(line, NAME_CHARS) for line in lines if plain(line)]
    return [
        Paragraph(title, style(8, soft=True, gap=1)),
        *(
            Paragraph(markup(line), style(9.5, bold=not number, gap=1))
            for number, line in enumerate(shown)
        ),
    ]


def _wants(proposal: Proposal) -> Story:
    return [
        Paragraph(f"<b>{markup(label)}:</b> {markup(text)}", style())
        for label, text in proposal.wants
    ]


def _scope_title(offer: Offer) -> Flowable:
    return Paragraph(markup(offer.title), style(10, bold=True, gap=4))


def _deadline(offer: Offer) -> str:
    days = "1 dia útil" if offer.delivery_days == 1 else f"{offer.delivery_days} dias úteis"
    return (
        f"<b>{days}</b>, contados a partir do dia útil seguinte àquele em que o sinal estiver pago "
        "e o briefing, completo. Sábados, domingos e feriados não contam. Enquanto esperamos "
        "material ou aprovação de sua parte, o prazo fica parado."
    )


def _logo_size(logo: bytes) -> tuple[float, float]:
    try:
        width, height = ImageReader(io.BytesIO(logo)).getSize()
    except Exception as error:
        raise ConfigurationError("the logo is not an image that can be read") from error
    scale = min(LOGO_BOX[0] / width, LOGO_BOX[1] / height)
    return width * scale, height * scale
