"""Money that goes back: because the operator sends it, or because a bank takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.errors import Rejected
from autovenda_core.events import RefundRequested
from autovenda_core.model import Charge, ChargeStatus, DisputeStatus, State
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

AWAITING = "> quero o pacote básico\n> [Aceitar proposta]\n= awaiting_payment\n"
PAID = f"{AWAITING}! pays card\n= briefing\n"
ACTIVE = f"{PAID}! briefing submitted\n= active\n"


def deposit_of(world: World) -> Charge:
    deposit = world.conversation.deal.deposit
    assert deposit is not None
    return deposit


def ask_back(world: World, provider_ref: str, amount_centavos: int | None) -> None:
    event = RefundRequested(
        world.clock.now(), "rafa", deposit_of(world).id, provider_ref, amount_centavos
    )
    world.happens(event)


def reach(world: World, script: str) -> str:
    """Play it; the provider's id of the payment."""
    play(script, world)
    return deposit_of(world).payments[0].provider_ref


# ---------------------------------------------------------------------------- refunds


def test_a_refund_that_was_asked_for_is_nobody_s_task(world: World) -> None:
    play(f"{ACTIVE}! refund asked 100,00\n", world)

    (payment,) = deposit_of(world).payments
    assert (payment.refunded_centavos, payment.refund_asked_centavos) == (10_000, 0)
    assert (world.tasks, world.state) == ([], State.ACTIVE)
    assert "Reembolso feito: R$ 100,00" in world.alerts[-1]


def test_two_clicks_send_no_more_back_than_there_is(world: World) -> None:
    page = reach(world, ACTIVE)

    ask_back(world, page, 50_000)
    ask_back(world, page, 50_000)
    world.settle()

    assert deposit_of(world).received_centavos == 25_000
    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]
    assert "restam R$ 250,00" in "\n".join(world.alerts)


@pytest.mark.parametrize("amount_centavos", [0, -1, 75_001])
def test_what_cannot_be_sent_back_is_never_asked_of_the_provider(
    world: World, amount_centavos: int
) -> None:
    page = reach(world, ACTIVE)

    ask_back(world, page, amount_centavos)
    world.settle()

    assert world.payments.look(page).refunded_centavos == 0
    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]


def test_a_payment_that_nobody_knows_is_a_person_s_matter(world: World) -> None:
    reach(world, ACTIVE)

    ask_back(world, "nothing-like-it", None)
    world.settle()

    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]


def test_cash_is_sent_back_by_the_person_who_took_it(world: World) -> None:
    cash = reach(world, f"{AWAITING}! pays by hand 750,00\n= briefing\n")

    ask_back(world, cash, None)
    world.settle()

    assert deposit_of(world).payments[0].by == "rafa"
    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]


def test_after_a_refusal_the_refund_can_be_asked_for_again(world: World) -> None:
    page = reach(world, ACTIVE)
    world.payments.fail_next(Rejected("conta bloqueada"))
    ask_back(world, page, None)
    world.settle()
    after_refusal = deposit_of(world).received_centavos

    ask_back(world, page, None)
    world.settle()

    assert (after_refusal, deposit_of(world).received_centavos) == (75_000, 0)
    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]
    assert any("conta bloqueada" in alert for alert in world.alerts)


def test_the_whole_deposit_sent_back_before_the_work_began_ends_the_deal(world: World) -> None:
    play(f"{PAID}! refund asked\n= lost\n", world)

    assert "O reembolso do seu sinal" in world.arrived[-1].text
    assert world.tasks == []


def test_a_refund_on_the_provider_s_own_pages_is_looked_at(world: World) -> None:
    play(f"{ACTIVE}! refunds 100,00\n", world)

    assert world.tasks == [TaskKind.PAYMENT_REVIEW]


def test_a_refund_that_is_seen_before_its_payment_asks_for_no_briefing(world: World) -> None:
    play(f"{AWAITING}! opens payment\n", world)
    page = world.checkout.provider_ref
    world.payments.loses_webhooks = True
    world.payments.pay(page)
    world.payments.give_back(page)

    for webhook in reversed(world.payments.lost):
        world.delivers(webhook)
        world.settle()

    assert world.state is State.AWAITING_PAYMENT
    assert world.tasks == [TaskKind.PAYMENT_REVIEW]
    assert not any("briefing" in arrival.text for arrival in world.arrived)


# ---------------------------------------------------------------------------- disputes


def test_a_dispute_is_marked_on_its_charge_until_the_bank_decides(world: World) -> None:
    play(f"{ACTIVE}! disputed\n", world)
    marked = deposit_of(world).is_disputed

    play("! dispute won\n", world)

    assert (marked, deposit_of(world).is_disputed) == (True, False)
    assert deposit_of(world).payments[0].dispute is DisputeStatus.WON
    assert world.tasks == [TaskKind.DISPUTE]
    assert "decidida a nosso favor" in world.alerts[-1]


def test_a_dispute_that_is_lost_takes_the_money_out_of_the_books(world: World) -> None:
    play(f"{ACTIVE}! disputed\n! dispute lost\n", world)

    assert (deposit_of(world).status, deposit_of(world).received_centavos) == ("refunded", 0)
    assert world.state is State.ACTIVE
    assert world.tasks == [TaskKind.DISPUTE, TaskKind.DISPUTE]


def test_the_client_hears_nothing_of_a_dispute(world: World) -> None:
    play(ACTIVE, world)
    said = len(world.arrived)

    play("! disputed\n! dispute lost\n! clock +1d\n", world)

    assert len(world.arrived) == said


def test_a_dispute_that_is_seen_before_its_payment_is_marked_on_a_sale_that_is_made(
    world: World,
) -> None:
    play(f"{AWAITING}! opens payment\n", world)
    page = world.checkout.provider_ref
    world.payments.loses_webhooks = True
    world.payments.pay(page)
    world.payments.dispute(page)

    for webhook in reversed(world.payments.lost):
        world.delivers(webhook)
        world.settle()

    assert (world.state, world.tasks) == (State.BRIEFING, [TaskKind.DISPUTE])
    assert deposit_of(world).is_disputed


def test_a_notice_of_an_older_dispute_does_not_open_it_again(world: World) -> None:
    play(f"{ACTIVE}! disputed\n", world)
    opened = world.payments.webhooks[-1]
    play("! dispute won\n", world)

    world.delivers(opened)
    world.advance(timedelta(hours=1))

    assert deposit_of(world).payments[0].dispute is DisputeStatus.WON
    assert deposit_of(world).status is ChargeStatus.PAID
