"""The deposit: its page, the provider's word on it, and the ledger.  Never guess about money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from autovenda_core.effects import (
    CreateCheckout,
    ExpireCheckout,
    FetchPayment,
    LinkKind,
    Purpose,
    TaskKind,
    Text,
)
from autovenda_core.events import (
    CheckoutCreated,
    CheckoutFailed,
    CheckoutRequested,
    PaymentNoticed,
    PaymentSnapshot,
    PaymentUnseen,
    TimerFired,
    Understood,
)
from autovenda_core.fsm.rules.arrivals import timer_is_current
from autovenda_core.fsm.rules.offers import end_deal
from autovenda_core.fsm.rules.questions import point_to_payment
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Charge,
    ChargeStatus,
    Checkout,
    Deal,
    Expecting,
    LostReason,
    Payment,
    PaymentStatus,
    Project,
    ProjectStatus,
    Timer,
)
from autovenda_core.money import format_brl
from autovenda_core.values import replace

__all__ = [
    "cancel_deal",
    "check_claim",
    "close_checkout",
    "confirm_paid",
    "covers_deposit",
    "create_checkout",
    "deposit_came_back",
    "help_with_payment",
    "is_doubtful",
    "is_our_checkout",
    "is_payable",
    "keep_checkout",
    "look_up_payment",
    "note_payment",
    "nothing_to_pay",
    "record_deposit",
    "remind_of_payment",
    "report_checkout_failure",
    "report_unseen",
    "review_payment",
    "should_remind",
    "update_ledger",
    "was_our_request",
]

MONEY = (PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)
"""What a provider says when money has moved."""


# ---------------------------------------------------------------------------- talking about it


def nothing_to_pay(turn: Turn[Understood]) -> None:
    """There is no open charge."""
    turn.answer(Text.NOTHING_TO_PAY)


def check_claim(turn: Turn[Understood]) -> None:
    """They say they paid: look, and promise nothing."""
    turn.say(Text.PAYMENT_CHECKING)
    deposit = turn.deal.deposit
    if deposit is not None and deposit.checkout is not None:
        turn.effects.append(FetchPayment(deposit.id, deposit.checkout.provider_ref))


def confirm_paid(turn: Turn[Understood]) -> None:
    """The deposit is there."""
    turn.answer(Text.ALREADY_PAID)


def help_with_payment(turn: Turn[Understood]) -> None:
    """Trouble on the way to paying is the owner's business at once; the link goes along."""
    summary = f"{turn.who} está com dificuldade para pagar o sinal."
    turn.call(TaskKind.PAYMENT_PROBLEM, summary)
    point_to_payment(turn)


def should_remind(turn: Turn[TimerFired]) -> bool:
    """The newest reminder, of a deposit that nothing was heard of."""
    deposit = turn.deal.deposit
    return timer_is_current(turn) and deposit is not None and deposit.status is ChargeStatus.OPEN


def remind_of_payment(turn: Turn[TimerFired]) -> None:
    """Once, in a friendly way."""
    turn.say(Text.PAYMENT_REMINDER, offer=turn.deal.offer, purpose=Purpose.REMINDER)
    turn.add_link(LinkKind.PAYMENT)


# ---------------------------------------------------------------------------- the page


def is_payable(turn: Turn[CheckoutRequested]) -> bool:
    """The deposit that the page asked for is open, and has no page yet that can be paid."""
    deposit = turn.deal.deposit
    return (
        deposit is not None
        and deposit.id == turn.event.charge_id
        and deposit.status is ChargeStatus.OPEN
        and not deposit.asked
        and deposit.live_checkout(turn.at) is None
    )


