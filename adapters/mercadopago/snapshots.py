"""
What the payments on one page say about its money.  Pure.

Each try of a client makes a payment of its own, so a page has any number of them: cards that
were refused, a boleto that ran out, and, when somebody pays twice, two that were approved.
The page's snapshot adds up the money; the flow notices what is too much.

Statuses: reference "Get payment" and "Order status" (mercadopago.com.br/developers, 2026).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from adapters.mercadopago.preferences import charge_of
from adapters.mercadopago.reais import Centavos
from autovenda_core.model import DisputeStatus, Instructions, PaymentStatus
from autovenda_core.ports.payments import Snapshot

__all__ = ["Payment", "snapshot_of"]

_CARDS = frozenset({"credit_card", "debit_card", "prepaid_card"})

_CHARGEBACKS = {
    "in_process": DisputeStatus.OPEN,
    "settled": DisputeStatus.LOST,
    "reimbursed": DisputeStatus.WON,
}
"""
By the `status_detail` of a payment that was charged back; with any other it is still open, so that
a person looks.
"""


class _Barcode(BaseModel):
    content: str | None = None


class _TransactionDetails(BaseModel):
    external_resource_url: str | None = None
    digitable_line: str | None = None
    barcode: _Barcode | None = None


class _TransactionData(BaseModel):
    qr_code: str | None = None
    ticket_url: str | None = None


class _PointOfInteraction(BaseModel):
    transaction_data: _TransactionData | None = None


class Payment(BaseModel):
    """
    What we read of a payment.

    A status that is not in the list makes it unreadable: about money nothing is guessed.
    """

    id: int
    status: Literal[
        "pending",
        "in_process",
        "authorized",
        "approved",
        "in_mediation",
        "refunded",
        "charged_back",
        "rejected",
        "cancelled",
    ]
    status_detail: str | None = None
    external_reference: str | None = None
    currency_id: str
    amount_centavos: Centavos = Field(alias="transaction_amount")
    """The price, without the interest that a client pays for instalments."""
    returned_centavos: Centavos = Field(default=0, alias="transaction_amount_refunded")
    """What we sent back and what a bank took, cumulative."""
    payment_method_id: str | None = None
    payment_type_id: str | None = None
    date_approved: AwareDatetime | None = None
    date_of_expiration: AwareDatetime | None = None
    live_mode: bool
    transaction_details: _TransactionDetails | None = None
    point_of_interaction: _PointOfInteraction | None = None

    @property
    def is_money(self) -> bool:
        """It arrived, whatever became of it afterwards."""
        return self.status in ("approved", "in_mediation", "refunded", "charged_back")

    @property
    def is_promised(self) -> bool:
        """It may still arrive; `authorized` is a card whose money is only reserved."""
        return self.status in ("pending", "in_process", "authorized")

    @property
    def refunded_centavos(self) -> int:
        """
        What we sent back, cumulative.

        What a bank took is not: the dispute tells of it, and may be won.
        """
        return 0 if self.status == "charged_back" else self.returned_centavos

    @property
    def method(self) -> str | None:
        """card, pix, boleto, or their own name for it (such as account_money)."""
        if self.payment_method_id == "pix":
            return "pix"
        if self.payment_type_id in _CARDS:
            return "card"
        return "boleto" if self.payment_type_id == "ticket" else self.payment_type_id

    @property
    def dispute(self) -> DisputeStatus | None:
        """Where a client's complaint stands."""
        if self.status == "in_mediation":
            return DisputeStatus.OPEN
        if self.status != "charged_back":
            return None
        return _CHARGEBACKS.get(self.status_detail or "", DisputeStatus.OPEN)

    @property
    def instructions(self) -> Instructions | None:
        """The boleto, or the Pix code, of a payment that is on its way."""
        over = self.date_of_expiration
        expires_at = over.astimezone(UTC) if over is not None else None
        if self.method == "pix":
            point = self.point_of_interaction or _PointOfInteraction()
            data = point.transaction_data or _TransactionData()
            return Instructions("pix", data.ticket_url, data.qr_code, expires_at)
        if self.method == "boleto":
            details = self.transaction_details or _TransactionDetails()
            digits = details.digitable_line or (details.barcode or _Barcode()).content
            return Instructions("boleto", details.external_resource_url, digits, expires_at)
        return None


def snapshot_of(provider_ref: str, payments: Sequence[Payment]) -> Snapshot | None:
    """What a page's payments come to; None: refused tries at the most, so the page is as it was."""
    if money := [payment for payment in payments if payment.is_money]:
        return _of_money(provider_ref, money)
    if promised := [payment for payment in payments if payment.is_promised]:
        return _of_promise(provider_ref, promised[-1], PaymentStatus.PENDING)
    if cancelled := [payment for payment in payments if payment.status == "cancelled"]:
        return _of_promise(provider_ref, cancelled[-1], PaymentStatus.FAILED)
    return None


def _of_money(provider_ref: str, money: Sequence[Payment]) -> Snapshot:
    first = money[0]
    amount = sum(payment.amount_centavos for payment in money)
    refunded = sum(payment.refunded_centavos for payment in money)
    approved = [payment.date_approved for payment in money if payment.date_approved is not None]
    return Snapshot(
        provider_ref=provider_ref,
        charge_id=charge_of(first.external_reference),
        status=_paid_status(amount, refunded),
        amount_centavos=amount,
        currency=first.currency_id,
        livemode=first.live_mode,
        method=first.method,
        paid_at=min(approved).astimezone(UTC) if approved else None,
        refunded_centavos=refunded,
        dispute=_worst({payment.dispute for payment in money}),
    )


def _of_promise(provider_ref: str, payment: Payment, status: PaymentStatus) -> Snapshot:
    return Snapshot(
        provider_ref=provider_ref,
        charge_id=charge_of(payment.external_reference),
        status=status,
        amount_centavos=payment.amount_centavos,
        currency=payment.currency_id,
        livemode=payment.live_mode,
        method=payment.method,
        instructions=payment.instructions if status is PaymentStatus.PENDING else None,
    )


def _paid_status(amount: int, refunded: int) -> PaymentStatus:
    if refunded <= 0:
        return PaymentStatus.PAID
    return PaymentStatus.PARTLY_REFUNDED if refunded < amount else PaymentStatus.REFUNDED


def _worst(disputes: set[DisputeStatus | None]) -> DisputeStatus | None:
    """What a person has to know first."""
    by_urgency = (DisputeStatus.OPEN, DisputeStatus.LOST, DisputeStatus.WON)
    return next((status for status in by_urgency if status in disputes), None)
