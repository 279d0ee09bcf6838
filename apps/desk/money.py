"""Commands about money: what arrived by hand, what goes back, what is asked for."""

from __future__ import annotations

from apps.desk.asking import Ask, Done, Refused
from apps.desk.telling import (
    charge_of,
    check_somebody_reads,
    deal_of,
    digest,
    said_before,
    tell,
)
from autovenda_core.events import (
    ExtraCharged,
    PaymentSnapshot,
    ProjectDelivered,
    RefundRequested,
)
from autovenda_core.model import (
    Charge,
    ChargeStatus,
    DisputeStatus,
    Payment,
    PaymentStatus,
    ProjectStatus,
)
from autovenda_core.money import format_brl

__all__ = ["METHODS", "charge_extra", "confirm", "deliver", "refund"]

METHODS = ("pix", "transfer", "cash")
"""In which money arrives that no provider tells us of."""

BY_HAND = "manual"
"""The provider of money that only a person tells us of."""

_WHY_NOT_DELIVERED = {
    None: "Este negócio não tem projeto: o sinal ainda não foi pago.",
    ProjectStatus.BRIEFING: "O cliente ainda não enviou o briefing: o projeto não começou.",
    ProjectStatus.DELIVERED: "Este projeto já foi entregue.",
    ProjectStatus.CLOSED: "Este projeto já foi entregue e pago.",
    ProjectStatus.CANCELLED: "Este projeto foi cancelado.",
}

_UNPAID = (ChargeStatus.OPEN, ChargeStatus.PENDING)


def confirm(ask: Ask) -> Done:
    """
    Money for a charge arrived outside of any provider, and the operator vouches for it.

    Fields: valor, meio (one of `METHODS`); referencia, the bank's number of it, which tells two
    payments of one charge apart.
    """
    amount = ask.fields.amount("valor")
    method = ask.fields.chosen("meio", METHODS)
    reference = ask.fields.given("referencia", at_most=80)
    conversation, charge = charge_of(ask, ask.target)
    provider, provider_ref = _name_of(charge, method, reference)
    # The amount is no part of the key: of two who type different ones, the second is told.  The
    # reference is only in it as a digest, because it may name the payer and the audit is kept.
    key = f"confirmar-pagamento:{charge.id}:{digest(provider_ref)}"
    if (answer := said_before(ask, conversation, key)) is not None:
        return answer
    if charge.status not in _UNPAID and reference is None:
        raise Refused(
            "Esta cobrança já não está em aberto. Se este é outro pagamento dela, "
            "informe o número dele no banco (referência)."
        )
    event = PaymentSnapshot(
        at=ask.at,
        charge_id=charge.id,
        provider=provider,
        provider_ref=provider_ref,
        status=PaymentStatus.PAID,
        amount_centavos=amount,
        currency=charge.currency,
        livemode=ask.livemode,
        method=method,
        paid_at=ask.at,
        by=ask.by.name,
    )
    words = f"Pagamento de {format_brl(amount)} registrado em seu nome."
    return tell(ask, conversation, key, event, words)


def refund(ask: Ask) -> Done:
    """
    Send money of a charge back through its provider.

    Fields: valor (missing: all that is left), referencia (where the charge has several payments).
    """
    amount = ask.fields.given_amount("valor")
    reference = ask.fields.given("referencia", at_most=120)
    conversation, charge = charge_of(ask, ask.target)
    key = f"reembolsar:{charge.id}"
    if (answer := said_before(ask, conversation, key)) is not None:
        return answer
    payment = _only_payment(charge, reference)
    _check_refundable(payment, amount)
    event = RefundRequested(ask.at, ask.by.name, charge.id, payment.provider_ref, amount)
    total = format_brl(payment.refundable_centavos if amount is None else amount)
    return tell(ask, conversation, key, event, f"Reembolso de {total} pedido ao provedor.")


def deliver(ask: Ask) -> Done:
    """The work of a deal was handed over; its balance is asked for.  Target: `ID.NUMBER`."""
    conversation, deal = deal_of(ask, ask.target)
    key = f"entregar:{deal.number}"
    if (answer := said_before(ask, conversation, key)) is not None:
        return answer
    status = deal.project.status if deal.project is not None else None
    if status is not ProjectStatus.ACTIVE:
        raise Refused(_WHY_NOT_DELIVERED[status])
    event = ProjectDelivered(ask.at, ask.by.name, deal.number)
    return tell(ask, conversation, key, event, "Entrega registrada. O saldo será cobrado.")


def charge_extra(ask: Ask) -> Done:
    """
    Ask for something that was agreed on after the offer.  Target: `ID.NUMBER`.

    Fields: valor, descricao (as the client reads it).
    """
    amount = ask.fields.amount("valor")
    description = ask.fields.text("descricao", at_most=120)
    conversation, deal = deal_of(ask, ask.target)
    check_somebody_reads(ask, conversation.id)
    key = f"cobranca-extra:{deal.number}"
    if (answer := said_before(ask, conversation, key)) is not None:
        return answer
    if deal.project is None or deal.project.status is ProjectStatus.CANCELLED:
        raise Refused("Só dá para cobrar um extra de um projeto que foi vendido.")
    event = ExtraCharged(ask.at, ask.by.name, deal.number, description, amount)
    return tell(ask, conversation, key, event, f"Cobrança de {format_brl(amount)} a caminho.")


def _name_of(charge: Charge, method: str, reference: str | None) -> tuple[str, str]:
    """
    What the payment is called: provider and reference.

    A Pix code of ours that waits is what was paid; so confirming it twice is one payment.
    """
    page = charge.checkout
    if method == "pix" and reference is None and page is not None and page.pix_code is not None:
        return "pix", page.provider_ref
    return BY_HAND, f"{charge.id}:{reference or method}"


def _only_payment(charge: Charge, reference: str | None) -> Payment:
    found = [each for each in charge.payments if reference in (None, each.provider_ref)]
    if not charge.payments:
        raise Refused("Esta cobrança não tem pagamento para devolver.")
    if len(found) != 1:
        known = ", ".join(each.provider_ref for each in charge.payments)
        raise Refused(f"Diga qual pagamento devolver (referência): {known}.", 422)
    return found[0]


def _check_refundable(payment: Payment, amount: int | None) -> None:
    left = payment.refundable_centavos
    if payment.by is not None:
        raise Refused(
            f"Este pagamento foi recebido por fora ({payment.by}). Devolva por fora e registre."
        )
    if payment.dispute is DisputeStatus.OPEN:
        raise Refused("O banco ainda decide uma contestação deste pagamento. Espere a decisão.")
    if left <= 0 or (amount or 0) > left:
        raise Refused(f"Restam {format_brl(left)} deste pagamento para devolver.")
