"""Days that everybody in Brazil knows by name: "natal", "dia das mães", "black friday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from autovenda_core.understanding.deadlines.today import Period, Today, forms

__all__ = ["FEAST", "FEASTS"]

_FIXED = {
    "mulher": (3, 8),
    "consumidor": (3, 15),
    "tiradentes": (4, 21),
    "trabalh": (5, 1),
    "namorados": (6, 12),
    "joao": (6, 24),
    "junin": (6, 24),
    "independencia": (9, 7),
    "cliente": (9, 15),
    "crianca": (10, 12),
    "aparecida": (10, 12),
    "professor": (10, 15),
    "halloween": (10, 31),
    "bruxas": (10, 31),
    "finados": (11, 2),
    "republica": (11, 15),
    "consciencia": (11, 20),
    "natal": (12, 25),
    "ano novo": (12, 31),
    "virada": (12, 31),
    "reveillon": (12, 31),
}
"""Month and day by a word of the name; for the New Year, the eve, when it is celebrated."""

_FROM_EASTER = {"carnaval": -47, "cinzas": -46, "santa": -2, "pascoa": 0, "corpus": 60}
"""Days from Easter Sunday."""

_SUNDAY, _THURSDAY = 6, 3


def _feast(today: Today, match: re.Match[str]) -> Period | None:
    """The next time that a feast comes."""
    for year in (today.day.year, today.day.year + 1):
        day = _day_in(year, match["feast"])
        if day >= today.day:
            return day, day
    return None


def _day_in(year: int, name: str) -> date:
    for word, (month, day) in _FIXED.items():
        if word in name:
            return date(year, month, day)
    if "mae" in name:
        return _nth_weekday(year, 5, _SUNDAY, 2)
    if "pais" in name:
        return _nth_weekday(year, 8, _SUNDAY, 2)
    if "black" in name:
        return _nth_weekday(year, 11, _THURSDAY, 4) + timedelta(days=1)
    return _easter(year) + timedelta(
        days=next(days for word, days in _FROM_EASTER.items() if word in name)
    )


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _easter(year: int) -> date:
    """Easter Sunday (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


FEAST = (
    r"\b(?P<feast>natal|pascoa|carnaval|ano novo|reveillon|virada do ano|black(?: ?friday)?"
    r"|blackfriday|sao joao|festas? juninas?|juninas?|(?:sexta feira|semana|sexta) santa"
    r"|quarta feira de cinzas|cinzas|corpus christi|tiradentes|finados|consciencia negra"
    r"|independencia|proclamacao da republica|nossa senhora aparecida|halloween"
    r"|dia d[aeo]s? (?:maes?|pais|namorados|criancas?|mulher(?:es)?|trabalho|trabalhador"
    r"|professor|professores|consumidor|cliente|bruxas))\b"
)
FEASTS = forms((FEAST, _feast))
