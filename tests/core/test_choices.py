"""A numbered choice is answered with its number or its id; anything else is read as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.understanding import choice_of

CHOICES = ("accept:1", "info", "human")
TITLES = ("Aceitar proposta", "Tenho uma dúvida", "")


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


@pytest.mark.parametrize("text", ["Tenho uma dúvida", "tenho uma duvida", " TENHO UMA DÚVIDA. "])
def test_a_choice_is_known_by_its_title(text: str) -> None:
    assert choice_of(text, CHOICES, TITLES) == "info"


@pytest.mark.parametrize("text", ["", "tenho uma dúvida sobre o prazo", "não aceitar proposta"])
def test_a_title_that_is_unknown_or_only_part_of_a_message_is_no_choice(text: str) -> None:
    assert choice_of(text, CHOICES, TITLES) is None


def test_a_choice_that_is_not_shown_is_not_counted() -> None:
    assert choice_of("2", ("need:package:a", "", "need:other")) == "need:other"


def test_without_choices_a_number_is_a_number() -> None:
    assert choice_of("1", ()) is None


@given(st.text(), st.lists(st.text(), max_size=4))
def test_it_gives_one_of_the_choices_or_none(text: str, choices: list[str]) -> None:
    chosen = choice_of(text, tuple(choices))

    assert chosen is None or chosen in choices
