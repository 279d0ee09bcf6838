"""What the provider says of money, and what it means for the sale.  Never guess about money."""

from __future__ import annotations

from datetime import timedelta

from autovenda_core.effects import (
    AlertOwner,
    FetchPayment,
    LinkKind,
    Purpose,
    TaskKind,
    Text,
)
from autovenda_core.events import (
    PaymentNoticed,
    PaymentSnapshot,
    PaymentUnseen,
    Understood,
)
from autovenda_core.fsm.rules import ledger
from autovenda_core.fsm.rules.checkouts import is_wanted, watch_pages
from autovenda_core.fsm.rules.offers import end_deal
from autovenda_core.fsm.rules.questions import point_to_payment
from autovenda_core.fsm.rules.reminders import wait_for
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Charge,
    ChargeKind,
    ChargeStatus,
    Checkout,
    Expecting,
    LostReason,
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
    "confirm_paid",
    "covers_deposit",
    "deposit_came_back",
    "dispute_has_moved",
    "help_with_payment",
    "look_up_payment",
    "money_has_moved",
    "note_dispute",
    "note_progress",
    "nothing_to_pay",
    "record_deposit",
    "report_overpayment",
    "report_unseen",
    "review_payment",
    "something_is_due",
]


# ---------------------------------------------------------------------------- talking about it


def nothing_to_pay(turn: Turn[Understood]) -> None:
    """There is no open charge."""
    turn.answer(Text.NOTHING_TO_PAY)


def check_claim(turn: Turn[Understood]) -> None:
    """They say they paid: look, and promise nothing."""
    turn.say(Text.PAYMENT_CHECKING)
    charge = turn.deal.due
    if charge is not None and charge.checkout is not None:
        turn.effects.append(FetchPayment(charge.id, charge.checkout.provider_ref))


def something_is_due(turn: Turn[Understood]) -> bool:
    """The balance or an extra is still to be paid."""
    return turn.deal.due is not None


def confirm_paid(turn: Turn[Understood]) -> None:
    """Everything that was asked for is there."""
    turn.answer(Text.ALREADY_PAID)


def help_with_payment(turn: Turn[Understood]) -> None:
    """Trouble on the way to paying is the owner's business at once; the link goes along."""
    summary = f"{turn.who} está com dificuldade para pagar o sinal."
    turn.call(TaskKind.PAYMENT_PROBLEM, summary)
    point_to_payment(turn)


# ---------------------------------------------------------------------------- looking


def look_up_payment(turn: Turn[PaymentNoticed]) -> None:
    """A notice is a reason to look."""
    turn.effects.append(FetchPayment(turn.event.charge_id, turn.event.provider_ref))


def report_unseen(turn: Turn[PaymentUnseen]) -> None:
    """Money may have arrived that we cannot see: a person looks at the provider's own pages."""
    event = turn.event
    summary = f"Não consegui conferir um pagamento no provedor: {event.reason}"
    turn.call(TaskKind.PAYMENT_REVIEW, f"{summary} (referência {event.provider_ref}).")


# ---------------------------------------------------------------------------- the deposit


def covers_deposit(turn: Turn[PaymentSnapshot]) -> bool:
    """
    With this snapshot the current deal's deposit is there: all of it, perhaps in parts, in our
    currency, in the mode that we expect, and not sent back.  Nothing else leads to `paid`, and
    it does so once: a deal whose money went back is over, whatever arrives for it later.
    """
    deposit, before, after = turn.deal.deposit, ledger.addressed(turn), ledger.expected(turn)
    return (
        deposit is not None
        and before is not None
        and after is not None
        and before.id == deposit.id
        and after != before
        and after.status is ChargeStatus.PAID
        and turn.deal.project is None
    )


