"""Dates and periods, said on Tuesday, 10 March 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from autovenda_core.business_days import Calendar
from autovenda_core.model import DateRange
from autovenda_core.understanding.deadlines import find_deadline
from autovenda_core.understanding.normalise import read

TUESDAY = date(2026, 3, 10)
ASAP = DateRange(special="asap")
FLEXIBLE = DateRange(special="flexible")


def on(month: int, day: int, year: int = 2026) -> DateRange:
    return DateRange(date(year, month, day), date(year, month, day))


def between(first: tuple[int, int], last: tuple[int, int]) -> DateRange:
    return DateRange(date(2026, *first), date(2026, *last))


def by(month: int, day: int) -> DateRange:
    return DateRange(TUESDAY, date(2026, month, day))


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("hoje", on(3, 10)),
        ("amanhã", on(3, 11)),
        ("depois de amanhã", on(3, 12)),
        ("sexta", on(3, 13)),
        ("terça", on(3, 17)),
        ("2ª feira", on(3, 16)),
        ("quinta da semana que vem", on(3, 19)),
        ("sexta, aliás segunda", on(3, 16)),
        ("essa semana", by(3, 13)),
        ("até o fim da semana", by(3, 13)),
        ("fim de semana", between((3, 14), (3, 15))),
        ("semana que vem", between((3, 16), (3, 20))),
        ("mês que vem", between((4, 1), (4, 30))),
        ("este mês", by(3, 31)),
        ("fim do mês", between((3, 21), (3, 31))),
        ("começo de abril", between((4, 1), (4, 10))),
        ("meados de maio", between((5, 11), (5, 20))),
        ("primeira quinzena de abril", between((4, 1), (4, 15))),
        ("em maio", between((5, 1), (5, 29))),
        ("dia 20", on(3, 20)),
        ("dia 5", on(4, 5)),
        ("até dia 5", by(4, 5)),
        ("dia 10 do mês que vem", on(4, 10)),
        ("15/04", on(4, 15)),
        ("15/4/26", on(4, 15)),
        ("01/02", on(2, 1, 2027)),
        ("15 de abril", on(4, 15)),
        ("em 15 dias", by(3, 25)),
        ("10 dias úteis", by(3, 24)),
        ("duas semanas", by(3, 24)),
        ("um mês", by(4, 10)),
        ("um mês e meio", by(4, 25)),
        ("natal", on(12, 25)),
        ("páscoa", on(4, 5)),
        ("antes do dia das mães", by(5, 10)),
        ("black friday", on(11, 27)),
        ("fim do ano", between((12, 1), (12, 31))),
        ("urgente", ASAP),
        ("pra ontem", ASAP),
        ("o quanto antes", ASAP),
        ("não tenho pressa", FLEXIBLE),
        ("tanto faz", FLEXIBLE),
        ("quando der", FLEXIBLE),
        ("31/02", None),
        ("não sei", None),
    ],
)
def test_a_deadline_is_resolved_from_the_day_it_was_said(text: str, deadline: DateRange | None):
    assert find_deadline(read(text).plain, TUESDAY, Calendar()) == deadline


def test_holidays_count_as_days_off():
    closed = Calendar(holidays=frozenset({date(2026, 3, 20), date(2026, 3, 11)}))

    next_week = find_deadline(read("semana que vem").plain, TUESDAY, closed)
    business_days = find_deadline(read("2 dias úteis").plain, TUESDAY, closed)

    assert next_week == between((3, 16), (3, 19))
    assert business_days == by(3, 13)


@pytest.mark.parametrize("day", [TUESDAY + timedelta(days=n) for n in range(0, 800, 9)])
@pytest.mark.parametrize("text", ["dia 5", "31/01", "mês que vem", "sexta", "natal", "fevereiro"])
def test_nobody_asks_for_a_day_that_is_over(text: str, day: date):
    deadline = find_deadline(read(text).plain, day, Calendar())

    assert deadline is None or (deadline.to_day is not None and deadline.to_day >= day)
