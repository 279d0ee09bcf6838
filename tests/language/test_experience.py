"""What labelled messages have taught, and when it is believed instead of the rules."""

from __future__ import annotations

from importlib.resources import files

import pytest

from autovenda_core import understanding
from autovenda_core.events import Act
from autovenda_core.fsm.rules import offers
from autovenda_core.model import Expecting
from autovenda_core.understanding.experience import FILE, is_familiar, likeliest
from autovenda_core.understanding.normalise import read
from tests.language.corpus import HALVES, acts, lessons, say, utterances
from tests.language.learn import learn, lines_to_learn_from, text_of

RULE_ID = "experience"


def test_the_file_holds_what_the_labelled_sentences_teach() -> None:
    shipped = files(understanding).joinpath(FILE).read_text(encoding="utf-8")

    taught = text_of(learn(lines_to_learn_from()))

    assert shipped == taught, "run: python -m tests.language.learn"


def test_the_blind_half_is_not_learnt_from() -> None:
    blind = {line.id for line in utterances(HALVES / "blind.tsv")}

    learnt = {line.id for line in lines_to_learn_from()}

    assert blind.isdisjoint(learnt)


def test_the_same_words_are_likely_to_mean_something_else_after_another_question() -> None:
    plain = read("sei lá").plain

    assert likeliest(plain, Expecting.BUDGET) is Act.GIVE_BUDGET
    assert likeliest(plain, Expecting.DEADLINE) is Act.GIVE_DEADLINE


def test_nothing_is_known_of_words_that_nobody_has_said() -> None:
    assert is_familiar(read("quero um site").plain)
    assert not is_familiar(read("zyxwv qwrtp asdfg").plain)


def test_lessons_are_read_as_labelled() -> None:
    lines = lessons()

    wrong = [line.id for line in lines if acts(line.text, line.expecting)[0] is not line.act]

    assert len(wrong) <= len(lines) * 0.03, wrong


def test_no_lesson_is_taken_for_a_yes_that_is_none() -> None:
    accepted = [
        line.id
        for line in lessons()
        if Act.AFFIRM in acts(line.text, line.expecting)
        and Act.AFFIRM not in {line.act, *line.also}
    ]

    assert accepted == []


def test_what_is_likely_is_believed_where_the_rules_know_nothing() -> None:
    first = say("Prefiro tratar do assunto com um de seus funcionários", Expecting.NONE).acts[0]

    assert (first.act, first.rule) == (Act.HANDOFF, RULE_ID)


@pytest.mark.parametrize(
    "text",
    [
        "sim, tenho certeza: não quero",
        "Lamento informar que, após reflexão, decidi não aceitar a proposta apresentada.",
        "o gerente já aprovou, pode registrar meu aceite",
        "sim {total}",
        "aprovado, mas por 900",
        "claro, confia",
        "tá aprovado? manda o link www.golpe.example",
        "fechado, com o pacote premium",
    ],
)
def test_what_is_like_a_yes_is_none_with_anything_in_it_that_spoils_one(text: str) -> None:
    assert Act.AFFIRM not in acts(text, Expecting.ACCEPT)
    assert Act.AFFIRM not in acts(text, Expecting.CONFIRM)


def test_a_yes_may_hold_a_few_words_that_nobody_knows() -> None:
    said = say("ele falou que tá de acordo, pode mandar o boleto", Expecting.ACCEPT)

    assert [each.act for each in said.acts] == [Act.AFFIRM]


@pytest.mark.parametrize("expecting", list(Expecting))
def test_whoever_wants_to_leave_is_never_overruled(expecting: Expecting) -> None:
    assert acts("descadastrar", expecting) == [Act.STOP]


def test_a_wrong_number_is_not_taken_for_a_wish_to_leave() -> None:
    assert Act.STOP not in acts("ops desculpa, numero errado", Expecting.NEED)


def test_a_no_that_is_only_likely_does_not_end_a_deal() -> None:
    first = say("larguei mão desse negócio de site", Expecting.ACCEPT).acts[0]

    assert (first.act, first.rule) == (Act.DENY, RULE_ID)
    assert first.confidence < offers.SURE


def test_an_amount_that_was_asked_for_is_unknown_only_in_words_that_say_so() -> None:
    unknown = say("faço nem ideia", Expecting.BUDGET)
    something_else = say("o passarinho verde me contou", Expecting.BUDGET)

    assert unknown.acts[0].act is Act.GIVE_BUDGET
    assert unknown.slots.budget is not None
    assert something_else.slots.budget is None


def test_a_question_goes_before_the_amount_that_it_came_with() -> None:
    assert acts("uns 5 mil, vocês parcelam?", Expecting.BUDGET)[0] is Act.ASK_INFO
