"""Dates as a Brazilian business counts them: local days, weekends and injected holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

__all__ = ["BRASILIA", "Calendar"]

BRASILIA = timezone(timedelta(hours=-3), "America/Sao_Paulo")
"""Fixed since daylight saving time ended (Decreto 9.772, 2019-04-25); no tz database needed."""


@dataclass(frozen=True)
class Calendar:
    """When a business works.  Holidays are injected: the core knows no law."""

    holidays: frozenset[date] = frozenset()
    zone: tzinfo = BRASILIA

    def local(self, at: datetime) -> datetime:
        """The same instant on the business's wall clock."""
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> date:
        """The local calendar day of an instant."""
        return self.local(at).date()

    def end_of_day(self, day: date) -> datetime:
        """The last second of a local day, in UTC."""
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)

    def is_business_day(self, day: date) -> bool:
        """Whether the business works on that day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_business_days(self, start: date, count: int) -> date:
        """The `count`-th business day after `start`; the day of `start` itself is not counted."""
        day, left = start, count
        while left > 0:
            first, day = day, _add_weekdays(day, left)
            left = self._holidays_between(first, day)
        return day

    def _holidays_between(self, first: date, last: date) -> int:
        """How many weekdays after `first`, up to `last`, are holidays."""
        return sum(
            first < holiday <= last and holiday.weekday() < SATURDAY for holiday in self.holidays
        )


SATURDAY = 5


def _add_weekdays(start: date, count: int) -> date:
    past_friday = max(0, start.weekday() - 4)
    weeks, rest = divmod(count, 5)
    over_weekend = 2 if start.weekday() - past_friday + rest > 4 else 0
    return start + timedelta(days=weeks * 7 + rest + over_weekend - past_friday)
