"""
Events: facts that happened outside.  A closed union; everything enters through one inbox.

`at` is when it happened (aware, UTC) and the only clock the flow has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from autovenda_core.model import (
    DateRange,
    DisputeStatus,
    Instructions,
    MoneyRange,
    PaymentStatus,
    Said,
    Timer,
    Word,
)
from autovenda_core.values import dataclass

__all__ = [
    "Act",
    "BriefingSaved",
    "BriefingSubmitted",
    "ButtonPressed",
    "CheckoutCreated",
    "CheckoutFailed",
    "CheckoutRequested",
    "ContactBlocked",
    "ContactMoved",
    "CustomOffer",
    "DeliveryReported",
    "DeliveryStatus",
    "DocumentFailed",
    "Event",
    "ExtraCharged",
    "GivenBack",
    "MediaKept",
    "MediaLost",
    "MediaReceived",
    "MessageFailed",
    "MessageSent",
    "ModelAnswered",
    "ModelNeeded",
    "OperatorMessage",
    "OwnerTyped",
    "PaymentNoticed",
    "PaymentSnapshot",
    "PaymentUnseen",
    "ProjectDelivered",
    "Proposal",
    "ProposalRefused",
    "ProposedAct",
    "ProposedChoice",
    "ReadAct",
    "Reader",
    "RefundRefused",
    "RefundRequested",
    "Slots",
    "TakenOver",
    "TextReceived",
    "TimerFired",
    "Transcribed",
    "Understood",
]


# --------------------------------------------------------------------------- the lead


@dataclass(frozen=True)
class TextReceived:
    """The lead wrote.  Nothing is decided yet: the text waits for the end of the burst."""

    at: datetime
    message_id: str
    """The provider's."""
    text: str
    sender_name: str | None = None
    """The channel's profile name, where it has one."""


@dataclass(frozen=True)
class ButtonPressed:
    """The lead tapped a button of ours; its id carries the meaning."""

    at: datetime
    message_id: str
    button_id: str
    title: str = ""


@dataclass(frozen=True)
class MediaReceived:
    """The lead sent something that is not text: it is kept, and a person may look at it."""

    at: datetime
    message_id: str
    kind: str
    """audio, image, video, document, sticker, location, contact, other; or unsupported: the
    channel itself could not show it."""
    caption: str = ""
    media_id: str | None = None
    """What the channel fetches the file by, for as long as it keeps it."""
    media_type: str | None = None
    filename: str | None = None


@dataclass(frozen=True)
class ContactBlocked:
    """The lead blocked us or deleted the account: nothing can be sent until they write again."""

    at: datetime


@dataclass(frozen=True)
class ContactMoved:
    """Answers go to another address of the same channel from now on: a number or id changed."""

    at: datetime
    address: str
    """Verbatim, as the provider gave it."""


class Act(Word):
    """What a message of the lead does.  One message may do several things."""

    GREET = "greet"
    THANKS = "thanks"
    BYE = "bye"
    STOP = "stop"
    """Wants no more messages."""
    AFFIRM = "affirm"
    """A clean yes: nothing hedged, conditional or negated is one."""
    DENY = "deny"
    DEFER = "defer"
    """Later, or undecided."""
    ASK_PRICE = "ask_price"
    NEGOTIATE = "negotiate"
    ASK_INFO = "ask_info"
    BUY = "buy"
    CHOOSE_PACKAGE = "choose_package"
    GIVE_NAME = "give_name"
    GIVE_BUDGET = "give_budget"
    GIVE_DEADLINE = "give_deadline"
    GIVE_CONTACT = "give_contact"
    CLAIM_PAID = "claim_paid"
    """Says that they paid; never proof of it."""
    ASK_STATUS = "ask_status"
    SUPPORT = "support"
    HANDOFF = "handoff"
    """Wants a person."""
    OUT_OF_SCOPE = "out_of_scope"
    ACCEPT = "accept"
    """The button of an offer.  No text and no model can produce it."""


class Reader(StrEnum):
    """Who understood a message."""

    RULES = "rules"
    BUTTON = "button"
    MODEL = "model"


@dataclass(frozen=True)
class ReadAct:
    """One act, how sure the reader is (0 to 1), and the id of the rule that fired."""

    act: Act
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True)
class Slots:
    """What a message said, in the types the flow works with.  None: not said."""

    need: str | None = None
    package_id: str | None = None
    name: str | None = None
    budget: MoneyRange | None = None
    deadline: DateRange | None = None
    email: str | None = None
    phone: str | None = None
    cpf: str | None = None
    cnpj: str | None = None
    offer_number: str | None = None
    """Of the offer whose button was tapped."""
    topics: tuple[str, ...] = ()
    """Ids of the FAQ entries that it asks about, and of the objections that it raises."""


