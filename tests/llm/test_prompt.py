"""What a model is told, and that a lead's words stay data."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.llm.form import form_for
from adapters.llm.prompt import messages_for, words
from autovenda_core.events import Act
from autovenda_core.model import Expecting, State
from autovenda_core.ports.language import Question

PLAIN = Question("oi", State.LEAD, Expecting.NONE, acts=(Act.GREET,))


def system(question: Question) -> str:
    return messages_for(question)[0]["content"]


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.ACCEPT])
def test_every_act_that_a_text_can_have_is_explained(act: Act) -> None:
    assert words()["acts"][act] in system(replace(PLAIN, acts=(act,)))


@pytest.mark.parametrize("expecting", Expecting)
def test_the_model_is_told_what_was_asked_last(expecting: Expecting) -> None:
    assert words()["expecting"][expecting] in system(replace(PLAIN, expecting=expecting))


def test_only_what_may_be_named_is_listed(question: Question) -> None:
    said = system(question)

    assert '"basico": "Pacote Básico"' in said
    assert '"prazo": "quanto tempo leva"' in said
    assert '"claim_paid":' not in said


@given(st.text())
def test_whatever_a_lead_writes_is_one_value_of_the_users_json(text: str) -> None:
    asked, empty = messages_for(replace(PLAIN, text=text)), messages_for(replace(PLAIN, text=""))

    assert asked[0] == empty[0]
    assert json.loads(asked[1]["content"]) == {"lead_message": text}
    assert [message["role"] for message in asked] == ["system", "user"]


def test_the_form_is_spelled_out_where_nobody_enforces_it() -> None:
    said = messages_for(PLAIN, form_for(PLAIN))[0]["content"]

    schema = json.loads(said.splitlines()[-1])
    assert schema == form_for(PLAIN).model_json_schema()
