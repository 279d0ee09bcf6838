"""What a checkout looks like from outside, whatever happens at its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.stripe.emulator import StripeEmulator
from adapters.stripe.payments import StripePayments
from adapters.stripe.snapshots import ReadSession
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import OutcomeUnknown, Rejected
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.payments import Snapshot
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run


@pytest.fixture
def page(payments: StripePayments, run: Run, wanted: CreateCheckout) -> Checkout:
    return run(payments.create(wanted, key="c1:7:0"))


def session(**changes: Any) -> dict[str, Any]:
    """A paid session as Stripe answers it, as far as we read it."""
    values = {
        "id": "cs_test_1",
        "mode": "payment",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 75_000,
        "currency": "brl",
        "expires_at": 1_773_230_400,
        "livemode": False,
        "metadata": {"autovenda_charge": "c1:1:deposit"},
        "payment_intent": None,
    }
    return values | changes


def read(answer: dict[str, Any]) -> Snapshot:
    return ReadSession.model_validate(answer).snapshot()


def test_a_card_payment_has_its_time(
    payments: StripePayments, emulator: StripeEmulator, clock: FakeClock, run: Run, page: Checkout
) -> None:
    clock.advance(timedelta(minutes=10))

    emulator.account.pay(page.provider_ref, "card")

    assert run(payments.fetch(page.provider_ref)).paid_at == clock.now()


def test_a_pix_payment_has_no_time_because_stripe_does_not_say(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout
) -> None:
    emulator.account.pay(page.provider_ref, "pix")

    snapshot = run(payments.fetch(page.provider_ref))

    assert (snapshot.status, snapshot.paid_at) == (PaymentStatus.PAID, None)


def test_a_pix_that_waits_for_the_bank_is_pending_and_then_paid(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout
) -> None:
    emulator.account.promise(page.provider_ref, "pix")
    pending = run(payments.fetch(page.provider_ref))

    emulator.account.pay(page.provider_ref)

    paid = run(payments.fetch(page.provider_ref))
    assert (pending.status, pending.method) == (PaymentStatus.PENDING, "pix")
    assert (paid.status, paid.method) == (PaymentStatus.PAID, "pix")


def test_a_pix_code_runs_out_by_itself(
    payments: StripePayments, emulator: StripeEmulator, clock: FakeClock, run: Run, page: Checkout
) -> None:
    emulator.account.promise(page.provider_ref, "pix")

    clock.advance(timedelta(hours=4))

    assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.FAILED


class Unexpanded:
    """A Stripe that answers sessions without what was asked to be expanded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith("/v1/checkout/sessions/"):
            scope = {**scope, "query_string": b""}
        await self._app(scope, receive, send)


@pytest.fixture
def sparing_stripe(emulator: StripeEmulator) -> None:
    """Comes before the server that serves it."""
    emulator.app.add_middleware(Unexpanded)


@pytest.mark.usefixtures("sparing_stripe")
def test_a_promise_that_was_broken_is_seen_even_where_the_session_does_not_say_so(
    payments: StripePayments,
    emulator: StripeEmulator,
    run: Run,
    page: Checkout,
) -> None:
    emulator.account.promise(page.provider_ref, "pix")
    promised = run(payments.fetch(page.provider_ref))

    emulator.account.fail(page.provider_ref)

    assert (promised.status, promised.method) == (PaymentStatus.PENDING, "pix")
    assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.FAILED


def test_a_boleto_outlives_its_page(
    payments: StripePayments, emulator: StripeEmulator, clock: FakeClock, run: Run, page: Checkout
) -> None:
    emulator.account.promise(page.provider_ref, "boleto")

    clock.advance(timedelta(days=3))
    on_the_last_day = run(payments.fetch(page.provider_ref))
    clock.advance(timedelta(days=1))
    afterwards = run(payments.fetch(page.provider_ref))

    assert on_the_last_day.status is PaymentStatus.PENDING
    assert afterwards.status is PaymentStatus.FAILED


