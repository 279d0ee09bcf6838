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
    OpenTask,
    Purpose,
    Say,
    SendMessage,
    SetTimer,
    TaskKind,
    Text,
)
from autovenda_core.events import Event
from autovenda_core.model import (
    Charge,
    Client,
    Contact,
    Conversation,
    Deal,
    Expecting,
    Offer,
    Owner,
    Pending,
    Qualification,
    Rules,
    State,
    Timer,
)
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
        "_with_proposal",
        "calendar",
        "catalog",
        "effects",
        "event",
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
    contact: Contact

    def __init__(
        self,
        conversation: Conversation,
        event: E,
        catalog: Catalog,
        rules: Rules,
        calendar: Calendar,
    ) -> None:
        self.__dict__ = conversation.__dict__.copy()
        self._before = conversation
        self.event = event
        self.catalog = catalog
        self.rules = rules
        self.calendar = calendar

        self.effects: list[Effect] = []
        self.resume = False
        """The open question should be asked (again) once the message has been read through."""
        self.has_news = False
        """The message told something new about what the lead wants."""
        self._says: tuple[Say, ...] = ()
        self._buttons: tuple[str, ...] = ()
        self._link: Link | None = None
        self._with_proposal = False
        self._purpose = Purpose.REPLY

    def close(self, state: State) -> tuple[Conversation, tuple[Effect, ...]]:
        """The next conversation, and everything that must be done."""
        if self._says:
            self.effects.append(self._message())
            self.choices = self._buttons
        moved = {"state": state, "version": self._before.version + 1}
        return from_fields(Conversation, self.__dict__ | moved), tuple(self.effects)

    # ------------------------------------------------------------------ where guards look

    @property
    def at(self) -> datetime:
        """When the event happened: the only clock."""
        return self.event.at

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

    @property
    def who(self) -> str:
        """The lead, in a sentence to the operator."""
        return self.client.name or "Um lead"

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
        purpose: Purpose = Purpose.REPLY,
    ) -> None:
        """Add a paragraph to the message of this turn."""
        asked = (charge.amount_centavos, charge.description) if charge is not None else ()
        self._says += (Say(text, offer, wants, packages, at, day, *asked),)
        if _RANK[purpose] > _RANK[self._purpose]:
            self._purpose = purpose

    def answer(self, text: Text, *, offer: Offer | None = None) -> None:
        """Say something that does not end the matter: the open question is asked again."""
        self.say(text, offer=offer)
        self.resume = True

    def add_buttons(self, *ids: str) -> None:
        """Put reply buttons under the message, in the order of the text's titles."""
        self._buttons = ids

    def add_link(self, kind: LinkKind, deal: Deal | None = None) -> None:
        """Let the message lead to a page of a deal, by default the current one."""
        deal = deal or self.deal
        version = deal.offer.version if deal.offer and kind is LinkKind.PROPOSAL else 1
        self._link = Link(kind, self._before.id, deal.number, version)

    def add_proposal(self) -> None:
        """Send the proposal of the current offer with the message."""
        self.add_link(LinkKind.PROPOSAL)
        self._with_proposal = True

    def _message(self) -> SendMessage:
        return SendMessage(
            self._says,
            self._purpose,
            self._buttons,
            self._link,
            self._with_proposal,
            self.client.name,
        )

    # ------------------------------------------------------------------ who must know

    def call(self, kind: TaskKind, summary: str) -> None:
        """Open a task and tell the owner."""
        self.effects += (OpenTask(kind, summary), AlertOwner(summary))
