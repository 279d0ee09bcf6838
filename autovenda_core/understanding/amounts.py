"""
Single amounts of money as Brazilians type them, in centavos.

"3.500" is three and a half thousand but "1.5k" is fifteen hundred; "5 mil em 10x" is five
thousand and "10x de 300" is three; "mil e quinhentos", "meio", k, paus, conto, pila are read
too.  A number without any sign of money is an amount only where money was asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.numerals import BELOW_1000, HUNDRED, ONES, value_of

__all__ = ["Amount", "find_amounts", "tidy"]

_MULTIPLIERS = {
    "mil": 1000, "k": 1000, "milhares": 1000, "milha": 1000, "milhas": 1000,
    "milhao": 1_000_000, "milhoes": 1_000_000, "mi": 1_000_000,
}  # fmt: skip
_BIG_COIN = re.compile("paus?|contos?|mangos?")
"""Slang that means thousands after a small number: "2 paus" are two thousand, "500 conto" 500."""

_UNIT = (
    r"(?:x|h|mes|vezes|parcelas|por cento|dias?|semanas?|meses|anos?|horas?|min\w*|paginas?"
    r"|centavos|fotos?|telas?|produtos?|itens|revis\w+|pessoas|artes|posts?|videos?|logos?|sites?"
    r"|cores|opcao|opcoes|pacotes?|vagas|seguidores|clientes|funcionarios|socios|filhos"
    r"|de (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
    r"|dezembro))\b|%"
)
"""What other numbers count."""

_SIGN = r"(?P<sign>(?:r |rs |u )?\$ ?)?"
_SHORT = (
    rf"(?P<short>(?:\d{{1,2}}|{ONES}) e (?:[1-9]00\b|{HUNDRED}(?: e {ONES})?\b))(?! (?:mil|k)\b)"
)
""" "2 e 800", "dois e setecentos": the thousands go without saying."""
_NUMBER = (
    rf"(?:{_SHORT}|(?P<digits>\d+(?:[.,]\d+)*)|(?P<words>{BELOW_1000})\b"
    r"|(?P<half>meio)(?= mil)|(?P<mil>mil)\b)(?![/:-]\d)"
)
_MULTIPLIER = rf"(?:{'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})\b"
_THOUSAND = rf"(?(mil)|(?: (?:de )?(?P<thousand>{_MULTIPLIER}))?)"
_TAIL = (
    rf"(?<=mil|. k)(?: e)? (?:(?P<tail>\d{{1,3}})(?![\d.,/:-])(?! (?:{_UNIT}|{_MULTIPLIER}))"
    rf"|(?P<tailwords>{BELOW_1000})\b(?! (?:{_UNIT}|{_MULTIPLIER}))|(?P<tailhalf>meio)\b)"
)
""" "mil e quinhentos", "2 mil e 500", "2k5", "3 mil e meio"."""
_AND_A_HALF = rf"(?P<andhalf> e meio)\b(?: (?P<andthousand>{_MULTIPLIER}))?"
""" "três e meio", "dois e meio mil"."""
_VAGUE = r"(?: e poucos?| e tantos?| e uns quebrados)?"
_COIN = (
    r"(?: (?:de )?(?P<coin>(?:reais|real|contos?|paus|pau|pilas?|pratas?|mangos?|dilmas?|temers?"
    r"|brl|\$)(?!\w))(?P<coinhalf> e meio)?)?"
)
_CENTS = rf"(?: e (?P<cents>\d\d|{BELOW_1000}) centavos)?"
_AMOUNT = lazy(
    rf"(?<![\w/.,:-]){_SIGN}{_NUMBER}{_THOUSAND}(?:{_TAIL}|{_AND_A_HALF})?{_VAGUE}{_COIN}{_CENTS}"
)

_NOT_MONEY_AFTER = lazy(rf" ?(?:{_UNIT})")
_NOT_MONEY_BEFORE = lazy(
    r"(?:\b(?:dia|opcao|numero|pacote|daqui a|versao|plano|as|cpf|cnpj|whatsapp|telefone) )$"
)
_INSTALMENTS_OF = lazy(
    rf"\b(?P<count>\d{{1,2}}|{ONES}) (?:x|vezes|parcelas)(?: fixas| iguais| mensais)? (?:de|r) $"
)
_EACH_IN_INSTALMENTS = lazy(
    r" (?:por mes|ao mes|mensa(?:l|is)|a parcela|cada|por parcela),? (?:em|durante|por|x)"
    rf" (?P<count>\d{{1,2}}|{ONES}) (?:x|vezes|parcelas|meses)\b"
)
_SMALL_DECIMAL = lazy(r"\d{1,2}[.,]\d")
_CENTAVOS_LIMIT = 10**12
_SMALL = 10_000
"""Centavos below which slang and "e meio" mean thousands."""

_LEAST_BARE = 2_000
"""A bare "5" may be five thousand or an option: asking again is better than guessing."""

_BARON = lazy(r"\b(?:barao|baroes)\b")
"""Slang for a thousand: "três barão", "um barão e meio"."""
_SPACED = lazy(r"(?<![\d.,/-])(?<!\d )(\d{1,3}) (\d{3})(?=$|[^\d]|,\d\d\b)(?! \d)")
"""A space for the point of the thousands, as the metric system has it: "2 500"."""

_NUMBER_OF_SOMEBODY = lazy(
    r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}|(?<![\d.,])\d{8,}"
    r"|(?<![\d.,])\d{2} (?:9 ?)?\d{4}[ -]\d{4}(?!\d)|(?<![\d.,])9\d{4}-\d{4}(?!\d)"
)
"""CPF, CNPJ, phones: never money, whatever was asked."""


@dataclass(frozen=True)
class Amount:
    """One amount and where it stands in the tidy text."""

    centavos: int
    start: int
    end: int
    marked: bool
    """Written with a sign of money (R$, mil, k, reais…)."""


def tidy(plain: str) -> str:
    """A plain text with thousands written one way only, and without documents and phones."""
    plain = _NUMBER_OF_SOMEBODY.sub("x", plain)
    return _SPACED.sub(r"\1.\2", _BARON.sub("mil", plain))


def find_amounts(
    plain: str, *, bare: bool = False, least_centavos: int = _LEAST_BARE
) -> list[Amount]:
    """Every amount in a plain text, from left to right; `least_centavos` holds for bare ones."""
    plain = tidy(plain)
    found = (_amount(plain, match, least_centavos) for match in _AMOUNT.finditer(plain))
    return [amount for amount in found if amount and (amount.marked or bare)]


_MARKS = ("sign", "thousand", "mil", "half", "coin", "andthousand")


def _amount(plain: str, match: re.Match[str], least_centavos: int) -> Amount | None:
    marked = any(match[name] for name in _MARKS)
    if not marked and (
        _NOT_MONEY_AFTER.match(plain, match.end())
        or _NOT_MONEY_BEFORE.search(plain, max(match.start() - 12, 0), match.start())
    ):
        return None
    centavos = _centavos(match)
    if centavos is None or not 0 < centavos < _CENTAVOS_LIMIT:
        return None
    if not marked and match["digits"] and _SMALL_DECIMAL.fullmatch(match["digits"]):
        centavos *= 1000  # "2,5" are two and a half thousand: nobody has R$ 2,50 in mind
    if not marked and centavos < least_centavos:
        return None
    count = _instalments(plain, match)
    return Amount(centavos * count, match.start(), match.end(), marked or count > 1)


def _instalments(plain: str, match: re.Match[str]) -> int:
    """How many of them are to be paid: "10x de 300", "300 por mês em 10x"."""
    of = _INSTALMENTS_OF.search(plain, max(match.start() - 36, 0), match.start())
    of = of or _EACH_IN_INSTALMENTS.match(plain, match.end())
    if of is None:
        return 1
    return int(of["count"]) if of["count"].isdigit() else value_of(of["count"])


def _centavos(match: re.Match[str]) -> int | None:
    if match["short"]:
        thousands, _, hundreds = match["short"].partition(" e ")
        return (_whole(thousands) * 1000 + _whole(hundreds)) * 100
    multiplier = _MULTIPLIERS.get(match["thousand"] or match["andthousand"] or "", 1)
    if match["digits"]:
        value = _number(match["digits"], small=multiplier > 1)
    elif match["words"]:
        value = value_of(match["words"]) * 100
    elif match["half"]:
        value = 50
    else:
        value, multiplier = 100, 1000
    if value is None:
        return None
    if (match["andhalf"] or match["coinhalf"]) and (multiplier > 1 or value < _SMALL):
        value, multiplier = value + 50, max(multiplier, 1000)
    elif match["coin"] and _BIG_COIN.fullmatch(match["coin"]) and value < _SMALL:
        multiplier = max(multiplier, 1000)
    return value * multiplier + _tail(match) + _cents(match)


def _whole(written: str) -> int:
    return int(written) if written.isdigit() else value_of(written)


def _tail(match: re.Match[str]) -> int:
    """The hundreds after "mil": "mil e quinhentos", "2 mil e 500", "2k5", "3 mil e meio"."""
    if match["tailhalf"]:
        return 50_000
    if match["tailwords"]:
        return value_of(match["tailwords"]) * 100
    if not match["tail"]:
        return 0
    digits = int(match["tail"])
    return digits * (10_000 if len(match["tail"]) == 1 else 100)


def _cents(match: re.Match[str]) -> int:
    return _whole(match["cents"]) if match["cents"] else 0


def _number(digits: str, *, small: bool) -> int | None:
    """
    Centavos of a number with `.` and `,`.

    Three digits after the last separator are thousands, whichever sign it is, unless a
    "mil" or "k" follows (`small`): "1.500 mil" does not exist, "1.5k" does.
    """
    if len(digits) > 15:
        return None
    whole, separator, rest = _split(digits)
    if separator and len(rest) == 3 and not small:
        whole, rest = whole + rest, ""
    rest = (rest + "00")[:2] if len(rest) < 3 else rest[:2]
    whole = re.sub(r"[.,]", "", whole)
    return int(whole) * 100 + int(rest)


def _split(digits: str) -> tuple[str, str, str]:
    place = max(digits.rfind("."), digits.rfind(","))
    if place < 0:
        return digits, "", ""
    return digits[:place], digits[place], digits[place + 1 :]
