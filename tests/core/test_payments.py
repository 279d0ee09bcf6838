"""Money in odd orders: twice, late, back again, on a page that was replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.events import CheckoutRequested, PaymentSnapshot
from autovenda_core.model import Charge, ChargeStatus, PaymentStatus, State
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

AWAITING = "> quero o pacote básico\n> [Aceitar proposta]\n= awaiting_payment\n"
PAID = f"{AWAITING}! pays card\n= briefing\n"


def deposit_of(world: World) -> Charge:
    deposit = world.conversation.deal.deposit
    assert deposit is not None
    return deposit


def snapshot(world: World, provider_ref: str, status: PaymentStatus) -> PaymentSnapshot:
    """The provider's word on a page of the current deposit, with nothing wrong about it."""
    deposit = deposit_of(world)
    amount = deposit.amount_centavos
    return PaymentSnapshot(
        at=world.clock.now(),
        charge_id=deposit.id,
        provider="fake",
        provider_ref=provider_ref,
        status=status,
        amount_centavos=amount,
        currency="BRL",
        livemode=False,
        refunded_centavos=amount if status is PaymentStatus.REFUNDED else 0,
    )


def report(world: World, event: PaymentSnapshot) -> None:
    world.happens(event)
    world.settle()


def last(world: World) -> str:
    return world.arrived[-1].text


# ---------------------------------------------------------------------------- twice and back


def test_sending_back_the_second_of_two_payments_leaves_the_project_alone(world: World) -> None:
    play(PAID, world)
    report(world, snapshot(world, "twice", PaymentStatus.PAID))

    report(world, snapshot(world, "twice", PaymentStatus.REFUNDED))

    assert world.state is State.BRIEFING
    assert deposit_of(world).status is ChargeStatus.PAID
    assert deposit_of(world).received_centavos == 75_000
    assert "reembolso" not in last(world)


def test_sending_back_both_of_two_payments_ends_the_project(world: World) -> None:
    play(PAID, world)
    first = deposit_of(world).payments[0].provider_ref
    report(world, snapshot(world, "twice", PaymentStatus.PAID))

    for provider_ref in ("twice", first):
        report(world, snapshot(world, provider_ref, PaymentStatus.REFUNDED))

    assert world.state is State.LOST
    assert "O reembolso do seu sinal (R$ 750,00) foi feito" in last(world)


def test_a_snapshot_from_before_the_refund_does_not_revive_the_sale(world: World) -> None:
    play(PAID, world)
    page = deposit_of(world).payments[0].provider_ref
    before = snapshot(world, page, PaymentStatus.PAID)
    report(world, snapshot(world, page, PaymentStatus.REFUNDED))
    said = len(world.arrived)

    report(world, before)

    assert world.state is State.LOST
    assert (deposit_of(world).status, deposit_of(world).received_centavos) == ("refunded", 0)
    assert len(world.arrived) == said


def test_money_after_the_refund_is_for_a_person_to_look_at(world: World) -> None:
    play(PAID, world)
    page = deposit_of(world).payments[0].provider_ref
    report(world, snapshot(world, page, PaymentStatus.REFUNDED))

    report(world, snapshot(world, "again", PaymentStatus.PAID))

    assert (world.state, world.tasks) == (State.LOST, [TaskKind.PAYMENT_REVIEW])
    assert deposit_of(world).received_centavos == 75_000


# ---------------------------------------------------------------------------- pages


@pytest.mark.parametrize("status", [PaymentStatus.EXPIRED, PaymentStatus.FAILED])
def test_the_end_of_a_page_that_was_replaced_leaves_the_new_one_open(
    world: World, status: PaymentStatus
) -> None:
    play(f"{AWAITING}! opens payment\n! clock +24h\n! opens payment\n", world)
    page = deposit_of(world).checkout
    assert page is not None
    said = len(world.arrived)

    report(world, snapshot(world, "fake-1", status))

    assert page.provider_ref == "fake-2"
    assert deposit_of(world).checkout == page
    assert len(world.arrived) == said


def test_pressing_pay_again_opens_no_second_page_while_one_can_be_paid(world: World) -> None:
    play(f"{AWAITING}! opens payment\n", world)
    page = world.checkout

    play("! opens payment\n! opens payment\n", world)

    assert world.checkout == page
    assert deposit_of(world).attempt == 1