def test_a_declined_card_leaves_the_page_open_for_another_try(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout
) -> None:
    emulator.account.decline(page.provider_ref)
    declined = run(payments.fetch(page.provider_ref))

    emulator.account.pay(page.provider_ref, "pix")

    assert declined.status is PaymentStatus.OPEN
    assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.PAID


def test_a_checkout_is_found_by_the_payment_that_paid_it(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout
) -> None:
    paid = emulator.account.pay(page.provider_ref)
    emulator.account.refund(page.provider_ref, 25_000)

    snapshot = run(payments.fetch(paid["payment_intent"]))

    assert snapshot == run(payments.fetch(page.provider_ref))
    assert (snapshot.provider_ref, snapshot.refunded_centavos) == (page.provider_ref, 25_000)


def test_a_payment_without_a_checkout_is_not_ours(payments: StripePayments, run: Run) -> None:
    with pytest.raises(Rejected, match="no checkout"):
        run(payments.fetch("pi_of_another_application"))


@pytest.mark.parametrize("ref", ["", "cs_test_1/expire", "../v1/events", "cs_test_1?expand=x"])
def test_a_reference_that_is_none_is_refused(payments: StripePayments, run: Run, ref: str) -> None:
    with pytest.raises(Rejected):
        run(payments.fetch(ref))


@pytest.mark.parametrize("mode", ["subscription", "setup"])
def test_a_session_that_is_no_single_payment_is_not_ours(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout, mode: str
) -> None:
    emulator.account.edit(page.provider_ref, mode=mode)

    with pytest.raises(Rejected, match="not a single payment"):
        run(payments.fetch(page.provider_ref))


def test_an_answer_of_another_shape_is_not_taken_for_a_session(
    payments: StripePayments, emulator: StripeEmulator, run: Run, page: Checkout
) -> None:
    emulator.account.edit(page.provider_ref, livemode="perhaps")

    with pytest.raises(OutcomeUnknown, match="API version"):
        run(payments.fetch(page.provider_ref))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"payment_status": "no_payment_required"}, PaymentStatus.FAILED),
        ({"payment_status": "unpaid"}, PaymentStatus.PENDING),
        ({"payment_status": "unpaid", "status": "open"}, PaymentStatus.OPEN),
        ({"payment_status": "unpaid", "status": "expired"}, PaymentStatus.EXPIRED),
        ({"payment_status": "unpaid", "payment_intent": "pi_1"}, PaymentStatus.PENDING),
        (
            {"payment_status": "unpaid", "payment_intent": {"status": "canceled"}},
            PaymentStatus.FAILED,
        ),
        (
            {"payment_status": "unpaid", "payment_intent": {"status": "processing"}},
            PaymentStatus.PENDING,
        ),
        ({"payment_status": "something_new"}, PaymentStatus.PENDING),
        ({"status": "something_new"}, PaymentStatus.PAID),
        ({}, PaymentStatus.PAID),
    ],
)
def test_only_paid_is_paid(changes: dict[str, Any], status: PaymentStatus) -> None:
    assert read(session(**changes)).status is status


def test_amount_currency_and_mode_are_stripes_words() -> None:
    snapshot = read(session(amount_total=1, currency="usd", livemode=True))

    assert (snapshot.amount_centavos, snapshot.currency, snapshot.livemode) == (1, "USD", True)


def test_an_amount_that_is_missing_covers_nothing() -> None:
    assert read(session(amount_total=None)).amount_centavos == 0


@pytest.mark.parametrize("metadata", [None, {}, {"order": "7"}])
def test_what_another_application_made_has_no_charge(metadata: dict[str, str] | None) -> None:
    assert read(session(metadata=metadata)).charge_id is None


def test_a_charge_tells_method_time_and_refunds() -> None:
    charge = {
        "amount": 75_000,
        "amount_refunded": 25_000,
        "created": 1_773_144_000,
        "payment_method_details": {"type": "card"},
    }
    intent = {"status": "succeeded", "latest_charge": charge}

    snapshot = read(session(payment_intent=intent))

    assert snapshot.method == "card"
    assert snapshot.paid_at == datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    assert snapshot.status is PaymentStatus.PARTLY_REFUNDED
    assert snapshot.refunded_centavos == 25_000
