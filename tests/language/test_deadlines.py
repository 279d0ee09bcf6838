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
        ("meados de maio", between((5, 11), (5, 15))),
        ("primeira quinzena de abril", between((4, 1), (4, 15))),
        ("em maio", between((5, 1), (5, 29))),
        ("dia 20", on(3, 20)),
        ("dia 5", on(4, 5)),
        ("até dia 5", by(4, 5)),
        ("dia 10 do mês que vem", on(4, 10)),
        ("no mês que vem, lá pro dia 10", on(4, 10)),
        ("vinte e cinco de maio", on(5, 25)),
        ("dia quinze de maio", on(5, 15)),
        ("final do mês de abril", between((4, 21), (4, 30))),
        ("tiradentes", on(4, 21)),
        ("sexta-feira santa", on(4, 3)),
        ("corpus christi", on(6, 4)),
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
        ("antes do dia das mães", between((5, 8), (5, 10))),
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


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2026-04-15", on(4, 15)),
        ("15.04", on(4, 15)),
        ("1º de abril", on(4, 1)),
        ("15 abril", on(4, 15)),
        ("dia vinte e cinco", on(3, 25)),
        ("dia primeiro", on(4, 1)),
        ("dia 31", on(3, 31)),
        ("até o dia 7", by(4, 7)),
        ("dia 15 ou 20", between((3, 15), (3, 20))),
        ("entre 15 e 20 de abril", between((4, 15), (4, 20))),
        ("segunda que vem", on(3, 16)),
        ("quinta feira q vem", on(3, 12)),
        ("na outra sexta", on(3, 20)),
        ("até sexta da outra", by(3, 20)),
        ("na outra semana", between((3, 16), (3, 20))),
        ("começo da semana que vem", between((3, 16), (3, 17))),
        ("fim da semana que vem", on(3, 20)),
        ("final de semana que vem", between((3, 21), (3, 22))),
        ("primeira semana de abril", between((4, 1), (4, 3))),
        ("segunda semana de abril", between((4, 6), (4, 10))),
        ("última semana de março", between((3, 25), (3, 31))),
        ("segunda quinzena", between((3, 16), (3, 31))),
        ("começo do mês", between((4, 1), (4, 10))),
        ("meio do mês", between((3, 11), (3, 15))),
        ("comecinho de abril", between((4, 1), (4, 10))),
        ("outro mês", between((4, 1), (4, 30))),
        ("esse mês ainda", by(3, 31)),
        ("esse ano ainda", by(12, 31)),
        ("fim do semestre", by(6, 30)),
        ("segundo semestre", between((7, 1), (12, 31))),
        ("próximo trimestre", between((4, 1), (6, 30))),
        ("entre abril e maio", between((4, 1), (5, 29))),
        ("abril ou maio", between((4, 1), (5, 29))),
        ("até a alta temporada, novembro tá bom", between((11, 1), (11, 30))),
        ("até maio", by(5, 29)),
        ("antes de maio", by(4, 30)),
        ("daqui uns quinze dias", by(3, 25)),
        ("2 ou 3 semanas", by(3, 31)),
        ("15 a 20 dias", by(3, 30)),
        ("em 48h", by(3, 12)),
        ("mês e meio", by(4, 25)),
        ("meio ano", by(9, 10)),
        ("de hoje a oito", on(3, 17)),
        ("carnaval", on(2, 9, 2027)),
        ("dia dos pais", on(8, 9)),
        ("dia das crianças", on(10, 12)),
        ("são joão", on(6, 24)),
        ("dia do consumidor", on(3, 15)),
        ("depois do carnaval", DateRange(date(2027, 2, 10), date(2027, 2, 16))),
        ("seria pro dia das mães, 10 de maio", on(5, 10)),
        ("antes do são joão, dia 20 de junho no mais tardar", on(6, 20)),
        ("o evento é dia 18 de abril, no ar até dia 10 de abril", by(4, 10)),
        ("depois do carnaval que já passou, bota pro fim do mês", between((3, 21), (3, 31))),
        ("sexta, no máximo segunda", by(3, 16)),
        ("não tenho pressa, mas até junho", by(6, 30)),
        ("urgentíssimo, inauguro semana que vem", between((3, 16), (3, 20))),
        ("ontem", ASAP),
        ("já", ASAP),
        ("daqui a pouco", ASAP),
        ("avexado não, no tempo de vocês", FLEXIBLE),
        ("num tem pressa não", FLEXIBLE),
        ("leve o tempo que precisar", FLEXIBLE),
        ("qualquer dia", FLEXIBLE),
        ("99/99", None),
        ("tenho 1500 produtos", None),
    ],
)
def test_the_words_around_a_date_say_what_it_bounds(text: str, deadline: DateRange | None):
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
