"""Money as integer centavos of BRL, never a float: `int(19.99 * 100)` is 1998."""

from __future__ import annotations

import re

__all__ = ["format_brl", "parse_brl", "percent_of"]

CURRENCY = "BRL"

_PLAIN = re.compile(r"(?P<reais>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<centavos>\d{2}))?")


def format_brl(amount_centavos: int) -> str:
    """Write centavos the way Brazilians read them: 175000 is `R$ 1.750,00`."""
    reais, centavos = divmod(abs(amount_centavos), 100)
    sign = "-" if amount_centavos < 0 else ""
    return f"{sign}R$ {reais:,}".replace(",", ".") + f",{centavos:02d}"


def parse_brl(text: str) -> int:
    """Read an amount as Brazilians write it (`1.750,00`, `R$ 1750`, `19,99`), in centavos.

    Raises:
        ValueError: the text is anything else; `19.99` is refused rather than guessed.
    """
    match = _PLAIN.fullmatch(text.strip().removeprefix("R$").strip())
    if match is None:
        raise ValueError(f"{text!r} is not an amount like 1.750,00")
    return int(match["reais"].replace(".", "")) * 100 + int(match["centavos"] or 0)


def percent_of(amount_centavos: int, percent: int) -> int:
    """A share of an amount, rounded down to the centavo; the rest is `amount - share`.

    Rounding down keeps `deposit + balance == total` for every amount and never asks for
    half a centavo more than was agreed.
    """
    return amount_centavos * percent // 100
