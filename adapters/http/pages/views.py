"""What each page shows.  The server makes a view of a conversation; `render` makes it HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from autovenda_core.briefing import BriefingForm
from autovenda_core.model import Acceptance, Charge, Checkout, Offer

__all__ = [
    "ACTION",
    "FOLLOW",
    "PART",
    "REVIEW",
    "BriefingAction",
    "BriefingDoneView",
    "BriefingReviewView",
    "BriefingView",
    "LoginView",
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
FOLLOW = "seguir"
"""Query parameter of the payment page: lead on to the provider's page, if it is there."""


class PaymentState(StrEnum):
    """What can be done about a charge."""

    OPEN = "open"
    """It can be paid: a POST asks for a checkout, or leads to the one that is there."""
    PREPARING = "preparing"
    """A checkout was asked for; the page looks again by itself, and leads on once it is there."""
    PENDING = "pending"
    """A boleto was issued or a Pix is on its way."""
    PAID = "paid"
    EXPIRED = "expired"
    """The proposal ran out; a POST asks for it to be renewed."""
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class PaymentView:
    """The page behind the payment link.  All its forms POST to its own address, without fields."""

    state: PaymentState
    offer: Offer
    charge: Charge
    """What is to be paid now, or else what was asked for last."""
    charges: tuple[Charge, ...]
    """Everything that was asked for in this deal, in its order; `charge` is one of them."""
    checkout: Checkout | None = None
    """While it can be paid: the provider's page, or a Pix code that is shown here."""
    qr_svg: str | None = None
    """The Pix code of this page as a picture, as markup of ours."""
    briefing_url: str | None = None
    """After the payment: what comes next."""
    chat_url: str | None = None

    @property
    def refunded_centavos(self) -> int:
        """What we sent back of it, so far."""
        return sum(payment.refunded_centavos for payment in self.charge.payments)

    @property
    def missing_centavos(self) -> int:
        """What is still to be paid of it; negative where more arrived than was asked for."""
        return self.charge.amount_centavos - self.charge.received_centavos


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


@dataclass(frozen=True)
class LoginView:
    """The form by which an operator signs in to the panel; it POSTs `login` and `senha`."""

    login: str = ""
    """As it was typed before."""
    problem: str = ""
    """Why that did not let them in."""
