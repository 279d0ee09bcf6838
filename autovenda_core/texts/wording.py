"""Values as people read them: the only place where amounts, days and lists become words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import ServicePackage
from autovenda_core.model import DateRange, MoneyRange, Offer, Qualification
from autovenda_core.money import format_brl

__all__ = [
    "budget_in_words",
    "business_days_in_words",
    "day_in_words",
    "deadline_in_words",
    "offer_values",
    "price_list",
    "quoted",
    "round_brl",
    "summary_of",
    "time_in_words",
    "whole_reais",
    "wishes_of",
]

QUOTE_CHARS = 80
MARKUP = str.maketrans(dict.fromkeys("*_~`", ""))


def quoted(text: str) -> str:
    """A lead's words, safe inside a message of ours: one short line without markup."""
    line = " ".join(text.translate(MARKUP).split())
    return line if len(line) <= QUOTE_CHARS else line[: QUOTE_CHARS - 1] + "…"


def day_in_words(day: date) -> str:
    """15/12/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def time_in_words(at: datetime, calendar: Calendar) -> str:
    """15/12/2026 às 14:31, on the business's clock."""
    local = calendar.local(at)
    return f"{day_in_words(local.date())} às {local.hour:02d}:{local.minute:02d}"


def business_days_in_words(count: int) -> str:
    """10 dias úteis."""
    return "1 dia útil" if count == 1 else f"{count} dias úteis"


def round_brl(amount_centavos: int) -> str:
    """R$ 1.500 for a whole amount, with centavos otherwise: short enough for a button."""
    return format_brl(amount_centavos).removesuffix(",00")


def whole_reais(amount_centavos: int) -> str:
    """1.500, without the centavos: a round figure for a button, two of which fit into one."""
    return format_brl(amount_centavos // 100 * 100).removeprefix("R$ ").removesuffix(",00")


def budget_in_words(budget: MoneyRange) -> str:
    """até R$ 1.500."""
    match budget.from_centavos, budget.to_centavos:
        case None, None:
            return "a definir"
        case None, int(high):
            return f"até {round_brl(high)}"
        case int(low), None:
            return f"a partir de {round_brl(low)}"
        case int(low), int(high) if low == high:
            return round_brl(low)
        case low, high:
            return f"de {round_brl(low or 0)} a {round_brl(high or 0)}"


def deadline_in_words(deadline: DateRange) -> str:
    """até 20/12/2026."""
    if deadline.special == "asap":
        return "o quanto antes"
    if deadline.special == "flexible":
        return "sem pressa"
    day = deadline.to_day or deadline.from_day
    return f"até {day_in_words(day)}" if day else "a definir"


def wishes_of(wants: Qualification) -> tuple[tuple[str, str], ...]:
    """What the lead told us, as (label, text) pairs."""
    pairs = []
    if wants.need:
        pairs.append(("O que precisa", quoted(wants.need)))
    if wants.deadline:
        pairs.append(("Prazo desejado", deadline_in_words(wants.deadline)))
    if wants.budget:
        pairs.append(("Investimento", budget_in_words(wants.budget)))
    return tuple(pairs)


def summary_of(wants: Qualification) -> str:
    """What the lead told us, in one line; what is unknown is left out."""
    return ", ".join(text for _, text in wishes_of(wants) if text != "a definir")


def offer_values(offer: Offer, calendar: Calendar) -> dict[str, str]:
    """The placeholders of every text about an offer."""
    return {
        "numero": offer.number,
        "pacote": offer.title,
        "entregaveis": bullets(offer.deliverables[:4]),
        "total": format_brl(offer.total_centavos),
        "sinal": format_brl(offer.deposit_centavos),
        "saldo": format_brl(offer.balance_centavos),
        "prazo": business_days_in_words(offer.delivery_days),
        "validade": day_in_words(calendar.day(offer.valid_until)),
    }


def bullets(lines: Iterable[str]) -> str:
    """• one a line."""
    return "\n".join(f"• {line}" for line in lines)


def price_list(packages: Iterable[ServicePackage]) -> str:
    """The packages as a numbered list; leads answer with the number."""
    return "\n".join(
        f"{number}. *{package.name}* — {format_brl(package.price_centavos)}"
        for number, package in enumerate(packages, 1)
    )
