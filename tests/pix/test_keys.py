"""Pix keys as owners type them."""

from __future__ import annotations

import pytest

from adapters.pix.keys import read_key
from autovenda_core.errors import ConfigurationError


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("529.982.247-25", "52998224725"),
        ("52998224725", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("  Pix@Agencia.example.com ", "pix@agencia.example.com"),
        ("+55 (61) 91234-5678", "+5561912345678"),
        ("123E4567-E12B-12D1-A456-426655440000", "123e4567-e12b-12d1-a456-426655440000"),
    ],
)
def test_a_key_is_read_however_it_was_typed(typed: str, key: str) -> None:
    assert read_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("529.982.247-26", "typing error"),
        ("111.111.111-11", "typing error"),
        ("11.222.333/0001-82", "typing error"),
        ("12.ABC.345/01DE-36", "typing error"),
        ("pix@", "e-mail"),
        ("a" * 80 + "@example.com", "e-mail"),
        ("+55", "phone"),
        ("123e4567-e12b-12d1-a456", "neither"),
        ("", "neither"),
        ("ação", "neither"),
        ("٥٢٩٩٨٢٢٤٧٢٥", "neither"),
    ],
)
def test_what_is_no_key_stops_the_start_and_says_which_setting_it_is(
    typed: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"PIX_KEY.*{reason}"):
        read_key(typed)
