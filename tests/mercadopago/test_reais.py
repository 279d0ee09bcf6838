"""Amounts cross the border without a float."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mercadopago.reais import from_json, iso, to_centavos, to_json, to_reais


@given(st.integers(0, 10**14))
def test_every_amount_comes_back_from_their_json(centavos: int) -> None:
    read = from_json(to_json({"unit_price": to_reais(centavos)}))

    assert isinstance(read, dict)
    assert to_centavos(read["unit_price"]) == centavos


def test_an_amount_is_a_number_with_two_decimals() -> None:
    assert to_json({"amount": to_reais(75_005)}) == '{"amount":750.05}'
    assert to_json([to_reais(29), to_reais(100_000)]) == "[0.29,1000.00]"


@pytest.mark.parametrize(
    ("text", "centavos"), [("19.99", 1999), ("1105.1", 110_510), ("750", 75_000)]
)
def test_their_numbers_are_read_exactly(text: str, centavos: int) -> None:
    assert to_centavos(from_json(text)) == centavos


@pytest.mark.parametrize(
    "reais", [Decimal("0.001"), Decimal("750.555"), Decimal("NaN"), 19.99, "19.99", None]
)
def test_what_is_no_whole_number_of_centavos_is_refused(reais: object) -> None:
    with pytest.raises(ValueError, match=r"whole centavos|exact amount"):
        to_centavos(reais)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_everything_else_is_ordinary_json(value: object) -> None:
    assert json.loads(to_json(value)) == value


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff"])
def test_what_is_not_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each decoder has words of its own
        from_json(text)


def test_a_time_has_milliseconds_and_an_offset() -> None:
    assert iso(datetime(2026, 3, 10, 13, tzinfo=UTC)) == "2026-03-10T13:00:00.000+00:00"
