"""The briefing form: what is asked, what counts as an answer, what is kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.briefing import (
    BriefingField,
    BriefingForm,
    BriefingPart,
    FieldKind,
    answers_to,
    clean,
    default_form,
    problems,
)

COMPLETE = {
    "public_name": "Clínica Sorriso",
    "what_you_do": "Odontologia para famílias.",
    "goal": "Receber mais contatos",
    "audience": "Famílias do bairro",
    "approver": "Marina",
}


def form_of(kind: FieldKind, **settings: object) -> BriefingForm:
    field = BriefingField("x", "Pergunta", kind, **settings)  # type: ignore[arg-type]
    return BriefingForm((BriefingPart("Parte", (field,)),))


def test_the_default_form_is_short_and_asks_for_little() -> None:
    form = default_form()

    required = {field.id for field in form.fields if field.required}

    assert required == set(COMPLETE)
    assert len(required) <= 0.4 * len(form.fields)
    assert 4 <= len(form.parts) <= 5


def test_the_ids_of_the_default_form_can_be_names_of_inputs_and_are_unique() -> None:
    ids = [field.id for field in default_form().fields]

    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field_id) for field_id in ids)


def test_only_choices_have_options_in_the_default_form() -> None:
    for field in default_form().fields:
        assert bool(field.options) == (field.kind in {FieldKind.CHOICE, FieldKind.MULTI})


def test_an_empty_briefing_misses_every_required_answer_and_nothing_else() -> None:
    assert set(problems(default_form(), {})) == set(COMPLETE)


def test_the_required_answers_are_enough() -> None:
    assert problems(default_form(), COMPLETE) == {}


def test_spaces_are_not_an_answer() -> None:
    answers = clean(default_form(), COMPLETE | {"approver": " \n\t "})

    assert set(problems(default_form(), answers)) == {"approver"}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (FieldKind.CHOICE, "Azul"),
        (FieldKind.MULTI, "Logo\nAzul"),
        (FieldKind.DATE, "31/02/2026"),
        (FieldKind.DATE, "amanhã"),
        (FieldKind.DATE, "20260310"),
        (FieldKind.LINK, "não tenho"),
        (FieldKind.LINK, "javascript:alert(1)"),
        (FieldKind.LINK, "http://semponto"),
        (FieldKind.TEXT, "x" * 2001),
    ],
)
def test_an_answer_that_does_not_fit_its_kind_is_a_problem_in_words(
    kind: FieldKind, answer: str
) -> None:
    options = ("Logo", "Cores") if kind in {FieldKind.CHOICE, FieldKind.MULTI} else ()

    found = problems(form_of(kind, options=options), {"x": answer})

    assert found["x"].endswith(".")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldKind.TEXT, "  Padaria \t da\r\nLu ", "Padaria da Lu"),
        (FieldKind.TEXT, "Lu\x00\x1b", "Lu"),
        (FieldKind.LONG, " um\r\n\r\ndois ", "um\n\ndois"),
        (FieldKind.DATE, "5/3/2026", "2026-03-05"),
        (FieldKind.DATE, "2026-03-05", "2026-03-05"),
        (FieldKind.LINK, "padaria.com.br/loja", "https://padaria.com.br/loja"),
        (FieldKind.LINK, "http://padaria.com.br", "http://padaria.com.br"),
        (FieldKind.MULTI, "Logo\r\n\r\nCores\nLogo", "Logo\nCores"),
    ],
)
def test_answers_are_tidied_for_keeping(kind: FieldKind, typed: str, kept: str) -> None:
    options = ("Logo", "Cores") if kind is FieldKind.MULTI else ()
    form = form_of(kind, options=options)

    answers = clean(form, {"x": typed})

    assert answers == {"x": kept}
    assert problems(form, answers) == {}


def test_an_answer_is_cut_at_its_limit_and_unknown_fields_are_dropped() -> None:
    form = form_of(FieldKind.TEXT, max_chars=5)

    assert clean(form, {"x": "abcdefgh", "price": "1"}) == {"x": "abcde"}


def test_a_part_that_was_posted_without_a_tick_takes_earlier_ticks_back() -> None:
    part = form_of(FieldKind.MULTI, options=("Logo", "Cores")).parts[0]

    assert answers_to(part, [("x", "Cores"), ("x", "Logo")]) == {"x": "Cores\nLogo"}
    assert answers_to(part, [("_action", "salvar")]) == {"x": ""}


def test_a_returning_client_goes_on_at_the_first_part_that_is_not_done() -> None:
    form = default_form()
    everything = COMPLETE | {"likes": "padaria.com", "texts": "Só uma parte"}

    assert form.first_open_part({}) == 1
    assert form.first_open_part(COMPLETE) == 3
    assert form.first_open_part(everything | {"audience": ""}) == 2
    assert form.first_open_part(everything) == len(form.parts) + 1


@given(st.dictionaries(st.sampled_from([f.id for f in default_form().fields]), st.text()))
def test_cleaning_twice_is_cleaning_once_and_no_answer_breaks_the_check(
    answers: dict[str, str],
) -> None:
    form = default_form()

    once = clean(form, answers)

    assert clean(form, once) == once
    assert set(problems(form, once)) <= {field.id for field in form.fields}
    assert not any("\x00" in answer for answer in once.values())
