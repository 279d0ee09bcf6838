"""What each page shows.  The server makes a view of a conversation; `render` makes it HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from autovenda_core.briefing import BriefingForm
from autovenda_core.model import Acceptance, Offer

__all__ = [
    "ACTION",
    "PART",
    "REVIEW",
    "BriefingAction",
    "BriefingDoneView",
    "BriefingReviewView",
    "BriefingView",
    "MessageView",
    "PaymentState",
    "PaymentView",
    "ProposalState",
    "ProposalView",
]

ACTION = "_action"
"""Name of the form field that says which button was pressed; no briefing field begins with `_`."""
PART = "parte"
"""Query parameter of the briefing: the number of a part from 1, or `REVIEW`."""
REVIEW = "revisao"


class PaymentState(StrEnum):
    """What can be done about the deposit."""

    OPEN = "open"
    """It can be paid: a POST asks for a checkout, or leads to the one that is there."""
    PREPARING = "preparing"
    """A checkout was asked for; the page looks again by itself."""
    PENDING = "pending"
    """A boleto was issued or a Pix is on its way."""
    PAID = "paid"
    EXPIRED = "expired"
    """The proposal ran out; a POST asks for it to be renewed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PaymentView:
    """The page behind the payment link.  All its forms POST to its own address, without fields."""

    state: PaymentState
    offer: Offer
    checkout_url: str | None = None
    """The provider's page, while one is open: the payment itself, or the boleto to be paid."""
    method: str | None = None
    """Of a pending payment: "pix", "boleto", or None where it is unknown."""
    paid_at: datetime | None = None
    briefing_url: str | None = None
    """After the payment: what comes next."""
    chat_url: str | None = None


class BriefingAction(StrEnum):
    """The values of `ACTION` that the briefing posts."""

    CONTINUE = "continuar"
    """Save this part, and go on if nothing is wrong in it."""
    BACK = "voltar"
    """Save this part as it is, and show the one before."""
    LEAVE = "salvar"
    """Save this part as it is, and say that it can be resumed."""
    AUTOSAVE = "autosave"
    """Sent by the script: save this part as it is, and answer 204 without a body."""
    SUBMIT = "enviar"
    """From the review: everything is there."""


@dataclass(frozen=True)
class BriefingView:
    """One part of the briefing, as a form."""

    form: BriefingForm
    part: int
    """From 1."""
    answers: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    """By field id; those of other parts are not shown."""
    saved_at: datetime | None = None


@dataclass(frozen=True)
class BriefingReviewView:
    """All answers on one page, to be checked and sent."""

    form: BriefingForm
    answers: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BriefingDoneView:
    """After the briefing was submitted; it can no longer be changed here."""

    form: BriefingForm
    answers: Mapping[str, str]
    submitted_at: datetime
    deadline: date | None = None
    """Of the project, a local day."""
    chat_url: str | None = None


class ProposalState(StrEnum):
    """What can be done about a proposal."""

    OPEN = "open"
    """A POST accepts it."""
    ACCEPTED = "accepted"
    REPLACED = "replaced"
    """There is a newer version."""
    EXPIRED = "expired"
    CLOSED = "closed"
    """Refused, withdrawn, or its deal is over."""


@dataclass(frozen=True)
class ProposalView:
    """The page where a proposal is read and accepted, by a POST without fields."""

    state: ProposalState
    offer: Offer
    client_name: str | None = None
    pdf_url: str | None = None
    acceptance: Acceptance | None = None
    payment_url: str | None = None
    """Once accepted."""
    newer_url: str | None = None
    """Once replaced."""
    chat_url: str | None = None


@dataclass(frozen=True)
class MessageView:
    """A page that only says something, and may lead somewhere."""

    title: str
    text: str
    link: tuple[str, str] | None = None
    """Label and address."""
