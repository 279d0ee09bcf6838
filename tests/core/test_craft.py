"""Questions, objections and corrections: what is answered, what a person is asked, how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.faq import read_faq
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import DateRange, Owner, Rules, State
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import SAMPLE_CATALOG, World

OFFERED = "> quero o pacote premium\n= offered\n"

# ---------------------------------------------------------------------------- questions


def test_the_owner_is_asked_a_question_once_in_a_deal_and_reads_it(world: World) -> None:
    play(
        "> oi\n< precisa?\n> vocês emitem nota fiscal?\n< vou confirmar\n> e a nota fiscal, sai?\n",
        world,
    )

    assert world.tasks == [TaskKind.QUESTION]
    assert world.alerts == ["Um lead perguntou: Vocês emitem nota fiscal?"]


def test_another_question_is_told_the_owner_and_stands_in_the_same_task(world: World) -> None:
    play(
        "> oi\n< precisa?\n> emitem nota fiscal?\n< vou confirmar\n> tem suporte depois?\n",
        world,
    )

    first = "Um lead perguntou: Vocês emitem nota fiscal?"
    second = "Um lead perguntou: Tem suporte depois da entrega?"
    assert world.alerts == [first, second]
    assert [task.summary for task in world.store.tasks] == [f"{first} {second}"]


def test_the_second_question_in_a_deal_is_promised_in_fewer_words(world: World) -> None:
    play(
        "> oi\n< precisa?\n> vocês usam wordpress?\n< Isso eu vou confirmar com o Rafa e te\n"
        "> vocês usam react?\n< Essa também vou confirmar com o Rafa.\n",
        world,
    )

    assert world.tasks == [TaskKind.QUESTION]


def test_an_answer_of_the_owner_s_takes_the_place_of_the_task() -> None:
    faq = read_faq('[nota_fiscal]\nresposta = "Sim, {nome}, emitimos nota pela {empresa}."')
    world = World(Flow(SAMPLE_CATALOG, faq=faq))

    play("> oi, sou a Bia\n> vocês emitem nota fiscal?\n", world)

    assert "Sim, Bia, emitimos nota pela Estúdio Exemplo." in world.arrived[-1].text
    assert world.tasks == []


def test_the_open_question_follows_the_answer_in_the_same_message(world: World) -> None:
    play("> oi\n< O que você precisa?\n> tem contrato? e o horário de vocês?\n", world)

    said = world.arrived[-1].text
    assert said.index("A proposta em PDF") < said.index("O Rafa atende") < said.index("precisa?")


def test_a_question_about_the_offer_is_answered_from_the_offer(world: World) -> None:
    play(f"{OFFERED}! operator offers 2.000,00 Loja sob medida\n= offered\n", world)
    play("! operator gives back\n> o que tá incluso?\n", world)

    assert "*Loja sob medida*\n• Loja sob medida" in world.arrived[-1].text


def test_a_question_beside_the_price_is_no_second_question(world: World) -> None:
    play(f"{OFFERED}> consegue um desconto?\n", world)

    assert world.tasks == [TaskKind.DISCOUNT]


# ---------------------------------------------------------------------------- objections


def test_with_nothing_smaller_and_no_instalments_the_owner_decides(world: World) -> None:
    play("> quero o pacote básico\n= offered\n> achei caro\n", world)

    assert world.tasks == [TaskKind.DISCOUNT]
    assert "quem decide isso é o Rafa" in world.arrived[-1].text

    play("> mesmo assim tá caro\n< Já chamei o Rafa\n", world)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("achei caro", "mesmo assim tá caro"),
        ("demora muito", "continua sendo muito tempo"),
        ("isso é golpe?", "como sei que não é golpe?"),
        ("faz um desconto?", "nem um descontinho?"),
    ],
)
def test_the_same_objection_twice_calls_a_person(world: World, first: str, second: str) -> None:
    play(f"{OFFERED}> {first}\n= offered\n", world)
    assert world.conversation.owner is Owner.BOT

    play(f"> {second}\n< Já chamei o Rafa\n", world)

    assert world.conversation.owner is Owner.HUMAN
    assert world.state is State.OFFERED


def test_different_objections_are_each_answered(world: World) -> None:
    play(f"{OFFERED}> achei caro\n= offered\n> demora muito\n= offered\n> isso é golpe?\n", world)

    assert world.conversation.owner is Owner.BOT


def test_instalments_are_named_only_by_an_owner_who_gives_them() -> None:
    rules = replace(Rules(), installments=10)
    silent, telling = World(), World(Flow(SAMPLE_CATALOG, rules=rules))

    for world in (silent, telling):
        play(f"{OFFERED}> achei caro\n", world)

    assert "10x" in telling.arrived[-1].text
    assert "x" not in "".join(silent.arrived[-1].buttons)
    assert "cartão" not in silent.arrived[-1].text


@pytest.mark.parametrize("objection", ["achei caro", "demora muito", "isso é golpe?"])
def test_an_objection_changes_neither_price_nor_state(world: World, objection: str) -> None:
    play(OFFERED, world)
    before = world.conversation.deal.offer

    play(f"> {objection}\n= offered\n", world)

    assert world.conversation.deal.offer == before


def test_a_yes_to_the_reminder_accepts_nothing_however_often(world: World) -> None:
    play(
        f"{OFFERED}> vou pensar\n< Posso\n> sim\n< te lembro\n> [Pode lembrar]\n= offered\n", world
    )

    assert world.conversation.deal.acceptance is None
    assert world.conversation.deal.wants_reminder


def test_a_no_to_the_reminder_loses_no_deal(world: World) -> None:
    play(f"{OFFERED}> vou pensar\n< Posso te lembrar\n> não, obrigado\n", world)

    assert world.state is State.OFFERED
    assert not world.conversation.deal.wants_reminder


def test_an_offer_that_ends_tomorrow_is_not_worth_a_reminder(world: World) -> None:
    play(OFFERED, world)
    world.advance(timedelta(days=6))

    play("> vou pensar\n< é só me chamar\n<! Posso te lembrar\n", world)


def test_a_price_of_theirs_is_not_noted_down_as_what_they_have(world: World) -> None:
    play(f"{OFFERED}> faz por 1.200?\n", world)
    assert world.conversation.deal.wants.budget is None

    play("> só tenho 2 mil\n", world)

    assert world.conversation.deal.wants.budget is not None


# ---------------------------------------------------------------------------- corrections


def test_a_corrected_name_is_the_name(world: World) -> None:
    play("> oi, sou o Paulo\n< Bom dia, Paulo\n> não é Paulo, é Saulo\n< Certo, Saulo", world)

    assert world.conversation.client.name == "Saulo"


def test_the_same_name_again_is_no_correction(world: World) -> None:
    play("> oi, sou o Paulo\n< Bom dia, Paulo\n> sou o Paulo\n<! corrigi\n", world)


def test_another_need_after_the_offer_is_another_version_of_it(world: World) -> None:
    play("> quero o pacote básico\n= offered\n", world)

    play("> na verdade preciso de uma loja virtual\n< *Pacote Premium*\n", world)

    offer = world.conversation.deal.offer
    assert offer is not None
    assert (offer.package_id, offer.version) == ("premium", 2)


# ---------------------------------------------------------------------------- misunderstanding


def test_what_is_not_our_business_is_said_so(world: World) -> None:
    play(
        "> oi\n< precisa?\n> qual a capital da frança?\n< só consigo ajudar com os serviços", world
    )


def test_a_third_message_in_a_row_that_nobody_understands_calls_a_person(world: World) -> None:
    play(
        "> um site\n< Para quando\n> asdfg\n< Não peguei\n> qwert\n< Escolhe uma das opções\n",
        world,
    )
    assert world.arrived[-1].buttons == ("O quanto antes", "Em até 30 dias", "Sem pressa")

    play("> zxcvb\n< Já chamei o Rafa\n", world)

    assert world.tasks == [TaskKind.HANDOFF]


def test_where_nothing_can_be_picked_the_second_one_calls_a_person(world: World) -> None:
    play(f"{OFFERED}> [Aceitar proposta]\n> asdfg\n< Não peguei bem\n> qwert\n< Já chamei", world)


# ---------------------------------------------------------------------------- one thing at a time


@pytest.mark.parametrize(
    "between",
    ["> vou pensar\n< sem pressa", "! sends document", "! sends unsupported", "> tchau\n< mais"],
)
def test_a_word_in_between_leaves_the_buttons_of_the_open_question_good(
    world: World, between: str
) -> None:
    play(f"> preciso de um site\n< Para quando\n{between}\n> 3\n< Quanto você pensa\n", world)

    assert world.conversation.deal.wants.deadline == DateRange(special="flexible")


def test_the_buttons_of_a_question_that_was_answered_are_no_longer_good(world: World) -> None:
    play(f"{OFFERED}> vou pensar\n> [Pode lembrar]\n< te lembro\n> 2\n", world)

    assert world.conversation.deal.wants_reminder
    assert "te lembro" not in world.arrived[-1].text


def test_a_number_after_a_person_has_spoken_accepts_nothing(world: World) -> None:
    play(f"{OFFERED}! operator says Quer 1 ou 2 páginas?\n! clock +13h\n> 1\n", world)

    assert world.state is State.OFFERED


@pytest.mark.parametrize("title", ["Aceitar proposta", "aceitar proposta!"])
def test_the_title_of_a_button_in_words_is_the_tap(world: World, title: str) -> None:
    play(f"{OFFERED}> {title}\n= awaiting_payment\n", world)

    acceptance = world.conversation.deal.acceptance
    assert acceptance is not None
    assert acceptance.how == "button"


def test_the_same_title_means_what_it_meant_in_our_last_message(world: World) -> None:
    play(f"{OFFERED}> vou pensar\n< Posso te lembrar\n> Não precisa\n= offered\n", world)
    world.advance(timedelta(days=8))

    play("> oi\n< Posso te mandar uma nova\n> Não precisa\n= lost\n", world)


def test_what_stands_beside_a_file_need_not_be_understood(world: World) -> None:
    play("> preciso de um site\n< Para\n! sends image xis é esse\n< Recebi e guardei\n", world)

    assert "Não peguei bem" not in world.arrived[-1].text
    assert world.conversation.misunderstood == 0


def test_who_cannot_be_heard_can_have_a_person_with_a_tap(world: World) -> None:
    play("! sends audio\n> [Falar com Rafa]\n< Já chamei o Rafa\n", world)

    assert world.conversation.owner is Owner.HUMAN


# ---------------------------------------------------------------------------- the first answer


def test_questions_are_announced_only_before_one_of_them(world: World) -> None:
    play("> oi, quero o pacote básico\n= offered\n", world)

    (only,) = world.arrived
    assert "assistente virtual" in only.text
    assert "3 perguntas" not in only.text


def test_who_asks_for_a_machine_at_once_is_told_once(world: World) -> None:
    play("> oi, isso é robô?\n< assistente virtual\n< O que você precisa?\n", world)

    (only,) = world.arrived
    assert only.text.count("assistente virtual") == only.text.count("falar com Rafa") == 1


def test_a_name_in_the_first_message_is_greeted_once(world: World) -> None:
    play("> oi, sou a Bia\n< Bom dia, Bia!\n", world)

    assert world.arrived[-1].text.count("Bia") == 1


# ---------------------------------------------------------------------------- what is promised


def test_an_offer_that_comes_too_late_says_so_and_one_in_time_does_not(world: World) -> None:
    play("> preciso de um site até 20/03\n< Quanto\n> até 1500\n= offered\n", world)
    assert "fica pronto em *24/03/2026*" in world.arrived[-1].text

    other = World()
    play("> preciso de um site até 20/04\n< Quanto\n> até 1500\n= offered\n", other)

    assert "fica pronto" not in other.arrived[-1].text


def test_who_was_told_the_day_and_needs_it_sooner_speaks_with_a_person(world: World) -> None:
    play("> preciso de um site até 20/03\n< Quanto\n> até 1500\n= offered\n", world)

    play("> é muito tempo, preciso antes\n< Já chamei o Rafa\n", world)


def test_a_new_budget_after_nothing_fitted_is_looked_at_anew(world: World) -> None:
    play("> preciso de uma loja virtual\n> sem pressa\n> até mil reais\n< nenhum pacote\n", world)

    play("! operator gives back\n> meu orçamento é 8 mil\n< *Pacote Premium*\n", world)

    assert world.tasks == [TaskKind.NO_PACKAGE_FITS]


def test_that_nothing_fits_is_not_said_twice_for_the_same_answers(world: World) -> None:
    play("> preciso de uma loja virtual\n> sem pressa\n> até mil reais\n< nenhum pacote\n", world)

    play("! operator gives back\n> oi\n< Qual destes combina\n", world)

    assert world.tasks == [TaskKind.NO_PACKAGE_FITS]
