"""
What can go wrong with a payment, one test each, over the server, SQLite and our Stripe.

The numbers are those of the list of faults that payments were designed against.  Of the third,
the part with two processes is in tests/storage/test_two_processes.py.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import Fault
from apps.wiring import sample_catalog
from autovenda_core.catalog import ServicePackage
from autovenda_core.effects import CreateCheckout
from autovenda_core.events import RefundRequested
from autovenda_core.model import ChargeStatus, DisputeStatus, LostReason, State
from tests.stripe.shop import NEW_SECRET, OLD_SECRET, Shop, as_another_event, bad_requests

COMPLETED = "checkout.session.completed"
SUCCEEDED = "checkout.session.async_payment_succeeded"
FAILED = "checkout.session.async_payment_failed"
EXPIRED = "checkout.session.expired"
REFUNDED = "charge.refunded"

Json = dict[str, Any]


def is_paid_once(shop: Shop) -> bool:
    """The sale is made, by one payment, and the briefing was asked for once."""
    made = shop.state in (State.PAID, State.BRIEFING)
    return made and len(shop.charge.payments) == 1 and shop.links("/b/") == 1


def pays(shop: Shop, method: str = "card") -> str:
    """The lead pays, and we hear of it; the page."""
    page = shop.opens_page()
    shop.stripe.account.pay(page, method)
    for kind in (COMPLETED, SUCCEEDED) if method == "boleto" else (COMPLETED,):
        assert shop.deliver(shop.told(kind)).all_taken
    assert is_paid_once(shop)
    return page


def makes_another_page(shop: Shop) -> str:
    """Stripe has a second page for the same charge, which we know nothing of; its id."""
    request = CreateCheckout(
        charge_id=shop.charge.id,
        amount_centavos=75_000,
        currency="BRL",
        description="Sinal",
        expires_at=shop.clock.now() + timedelta(hours=20),
        success_url="https://venda.example.com/p/x",
        cancel_url="https://venda.example.com/p/x",
    )
    page: str = shop.stripe.account.create_session(dict(session_params(request)))["id"]
    return page


def happened(shop: Shop, kind: str, page: str, **changes: Any) -> Json:
    """An event about a page as it is not any more, or not yet; Stripe then shows it so."""
    event = {
        "id": f"evt_{kind}",
        "object": "event",
        "type": kind,
        "livemode": False,
        "data": {"object": shop.stripe.account.session(page) | changes},
    }
    shop.stripe.account.serve_object(event)
    return event


# --------------------------------------------------------------------------- how it is told


def test_fault_01_a_webhook_comes_before_we_know_the_page(shop: Shop) -> None:
    shop.accepts()
    shop.stripe.faults.plan(Fault.LOSE_ANSWER)
    shop.presses_pay()
    [session] = shop.stripe.account.sessions()["data"]
    shop.stripe.account.pay(session["id"], "pix")

    shop.deliver(shop.told(COMPLETED))
    shop.advance(timedelta(minutes=5))

    assert is_paid_once(shop)
    assert shop.pages_at_stripe == 1


def test_fault_02_the_same_event_comes_five_times(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    before = shop.inbox_rows

    answers = shop.deliver(*[shop.told(COMPLETED)] * 5)

    assert answers.all_taken
    assert is_paid_once(shop)
    assert shop.rows("SELECT count(*) FROM inbox WHERE source = 'stripe'") == [(1,)]
    assert shop.inbox_rows > before


def test_fault_03_the_same_event_comes_twenty_times_at_once(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)

    answers = shop.deliver_at_once([shop.told(COMPLETED)] * 20)

    assert answers.all_taken
    assert is_paid_once(shop)


def test_fault_04_two_events_tell_one_fact(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    event = shop.told(COMPLETED)

    shop.deliver_at_once([as_another_event(event), event])

    assert is_paid_once(shop)


@pytest.mark.parametrize("method", ["pix", "boleto"])
def test_fault_05_money_is_promised_and_then_arrives(shop: Shop, method: str) -> None:
    page = shop.opens_page()
    shop.stripe.account.promise(page, method)
    shop.deliver(shop.told(COMPLETED))
    promised = shop.charge
    shop.stripe.account.pay(page)

    shop.deliver(shop.told(SUCCEEDED))

    assert promised.status is ChargeStatus.PENDING
    assert promised.instructions is not None
    assert is_paid_once(shop)
    assert shop.messages("aguardando o banco") == 1


def test_fault_06_the_arrival_is_told_before_the_promise(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.promise(page, "pix")
    shop.stripe.account.pay(page)

    shop.deliver(shop.told(SUCCEEDED), shop.told(COMPLETED))

    assert is_paid_once(shop)
    assert shop.messages("aguardando o banco") == 0


def test_fault_07_a_failure_that_is_told_after_the_arrival_takes_nothing_back(shop: Shop) -> None:
    page = pays(shop, "boleto")

    shop.deliver(happened(shop, FAILED, page, payment_status="unpaid"))

    assert is_paid_once(shop)
    assert shop.charge.status is ChargeStatus.PAID


@pytest.mark.parametrize("expired_first", [True, False])
def test_fault_08_a_page_is_paid_and_expired_in_any_order(shop: Shop, expired_first: bool) -> None:
    page = shop.opens_page()
    links = shop.links("/p/")
    expired = shop.stripe.account.session(page) | {"status": "expired", "url": None}
    shop.stripe.account.pay(page)
    paid = shop.stripe.account.session(page)

    for is_expired in (expired_first, not expired_first):
        kind, session = (EXPIRED, expired) if is_expired else (COMPLETED, paid)
        shop.deliver(happened(shop, kind, page, **session))

    assert is_paid_once(shop)
    assert shop.links("/p/") == links


def test_fault_09_the_copy_of_an_expired_page_is_paid(shop: Shop) -> None:
    page = shop.opens_page()
    recovery = {"enabled": True, "allow_promotion_codes": False, "url": None, "expires_at": None}
    shop.stripe.account.edit(page, after_expiration={"recovery": recovery})
    shop.stripe.account.expire(page)
    shop.deliver(shop.told(EXPIRED))
    copy = shop.stripe.account.recover(page)["id"]
    shop.stripe.account.edit(copy, metadata={})
    shop.stripe.account.pay(copy, "pix")

    shop.deliver(shop.told(COMPLETED))

    assert is_paid_once(shop)
    assert shop.charge.payments[0].provider_ref == copy


# --------------------------------------------------------------------------- what is told


@pytest.mark.parametrize("amount", [7_500, None, 0])
def test_fault_10_less_than_was_asked_is_a_matter_for_a_person(
    shop: Shop, amount: int | None
) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.account.edit(page, amount_total=amount)

    shop.deliver(shop.told(COMPLETED))

    assert shop.state is State.AWAITING_PAYMENT
    assert shop.tasks == ["payment_review"]
    assert shop.alerts


def test_fault_10_more_than_was_asked_is_told_to_a_person(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.account.edit(page, amount_total=75_001)

    shop.deliver(shop.told(COMPLETED))

    assert shop.tasks == ["payment_review"]


@pytest.mark.parametrize(
    "changes", [{"currency": "usd"}, {"livemode": True}], ids=lambda changes: next(iter(changes))
)
def test_fault_11_money_of_another_kind_never_counts(shop: Shop, changes: Json) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.account.edit(page, **changes)

    shop.deliver(shop.told(COMPLETED))

    assert shop.state is State.AWAITING_PAYMENT
    assert shop.charge.payments == ()
    assert shop.tasks == ["payment_review"]


def test_fault_11_a_live_event_is_refused_by_a_server_in_test_mode(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    before = shop.inbox_rows

    answers = shop.deliver({**shop.told(COMPLETED), "livemode": True})

    assert answers.statuses == (400,)
    assert shop.inbox_rows == before


@pytest.mark.parametrize(
    "changes",
    [{"mode": "subscription"}, {"mode": "setup"}, {"payment_status": "no_payment_required"}],
    ids=str,
)
def test_fault_11_what_is_no_payment_pays_nothing(shop: Shop, changes: Json) -> None:
    page = shop.opens_page()

    answers = shop.deliver(happened(shop, COMPLETED, page, status="complete", **changes))

    assert answers.all_taken
    assert shop.state is State.AWAITING_PAYMENT
    assert shop.charge.payments == ()


@pytest.mark.parametrize(
    ("metadata", "tasks"),
    [
        ({}, []),
        ({"order": "7"}, []),
        ({"autovenda_charge": ""}, []),
        ({"autovenda_charge": "nobody-of-ours.1.1"}, []),
        ({"autovenda_charge": "{conversation}.9.1"}, ["payment_review"]),
    ],
    ids=["empty", "foreign", "blank", "unknown", "swapped"],
)
def test_fault_12_money_under_another_name_makes_no_sale(
    shop: Shop, metadata: dict[str, str], tasks: list[str]
) -> None:
    page = shop.opens_page()
    named = {
        key: value.replace("{conversation}", shop.conversation_id)
        for key, value in metadata.items()
    }
    shop.stripe.account.edit(page, metadata=named)
    shop.stripe.account.pay(page)

    answers = shop.deliver(shop.told(COMPLETED))

    assert answers.all_taken
    assert shop.state is State.AWAITING_PAYMENT
    assert shop.tasks == tasks


def test_fault_12_money_of_ours_that_nobody_is_found_for_is_shown_to_a_person(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.edit(page, metadata={"autovenda_charge": "nobody-of-ours.1.1"})
    shop.stripe.account.pay(page)
    shop.deliver(shop.told(COMPLETED))

    found = shop.reconcile()

    assert [one.provider_ref for one in found if one.done.needs_a_person] == [page]


def test_fault_13_two_pages_of_one_charge_are_paid(shop: Shop) -> None:
    pays(shop)
    another = makes_another_page(shop)
    shop.stripe.account.pay(another, "pix")

    shop.deliver(shop.told(COMPLETED))

    assert len(shop.charge.payments) == 2
    assert shop.links("/b/") == 1
    assert shop.tasks == ["payment_review"]
    assert len(shop.alerts) == 1


def test_fault_14_money_arrives_for_a_sale_that_is_over(shop: Shop) -> None:
    page = pays(shop)
    shop.stripe.account.refund(page)
    shop.deliver(shop.told(REFUNDED))
    another = makes_another_page(shop)
    shop.stripe.account.pay(another)

    shop.deliver(shop.told(COMPLETED))

    assert shop.state is State.LOST
    assert shop.tasks == ["payment_review"]
    assert shop.links("/b/") == 1


# --------------------------------------------------------------------------- money that goes back


def test_fault_15_the_refund_is_told_before_the_payment(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.account.refund(page)

    shop.deliver(shop.told(REFUNDED), shop.told(COMPLETED))

    assert shop.links("/b/") == 0
    assert shop.tasks == ["payment_review"]


def test_fault_15_partial_refunds_come_in_any_order(shop: Shop) -> None:
    page = pays(shop)
    shop.stripe.account.refund(page, 25_000)
    first = shop.told(REFUNDED)
    shop.stripe.account.refund(page, 30_000)
    second = shop.told(REFUNDED)

    for event in (second, first):
        shop.stripe.account.serve_object(event)
        shop.deliver(event)

    assert [payment.refunded_centavos for payment in shop.charge.payments] == [55_000]


def test_fault_16_a_boleto_cannot_be_sent_back(shop: Shop) -> None:
    page = pays(shop, "boleto")

    shop.happens(RefundRequested(shop.clock.now(), "rafa", shop.charge.id, page))
    shop.settle()

    assert shop.stripe.account.refunds()["data"] == []
    assert shop.tasks == ["payment_problem"]
    [(summary,)] = shop.rows("SELECT summary FROM tasks")
    assert "boleto" in summary


def test_fault_17_a_dispute_is_opened_and_lost(shop: Shop) -> None:
    page = pays(shop)
    dispute = shop.stripe.account.dispute(page)
    shop.deliver(shop.told("charge.dispute.created"))
    opened = shop.charge
    shop.stripe.account.close_dispute(dispute["id"], won=False)

    shop.deliver(shop.told("charge.dispute.closed"))

    assert [payment.dispute for payment in opened.payments] == [DisputeStatus.OPEN]
    assert [payment.dispute for payment in shop.charge.payments] == [DisputeStatus.LOST]
    assert shop.charge.received_centavos == 0
    assert shop.tasks == ["dispute", "dispute"]


def test_fault_17_a_dispute_that_is_won_leaves_the_money(shop: Shop) -> None:
    page = pays(shop)
    dispute = shop.stripe.account.dispute(page)
    shop.deliver(shop.told("charge.dispute.created"))
    shop.stripe.account.close_dispute(dispute["id"], won=True)

    shop.deliver(shop.told("charge.dispute.closed"))

    assert shop.charge.received_centavos == 75_000
    assert shop.state is State.BRIEFING
    assert len(shop.alerts) == 2


def test_fault_17_a_dispute_is_told_before_the_payment(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.account.dispute(page)

    shop.deliver(shop.told("charge.dispute.created"), shop.told(COMPLETED))

    assert [payment.dispute for payment in shop.charge.payments] == [DisputeStatus.OPEN]
    assert shop.tasks == ["dispute"]


# --------------------------------------------------------------------------- making the page


def test_fault_18_stripe_is_down_when_the_lead_wants_to_pay(shop: Shop) -> None:
    shop.accepts()
    told = len(shop.channel.arrived("lead"))

    with shop.server.refusing():
        shop.presses_pay()
        shop.advance(timedelta(minutes=10))
    while_down = len(shop.channel.arrived("lead")) - told
    shop.advance(timedelta(minutes=20))
    shop.presses_pay()
    shop.settle()

    assert while_down <= 1
    assert shop.charge.checkout is not None
    assert shop.pages_at_stripe == 1


def test_fault_19_stripes_answer_is_lost(shop: Shop) -> None:
    shop.accepts()
    shop.stripe.faults.plan(Fault.LOSE_ANSWER, times=3)

    shop.presses_pay()
    shop.advance(timedelta(minutes=10))

    [session] = shop.stripe.account.sessions()["data"]
    assert shop.charge.checkout is not None
    assert shop.charge.checkout.provider_ref == session["id"]


def test_fault_20_the_server_dies_before_it_asks_stripe(shop: Shop) -> None:
    shop.accepts()
    with shop.server.refusing():
        shop.presses_pay()
        shop.crash()

    shop.advance(timedelta(minutes=10))

    assert shop.charge.checkout is not None
    assert shop.pages_at_stripe == 1


def test_fault_20_the_server_dies_after_stripes_answer(shop: Shop) -> None:
    shop.accepts()
    shop.payments.stuck_after_create = True
    shop.presses_pay()

    shop.crash()

    [session] = shop.stripe.account.sessions()["data"]
    assert shop.charge.checkout is not None
    assert shop.charge.checkout.provider_ref == session["id"]


def test_fault_20_the_server_dies_before_it_sends_the_link(shop: Shop) -> None:
    shop.accepts_and_dies_before_sending()

    shop.crash()

    assert shop.links("/p/") == 1


def test_fault_20_the_server_dies_before_it_answers_the_webhook(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    event = shop.told(COMPLETED)
    shop.deliver_at_once([event])

    shop.crash()
    answers = shop.deliver(event)

    assert answers.all_taken
    assert is_paid_once(shop)


@pytest.mark.parametrize(
    "fault", [Fault.CONFLICT, Fault.RATE_LIMIT, Fault.BAD_GATEWAY, Fault.LOSE_ANSWER]
)
def test_fault_21_stripe_has_a_bad_minute(shop: Shop, fault: Fault) -> None:
    shop.accepts()
    shop.stripe.faults.plan(fault, times=2)

    shop.presses_pay()
    shop.advance(timedelta(minutes=10))

    assert shop.charge.checkout is not None
    assert shop.pages_at_stripe == 1


def test_fault_21_an_error_that_stripe_repeats_for_the_key_needs_another_click(shop: Shop) -> None:
    shop.accepts()
    shop.stripe.faults.plan(Fault.SERVER_ERROR)
    shop.presses_pay()
    shop.advance(timedelta(minutes=10))
    given_up = shop.charge.checkout

    shop.presses_pay()
    shop.settle()

    assert given_up is None
    assert shop.tasks == ["payment_problem"]
    assert shop.charge.checkout is not None


def test_fault_21_stripe_hangs_longer_than_we_wait(shop: Shop) -> None:
    shop.call_seconds = 0.2
    shop.crash()
    shop.accepts()
    shop.stripe.faults.plan(Fault.SLOW)

    shop.presses_pay()
    shop.advance(timedelta(minutes=10))

    assert shop.charge.checkout is not None
    assert shop.pages_at_stripe == 1


def test_fault_22_a_retry_says_the_same_however_much_later(shop: Shop) -> None:
    shop.accepts()
    asked_at = shop.clock.now()
    shop.stripe.faults.plan(Fault.LOSE_ANSWER, times=8)

    shop.presses_pay()
    shop.advance(timedelta(hours=3))

    checkout = shop.charge.checkout
    assert checkout is not None
    assert checkout.expires_at == asked_at + timedelta(hours=23)
    assert shop.pages_at_stripe == 1


def test_fault_23_a_key_that_stripe_has_forgotten_makes_no_second_page(shop: Shop) -> None:
    shop.accepts()
    shop.stripe.faults.plan(Fault.LOSE_ANSWER)
    shop.presses_pay()
    with shop.server.refusing():
        shop.advance(timedelta(hours=25))
    shop.advance(timedelta(hours=1))
    after_a_day = shop.stripe.account.sessions({"limit": 100})["data"]

    shop.presses_pay()
    shop.settle()

    assert [session["status"] for session in after_a_day] == ["expired"]
    assert shop.charge.checkout is not None
    assert shop.stripe.account.session(shop.charge.checkout.provider_ref)["status"] == "open"


# --------------------------------------------------------------------------- nobody tells


def test_fault_24_a_webhook_never_comes_and_polling_finds_the_money(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page, "pix")

    shop.poll()

    assert is_paid_once(shop)


def test_fault_24_a_webhook_never_comes_and_the_deadline_finds_the_money(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page, "pix")

    shop.advance(timedelta(hours=24))

    assert is_paid_once(shop)


def test_fault_24_a_webhook_never_comes_and_reconciling_finds_the_money(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page, "pix")

    shop.reconcile()

    assert is_paid_once(shop)


def test_fault_25_polling_and_the_webhook_find_it_at_once(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page, "pix")

    answers = shop.poll_and_deliver_at_once(shop.told(COMPLETED))

    assert answers.all_taken
    assert is_paid_once(shop)


# --------------------------------------------------------------------------- who speaks


@pytest.mark.parametrize(
    "secrets",
    [[OLD_SECRET], [NEW_SECRET], [OLD_SECRET, NEW_SECRET], [NEW_SECRET, "whsec_of_tomorrow"]],
    ids="+".join,
)
def test_fault_26_a_secret_is_rolled(shop: Shop, secrets: list[str]) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    shop.stripe.webhooks.secrets = tuple(secrets)

    answers = shop.deliver(shop.told(COMPLETED))

    assert answers.all_taken
    assert is_paid_once(shop)


def test_fault_27_what_proves_nothing_is_refused_and_not_kept(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    before = shop.inbox_rows

    answers = {
        what: shop.post(*bad) for what, bad in bad_requests(shop, shop.told(COMPLETED)).items()
    }

    assert {status for what, status in answers.items() if "B" not in what} == {400}
    assert shop.inbox_rows == before
    assert shop.state is State.AWAITING_PAYMENT


@pytest.mark.parametrize(("size", "status"), [(300_000, 400), (10_000_000, 413)])
def test_fault_28_a_body_that_is_too_big_is_refused(shop: Shop, size: int, status: int) -> None:
    body = b" " * size

    assert shop.post(body, shop.sign(body)) == status


@pytest.mark.parametrize("minutes", [6, -6])
def test_fault_29_a_clock_that_is_wrong_is_named(shop: Shop, minutes: int) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    at = shop.clock.now() + timedelta(minutes=minutes)
    signed = shop.stripe.webhooks.signed(shop.told(COMPLETED), at=at)

    answer = shop.request(
        "POST", "/webhook/payment/stripe", content=signed.body, headers=signed.headers
    )

    assert answer.status_code == 400
    assert "clock" in answer.text


def test_fault_30_a_body_of_an_old_version_is_understood(shop: Shop) -> None:
    page = shop.opens_page()
    shop.stripe.account.pay(page)
    subject = {"id": page, "object": "checkout.session", "mode": "payment"}
    old = {
        "id": "evt_old",
        "object": "event",
        "api_version": "2017-08-15",
        "type": COMPLETED,
        "livemode": False,
        "data": {"object": {**subject, "metadata": {"autovenda_charge": shop.charge.id}}},
    }

    answers = shop.deliver(old)

    assert answers.all_taken
    assert is_paid_once(shop)


@pytest.mark.parametrize("kind", ["invoice.paid", "a.kind.nobody.knows", "customer.created"])
def test_fault_31_an_event_of_an_unknown_kind_is_taken(shop: Shop, kind: str) -> None:
    shop.opens_page()
    event = {"id": "evt_1", "type": kind, "livemode": False, "data": {"object": {"id": "x_1"}}}

    answers = shop.deliver(event)

    assert answers.all_taken
    assert shop.state is State.AWAITING_PAYMENT


# --------------------------------------------------------------------------- how much


def test_fault_32_a_new_price_does_not_change_what_was_accepted(shop: Shop, tmp_path: Path) -> None:
    shop.accepts()
    dearer = tmp_path / "catalogo.csv"
    dearer.write_text(sample_catalog().replace("1500,00", "9900,00"), encoding="utf-8")
    assert dearer.read_text("utf-8") != sample_catalog()

    shop.sells_from(dearer)
    shop.presses_pay()
    shop.settle()

    [session] = shop.stripe.account.sessions()["data"]
    assert session["amount_total"] == 75_000


@given(price=st.integers(min_value=1, max_value=99_999_999), percent=st.integers(1, 100))
def test_fault_33_deposit_and_balance_are_the_price_to_the_centavo(
    price: int, percent: int
) -> None:
    package = ServicePackage("p", "Pacote", price, delivery_days=5, deposit_percent=percent)

    deposit = package.deposit_centavos

    assert 0 <= deposit <= price
    assert 0 <= price * percent - deposit * 100 < 100


# --------------------------------------------------------------------------- people


def test_fault_34_the_owner_sends_the_money_back_in_stripes_dashboard(shop: Shop) -> None:
    page = pays(shop)
    shop.stripe.account.refund(page)

    shop.deliver(shop.told(REFUNDED))

    assert shop.state is State.LOST
    assert shop.conversation.deal.lost is LostReason.REFUNDED
    assert shop.charge.received_centavos == 0


def test_fault_34_a_refund_that_names_nobody_is_found_by_its_payment(shop: Shop) -> None:
    page = pays(shop)
    shop.stripe.account.refund(page)
    event = json.loads(json.dumps(shop.told("refund.created")))
    event["data"]["object"]["metadata"] = {}

    shop.deliver(event)

    assert shop.charge.status is ChargeStatus.REFUNDED


def test_fault_35_pressing_pay_again_leads_to_the_same_page(shop: Shop) -> None:
    shop.accepts()

    answers = [shop.presses_pay() for _ in range(3)]

    assert len({answer.headers["location"] for answer in answers}) == 1
    assert shop.pages_at_stripe == 1
