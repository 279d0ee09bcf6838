"""What holds for every text whatsoever."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.normalise import read
from tests.language.corpus import acts, own, say

EXPECTING = st.sampled_from(list(Expecting))
WORDS = sorted({word for line in own() for word in line.text.split()})
CHATTER = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ANY_TEXT = st.text(max_size=200) | CHATTER
YES = st.sampled_from(["sim", "aceito", "fechado", "pode mandar o link", "bora", "com certeza"])
SPOILERS = st.sampled_from(
    (
        *("não", "nem", "nunca", "mas", "se", "talvez", "acho", "quanto", "depois", "amanhã"),
        *("?", "https://x.com.br", "R$10", "900", "kkk", "😂", "quase", "só", "desconto"),
    )
)


HOSTILE = (
    *(
        "a",
        "1",
        "1.",
        "a@",
        "a.",
        "(1",
        "1 ",
        " ",
        "a-",
        "1/",
        "ha",
        "\n",
        "👍",
        "\u200b",
        "a\u0301",
    ),
    *("ja ", "a b ", "um e ", "mil e ", "para de ", "não quero ", "se eu fecho ", "pix ja foi "),
    *("meu nome e ", "aceito sim ", "quanto o ", "http://", "a ponto b ", "a arroba b ponto "),
)


@given(text=ANY_TEXT, expecting=EXPECTING)
def test_any_text_is_read_without_an_error_and_twice_the_same(text: str, expecting: Expecting):
    once, twice = say(text, expecting), say(text, expecting)

    assert once == twice
    assert once.acts
    assert len({read.act for read in once.acts}) == len(once.acts)
    assert Act.ACCEPT not in {read.act for read in once.acts}
    assert all(0 < read.confidence <= 1 and read.rule for read in once.acts)


@given(yes=YES, spoiler=SPOILERS, first=st.booleans(), expecting=EXPECTING)
def test_no_spoilt_yes_is_a_yes(yes: str, spoiler: str, first: bool, expecting: Expecting):
    text = f"{spoiler} {yes}" if first else f"{yes} {spoiler}"

    assert Act.AFFIRM not in acts(text, expecting)


@given(text=CHATTER, expecting=EXPECTING)
def test_a_yes_is_never_read_together_with_anything_else(text: str, expecting: Expecting):
    read_acts = acts(text, expecting)

    assert Act.AFFIRM not in read_acts or read_acts == [Act.AFFIRM]


@given(text=ANY_TEXT)
def test_every_span_of_the_plain_form_came_from_the_original(text: str):
    plain = read(text)

    assert plain.original(0, len(plain.plain)) in plain.raw
    assert read(plain.plain).plain.split() is not None


@given(text=CHATTER)
@settings(max_examples=50)
def test_case_accents_written_apart_and_invisible_characters_change_nothing(text: str):
    hidden = "\u200b".join(text)

    assert read(hidden).plain == read(text).plain
    assert read(text.upper()).plain == read(text.lower()).plain


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("expecting", [Expecting.ACCEPT, Expecting.DEADLINE, Expecting.NAME])
def test_ten_thousand_hostile_characters_are_read_in_no_time(piece: str, expecting: Expecting):
    text = (piece * 10_000)[:10_000]
    started = time.process_time()

    say(text, expecting)

    assert time.process_time() - started < 2


def test_an_ordinary_message_takes_well_under_a_millisecond():
    lines = own()[::7]
    say("aquece", Expecting.NONE)
    started = time.process_time()

    for line in lines:
        say(line.text, line.expecting)

    assert (time.process_time() - started) / len(lines) < 0.001
