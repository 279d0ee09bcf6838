"""Months and days of the business, as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from autovenda_core.business_days import BRASILIA

__all__ = ["begin_of", "local_day", "month_of", "months_before"]


def local_day(at: datetime) -> date:
    """The day that it is in Brasília."""
    return at.astimezone(BRASILIA).date()


def begin_of(day: date) -> datetime:
    """The instant (UTC) at which a local day begins."""
    return datetime.combine(day, time(), BRASILIA).astimezone(UTC)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def months_before(day: date, count: int) -> date:
    """The first day of the month that many months before (or, negative, after) a day's."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
