"""WhatsApp's 24 hours, decided at the moment of sending: a template, or a person's task."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.errors import OutcomeUnknown
from autovenda_core.events import DeliveryReported, DeliveryStatus, OperatorMessage
from autovenda_core.ports.channel import Capabilities, OutgoingMessage
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

WINDOW = timedelta(hours=24)
AWAITING = "> quero o pacote básico\n> [Aceitar proposta]\n= awaiting_payment"
LIKE_WHATSAPP = Capabilities(
    3, 20, 10, link_button=True, document=True, template=True, window_hours=24, reports_keys=True
)


@pytest.fixture
def world() -> World:
    return World(channel=FakeChannel(capabilities=LIKE_WHATSAPP))


def sent_to_lead(world: World) -> list[OutgoingMessage]:
    return [message for message in world.channel.sent if message.to == world.contact.address]


def test_inside_the_window_words_go_out_as_they_are(world: World) -> None:
    play(AWAITING, world)

    world.advance(WINDOW - timedelta(minutes=1))
    world.payments.pay(world.checkout.provider_ref, "card")
    world.settle()

    assert all(message.template is None for message in sent_to_lead(world))


def test_a_payment_confirmed_after_the_window_is_told_by_template(world: World) -> None:
    play(AWAITING, world)
    world.advance(WINDOW + timedelta(hours=1))
    before = len(sent_to_lead(world))

    world.payments.pay(world.checkout.provider_ref, "card")
    world.settle()

    (message,) = sent_to_lead(world)[before:]
    assert message.template is not None
    assert message.template.name == "autovenda_pago"
    deposit, link = message.template.parameters
    assert "750,00" in deposit
    assert link.startswith("https://")
    assert message.text == (
        f"Recebemos seu sinal de {deposit}, obrigado! "
        f"Falta só o briefing para começar: {link} (uns 6 minutos)."
    )
    assert world.state.value == "briefing"


def test_a_reminder_after_the_window_is_a_template(world: World) -> None:
    world.flow = replace(world.flow, rules=replace(world.flow.rules, reminder_after_hours=30))
    world.restart()
    play(AWAITING, world)

    world.advance(timedelta(days=2))

    reminders = [each for each in sent_to_lead(world) if each.template]
    assert [each.template.name for each in reminders if each.template] == [
        "autovenda_lembrete_pagamento"
    ]


def test_a_person_s_own_words_after_the_window_become_a_task(world: World) -> None:
    play(AWAITING, world)
    world.advance(WINDOW + timedelta(hours=1))
    before = len(sent_to_lead(world))

    world.happens(OperatorMessage(world.clock.now(), "rafa", "Oi, tudo bem?"))
    world.settle()

    assert sent_to_lead(world)[before:] == []
    assert TaskKind.DELIVERY in world.tasks
    assert "24 horas" in world.store.tasks[-1].summary


def test_the_window_opens_again_with_every_message_of_the_person(world: World) -> None:
    play(AWAITING, world)
    world.advance(WINDOW + timedelta(hours=1))

    world.says("oi, ainda dá?")
    world.settle()

    assert sent_to_lead(world)[-1].template is None
    assert world.channel.sent[-1].to == world.contact.address


def test_an_owner_is_alerted_by_template_where_there_is_a_window(world: World) -> None:
    world.says("quero falar com uma pessoa")
    world.settle()

    (alert,) = [each for each in world.channel.sent if each.to == "owner"]
    assert alert.template is not None
    assert alert.template.name == "autovenda_aviso"
    assert "precisa falar com uma pessoa" in alert.text


def test_without_a_template_an_owner_is_not_alerted_past_the_window(world: World) -> None:
    world.channel.capabilities = replace(LIKE_WHATSAPP, template=False)
    world.says("quero falar com uma pessoa")
    world.settle()

    assert [each for each in world.channel.sent if each.to == "owner"] == []
    assert TaskKind.HANDOFF in world.tasks


# ---------------------------------------------------------------------------- a lost answer


def test_a_report_with_our_key_settles_a_send_whose_answer_was_lost(world: World) -> None:
    world.channel.fail_next(OutcomeUnknown("lost"))
    world.says("quero o pacote básico")
    world.settle()
    key = world.channel.sent[0].key

    world.happens(DeliveryReported(world.clock.now(), "wamid.7", DeliveryStatus.SENT, key=key))
    world.advance(timedelta(minutes=5))

    assert len(sent_to_lead(world)) == 1
    sent = [each for each in world.store.messages if each.direction == "out"]
    assert [each.provider_message_id for each in sent] == ["wamid.7"]
    assert world.tasks == []


def test_without_a_report_it_is_sent_once_more_after_a_minute(world: World) -> None:
    world.channel.fail_next(OutcomeUnknown("lost"))
    world.says("quero o pacote básico")
    world.settle()

    world.advance(timedelta(seconds=50))
    assert len(sent_to_lead(world)) == 1
    world.advance(timedelta(seconds=50))

    assert len(sent_to_lead(world)) == 2