@dataclass(frozen=True)
class Understood:
    """
    What one or more messages of the lead mean.

    The same type whether rules, a button or a model read them, and recorded as an event, so
    that a later change of the rules does not rewrite the past.
    """

    at: datetime
    acts: tuple[ReadAct, ...]
    """In the order in which the flow handles them."""
    slots: Slots = Slots()
    by: Reader = Reader.RULES
    message_ids: tuple[str, ...] = ()
    heard: str = ""
    """The words of a voice note, to be repeated to the lead."""
    beside_file: bool = False
    """They came with a file, which was kept."""
    opening: str = ""
    """A courtesy of a model's, found harmless, to begin the answer with."""


# --------------------------------------------------------------------------- a language model


@dataclass(frozen=True)
class ProposedAct:
    """An act that a model saw, and the words of the lead that it saw it in."""

    act: Act
    quote: str


@dataclass(frozen=True)
class ProposedChoice:
    """A package of the catalogue, and the words of the lead that name it."""

    package_id: str
    quote: str


@dataclass(frozen=True)
class Proposal:
    """
    What a language model makes of a message: a claim to be checked, in a closed type.

    It has no price, state, link or payment.  What fills a slot is a quote, to be found in the
    lead's own words and read again by the grammar (`understanding.proposals`).
    """

    acts: tuple[ProposedAct, ...] = ()
    need: str | None = None
    name: str | None = None
    budget: str | None = None
    deadline: str | None = None
    contact: str | None = None
    """An e-mail, a phone, a CPF or CNPJ."""
    package: ProposedChoice | None = None
    topics: tuple[str, ...] = ()
    """Ids of the FAQ that answer what was asked."""
    opening: str | None = None
    """A sentence to begin our answer with: no facts, courtesy only."""


@dataclass(frozen=True)
class ModelNeeded:
    """The rules are not sure what was said, and a language model may be asked."""

    at: datetime
    said: Said


@dataclass(frozen=True)
class ModelAnswered:
    """What a language model made of what was said; the lead has waited for it."""

    at: datetime
    said: Said
    """As it was asked about."""
    proposal: Proposal | None = None
    """None: no answer, see `failure`."""
    cost_micros: int = 0
    """Millionths of a US dollar."""
    failure: str = ""
    """Why there is no proposal, for the log."""


@dataclass(frozen=True)
class ProposalRefused:
    """A proposal had nothing to be believed in it, or opened with words that nobody may say."""

    at: datetime


@dataclass(frozen=True)
class Transcribed:
    """A voice note was heard, or could not be."""

    at: datetime
    message_id: str
    media_id: str
    text: str = ""
    """Empty: nothing was understood, see `failure`."""
    cost_micros: int = 0
    """Millionths of a US dollar."""
    failure: str = ""
    """Why there are no words, for the log."""


# --------------------------------------------------------------------------- the pages


@dataclass(frozen=True)
class CheckoutRequested:
    """The client pressed "pay" on the payment page: a checkout is wanted now."""

    at: datetime
    charge_id: str
    success_url: str
    """Where the provider's page leads afterwards.  Part of the exact request, so it is stored."""
    cancel_url: str


@dataclass(frozen=True)
class BriefingSaved:
    """Some answers were saved on the briefing page, so the link was opened."""

    at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BriefingSubmitted:
    """The briefing was submitted, complete (the page checks it before)."""

    at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)


# --------------------------------------------------------------------------- answers of calls


@dataclass(frozen=True)
class MessageSent:
    """A channel accepted a message of ours."""

    at: datetime
    purpose: str
    """The `SendMessage.purpose` it answers."""
    provider_message_id: str
    document_sha256: str | None = None
    """Of the document that went with it."""
    offer_number: str | None = None
    """Of the offer whose proposal that document is."""


@dataclass(frozen=True)
class MessageFailed:
    """A message of ours will not be delivered."""

    at: datetime
    purpose: str
    reason: str


class DeliveryStatus(Word):
    """How far a message of ours got.  Providers report out of order and leave steps out."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"
    UNDELIVERED = "undelivered"

    @property
    def rank(self) -> int:
        """
        A report of a lower rank than what is known came late, and changes nothing.

        A failure ends what was only sent; once somebody has read a message, it did not fail.
        """
        return _DELIVERY_RANK[self]

    @property
    def is_failure(self) -> bool:
        """The message will never arrive."""
        return self in (DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED)


_DELIVERY_RANK = {
    DeliveryStatus.QUEUED: 0,
    DeliveryStatus.SENT: 1,
    DeliveryStatus.FAILED: 2,
    DeliveryStatus.UNDELIVERED: 2,
    DeliveryStatus.DELIVERED: 3,
    DeliveryStatus.READ: 4,
    DeliveryStatus.PLAYED: 5,
}


@dataclass(frozen=True)
class DeliveryReported:
    """The provider says what became of a message of ours."""

    at: datetime
    message_id: str
    """The provider's."""
    status: DeliveryStatus
    key: str | None = None
    """Our own, of the effect that sent it, where the provider brings it back."""
    code: str | None = None
    """The provider's error code, of a failure."""
    reason: str = ""


