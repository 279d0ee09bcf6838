"""Money is whole centavos, from the first text to the last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.events import CustomOffer
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Contact, Conversation, Offer, Rules
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


@given(st.integers(100, 99_999_999), st.integers(1, 100))
def test_deposit_and_balance_make_the_total_for_every_price_of_a_catalogue(
    total_centavos: int, percent: int
) -> None:
    package = ServicePackage("logo", "Logotipo", total_centavos, 7, deposit_percent=percent)
    offer = offer_of(package)

    assert offer.deposit_centavos + offer.balance_centavos == offer.total_centavos
    assert offer.deposit_centavos * 100 <= total_centavos * percent
    assert offer.balance_centavos >= 0


@pytest.mark.parametrize("percent", [1, 30, 33, 50, 99, 100])
def test_deposit_and_balance_make_the_total_for_all_centavos_of_a_real(percent: int) -> None:
    for total_centavos in range(75_000, 75_100):
        package = ServicePackage("logo", "Logotipo", total_centavos, 7, deposit_percent=percent)

        offer = offer_of(package)

        assert offer.deposit_centavos + offer.balance_centavos == total_centavos


def offer_of(package: ServicePackage) -> Offer:
    """What the flow offers when somebody wants this package."""
    flow = Flow(Catalog((package,)), rules=Rules(burst_seconds=0))
    event = CustomOffer(
        at=datetime(2026, 3, 10, 13, 0, tzinfo=UTC),
        operator="rafa",
        title=package.name,
        deliverables=("um logotipo",),
        total_centavos=package.price_centavos,
        deposit_percent=package.deposit_percent,
        delivery_days=package.delivery_days,
    )
    conversation = flow.step(Conversation("c1", Contact("fake", "lead")), event).conversation
    assert conversation.deal.offer is not None
    return conversation.deal.offer