def create_checkout(turn: Turn[CheckoutRequested]) -> None:
    """Ask the provider for a page, by an exact request that every retry repeats."""
    event, deposit = turn.event, turn.deal.deposit
    assert deposit is not None, "the guard saw a deposit"
    asked = replace(deposit, asked=True, checkout=None, attempt=deposit.attempt + 1)
    turn.deal = replace(turn.deal, deposit=asked)
    turn.effects.append(
        CreateCheckout(
            charge_id=deposit.id,
            amount_centavos=deposit.amount_centavos,
            currency=deposit.currency,
            description=deposit.description,
            expires_at=event.at + timedelta(hours=turn.rules.checkout_hours),
            success_url=event.success_url,
            cancel_url=event.cancel_url,
            email=turn.client.email,
        )
    )


def is_our_checkout(turn: Turn[CheckoutCreated]) -> bool:
    """The page belongs to the open deposit."""
    deposit = turn.deal.deposit
    return deposit is not None and deposit.id == turn.event.charge_id


def keep_checkout(turn: Turn[CheckoutCreated]) -> None:
    """The page is there: our link leads to it until it dies."""
    event, deposit = turn.event, turn.deal.deposit
    assert deposit is not None, "the guard saw a deposit"
    checkout = Checkout(event.provider_ref, event.url, event.expires_at)
    turn.deal = replace(turn.deal, deposit=replace(deposit, asked=False, checkout=checkout))


def close_checkout(turn: Turn[CheckoutCreated]) -> None:
    """Nobody needs this page any more: close it before somebody pays on it."""
    turn.effects.append(ExpireCheckout(turn.event.charge_id, turn.event.provider_ref))


def was_our_request(turn: Turn[CheckoutFailed]) -> bool:
    """The page was wanted for the open deposit."""
    deposit = turn.deal.deposit
    return deposit is not None and deposit.id == turn.event.charge_id


def report_checkout_failure(turn: Turn[CheckoutFailed]) -> None:
    """The provider refuses: a person must look; the lead hears it once."""
    deposit = turn.deal.deposit
    assert deposit is not None, "the guard saw a deposit"
    turn.deal = replace(turn.deal, deposit=replace(deposit, asked=False))
    turn.say(Text.PAYMENT_PROBLEM, purpose=Purpose.TRANSACTION)
    summary = f"A página de pagamento não pôde ser criada: {turn.event.reason}"
    turn.call(TaskKind.PAYMENT_PROBLEM, summary)


# ---------------------------------------------------------------------------- the provider's word


def look_up_payment(turn: Turn[PaymentNoticed]) -> None:
    """A notice is a reason to look."""
    turn.effects.append(FetchPayment(turn.event.charge_id, turn.event.provider_ref))


def report_unseen(turn: Turn[PaymentUnseen]) -> None:
    """Money may have arrived that we cannot see: a person looks at the provider's own pages."""
    event = turn.event
    summary = f"Não consegui conferir um pagamento no provedor: {event.reason}"
    turn.call(TaskKind.PAYMENT_REVIEW, f"{summary} (referência {event.provider_ref}).")


def covers_deposit(turn: Turn[PaymentSnapshot]) -> bool:
    """
    The provider says that the current deal's deposit is there: all of it, in our currency,
    in the mode that we expect, and not sent back.  Nothing else leads to `paid`.
    """
    event, deposit = turn.event, turn.deal.deposit
    return (
        deposit is not None
        and event.charge_id == deposit.id
        and event.status is PaymentStatus.PAID
        and event.amount_centavos >= deposit.amount_centavos
        and event.refunded_centavos == 0
        and event.currency == deposit.currency
        and event.livemode == turn.rules.livemode
        # A snapshot taken before a refund that we know of may arrive after it.
        and _with_payment(deposit, event).status is ChargeStatus.PAID
    )


def record_deposit(turn: Turn[PaymentSnapshot]) -> None:
    """The sale is made: a project begins, and the briefing is asked for."""
    event, offer = turn.event, turn.deal.offer
    assert offer is not None, "a deposit was asked for"
    _record(turn)
    project = Project(title=offer.title, paid_at=event.paid_at or event.at)
    turn.deal = replace(turn.deal, project=project, lost=None)
    turn.expecting = Expecting.BRIEFING
    turn.disarm(Timer.PAYMENT_REMINDER)
    turn.disarm(Timer.SILENCE)
    turn.say(Text.PAID, offer=offer, purpose=Purpose.BRIEFING)
    turn.add_link(LinkKind.BRIEFING)