def record_deposit(turn: Turn[PaymentSnapshot]) -> None:
    """The sale is made: a project begins, and the briefing is asked for."""
    event, offer = turn.event, turn.deal.offer
    assert offer is not None, "a deposit was asked for"
    ledger.record(turn)
    project = Project(title=offer.title, paid_at=event.paid_at or event.at)
    turn.deal = replace(turn.deal, project=project, lost=None)
    turn.expecting = Expecting.BRIEFING
    turn.disarm(Timer.SILENCE)
    wait_for(turn, Timer.BRIEFING_REMINDER)
    turn.say(Text.PAID, offer=offer, purpose=Purpose.BRIEFING)
    turn.add_link(LinkKind.BRIEFING)
    report_overpayment(turn)


def deposit_came_back(turn: Turn[PaymentSnapshot]) -> bool:
    """
    The deposit that made this deal was refunded in full.

    One of two payments sent back leaves it paid; what a bank took back is a person's matter.
    """
    deposit, before, after = turn.deal.deposit, ledger.addressed(turn), ledger.expected(turn)
    return (
        deposit is not None
        and before is not None
        and after is not None
        and before.id == deposit.id
        and after != before
        and turn.event.status is PaymentStatus.REFUNDED
        and after.status is ChargeStatus.REFUNDED
    )


def cancel_deal(turn: Turn[PaymentSnapshot]) -> None:
    """The money went back: the deal is over, and so is the project."""
    ledger.record(turn)
    project = turn.deal.project
    assert project is not None, "a deposit was paid"
    cancelled = replace(project, status=ProjectStatus.CANCELLED)
    turn.deal = replace(turn.deal, project=cancelled)
    turn.say(Text.REFUNDED, offer=turn.deal.offer, purpose=Purpose.TRANSACTION)
    turn.effects.append(AlertOwner(f"O sinal de {turn.who} foi devolvido; o projeto acabou."))
    end_deal(turn, LostReason.REFUNDED)


# ---------------------------------------------------------------------------- other money


def dispute_has_moved(turn: Turn[PaymentSnapshot]) -> bool:
    """A client has asked the bank for money that we know of, or the bank has decided."""
    before, after = ledger.addressed(turn), ledger.expected(turn)
    ref, provider = turn.event.provider_ref, turn.event.provider
    known = ledger.payment_of(before, ref, provider) if before is not None else None
    payment = ledger.payment_of(after, ref, provider) if after is not None else None
    return (
        known is not None
        and payment is not None
        and payment.dispute is not known.dispute
        and payment.refunded_centavos == known.refunded_centavos
    )


def note_dispute(turn: Turn[PaymentSnapshot]) -> None:
    """The operator hears of it; not a word to the client, and no state moves."""
    ledger.record(turn)


def money_has_moved(turn: Turn[PaymentSnapshot]) -> bool:
    """Money, not only the state of a page."""
    return turn.event.status in ledger.MONEY


def review_payment(turn: Turn[PaymentSnapshot]) -> None:
    """
    Money that does not make what was expected of it: a person looks at it.

    It is written down where it is money of ours, and the client who waits is told so.  What we
    know already is no news.
    """
    before, after = ledger.addressed(turn), ledger.expected(turn)
    if after is not None and after == before and ledger.payment_of(after, turn.event.provider_ref):
        return
    summary = _for_review(turn)
    if before is not None and after != before and _is_waited_for(turn, before):
        turn.say(Text.PAYMENT_REVIEW, purpose=Purpose.TRANSACTION)
    ledger.record(turn)
    turn.call(TaskKind.PAYMENT_REVIEW, summary)


def report_overpayment(turn: Turn[PaymentSnapshot]) -> None:
    """More than was asked for: the sale is made all the same, and a person decides on the rest."""
    charge = ledger.addressed(turn)
    assert charge is not None, "its money was written down"
    over = charge.received_centavos - charge.amount_centavos
    if over > 0:
        summary = f"{turn.who} pagou {format_brl(over)} a mais"
        turn.call(TaskKind.PAYMENT_REVIEW, f"{summary} (referência {turn.event.provider_ref}).")


