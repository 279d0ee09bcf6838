"""Money after the deposit: the balance when the work is delivered, and what was agreed on later."""

from __future__ import annotations

from autovenda_core.effects import LinkKind, Purpose, Text
from autovenda_core.events import ExtraCharged, PaymentSnapshot, ProjectDelivered
from autovenda_core.fsm.rules import ledger
from autovenda_core.fsm.rules.payment import report_overpayment
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Charge,
    ChargeKind,
    ChargeStatus,
    Deal,
    ProjectStatus,
)
from autovenda_core.values import replace

__all__ = [
    "can_be_charged",
    "charge_extra",
    "covers_further",
    "deliver",
    "is_under_way",
    "settle_charge",
]


def is_under_way(turn: Turn[ProjectDelivered]) -> bool:
    """The project of that deal is being worked on."""
    deal = ledger.deal_numbered(turn, turn.event.deal)
    project = deal.project if deal is not None else None
    return project is not None and project.status is ProjectStatus.ACTIVE


def deliver(turn: Turn[ProjectDelivered]) -> None:
    """The work is handed over: now the rest is due, if there is any."""
    deal = ledger.deal_numbered(turn, turn.event.deal)
    assert deal is not None, "the guard saw a deal"
    offer, project = deal.offer, deal.project
    assert offer is not None, "a project was sold"
    assert project is not None, "the guard saw a project"
    deal = replace(deal, project=replace(project, status=ProjectStatus.DELIVERED))
    if offer.balance_centavos == 0:
        _close_if_settled(turn, deal)
        return
    balance = Charge(
        id=f"{turn.conversation_id}.{deal.number}.balance",
        amount_centavos=offer.balance_centavos,
        description=f"Saldo — {offer.title} (proposta {offer.number})",
        kind=ChargeKind.BALANCE,
    )
    ledger.put_deal(turn, replace(deal, further=(*deal.further, balance)))
    turn.say(Text.DELIVERED, offer=offer, purpose=Purpose.TRANSACTION)
    turn.add_link(LinkKind.PAYMENT, deal)


def can_be_charged(turn: Turn[ExtraCharged]) -> bool:
    """There is a project of that deal, and something to pay."""
    deal = ledger.deal_numbered(turn, turn.event.deal)
    project = deal.project if deal is not None else None
    is_alive = project is not None and project.status is not ProjectStatus.CANCELLED
    return is_alive and turn.event.amount_centavos > 0


def charge_extra(turn: Turn[ExtraCharged]) -> None:
    """Ask for it at once, by a link as for everything else."""
    event = turn.event
    deal = ledger.deal_numbered(turn, event.deal)
    assert deal is not None, "the guard saw a deal"
    number = 1 + sum(charge.kind is ChargeKind.EXTRA for charge in deal.further)
    extra = Charge(
        id=f"{turn.conversation_id}.{deal.number}.extra{number}",
        amount_centavos=event.amount_centavos,
        description=event.description,
        kind=ChargeKind.EXTRA,
    )
    ledger.put_deal(turn, replace(deal, further=(*deal.further, extra)))
    turn.say(Text.EXTRA_CHARGED, charge=extra, purpose=Purpose.TRANSACTION)
    turn.add_link(LinkKind.PAYMENT, deal)


def covers_further(turn: Turn[PaymentSnapshot]) -> bool:
    """The provider says that a balance or an extra is there, all of it."""
    before, after = ledger.addressed(turn), ledger.expected(turn)
    return (
        before is not None
        and after is not None
        and before.kind is not ChargeKind.DEPOSIT
        and before.status in (ChargeStatus.OPEN, ChargeStatus.PENDING)
        and after.status is ChargeStatus.PAID
    )


def settle_charge(turn: Turn[PaymentSnapshot]) -> None:
    """Thank for it; a delivered project with nothing left to pay is closed."""
    ledger.record(turn)
    charge = ledger.addressed(turn)
    assert charge is not None, "the guard saw a charge"
    turn.say(Text.CHARGE_PAID, charge=charge, purpose=Purpose.TRANSACTION)
    _close_if_settled(turn, ledger.deal_of(turn, charge))
    report_overpayment(turn)


def _close_if_settled(turn: Turn[ProjectDelivered | PaymentSnapshot], deal: Deal) -> None:
    project = deal.project
    assert project is not None, "a project was sold"
    if project.status is ProjectStatus.DELIVERED and deal.due is None:
        deal = replace(deal, project=replace(project, status=ProjectStatus.CLOSED))
        turn.say(Text.PROJECT_CLOSED, offer=deal.offer, purpose=Purpose.TRANSACTION)
    ledger.put_deal(turn, deal)