def is_doubtful(turn: Turn[PaymentSnapshot]) -> bool:
    """Money has moved for the open deposit, and it does not match what was asked."""
    deposit = turn.deal.deposit
    ours = deposit is not None and deposit.id == turn.event.charge_id
    return ours and turn.event.status in MONEY


def review_payment(turn: Turn[PaymentSnapshot]) -> None:
    """Write it down where it is money of ours; a person looks at it, and the lead is told so."""
    before = turn.deal.deposit
    _record(turn)
    after = turn.deal.deposit
    if after == before and _is_recorded(turn):
        return
    if turn.event.status is PaymentStatus.PAID and after != before:
        turn.say(Text.PAYMENT_REVIEW, purpose=Purpose.TRANSACTION)
    turn.call(TaskKind.PAYMENT_REVIEW, _for_review(turn))


def note_payment(turn: Turn[PaymentSnapshot]) -> None:
    """
    No money yet: remember where it stands, and tell the lead what changed.

    What is about another deposit, an older one, only belongs into the ledger.
    """
    deposit = turn.deal.deposit
    if deposit is None or deposit.id != turn.event.charge_id:
        update_ledger(turn)
        return
    page = deposit.checkout
    is_newest_page = page is not None and page.provider_ref == turn.event.provider_ref
    match turn.event.status:
        case PaymentStatus.PENDING if deposit.status is ChargeStatus.OPEN:
            deposit = replace(deposit, status=ChargeStatus.PENDING)
            turn.say(Text.PAYMENT_PENDING, purpose=Purpose.TRANSACTION)
        case PaymentStatus.FAILED if is_newest_page:
            deposit = replace(deposit, status=ChargeStatus.OPEN, checkout=None)
            turn.say(Text.PAYMENT_DECLINED, purpose=Purpose.TRANSACTION)
            turn.add_link(LinkKind.PAYMENT)
            # The silence timer may have passed while the money was on its way.
            turn.arm(Timer.SILENCE, turn.at + timedelta(days=turn.rules.silence_days))
        case PaymentStatus.EXPIRED if is_newest_page and deposit.status is ChargeStatus.OPEN:
            deposit = replace(deposit, checkout=None)
        case _:
            return
    turn.deal = replace(turn.deal, deposit=deposit)


def deposit_came_back(turn: Turn[PaymentSnapshot]) -> bool:
    """The deposit that made this deal was refunded in full."""
    event, deposit = turn.event, turn.deal.deposit
    return (
        deposit is not None
        and event.charge_id == deposit.id
        and event.status is PaymentStatus.REFUNDED
        and event.livemode == turn.rules.livemode
        # One of two payments sent back leaves the deposit paid.
        and _with_payment(deposit, event).status is ChargeStatus.REFUNDED
    )


def cancel_deal(turn: Turn[PaymentSnapshot]) -> None:
    """The money went back: the deal is over, and so is the project."""
    _record(turn)
    project = turn.deal.project
    assert project is not None, "a deposit was paid"
    cancelled = replace(project, status=ProjectStatus.CANCELLED)
    turn.deal = replace(turn.deal, project=cancelled)
    turn.say(Text.REFUNDED, offer=turn.deal.offer, purpose=Purpose.TRANSACTION)
    end_deal(turn, LostReason.REFUNDED)


def update_ledger(turn: Turn[PaymentSnapshot]) -> None:
    """Money that moves no state: write it down, and ask a person where it is unexpected."""
    if turn.event.status not in MONEY:
        _forget_dead_page(turn)
        return
    before = _charge(turn)
    _record(turn)
    if (charge := _charge(turn)) is None or charge != before:
        turn.call(TaskKind.PAYMENT_REVIEW, _for_review(turn))