def _is_waited_for(turn: Turn[PaymentSnapshot], charge: Charge) -> bool:
    """The client has paid for something that is still open, and expects to hear of it."""
    is_unpaid = charge.status in (ChargeStatus.OPEN, ChargeStatus.PENDING)
    return turn.event.status is PaymentStatus.PAID and is_unpaid and is_wanted(turn, charge)


def _for_review(turn: Turn[PaymentSnapshot]) -> str:
    event = turn.event
    amount = f"{format_brl(event.amount_centavos)} ({event.currency}, {event.status})"
    return f"Pagamento para conferir, {_doubt(turn)}: {amount}, referência {event.provider_ref}."


def _doubt(turn: Turn[PaymentSnapshot]) -> str:
    """What is wrong with it, in the operator's words."""
    event, before = turn.event, ledger.addressed(turn)
    if before is None:
        return "de uma cobrança que não conheço"
    if event.livemode != turn.rules.livemode:
        return "de outro modo (teste/produção)"
    if event.currency != before.currency:
        return "em outra moeda"
    if event.refunded_centavos:
        return "com dinheiro devolvido"
    if before.status is ChargeStatus.PAID:
        return "em dobro"
    return (
        "de valor diferente do combinado"
        if is_wanted(turn, before)
        else "de uma venda que já acabou"
    )


# ---------------------------------------------------------------------------- no money yet


def note_progress(turn: Turn[PaymentSnapshot]) -> None:
    """
    No money: remember where its page stands, and tell the client what changed.

    Of a page that is not the newest only a voucher matters: it can still be paid.
    """
    charge = ledger.addressed(turn)
    if charge is None or turn.event.livemode != turn.rules.livemode:
        return
    page = charge.checkout
    is_its_page = page is not None and page.provider_ref == turn.event.provider_ref
    match turn.event.status:
        case PaymentStatus.PENDING if charge.status is ChargeStatus.OPEN:
            _await_money(turn, charge)
        case PaymentStatus.PENDING if is_its_page and turn.event.instructions is not None:
            ledger.put_charge(turn, replace(charge, instructions=turn.event.instructions))
        case PaymentStatus.FAILED | PaymentStatus.EXPIRED if is_its_page:
            _forget_page(turn, charge)
        case _:
            pass


def _await_money(turn: Turn[PaymentSnapshot], charge: Charge) -> None:
    """A boleto or a Pix code was taken: its page is the one to be watched from now on."""
    event, page, voucher = turn.event, charge.checkout, turn.event.instructions
    if page is None or page.provider_ref != event.provider_ref:
        url = voucher.url if voucher is not None else None
        expires_at = voucher.expires_at if voucher is not None else None
        page = Checkout(event.provider_ref, url or "", expires_at or event.at)
    ledger.put_charge(
        turn,
        replace(charge, status=ChargeStatus.PENDING, checkout=page, instructions=voucher),
    )
    if is_wanted(turn, charge):
        turn.say(Text.PAYMENT_PENDING, purpose=Purpose.TRANSACTION)
    watch_pages(turn)


def _forget_page(turn: Turn[PaymentSnapshot], charge: Charge) -> None:
    """Nothing more will be heard of this page; who waits for its money may try again."""
    is_pending = charge.status is ChargeStatus.PENDING
    status = ChargeStatus.OPEN if is_pending else charge.status
    ledger.put_charge(turn, replace(charge, status=status, checkout=None, instructions=None))
    is_refused = is_pending or turn.event.status is PaymentStatus.FAILED
    if not (is_refused and status is ChargeStatus.OPEN and is_wanted(turn, charge)):
        return
    turn.say(Text.PAYMENT_DECLINED, purpose=Purpose.TRANSACTION)
    turn.add_link(LinkKind.PAYMENT, ledger.deal_of(turn, charge))
    if charge.kind is ChargeKind.DEPOSIT:
        # The silence timer may have passed while the money was on its way.
        turn.arm(Timer.SILENCE, turn.at + timedelta(days=turn.rules.silence_days))
