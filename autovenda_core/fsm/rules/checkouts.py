"""The provider's pages: asked for when somebody presses "pay", kept, watched, closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from autovenda_core.effects import (
    CreateCheckout,
    ExpireCheckout,
    FetchPayment,
    Purpose,
    TaskKind,
    Text,
)
from autovenda_core.events import (
    CheckoutCreated,
    CheckoutFailed,
    CheckoutRequested,
    Event,
    TimerFired,
)
from autovenda_core.fsm.rules import ledger
from autovenda_core.fsm.rules.arrivals import timer_is_current
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Charge, ChargeStatus, Checkout, Timer
from autovenda_core.values import replace

__all__ = [
    "close_checkout",
    "create_checkout",
    "is_our_checkout",
    "is_payable",
    "is_wanted",
    "keep_checkout",
    "look_at_pages",
    "pages_may_have_news",
    "report_failure",
    "was_our_request",
    "watch_pages",
]

GRACE = timedelta(minutes=5)
"""A page or voucher is looked at so long after its end: providers need a moment to see it."""

PATIENCE = timedelta(days=3)
"""A boleto paid on its last day is seen days later: so long after its end it is still looked at."""

VOUCHER_LIFE = timedelta(days=3)
"""Of a boleto whose end we do not know: what Stripe gives it (`expires_after_days`, 2026-05-07)."""


# ---------------------------------------------------------------------------- making one


def is_wanted(turn: Turn[Event], charge: Charge) -> bool:
    """Money that we still ask for: not the deposit of a deal that is over or was replaced."""
    deal = ledger.deal_of(turn, charge)
    if deal.deposit is not None and charge.id == deal.deposit.id:
        return deal.number == turn.deal.number and deal.lost is None
    return any(each.id == charge.id for each in deal.further)


def is_payable(turn: Turn[CheckoutRequested]) -> bool:
    """The charge is open, and has no page yet that can be paid."""
    charge = ledger.charge_with(turn, turn.event.charge_id)
    return (
        charge is not None
        and is_wanted(turn, charge)
        and charge.status is ChargeStatus.OPEN
        and not charge.asked
        and charge.live_checkout(turn.at) is None
    )


def create_checkout(turn: Turn[CheckoutRequested]) -> None:
    """
    Ask the provider for a page, by an exact request that every retry repeats.

    It asks for what is missing.  The page that died is looked at once more: it may have been
    paid, and nobody told us.
    """
    event = turn.event
    charge = ledger.charge_with(turn, event.charge_id)
    assert charge is not None, "the guard saw a charge"
    if charge.checkout is not None:
        turn.effects.append(FetchPayment(charge.id, charge.checkout.provider_ref))
    ledger.put_charge(turn, replace(charge, asked=True, checkout=None, attempt=charge.attempt + 1))
    turn.effects.append(
        CreateCheckout(
            charge_id=charge.id,
            amount_centavos=charge.amount_centavos - charge.received_centavos,
            currency=charge.currency,
            description=charge.description,
            expires_at=event.at + timedelta(hours=turn.rules.checkout_hours),
            success_url=event.success_url,
            cancel_url=event.cancel_url,
            email=turn.client.email,
        )
    )


def is_our_checkout(turn: Turn[CheckoutCreated]) -> bool:
    """The page was asked for, and its charge is still to be paid."""
    charge = ledger.charge_with(turn, turn.event.charge_id)
    return (
        charge is not None
        and charge.asked
        and is_wanted(turn, charge)
        and charge.status is ChargeStatus.OPEN
    )


def keep_checkout(turn: Turn[CheckoutCreated]) -> None:
    """The page is there: our link leads to it until it dies."""
    event = turn.event
    charge = ledger.charge_with(turn, event.charge_id)
    assert charge is not None, "the guard saw a charge"
    checkout = Checkout(event.provider_ref, event.url, event.expires_at, event.pix_code)
    ledger.put_charge(turn, replace(charge, asked=False, checkout=checkout))
    watch_pages(turn)


def close_checkout(turn: Turn[CheckoutCreated]) -> None:
    """Nobody needs this page any more: close it before somebody pays on it."""
    turn.effects.append(ExpireCheckout(turn.event.charge_id, turn.event.provider_ref))


def was_our_request(turn: Turn[CheckoutFailed]) -> bool:
    """Somebody waits for the page."""
    charge = ledger.charge_with(turn, turn.event.charge_id)
    return charge is not None and charge.asked and is_wanted(turn, charge)


def report_failure(turn: Turn[CheckoutFailed]) -> None:
    """The provider refuses: a person must look; the lead hears it once."""
    charge = ledger.charge_with(turn, turn.event.charge_id)
    assert charge is not None, "the guard saw a charge"
    ledger.put_charge(turn, replace(charge, asked=False))
    turn.say(Text.PAYMENT_PROBLEM, purpose=Purpose.TRANSACTION)
    summary = f"A página de pagamento não pôde ser criada: {turn.event.reason}"
    turn.call(TaskKind.PAYMENT_PROBLEM, summary)


# ---------------------------------------------------------------------------- watching them


def watch_pages(turn: Turn[Event]) -> None:
    """Look again when the next page or voucher ends, whatever we are told until then."""
    times = [_next_look(charge, turn.at) for charge in ledger.all_charges(turn)]
    if due := [at for at in times if at is not None]:
        turn.arm(Timer.PAYMENT_CHECK, min(due))


def pages_may_have_news(turn: Turn[TimerFired]) -> bool:
    """The newest check, of a client for whom a page or voucher has not come to its end for us."""
    pages = (charge.checkout for charge in ledger.all_charges(turn))
    return timer_is_current(turn) and any(pages)


def look_at_pages(turn: Turn[TimerFired]) -> None:
    """Webhooks get lost; whoever looks finds the money all the same."""
    for charge in ledger.all_charges(turn):
        if charge.checkout is not None:
            turn.effects.append(FetchPayment(charge.id, charge.checkout.provider_ref))
    watch_pages(turn)


def _next_look(charge: Charge, at: datetime) -> datetime | None:
    """
    Just after the end, and then daily for a while.

    A voucher is looked at daily before its end too: it is paid on any of its days.
    """
    if charge.checkout is None:
        return None
    end, day = _end_of(charge, charge.checkout), at + timedelta(days=1)
    if at < end + GRACE:
        return min(end + GRACE, day) if charge.status is ChargeStatus.PENDING else end + GRACE
    return day if at < end + PATIENCE else None


def _end_of(charge: Charge, page: Checkout) -> datetime:
    if charge.status is not ChargeStatus.PENDING:
        return page.expires_at
    voucher = charge.instructions
    known = voucher.expires_at if voucher is not None else None
    return known or page.expires_at + VOUCHER_LIFE
