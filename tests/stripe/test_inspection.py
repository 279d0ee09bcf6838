"""What a body would do to a charge, told without looking anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.stripe.inspection import Effect, SupposedCharge, inspect
from apps.inspect_webhook import inspect_files
from autovenda_core.testing.clock import FakeClock

CHARGE = SupposedCharge(75_000, "BRL", livemode=False)
COMPLETED = "checkout.session.completed"


def body(kind: str, subject: dict[str, Any], **envelope: Any) -> bytes:
    event = {"id": "evt_1", "type": kind, "livemode": False, "data": {"object": subject}}
    return json.dumps(event | envelope).encode()


def session(**changes: Any) -> dict[str, Any]:
    """A paid page of ours."""
    values = {
        "id": "cs_test_1",
        "object": "checkout.session",
        "mode": "payment",
        "payment_status": "paid",
        "amount_total": 75_000,
        "currency": "brl",
        "client_reference_id": "c1.1.1",
        "metadata": {"autovenda_charge": "c1.1.1"},
    }
    return values | changes


def effect(content: bytes, charge: SupposedCharge = CHARGE) -> Effect:
    return inspect(content, charge).effect


@pytest.mark.parametrize(
    ("kind", "payment_status", "expected"),
    [
        ("completed", "paid", Effect.PAID),
        ("completed", "unpaid", Effect.PENDING),
        ("completed", "no_payment_required", Effect.REVIEW),
        ("async_payment_succeeded", "paid", Effect.PAID),
        ("async_payment_failed", "unpaid", Effect.FAILED),
        ("expired", "unpaid", Effect.EXPIRED),
        ("of_a_kind_to_come", "paid", Effect.IGNORE),
    ],
)
def test_the_kind_of_news_decides(kind: str, payment_status: str, expected: Effect) -> None:
    content = body(f"checkout.session.{kind}", session(payment_status=payment_status))

    assert effect(content) is expected


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_total": 74_999},
        {"amount_total": 75_001},
        {"amount_total": None},
        {"currency": "usd"},
        {"metadata": {"autovenda_charge": "c2.1.1"}},
    ],
)
def test_money_that_does_not_match_is_for_a_person(changes: dict[str, Any]) -> None:
    told = inspect(body(COMPLETED, session(**changes)), CHARGE)

    assert told.effect is Effect.REVIEW
    assert told.reason


def test_the_charge_may_be_another_one() -> None:
    content = body(COMPLETED, session(amount_total=9_900, currency="usd"), livemode=True)

    assert effect(content, SupposedCharge(9_900, "USD", livemode=True)) is Effect.PAID


def test_live_money_is_refused_in_a_test() -> None:
    assert effect(body(COMPLETED, session(), livemode=True)) is Effect.REJECT


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "subscription"},
        {"mode": "setup", "amount_total": None},
        {"metadata": {"order": "7"}, "client_reference_id": "cart_9"},
    ],
)
def test_what_others_sell_is_ignored_live_or_not(changes: dict[str, Any]) -> None:
    assert effect(body(COMPLETED, session(**changes), livemode=True)) is Effect.IGNORE


def test_a_page_without_a_mark_is_taken_at_its_word() -> None:
    unmarked = session(metadata={}, client_reference_id=None, amount_total=100, currency="eur")

    assert effect(body(COMPLETED, unmarked)) is Effect.PAID


@pytest.mark.parametrize(
    ("kind", "thing", "expected"),
    [
        ("charge.refunded", "charge", Effect.REFUND),
        ("charge.succeeded", "charge", Effect.IGNORE),
        ("charge.refund.updated", "refund", Effect.REFUND),
        ("refund.failed", "refund", Effect.REFUND),
        ("charge.dispute.created", "dispute", Effect.DISPUTE),
        ("charge.dispute.closed", "dispute", Effect.DISPUTE),
        ("payment_intent.requires_action", "payment_intent", Effect.INFO),
        ("payment_intent.created", "payment_intent", Effect.IGNORE),
        ("radar.early_fraud_warning.created", "radar.early_fraud_warning", Effect.REVIEW),
        ("customer.created", "customer", Effect.IGNORE),
        ("not.yet.known", "something_new", Effect.IGNORE),
    ],
)
def test_what_is_not_a_page_is_told_by_its_kind(kind: str, thing: str, expected: Effect) -> None:
    assert effect(body(kind, {"id": "xx_1", "object": thing})) is expected


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_event_is_refused_in_words(content: bytes) -> None:
    told = inspect(content, CHARGE)

    assert (told.effect, told.reason) == (Effect.REJECT, "the body is not a Stripe event")


@given(
    subject=st.dictionaries(
        st.sampled_from([*session(), "payment_intent"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()) | st.just("checkout.session"),
    ),
    kind=st.sampled_from([COMPLETED, "charge.refunded", "refund.failed"]),
)
def test_no_body_breaks_the_inspection(subject: dict[str, Any], kind: str) -> None:
    assert inspect(body(kind, subject), CHARGE).type == kind


def test_a_file_is_a_line_with_every_key(tmp_path: Path) -> None:
    file = tmp_path / "refund.json"
    refund = {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "amount": 5}
    file.write_bytes(body("refund.updated", {**refund, "currency": "brl"}))

    [line] = inspect_files("stripe", [str(file)], FakeClock().now())

    assert json.loads(line) == {
        "file": str(file),
        "event_id": "evt_1",
        "type": "refund.updated",
        "provider_ref": "pi_1",
        "amount_centavos": 5,
        "currency": "brl",
        "payment_status": None,
        "livemode": False,
        "effect": "REFUND",
        "reason": None,
    }
