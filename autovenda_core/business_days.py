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
        return day.weekday() < 5 and day not in self.holidays

    def add_business_days(self, start: date, count: int) -> date:
        """The `count`-th business day after `start`; the day of `start` itself is not counted."""
        day, left = start, count
        while left > 0:
            day += timedelta(days=1)
            # Whole weeks at once, as long as no holiday can be among them.
            weeks = (left - 1) // 5 if day.weekday() < 5 else 0
            if weeks and not self._holiday_within(day, weeks * 7):
                day += timedelta(weeks=weeks)
                left -= weeks * 5
            left -= self.is_business_day(day)
        return day

    def _holiday_within(self, first: date, days: int) -> bool:
        last = first + timedelta(days=days)
        return any(first <= holiday < last for holiday in self.holidays)
