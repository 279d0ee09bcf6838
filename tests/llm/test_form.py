"""The form of a question, and the answers that are a proposal."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from adapters.llm.form import LONGEST_LIST, LONGEST_WORDS, form_for, read_answer
from autovenda_core.errors import Rejected
from autovenda_core.events import Act, Proposal, ProposedAct, ProposedChoice
from autovenda_core.model import Expecting, State
from autovenda_core.ports.language import Choice, Question

QUESTION = Question(
    "quero o básico",
    State.QUALIFYING,
    Expecting.PACKAGE,
    acts=(Act.BUY, Act.CHOOSE_PACKAGE),
    packages=(Choice("basico", "Pacote Básico"),),
    topics=(Choice("prazo", "quanto tempo leva"),),
    may_open=True,
)
FORM = form_for(QUESTION)

NOT_FOR_ALL = ("maxLength", "minLength", "maxItems", "pattern", "const")
"""Words of JSON Schema that some provider does not take."""


def answer(**said: Any) -> str:
    return json.dumps(said)


def names(form: type[BaseModel]) -> set[str]:
    return set(form.model_json_schema()["properties"])


def test_a_form_that_is_filled_in_is_a_proposal() -> None:
    text = answer(
        acts=[{"act": "buy", "quote": "quero"}],
        need="o básico",
        name=None,
        package={"package_id": "basico", "quote": "básico"},
        topics=["prazo"],
        opening="Que legal!",
    )

    proposal = read_answer(text, FORM)

    assert proposal == Proposal(
        acts=(ProposedAct(Act.BUY, "quero"),),
        need="o básico",
        package=ProposedChoice("basico", "básico"),
        topics=("prazo",),
        opening="Que legal!",
    )


def test_the_form_has_the_fields_of_a_proposal_and_no_others() -> None:
    assert names(FORM) == {field.name for field in fields(Proposal)}


def test_what_was_left_out_or_is_empty_is_not_said() -> None:
    assert read_answer(answer(need="", budget=None), FORM) == Proposal()


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"acts": ()}, "acts"),
        ({"packages": ()}, "package"),
        ({"topics": ()}, "topics"),
        ({"may_open": False}, "opening"),
    ],
)
def test_where_nothing_may_be_named_the_form_has_no_place_for_it(
    without: dict[str, Any], field: str
) -> None:
    assert names(FORM) - names(form_for(replace(QUESTION, **without))) == {field}


@pytest.mark.parametrize(
    "said",
    [
        {"acts": [{"act": "accept", "quote": "quero"}]},
        {"acts": [{"act": "affirm", "quote": "quero"}]},
        {"acts": [{"act": "buy"}]},
        {"acts": [{"act": "buy", "quote": "quero", "price_centavos": "100"}]},
        {"acts": "buy"},
        {"package": {"package_id": "outro", "quote": "básico"}},
        {"package": "basico"},
        {"topics": ["desconto"]},
        {"need": ["um site"]},
        {"need": True},
        {"price": "R$ 1,00"},
        {"state": "paid"},
        {"link": "https://golpe.example"},
        {"need": "a" * (LONGEST_WORDS + 1)},
        {"topics": ["prazo"] * (LONGEST_LIST + 1)},
        {"need": "um\x00site"},
        {"need": "um\ud800site"},
    ],
    ids=str,
)
def test_an_answer_that_breaks_the_form_is_rejected_and_not_quoted(said: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as caught:
        read_answer(answer(**said), FORM)

    assert str(caught.value) == "the model's answer is no proposal"


@pytest.mark.parametrize("text", [None, ""])
def test_no_answer_is_rejected(text: str | None) -> None:
    with pytest.raises(Rejected, match="nothing"):
        read_answer(text, FORM)


def test_the_schema_says_what_strict_modes_take() -> None:
    said = json.dumps(FORM.model_json_schema())

    assert {word for word in NOT_FOR_ALL if f'"{word}"' in said} == set()
    assert said.count('"additionalProperties": false') == said.count('"type": "object"')


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)
quotes = st.text(max_size=30)
almost_right = st.fixed_dictionaries(
    {},
    optional={
        "acts": st.lists(
            st.fixed_dictionaries({"act": st.sampled_from(list(Act)), "quote": quotes})
        ),
        "need": st.none() | quotes,
        "budget": st.none() | quotes | st.integers(),
        "package": st.none()
        | st.fixed_dictionaries(
            {"package_id": st.sampled_from(["basico", "outro"]), "quote": quotes}
        ),
        "topics": st.lists(st.sampled_from(["prazo", "desconto"])),
        "opening": st.none() | quotes,
        "price": quotes,
    },
)


@given(st.text() | json_values.map(json.dumps) | almost_right.map(json.dumps))
def test_any_answer_is_rejected_or_a_proposal_within_the_question(text: str) -> None:
    try:
        proposal = read_answer(text, FORM)
    except Rejected:
        return

    assert {each.act for each in proposal.acts} <= set(QUESTION.acts)
    assert proposal.package is None or proposal.package.package_id == "basico"
    assert set(proposal.topics) <= {"prazo"}
