"""
Dates and periods as Brazilians say them, resolved from the day on which they were said.

A `DateRange` holds what was said, both ends included: "dia 20" is one day, "semana que vem"
Monday to its last working day, "até dia 20" from today to the 20th.  `to_day` is therefore
always the day by which the work is wanted.  Nobody asks for a day that is over: "dia 5" said
on the 10th is next month's, "01/02" said in March is next year's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from autovenda_core.business_days import Calendar
from autovenda_core.model import DateRange
from autovenda_core.understanding.lazy import lazy

__all__ = ["ASAP", "FLEXIBLE", "find_deadline"]

ASAP = "asap"
FLEXIBLE = "flexible"

_MONTHS = (
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)
_WEEKDAYS = ("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo")
_SMALL = {
    "um": 1,
    "uma": 1,
    "dois": 2,
    "duas": 2,
    "tres": 3,
    "quatro": 4,
    "cinco": 5,
    "seis": 6,
    "sete": 7,
    "oito": 8,
    "nove": 9,
    "dez": 10,
    "doze": 12,
    "quinze": 15,
    "vinte": 20,
    "trinta": 30,
    "quarenta": 40,
    "sessenta": 60,
    "noventa": 90,
    "meia": 0,
    "primeiro": 1,
}

_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)"
_N = rf"(?:\d{{1,3}}|{'|'.join(_SMALL)})"
_NEXT = r"(?:que vem|q vem|seguinte|proximo|proxima)"


@dataclass(frozen=True)
class _Today:
    """What relative days are counted from."""

    day: date
    calendar: Calendar

    def days(self, count: int) -> date:
        return self.day + timedelta(days=count)

    def week(self, ahead: int) -> tuple[date, date]:
        monday = self.days(7 * ahead - self.day.weekday())
        return monday, self.last_working(monday, monday + timedelta(days=4))

    def month(self, ahead: int) -> tuple[date, date]:
        first = _month(self.day, ahead)
        return self.period(first, _month(first, 1) - timedelta(days=1))

    def period(self, first: date, last: date) -> tuple[date, date]:
        return first, self.last_working(first, last)

    def last_working(self, first: date, last: date) -> date:
        day = last
        while day > first and not self.calendar.is_business_day(day):
            day -= timedelta(days=1)
        return day if self.calendar.is_business_day(day) else last

    def not_past(self, month: int, day: int) -> date | None:
        this_year = _date(self.day.year, month, day)
        if this_year and this_year >= self.day:
            return this_year
        return _date(self.day.year + 1, month, day)


_Period = tuple[date, date]
_Reader = Callable[[_Today, re.Match[str]], _Period | None]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(day: date, ahead: int) -> date:
    """The first day of a month that many months later."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _same_day(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    last = _month(day, months + 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _SMALL[text]


def _one(day: date | None) -> _Period | None:
    return (day, day) if day else None


# ------------------------------------------------------------------ what each form means


