"""The national holidays of Brazil, which the core is told of: it knows no law."""

from __future__ import annotations

from datetime import datetime

import holidays

from autovenda_core.business_days import Calendar

__all__ = ["national_calendar"]


def national_calendar(now: datetime) -> Calendar:
    """The calendar for every deadline that can be promised now (at most 365 business days)."""
    years = range(now.year - 1, now.year + 4)
    return Calendar(frozenset(holidays.country_holidays("BR", years=years)))
