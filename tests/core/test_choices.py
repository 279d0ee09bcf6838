"""A numbered choice is answered with its number or its id; anything else is read as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.understanding import choice_of

CHOICES = ("accept:1", "info", "human")


@pytest.mark.parametrize(
    "text",
    ["2", " 2 ", "2.", "2)", "opção 2", "Opcao 2", "a opção 2", "nº 2", "número 2", "2️⃣", "info"],
)
def test_a_choice_is_known_by_its_number_and_its_id(text: str) -> None:
    assert choice_of(text, CHOICES) == "info"


@pytest.mark.parametrize(
    "text", ["0", "4", "20", "2 dias", "2 mil", "talvez 2", "", "sim", "1 e 2"]
)
def test_everything_else_is_words(text: str) -> None:
    assert choice_of(text, CHOICES) is None


def test_without_choices_a_number_is_a_number() -> None:
    assert choice_of("1", ()) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_it_gives_one_of_the_choices_or_none(text: str, choices: list[str]) -> None:
    chosen = choice_of(text, tuple(choices))

    assert chosen is None or chosen in choices