def _full_date(today: _Today, match: re.Match[str]) -> _Period | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return _one(_date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return _one(today.not_past(month, day))


def _day_of_month_name(today: _Today, match: re.Match[str]) -> _Period | None:
    month = _month_number(match["month"])
    if match["year"]:
        return _one(_date(int(match["year"]), month, _number(match["day"])))
    return _one(today.not_past(month, _number(match["day"])))


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _business_days(today: _Today, match: re.Match[str]) -> _Period:
    count = _number(match["n"])
    return today.day, today.calendar.add_business_days(today.day, count)


def _from_now(today: _Today, match: re.Match[str]) -> _Period:
    count, unit = _number(match["n"]), match["unit"]
    if unit.startswith("dia"):
        return today.day, today.days(count)
    if unit.startswith("sem"):
        return today.day, today.days(7 * count)
    if unit.startswith("quinzena"):
        return today.day, today.days(15 * count)
    if unit.startswith("ano"):
        return today.day, _same_day(today.day, 12 * min(count, 10))
    if match["half"]:
        return today.day, _same_day(today.day, count) + timedelta(days=15)
    return today.day, _same_day(today.day, count)


def _half(today: _Today, match: re.Match[str]) -> _Period:
    return today.day, today.days(15 if match["unit"] == "meio mes" else 182)


def _weekday(today: _Today, match: re.Match[str]) -> _Period | None:
    index = next(n for n, name in enumerate(_WEEKDAYS) if match["weekday"].startswith(name[:3]))
    if match["week"]:
        return _one(today.days(7 - today.day.weekday() + index))
    ahead = (index - today.day.weekday()) % 7 or 7
    return _one(today.days(ahead))


def _numbered_weekday(today: _Today, match: re.Match[str]) -> _Period | None:
    ahead = (int(match["number"]) - 2 - today.day.weekday()) % 7 or 7
    return _one(today.days(ahead))


def _day_of_month(today: _Today, match: re.Match[str]) -> _Period | None:
    number = _number(match["day"])
    first = _month(today.day, 1 if match["next"] or number < today.day.day else 0)
    return _one(_date(first.year, first.month, number))


def _part(today: _Today, match: re.Match[str]) -> _Period | None:
    """The beginning, the middle or the end of a week, a month or the year."""
    whole = _whole(today, match)
    if "semana" in match["of"]:
        return (whole[1], whole[1]) if match["which"].startswith("f") else whole
    if "ano" in match["of"]:
        return today.period(date(whole[0].year, 12, 1), date(whole[0].year, 12, 31))
    return _part_of_month(match["which"], *whole)


def _part_of_month(which: str, first: date, last: date) -> _Period:
    """Thirds of a month, as Brazilians plan ("meados"), or its halves ("quinzenas")."""
    if which.startswith("primeira"):
        return first, first.replace(day=15)
    if which.startswith("segunda"):
        return first.replace(day=16), last
    if which.startswith(("com", "inicio")):
        return first.replace(day=1), first.replace(day=10)
    if which.startswith("me"):
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def _whole(today: _Today, match: re.Match[str]) -> _Period:
    of, ahead = match["of"], 1 if re.search(_NEXT, match["of"]) else 0
    if "semana" in of:
        return today.week(ahead)
    if "ano" in of:
        year = today.day.year + ahead
        return date(year, 1, 1), date(year, 12, 31)
    named = re.search(_MONTH, of)
    return _named_month(today, named[0]) if named else today.month(ahead)


def _named_month(today: _Today, name: str) -> _Period:
    month = _month_number(name)
    year = today.day.year + (month < today.day.month)
    first = date(year, month, 1)
    start, last = today.period(first, _month(first, 1) - timedelta(days=1))
    return max(start, today.day), last


def _weekend(today: _Today, match: re.Match[str]) -> _Period:
    saturday = today.days((5 - today.day.weekday()) % 7 + (7 if match["next"] else 0))
    return saturday, saturday + timedelta(days=1)


def _this_week(today: _Today, match: re.Match[str]) -> _Period:
    friday = today.week(0)[1]
    return today.day, max(friday, today.day)


def _this_month(today: _Today, match: re.Match[str]) -> _Period:
    return today.day, max(today.month(0)[1], today.day)


def _next_month(today: _Today, match: re.Match[str]) -> _Period:
    return today.month(1)


def _next_week(today: _Today, match: re.Match[str]) -> _Period:
    return today.week(1)


def _next_year(today: _Today, match: re.Match[str]) -> _Period:
    year = today.day.year + 1
    return today.period(date(year, 1, 1), date(year, 12, 31))


def _month_name(today: _Today, match: re.Match[str]) -> _Period | None:
    return _named_month(today, match["month"])


def _tomorrow(today: _Today, match: re.Match[str]) -> _Period:
    day = today.days(1)
    return day, day


def _after_tomorrow(today: _Today, match: re.Match[str]) -> _Period:
    day = today.days(2)
    return day, day


def _today(today: _Today, match: re.Match[str]) -> _Period:
    return today.day, today.day


def _feast(today: _Today, match: re.Match[str]) -> _Period | None:
    name = match["feast"]
    for year in (today.day.year, today.day.year + 1):
        day = _feast_day(name, year)
        if day >= today.day:
            return day, day
    return None


def _feast_day(name: str, year: int) -> date:
    fixed = {"natal": (12, 25), "namorados": (6, 12), "criancas": (10, 12), "joao": (6, 24)}
    for word, (month, day) in fixed.items():
        if word in name:
            return date(year, month, day)
    if "ano novo" in name or "reveillon" in name:
        return date(year, 12, 31)
    if "maes" in name:
        return _nth_weekday(year, 5, 6, 2)
    if "pais" in name:
        return _nth_weekday(year, 8, 6, 2)
    if "black" in name:
        return _nth_weekday(year, 11, 3, 4) + timedelta(days=1)
    return _easter(year) - timedelta(days=47 if "carnaval" in name else 0)


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


_WEEKDAY = r"(?:segunda|terca|quarta|quinta|sexta|sabado|domingo|seg|ter|qua|qui|sex|sab|dom)"
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (lazy(pattern), reader)
    for pattern, reader in (
        (
            r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}"
            r"|\d{2}))?(?![\d/.,-])(?! (?:k|mil|reais)\b)",
            _full_date,
        ),
        (
            rf"\b(?P<day>\d{{1,2}}|primeiro) de (?P<month>{_MONTH})\b(?: de (?P<year>20\d\d))?",
            _day_of_month_name,
        ),
        (rf"\b(?P<day>\d{{1,2}}) (?P<month>{_MONTH})\b(?P<year>)", _day_of_month_name),
        (rf"\b(?P<n>{_N}) dias? uteis\b", _business_days),
        (r"\bdepois de amanha\b", _after_tomorrow),
        (r"\bamanha\b(?! (?:eu )?(?:te|a gente|vejo|falo|decido))", _tomorrow),
        (r"\b(?:fi[mn]|final) de semana(?P<next> que vem)?\b|\bfds\b", _weekend),
        (
            r"\b(?P<which>fi[mn]s?|final|finais|finalzinho|finzinho|termino|comeco|comecinho|inicio"
            r"|meados?|meio|metade|primeira quinzena|segunda quinzena)"
            r" (?P<of>(?:d[aeo]s?|dess[ae]|dest[ae]|deste|desse)? ?(?:(?:proxim[ao] )?(?:mes|semana"
            rf"|ano)(?: {_NEXT})?|{_MONTH})\b)",
            _part,
        ),
        (
            rf"\b(?P<weekday>{_WEEKDAY})(?: feira)?(?P<week> d[ae] (?:semana que vem|proxima semana"
            r"|semana seguinte|outra semana))\b",
            _weekday,
        ),
        (rf"\b(?:{_NEXT} semana|semana {_NEXT}|semana q vem)\b", _next_week),
        (
            r"\bdia (?P<day>\d{1,2}|primeiro)\b(?![/.]\d)(?P<next> d[oe] (?:mes que vem|proximo mes"
            r"|mes seguinte|mes proximo))?",
            _day_of_month,
        ),
        (rf"\b(?:{_NEXT} mes|mes {_NEXT}|mes q vem|mes vem)\b", _next_month),
        (rf"\b(?:{_NEXT} ano|ano {_NEXT})\b", _next_year),
        (
            rf"\b(?:proxima )?(?P<weekday>{_WEEKDAY})(?: feira)?\b(?! (?:opcao|versao|via|vez"
            r"|quinzena))(?P<week>)",
            _weekday,
        ),
        (r"\b(?P<number>[2-6]) feira\b", _numbered_weekday),
        (
            rf"\b(?P<n>{_N}) (?P<unit>dias?|semanas?|quinzenas?|mes|meses"
            r"|anos?)\b(?P<half> e meio)?",
            _from_now,
        ),
        (r"\b(?P<unit>meio mes|meio ano)\b", _half),
        (
            r"\b(?:n?ess[ea]|n?est[ea]) semana\b|\bsemana (?:agora|atual)\b"
            r"|\bainda ness?a semana\b",
            _this_week,
        ),
        (r"\b(?:n?ess[ea]|n?est[ea]|esse|este|desse|deste) mes\b", _this_month),
        (r"\b(?:hoje|hj)\b", _today),
        (
            r"\b(?P<feast>natal|pascoa|carnaval|ano novo|reveillon|black friday"
            r"|blackfriday|sao joao"
            r"|dia d[aeo]s? (?:maes|pais|namorados|criancas))\b",
            _feast,
        ),
        (
            r"\b(?:em|ate|para|no mes de|mes de|de|comeco|la (?:para|por)|por volta de"
            rf"|antes de) (?:o mes de )?(?P<month>{'|'.join(_MONTHS)})\b",
            _month_name,
        ),
        (rf"^(?P<month>{'|'.join(_MONTHS)})\b(?! \w{{4,}})", _month_name),
    )
)
"""The forms of a date, the more specific first; each with what it means."""

