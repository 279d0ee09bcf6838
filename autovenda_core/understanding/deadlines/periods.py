"""Weeks, months and years, and parts of them: "semana que vem", "fim do mês", "em maio"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from autovenda_core.understanding.deadlines.today import (
    MONTH,
    Period,
    Today,
    forms,
    month_of,
)

__all__ = ["MONTHS", "PARTS", "WHOLES"]

_NEXT = r"(?:que vem|q vem|vem|seguinte|proxim[ao]|outr[ao])"
_THIS = r"(?:n?ess[ea]|n?est[ea]|dess[ea]|dest[ea]|corrente)"
_FULL_MONTH = MONTH.split("|jan|")[0] + r")\b"
_IS_NEXT = re.compile(rf"\b{_NEXT}\b")
_IN_WORDS = {"primeira": 1, "segunda": 2, "terceira": 3, "quarta": 4, "1": 1, "2": 2, "3": 3}


# ------------------------------------------------------------------ parts


def _part(today: Today, match: re.Match[str]) -> Period | None:
    """The beginning, the middle or the end of a week, a month or the year."""
    which, of = match["which"], match["of"]
    if "semana" in of:
        return _part_of_week(which, today.week(1 if _IS_NEXT.search(of) else 0))
    if "semestre" in of:
        return _end_of_half_year(today)
    if "ano" in of:
        return _part_of_year(today, which, today.day.year + bool(_IS_NEXT.search(of)))
    return _part_not_over(today, which, _months_ahead(today, of))


def _part_not_over(today: Today, which: str, ahead: int) -> Period:
    """A part of a month; of the present one's beginning, when it is over, the next one's."""
    part = _part_of_month(which, *today.month(ahead))
    if ahead == 0 and part[1] <= today.day:
        part = _part_of_month(which, *today.month(1))
    return max(part[0], today.day), part[1]


def _months_ahead(today: Today, of: str) -> int:
    named = re.search(MONTH, of)
    if named:
        return today.months_to(month_of(named[0]))
    return 1 if _IS_NEXT.search(of) else 0


def _part_of_week(which: str, week: Period) -> Period:
    monday, friday = week
    if which.startswith("f"):
        return friday, friday
    if which.startswith(("c", "i")):
        return monday, min(monday + timedelta(days=1), friday)
    return min(monday + timedelta(days=2), friday), min(monday + timedelta(days=2), friday)


def _part_of_month(which: str, first: date, last: date) -> Period:
    """The first ten days of a month, the days to its middle, the last ten, or its halves."""
    if which.startswith("primeira"):
        return first, first.replace(day=15)
    if which.startswith("segunda"):
        return first.replace(day=16), last
    if which.startswith(("com", "inicio")):
        return first, first.replace(day=10)
    if which.startswith("me"):
        return first.replace(day=11), first.replace(day=15)
    return first.replace(day=21), last


def _part_of_year(today: Today, which: str, year: int) -> Period:
    if which.startswith(("com", "inicio")):
        year += year == today.day.year
        return today.worked(date(year, 1, 1), date(year, 1, 31))
    if which.startswith("me"):
        return today.worked(date(year, 6, 1), date(year, 6, 30))
    return today.worked(date(year, 12, 1), date(year, 12, 31))


def _half_of_month(today: Today, match: re.Match[str]) -> Period:
    """ "Segunda quinzena", of this month or, if it is over, of the next."""
    return _part_not_over(today, match["which"], 0)


def _week_of_month(today: Today, match: re.Match[str]) -> Period:
    """ "Primeira semana de abril": its first working day to that week's Friday."""
    first, last = today.month(_months_ahead(today, match["of"]))
    if match["which"] == "ultima":
        return last - timedelta(days=6), last
    monday = first - timedelta(days=first.weekday()) + timedelta(days=7 * (first.weekday() > 4))
    monday += timedelta(days=7 * (_IN_WORDS[match["which"]] - 1))
    return max(monday, first), min(today.worked(monday, monday + timedelta(days=4))[1], last)


def _weekend(today: Today, match: re.Match[str]) -> Period:
    saturday = today.days((5 - today.day.weekday()) % 7 + (7 if match["next"] else 0))
    return saturday, saturday + timedelta(days=1)


PARTS = forms(
    (r"\b(?:fi[mn]|final) de semana(?P<next> que vem)?\b|\bfds\b", _weekend),
    (
        rf"\b(?P<which>primeira|segunda|terceira|quarta|ultima|[123]) semana"
        rf" (?P<of>(?:d[eo] )(?:(?:proximo )?mes(?: {_NEXT})?\b|{MONTH}))",
        _week_of_month,
    ),
    (
        r"\b(?!meio (?:ano|mes)\b)(?P<which>fi[mn]s?|final|finais|finalzinho|finzinho|termino"
        r"|comeco|comecinho|inicio|meados?|meio|metade|primeira quinzena|segunda quinzena)"
        rf" (?P<of>(?:(?:d[aeo]s?|{_THIS}) )?(?:mes de )?(?:(?:proxim[ao] |corrente )?"
        rf"(?:mes|semana|ano|semestre)(?! de {MONTH})\b(?: {_NEXT}\b)?|{MONTH}))",
        _part,
    ),
    (r"\b(?P<which>primeira|segunda) quinzena\b", _half_of_month),
)


