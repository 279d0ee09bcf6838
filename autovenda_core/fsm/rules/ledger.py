"""
What was asked for and what arrived, in whichever deal it is.

A snapshot is written into the charge that it addresses; what that means for the sale is decided
by the rules that look at the charge before and after.
"""

from __future__ import annotations

from autovenda_core.effects import AlertOwner, ExpireCheckout, TaskKind
from autovenda_core.events import Event, PaymentSnapshot
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Charge,
    ChargeStatus,
    Deal,
    DisputeStatus,
    Payment,
    PaymentStatus,
)
from autovenda_core.money import format_brl
from autovenda_core.values import replace

__all__ = [
    "MONEY",
    "addressed",
    "all_charges",
    "charge_with",
    "deal_numbered",
    "deal_of",
    "expected",
    "payment_of",
    "put_charge",
    "put_deal",
    "record",
]

MONEY = (PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)
"""What a provider says when money has moved."""


# ---------------------------------------------------------------------------- finding


def all_charges(turn: Turn[Event]) -> tuple[Charge, ...]:
    """Everything that this client was ever asked for, of the current deal first."""
    return tuple(charge for deal in (turn.deal, *turn.earlier) for charge in deal.charges)


def charge_with(turn: Turn[Event], charge_id: str) -> Charge | None:
    """The charge of this id."""
    return next((each for each in all_charges(turn) if each.id == charge_id), None)


def deal_numbered(turn: Turn[Event], number: int) -> Deal | None:
    """The deal of this number, current or earlier."""
    return next((each for each in (turn.deal, *turn.earlier) if each.number == number), None)


def deal_of(turn: Turn[Event], charge: Charge) -> Deal:
    """The deal that a charge belongs to."""
    deals = (turn.deal, *turn.earlier)
    return next(deal for deal in deals if any(each.id == charge.id for each in deal.charges))


def payment_of(charge: Charge, provider_ref: str, provider: str | None = None) -> Payment | None:
    """The payment of a charge that a provider calls so."""
    for payment in charge.payments:
        if payment.provider_ref == provider_ref and provider in (None, payment.provider):
            return payment
    return None


def addressed(turn: Turn[PaymentSnapshot]) -> Charge | None:
    """
    The charge that a snapshot is about: the one it names, else the one whose page it is.

    A page that was recovered, or made twice, is another one of the same charge.
    """
    event = turn.event
    if event.charge_id:
        return charge_with(turn, event.charge_id)
    for charge in all_charges(turn):
        is_page = charge.checkout is not None and charge.checkout.provider_ref == event.provider_ref
        if is_page or payment_of(charge, event.provider_ref) is not None:
            return charge
    return None


# ---------------------------------------------------------------------------- writing


def put_deal(turn: Turn[Event], changed: Deal) -> None:
    """Write a deal back to where it was."""
    if turn.deal.number == changed.number:
        turn.deal = changed
    else:
        turn.earlier = tuple(
            changed if deal.number == changed.number else deal for deal in turn.earlier
        )


def put_charge(turn: Turn[Event], changed: Charge) -> None:
    """Write a charge back to where it was."""

    def updated(charge: Charge) -> Charge:
        return changed if charge.id == changed.id else charge

    deal = deal_of(turn, changed)
    deposit = updated(deal.deposit) if deal.deposit is not None else None
    further, void = tuple(map(updated, deal.further)), tuple(map(updated, deal.void))
    put_deal(turn, replace(deal, deposit=deposit, further=further, void=void))


def expected(turn: Turn[PaymentSnapshot]) -> Charge | None:
    """
    The addressed charge as the snapshot makes it; unchanged where the snapshot does not count.

    It counts when money has moved, in our currency, in the mode that we expect.
    """
    event, charge = turn.event, addressed(turn)
    if charge is None:
        return None
    counts = (
        event.status in MONEY
        and event.currency == charge.currency
        and event.livemode == turn.rules.livemode
    )
    return _with_payment(charge, event) if counts else charge


