"""
What a text says about money: an amount, a range ("de 2 a 3 mil"), a limit ("até 5k").

`amounts` reads the single amounts.  A number without any sign of money counts only where
money was asked about (`bare=True`).
"""

from __future__ import annotations

from collections.abc import Sequence

from autovenda_core.model import MoneyRange
from autovenda_core.understanding.amounts import Amount, find_amounts, tidy
from autovenda_core.understanding.lazy import lazy

__all__ = ["Amount", "find_amounts", "find_money"]

_UP_TO = lazy(
    r"(?:\bate(?: uns| umas| o)?|\bcheg\w+ (?:a|em|ate)(?: uns)?|\bestic\w+ (?:a|para|ate)"
    r"|\bmaximo(?: (?:de|e|seria|uns|ate))*|\blimite(?: (?:de|e))*|\bteto(?: (?:de|e))*"
    r"|\bmenos (?:de|que)|\babaixo de|\bnada acima de|\bnao passa de|\bnao pass\w+ de"
    r"|\b(?:nao|nada|nao tenho|nao temos|nao da)(?: \w+)? mais (?:que|de)) $"
)
_FROM = lazy(
    r"(?:\ba partir (?:de|dos)|\bpelo menos|\bno minimo(?: (?:de|uns))?|\bminimo(?: (?:de|e))*"
    r"|\bmais (?:de|que)|\bacima de) $"
)
_LEAD = 24
"""Characters before an amount in which such a word may stand."""

_DASHED = lazy(
    r"(?<![\d/-])(\d{1,6}(?:\.\d{3})?)-(\d{1,6}(?:\.\d{3})?)(?![\d/-])"
    r"|(?<![\d/-])(\d{3,6})/(\d{3,6})(?![\d/-])|(?<![\d/-])(\d{1,2})/(\d{1,2})(?= (?:mil|k)\b)"
)
_TO = lazy(r"(?: a vista)? (?:a|e|ate|ou)(?: uns| no maximo)? $")
_OR_RATHER = lazy(r" (?:[,.] )?(?:uns )?$")
"""Two amounts side by side: "1k~2k", "mil, mil e duzentos"."""

_AT_MOST = lazy(r"(?: ,)?(?: estourando)?(?: no)? maximo(?: de| uns)? $")
_AT_MOST_AFTER = lazy(r" (?:,? ?(?:no maximo|maximo|no limite|estourando))\b")
_SPAN = lazy(r"\b(?:entre|de|uns|umas) (?:uns )?$")
_CORRECTED = lazy(
    r"\b(?:alias|digo|quer dizer|ops|opa|na verdade|melhor|corrig\w+|errei|nao e|desculpa"
    r"|brincadeira|brincando|mentira|zoeira|zoando)\b"
)
_THOUSAND = 100_000
"""Centavos."""


def find_money(plain: str, *, bare: bool = False) -> MoneyRange | None:
    """The amount or range that a plain text names; of a correction, the last."""
    plain = _DASHED.sub(r"\1\3\5 a \2\4\6", tidy(plain))
    amounts = find_amounts(plain, bare=bare)
    if found := _last_range(plain, amounts, bare=bare):
        return found
    if not amounts:
        return None
    if len(amounts) > 1 and _CORRECTED.search(plain, amounts[-2].end, amounts[-1].start):
        return _bounded(plain, amounts[-1])
    return _bounded(plain, amounts[0])


def _last_range(plain: str, amounts: Sequence[Amount], *, bare: bool) -> MoneyRange | None:
    """ "De 2 a 3 mil": of two numbers, one of which may have got its "mil" from the other."""
    if not (amounts or bare):
        return None
    numbers = find_amounts(plain, bare=True, least_centavos=1)
    counted = {amount.end for amount in amounts}
    for place in range(len(numbers) - 1, 0, -1):
        low, high = numbers[place - 1], numbers[place]
        if _are_joined(plain, low, high, counted, bare=bare):
            first, last = _of_one_scale(low, high)
            if first <= last:
                return MoneyRange(first, last)
    return None


def _are_joined(plain: str, low: Amount, high: Amount, counted: set[int], *, bare: bool) -> bool:
    between = plain[low.end : high.start]
    if _TO.fullmatch(between):
        spans = bare and _SPAN.search(plain, max(low.start - _LEAD, 0), low.start) is not None
        return high.end in counted or low.marked or spans
    if _AT_MOST.fullmatch(between) or _AT_MOST_AFTER.match(plain, high.end):
        return low.end in counted and len(between) < _LEAD
    if high.end in counted and _UP_TO.search(plain, max(high.start - _LEAD, low.end), high.start):
        return low.end in counted  # "mil e quinhentos, mas se valer a pena até dois mil"
    is_pair = high.end in counted and (bare or low.end in counted)
    return is_pair and _OR_RATHER.fullmatch(between) is not None


def _of_one_scale(low: Amount, high: Amount) -> tuple[int, int]:
    """Both numbers in thousands if one of them is, or if both are too small for a price."""
    first, last = low.centavos, high.centavos
    if not low.marked and not high.marked and last < _THOUSAND // 10:
        return first * 1000, last * 1000
    if not low.marked and first < _THOUSAND <= last and first * 1000 <= last * 2:
        first *= 1000
    if not high.marked and last < _THOUSAND // 10 and first >= _THOUSAND:
        last *= 1000
    return first, last


def _bounded(plain: str, amount: Amount) -> MoneyRange:
    before = plain[max(amount.start - _LEAD, 0) : amount.start]
    if _UP_TO.search(before):
        return MoneyRange(None, amount.centavos)
    if _FROM.search(before):
        return MoneyRange(amount.centavos, None)
    return MoneyRange(amount.centavos, amount.centavos)
