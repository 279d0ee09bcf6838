"""
Dates and periods as Brazilians say them, resolved from the day on which they were said.

A `DateRange` holds what was said, both ends included: "dia 20" is one day, "semana que vem"
Monday to its last working day, "até dia 20" from today to the 20th, "antes do natal" from the
last working day before it.  `to_day` is therefore always the day by which the work is wanted.
Nobody asks for a day that is over: "dia 5" said on the 10th is next month's, "01/02" said in
March is next year's.

`days` reads single days, `feasts` days with a name, `periods` weeks and months, `spans` times
from now, `urgency` what is no date at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from autovenda_core.business_days import Calendar
from autovenda_core.model import DateRange
from autovenda_core.understanding.deadlines.days import CALENDAR_DAYS, WEEKDAY, WEEKDAYS
from autovenda_core.understanding.deadlines.feasts import FEAST, FEASTS
from autovenda_core.understanding.deadlines.periods import MONTHS, PARTS, WHOLES
from autovenda_core.understanding.deadlines.spans import SPANS
from autovenda_core.understanding.deadlines.today import MONTH, Period, Reader, Today
from autovenda_core.understanding.deadlines.urgency import ASAP, FLEXIBLE, urgency_of
from autovenda_core.understanding.lazy import lazy

__all__ = ["ASAP", "FLEXIBLE", "find_deadline", "names_a_time"]

_FORMS = (*CALENDAR_DAYS, *FEASTS, *PARTS, *WEEKDAYS, *WHOLES, *SPANS, *MONTHS)
"""The more specific first: "dia das mães, 10 de maio" is the tenth of May."""

_SOME_TIME = lazy(
    r"\d[/.-]\d|\bdias?\b|hoje|amanha|seman|\bmes|\bano|\bfds\b|quinzena|mestre|feira|\bh\b|\bhoras?\b"
    rf"|\b(?:{MONTH}|{WEEKDAY})|{FEAST}"
)
"""Whether any of the forms is worth trying; most texts name no time."""

_LATEST = lazy(
    r"\b(?:ate|no maximo|maximo|no mais tardar|no limite|prazo(?: final)?(?: e| seria)?"
    r"|deadline(?: e)?)(?: (?:em|para|la|ao?s?|o|dias?|umas?|uns|na|no|mes|de))* $"
)
_BEFORE = lazy(r"\b(?:antes|vespera) d[aeo]s?(?: (?:o|a|dia|feriado d[aeo]s?))? $")
_AFTER = lazy(r"\b(?:depois|passad[oa]|apos)(?: d[aeo]s?)?(?: (?:o|a|dia|feriado d[aeo]s?))? $")
_WEIGHED = lazy(r"\b(?:ate|maximo|tardar|limite|deadline|prazo|depois|passad[oa]|apos)\b")
"""What makes one date the answer and another not: "o evento é dia 18, preciso até dia 10"."""

_LONGEST_LEAD = 28
"""Characters before a date in which such a word may stand."""

_CORRECTED = lazy(
    r"\b(?:alias|digo|quer dizer|ops|opa|na verdade|nao espera|melhor|corrig\w+|errei)\b"
)


def find_deadline(plain: str, today: date, calendar: Calendar) -> DateRange | None:
    """The day or period that a plain text names; of a correction, the last."""
    corrected = list(_CORRECTED.finditer(plain))
    if corrected:
        after = _find(plain[corrected[-1].end() :], today, calendar)
        if after:
            return after
    return _find(plain, today, calendar)


def names_a_time(plain: str) -> bool:
    """Whether a plain text names a day, a period or a hurry."""
    return urgency_of(plain) is not None or (
        _SOME_TIME.search(plain) is not None and any(form.search(plain) for form, _ in _FORMS)
    )


def _find(plain: str, today: date, calendar: Calendar) -> DateRange | None:
    dates = _dates(plain, Today(today, calendar)) if _SOME_TIME.search(plain) else iter(())
    if _WEIGHED.search(plain):
        dates = iter(sorted(dates, key=lambda dated: dated[0]))
    if found := next(dates, None):
        return found[1]
    urgency = urgency_of(plain)
    return DateRange(special=urgency) if urgency else None


def _dates(plain: str, today: Today) -> Iterator[tuple[int, DateRange]]:
    """Every date, the more specific first, and how little it is likely to be the answer."""
    for pattern, reader in _FORMS:
        for match in pattern.finditer(plain):
            period = _safely(reader, today, match)
            if period and period[1] >= today.day:
                yield _bounded(plain, match.start(), today, period)


def _safely(reader: Reader, today: Today, match: re.Match[str]) -> Period | None:
    try:
        return reader(today, match)
    except (OverflowError, ValueError):  # beyond the last year that `date` knows
        return None


def _bounded(plain: str, start: int, today: Today, period: Period) -> tuple[int, DateRange]:
    """What a word before a date makes of it: "até", "antes de", "depois de"."""
    lead = max(start - _LONGEST_LEAD, 0)
    first, last = period
    if _LATEST.search(plain, lead, start):
        return 0, DateRange(today.day, last)
    if _BEFORE.search(plain, lead, start):
        before = max(today.working_day_before(first), today.day)
        return 1, DateRange(before, last) if first == last else DateRange(today.day, before)
    if _AFTER.search(plain, lead, start):
        return 2, DateRange(last + timedelta(days=1), last + timedelta(days=7))
    return 1, DateRange(first, last)
