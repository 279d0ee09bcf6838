"""
Our values and Stripe's Checkout Session, both ways.  Pure.

A session is one page on which one charge can be paid once.  It is made from the stored
request alone, so that a retry sends the same bytes: Stripe compares the parameters of a
repeated idempotency key and refuses changed ones (docs.stripe.com/api/idempotent_requests).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from stripe.params.checkout import SessionCreateParams

from autovenda_core.effects import CreateCheckout
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.payments import Snapshot

__all__ = ["CHARGE_KEY", "is_checkout", "read_checkout", "read_snapshot", "session_params"]

CHARGE_KEY = "autovenda_charge"
"""The metadata key that makes an object on the account ours; its value is the charge's id."""

METHODS = ["card", "pix", "boleto"]
"""
A filter over what the account has switched on: one that is not is left out, not an error.
`payment_method_types` is gone since API 2026-09-30.endive (stripe-python 16.1 source).
"""

PIX_SECONDS = 4 * 60 * 60
"""
A Pix code lives this long after it was shown: within the life of the longest session (24 h).
Always sent, because the documents differ about the default (docs.stripe.com/payments/pix,
2026-05: 24 h; stripe-python 16.1 source: 4 h, between 60 and 1,209,600 s).
"""

BOLETO_DAYS = 3
"""Calendar days, to 23:59 in São Paulo (docs.stripe.com/payments/boleto, 2026-05-07)."""

_NO_MONEY_WILL_COME = frozenset({"requires_payment_method", "canceled"})
"""States of the intent of a completed, unpaid session whose voucher or Pix code ran out."""

_METHOD_OF_NEXT_ACTION = {"boleto_display_details": "boleto", "pix_display_qr_code": "pix"}


def session_params(request: CreateCheckout) -> SessionCreateParams:
    """
    What we ask Stripe for.  `expires_at` must lie 30 minutes to 24 hours ahead of the call.

    The metadata goes onto the PaymentIntent as well: Stripe does not copy a session's, and
    without it a refund could not be told from another application's.
    """
    ours = {CHARGE_KEY: request.charge_id}
    params: SessionCreateParams = {
        "mode": "payment",
        "locale": "pt-BR",
        "client_reference_id": request.charge_id,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency.lower(),
                    "unit_amount": request.amount_centavos,
                    "product_data": {"name": request.description},
                },
            }
        ],
        "allowed_payment_method_types": list(METHODS),
        "payment_method_options": {
            "pix": {"expires_after_seconds": PIX_SECONDS},
            "boleto": {"expires_after_days": BOLETO_DAYS},
        },
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    if request.email is not None:
        params["customer_email"] = request.email
    return params


class _MethodDetails(BaseModel):
    type: str | None = None


class _Charge(BaseModel):
    amount: int
    amount_refunded: int = 0
    created: int
    payment_method_details: _MethodDetails | None = None


class _NextAction(BaseModel):
    type: str


class _Intent(BaseModel):
    status: str
    latest_charge: _Charge | str | None = None
    next_action: _NextAction | None = None


class _Session(BaseModel):
    """What we read of a session; everything else may change under us."""

    id: str
    mode: str
    status: str | None
    payment_status: str
    amount_total: int | None
    currency: str | None
    expires_at: int
    livemode: bool
    metadata: dict[str, str] | None = None
    payment_intent: _Intent | str | None = None
    url: str | None = None

    @property
    def intent(self) -> _Intent | None:
        """The expanded PaymentIntent; Stripe makes it when the client first tries to pay."""
        return self.payment_intent if isinstance(self.payment_intent, _Intent) else None

    @property
    def charge(self) -> _Charge | None:
        """The expanded charge of the last try."""
        charge = self.intent.latest_charge if self.intent else None
        return charge if isinstance(charge, _Charge) else None


def is_checkout(session: Mapping[str, Any]) -> bool:
    """Whether a session takes a payment once; subscriptions and saved cards are not ours."""
    return session.get("mode") == "payment"


def read_checkout(session: Mapping[str, Any]) -> Checkout:
    """
    The page that Stripe made.

    Raises:
        ValueError: it is not an open page.
    """
    read = _Session.model_validate(session)
    if read.url is None:
        raise ValueError("a session without an address cannot be paid")
    return Checkout(read.id, read.url, datetime.fromtimestamp(read.expires_at, UTC))


def read_snapshot(session: Mapping[str, Any]) -> Snapshot:
    """
    The state of a session that was retrieved with `payment_intent.latest_charge` expanded.

    Raises:
        ValueError: it is not a session of the pinned API version.
    """
    read = _Session.model_validate(session)
    return Snapshot(
        provider_ref=read.id,
        charge_id=(read.metadata or {}).get(CHARGE_KEY),
        status=_status(read),
        amount_centavos=read.amount_total or 0,
        currency=(read.currency or "").upper(),
        livemode=read.livemode,
        method=_method(read),
        paid_at=_paid_at(read),
        refunded_centavos=read.charge.amount_refunded if read.charge else 0,
    )


def _status(session: _Session) -> PaymentStatus:
    """
    Only `paid` is money.  `no_payment_required` passes Stripe's own "is not unpaid" example
    (docs.stripe.com/checkout/fulfillment) and is not a deposit.
    """
    if session.payment_status == "paid":
        return _paid_status(session.charge)
    if session.status == "open":
        return PaymentStatus.OPEN
    if session.status == "expired":
        return PaymentStatus.EXPIRED
    no_money = session.intent is not None and session.intent.status in _NO_MONEY_WILL_COME
    if no_money or session.payment_status == "no_payment_required":
        return PaymentStatus.FAILED
    return PaymentStatus.PENDING


def _paid_status(charge: _Charge | None) -> PaymentStatus:
    if charge is None or charge.amount_refunded <= 0:
        return PaymentStatus.PAID
    if charge.amount_refunded < charge.amount:
        return PaymentStatus.PARTLY_REFUNDED
    return PaymentStatus.REFUNDED


def _method(session: _Session) -> str | None:
    if session.charge is not None and session.charge.payment_method_details is not None:
        return session.charge.payment_method_details.type
    action = session.intent.next_action if session.intent else None
    return _METHOD_OF_NEXT_ACTION.get(action.type) if action else None


def _paid_at(session: _Session) -> datetime | None:
    """
    When a card was charged.  For Pix and boleto Stripe does not say: a charge tells when it
    was made, and that may be the day on which the voucher was issued.
    """
    if session.payment_status != "paid" or session.charge is None or _method(session) != "card":
        return None
    return datetime.fromtimestamp(session.charge.created, UTC)
