"""
A Turn is one event being handled: where guards look, and where actions write down what
changes and what must be done.  It lives only inside `Flow.step`, which makes the next
Conversation of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.effects import (
    AlertOwner,
    Effect,
    Link,
    LinkKind,
    Occasion,
    OpenTask,
    Purpose,
    Say,
    SendMessage,
    SetTimer,
    TaskKind,
    Text,
)
from autovenda_core.events import Event, Understood
from autovenda_core.faq import Faq
from autovenda_core.model import (
    Charge,
    Client,
    Contact,
    Conversation,
    Deal,
    Expecting,
    ModelUse,
    Offer,
    Owner,
    Pending,
    Qualification,
    Rules,
    State,
    Timer,
)
from autovenda_core.texts.wording import quoted
from autovenda_core.understanding.openings import OPENABLE
from autovenda_core.values import from_fields

__all__ = ["Turn"]

E = TypeVar("E", bound=Event, covariant=True)

_RANK = {
    Purpose.REPLY: 0,
    Purpose.REMINDER: 1,
    Purpose.OFFER: 2,
    Purpose.TRANSACTION: 3,
    Purpose.BRIEFING: 4,
}
"""Of the paragraphs of one message, the purpose that must not be lost decides."""


class Turn(Generic[E]):
    """
    The conversation as it changes, the effects as they come.

    What actions say is gathered into one message: people read one better than three, and
    WhatsApp bills each (Meta, "Send messages", service pricing from 2026-10-01).
    """

    __slots__ = (
        "__dict__",
        "_before",
        "_buttons",
        "_link",
        "_purpose",
        "_says",
        "_shown_by",
        "_with_proposal",
        "calendar",
        "catalog",
        "effects",
        "event",
        "faq",
        "has_news",
        "resume",
        "rules",
    )

    # The conversation's fields, free to be assigned until the turn is closed.  They alone live
    # in `__dict__`, so that they are copied all at once, which is cheaper than one by one.  What
    # no action may assign (id, state, version) is not declared, and mypy refuses it.
    owner: Owner
    opted_out: bool
    expecting: Expecting
    client: Client
    deal: Deal
    earlier: tuple[Deal, ...]
    pending: tuple[Pending, ...]
    timers: Mapping[Timer, int]
    heard_at: datetime | None
    human_at: datetime | None
    misunderstood: int
    choices: tuple[str, ...]
    shown_by: str
    reminded_at: tuple[datetime, ...]
    contact: Contact
    model_use: ModelUse

    def __init__(
        self,
        conversation: Conversation,
        event: E,
        catalog: Catalog,
        rules: Rules,
        calendar: Calendar,
        faq: Faq,
    ) -> None:
        self.__dict__ = conversation.__dict__.copy()
        self._before = conversation
        self.event = event
        self.catalog = catalog
        self.rules = rules
        self.calendar = calendar
        self.faq = faq

        self.effects: list[Effect] = []
        self.resume = False
        """The open question should be asked (again) once the message has been read through."""
        self.has_news = False
        """The message told something new about what the lead wants."""
        self._says: tuple[Say, ...] = ()
        self._buttons: tuple[str, ...] = ()
        self._shown_by = ""
        self._link: Link | None = None
        self._with_proposal = False
        self._purpose = Purpose.REPLY

    def close(self, state: State) -> tuple[Conversation, tuple[Effect, ...]]:
        """The next conversation, and everything that must be done."""
        if self._says:
            self._says = self._preface(state) + self._says
            self.effects.append(self._message(state))
            if self._buttons or self._asks_something_else(state):
                self.choices, self.shown_by = self._buttons, self._shown_by
        moved = {"state": state, "version": self._before.version + 1}
        return from_fields(Conversation, self.__dict__ | moved), tuple(self.effects)

    # ------------------------------------------------------------------ where guards look

    @property
    def at(self) -> datetime:
        """When the event happened: the only clock."""
        return self.event.at

    @property
    def before(self) -> Conversation:
        """The conversation as the event found it."""
        return self._before

    @property
    def conversation_id(self) -> str:
        """Whose turn it is."""
        return self._before.id

    @property
    def human_answers(self) -> bool:
        """A person answers, not the bot."""
        return self.owner is Owner.HUMAN

    @property
    def has_spoken(self) -> bool:
        """Whether something was said in this turn."""
        return bool(self._says)

    def has_said(self, text: Text) -> bool:
        """Whether this very text is part of the message."""
        return any(say.text is text for say in self._says)

    @property
    def who(self) -> str:
        """The lead, in a sentence to the operator."""
        return quoted(self.client.name) if self.client.name else "Um lead"

    # ------------------------------------------------------------------ timers

    def arm(self, timer: Timer, due_at: datetime) -> None:
        """Set a timer; firings of its older generations become stale."""
        self.effects.append(SetTimer(timer, self.disarm(timer), due_at))

    def disarm(self, timer: Timer) -> int:
        """Make every firing of a timer stale; its new generation."""
        generation = self.timers.get(timer, 0) + 1
        self.timers = {**self.timers, timer: generation}
        return generation

    # ------------------------------------------------------------------ what is said

    def say(
        self,
        text: Text,
        *,
        offer: Offer | None = None,
        wants: Qualification | None = None,
        packages: tuple[str, ...] = (),
        at: datetime | None = None,
        day: date | None = None,
        charge: Charge | None = None,
        topic: str = "",
        purpose: Purpose = Purpose.REPLY,
    ) -> None:
        """Add a paragraph to the message of this turn."""
        amount, subject = (charge.amount_centavos, charge.description) if charge else (None, None)
        self._says += (Say(text, offer, wants, packages, at, day, amount, subject, topic=topic),)
        if _RANK[purpose] > _RANK[self._purpose]:
            self._purpose = purpose

    def answer(self, text: Text, *, offer: Offer | None = None) -> None:
        """Say something that does not end the matter: the open question is asked again."""
        self.say(text, offer=offer)
        self.resume = True

    def add_buttons(self, *ids: str) -> None:
        """Put reply buttons under the message, in the order of the titles of what was said last."""
        self._buttons = ids
        self._shown_by = self._says[-1].text

    def add_link(self, kind: LinkKind, deal: Deal | None = None) -> None:
        """Let the message lead to a page of a deal, by default the current one."""
        deal = deal or self.deal
        version = deal.offer.version if deal.offer and kind is LinkKind.PROPOSAL else 1
        self._link = Link(kind, self._before.id, deal.number, version)

    def add_proposal(self) -> None:
        """Send the proposal of the current offer with the message."""
        self.add_link(LinkKind.PROPOSAL)
        self._with_proposal = True

    def _preface(self, state: State) -> tuple[Say, ...]:
        """What stands before our own texts: what we heard, and a model's courtesy."""
        event = self.event
        if not isinstance(event, Understood):
            return ()
        says = []
        if heard := quoted(event.heard):
            says.append(Say(Text.AUDIO_HEARD, words=heard))
        if event.opening and OPENABLE.issuperset({self._before.state, state}):
            says.append(Say(Text.OPENING, words=event.opening))
        return tuple(says)

    def _asks_something_else(self, state: State) -> bool:
        """A word in between leaves the open question open, and its buttons good."""
        before = self._before
        return (state, self.expecting) != (before.state, before.expecting)

    def _message(self, state: State) -> SendMessage:
        is_reminder = self._purpose is Purpose.REMINDER
        return SendMessage(
            self._says,
            self._purpose,
            self._buttons,
            self._link,
            self._with_proposal,
            self.client.name,
            occasion=Occasion(state, self.at) if is_reminder else None,
        )

    # ------------------------------------------------------------------ who must know

    def call(self, kind: TaskKind, summary: str) -> None:
        """Open a task and tell the owner."""
        self.effects += (OpenTask(kind, summary), AlertOwner(summary))
