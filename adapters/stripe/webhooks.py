"""
Stripe's webhooks: is it Stripe who speaks, and what should we look at?  Pure.

The signature is checked here and not by the SDK, because `stripe.WebhookSignature`
(stripe-python 16.1 source) reads the machine's clock, accepts signatures from the future,
takes one secret, and raises TypeError on a header that is not ASCII; its event parser fails
on signed JSON that is no object.  Ours is held to the SDK's signer by a test.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from adapters.stripe.checkout import CHARGE_KEY, is_checkout
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.payments import Notice

__all__ = ["TOLERANCE_SECONDS", "read_notices", "verify"]

TOLERANCE_SECONDS = 300
"""
Between Stripe's clock and ours, both ways (docs.stripe.com/webhooks, 2026-05: 5 minutes).
Each redelivery is signed anew, so an honest one is never old.
"""

_REFERENCE_FIELDS = {
    "checkout.session": "id",
    "payment_intent": "id",
    "charge": "payment_intent",
    "refund": "payment_intent",
    "dispute": "payment_intent",
}
"""Of each kind of object we listen to: the field that leads to the checkout."""


def verify(body: bytes, header: str, secrets: Sequence[str], now: datetime) -> None:
    """
    Check a `Stripe-Signature` header: `t=<unix time>,v1=<hex HMAC-SHA256 of "t.body">[,v1=…]`.

    Several secrets may be valid while one is being replaced; while Stripe rolls one itself it
    sends a `v1` for each.  Other schemes (`v0`) prove nothing.

    Raises:
        InvalidRequest: it was not signed with one of our secrets, or not about `now`.
    """
    signed_at, signatures = _read_header(header)
    if not any(_is_signed(body, signed_at, signatures, secret) for secret in secrets):
        raise InvalidRequest("no v1 signature was made with our endpoint secret")
    skew = int(signed_at) - int(now.timestamp())
    if abs(skew) > TOLERANCE_SECONDS:
        when = "ahead of" if skew > 0 else "behind"
        raise InvalidRequest(
            f"signed {abs(skew)} s {when} our clock: a replay, or one of the clocks is wrong"
        )


def _read_header(header: str) -> tuple[str, list[bytes]]:
    """The time as it was signed, in decimal digits, and the signatures of scheme v1."""
    fields = [field.partition("=")[::2] for field in header.split(",")]
    times = [value for name, value in fields if name == "t"]
    if not times or not (times[0].isascii() and times[0].isdecimal() and len(times[0]) <= 12):
        raise InvalidRequest("no Stripe-Signature header with a time")
    return times[0], [value.encode(errors="replace") for name, value in fields if name == "v1"]


def _is_signed(body: bytes, signed_at: str, signatures: list[bytes], secret: str) -> bool:
    message = signed_at.encode() + b"." + body
    expected = hmac.new(secret.encode(), message, "sha256").hexdigest().encode()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


class _Event(BaseModel):
    """The envelope, the same in every API version since 2017."""

    id: str = Field(min_length=1)
    type: str
    livemode: bool = False
    data: Any = None


def read_notices(body: bytes) -> list[Notice]:
    """
    What a genuine body says about charges of ours.

    `provider_ref` is the checkout session's id, or the PaymentIntent's where the body tells of
    a payment, refund or dispute: `StripePayments.fetch` takes both.  What carries no metadata
    of ours is not for us, and neither are thin (v2) events, which carry no object at all.  So a
    dispute, which Stripe makes without metadata, is not heard of here.

    Raises:
        InvalidRequest: the body is not an event.
    """
    try:
        event = _Event.model_validate_json(body)
    except ValidationError as error:
        raise InvalidRequest("the body is not a Stripe event") from error
    subject = _mapping(_mapping(event.data).get("object"))
    charge_id = _text(_mapping(subject.get("metadata")).get(CHARGE_KEY))
    reference_field = _REFERENCE_FIELDS.get(_text(subject.get("object")))
    if reference_field is None or not charge_id:
        return []
    if subject["object"] == "checkout.session" and not is_checkout(subject):
        return []
    reference = _text(subject.get(reference_field))
    return [Notice(event.id, event.type, reference, charge_id, event.livemode)]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
