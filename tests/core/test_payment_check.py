"""Webhooks get lost; the money is found all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.events import PaymentSnapshot
from autovenda_core.model import Charge, ChargeStatus, State
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World, run

OPENED = "> quero o pacote básico\n> [Aceitar proposta]\n! opens payment\n! webhooks get lost\n"


def deposit_of(world: World) -> Charge:
    deposit = world.conversation.deal.deposit
    assert deposit is not None
    return deposit


def looks(world: World) -> list[datetime]:
    """When we have looked at a page."""
    events = run(world.store.replay(world.conversation_id))
    return [event.at for event in events if isinstance(event, PaymentSnapshot)]


def test_a_page_is_looked_at_five_minutes_after_its_end(world: World) -> None:
    play(OPENED, world)
    page = world.checkout
    world.payments.pay(page.provider_ref)

    world.advance_to(page.expires_at + timedelta(minutes=4))
    before = world.state
    world.advance(timedelta(minutes=1))

    assert (before, world.state) == (State.AWAITING_PAYMENT, State.BRIEFING)
    assert looks(world) == [page.expires_at + timedelta(minutes=5)]


def test_a_page_that_died_without_money_is_looked_at_once(world: World) -> None:
    play(f"{OPENED}! clock +30d\n", world)

    assert len(looks(world)) == 1
    assert deposit_of(world).checkout is None


def test_a_voucher_is_kept_and_looked_at_every_day(world: World) -> None:
    play(f"{OPENED}! takes boleto\n! clock +24h\n", world)
    deposit = deposit_of(world)
    known = len(looks(world))

    world.advance(timedelta(days=1))

    assert deposit.status is ChargeStatus.PENDING
    assert deposit.instructions is not None
    assert (deposit.instructions.method, deposit.instructions.url is None) == ("boleto", False)
    assert len(looks(world)) == known + 1


def test_a_boleto_that_is_paid_on_its_last_day_is_seen_days_later(world: World) -> None:
    play(f"{OPENED}! takes boleto\n! clock +4d\n", world)

    play("! pays the boleto\n! clock +1d\n= briefing\n", world)

    assert deposit_of(world).instructions is None


def test_nobody_looks_for_ever(world: World) -> None:
    play(f"{OPENED}! takes boleto\n! clock +20d\n", world)
    known = len(looks(world))

    world.advance(timedelta(days=30))

    assert len(looks(world)) == known


def test_a_page_that_died_is_looked_at_before_another_one_is_paid(world: World) -> None:
    play(OPENED, world)
    page = world.checkout
    world.payments.pay(page.provider_ref)
    world.clock.move_to(page.expires_at + timedelta(minutes=1))

    world.opens_payment()
    world.settle()

    assert world.state is State.BRIEFING
    open_pages = [world.payments.look(ref).status for ref in world.payments.pages]
    assert open_pages == ["paid", "expired"]
    assert world.tasks == []


@pytest.mark.parametrize("how", ["> não quero mais\n= lost\n", "! operator offers 900,00 Outra\n"])
def test_money_for_a_sale_that_is_over_is_found_too(world: World, how: str) -> None:
    play(OPENED, world)
    page = world.checkout.provider_ref
    world.payments.pay(page)

    play(f"{how}! clock +2d\n", world)

    found = world.state is State.BRIEFING or world.tasks == [TaskKind.PAYMENT_REVIEW]
    assert found
    assert [
        payment.provider_ref
        for charge in world.conversation.deal.charges
        for payment in charge.payments
    ] == [page]


def test_a_voucher_taken_on_a_recovered_page_is_watched_like_any_other(world: World) -> None:
    play(f"{OPENED}! webhooks arrive\n! expires\n", world)
    copy = world.payments.recover("fake-1")
    world.payments.promise(copy)
    world.settle()
    pending = deposit_of(world)

    world.payments.loses_webhooks = True
    world.payments.fail(copy)
    world.advance(timedelta(days=1))

    assert pending.status is ChargeStatus.PENDING
    assert (deposit_of(world).status, deposit_of(world).checkout) == (ChargeStatus.OPEN, None)
