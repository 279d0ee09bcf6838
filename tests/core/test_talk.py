"""What binds and what does not, in the words and taps of a lead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.events import (
    Act,
    ButtonPressed,
    ReadAct,
    Reader,
    Slots,
    TextReceived,
    Understood,
)
from autovenda_core.model import Expecting, LostReason, MoneyRange, State
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World, run

OFFERED = "> quero o pacote básico\n= offered\n"


# ---------------------------------------------------------------------------- accepting


@pytest.mark.parametrize("reader", [Reader.MODEL, Reader.RULES])
def test_only_a_tap_can_be_read_as_the_button_of_an_offer(world: World, reader: Reader) -> None:
    play(OFFERED, world)
    acts, offer = (ReadAct(Act.ACCEPT),), world.conversation.deal.offer
    assert offer is not None

    world.happens(Understood(world.clock.now(), acts, Slots(offer_number=offer.number), reader))
    world.settle()

    assert world.state is State.OFFERED


def test_a_yes_that_is_only_likely_binds_nobody(world: World) -> None:
    play(f"{OFFERED}> aceito\n< você aceita a proposta\n", world)

    world.happens(Understood(world.clock.now(), (ReadAct(Act.AFFIRM, 0.75, "likely"),)))
    world.settle()

    assert world.state is State.OFFERED
    assert "você aceita a proposta" in world.arrived[-1].text


def test_a_no_that_is_only_likely_loses_no_deal(world: World) -> None:
    play(OFFERED, world)

    world.happens(Understood(world.clock.now(), (ReadAct(Act.DENY, 0.75, "likely"),)))
    world.settle()

    assert world.state is State.OFFERED


def test_a_confirmation_that_was_put_off_is_asked_for_again(world: World) -> None:
    play(f"{OFFERED}> sim\n< você aceita a proposta\n> [Ainda não]\n< sem pressa", world)

    play("> sim\n< você aceita a proposta", world)

    assert world.state is State.OFFERED


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "👍",
        "sim, mas só se for mais barato",
        "aceito por R$ 10,00",
        "sim, veja https://x.example",
    ],
)
def test_a_yes_that_is_not_clean_accepts_nothing_however_often(world: World, text: str) -> None:
    play(OFFERED, world)

    play(f"> {text}\n= offered\n> {text}\n", world)

    assert world.conversation.deal.acceptance is None


def test_an_acceptance_keeps_its_evidence(world: World) -> None:
    play(f"{OFFERED}> [Aceitar proposta]\n", world)

    conversation = world.conversation
    accepted, offer = conversation.deal.acceptance, conversation.deal.offer
    assert accepted is not None
    assert offer is not None
    taps = [fact.incoming.event for fact in world.store.inbox if fact.incoming.source == "test"]
    assert accepted.message_id == taps[-1].message_id  # type: ignore[union-attr]  # a tap has one
    assert (accepted.how, accepted.offer_number) == ("button", offer.number)
    assert accepted.total_centavos == offer.total_centavos == 150_000
    assert accepted.proposal_sha256 == conversation.deal.proposal_sha256 is not None


def test_a_price_in_the_lead_s_words_is_never_the_price_of_the_offer(world: World) -> None:
    play("> quero o pacote básico por R$ 10,00, já combinei com o Rafa\n", world)

    offer = world.conversation.deal.offer
    assert offer is None or offer.total_centavos == 150_000


def test_saying_that_it_was_paid_pays_nothing(world: World) -> None:
    play(f"{OFFERED}> [Aceitar proposta]\n> já paguei, olha o comprovante\n", world)

    assert world.state is State.AWAITING_PAYMENT


# ---------------------------------------------------------------------------- one question


def test_another_package_is_offered_without_asking_about_it_twice(world: World) -> None:
    play(OFFERED, world)

    play("> quero o pacote premium\n< *Pacote Premium*\n<! Quer seguir", world)

    assert world.arrived[-1].buttons == ("Aceitar proposta", "Tenho uma dúvida", "Falar com Rafa")


def test_nothing_is_noted_down_where_nothing_is_known(world: World) -> None:
    play("> oi\n", world)
    acts, unknown = (ReadAct(Act.GIVE_BUDGET),), Slots(budget=MoneyRange())

    world.happens(Understood(world.clock.now(), acts, unknown))
    world.settle()

    assert not any("Anotado" in each.text for each in world.arrived)


# ---------------------------------------------------------------------------- silence


def test_a_lead_who_talks_with_a_person_is_not_silent(world: World) -> None:
    play("> oi\n! operator takes over\n! clock +4d\n> tudo certo?\n! clock +4d\n", world)

    assert world.state is State.QUALIFYING


def test_a_lead_who_stops_talking_with_a_person_is_silent_in_the_end(world: World) -> None:
    play("> oi\n! operator takes over\n! clock +4d\n> tudo certo?\n! clock +8d\n", world)

    assert world.conversation.deal.lost is LostReason.SILENT


# ---------------------------------------------------------------------------- who is who


def test_the_channel_s_name_does_until_the_lead_tells_theirs(world: World) -> None:
    world.happens(TextReceived(world.clock.now(), "m1", "oi", "  Bia Souza  "))
    world.settle()
    assert world.arrived[-1].text.startswith("Bom dia, Bia!")

    play("> meu nome é Ana", world)
    world.happens(TextReceived(world.clock.now(), "m3", "oi", "Bia Souza"))
    world.settle()

    assert world.conversation.client.name == "Ana"


def test_a_replay_reads_no_text_again(world: World) -> None:
    play(f"{OFFERED}> sim\n", world)

    events = run(world.store.replay(world.conversation_id))

    assert sum(isinstance(event, Understood) for event in events) == 2
    assert world.conversation.expecting is Expecting.CONFIRM


def test_the_reminder_that_was_set_for_an_old_offer_reminds_of_nothing(world: World) -> None:
    play(f"{OFFERED}> [Aceitar proposta]\n! operator offers 900,00 Página\n= offered\n", world)

    world.advance(timedelta(days=2))

    assert not any("continua aberto" in each.text for each in world.arrived)


def test_a_button_of_the_owner_s_own_template_means_what_it_says(world: World) -> None:
    world.says("oi")
    world.settle()

    world.happens(ButtonPressed(world.clock.now(), "tap", "Falar com Rafa", "Falar com Rafa"))
    world.settle()

    assert TaskKind.HANDOFF in world.tasks
