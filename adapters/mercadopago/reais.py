"""
Amounts and times as Mercado Pago's JSON has them, and no float on the way.

Amounts are decimal numbers of reais ("unit_price": 75.76), ours are integer centavos; Python's
own JSON would make floats of them.  Times are ISO 8601 with milliseconds and an offset
(reference "Create preference" and "Search payments", mercadopago.com.br/developers, 2026).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Centavos", "from_json", "iso", "to_centavos", "to_json", "to_reais"]

_CENTAVO = Decimal("0.01")


def to_reais(centavos: int) -> Decimal:
    """75005 centavos are 750.05 reais, with both decimals."""
    return (centavos * _CENTAVO).quantize(_CENTAVO)


def to_centavos(reais: object) -> int:
    """
    A number out of `from_json`: 750.05 reais are 75005 centavos.

    Raises:
        ValueError: there is a part of a centavo, or no exact number at all.
    """
    if isinstance(reais, int):
        return reais * 100
    if not isinstance(reais, Decimal) or not reais.is_finite():
        raise ValueError(f"{reais!r} is no exact amount")
    if reais != reais.quantize(_CENTAVO):
        raise ValueError(f"{reais} reais are not whole centavos")
    return int(reais / _CENTAVO)


Centavos = Annotated[int, BeforeValidator(to_centavos)]
"""A field of an answer that is an amount."""


def to_json(value: object) -> str:
    """JSON in which a Decimal is the number that it shows."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            fields = (f"{json.dumps(name)}:{to_json(field)}" for name, field in value.items())
            return "{" + ",".join(fields) + "}"
        case list():
            return "[" + ",".join(map(to_json, value)) + "]"
        case _:
            return json.dumps(value)


def from_json(text: str | bytes) -> object:
    """
    JSON whose fractions are Decimals.

    Raises:
        ValueError: it is not JSON, or nested too deeply to be an answer of anybody's.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def iso(at: datetime) -> str:
    """A time in the one format that every endpoint takes (`yyyy-MM-dd'T'HH:mm:ss.SSSZ`)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
