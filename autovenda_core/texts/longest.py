"""
Every text with the longest values that life brings, so that its length is known beforehand.

Longer than the longest catalogue, company or name would be, and no longer: a text that fits
here fits always.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.effects import Link, LinkKind, Say, SendMessage, Text
from autovenda_core.model import DateRange, MoneyRange, Offer, Qualification, Rules
from autovenda_core.texts.entries import Texts
from autovenda_core.texts.rendering import Rendered, render
from autovenda_core.texts.template import Template

__all__ = ["PACKAGES", "RULES", "longest"]

AT = datetime(2026, 12, 28, 23, 0, tzinfo=UTC)
DAY = date(2026, 12, 31)
CENTAVOS = 99_999_999
"""The highest price that a catalogue can have."""

PACKAGES = Catalog(
    tuple(
        ServicePackage(
            id=f"pacote-{number}",
            name=f"Pacote {number} de Identidade Visual e Loja Virtual Completa",
            price_centavos=CENTAVOS,
            delivery_days=365,
            deliverables=("Textos revisados e fotos tratadas de todas as páginas",) * 4,
        )
        for number in range(1, 4)
    )
)
OFFER = Offer(
    number="C0FFEE-12.12",
    version=12,
    package_id="pacote-1",
    title=PACKAGES.packages[0].name,
    deliverables=PACKAGES.packages[0].deliverables,
    total_centavos=CENTAVOS,
    deposit_centavos=CENTAVOS // 2,
    delivery_days=365,
    offered_at=AT,
    valid_until=AT,
)
WANTS = Qualification(
    need="uma loja virtual completa com blog, agendamento e integração com o estoque",
    budget=MoneyRange(CENTAVOS - 1, CENTAVOS),
    deadline=DateRange(to_day=DAY),
)
RULES = Rules(
    company="Estúdio de Comunicação Irmãos Albuquerque",
    human_name="Maximiliana",
    installments=12,
    portfolio_url="https://estudio-irmaos-albuquerque.com.br/trabalhos",
)
WORDS = "queria uma loja virtual completa com blog, agendamento e integração com o e…"


def longest(text: Text, texts: Texts, answers: Mapping[str, Template], topic: str = "") -> Rendered:
    """A text as long as it gets; `topic`: the question of the FAQ that it answers."""
    say = Say(
        text,
        offer=OFFER,
        wants=WANTS,
        packages=tuple(PACKAGES.by_id),
        at=AT,
        day=DAY,
        amount_centavos=CENTAVOS,
        subject=WORDS,
        words=WORDS,
        topic=topic,
    )
    link = Link(LinkKind.PAYMENT, "c0ffee0000000000", 12)
    message = SendMessage((say,), buttons=("1", "2", "3"), link=link, client_name="Maximiliana")
    return render(message, texts, PACKAGES, RULES, Calendar(), answers)
