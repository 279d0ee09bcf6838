"""Days are counted as a business counts them, on its own wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.business_days import BRASILIA, Calendar, OfficeHours

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone

CARNIVAL_2026 = frozenset({date(2026, 2, 16), date(2026, 2, 17)})


def counted_one_by_one(calendar: Calendar, start: date, count: int) -> date:
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in calendar.holidays
    return day


@given(days, st.integers(0, 120), st.data())
def test_counting_by_weeks_gives_what_counting_day_by_day_gives(
    start: date, count: int, data: st.DataObject
) -> None:
    near = st.integers(-5, 250).map(lambda offset: start + timedelta(days=offset))
    calendar = Calendar(frozenset(data.draw(st.sets(near, max_size=25))))

    found = calendar.add_business_days(start, count)

    assert found == counted_one_by_one(calendar, start, count)


@given(days, st.integers(1, 60))
def test_a_deadline_never_falls_on_a_day_off(start: date, count: int) -> None:
    calendar = Calendar(frozenset(start + timedelta(days=each) for each in range(3, 90, 7)))

    assert calendar.is_business_day(calendar.add_business_days(start, count))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
        (date(2026, 3, 10), 1, date(2026, 3, 11)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),
        (date(2026, 3, 14), 1, date(2026, 3, 16)),
        (date(2026, 3, 15), 5, date(2026, 3, 20)),
        (date(2026, 2, 13), 1, date(2026, 2, 18)),
        (date(2026, 2, 13), 10, date(2026, 3, 3)),
    ],
)
def test_weekends_and_holidays_are_not_counted(start: date, count: int, expected: date) -> None:
    assert Calendar(CARNIVAL_2026).add_business_days(start, count) == expected


def test_a_holiday_on_a_weekend_costs_no_second_day() -> None:
    calendar = Calendar(frozenset({date(2026, 3, 14)}))

    assert calendar.add_business_days(date(2026, 3, 13), 1) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 11, 2, 59, 59, tzinfo=UTC), date(2026, 3, 10)),
        (datetime(2026, 3, 11, 3, 0, tzinfo=UTC), date(2026, 3, 11)),
        (datetime(2026, 3, 10, 23, 0, tzinfo=BRASILIA), date(2026, 3, 10)),
        (datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=9))), date(2025, 12, 31)),
    ],
)
def test_a_day_changes_at_midnight_on_the_business_s_clock(at: datetime, day: date) -> None:
    assert Calendar().day(at) == day


@given(days)
def test_the_end_of_a_day_is_its_last_second(day: date) -> None:
    end = Calendar().end_of_day(day)

    assert end.tzinfo is UTC
    assert Calendar().day(end) == day
    assert Calendar().day(end + timedelta(seconds=1)) == day + timedelta(days=1)


@given(instants)
def test_brasilia_is_sao_paulo_since_daylight_saving_time_ended(at: datetime) -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")

    assert Calendar().local(at).replace(tzinfo=None) == at.astimezone(sao_paulo).replace(
        tzinfo=None
    )


def test_a_business_elsewhere_has_days_of_its_own() -> None:
    at = datetime(2026, 3, 11, 4, 30, tzinfo=UTC)
    manaus = Calendar(zone=ZoneInfo("America/Manaus"))

    assert (Calendar().day(at), manaus.day(at)) == (date(2026, 3, 11), date(2026, 3, 11))
    assert manaus.end_of_day(date(2026, 3, 10)) == datetime(2026, 3, 11, 3, 59, 59, tzinfo=UTC)


# ---------------------------------------------------------------------------- office hours


@pytest.mark.parametrize(
    ("local", "is_open", "opens"),
    [
        (datetime(2026, 3, 10, 9, 0, tzinfo=BRASILIA), True, "10 09"),
        (datetime(2026, 3, 10, 17, 59, tzinfo=BRASILIA), True, "10 17"),
        (datetime(2026, 3, 10, 18, 0, tzinfo=BRASILIA), False, "11 09"),
        (datetime(2026, 3, 10, 3, 0, tzinfo=BRASILIA), False, "10 09"),
        (datetime(2026, 3, 13, 20, 0, tzinfo=BRASILIA), False, "16 09"),
        (datetime(2026, 3, 14, 10, 0, tzinfo=BRASILIA), False, "16 09"),
        (datetime(2026, 2, 16, 10, 0, tzinfo=BRASILIA), False, "18 09"),
    ],
)
def test_office_hours_leave_out_nights_weekends_and_holidays(
    local: datetime, is_open: bool, opens: str
) -> None:
    office, calendar = OfficeHours(), Calendar(CARNIVAL_2026)

    at = local.astimezone(UTC)

    assert office.are_open(at, calendar) is is_open
    assert office.next_opening(at, calendar).strftime("%d %H") == opens


@given(instants)
def test_somebody_is_there_when_it_opens_and_never_before(at: datetime) -> None:
    office, calendar = OfficeHours(), Calendar(CARNIVAL_2026)

    opening = office.next_opening(at, calendar)

    assert opening >= at
    assert office.are_open(opening, calendar)


def test_a_calendar_without_a_working_day_does_not_hold_us_up() -> None:
    start = date(2026, 1, 1)
    always = Calendar(frozenset(start + timedelta(days=each) for each in range(400)))

    opening = OfficeHours().next_opening(datetime(2026, 1, 5, 12, tzinfo=UTC), always)

    assert opening.year == 2026


@given(days, st.integers(0, 60))
def test_the_days_between_are_those_that_were_added(start: date, count: int) -> None:
    calendar = Calendar(CARNIVAL_2026)

    end = calendar.add_business_days(start, count)

    assert calendar.business_days_between(start, end) == count
    assert calendar.business_days_between(end, start) == -count
