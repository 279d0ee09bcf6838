"""Values as people read them: the only place where amounts, days and lists become words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from autovenda_core.business_days import Calendar, OfficeHours
from autovenda_core.catalog import ServicePackage
from autovenda_core.model import DateRange, MoneyRange, Offer, Qualification, Rules
from autovenda_core.money import format_brl

__all__ = [
    "budget_in_words",
    "business_days_in_words",
    "day_in_words",
    "deadline_in_words",
    "facts_of",
    "greeting",
    "next_opening",
    "offer_values",
    "office_hours",
    "one_line",
    "package_facts",
    "package_of",
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


_ADDRESS = re.compile(r"//|@|\b(?:https?|www)\b|\w[.。][^\W\d_]", re.IGNORECASE)
"""Is part of what a chat makes a link of."""

_AMOUNT_OR_KEY = re.compile(
    r"R?[$＄]\s?\d[\d.,]{0,20}"
    r"|\d[\d.,]{0,20}\s?(?:%|(?:mil|k|rea(?:l|is)|contos?|pilas?|paus?|pratas?)\b)"
    r"|\+?\d(?:[ ().-]{0,2}\d){8,40}|[\da-f]{8}-[\da-f-]{20,40}",  # phones, CPF, keys of Pix
    re.IGNORECASE,
)


def quoted(text: str) -> str:
    """
    A lead's words, safe inside a message of ours: one short line without markup.

    Addresses, amounts and keys are left out ("…"): what stands in our message looks like ours.
    """
    spoken = ("…" if _ADDRESS.search(word) else word for word in one_line(text).split(" "))
    line = _AMOUNT_OR_KEY.sub("…", " ".join(spoken))
    return line if len(line) <= QUOTE_CHARS else line[: QUOTE_CHARS - 1] + "…"


def one_line(text: str) -> str:
    """Words without markup and line breaks."""
    return " ".join(text.translate(MARKUP).split())


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
    """What the lead told us, as (label, text) pairs; what they need is a quotation."""
    pairs = []
    if wants.need:
        pairs.append(("O que precisa", f"“{quoted(wants.need)}”"))
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


# ---------------------------------------------------------------------------- the business

_WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
_MOST_DELIVERABLES = 3
"""Of each package, where several stand in one message."""


def facts_of(rules: Rules) -> dict[str, str]:
    """What the owner has said about the business; what was not said is empty."""
    return {
        "empresa": rules.company,
        "humano": rules.human_name,
        "formas": rules.payment_methods,
        "parcelas": str(rules.installments) if rules.installments > 1 else "",
        "portfolio": rules.portfolio_url,
        "expediente": office_hours(rules.office),
        "validade_dias": str(rules.proposal_days),
    }


def package_facts(packages: Sequence[ServicePackage]) -> dict[str, str]:
    """What the catalogue says of some packages: of one in full, of several in short."""
    if len(packages) == 1:
        included = f"*{packages[0].name}*\n{bullets(packages[0].deliverables)}"
    else:
        included = "\n".join(
            f"• *{each.name}*: {'; '.join(each.deliverables[:_MOST_DELIVERABLES])}"
            for each in packages
        )
    return {
        "pacotes": price_list(packages),
        "o_que_inclui": included,
        "prazos": "\n".join(
            f"*{each.name}*: {business_days_in_words(each.delivery_days)}" for each in packages
        ),
    }


def package_of(offer: Offer) -> ServicePackage:
    """What an offer offers, which need not stand in the catalogue (any more)."""
    return ServicePackage(
        id=offer.package_id,
        name=offer.title,
        price_centavos=offer.total_centavos,
        delivery_days=offer.delivery_days,
        deliverables=offer.deliverables,
    )


def greeting(at: datetime, calendar: Calendar) -> str:
    """Bom dia, boa tarde or boa noite, by the business's clock."""
    hour = calendar.local(at).hour
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"


def office_hours(office: OfficeHours) -> str:
    """De segunda a sexta, das 9h às 18h."""
    first, last = _WEEKDAYS[office.first_weekday], _WEEKDAYS[office.last_weekday]
    days = f"de {first} a {last}" if first != last else f"só {_on(office.first_weekday)}"
    return f"{days}, das {office.from_hour}h às {office.until_hour}h"


def next_opening(at: datetime, office: OfficeHours, calendar: Calendar) -> str:
    """Hoje às 9h, amanhã às 9h, na segunda às 9h, or a day of the calendar."""
    opening = office.next_opening(at, calendar)
    days = (opening.date() - calendar.day(at)).days
    near = {0: "hoje", 1: "amanhã"}
    if days in near:
        day = near[days]
    elif days < len(_WEEKDAYS):
        day = _on(opening.weekday())
    else:
        day = f"em {day_in_words(opening.date())}"
    return f"{day} às {opening.hour}h"


def _on(weekday: int) -> str:
    return f"{'na' if weekday < SATURDAY else 'no'} {_WEEKDAYS[weekday]}"


SATURDAY = 5
