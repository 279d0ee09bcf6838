"""After the sale: briefing, deadline, and what became of our messages."""

from __future__ import annotations

from autovenda_core.effects import AlertOwner, LinkKind, Purpose, TaskKind, Text
from autovenda_core.events import (
    BriefingSaved,
    BriefingSubmitted,
    DeliveryReported,
    DocumentFailed,
    MessageFailed,
    MessageSent,
    Understood,
)
from autovenda_core.fsm.rules.reminders import wait_anew, wait_no_longer
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Briefing, Expecting, ProjectStatus
from autovenda_core.values import replace

__all__ = [
    "briefing_arrived",
    "did_not_arrive",
    "keep_proposal",
    "open_briefing",
    "report_document",
    "report_failure",
    "report_undelivered",
    "save_draft",
    "start_project",
    "tell_status",
]


def briefing_arrived(turn: Turn[MessageSent]) -> bool:
    """The message that the channel accepted carried the briefing link."""
    return turn.event.purpose == Purpose.BRIEFING


def open_briefing(turn: Turn[MessageSent]) -> None:
    """The client has the briefing; from here on we wait for it."""


def save_draft(turn: Turn[BriefingSaved | BriefingSubmitted]) -> None:
    """Keep the answers."""
    answers = {**turn.deal.briefing.answers, **turn.event.answers}
    turn.deal = replace(turn.deal, briefing=Briefing(answers))
    wait_anew(turn)


def start_project(turn: Turn[BriefingSubmitted]) -> None:
    """
    The briefing is complete: the deadline starts.

    It is `delivery_days` business days after the later of payment and briefing.
    """
    event, offer, project = turn.event, turn.deal.offer, turn.deal.project
    assert offer is not None, "a project was sold"
    assert project is not None, "a project was sold"
    start = turn.calendar.day(max(project.paid_at, event.at))
    deadline = turn.calendar.add_business_days(start, offer.delivery_days)
    project = replace(project, status=ProjectStatus.ACTIVE, deadline=deadline)
    briefing = Briefing(turn.deal.briefing.answers, submitted_at=event.at)
    turn.deal = replace(turn.deal, briefing=briefing, project=project)
    turn.expecting = Expecting.ACTIVE
    wait_no_longer(turn)
    turn.say(Text.BRIEFING_RECEIVED, offer=offer, day=deadline, purpose=Purpose.TRANSACTION)
    alert = f"Projeto ativo: {project.title}. {turn.who} enviou o briefing."
    turn.effects.append(AlertOwner(alert))


def tell_status(turn: Turn[Understood]) -> None:
    """When the project will be delivered, or what is still to be paid for it."""
    project, due = turn.deal.project, turn.deal.due
    if project is None:
        return
    if project.status is ProjectStatus.DELIVERED and due is not None:
        turn.say(Text.BALANCE_OPEN, charge=due)
        turn.add_link(LinkKind.PAYMENT)
    elif project.status is ProjectStatus.CLOSED:
        turn.say(Text.PROJECT_CLOSED, offer=turn.deal.offer)
    else:
        turn.say(Text.PROJECT_STATUS, day=project.deadline)


def keep_proposal(turn: Turn[MessageSent]) -> None:
    """Remember which document the lead has in hand: part of the evidence of an acceptance."""
    offer = turn.deal.offer
    if offer is not None and turn.event.offer_number == offer.number:
        turn.deal = replace(turn.deal, proposal_sha256=turn.event.document_sha256)


def report_failure(turn: Turn[MessageFailed]) -> None:
    """A message did not reach the lead: a person must know."""
    turn.call(TaskKind.DELIVERY, f"Uma mensagem não foi entregue: {turn.event.reason}")


def report_document(turn: Turn[DocumentFailed]) -> None:
    """The proposal went out as text only."""
    turn.call(TaskKind.DELIVERY, f"A proposta foi sem o PDF: {turn.event.reason}")


def did_not_arrive(turn: Turn[DeliveryReported]) -> bool:
    """The provider took the message and could not deliver it."""
    return turn.event.status.is_failure


def report_undelivered(turn: Turn[DeliveryReported]) -> None:
    """Accepted is not delivered: a person must know when it was not."""
    turn.call(TaskKind.DELIVERY, f"Uma mensagem não chegou: {turn.event.reason}")
