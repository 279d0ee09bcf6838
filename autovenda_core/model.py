"""
The values of a sale.  All are frozen; a change makes a new value with `replace`.

A Conversation is everything that is known about one lead on one channel: where the sale
stands (State), who answers (Owner), what was asked last (Expecting), the client, and the
Deals: the current one and those before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from autovenda_core.business_days import Calendar, OfficeHours
from autovenda_core.money import CURRENCY
from autovenda_core.values import dataclass

__all__ = [
    "Acceptance",
    "Briefing",
    "Charge",
    "ChargeKind",
    "ChargeStatus",
    "Checkout",
    "Client",
    "Contact",
    "Conversation",
    "DateRange",
    "Deal",
    "DisputeStatus",
    "Expecting",
    "Instructions",
    "LostReason",
    "ModelLimits",
    "ModelUse",
    "MoneyRange",
    "Offer",
    "Owner",
    "Payment",
    "PaymentStatus",
    "Pending",
    "Project",
    "ProjectStatus",
    "Qualification",
    "Rules",
    "Said",
    "State",
    "Timer",
    "Waiting",
    "Word",
    "conversation_id_for",
    "offer_number_for",
]


class Word(StrEnum):
    """A StrEnum that hashes like its text: Enum's own hash is a slow call in Python 3.11."""

    __hash__ = str.__hash__


class State(Word):
    """Where the current sale stands."""

    LEAD = "lead"
    QUALIFYING = "qualifying"
    OFFERED = "offered"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    BRIEFING = "briefing"
    ACTIVE = "active"
    LOST = "lost"

    @property
    def progress(self) -> int:
        """How far a sale is; a lost one is the least far."""
        return -1 if self is State.LOST else list(State).index(self)


class Owner(StrEnum):
    """Who answers the lead.  Orthogonal to the state."""

    BOT = "bot"
    HUMAN = "human"


class LostReason(StrEnum):
    """Why a deal ended without a project."""

    REFUSED = "refused"
    SILENT = "silent"
    DISQUALIFIED = "disqualified"
    REFUNDED = "refunded"


class Expecting(StrEnum):
    """What the bot asked last: half of what a short answer means."""

    NONE = "none"
    NAME = "name"
    NEED = "need"
    BUDGET = "budget"
    DEADLINE = "deadline"
    CONTACT = "contact"
    PACKAGE = "package"
    """Packages were listed, in catalogue order."""
    ACCEPT = "accept"
    """An offer with its price is on the table."""
    CONFIRM = "confirm"
    """We asked whether a "sim" was meant as the acceptance of the offer."""
    PAY = "pay"
    """The payment link was sent."""
    BRIEFING = "briefing"
    ACTIVE = "active"


class Timer(Word):
    """The names of the timers; each has a generation, and only the newest one counts."""

    BURST = "burst"
    """The lead stopped typing: read the pending texts as one."""
    OFFER_REMINDER = "offer_reminder"
    """An offer has had no answer for a while."""
    OFFER_EVE = "offer_eve"
    """The day before an offer ends, for who wanted to be reminded of it."""
    PAYMENT_REMINDER = "payment_reminder"
    BRIEFING_REMINDER = "briefing_reminder"
    """The deposit is there, and the briefing still is not."""
    PAYMENT_CHECK = "payment_check"
    """A checkout or voucher should have come to its end: look, in case nobody told us."""
    SILENCE = "silence"
    """Nothing was heard for so long that the deal counts as lost."""


@dataclass(frozen=True)
class Contact:
    """One channel identity of a client, and the address that answers go to, verbatim."""

    channel: str
    address: str


def conversation_id_for(contact: Contact) -> str:
    """
    The id of the conversation that a contact opens: derived, so that two machines agree.

    A digest, because ids stand in logs and links, and an address may be a phone number.
    """
    text = f"{contact.channel}:{contact.address}"
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Client:
    """The person, as far as the person told us.  A client is not its phone."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    """E.164."""
    cpf: str | None = None
    """Digits only."""
    cnpj: str | None = None
    """Fourteen characters, letters allowed since 2026."""


@dataclass(frozen=True)
class MoneyRange:
    """An amount or a range in centavos, both ends included; both None: asked, and unknown."""

    from_centavos: int | None = None
    to_centavos: int | None = None


@dataclass(frozen=True)
class DateRange:
    """A day or a period, both ends included; `special` is "asap", "flexible" or None."""

    from_day: date | None = None
    to_day: date | None = None
    special: str | None = None


@dataclass(frozen=True)
class Qualification:
    """What the lead wants.  A field that was asked and is unknown holds an empty range."""

    need: str | None = None
    """In the lead's own words, never used as a template."""
    package_id: str | None = None
    """Named or chosen by the lead."""
    budget: MoneyRange | None = None
    deadline: DateRange | None = None


