"""Money is whole centavos, from the first text to the last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.money import format_brl, parse_brl, percent_of

amounts = st.integers(0, 10**12)


@given(amounts)
def test_an_amount_that_was_written_reads_back_as_itself(amount_centavos: int) -> None:
    text = format_brl(amount_centavos)

    assert parse_brl(text) == amount_centavos


@pytest.mark.parametrize(
    ("amount_centavos", "text"),
    [
        (0, "R$ 0,00"),
        (5, "R$ 0,05"),
        (1_999, "R$ 19,99"),
        (175_000, "R$ 1.750,00"),
        (123_456_789, "R$ 1.234.567,89"),
        (-1_050, "-R$ 10,50"),
    ],
)
def test_amounts_are_written_the_way_brazilians_read_them(amount_centavos: int, text: str) -> None:
    assert format_brl(amount_centavos) == text


@pytest.mark.parametrize(
    ("text", "amount_centavos"),
    [
        ("1.750,00", 175_000),
        ("R$ 1750", 175_000),
        ("R$1.750", 175_000),
        ("  19,99 ", 1_999),
        ("0,01", 1),
        ("1.000.000", 100_000_000),
    ],
)
def test_amounts_are_read_the_way_brazilians_write_them(text: str, amount_centavos: int) -> None:
    assert parse_brl(text) == amount_centavos


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R$",
        "19.99",
        "1,5",
        "1.75",
        "1000.000",
        "1,000.00",
        "-5",
        "dez",
        "10 reais",
        "1e3",
        "R$ R$ 1",
    ],
)
def test_what_could_be_another_amount_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_brl(text)


@given(st.text(max_size=20))
def test_any_text_is_an_amount_in_whole_centavos_or_is_refused(text: str) -> None:
    try:
        amount_centavos = parse_brl(text)
    except ValueError:
        return

    assert type(amount_centavos) is int
    assert amount_centavos >= 0


@given(amounts, st.integers(0, 100))
def test_a_share_and_the_rest_make_the_whole(amount_centavos: int, percent: int) -> None:
    share = percent_of(amount_centavos, percent)

    assert type(share) is int
    assert 0 <= amount_centavos * percent - share * 100 < 100
    assert 0 <= share <= amount_centavos


def test_half_a_centavo_is_never_asked_for() -> None:
    assert percent_of(1_999, 50) == 999
    assert percent_of(1, 99) == 0