_ASAP = lazy(
    r"\burgent\w*|\burgencia|\basap\b|\bquanto antes|\bmais (?:rapido|breve|cedo|depressa)"
    r"|\bpara ontem\b|\bpara ja\b"
    r"|\bimediat\w+|\bcom pressa|\bto (?:com )?pressa|\btenho (?:muita )?pressa|\bcorrendo\b"
    r"|\bvoando\b|\bjato\b"
    r"|\brapido\b|\bo antes possivel|\bagora mesmo|\blogo\b|\bja ja\b|\bem breve"
    r"|\bmais rapidamente|\brapid(?:ao|inho)\b"
    r"|^(?:para )?(?:ja|agora)$"
)
_FLEXIBLE = lazy(
    r"\b(?:sem|nao (?:tenho|ha|tem|estou com|to com|e com)(?: \w+)?|nenhuma) (?:pressa"
    r"|urgencia|prazo|data|correria)"
    r"|\bnao (?:e|tem nada) (?:urgente|de urgente)|\btanto faz|\bqualquer (?:data|dia|prazo"
    r"|hora|momento|epoca|um)"
    r"|\bquando (?:der|puder\w*|for possivel|conseguir\w*|voces? (?:puder\w*|quiser\w*"
    r"|conseguir\w*|tiver\w*))|\bflexive(?:l|is)"
    r"|\bno (?:seu|tempo de|ritmo)|\bno (?:tempo|ritmo) (?:seu|de)|\bsem data|\bprazo (?:livre"
    r"|aberto|tranquilo)"
    r"|^(?:to |estou |e |ta |de |bem |super )*(?:tranquil[oa]|boa|sossegad[oa]|indiferente"
    r"|flexivel|relax)\b"
    r"|\bnao (?:importa|me importo|faz diferenca)|\bsem stress|\bcom calma|\ba combinar"
    r"|\bpode demorar"
    r"|\b(?:prazo|tempo|ritmo) (?:normal|padrao|de voces?|seu)|\bvoces? que (?:sabe|sabem"
    r"|manda|mandam|decide|decidem)|\bo (?:prazo )?(?:normal|padrao|de voces)"
)
_UNTIL = lazy(
    r"\b(?:ate|antes d[aeo]s?|no maximo|maximo|prazo(?: e)?)(?: (?:o|a|la|dia|as|no|na))? $"
)
_CORRECTED = lazy(
    r"\b(?:alias|digo|quer dizer|ops|opa|na verdade|nao espera|melhor|corrig\w+|errei)\b"
)


def find_deadline(plain: str, today: date, calendar: Calendar) -> DateRange | None:
    """The day or period that a plain text names; of a correction, the last."""
    corrected = list(_CORRECTED.finditer(plain))
    if corrected:
        after = _find(plain[corrected[-1].end() :], today, calendar)
        if after:
            return after
    return _find(plain, today, calendar)


def _find(plain: str, today: date, calendar: Calendar) -> DateRange | None:
    if _FLEXIBLE.search(plain):
        return DateRange(special=FLEXIBLE)
    base = _Today(today, calendar)
    for pattern, reader in _FORMS:
        for match in pattern.finditer(plain):
            period = _safely(reader, base, match)
            if period and period[1] >= today:
                return _range(plain, match.start(), today, period)
    return DateRange(special=ASAP) if _ASAP.search(plain) else None


def _safely(reader: _Reader, today: _Today, match: re.Match[str]) -> _Period | None:
    try:
        return reader(today, match)
    except (OverflowError, ValueError):  # beyond the last year that `date` knows
        return None


def _range(plain: str, start: int, today: date, period: _Period) -> DateRange:
    until = _UNTIL.search(plain, max(start - 16, 0), start)
    return DateRange(today if until else period[0], period[1])
