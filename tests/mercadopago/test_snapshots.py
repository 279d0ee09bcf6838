"""What the payments on a page come to."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from adapters.mercadopago.snapshots import Payment, snapshot_of
from autovenda_core.model import DisputeStatus, PaymentStatus

REFERENCE = "autovenda:c1.1.1:0123456789ab"


def payment(status: str, payment_id: int = 1, **fields: object) -> Payment:
    """R$ 750,05 by card, as the documents' example has it."""
    return Payment.model_validate(
        {
            "id": payment_id,
            "status": status,
            "status_detail": "accredited",
            "external_reference": REFERENCE,
            "currency_id": "BRL",
            "transaction_amount": Decimal("750.05"),
            "transaction_amount_refunded": Decimal(0),
            "payment_method_id": "master",
            "payment_type_id": "credit_card",
            "date_approved": "2026-03-10T09:00:00.000-04:00",
            "live_mode": True,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("approved", PaymentStatus.PAID),
        ("in_mediation", PaymentStatus.PAID),
        ("charged_back", PaymentStatus.PAID),
        ("pending", PaymentStatus.PENDING),
        ("in_process", PaymentStatus.PENDING),
        ("authorized", PaymentStatus.PENDING),
        ("cancelled", PaymentStatus.FAILED),
    ],
)
def test_each_status_means_one_of_ours(status: str, ours: PaymentStatus) -> None:
    snapshot = snapshot_of(REFERENCE, [payment(status)])

    assert snapshot is not None
    assert snapshot.status is ours
    assert (snapshot.charge_id, snapshot.amount_centavos) == ("c1.1.1", 75_005)


def test_a_refused_card_leaves_the_page_as_it_was() -> None:
    assert snapshot_of(REFERENCE, [payment("rejected")]) is None
    assert snapshot_of(REFERENCE, []) is None


def test_a_status_nobody_has_told_us_of_is_not_guessed() -> None:
    with pytest.raises(ValidationError):
        payment("partially_approved")


def test_money_says_when_it_was_approved_in_utc() -> None:
    snapshot = snapshot_of(REFERENCE, [payment("approved")])

    assert snapshot is not None
    assert snapshot.paid_at == datetime(2026, 3, 10, 13, tzinfo=UTC)
    assert snapshot.paid_at.tzinfo is UTC
    assert snapshot.livemode is True


@pytest.mark.parametrize(
    ("refunded", "status"),
    [
        ("0", PaymentStatus.PAID),
        ("0.01", PaymentStatus.PARTLY_REFUNDED),
        ("750.05", PaymentStatus.REFUNDED),
    ],
)
def test_refunds_are_counted_in_centavos(refunded: str, status: PaymentStatus) -> None:
    paid = payment("approved", transaction_amount_refunded=Decimal(refunded))

    snapshot = snapshot_of(REFERENCE, [paid])

    assert snapshot is not None
    assert snapshot.status is status
    assert snapshot.refunded_centavos == int(Decimal(refunded) * 100)


@pytest.mark.parametrize(
    ("status", "detail", "dispute"),
    [
        ("in_mediation", "pending", DisputeStatus.OPEN),
        ("charged_back", "in_process", DisputeStatus.OPEN),
        ("charged_back", "settled", DisputeStatus.LOST),
        ("charged_back", "reimbursed", DisputeStatus.WON),
        ("charged_back", "something_new", DisputeStatus.OPEN),
        ("approved", "accredited", None),
    ],
)
def test_a_complaint_is_a_dispute_and_not_a_refund(
    status: str, detail: str, dispute: DisputeStatus | None
) -> None:
    taken = Decimal("750.05") if status == "charged_back" else Decimal(0)

    snapshot = snapshot_of(
        REFERENCE,
        [payment(status, status_detail=detail, transaction_amount_refunded=taken)],
    )

    assert snapshot is not None
    assert snapshot.dispute is dispute
    assert (snapshot.status, snapshot.refunded_centavos) == (PaymentStatus.PAID, 0)


def test_two_payments_on_one_page_add_up() -> None:
    snapshot = snapshot_of(
        REFERENCE,
        [
            payment("approved", 1),
            payment("refunded", 2, transaction_amount_refunded=Decimal("750.05")),
        ],
    )

    assert snapshot is not None
    assert (snapshot.amount_centavos, snapshot.refunded_centavos) == (150_010, 75_005)
    assert snapshot.status is PaymentStatus.PARTLY_REFUNDED


def test_money_counts_before_a_promise_and_a_promise_before_a_failure() -> None:
    tries = [payment("cancelled", 1), payment("pending", 2), payment("rejected", 3)]

    promised = snapshot_of(REFERENCE, tries)
    paid = snapshot_of(REFERENCE, [*tries, payment("approved", 4)])

    assert promised is not None
    assert promised.status is PaymentStatus.PENDING
    assert paid is not None
    assert (paid.status, paid.amount_centavos) == (PaymentStatus.PAID, 75_005)


@pytest.mark.parametrize(
    ("method_id", "type_id", "method"),
    [
        ("master", "credit_card", "card"),
        ("debelo", "debit_card", "card"),
        ("pix", "bank_transfer", "pix"),
        ("bolbradesco", "ticket", "boleto"),
        ("account_money", "account_money", "account_money"),
        (None, None, None),
    ],
)
def test_the_method_is_told_in_our_words(
    method_id: str | None, type_id: str | None, method: str | None
) -> None:
    snapshot = snapshot_of(
        REFERENCE, [payment("approved", payment_method_id=method_id, payment_type_id=type_id)]
    )

    assert snapshot is not None
    assert snapshot.method == method


def test_a_boleto_on_its_way_can_be_shown_again() -> None:
    waiting = payment(
        "pending",
        payment_method_id="bolbradesco",
        payment_type_id="ticket",
        date_of_expiration="2026-03-13T22:59:59.000-04:00",
        transaction_details={
            "external_resource_url": "https://www.mercadopago.com.br/payments/1/ticket",
            "barcode": {"content": "23791"},
        },
    )

    snapshot = snapshot_of(REFERENCE, [waiting])

    assert snapshot is not None
    assert snapshot.instructions is not None
    assert snapshot.instructions.method == "boleto"
    assert snapshot.instructions.code == "23791"
    assert snapshot.instructions.url == "https://www.mercadopago.com.br/payments/1/ticket"
    assert snapshot.instructions.expires_at == datetime(2026, 3, 14, 2, 59, 59, tzinfo=UTC)
    assert snapshot.instructions.expires_at.tzinfo is UTC


def test_a_pix_on_its_way_brings_its_code() -> None:
    waiting = payment(
        "pending",
        payment_method_id="pix",
        payment_type_id="bank_transfer",
        point_of_interaction={
            "transaction_data": {"qr_code": "000201…", "ticket_url": "https://x"}
        },
    )

    snapshot = snapshot_of(REFERENCE, [waiting])

    assert snapshot is not None
    assert snapshot.instructions is not None
    assert (snapshot.instructions.method, snapshot.instructions.code) == ("pix", "000201…")


def test_a_card_that_a_person_looks_at_has_no_instructions() -> None:
    snapshot = snapshot_of(REFERENCE, [payment("in_process")])

    assert snapshot is not None
    assert snapshot.instructions is None


def test_a_part_of_a_centavo_is_refused() -> None:
    with pytest.raises(ValidationError, match="whole centavos"):
        payment("approved", transaction_amount=Decimal("750.055"))
