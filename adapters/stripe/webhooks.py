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

__all__ = [
    "EVENT_TYPES",
    "REFERENCE_FIELDS",
    "TOLERANCE_SECONDS",
    "StripeEvent",
    "event_version",
    "notices_of",
    "read_event",
    "read_notices",
    "verify",
]

TOLERANCE_SECONDS = 300
"""
Between Stripe's clock and ours, both ways (docs.stripe.com/webhooks, 2026-05: 5 minutes).
Each redelivery is signed anew, so an honest one is never old.
"""

EVENT_TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
"""
What the endpoint should be subscribed to, and what is asked for after we were down.  Of any
other type an object of ours is heard as well.
"""

REFERENCE_FIELDS = {
    "checkout.session": "id",
    "payment_intent": "id",
    "charge": "payment_intent",
    "refund": "payment_intent",
    "dispute": "payment_intent",
}
"""Of each kind of object we listen to: the field that leads to the checkout."""

_OFTEN_NAMELESS = frozenset({"refund", "dispute"})
"""
Objects that are ours without saying so: Stripe makes a dispute without metadata, and the
dashboard a refund.  Sessions, payments and charges of ours always carry our metadata.
"""


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


class StripeEvent(BaseModel):
    """The envelope, the same in every API version since 2017."""

    id: str = Field(min_length=1)
    type: str
    livemode: bool | None = False
    api_version: str | None = None
    data: Any = None

    @property
    def subject(self) -> Mapping[str, Any]:
        """What it is about; empty in a thin (v2) event, which carries no object at all."""
        return _mapping(_mapping(self.data).get("object"))


def read_event(body: bytes) -> StripeEvent:
    """
    The envelope of a genuine body.

    Raises:
        InvalidRequest: the body is not an event.
    """
    try:
        return StripeEvent.model_validate_json(body)
    except ValidationError as error:
        raise InvalidRequest("the body is not a Stripe event") from error


def event_version(body: bytes) -> str | None:
    """
    The API version in which a body is written: the endpoint's, not the SDK's.

    None where it does not say.  One that is not `stripe.api_version` is worth a line in the log:
    the endpoint was made without a version, and its bodies change when the account's does.
    Nothing breaks by it, because bodies are only read for what to look at.

    Raises:
        InvalidRequest: the body is not an event.
    """
    return read_event(body).api_version


def read_notices(body: bytes) -> list[Notice]:
    """
    What a genuine body says about charges of ours.

    `provider_ref` is the checkout session's id, or the PaymentIntent's where the body tells of
    a payment, refund or dispute: `StripePayments.fetch` takes both.

    Whose it is stands in the metadata.  Three kinds of object may be ours and not say so, and
    get a notice without `charge_id`, so that whoever received it looks: disputes, refunds (both
    are rare, another application's too), and the copy of an expired page of ours.  The sessions,
    payments and charges of other applications, which are the many, cost no look.

    Raises:
        InvalidRequest: the body is not an event.
    """
    return notices_of(read_event(body))


def notices_of(event: StripeEvent) -> list[Notice]:
    """The notices of one event, whether it was sent to us or asked for."""
    subject = event.subject
    reference_field = REFERENCE_FIELDS.get(_text(subject.get("object")))
    if reference_field is None:
        return []
    if subject["object"] == "checkout.session" and not is_checkout(subject):
        return []
    reference = _text(subject.get(reference_field))
    charge_id = _text(_mapping(subject.get("metadata")).get(CHARGE_KEY)) or None
    if charge_id is None and not (reference and _may_be_ours(subject)):
        return []
    return [Notice(event.id, event.type, reference, charge_id, event.livemode or False)]


def _may_be_ours(subject: Mapping[str, Any]) -> bool:
    is_copy = bool(_text(subject.get("recovered_from")))
    return is_copy or subject["object"] in _OFTEN_NAMELESS


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