@dataclass(frozen=True)
class Offer:
    """A package and a price put before the lead; a change makes a new version."""

    number: str
    """What people call the proposal: another for each deal and version of a conversation."""
    version: int
    package_id: str
    title: str
    deliverables: tuple[str, ...]
    total_centavos: int
    deposit_centavos: int
    delivery_days: int
    """Business days."""
    offered_at: datetime
    valid_until: datetime
    by: str | None = None
    """The operator who made a custom offer; None for one from the catalogue."""

    @property
    def balance_centavos(self) -> int:
        """What is left to pay on delivery."""
        return self.total_centavos - self.deposit_centavos

    def is_over(self, at: datetime) -> bool:
        """Whether its last day has passed."""
        return at > self.valid_until


def offer_number_for(conversation_id: str, deal: int, version: int) -> str:
    """The number of an offer: another for each conversation, deal and version."""
    return f"{conversation_id[:6].upper()}-{deal}.{version}"


@dataclass(frozen=True)
class Acceptance:
    """The evidence that the lead accepted."""

    at: datetime
    message_id: str
    """The provider's id of the lead's message or tap."""
    how: str
    """By "button" or by "text"."""
    offer_number: str
    total_centavos: int
    proposal_sha256: str | None = None
    """Of the proposal PDF that had been delivered; None when it was sent as text only."""


class PaymentStatus(StrEnum):
    """What a provider says about the money of one checkout."""

    OPEN = "open"
    PENDING = "pending"
    """A boleto was issued or a Pix is on its way."""
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class ChargeKind(Word):
    """What money is asked for."""

    DEPOSIT = "deposit"
    """Before the work starts; its payment is what makes a sale."""
    BALANCE = "balance"
    """The rest, on delivery."""
    EXTRA = "extra"
    """Something that was agreed on afterwards."""


class DisputeStatus(Word):
    """Where it stands when a client has asked the bank for the money back."""

    OPEN = "open"
    WON = "won"
    """The money stays ours."""
    LOST = "lost"
    """The money is gone."""


class ChargeStatus(StrEnum):
    """What we know about money that we asked for."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class Checkout:
    """The provider's page where a charge can be paid.  It dies long before the offer does."""

    provider_ref: str
    url: str
    expires_at: datetime
    pix_code: str | None = None
    """What is copied into a bank's app, where the provider's page is a Pix code (BR Code)."""


@dataclass(frozen=True)
class Instructions:
    """How a payment that was begun can still be completed: the voucher of a boleto, a Pix code."""

    method: str
    """"boleto" or "pix"."""
    url: str | None = None
    """The provider's page that shows it again."""
    code: str | None = None
    """The boleto's digits, or the Pix code."""
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Payment:
    """Money that arrived, by the provider's word."""

    provider: str
    provider_ref: str
    """The provider's id of the checkout; unique with `provider`."""
    amount_centavos: int
    paid_at: datetime
    method: str | None = None
    """"card", "pix", "boleto"; None where the provider did not say."""
    refunded_centavos: int = 0
    """Cumulative."""
    dispute: DisputeStatus | None = None
    by: str | None = None
    """The operator who vouches for it; None: the provider does."""
    refund_asked_centavos: int = 0
    """What the provider was asked to send back and has not shown as sent yet."""

    @property
    def refundable_centavos(self) -> int:
        """What can still be sent back."""
        return self.kept_centavos - self.refund_asked_centavos

    @property
    def kept_centavos(self) -> int:
        """What is left of it: nothing once the bank has taken it back."""
        if self.dispute is DisputeStatus.LOST:
            return 0
        return self.amount_centavos - self.refunded_centavos


@dataclass(frozen=True)
class Charge:
    """Money asked for."""

    id: str
    amount_centavos: int
    description: str
    currency: str = CURRENCY
    status: ChargeStatus = ChargeStatus.OPEN
    attempt: int = 0
    """How many checkouts were asked for; part of the key that makes a second click harmless."""
    asked: bool = False
    """A checkout was asked for and the provider has not answered yet."""
    checkout: Checkout | None = None
    payments: tuple[Payment, ...] = ()
    kind: ChargeKind = ChargeKind.DEPOSIT
    instructions: Instructions | None = None
    """Of a payment that is on its way."""

    def live_checkout(self, at: datetime) -> Checkout | None:
        """The page that can be paid at `at`, if there is one."""
        return self.checkout if self.checkout and at < self.checkout.expires_at else None

    @property
    def received_centavos(self) -> int:
        """What arrived and was neither sent nor taken back."""
        return sum(payment.kept_centavos for payment in self.payments)

    @property
    def is_disputed(self) -> bool:
        """A bank is deciding whose the money is: no deadline counts until it has."""
        return any(payment.dispute is DisputeStatus.OPEN for payment in self.payments)


