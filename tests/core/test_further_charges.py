"""The balance on delivery, and what was agreed on later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from autovenda_core.catalog import Catalog
from autovenda_core.effects import Link, LinkKind, TaskKind
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Charge, ChargeKind, ChargeStatus, ProjectStatus, State
from autovenda_core.testing.links import FakeLinks
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import SAMPLE_CATALOG, World

AWAITING = "> quero o pacote básico\n> [Aceitar proposta]\n= awaiting_payment\n"
ACTIVE = f"{AWAITING}! pays card\n! briefing submitted\n= active\n"
DELIVERED = f"{ACTIVE}! delivered\n"


def further(world: World, deal: int = -1) -> tuple[Charge, ...]:
    conversation = world.conversation
    return (*conversation.earlier, conversation.deal)[deal].further


def project_status(world: World, deal: int = -1) -> ProjectStatus:
    conversation = world.conversation
    project = (*conversation.earlier, conversation.deal)[deal].project
    assert project is not None
    return project.status


# ---------------------------------------------------------------------------- the balance


def test_delivering_asks_for_the_rest_of_the_price_by_a_link(world: World) -> None:
    play(DELIVERED, world)

    (balance,) = further(world)
    link = world.channel.sent[-1].link
    assert balance.id == f"{world.conversation_id}.1.balance"
    assert (balance.kind, balance.amount_centavos) == (ChargeKind.BALANCE, 75_000)
    assert world.conversation.deal.due == balance
    assert project_status(world) is ProjectStatus.DELIVERED
    assert link is not None
    assert link.url == FakeLinks().url(Link(LinkKind.PAYMENT, world.conversation_id, deal=1))


def test_delivering_twice_asks_once(world: World) -> None:
    play(f"{DELIVERED}! delivered\n! repeat\n", world)

    assert len(further(world)) == 1


def test_the_balance_closes_the_project(world: World) -> None:
    play(f"{DELIVERED}! pays pix\n", world)

    (balance,) = further(world)
    assert balance.status is ChargeStatus.PAID
    assert project_status(world) is ProjectStatus.CLOSED
    assert world.state is State.ACTIVE
    assert world.tasks == []


def test_a_project_that_was_paid_in_full_is_closed_when_it_is_delivered() -> None:
    first, *others = SAMPLE_CATALOG
    world = World(Flow(Catalog((replace(first, deposit_percent=100), *others))))

    play(DELIVERED, world)

    assert further(world) == ()
    assert project_status(world) is ProjectStatus.CLOSED
    assert "entregue e pago" in world.arrived[-1].text


def test_a_project_is_not_closed_while_an_extra_is_open(world: World) -> None:
    play(f"{ACTIVE}! extra 200,00 mais uma página\n! delivered\n", world)

    play("! pays card\n", world)
    after_the_extra = project_status(world)
    play("! pays card\n", world)

    assert after_the_extra is ProjectStatus.DELIVERED
    assert project_status(world) is ProjectStatus.CLOSED


def test_a_balance_of_an_earlier_deal_leaves_the_new_sale_alone(world: World) -> None:
    play(f"{ACTIVE}> quero o pacote premium\n> [Aceitar proposta]\n= awaiting_payment\n", world)

    play("! pays card\n! briefing submitted\n= active\n", world)
    play("> quero o pacote profissional\n= offered\n! delivered\n! pays by hand 3.450,00\n", world)

    assert world.state is State.OFFERED
    assert project_status(world, -2) is ProjectStatus.CLOSED
    assert project_status(world, -3) is ProjectStatus.ACTIVE


# ---------------------------------------------------------------------------- extras


def test_extras_are_numbered_in_their_deal(world: World) -> None:
    play(f"{ACTIVE}! extra 200,00 mais uma página\n! extra 50,00 um ícone\n", world)

    ids = [charge.id.rpartition(".")[2] for charge in further(world)]
    assert ids == ["extra1", "extra2"]


def test_nothing_is_charged_for_nothing(world: World) -> None:
    play(f"{ACTIVE}! extra 0,00 nada\n", world)

    assert further(world) == ()


def test_a_refunded_extra_leaves_the_project_alone(world: World) -> None:
    play(f"{ACTIVE}! extra 200,00 mais uma página\n! pays card\n! refund asked\n", world)

    (extra,) = further(world)
    assert (extra.status, extra.received_centavos) == (ChargeStatus.REFUNDED, 0)
    assert (world.state, project_status(world)) == (State.ACTIVE, ProjectStatus.ACTIVE)
    assert world.tasks == []


# ---------------------------------------------------------------------------- in parts, too much


def test_a_balance_in_parts_closes_with_the_last_one(world: World) -> None:
    play(f"{DELIVERED}! pays by hand 300,00\n", world)
    in_between = project_status(world)

    play("! pays pix\n", world)

    (balance,) = further(world)
    assert in_between is ProjectStatus.DELIVERED
    assert [each.amount_centavos for each in balance.payments] == [30_000, 45_000]
    assert project_status(world) is ProjectStatus.CLOSED
    assert world.tasks == [TaskKind.PAYMENT_REVIEW]


def test_more_than_the_balance_closes_the_project_and_calls_a_person(world: World) -> None:
    play(f"{DELIVERED}! pays by hand 800,00\n", world)

    assert project_status(world) is ProjectStatus.CLOSED
    assert world.tasks == [TaskKind.PAYMENT_REVIEW]
    assert "R$ 50,00 a mais" in world.alerts[-1]


def test_cash_closes_the_page_that_was_open_for_the_same_money(world: World) -> None:
    play(f"{DELIVERED}! opens payment\n", world)
    page = world.checkout.provider_ref

    play("! pays by hand 750,00\n", world)
    world.advance(timedelta(minutes=1))

    assert world.payments.look(page).status == "expired"