# ------------------------------------------------------------------ wholes


def _to_end(today: Today, period: Period) -> Period:
    """What is left of the present week, month or year."""
    return today.day, max(period[1], today.day)


def _year(today: Today, ahead: int) -> Period:
    year = today.day.year + ahead
    return today.worked(date(year, 1, 1), date(year, 12, 31))


def _end_of_half_year(today: Today) -> Period:
    month = 6 if today.day.month <= 6 else 12
    return _to_end(today, today.month(today.months_to(month)))


def _half_year(today: Today, match: re.Match[str]) -> Period:
    """ "Segundo semestre", "semestre que vem": from its first day to its last."""
    now_second = today.day.month > 6
    second = match["which"] == "segundo" if match["which"] else not now_second
    year = today.day.year + (now_second and not second)
    start, end = (7, 12) if second else (1, 6)
    last = date(year, end, 31 if second else 30)
    return max(date(year, start, 1), today.day), today.worked(date(year, start, 1), last)[1]


def _next_quarter(today: Today, _: re.Match[str]) -> Period:
    ahead = 3 - (today.day.month - 1) % 3
    return today.month(ahead)[0], today.month(ahead + 2)[1]


WHOLES = forms(
    (
        rf"\b(?:{_NEXT} semana|semana {_NEXT})\b",
        lambda today, _: today.week(1),
    ),
    (
        rf"\b{_NEXT} mes\b|\bmes {_NEXT}\b",
        lambda today, _: today.month(1),
    ),
    (
        rf"(?P<month>{MONTH}) d[oe] (?P<year>ano que vem|proximo ano|20\d\d)\b",
        lambda today, match: _month_of_year(today, match),
    ),
    (
        rf"\b{_NEXT} ano\b(?! novo)|\bano {_NEXT}\b",
        lambda today, _: _year(today, 1),
    ),
    (
        r"\b(?P<which>primeiro|segundo) semestre\b",
        _half_year,
    ),
    (
        rf"\b(?P<which>)(?:{_NEXT} semestre|semestre {_NEXT})\b",
        _half_year,
    ),
    (rf"\b(?:{_NEXT} trimestre|trimestre {_NEXT})\b", _next_quarter),
    (
        rf"\b{_THIS} semana\b|\bsemana (?:agora|atual)\b",
        lambda today, _: _to_end(today, today.week(0)),
    ),
    (
        rf"\b{_THIS} mes\b|\bmes (?:corrente|atual)\b",
        lambda today, _: _to_end(today, today.month(0)),
    ),
    (
        rf"\b{_THIS} semestre\b",
        lambda today, _: _end_of_half_year(today),
    ),
    (
        rf"\b{_THIS} ano\b",
        lambda today, _: _to_end(today, _year(today, 0)),
    ),
    (r"\bhoje\b(?! a (?:oito|quinze))", lambda today, _: (today.day, today.day)),
)


# ------------------------------------------------------------------ months by name


def _month_of_year(today: Today, match: re.Match[str]) -> Period:
    written = match["year"]
    year = int(written) if written.isdigit() else today.day.year + 1
    months = (year - today.day.year) * 12 + month_of(match["month"]) - today.day.month
    return today.month(months)


def _named_month(today: Today, match: re.Match[str]) -> Period:
    """A month; of "abril ou maio", both."""
    first, last = today.month(today.months_to(month_of(match["month"])))
    other = match["other"]
    if other:
        last = max(last, today.month(today.months_to(month_of(other)))[1])
    return max(first, today.day), last


_OTHER = rf"(?: (?:ou|e|a|ate) (?P<other>{_FULL_MONTH}))?"
_AFTER_A_PREPOSITION = "|".join(
    rf"(?<=\b{word} )"
    for word in ("em", "entre", "ate", "para", "de", "comeco", "por", "e", "seria")
)
MONTHS = forms(
    (
        rf"(?:{_AFTER_A_PREPOSITION})(?P<month>{_FULL_MONTH}){_OTHER}",
        _named_month,
    ),
    (
        rf"(?:^|(?<=[,.] ))(?P<month>{_FULL_MONTH}){_OTHER}(?= (?:[,.?]|esta|seria|serve|mesmo|ja"
        r"|ok|no maximo|e (?:bom|otimo|perfeito|uma boa|o ideal)|kkk)|[ ,.?]*$)",
        _named_month,
    ),
    (rf"^(?P<month>{_FULL_MONTH})(?P<other>)(?! \w{{4,}})", _named_month),
)