@dataclass(frozen=True)
class Briefing:
    """The client's answers, by field id; a draft until `submitted_at`."""

    answers: Mapping[str, str] = field(default_factory=dict)
    submitted_at: datetime | None = None


class ProjectStatus(StrEnum):
    """The life of the work itself, which goes on after the sale."""

    BRIEFING = "briefing"
    ACTIVE = "active"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Project:
    """The work that was sold; made when the deposit is paid."""

    title: str
    paid_at: datetime
    status: ProjectStatus = ProjectStatus.BRIEFING
    deadline: date | None = None
    """Local day; None until the briefing is complete."""


@dataclass(frozen=True)
class Waiting:
    """What we wait for (an answer to the offer, the deposit, the briefing), and our patience."""

    since: datetime
    """When it was asked for, or when something of it arrived last."""
    reminders: int = 0
    """How many of the reminders there are have had their time, sent or passed over."""


@dataclass(frozen=True)
class Deal:
    """One sale of a client."""

    number: int = 1
    wants: Qualification = Qualification()
    offer: Offer | None = None
    acceptance: Acceptance | None = None
    deposit: Charge | None = None
    further: tuple[Charge, ...] = ()
    """The balance, and extras."""
    void: tuple[Charge, ...] = ()
    """Deposits of offers that a newer offer replaced; money may still arrive for them."""
    briefing: Briefing = Briefing()
    project: Project | None = None
    lost: LostReason | None = None
    proposal_sha256: str | None = None
    """Of the PDF of the current offer, once it was delivered."""
    waiting: Waiting | None = None
    raised: tuple[str, ...] = ()
    """Topics that the lead has brought up and that are a person's matter the second time."""
    wants_reminder: bool = False
    """The lead wants to be reminded once before the offer ends."""

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Everything that was ever asked for, oldest kind first."""
        deposit = (self.deposit,) if self.deposit is not None else ()
        return (*deposit, *self.further, *self.void)

    @property
    def due(self) -> Charge | None:
        """What is to be paid now: the deposit, then the balance and extras in their order."""
        deposit = (self.deposit,) if self.deposit is not None else ()
        unpaid = (ChargeStatus.OPEN, ChargeStatus.PENDING)
        return next((each for each in (*deposit, *self.further) if each.status in unpaid), None)


@dataclass(frozen=True)
class Pending:
    """A text of the lead that waits for the end of the burst."""

    message_id: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """What the lead said, and what it was said in answer to."""

    messages: tuple[Pending, ...]
    expecting: Expecting
    choices: tuple[str, ...] = ()
    """Ids of the buttons shown last, in their order: "2" means the second one."""
    shown_by: str = ""
    """Key of the text that gave these buttons their titles (`effects.Text`)."""
    is_certain: bool = True
    """False: a machine heard it, or it was said before the question that is open now, so a yes
    in it is asked about again."""
    heard: str = ""
    """The words of a voice note that is part of it, as a machine heard them."""
    beside_file: bool = False
    """They came with a file, which was kept."""


@dataclass(frozen=True)
class ModelUse:
    """What a language model was asked in one conversation, and what came of it."""

    day: date | None = None
    """Local; what is counted by day is of this one."""
    calls: int = 0
    """Questions and voice notes of the day."""
    micros: int = 0
    """What they cost, in millionths of a US dollar."""
    refused: int = 0
    """Proposals of the day that were not believed."""
    total_micros: int = 0
    """What the conversation has cost on all days."""

    def on(self, day: date) -> ModelUse:
        """As it counts on a day: a new one begins at nothing."""
        return self if day == self.day else ModelUse(day, total_micros=self.total_micros)


@dataclass(frozen=True)
class ModelLimits:
    """How much a language model may be asked in one conversation and day."""

    daily_calls: int = 40
    daily_micros: int = 50_000
    """Millionths of a US dollar; no call is begun once they are spent."""
    listens: bool = True
    """Voice notes are heard."""
    refusals: int = 2
    """After so many proposals that were not believed a person is called."""

    def allow(self, use: ModelUse) -> bool:
        """Whether it may be asked once more; `use` is that of the day."""
        return (
            use.calls < self.daily_calls
            and use.micros < self.daily_micros
            and use.refused < self.refusals
        )


@dataclass(frozen=True)
class Conversation:
    """Everything the flow knows about one lead.  Only `Flow.step` makes the next one."""

    id: str
    contact: Contact
    state: State = State.LEAD
    version: int = 0
    """Grows by one for each event that was handled."""
    owner: Owner = Owner.BOT
    opted_out: bool = False
    expecting: Expecting = Expecting.NONE
    client: Client = Client()
    deal: Deal = Deal()
    earlier: tuple[Deal, ...] = ()
    """Deals before the current one; their charges still hear of their payments."""
    pending: tuple[Pending, ...] = ()
    timers: Mapping[Timer, int] = field(default_factory=dict)
    """The newest generation of each timer; generations only grow."""
    heard_at: datetime | None = None
    """When the lead wrote or tapped last."""
    human_at: datetime | None = None
    """When a person was called, took over or wrote last."""
    misunderstood: int = 0
    """Messages in a row that were not understood; the third calls a person."""
    choices: tuple[str, ...] = ()
    """Ids of the buttons of the open question, in their order: "2" means the second one."""
    shown_by: str = ""
    """Key of the text that gave these buttons their titles (`effects.Text`)."""
    model_use: ModelUse = ModelUse()
    reminded_at: tuple[datetime, ...] = ()
    """When we wrote without being asked, in the last seven days."""


@dataclass(frozen=True)
class Rules:
    """The business rules that an owner may change; every default is a decision."""

    company: str = "Estúdio Exemplo"
    human_name: str = "Rafa"
    """Who the bot says it will call."""
    payment_methods: str = "Pix, cartão ou boleto"
    """How a client can pay, in words."""
    installments: int = 1
    """Into how many a client can divide a payment by card; 1: we promise nothing."""
    portfolio_url: str = ""
    """Where leads can see earlier work; empty: nobody has said."""
    office: OfficeHours = OfficeHours()
    """When the person answers."""
    burst_seconds: int = 6
    """Texts wait this long for the next one; 0 answers each at once."""
    burst_limit_seconds: int = 20
    """…but never longer than this after the first."""
    proposal_days: int = 7
    """Calendar days; a proposal lives until the end of the last one."""
    payment_days: int = 3
    """An accepted proposal lives at least this long for the payment to arrive."""
    reminder_after_hours: int = 22
    """The payment reminder; inside WhatsApp's 24-hour window on purpose."""
    offer_reminder_hours: tuple[int, ...] = (1, 22, 72)
    """After the offer or the lead's last word, and then no more; () for none."""
    briefing_reminder_days: tuple[int, ...] = (1, 3, 7)
    """After the deposit or the client's last word; a day after the last, a person is told."""
    reminders_a_week: int = 4
    """At least 1: to one person, of whatever kind; never two on one day."""
    human_hours: int = 12
    """A person who has not written for so long has gone; the bot answers the next text."""
    silence_days: int = 7
    """Silence after the end of validity (or after the last message) that loses a deal."""
    quiet_from_hour: int = 20
    quiet_until_hour: int = 8
    """Local hours between which nothing proactive is sent; Sundays are quiet all day."""
    checkout_hours: int = 23
    """Stripe allows 24 at most (session `expires_at`, stripe-python 16.1)."""
    livemode: bool = False
    """Whether payments are expected to be real money; a snapshot of the other kind never counts."""
    model: ModelLimits | None = None
    """None: no language model is asked."""

    def end_of_quiet(self, at: datetime, calendar: Calendar) -> datetime:
        """
        The instant itself where something proactive may be sent, else when that will be (UTC).

        Quiet are the hours from `quiet_from_hour` to `quiet_until_hour`, and Sundays.
        """
        local = calendar.local(at)
        if local.hour >= self.quiet_from_hour:
            local = _at_hour(local + timedelta(days=1), self.quiet_until_hour)
        elif local.hour < self.quiet_until_hour:
            local = _at_hour(local, self.quiet_until_hour)
        if local.weekday() == SUNDAY:
            local = _at_hour(local + timedelta(days=1), self.quiet_until_hour)
        return local.astimezone(UTC)

    def start_of_quiet(self, at: datetime, calendar: Calendar) -> datetime:
        """When the quiet began that an instant falls into (UTC); the instant itself if none did."""
        if self.end_of_quiet(at, calendar) == at:
            return at
        local = calendar.local(at)
        if local.weekday() == SUNDAY or local.hour < self.quiet_until_hour:
            local -= timedelta(days=1)
        if local.weekday() == SUNDAY:
            local -= timedelta(days=1)
        return _at_hour(local, self.quiet_from_hour).astimezone(UTC)


SUNDAY = 6


def _at_hour(local: datetime, hour: int) -> datetime:
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)
