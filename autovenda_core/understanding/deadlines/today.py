"""The day on which something was said, and what is counted from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from autovenda_core.business_days import Calendar
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.numerals import BELOW_100, value_of

__all__ = [
    "MONTH",
    "NUMBER",
    "Form",
    "Period",
    "Reader",
    "Today",
    "date_of",
    "forms",
    "month_of",
    "number",
]

Period = tuple[date, date]
"""The first and the last day of what was said."""

_MONTHS = (
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro",
    "outubro", "novembro", "dezembro",
)  # fmt: skip
MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)\b"
NUMBER = rf"(?:\d{{1,3}}|primeiro|{BELOW_100})\b"


@dataclass(frozen=True)
class Today:
    """What relative days are counted from."""

    day: date
    calendar: Calendar

    def days(self, count: int) -> date:
        """The day that many days later."""
        return self.day + timedelta(days=count)

    def months(self, count: int) -> date:
        """The same day of a later month, or its last one."""
        last = self.first_of_month(count + 1) - timedelta(days=1)
        return last.replace(day=min(self.day.day, last.day))

    def week(self, ahead: int) -> Period:
        """Monday to the last working day of a week."""
        monday = self.days(7 * ahead - self.day.weekday())
        return self.worked(monday, monday + timedelta(days=4))

    def first_of_month(self, ahead: int) -> date:
        """The first day of a month that many months later."""
        months = self.day.year * 12 + self.day.month - 1 + ahead
        return date(months // 12, months % 12 + 1, 1)

    def month(self, ahead: int) -> Period:
        """The first to the last working day of a month."""
        return self.worked(
            self.first_of_month(ahead), self.first_of_month(ahead + 1) - timedelta(days=1)
        )

    def months_to(self, month: int) -> int:
        """How many months it is until one of the year's comes, 0 if it is this one."""
        return (month - self.day.month) % 12

    def worked(self, first: date, last: date) -> Period:
        """A period that ends on its last working day."""
        day = last
        while day > first and not self.calendar.is_business_day(day):
            day -= timedelta(days=1)
        return first, day if self.calendar.is_business_day(day) else last

    def working_day_before(self, day: date) -> date:
        """The last working day before another, of the two weeks before it."""
        return self.worked(day - timedelta(days=14), day - timedelta(days=1))[1]

    def coming(self, month: int, day: int) -> date | None:
        """That day of this year, or of the next one if it is over; None: there is none."""
        this_year = date_of(self.day.year, month, day)
        if this_year and this_year >= self.day:
            return this_year
        return date_of(self.day.year + 1, month, day)


Reader = Callable[[Today, re.Match[str]], Period | None]
Form = tuple[re.Pattern[str], Reader]


def forms(*written: tuple[str, Reader]) -> tuple[Form, ...]:
    """Forms from regular expressions for a plain text, each with what it means."""
    return tuple((lazy(pattern), reader) for pattern, reader in written)


def date_of(year: int, month: int, day: int) -> date | None:
    """A date, if it exists."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(name: str) -> int:
    """A month by its name or the first three letters of it, from 1."""
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def number(text: str) -> int:
    """What `NUMBER` matched."""
    if text == "primeiro":
        return 1
    return int(text) if text.isdigit() else value_of(text)
