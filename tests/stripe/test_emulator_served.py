"""Recorded events, made true at the double: a look agrees with what they say."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.stripe.emulator import StripeEmulator
from adapters.stripe.payments import StripePayments
from autovenda_core.model import DisputeStatus, PaymentStatus
from autovenda_core.ports.payments import Snapshot
from autovenda_core.testing.contracts.payments import Run

PAGE, PAYMENT, CHARGE = "cs_test_recorded", "pi_recorded", "py_recorded"
Json = dict[str, Any]


def session(**changes: Any) -> Json:
    """A page that was paid by Pix, as somebody recorded it."""
    values = {
        "id": PAGE,
        "object": "checkout.session",
        "created": 1_773_144_000,
        "expires_at": 1_773_230_400,
        "mode": "payment",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 75_000,
        "currency": "brl",
        "livemode": False,
        "metadata": {"autovenda_charge": "c1.1.1"},
        "payment_intent": PAYMENT,
        "payment_method_types": ["pix"],
        "payment_method_options": {},
        "url": None,
    }
    return values | changes


def event(subject: Json, kind: str = "checkout.session.completed") -> Json:
    return {"id": "evt_1", "type": kind, "data": {"object": subject}}


@pytest.mark.parametrize("ref", [PAGE, PAYMENT])
@pytest.mark.parametrize(
    ("kind", "changes", "status"),
    [
        ("completed", {}, PaymentStatus.PAID),
        ("completed", {"payment_status": "unpaid"}, PaymentStatus.PENDING),
        ("async_payment_failed", {"payment_status": "unpaid"}, PaymentStatus.FAILED),
        ("async_payment_succeeded", {}, PaymentStatus.PAID),
    ],
)
def test_a_page_is_as_the_event_says(
    payments: StripePayments,
    emulator: StripeEmulator,
    run: Run,
    kind: str,
    changes: Json,
    status: PaymentStatus,
    ref: str,
) -> None:
    emulator.account.serve_object(event(session(**changes), f"checkout.session.{kind}"))

    snapshot = run(payments.fetch(ref))

    assert (snapshot.provider_ref, snapshot.status) == (PAGE, status)
    assert snapshot.charge_id == "c1.1.1"


def test_a_page_that_expired_unpaid_needs_no_payment(
    payments: StripePayments, emulator: StripeEmulator, run: Run
) -> None:
    expired = session(status="expired", payment_status="unpaid", payment_intent=None)
    emulator.account.serve_object(event(expired, "checkout.session.expired"))

    assert run(payments.fetch(PAGE)).status is PaymentStatus.EXPIRED


def after(payments: StripePayments, emulator: StripeEmulator, run: Run, told: Json) -> Snapshot:
    """What a look shows after the payment, and then something else, was told."""
    emulator.account.serve_object(event(session()))
    emulator.account.serve_object(told)
    return run(payments.fetch(PAYMENT))


def test_a_charge_brings_its_refunds(
    payments: StripePayments, emulator: StripeEmulator, run: Run
) -> None:
    refunded = {
        "id": CHARGE,
        "object": "charge",
        "created": 1_773_144_000,
        "amount": 75_000,
        "amount_refunded": 25_000,
        "payment_intent": PAYMENT,
    }

    snapshot = after(payments, emulator, run, event(refunded, "charge.refunded"))

    assert snapshot.refunded_centavos == 25_000


def test_a_dispute_is_found_by_its_payment(
    payments: StripePayments, emulator: StripeEmulator, run: Run
) -> None:
    dispute = {
        "id": "du_recorded",
        "object": "dispute",
        "created": 1_773_144_000,
        "charge": CHARGE,
        "payment_intent": PAYMENT,
        "status": "lost",
    }

    snapshot = after(payments, emulator, run, event(dispute, "charge.dispute.closed"))

    assert snapshot.dispute is DisputeStatus.LOST


def test_the_payment_that_is_told_again_keeps_its_refunds(
    payments: StripePayments, emulator: StripeEmulator, run: Run
) -> None:
    emulator.account.serve_object(event(session()))
    emulator.account.refund(PAGE, 25_000)

    snapshot = after(payments, emulator, run, event(session()))

    assert snapshot.refunded_centavos == 25_000
