"""Times from now: "em 15 dias", "10 dias úteis", "duas semanas", "mês e meio", "48h"."""

from __future__ import annotations

import re
from datetime import timedelta

from autovenda_core.understanding.deadlines.today import NUMBER, Period, Today, forms, number

__all__ = ["SPANS"]

_DAYS = {"dia": 1, "sem": 7, "qui": 15}
_LONGEST_YEARS = 10


def _business_days(today: Today, match: re.Match[str]) -> Period:
    return today.day, today.calendar.add_business_days(today.day, number(match["n"]))


def _from_now(today: Today, match: re.Match[str]) -> Period:
    count, unit = number(match["n"]), match["unit"]
    if unit[:3] in _DAYS:
        days = count * _DAYS[unit[:3]] + (_DAYS[unit[:3]] // 2 if match["half"] else 0)
        return today.day, today.days(days)
    if unit.startswith("ano"):
        half = 6 if match["half"] else 0
        return today.day, today.months(12 * min(count, _LONGEST_YEARS) + half)
    return today.day, today.months(count) + timedelta(days=15 if match["half"] else 0)


def _hours(today: Today, match: re.Match[str]) -> Period:
    return today.day, today.days(-(-number(match["n"]) // 24))


def _half(today: Today, match: re.Match[str]) -> Period:
    return today.day, today.days(15) if "mes" in match["unit"] else today.months(6)


def _week_by_count(today: Today, match: re.Match[str]) -> Period:
    """ "De hoje a oito" counts today: the same weekday, a week or two later."""
    days = (7 if match["n"] in ("oito", "8") else 14) + match.group().startswith("de amanha")
    return today.days(days), today.days(days)


SPANS = forms(
    (rf"\b(?P<n>{NUMBER}) dias? uteis\b", _business_days),
    (r"\bde (?:hoje|amanha) a (?P<n>oito|quinze|8|15)\b(?! dias)", _week_by_count),
    (
        rf"\b(?P<n>{NUMBER}) (?P<unit>dias?|semanas?|quinzenas?|mes|meses|anos?)\b"
        r"(?P<half> e mei[oa])?",
        _from_now,
    ),
    (rf"\b(?P<n>{NUMBER}) (?:h|horas?)\b", _hours),
    (
        r"\b(?P<unit>mes|semana|ano)(?P<half> e mei[oa])\b",
        lambda today, match: _one_and_a_half(today, match["unit"]),
    ),
    (r"\b(?P<unit>meio mes|meio ano)\b", _half),
)


def _one_and_a_half(today: Today, unit: str) -> Period:
    if unit == "semana":
        return today.day, today.days(10)
    if unit == "ano":
        return today.day, today.months(18)
    return today.day, today.months(1) + timedelta(days=15)
