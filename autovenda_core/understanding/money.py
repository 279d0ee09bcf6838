"""
Amounts as Brazilians type them, in centavos.

"3.500" is three and a half thousand but "1.5k" is fifteen hundred; "5 mil em 10x" is five
thousand and "10x de 300" is three; "mil e quinhentos", "meio", k, paus, conto, pila, and
ranges ("de 2 a 3 mil", "até 5k", "a partir de mil") are read too.  A number without any sign
of money is an amount only where money was asked about (`bare=True`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autovenda_core.model import MoneyRange
from autovenda_core.understanding.lazy import lazy

__all__ = ["Amount", "find_amounts", "find_money"]

_WORDS = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6,
    "sete": 7, "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13,
    "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16, "dezessete": 17,
    "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50,
    "cincoenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100,
    "cento": 100, "duzentos": 200, "duzentas": 200, "trezentos": 300, "trezentas": 300,
    "quatrocentos": 400, "quinhentos": 500, "quinhentas": 500, "quinhetos": 500,
    "seiscentos": 600, "setecentos": 700, "oitocentos": 800, "novecentos": 900,
}  # fmt: skip

_WORD = rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_HUNDREDS = rf"{_WORD}(?: e {_WORD}){{0,2}}"
_DIGITS = r"\d+(?:[.,]\d+)*"
_THOUSAND = r"(?:mil|k|milhares)\b"
_COIN = r"(?:reais|real|contos?|paus|pau|pilas?|pratas?|mangos?|dilmas?|temers?|brl|\$)(?!\w)"
_AMOUNT = lazy(
    rf"(?<![\w/.,:-])(?P<sign>(?:r |rs |u )?\$ ?)?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<words>{_HUNDREDS})\b|(?P<half>meio)(?= mil)|(?P<mil>mil)\b)"
    rf"(?![/:-]\d)"
    rf"(?: (?P<thousand>{_THOUSAND}))?"
    rf"(?:(?<=mil|. k)(?: e)? (?:(?P<tail>\d{{1,3}})(?![\d.,/:-])(?! (?:x|vezes|dias))"
    rf"|(?P<tailwords>{_HUNDREDS})\b(?! (?:mil|k)\b)|(?P<tailhalf>meio)\b)"
    r"|(?P<andhalf> e meio)\b)?"
    rf"(?: (?P<andthousand>{_THOUSAND}))?"
    rf"(?: e poucos?| e tantos?| e uns quebrados)?"
    rf"(?: (?:de )?(?P<coin>{_COIN}))?"
)
_NOT_MONEY_AFTER = lazy(
    r" ?(?:x\b|vezes|parcelas|%|por cento|dias?\b|semanas?|mes\b|meses|anos?\b|horas?|h\b"
    r"|min\w*|paginas?"
    r"|fotos?|telas?|produtos?|itens|revis\w+|pessoas|artes|posts?|videos?|logos?|sites?"
    r"|de (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
    r"|dezembro)"
    r"|cores|opcao|opcoes|pacotes?|vagas|seguidores|clientes|funcionarios|socios|filhos)"
)
_NOT_MONEY_BEFORE = lazy(
    r"(?:\b(?:dia|opcao|numero|pacote|daqui a|versao|plano|as|cpf|cnpj|whatsapp|telefone) )$"
)
_TIMES = lazy(r"(\d{1,2}) ?(?:x|vezes|parcelas)(?: fixas| iguais| mensais)? de $")
_CENTAVOS_LIMIT = 10**12
_LEAST_BARE = 2_000
"""A bare "5" may be five thousand or an option: asking again is better than guessing."""


@dataclass(frozen=True)
class Amount:
    """One amount and where it stands in the plain text."""

    centavos: int
    start: int
    end: int
    marked: bool
    """Written with a sign of money (R$, mil, k, reais…)."""


def find_amounts(
    plain: str, *, bare: bool = False, least_centavos: int = _LEAST_BARE
) -> list[Amount]:
    """Every amount in a plain text, from left to right; `least_centavos` holds for bare ones."""
    found = (_amount(plain, match, least_centavos) for match in _AMOUNT.finditer(plain))
    return [amount for amount in found if amount and (amount.marked or bare)]


def _amount(plain: str, match: re.Match[str], least_centavos: int) -> Amount | None:
    marked = any(match[name] for name in ("sign", "thousand", "mil", "half", "coin", "andthousand"))
    if not marked and (
        _NOT_MONEY_AFTER.match(plain, match.end())
        or _NOT_MONEY_BEFORE.search(plain, max(match.start() - 12, 0), match.start())
    ):
        return None
    centavos = _centavos(match)
    if centavos is None or not 0 < centavos < _CENTAVOS_LIMIT:
        return None
    if not marked and centavos < least_centavos:
        return None
    times = _TIMES.search(plain, max(match.start() - 36, 0), match.start())
    if times:
        centavos *= int(times[1])
    return Amount(centavos, match.start(), match.end(), marked or bool(times))


def _centavos(match: re.Match[str]) -> int | None:
    thousand = bool(match["thousand"] or match["andthousand"])
    if match["digits"]:
        value = _number(match["digits"], small=thousand)
    elif match["words"]:
        value = _words(match["words"]) * 100
    elif match["half"]:
        return 50_000
    else:
        value, thousand = 100, True
    if value is None:
        return None
    if match["andhalf"] and (thousand or value < 10_000):
        value, thousand = value + 50, True
    if thousand or (match["coin"] in ("pau", "paus") and value < 10_000):
        value *= 1000  # "2 paus" are two thousand, "500 paus" five hundred
    return value + _tail(match)


def _tail(match: re.Match[str]) -> int:
    """The hundreds after "mil": "mil e quinhentos", "2 mil e 500", "2k5", "3 mil e meio"."""
    if match["tailhalf"]:
        return 50_000
    if match["tailwords"]:
        return _words(match["tailwords"]) * 100
    if not match["tail"]:
        return 0
    digits = int(match["tail"])
    return digits * (10_000 if len(match["tail"]) == 1 else 100)


def _words(words: str) -> int:
    return sum(_WORDS[word] for word in words.split(" e "))


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


_UP_TO = lazy(
    r"(?:\bate(?: uns| umas| o)?|\bmaximo(?: (?:de|e|seria|uns|ate))*|\blimite(?: (?:de|e))*"
    r"|\bteto(?: (?:de|e))*"
    r"|\bmenos (?:de|que)|\babaixo de|\bnao passa de|\bnao mais (?:que|de)|\bnao pass\w+ de) $"
)
_FROM = lazy(
    r"(?:\ba partir (?:de|dos)|\bpelo menos|\bno minimo(?: (?:de|uns))?|\bminimo(?: (?:de|e))*"
    r"|\bmais (?:de|que)|\bacima de) $"
)
_DASHED = lazy(
    r"(?<![\d/-])(\d{1,6}(?:\.\d{3})?)-(\d{1,6}(?:\.\d{3})?)(?![\d/-])"
    r"|(?<![\d/-])(\d{3,6})/(\d{3,6})(?![\d/-])"
)
_BETWEEN = lazy(r" (?:a|e|ate|ou|ate uns|a uns)(?: no maximo)? $")
_CORRECTED = lazy(
    r"\b(?:alias|digo|quer dizer|ops|opa|na verdade|melhor|corrig\w+|errei|nao e|desculpa)\b"
)


def find_money(plain: str, *, bare: bool = False) -> MoneyRange | None:
    """The amount or range that a plain text names; of a correction, the last."""
    plain = _DASHED.sub(r"\1\3 a \2\4", plain)
    amounts = find_amounts(plain, bare=bare)
    if not amounts:
        return None
    if len(amounts) > 1:
        if _CORRECTED.search(plain, amounts[-2].end, amounts[-1].start):
            return _bounded(plain, amounts[-1])
        between = f"{plain[amounts[0].end : amounts[1].start]}"
        if _BETWEEN.fullmatch(between):
            return _range(amounts[0], amounts[1])
    elif not bare or amounts[0].marked:
        opening = _opening(plain, amounts[0])
        if opening:
            return _range(opening, amounts[0])
    return _bounded(plain, amounts[0])


def _opening(plain: str, amount: Amount) -> Amount | None:
    """The bare first number of "de 2 a 3 mil": its "mil" comes with the second."""
    for first in find_amounts(plain[: amount.start], bare=True, least_centavos=1):
        if _BETWEEN.fullmatch(plain[first.end : amount.start]):
            return first
    return None


def _range(first: Amount, second: Amount) -> MoneyRange:
    low, high = first.centavos, second.centavos
    if (
        not first.marked
        and low < high
        and low * 1000 <= high * 2
        and high >= 100_000
        and low < 100_000
    ):
        low *= 1000
    return MoneyRange(min(low, high), max(low, high))


def _bounded(plain: str, amount: Amount) -> MoneyRange:
    before = plain[max(amount.start - 24, 0) : amount.start]
    if _UP_TO.search(before):
        return MoneyRange(None, amount.centavos)
    if _FROM.search(before):
        return MoneyRange(amount.centavos, None)
    return MoneyRange(amount.centavos, amount.centavos)
