"""
The page that we ask Stripe for: a Checkout Session.  Pure.

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
from autovenda_core.model import Checkout

__all__ = ["CHARGE_KEY", "is_checkout", "read_checkout", "session_params"]

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


class _Page(BaseModel):
    id: str
    url: str
    expires_at: int


def is_checkout(session: Mapping[str, Any]) -> bool:
    """Whether a session takes a payment once; subscriptions and saved cards are not ours."""
    return session.get("mode") == "payment"


def read_checkout(session: Mapping[str, Any]) -> Checkout:
    """
    The page that Stripe made.

    Raises:
        ValueError: it is not an open page.
    """
    page = _Page.model_validate(session)
    return Checkout(page.id, page.url, datetime.fromtimestamp(page.expires_at, UTC))
