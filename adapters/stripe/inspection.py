"""
What a body of Stripe's would do to a charge of ours, told without a server or a network.  Pure.

For whoever wants to know what a webhook means.  The flow itself trusts no body so far: it looks
at the checkout and takes Stripe's word of now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.stripe.checkout import CHARGE_KEY, is_checkout
from adapters.stripe.webhooks import REFERENCE_FIELDS, StripeEvent, read_event
from autovenda_core.errors import InvalidRequest

__all__ = ["Effect", "Inspection", "SupposedCharge", "effect_of", "inspect"]


class Effect(StrEnum):
    """What becomes of a charge."""

    PAID = "PAID"
    PENDING = "PENDING"
    """A boleto or Pix code was taken; its money may come."""
    FAILED = "FAILED"
    """…and did not come."""
    EXPIRED = "EXPIRED"
    REFUND = "REFUND"
    DISPUTE = "DISPUTE"
    REVIEW = "REVIEW"
    """A person must look: money that does not match, or that nobody can be found for."""
    INFO = "INFO"
    """Worth a look at the checkout; moves nothing by itself."""
    IGNORE = "IGNORE"
    """Taken with a 200 and forgotten."""
    REJECT = "REJECT"
    """Refused with a 400."""


@dataclass(frozen=True)
class SupposedCharge:
    """The charge that a body is supposed to be about: the deposit of the sample sale."""

    amount_centavos: int = 75_000
    currency: str = "BRL"
    livemode: bool = False


@dataclass(frozen=True)
class Inspection:
    """What is said in a body, in Stripe's words, and what it would do."""

    event_id: str | None = None
    type: str | None = None
    provider_ref: str | None = None
    """What we would look at."""
    amount_centavos: int | None = None
    currency: str | None = None
    payment_status: str | None = None
    livemode: bool | None = None
    effect: Effect = Effect.IGNORE
    reason: str | None = None
    """Why, where the effect alone does not say it."""


Verdict = tuple[Effect, str | None]

_MARKS = (CHARGE_KEY, "deal_id", "offer_id")
"""
Metadata keys of a sale: ours, and two that other programs for selling write, so that bodies
which were recorded from those can be inspected too.
"""

_WORTH_A_LOOK = frozenset(
    {
        "payment_intent.payment_failed",
        "payment_intent.requires_action",
        "payment_intent.succeeded",
    }
)


def inspect(body: bytes, charge: SupposedCharge) -> Inspection:
    """Read one body; one that is no event of Stripe's is inspected as well."""
    try:
        event = read_event(body)
    except InvalidRequest as error:
        return Inspection(effect=Effect.REJECT, reason=str(error))
    effect, reason = effect_of(event, charge)
    subject = event.subject
    return Inspection(
        event_id=event.id,
        type=event.type,
        provider_ref=_provider_ref(subject),
        amount_centavos=_number(subject.get("amount_total", subject.get("amount"))),
        currency=_text(subject.get("currency")),
        payment_status=_text(subject.get("payment_status")),
        livemode=event.livemode,
        effect=effect,
        reason=reason,
    )


def effect_of(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    """
    What an event does to a charge, and why.

    What carries a mark of a sale is compared with the charge.  What carries none is taken at
    its word, as if it were bound to a charge of just that amount, by the page's id alone.
    """
    judge = _JUDGES.get(_text(event.subject.get("object")) or "")
    effect, reason = judge(event, charge) if judge else (Effect.IGNORE, None)
    counts = effect is not Effect.IGNORE and _is_marked(event.subject)
    if counts and (event.livemode or False) is not charge.livemode:
        return Effect.REJECT, "live and test do not mix"
    return effect, reason


def _judge_session(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    session = event.subject
    if not is_checkout(session):
        return Effect.IGNORE, "not a single payment"
    if _contradicts_itself(session):
        if not _is_marked(session):
            return Effect.IGNORE, "another application's"
        return Effect.REVIEW, "the metadata names another sale than client_reference_id"
    match event.type.removeprefix("checkout.session."), session.get("payment_status"):
        case "expired", _:
            return Effect.EXPIRED, None
        case "async_payment_failed", _:
            return Effect.FAILED, None
        case "completed" | "async_payment_succeeded", "paid":
            return _judge_money(session, charge)
        case "completed", "unpaid":
            return Effect.PENDING, None
        case "completed" | "async_payment_succeeded", _:
            return Effect.REVIEW, "completed without a payment"
        case _:
            return Effect.IGNORE, None


def _judge_money(session: Mapping[str, Any], charge: SupposedCharge) -> Verdict:
    amount = _number(session.get("amount_total"))
    currency = (_text(session.get("currency")) or "").upper()
    if amount is None:
        return Effect.REVIEW, "no amount"
    if not _is_marked(session):
        return Effect.PAID, None
    if currency != charge.currency.upper():
        return Effect.REVIEW, f"{currency} instead of {charge.currency.upper()}"
    if amount != charge.amount_centavos:
        return Effect.REVIEW, f"{amount} instead of {charge.amount_centavos} centavos"
    return Effect.PAID, None


def _judge_charge(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    refunded = event.type == "charge.refunded"
    return (Effect.REFUND if refunded else Effect.IGNORE), None


def _judge_refund(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    return Effect.REFUND, "it failed" if event.type == "refund.failed" else None


def _judge_dispute(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    return Effect.DISPUTE, _text(event.subject.get("status"))


def _judge_intent(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    return (Effect.INFO if event.type in _WORTH_A_LOOK else Effect.IGNORE), None


def _judge_warning(event: StripeEvent, charge: SupposedCharge) -> Verdict:
    return Effect.REVIEW, "the card may be stolen"


_JUDGES: Mapping[str, Callable[[StripeEvent, SupposedCharge], Verdict]] = {
    "checkout.session": _judge_session,
    "charge": _judge_charge,
    "refund": _judge_refund,
    "dispute": _judge_dispute,
    "payment_intent": _judge_intent,
    "radar.early_fraud_warning": _judge_warning,
}
"""By the kind of object that an event is about."""


def _is_marked(subject: Mapping[str, Any]) -> bool:
    return any(mark in _metadata(subject) for mark in _MARKS)


def _contradicts_itself(session: Mapping[str, Any]) -> bool:
    """Whether it names two sales: whoever makes a page names the same one on it twice."""
    reference, metadata = session.get("client_reference_id"), _metadata(session)
    return bool(reference and metadata) and reference not in metadata.values()


def _metadata(subject: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = subject.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _provider_ref(subject: Mapping[str, Any]) -> str | None:
    """What leads to the checkout, as in a notice; else the object itself."""
    field = REFERENCE_FIELDS.get(_text(subject.get("object")) or "", "id")
    return _text(subject.get(field)) or _text(subject.get("id"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
