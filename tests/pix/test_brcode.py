"""The code itself: the Central Bank's example, and what an independent reader makes of ours."""

from __future__ import annotations

import string
import unicodedata
from decimal import Decimal
from xml.etree import ElementTree as ET

import pixcanvas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.pix.brcode import brcode, plain
from adapters.pix.qr import qr_svg

EXAMPLE = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
"""Banco Central do Brasil, "Manual de Padrões para Iniciação do Pix", version 2.2.1, page 25."""

RANDOM_KEY = "123e4567-e12b-12d1-a456-426655440000"
# pixcanvas 0.5 takes a random key with 10 to 14 decimal digits for a document or a phone number.
random_keys = st.uuids().map(str).filter(lambda key: sum(map(str.isdecimal, key)) > 14)
keys = st.one_of(
    random_keys,
    st.from_regex(r"\+55[1-9][1-9]9\d{8}", fullmatch=True).filter(str.isascii),
    st.just("pix@agencia.example.com"),
    st.just("52998224725"),
)
names = st.text(alphabet=string.ascii_letters + "áéíóúãõçâêô ÁÉÇ", min_size=1, max_size=60).filter(
    lambda text: text.strip()
)
txids = st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=25)


def test_the_central_banks_example_comes_out_byte_for_byte() -> None:
    assert brcode(RANDOM_KEY, "Fulano de Tal", "BRASILIA", None) == EXAMPLE


@settings(max_examples=1_000, deadline=None)
@given(key=keys, name=names, city=names, amount=st.integers(1, 9_999_999_999), txid=txids)
def test_an_independent_reader_finds_what_was_written(
    key: str, name: str, city: str, amount: int, txid: str
) -> None:
    read = pixcanvas.parse_pix(brcode(key, name, city, amount, txid))

    assert (read.pix_key, read.txid) == (key, txid)
    assert read.amount == Decimal(amount) / 100
    # The reader shows names in capitals.
    assert read.merchant_name == plain(name, 25).upper()
    assert read.merchant_city == plain(city, 15).upper()


def test_one_changed_letter_is_noticed() -> None:
    code = brcode(RANDOM_KEY, "Fulano de Tal", "BRASILIA", 75_000, "AV1")

    assert not pixcanvas.validate_pix(code.replace("750.00", "950.00")).is_valid


def test_an_amount_is_written_with_two_decimals_and_no_rounding() -> None:
    assert "5406750.05" in brcode(RANDOM_KEY, "A", "B", 75_005)
    assert "54040.29" in brcode(RANDOM_KEY, "A", "B", 29)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_cannot_be_asked_for(amount: int) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        brcode(RANDOM_KEY, "A", "B", amount)


@given(st.text(max_size=80), st.integers(1, 30))
def test_what_is_left_of_a_text_is_ascii_and_short_enough(text: str, length: int) -> None:
    try:
        left = plain(text, length)
    except ValueError:
        decomposed = unicodedata.normalize("NFKD", text)
        assert not any(c.isascii() and c.isprintable() and c != " " for c in decomposed)
    else:
        assert left.isascii()
        assert left.isprintable()
        assert left == left.strip()
        assert 1 <= len(left) <= length


def test_accents_go_and_the_rest_stays() -> None:
    assert plain("São José dos  Campos", 15) == "Sao Jose dos Ca"


def test_the_picture_is_dark_on_white_and_grows_with_the_page() -> None:
    picture = ET.fromstring(qr_svg(EXAMPLE))  # noqa: S314 - our own output

    assert picture.get("viewBox") is not None
    assert picture.get("width") is None
    assert [path.get("fill") or path.get("stroke") for path in picture] == ["#fff", "#000"]