# ---------------------------------------------------------------------------- the ledger


def _for_review(turn: Turn[PaymentSnapshot]) -> str:
    event = turn.event
    amount = f"{format_brl(event.amount_centavos)} ({event.currency}, {event.status})"
    mode = "" if event.livemode == turn.rules.livemode else ", de outro modo (teste/produção)"
    return f"Pagamento para conferir: {amount}{mode}, referência {event.provider_ref}."


def _charge(turn: Turn[PaymentSnapshot]) -> Charge | None:
    for deal in (turn.deal, *turn.earlier):
        for charge in (deal.deposit, *deal.void):
            if charge is not None and charge.id == turn.event.charge_id:
                return charge
    return None


def _record(turn: Turn[PaymentSnapshot]) -> None:
    """Write the payment into the charge it addresses, in whichever deal that is."""
    event = turn.event
    if event.livemode != turn.rules.livemode:
        return

    def noted(charge: Charge) -> Charge:
        ours = charge.id == event.charge_id and charge.currency == event.currency
        return _with_payment(charge, event) if ours else charge

    _change_charges(turn, noted)


def _change_charges(turn: Turn[PaymentSnapshot], change: Callable[[Charge], Charge]) -> None:
    turn.deal = _with_charges(turn.deal, change)
    if turn.earlier:
        turn.earlier = tuple(_with_charges(deal, change) for deal in turn.earlier)


def _forget_dead_page(turn: Turn[PaymentSnapshot]) -> None:
    """The page of a deal that is over has died: nothing more will be heard of it."""
    event = turn.event
    if event.status not in (PaymentStatus.EXPIRED, PaymentStatus.FAILED):
        return

    def closed(charge: Charge) -> Charge:
        page = charge.checkout
        if charge.id != event.charge_id or page is None or page.provider_ref != event.provider_ref:
            return charge
        pending = charge.status is ChargeStatus.PENDING
        return replace(
            charge, checkout=None, status=ChargeStatus.OPEN if pending else charge.status
        )

    _change_charges(turn, closed)


def _is_recorded(turn: Turn[PaymentSnapshot]) -> bool:
    charge = _charge(turn)
    known = (payment.provider_ref for payment in charge.payments) if charge else ()
    return turn.event.provider_ref in known


def _with_payment(charge: Charge, event: PaymentSnapshot) -> Charge:
    payments = {payment.provider_ref: payment for payment in charge.payments}
    known = payments.get(event.provider_ref)
    refunded = event.refunded_centavos
    payments[event.provider_ref] = Payment(
        provider=event.provider,
        provider_ref=event.provider_ref,
        amount_centavos=event.amount_centavos,
        paid_at=known.paid_at if known else event.paid_at or event.at,
        method=event.method or (known.method if known else None),
        # Cumulative and only growing: an older snapshot may arrive after a newer one.
        refunded_centavos=max(refunded, known.refunded_centavos) if known else refunded,
    )
    received = sum(paid.amount_centavos - paid.refunded_centavos for paid in payments.values())
    return replace(
        charge,
        status=_status_of(charge, received),
        asked=False,
        payments=tuple(payments.values()),
    )


def _status_of(charge: Charge, received_centavos: int) -> ChargeStatus:
    if received_centavos >= charge.amount_centavos:
        return ChargeStatus.PAID
    if received_centavos <= 0 and charge.status is ChargeStatus.PAID:
        return ChargeStatus.REFUNDED
    # Less than was asked, or partly sent back: it stays what it was.
    return charge.status


def _with_charges(deal: Deal, change: Callable[[Charge], Charge]) -> Deal:
    deposit = change(deal.deposit) if deal.deposit is not None else None
    return replace(deal, deposit=deposit, void=tuple(map(change, deal.void)))
