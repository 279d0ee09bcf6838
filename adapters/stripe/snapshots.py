"""
What a Checkout Session of Stripe's says about the money, in our words.  Pure.

The session knows whether it was paid; its PaymentIntent whether a voucher or Pix code is still
good; the intent's charge how it was paid and what was sent back.  Only a dispute is an object
of its own, to which nothing of these leads (stripe-python 16.1: `Charge` has no `dispute`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from adapters.stripe.checkout import CHARGE_KEY, is_checkout
from autovenda_core.model import DisputeStatus, Instructions, PaymentStatus
from autovenda_core.ports.payments import Snapshot

__all__ = ["EXPAND", "EXPAND_LISTED", "ReadSession", "may_be_ours"]

EXPAND = ["payment_intent.latest_charge"]
"""What a session has to be asked for with, or the method and the refunds are not known."""

EXPAND_LISTED = [f"data.{path}" for path in EXPAND]
"""The same, for each session of a list."""

_NO_MONEY_WILL_COME = frozenset({"requires_payment_method", "canceled"})
"""States of the intent of a completed, unpaid session whose voucher or Pix code ran out."""

_KEPT = frozenset({"won", "warning_closed", "prevented"})
"""
States of a dispute after which it takes no money (stripe-python 16.1 source names all states).
What was refunded to end one is seen on the charge.
"""


class _MethodDetails(BaseModel):
    type: str | None = None


class _Charge(BaseModel):
    amount: int
    amount_refunded: int = 0
    created: int
    disputed: bool = False
    payment_method_details: _MethodDetails | None = None


class _Boleto(BaseModel):
    number: str | None = None
    hosted_voucher_url: str | None = None
    expires_at: int | None = None


class _Pix(BaseModel):
    data: str | None = None
    hosted_instructions_url: str | None = None
    expires_at: int | None = None


class _NextAction(BaseModel):
    boleto_display_details: _Boleto | None = None
    pix_display_qr_code: _Pix | None = None

    @property
    def instructions(self) -> Instructions | None:
        if (boleto := self.boleto_display_details) is not None:
            url, code, ends = boleto.hosted_voucher_url, boleto.number, boleto.expires_at
            return Instructions("boleto", url, code, _time(ends))
        if (pix := self.pix_display_qr_code) is not None:
            url, code, ends = pix.hosted_instructions_url, pix.data, pix.expires_at
            return Instructions("pix", url, code, _time(ends))
        return None


class _Intent(BaseModel):
    id: str = ""
    status: str
    latest_charge: _Charge | str | None = None
    next_action: _NextAction | None = None


class ReadSession(BaseModel):
    """
    What we read of a session; everything else may change under us.

    `ReadSession.model_validate(session)` raises ValueError (pydantic's) for what is not a
    session of the pinned API version.
    """

    id: str
    mode: str
    status: str | None
    payment_status: str
    amount_total: int | None
    currency: str | None
    livemode: bool
    metadata: dict[str, str] | None = None
    payment_intent: _Intent | str | None = None
    recovered_from: str | None = None

    @property
    def charge_id(self) -> str | None:
        """Our charge, where the session was made for one."""
        return (self.metadata or {}).get(CHARGE_KEY)

    @property
    def intent_id(self) -> str | None:
        """The PaymentIntent; Stripe makes it when the client first tries to pay."""
        return self._intent.id if self._intent is not None else self._unread_intent

    @property
    def is_disputed(self) -> bool:
        """Whether the payment was ever disputed; the disputes themselves have to be asked for."""
        return self._charge is not None and self._charge.disputed

    @property
    def hides_failure(self) -> bool:
        """Completed and unpaid, and without the intent, which alone says whether it failed."""
        unpaid = self.status == "complete" and self.payment_status == "unpaid"
        return unpaid and self._unread_intent is not None

    @property
    def method(self) -> str | None:
        """The method in Stripe's name for it: `card`, `pix`, `boleto`."""
        if self._charge is not None and self._charge.payment_method_details is not None:
            return self._charge.payment_method_details.type
        return self._instructions.method if self._instructions else None

    def snapshot(self, *, charge_id: str | None = None, disputes: Sequence[str] = ()) -> Snapshot:
        """
        The state of the payment.

        Args:
            charge_id: where the session itself does not say it: of the page it is a copy of.
            disputes: the states of all disputes about it.
        """
        status = self._status
        return Snapshot(
            provider_ref=self.id,
            charge_id=self.charge_id or charge_id,
            status=status,
            amount_centavos=self.amount_total or 0,
            currency=(self.currency or "").upper(),
            livemode=self.livemode,
            method=self.method,
            paid_at=self._paid_at,
            refunded_centavos=self._charge.amount_refunded if self._charge else 0,
            dispute=_dispute(disputes),
            instructions=self._instructions if status is PaymentStatus.PENDING else None,
        )

    @property
    def _intent(self) -> _Intent | None:
        return self.payment_intent if isinstance(self.payment_intent, _Intent) else None

    @property
    def _unread_intent(self) -> str | None:
        return self.payment_intent if isinstance(self.payment_intent, str) else None

    @property
    def _charge(self) -> _Charge | None:
        """The charge of the last try."""
        charge = self._intent.latest_charge if self._intent else None
        return charge if isinstance(charge, _Charge) else None

    @property
    def _instructions(self) -> Instructions | None:
        action = self._intent.next_action if self._intent else None
        return action.instructions if action else None

    @property
    def _status(self) -> PaymentStatus:
        """
        Only `paid` is money.  `no_payment_required` passes Stripe's own "is not unpaid" example
        (docs.stripe.com/checkout/fulfillment) and is not a deposit.
        """
        if self.payment_status == "paid":
            return _paid_status(self._charge)
        if self.status == "open":
            return PaymentStatus.OPEN
        if self.status == "expired":
            return PaymentStatus.EXPIRED
        no_money = self._intent is not None and self._intent.status in _NO_MONEY_WILL_COME
        if no_money or self.payment_status == "no_payment_required":
            return PaymentStatus.FAILED
        return PaymentStatus.PENDING

    @property
    def _paid_at(self) -> datetime | None:
        """
        When a card was charged.  For Pix and boleto Stripe does not say: a charge tells when it
        was made, and that may be the day on which the voucher was issued.
        """
        if self.payment_status != "paid" or self._charge is None or self.method != "card":
            return None
        return _time(self._charge.created)


def may_be_ours(session: Mapping[str, Any]) -> bool:
    """Whether a session is worth reading: a page of ours, or perhaps the copy of one."""
    is_marked = CHARGE_KEY in (session.get("metadata") or {})
    return is_checkout(session) and (is_marked or session.get("recovered_from") is not None)


def _paid_status(charge: _Charge | None) -> PaymentStatus:
    if charge is None or charge.amount_refunded <= 0:
        return PaymentStatus.PAID
    if charge.amount_refunded < charge.amount:
        return PaymentStatus.PARTLY_REFUNDED
    return PaymentStatus.REFUNDED


def _dispute(states: Sequence[str]) -> DisputeStatus | None:
    """The worst of several: money that is gone, before money that may go."""
    if not states:
        return None
    if "lost" in states:
        return DisputeStatus.LOST
    return DisputeStatus.WON if _KEPT.issuperset(states) else DisputeStatus.OPEN


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
