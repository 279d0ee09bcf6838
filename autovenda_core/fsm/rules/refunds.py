"""Money that an operator sends back.  What became of it is what the provider shows afterwards."""

from __future__ import annotations

from autovenda_core.effects import AlertOwner, RefundPayment, TaskKind
from autovenda_core.events import PaymentSnapshot, RefundRefused, RefundRequested
from autovenda_core.fsm.rules import ledger
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import DisputeStatus, Payment, PaymentStatus
from autovenda_core.money import format_brl
from autovenda_core.values import replace

__all__ = [
    "can_be_sent_back",
    "is_as_asked",
    "leave_to_operator",
    "note_refund",
    "report_failed_refund",
    "report_refusal",
    "send_back",
    "shows_less_sent_back",
]


def can_be_sent_back(turn: Turn[RefundRequested]) -> bool:
    """
    A provider has the money, and no more is asked for than is left.

    What a person vouches for no provider can send back, and what a bank is deciding on would
    be sent back twice.
    """
    payment = _payment(turn)
    return (
        payment is not None
        and payment.by is None
        and payment.dispute is not DisputeStatus.OPEN
        and 0 < _amount(turn, payment) <= payment.refundable_centavos
    )


def send_back(turn: Turn[RefundRequested]) -> None:
    """Ask the provider; what was asked for cannot be asked for again."""
    event, payment = turn.event, _payment(turn)
    assert payment is not None, "the guard saw a payment"
    amount = _amount(turn, payment)
    asked = payment.refund_asked_centavos + amount
    _put(turn, replace(payment, refund_asked_centavos=asked))
    turn.effects.append(RefundPayment(event.charge_id, event.provider_ref, amount))


def leave_to_operator(turn: Turn[RefundRequested]) -> None:
    """It cannot be done by us, or not so: a person must look."""
    event, payment = turn.event, _payment(turn)
    if payment is None:
        why = "não conheço esse pagamento"
    elif payment.by is not None:
        why = f"foi recebido por fora ({payment.by}), devolva por fora e registre"
    elif payment.dispute is DisputeStatus.OPEN:
        why = "o banco ainda decide uma contestação dele"
    else:
        why = f"restam {format_brl(payment.refundable_centavos)} para devolver"
    summary = f"O reembolso pedido não foi feito: {why} (referência {event.provider_ref})."
    turn.call(TaskKind.PAYMENT_PROBLEM, summary)


def report_refusal(turn: Turn[RefundRefused]) -> None:
    """The provider will not do it: the operator hears why."""
    event, payment = turn.event, _payment(turn)
    if payment is not None:
        _put(turn, replace(payment, refund_asked_centavos=0))
    summary = f"O reembolso não foi feito: {event.reason}"
    turn.call(TaskKind.PAYMENT_PROBLEM, f"{summary} (referência {event.provider_ref}).")


def is_as_asked(turn: Turn[PaymentSnapshot]) -> bool:
    """Money went back, and no more than the operator asked us to send."""
    before, after = ledger.addressed(turn), ledger.expected(turn)
    if before is None or after is None:
        return False
    known = ledger.payment_of(before, turn.event.provider_ref, turn.event.provider)
    payment = ledger.payment_of(after, turn.event.provider_ref, turn.event.provider)
    if known is None or payment is None:
        return False
    sent = payment.refunded_centavos - known.refunded_centavos
    return 0 < sent <= known.refund_asked_centavos


def note_refund(turn: Turn[PaymentSnapshot]) -> None:
    """Nothing to decide: it is what the operator wanted."""
    ledger.record(turn)
    total = format_brl(turn.event.refunded_centavos)
    ref = turn.event.provider_ref
    turn.effects.append(AlertOwner(f"Reembolso feito: {total} no total (referência {ref})."))


def shows_less_sent_back(turn: Turn[PaymentSnapshot]) -> bool:
    """The provider shows less as sent back than it did before."""
    event, charge = turn.event, ledger.addressed(turn)
    known = ledger.payment_of(charge, event.provider_ref, event.provider) if charge else None
    is_money = event.status in ledger.MONEY and event.status is not PaymentStatus.REFUNDED
    return is_money and known is not None and event.refunded_centavos < known.refunded_centavos


def report_failed_refund(turn: Turn[PaymentSnapshot]) -> None:
    """
    A refund failed at the client's bank, or this is older news: only a person can tell.

    The books keep what they know, so the money is not promised to anybody twice.
    """
    ledger.record(turn)
    shown, ref = format_brl(turn.event.refunded_centavos), turn.event.provider_ref
    summary = f"Um reembolso pode ter falhado: o provedor mostra {shown} devolvidos"
    turn.call(TaskKind.PAYMENT_PROBLEM, f"{summary}, menos que antes (referência {ref}).")


def _payment(turn: Turn[RefundRequested | RefundRefused]) -> Payment | None:
    charge = ledger.charge_with(turn, turn.event.charge_id)
    return ledger.payment_of(charge, turn.event.provider_ref) if charge is not None else None


def _amount(turn: Turn[RefundRequested], payment: Payment) -> int:
    asked = turn.event.amount_centavos
    return payment.refundable_centavos if asked is None else asked


def _put(turn: Turn[RefundRequested | RefundRefused], changed: Payment) -> None:
    charge = ledger.charge_with(turn, turn.event.charge_id)
    assert charge is not None, "the payment was found in it"
    ref = changed.provider_ref
    payments = tuple(changed if each.provider_ref == ref else each for each in charge.payments)
    ledger.put_charge(turn, replace(charge, payments=payments))