@dataclass(frozen=True)
class MediaKept:
    """A file of the lead's was fetched and is kept."""

    at: datetime
    message_id: str
    media_id: str
    name: str
    """Under which the Files port keeps it."""
    media_type: str
    size_bytes: int


@dataclass(frozen=True)
class MediaLost:
    """A file of the lead's could not be fetched, and never will be."""

    at: datetime
    message_id: str
    media_id: str
    reason: str


@dataclass(frozen=True)
class DocumentFailed:
    """The proposal could not be made or sent as a file; the text goes without it."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class CheckoutCreated:
    """The provider made the page for a charge."""

    at: datetime
    charge_id: str
    provider_ref: str
    url: str
    expires_at: datetime
    pix_code: str | None = None
    """Where the page is a Pix code."""


@dataclass(frozen=True)
class CheckoutFailed:
    """The provider refused to make the page; trying again with the same request is useless."""

    at: datetime
    charge_id: str
    reason: str


@dataclass(frozen=True)
class PaymentNoticed:
    """A provider says that something happened: a reason to look, never a proof."""

    at: datetime
    charge_id: str
    provider_ref: str
    notice: str = ""
    """The provider's name of what happened, for the log."""


@dataclass(frozen=True)
class PaymentSnapshot:
    """
    The state of one checkout, fetched from the provider.  Only this moves the flow.

    `amount_centavos`, `currency` and `livemode` are the provider's, to be compared with ours.
    """

    at: datetime
    charge_id: str
    provider: str
    provider_ref: str
    status: PaymentStatus
    amount_centavos: int
    currency: str
    livemode: bool
    method: str | None = None
    paid_at: datetime | None = None
    refunded_centavos: int = 0
    dispute: DisputeStatus | None = None
    instructions: Instructions | None = None
    by: str | None = None
    """The operator who says so, of money that no provider tells us of; None: the provider."""


@dataclass(frozen=True)
class RefundRefused:
    """The provider will not send the money back; a boleto never can be (Stripe, 2026-05-07)."""

    at: datetime
    charge_id: str
    provider_ref: str
    reason: str
    """In pt-BR."""


@dataclass(frozen=True)
class PaymentUnseen:
    """A payment was noticed, and the provider keeps refusing to show it."""

    at: datetime
    charge_id: str
    provider_ref: str
    reason: str


# --------------------------------------------------------------------------- time


@dataclass(frozen=True)
class TimerFired:
    """A timer is due.  Of an older generation than the conversation's it is stale."""

    at: datetime
    timer: Timer
    generation: int


# --------------------------------------------------------------------------- the operator


@dataclass(frozen=True)
class OperatorMessage:
    """The operator writes to the lead, which takes the conversation over."""

    at: datetime
    operator: str
    text: str


@dataclass(frozen=True)
class TakenOver:
    """A person answers from now on: by a click, or by typing on the business's own phone."""

    at: datetime
    operator: str


@dataclass(frozen=True)
class OwnerTyped:
    """The owner wrote to the lead on the business's own phone: the conversation is theirs."""

    at: datetime
    message_id: str
    """The provider's."""
    text: str


@dataclass(frozen=True)
class GivenBack:
    """The bot answers again."""

    at: datetime
    operator: str


@dataclass(frozen=True)
class CustomOffer:
    """An operator offers something of their own, or a catalogue package at another price."""

    at: datetime
    operator: str
    title: str
    deliverables: tuple[str, ...]
    total_centavos: int
    deposit_percent: int
    delivery_days: int
    package_id: str = "custom"


@dataclass(frozen=True)
class ProjectDelivered:
    """The work is done and handed over: the balance is due."""

    at: datetime
    operator: str
    deal: int
    """Its number: a client may have bought again since."""


@dataclass(frozen=True)
class ExtraCharged:
    """The operator asks for money that was agreed on after the offer."""

    at: datetime
    operator: str
    deal: int
    description: str
    amount_centavos: int


@dataclass(frozen=True)
class RefundRequested:
    """The operator sends money back."""

    at: datetime
    operator: str
    charge_id: str
    provider_ref: str
    """Of the payment."""
    amount_centavos: int | None = None
    """None: everything that is left of it."""


Event: TypeAlias = (
    TextReceived
    | ButtonPressed
    | MediaReceived
    | ContactBlocked
    | ContactMoved
    | Understood
    | ModelNeeded
    | ModelAnswered
    | ProposalRefused
    | Transcribed
    | CheckoutRequested
    | BriefingSaved
    | BriefingSubmitted
    | MessageSent
    | MessageFailed
    | DocumentFailed
    | DeliveryReported
    | MediaKept
    | MediaLost
    | CheckoutCreated
    | CheckoutFailed
    | PaymentNoticed
    | PaymentSnapshot
    | RefundRefused
    | PaymentUnseen
    | TimerFired
    | OperatorMessage
    | TakenOver
    | OwnerTyped
    | GivenBack
    | CustomOffer
    | ProjectDelivered
    | ExtraCharged
    | RefundRequested
)
"""Everything that can happen to a conversation."""
