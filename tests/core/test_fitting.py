"""What a channel cannot show is written into the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.effects import Button
from autovenda_core.ports.channel import Capabilities, OutgoingMessage, UrlButton
from autovenda_core.ports.fitting import fit, split, utf16_length

LINK = UrlButton("Pagar o sinal", "https://loja.example.com/p/1")
TWO = (Button("a", "Sim, aceito"), Button("b", "Ainda não"))
MESSAGE = OutgoingMessage("k", "lead", "Fechado?", TWO, LINK)
ALL = Capabilities(buttons=3, list_rows=10, link_button=True)


def test_what_fits_is_left_alone() -> None:
    assert fit(MESSAGE, ALL) == MESSAGE


def test_buttons_become_numbers_where_there_are_none() -> None:
    fitted = fit(MESSAGE, Capabilities(link_button=True))

    assert fitted.text == "Fechado?\n\n1. Sim, aceito\n2. Ainda não"
    assert fitted.buttons == ()


def test_a_link_is_written_where_no_button_can_hold_it() -> None:
    fitted = fit(MESSAGE, Capabilities(buttons=3))

    assert fitted.text == "Fechado?\n\nPagar o sinal: https://loja.example.com/p/1"
    assert fitted.link is None


@pytest.mark.parametrize(("count", "tapped"), [(3, True), (4, True), (10, True), (11, False)])
def test_more_than_fit_on_buttons_make_a_list_and_more_than_that_a_text(
    count: int, *, tapped: bool
) -> None:
    many = tuple(Button(f"p{at}", f"Pacote {at}") for at in range(count))

    fitted = fit(replace(MESSAGE, buttons=many), ALL)

    assert bool(fitted.buttons) is tapped


def test_a_title_too_long_to_be_tapped_is_written() -> None:
    long = (Button("p", "Um título que não cabe nem em lista"),)

    assert fit(replace(MESSAGE, buttons=long), ALL).buttons == ()


def test_a_text_is_cut_at_a_paragraph_where_there_is_one() -> None:
    text = "primeiro\n\nsegundo parágrafo\n\nterceiro"

    assert split(text, 28) == ["primeiro\n\nsegundo parágrafo", "terceiro"]


def test_without_paragraphs_a_text_is_cut_at_a_line_then_at_a_word() -> None:
    assert split("um dois\ntrês", 9) == ["um dois", "três"]
    assert split("um dois três", 9) == ["um dois", "três"]


@given(st.text(alphabet="ab \n😀é", max_size=80), st.integers(min_value=2, max_value=20))
def test_parts_fit_are_not_empty_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(utf16_length(part) <= limit for part in parts)
    assert all(part.strip() for part in parts) or parts == [""]
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_provider_that_counts_otherwise_gets_parts_of_its_own_length() -> None:
    parts = split("é" * 30, 20, lambda text: len(text.encode()))

    assert [len(part) for part in parts] == [10, 10, 10]