def test_pressing_pay_twice_at_once_asks_the_provider_once(world: World) -> None:
    play(AWAITING, world)

    world.opens_payment()
    world.opens_payment()
    world.settle()

    assert deposit_of(world).attempt == 1


def test_a_page_for_somebody_else_s_charge_is_not_made(world: World) -> None:
    play(AWAITING, world)
    url = "https://autovenda.example/p"

    world.happens(CheckoutRequested(world.clock.now(), "somebody-else", url, url))
    world.settle()

    assert (deposit_of(world).attempt, world.payments.webhooks) == (0, [])


# ---------------------------------------------------------------------------- other deals


def two_deals(world: World) -> Charge:
    """An active project, and a second sale that awaits payment; the deposit of the first."""
    play(f"{PAID}! briefing submitted\n> quero o pacote premium\n> [Aceitar proposta]\n", world)
    assert world.state is State.AWAITING_PAYMENT
    paid = world.conversation.earlier[-1].deposit
    assert paid is not None
    return paid


def about(charge: Charge, world: World, **changes: object) -> PaymentSnapshot:
    event = snapshot(world, charge.payments[0].provider_ref, PaymentStatus.PAID)
    amount = charge.amount_centavos
    return replace(event, charge_id=charge.id, amount_centavos=amount, **changes)  # type: ignore[arg-type]  # checked by replace


def test_a_refund_of_an_older_project_goes_into_its_ledger_and_bothers_nobody(
    world: World,
) -> None:
    older = two_deals(world)
    said = len(world.arrived)
    back = {"status": PaymentStatus.PARTLY_REFUNDED, "refunded_centavos": 10_000}

    report(world, about(older, world, **back))

    noted = world.conversation.earlier[-1].deposit
    assert noted is not None
    assert noted.received_centavos == older.received_centavos - 10_000
    assert (world.state, len(world.arrived)) == (State.AWAITING_PAYMENT, said)
    assert world.tasks == [TaskKind.PAYMENT_REVIEW]


def test_the_dead_page_of_a_lost_sale_is_forgotten(world: World) -> None:
    play(f"{AWAITING}! opens payment\n", world)
    alive = deposit_of(world).checkout

    play("> não quero mais\n= lost\n", world)

    assert alive is not None
    assert deposit_of(world).checkout is None
    assert world.tasks == []


def test_a_boleto_that_runs_out_after_the_sale_was_lost_is_forgotten(world: World) -> None:
    play(f"{AWAITING}! takes boleto\n> não quero mais\n= lost\n", world)
    waiting = deposit_of(world).status

    play("! declined\n= lost\n", world)

    assert waiting is ChargeStatus.PENDING
    assert (deposit_of(world).status, deposit_of(world).checkout) == (ChargeStatus.OPEN, None)


def test_an_old_payment_reported_again_pays_no_second_deal(world: World) -> None:
    older = two_deals(world)
    said = len(world.arrived)

    report(world, about(older, world))

    assert (world.state, len(world.arrived)) == (State.AWAITING_PAYMENT, said)
    assert world.tasks == []


# ---------------------------------------------------------------------------- not enough


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_centavos": 74_999},
        {"currency": "USD"},
        {"livemode": True},
        {"status": PaymentStatus.PARTLY_REFUNDED, "refunded_centavos": 1},
        {"status": PaymentStatus.PENDING},
        {"charge_id": ""},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_does_not_cover_the_deposit_does_not_pay_it(
    world: World, wrong: dict[str, object]
) -> None:
    play(AWAITING, world)

    report(world, replace(snapshot(world, "page", PaymentStatus.PAID), **wrong))  # type: ignore[arg-type]  # checked by replace

    assert world.state is State.AWAITING_PAYMENT
    assert world.conversation.deal.project is None


def test_a_boleto_that_is_on_its_way_keeps_the_sale_from_being_lost(world: World) -> None:
    play(f"{AWAITING}! takes boleto\n", world)

    world.advance(timedelta(days=40))

    assert world.state is State.AWAITING_PAYMENT