def record(turn: Turn[PaymentSnapshot]) -> None:
    """
    Write the money into its charge.

    A page that can still be paid for what is paid now is closed; a bank's dispute is told to
    the operator, never to the client.
    """
    before, after = addressed(turn), expected(turn)
    if before is None or after is None or after == before:
        return
    put_charge(turn, after)
    is_settled = after.status is ChargeStatus.PAID and before.status is not ChargeStatus.PAID
    if is_settled and after.checkout is not None:
        turn.effects.append(ExpireCheckout(after.id, after.checkout.provider_ref))
    payment = payment_of(after, turn.event.provider_ref, turn.event.provider)
    known = payment_of(before, turn.event.provider_ref, turn.event.provider)
    if payment is not None and payment.dispute is not (known.dispute if known else None):
        _tell_of_dispute(turn, payment)


def _with_payment(charge: Charge, event: PaymentSnapshot) -> Charge:
    payments = {(each.provider, each.provider_ref): each for each in charge.payments}
    known = payments.get((event.provider, event.provider_ref))
    payment = _updated(known, event) if known else _new_payment(event)
    payments[event.provider, event.provider_ref] = payment
    page = charge.checkout
    # A page is paid once: what is still missing needs another one.
    is_its_page = page is not None and page.provider_ref == event.provider_ref
    charge = replace(
        charge,
        asked=False,
        payments=tuple(payments.values()),
        checkout=None if is_its_page else page,
        instructions=None if is_its_page else charge.instructions,
    )
    return replace(charge, status=_status_of(charge, was_pending_here=is_its_page))


def _new_payment(event: PaymentSnapshot) -> Payment:
    return Payment(
        provider=event.provider,
        provider_ref=event.provider_ref,
        amount_centavos=event.amount_centavos,
        paid_at=event.paid_at or event.at,
        method=event.method,
        refunded_centavos=_refunded(event),
        dispute=event.dispute,
        by=event.by,
    )


def _refunded(event: PaymentSnapshot) -> int:
    """How much went back; some providers say "refunded" and no amount."""
    is_all = event.status is PaymentStatus.REFUNDED
    return event.amount_centavos if is_all else event.refunded_centavos


def _updated(known: Payment, event: PaymentSnapshot) -> Payment:
    """What is cumulative only grows: an older snapshot may arrive after a newer one."""
    refunded = max(_refunded(event), known.refunded_centavos)
    seen = refunded - known.refunded_centavos
    return replace(
        known,
        amount_centavos=event.amount_centavos,
        method=event.method or known.method,
        refunded_centavos=refunded,
        refund_asked_centavos=max(0, known.refund_asked_centavos - seen),
        dispute=_later_dispute(known.dispute, event.dispute),
    )


def _later_dispute(known: DisputeStatus | None, told: DisputeStatus | None) -> DisputeStatus | None:
    """A dispute that the bank has decided is not open again."""
    is_older = told is None or (told is DisputeStatus.OPEN and known is not None)
    return known if is_older else told


def _status_of(charge: Charge, *, was_pending_here: bool) -> ChargeStatus:
    received = charge.received_centavos
    if received >= charge.amount_centavos:
        return ChargeStatus.PAID
    if received <= 0 and charge.status is ChargeStatus.PAID:
        return ChargeStatus.REFUNDED
    if was_pending_here and charge.status is ChargeStatus.PENDING:
        return ChargeStatus.OPEN
    # Less than was asked, or partly sent back: it stays what it was.
    return charge.status


def _tell_of_dispute(turn: Turn[PaymentSnapshot], payment: Payment) -> None:
    what = f"{format_brl(payment.amount_centavos)} (referência {payment.provider_ref})"
    match payment.dispute:
        case DisputeStatus.OPEN:
            summary = f"{turn.who} contestou no banco o pagamento de {what}."
            turn.call(TaskKind.DISPUTE, f"{summary} Responda no provedor; o prazo está parado.")
        case DisputeStatus.WON:
            alert = f"A contestação de {what} foi decidida a nosso favor."
            turn.effects.append(AlertOwner(alert))
        case DisputeStatus.LOST:
            summary = f"A contestação de {what} foi perdida: o banco devolveu o dinheiro."
            turn.call(TaskKind.DISPUTE, summary)
        case None:
            pass
