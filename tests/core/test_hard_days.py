"""Things that went wrong once, and must not again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from autovenda_core.business_days import BRASILIA
from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.effects import TaskKind
from autovenda_core.events import PaymentSnapshot
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import PaymentStatus, State
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

OFFERED = "> quero o pacote básico\n= offered\n"
AWAITING = OFFERED + "> [Aceitar proposta]\n= awaiting_payment\n"


def report(world: World, status: PaymentStatus, refunded_centavos: int = 0) -> None:
    """The provider says that ten reais of the deposit moved, on a page that is not ours."""
    deposit = world.conversation.deal.deposit
    assert deposit is not None
    snapshot = PaymentSnapshot(
        at=world.clock.now(),
        charge_id=deposit.id,
        provider="fake",
        provider_ref="p",
        status=status,
        amount_centavos=1000,
        currency="BRL",
        livemode=False,
        refunded_centavos=refunded_centavos,
    )
    world.happens(snapshot)
    world.settle()


def test_a_call_for_a_person_just_before_a_tap_is_read_too(world: World) -> None:
    play(OFFERED, world)

    world.says("quero falar com uma pessoa")
    world.taps("Tenho uma dúvida")
    world.settle()

    assert TaskKind.HANDOFF in world.tasks


def test_a_reminder_put_off_to_the_morning_does_not_silence_the_bot_all_night() -> None:
    evening = datetime(2026, 3, 10, 21, 55, tzinfo=BRASILIA)
    world = World(clock=FakeClock(evening))
    play(AWAITING, world)
    world.advance(timedelta(hours=10))
    world.clock.advance(timedelta(hours=13))  # nothing ran all day: the reminder is due at night
    world.advance(timedelta(minutes=1))

    play("> como funciona?\n< Funciona assim", world)

    assert not any("Assim que cair, sua vaga" in each.text for each in world.arrived)


def test_a_wrong_payment_is_in_the_ledger_and_is_told_once(world: World) -> None:
    play(AWAITING, world)

    report(world, PaymentStatus.PAID)
    heard = len(world.arrived)
    report(world, PaymentStatus.PAID)

    deposit = world.conversation.deal.deposit
    assert deposit is not None
    assert (deposit.received_centavos, len(world.arrived)) == (1000, heard)


def test_sending_a_wrong_payment_back_is_no_new_payment(world: World) -> None:
    play(AWAITING, world)
    report(world, PaymentStatus.PAID)
    heard = len(world.arrived)

    report(world, PaymentStatus.REFUNDED, refunded_centavos=1000)

    assert not any("Chegou um pagamento" in each.text for each in world.arrived[heard:])


def test_a_boleto_that_is_never_paid_loses_the_deal_in_the_end(world: World) -> None:
    play(AWAITING + "! takes boleto\n! clock +20d\n! declined\n", world)

    world.advance(timedelta(days=60))

    assert world.state is State.LOST


def test_a_lead_who_blocked_us_is_not_reminded(world: World) -> None:
    play(AWAITING, world)

    world.channel.block("lead")
    world.advance(timedelta(days=2))

    assert world.conversation.opted_out


@pytest.mark.parametrize("prices", [(149_990, 349_990), (1_250_000, 3_500_000)])
def test_a_budget_button_shows_whole_amounts(prices: tuple[int, int]) -> None:
    packages = tuple(
        ServicePackage(f"p{price}", f"P{price}", price, 10, deliverables=("x",)) for price in prices
    )
    world = World(Flow(Catalog(packages)))

    play("> oi\n< O que você\n> um app\n< Para quando\n> sem pressa\n< investir", world)

    assert world.arrived[-1].buttons
    assert not any("…" in title for title in world.arrived[-1].buttons)


def test_an_acceptance_in_words_is_kept_as_one(world: World) -> None:
    play(OFFERED + "> sim\n< você aceita\n> sim\n= awaiting_payment\n", world)

    acceptance = world.conversation.deal.acceptance

    assert acceptance is not None
    assert acceptance.how == "text"
