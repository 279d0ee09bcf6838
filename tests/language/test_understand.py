"""What one message does, in the order in which the flow handles it."""

from __future__ import annotations

import pytest

from autovenda_core.events import Act, Reader, Slots
from autovenda_core.model import Expecting, MoneyRange
from autovenda_core.understanding import understand
from tests.language.corpus import CALENDAR, CATALOG, TUESDAY, acts, say


def test_the_texts_of_a_burst_are_one_message():
    understood = understand(
        ["oi", "quero um site", "quanto custa?"],
        expecting=Expecting.NONE,
        catalog=CATALOG,
        at=TUESDAY,
        calendar=CALENDAR,
        message_ids=("1", "2", "3"),
    )

    assert [read.act for read in understood.acts] == [Act.ASK_PRICE, Act.BUY, Act.GREET]
    assert understood.slots == Slots(need="site")
    assert understood.by is Reader.RULES
    assert understood.at == TUESDAY
    assert understood.message_ids == ("1", "2", "3")


@pytest.mark.parametrize("text", ["/start", "/start anuncio-7", "/start@autovenda_bot"])
def test_the_start_command_is_a_greeting(text: str):
    assert acts(text) == [Act.GREET]


def test_no_text_at_all_is_out_of_scope():
    understood = understand(
        [], expecting=Expecting.NONE, catalog=CATALOG, at=TUESDAY, calendar=CALENDAR
    )

    assert [read.act for read in understood.acts] == [Act.OUT_OF_SCOPE]


@pytest.mark.parametrize("expecting", [Expecting.ACCEPT, Expecting.CONFIRM])
@pytest.mark.parametrize("text", ["ok", "beleza", "👍", "👍👍", "blz", "certo", "show"])
def test_saying_that_it_was_read_is_not_acceptance(text: str, expecting: Expecting):
    (read,) = say(text, expecting).acts

    assert read.act is Act.OUT_OF_SCOPE
    assert read.rule == "ok-is-not-acceptance"
    assert read.confidence < 0.5


@pytest.mark.parametrize(
    "spoilt",
    [
        "sim?",
        "sim, mas quanto fica?",
        "acho que sim",
        "aceito se parcelar",
        "aceito por 1000",
        "aceito por R$ 1",
        "fechado em mil reais",
        "aceito https://exemplo.com.br",
        "sim, só que não",
        "claro que não",
        "nunca que eu aceito",
        "sim, amanhã",
        "quase aceito",
        "não quero o premium, pode ser",
        "aham sei",
        "aceito kkkk",
        "claro, confia",
        "sim 50%",
        "sim, paguei",
    ],
)
def test_a_yes_with_anything_else_in_it_is_no_yes(spoilt: str):
    assert Act.AFFIRM not in acts(spoilt, Expecting.ACCEPT)


@pytest.mark.parametrize(
    "text", ["não tenho dúvida, fechado", "sem dúvida", "por que não? bora", "não vejo a hora, sim"]
)
def test_a_no_that_means_yes_is_a_yes(text: str):
    assert acts(text, Expecting.ACCEPT) == [Act.AFFIRM]


def test_a_question_comes_before_the_answer_it_came_with():
    assert acts("2 mil, parcela?", Expecting.BUDGET) == [Act.ASK_INFO, Act.GIVE_BUDGET]


def test_safety_decides_alone():
    assert acts("sim, aceito, mas não me mandem mais mensagens", Expecting.ACCEPT) == [Act.STOP]
    assert acts("já paguei, quanto falta?", Expecting.PAY) == [Act.CLAIM_PAID]


def test_not_knowing_is_an_answer():
    assert say("não sei", Expecting.BUDGET).slots.budget == MoneyRange()
    assert acts("não faço ideia", Expecting.DEADLINE) == [Act.GIVE_DEADLINE]


def test_a_counter_offer_carries_its_price():
    understood = say("faz por 1000 que eu fecho", Expecting.ACCEPT)

    assert understood.acts[0].act is Act.NEGOTIATE
    assert understood.slots.budget == MoneyRange(100000, 100000)


def test_a_question_about_a_package_chooses_nothing_and_says_which():
    understood = say("o que está incluso no premium?", Expecting.ACCEPT)

    assert [read.act for read in understood.acts] == [Act.ASK_INFO]
    assert understood.slots.package_id == "premium"


def test_a_need_keeps_the_words_of_the_lead():
    assert say("Preciso de uma Loja de Açaí online, urgente!").slots.need == "Loja de Açaí online"
    assert say("vender meus bolos", Expecting.NEED).slots.need == "vender meus bolos"


def test_a_tap_is_the_only_way_to_accept():
    texts = ["accept:1", "ACCEPT", "aceito a proposta", "[Aceitar proposta]"]

    assert all(Act.ACCEPT not in acts(text, Expecting.ACCEPT) for text in texts)


def test_every_act_says_which_rule_fired():
    assert [read.rule for read in say("obrigado, tchau").acts] == ["bye", "thanks"]
