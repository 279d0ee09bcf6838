"""Single days: "15/04", "dia 20", "quinze de abril", "sexta da semana que vem", "amanhã"."""

from __future__ import annotations

import re
from datetime import date

from autovenda_core.understanding.deadlines.today import (
    MONTH,
    NUMBER,
    Period,
    Today,
    date_of,
    forms,
    month_of,
    number,
)
from autovenda_core.understanding.numerals import ONES

__all__ = ["CALENDAR_DAYS", "WEEKDAY", "WEEKDAYS"]

_NEXT_MONTH = re.compile(
    r"\b(?:(?:proximo|outro) mes|mes (?:que vem|q vem|seguinte|proximo|vem))\b"
)


def _one(day: date | None) -> Period | None:
    return (day, day) if day else None


def _written_date(today: Today, match: re.Match[str]) -> Period | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return _one(date_of(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return _one(today.coming(month, day))


def _named_month_day(today: Today, match: re.Match[str]) -> Period | None:
    """ "15 de abril"; of "entre 15 e 20 de abril", both days."""
    month, year = month_of(match["month"]), match["year"]
    days = (match["first"] or match["day"], match["day"])
    found = [
        date_of(int(year), month, number(day)) if year else today.coming(month, number(day))
        for day in days
    ]
    first, last = found
    return (first, last) if first and last and first <= last else _one(last)


def _day_of_month(today: Today, match: re.Match[str]) -> Period | None:
    """ "Dia 20"; of "dia 15 ou 20", both."""
    next_month = _NEXT_MONTH.search(match.string) is not None
    last = _next_such_day(today, number(match["day"]), next_month=next_month)
    if match["other"] and last:
        other = _next_such_day(today, number(match["other"]), next_month=next_month)
        return (last, other) if other and last <= other else _one(last)
    return _one(last)


def _next_such_day(today: Today, day: int, *, next_month: bool) -> date | None:
    """The next month's day of that number, from today on, in a month that has it."""
    for ahead in range(1 if next_month else 0, 4):
        first = today.first_of_month(ahead)
        found = date_of(first.year, first.month, day)
        if found and found >= today.day:
            return found
    return None


_WEEKDAYS = ("seg", "ter", "qua", "qui", "sex", "sab", "dom")
WEEKDAY = (
    r"(?:segunda|terca|quarta|quinta|sexta|sabado|domingo|seg|ter|qua|qui|sex|sab|dom)\b"
    r"(?: feira)?"
)


def _weekday(today: Today, match: re.Match[str]) -> Period | None:
    """The next such day after today."""
    return _one(today.days(_ahead(today, match)))


def _weekday_of_next_week(today: Today, match: re.Match[str]) -> Period | None:
    index = _WEEKDAYS.index(match["weekday"][:3])
    return _one(today.days(7 - today.day.weekday() + index))


def _weekday_after_next(today: Today, match: re.Match[str]) -> Period | None:
    return _one(today.days(_ahead(today, match) + 7))


def _ahead(today: Today, match: re.Match[str]) -> int:
    index = _WEEKDAYS.index(match["weekday"][:3])
    return (index - today.day.weekday()) % 7 or 7


def _numbered_weekday(today: Today, match: re.Match[str]) -> Period | None:
    """ "2ª feira" is Monday."""
    return _one(today.days((int(match["number"]) - 2 - today.day.weekday()) % 7 or 7))


CALENDAR_DAYS = forms(
    (
        r"(?<![\d/.-])(?P<year>20\d\d)-(?P<month>\d{2})-(?P<day>\d{2})(?![\d/.-])",
        _written_date,
    ),
    (
        r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2}))?"
        r"(?![\d/.,-])(?! (?:k|mil|reais)\b)",
        _written_date,
    ),
    (
        rf"\b(?:(?P<first>\d{{1,2}}|{ONES}) (?:e|a|ou|ate)(?: o)?(?: dia)? )?(?P<day>{NUMBER})"
        rf" (?:de |do mes de )(?P<month>{MONTH})(?: (?:de |do ano de )?(?P<year>20\d\d))?",
        _named_month_day,
    ),
    (rf"\b(?P<first>)(?P<day>\d{{1,2}}) (?P<month>{MONTH})(?P<year>)", _named_month_day),
    (
        rf"\bdias? (?P<day>{NUMBER})(?![/.]\d)(?: (?:ou|a|e|ate)(?: o)?(?: dia)? "
        rf"(?P<other>{NUMBER})(?! (?:mil|k|reais|conto|horas|vezes|x|produtos|paginas)\b))?",
        _day_of_month,
    ),
)
"""Days by their number."""

_NEXT_WEEK = (
    r"(?:(?:semana que vem|semana q vem|proxima semana|semana seguinte|outra semana|outra"
    r"|semana proxima)\b)"
)
WEEKDAYS = forms(
    (r"\bdepois de amanha\b", lambda today, _: _one(today.days(2))),
    (
        r"\bamanha\b(?! (?:eu )?(?:te|a gente|vejo|falo|decido))",
        lambda today, _: _one(today.days(1)),
    ),
    (rf"\b(?P<weekday>{WEEKDAY}) d[ae] {_NEXT_WEEK}", _weekday_of_next_week),
    (rf"\b{_NEXT_WEEK} ?,? (?:na|ate|para a?)? ?(?P<weekday>{WEEKDAY})", _weekday_of_next_week),
    (
        rf"\boutra (?P<weekday>{WEEKDAY})",
        _weekday_after_next,
    ),
    (
        rf"\b(?P<weekday>{WEEKDAY})(?! (?:opcao|versao|via|vez|quinzena|semana|parcela|pagina"
        r"|etapa|mao))",
        _weekday,
    ),
    (r"\b(?P<number>[2-6]) feira\b", _numbered_weekday),
)
"""Days of this week or the next; "sexta que vem" is the next Friday, not the one after it."""
