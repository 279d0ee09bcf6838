"""Dates as a Brazilian business counts them: local days, weekends and injected holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

__all__ = ["BRASILIA", "Calendar", "OfficeHours"]

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

    def business_days_between(self, start: date, end: date) -> int:
        """How many business days come after `start` until `end`; as a negative number where
        `end` is the earlier one."""
        if end < start:
            return -self.business_days_between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(map(self.is_business_day, days))

    def _holidays_between(self, first: date, last: date) -> int:
        """How many weekdays after `first`, up to `last`, are holidays."""
        return sum(
            first < holiday <= last and holiday.weekday() < SATURDAY for holiday in self.holidays
        )


@dataclass(frozen=True)
class OfficeHours:
    """When a person answers: local hours of weekdays; on holidays nobody does."""

    first_weekday: int = 0
    """0 is Monday."""
    last_weekday: int = 4
    from_hour: int = 9
    until_hour: int = 18

    def are_open(self, at: datetime, calendar: Calendar) -> bool:
        """Whether somebody is there now."""
        local = calendar.local(at)
        return self._works_on(local.date(), calendar) and (
            self.from_hour <= local.hour < self.until_hour
        )

    def next_opening(self, at: datetime, calendar: Calendar) -> datetime:
        """When somebody will be there next, on the business's wall clock; `at` where one is."""
        local = calendar.local(at)
        if self.are_open(at, calendar):
            return local
        day = local.date() + timedelta(days=local.hour >= self.from_hour)
        for _ in range(_LONGEST_BREAK_DAYS):
            if self._works_on(day, calendar):
                break
            day += timedelta(days=1)
        return datetime.combine(day, time(self.from_hour), calendar.zone)

    def _works_on(self, day: date, calendar: Calendar) -> bool:
        in_week = self.first_weekday <= day.weekday() <= self.last_weekday
        return in_week and day not in calendar.holidays


_LONGEST_BREAK_DAYS = 31
"""A calendar without a working day in it is nonsense, and must not be a loop without an end."""

SATURDAY = 5


def _add_weekdays(start: date, count: int) -> date:
    past_friday = max(0, start.weekday() - 4)
    weeks, rest = divmod(count, 5)
    over_weekend = 2 if start.weekday() - past_friday + rest > 4 else 0
    return start + timedelta(days=weeks * 7 + rest + over_weekend - past_friday)
