"""Money after it arrived: sent back, disputed, counted again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import Fault, StripeEmulator
from adapters.stripe.payments import StripePayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import OutcomeUnknown, Rejected
from autovenda_core.model import DisputeStatus, Instructions, PaymentStatus
from autovenda_core.ports.payments import Notice, NotRefundable, Refund
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run
from autovenda_core.values import replace

T = TypeVar("T")
BuysFor = Callable[[str], str]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def bought(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> BuysFor:
    """Makes a page that is paid by a method; its id."""

    def buy(method: str) -> str:
        page = run(payments.create(wanted, key=f"page:{method}"))
        emulator.account.pay(page.provider_ref, method)
        return page.provider_ref

    return buy


async def everything(items: AsyncIterator[T]) -> list[T]:
    return [item async for item in items]


def refunds(emulator: StripeEmulator) -> list[int]:
    return [refund["amount"] for refund in emulator.account.refunds()["data"]]


# --------------------------------------------------------------------------- sent back


@pytest.mark.parametrize("method", ["card", "pix"])
def test_some_of_it_can_be_sent_back(
    payments: StripePayments, run: Run, bought: BuysFor, method: str
) -> None:
    page = bought(method)

    answer = run(payments.refund(page, 25_000, key="c1:9:0"))

    assert isinstance(answer, Refund)
    assert answer.amount_centavos == 25_000
    snapshot = run(payments.fetch(page))
    assert (snapshot.status, snapshot.refunded_centavos) == (PaymentStatus.PARTLY_REFUNDED, 25_000)


def test_a_boleto_cannot_be_sent_back_and_the_operator_is_told_what_to_do(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    answer = run(payments.refund(bought("boleto"), 25_000, key="c1:9:0"))

    assert isinstance(answer, NotRefundable)
    assert "boleto" in answer.reason
    assert refunds(emulator) == []


def test_the_payment_may_be_named_instead_of_the_page(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    intent = emulator.account.session(bought("pix"))["payment_intent"]

    assert isinstance(run(payments.refund(intent, 75_000, key="c1:9:0")), Refund)


def test_a_refund_whose_answer_was_lost_is_made_once(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("card")
    emulator.faults.plan(Fault.LOSE_ANSWER, method="POST")
    with pytest.raises(OutcomeUnknown):
        run(payments.refund(page, 25_000, key="c1:9:0"))

    run(payments.refund(page, 25_000, key="c1:9:0"))

    assert refunds(emulator) == [25_000]


def test_a_refund_is_not_made_again_after_stripe_has_forgotten_the_key(
    payments: StripePayments, emulator: StripeEmulator, clock: FakeClock, run: Run, bought: BuysFor
) -> None:
    page = bought("card")
    first = run(payments.refund(page, 25_000, key="c1:9:0"))
    clock.advance(timedelta(days=2))

    again = run(payments.refund(page, 25_000, key="c1:9:0"))

    assert again == first
    assert refunds(emulator) == [25_000]


def test_two_refunds_of_the_same_amount_are_two(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("card")

    run(payments.refund(page, 25_000, key="c1:9:0"))
    run(payments.refund(page, 25_000, key="c1:11:0"))

    assert refunds(emulator) == [25_000, 25_000]


def test_more_than_is_left_is_refused(payments: StripePayments, run: Run, bought: BuysFor) -> None:
    page = bought("card")
    run(payments.refund(page, 75_000, key="c1:9:0"))

    with pytest.raises(Rejected):
        run(payments.refund(page, 1, key="c1:11:0"))


def test_what_was_not_paid_cannot_be_sent_back(
    payments: StripePayments, run: Run, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    with pytest.raises(Rejected):
        run(payments.refund(page.provider_ref, 1, key="c1:9:0"))


def test_a_refund_that_fails_is_ours_again(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("pix")
    refund = run(payments.refund(page, 25_000, key="c1:9:0"))
    assert isinstance(refund, Refund)

    emulator.account.fail_refund(refund.refund_ref)

    snapshot = run(payments.fetch(page))
    assert (snapshot.status, snapshot.refunded_centavos) == (PaymentStatus.PAID, 0)
    with pytest.raises(Rejected) as refusal:
        run(payments.refund(page, 25_000, key="c1:9:0"))
    assert refusal.value.words


def test_a_refund_says_whose_it_is(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    run(payments.refund(bought("card"), 25_000, key="c1:9:0"))

    [refund] = emulator.account.refunds()["data"]

    assert refund["metadata"]["autovenda_charge"] == "c1:1:deposit"


# --------------------------------------------------------------------------- taken back


def test_a_dispute_is_open_until_the_bank_decides(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("card")
    undisputed = run(payments.fetch(page))

    dispute = emulator.account.dispute(page)
    opened = run(payments.fetch(page))
    emulator.account.close_dispute(dispute["id"], won=False)
    lost = run(payments.fetch(page))

    assert undisputed.dispute is None
    assert (opened.dispute, opened.status) == (DisputeStatus.OPEN, PaymentStatus.PAID)
    assert lost.dispute is DisputeStatus.LOST


def test_of_several_disputes_the_worst_counts(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("card")

    first = emulator.account.dispute(page)
    emulator.account.close_dispute(first["id"], won=True)
    won = run(payments.fetch(page))
    emulator.account.dispute(page)
    disputed_again = run(payments.fetch(page))

    assert won.dispute is DisputeStatus.WON
    assert disputed_again.dispute is DisputeStatus.OPEN


def test_news_of_a_dispute_leads_to_the_charge(
    payments: StripePayments, emulator: StripeEmulator, clock: FakeClock, run: Run, bought: BuysFor
) -> None:
    page = bought("card")
    emulator.account.dispute(page)
    [event] = emulator.account.events({"type": "charge.dispute.created"})["data"]
    signed = emulator.webhooks.signed(event)

    [notice] = payments.parse_webhook(signed.headers, {}, signed.body, clock.now())

    assert notice.charge_id is None
    assert run(payments.fetch(notice.provider_ref)).charge_id == "c1:1:deposit"


# --------------------------------------------------------------------------- on its way


@pytest.mark.parametrize("method", ["boleto", "pix"])
def test_what_is_on_its_way_can_be_shown_again(
    payments: StripePayments,
    emulator: StripeEmulator,
    run: Run,
    wanted: CreateCheckout,
    method: str,
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))
    emulator.account.promise(page.provider_ref, method)

    instructions = run(payments.fetch(page.provider_ref)).instructions

    assert isinstance(instructions, Instructions)
    assert instructions.method == method
    assert instructions.url
    assert instructions.code
    assert instructions.expires_at is not None
    assert instructions.expires_at.tzinfo is UTC


def test_what_has_arrived_needs_no_instructions(
    payments: StripePayments, run: Run, bought: BuysFor
) -> None:
    assert run(payments.fetch(bought("boleto"))).instructions is None


# --------------------------------------------------------------------------- another page


@pytest.fixture
def recovered(emulator: StripeEmulator, wanted: CreateCheckout) -> str:
    """A page that was made anew from an expired one of ours, and does not say whose it is."""
    recovery = {"after_expiration": {"recovery": {"enabled": True}}}
    first = emulator.account.create_session({**session_params(wanted), **recovery})
    emulator.account.expire(first["id"])
    copy: str = emulator.account.recover(first["id"])["id"]
    emulator.account.edit(copy, metadata={})
    return copy


def test_a_recovered_page_belongs_to_the_charge_of_the_first(
    payments: StripePayments, emulator: StripeEmulator, run: Run, recovered: str
) -> None:
    emulator.account.pay(recovered, "pix")

    snapshot = run(payments.fetch(recovered))

    assert (snapshot.charge_id, snapshot.provider_ref) == ("c1:1:deposit", recovered)
    assert snapshot.status is PaymentStatus.PAID


def test_a_page_that_did_not_ask_for_it_cannot_be_recovered(
    emulator: StripeEmulator, wanted: CreateCheckout
) -> None:
    page = emulator.account.create_session(dict(session_params(wanted)))
    emulator.account.expire(page["id"])

    with pytest.raises(Exception, match="cannot be recovered"):
        emulator.account.recover(page["id"])


# --------------------------------------------------------------------------- counted again


def test_every_page_of_ours_is_listed_and_nobody_elses(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    pages = [
        run(payments.create(replace(wanted, charge_id=f"c{n}.1.1"), key=f"c{n}:7:0"))
        for n in range(103)
    ]
    emulator.account.pay(pages[0].provider_ref, "pix")
    emulator.account.edit(pages[1].provider_ref, metadata={"order": "7"})
    emulator.account.edit(pages[2].provider_ref, mode="subscription")

    listed = run(everything(payments.list_since(LONG_AGO)))

    assert {one.charge_id for one in listed} == {f"c{n}.1.1" for n in range(103) if n not in (1, 2)}
    assert len(listed) == 101
    assert [one.status for one in listed if one.charge_id == "c0.1.1"] == [PaymentStatus.PAID]


def test_pages_from_before_are_not_listed(
    payments: StripePayments, clock: FakeClock, run: Run, bought: BuysFor
) -> None:
    bought("card")
    clock.advance(timedelta(hours=1))

    assert run(everything(payments.list_since(clock.now()))) == []


def test_a_list_that_breaks_off_says_so(
    payments: StripePayments, emulator: StripeEmulator, run: Run
) -> None:
    emulator.faults.plan(Fault.BAD_GATEWAY)

    with pytest.raises(OutcomeUnknown):
        run(everything(payments.list_since(LONG_AGO)))


def test_what_could_not_be_told_can_be_asked_for(
    payments: StripePayments, emulator: StripeEmulator, run: Run, bought: BuysFor
) -> None:
    page = bought("card")
    dispute = emulator.account.dispute(page)
    [completed] = emulator.account.events({"type": "checkout.session.completed"})["data"]
    [disputed] = emulator.account.events({"type": "charge.dispute.created"})["data"]

    missed = run(everything(payments.undelivered(LONG_AGO)))
    emulator.account.mark_delivered(completed["id"])
    still_missed = run(everything(payments.undelivered(LONG_AGO)))

    kind = "charge.dispute.created"
    told = Notice(disputed["id"], kind, dispute["payment_intent"], None, False)
    assert still_missed == [told]
    assert missed == [
        told,
        Notice(completed["id"], "checkout.session.completed", page, "c1:1:deposit", False),
    ]
