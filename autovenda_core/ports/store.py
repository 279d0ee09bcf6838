"""
Port: durable conversations, inbox, effects.

`receive` (a fact arrives) → `turn` (the facts of one conversation are handled) → `claim` /
`finish` / `retry` (an effect is done) → its answer is received again.  Each method is one
transaction; none of them calls the outside.  Whoever calls them handles the wakes by itself:
an adapter hands them to its Wake port in, or right after, the transaction that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from autovenda_core.effects import Effect
from autovenda_core.events import Event
from autovenda_core.identity import Identity
from autovenda_core.model import Contact, Conversation
from autovenda_core.ports.wake import WakeAt

__all__ = [
    "Applied",
    "Claim",
    "Decide",
    "Decision",
    "Incoming",
    "LoggedMessage",
    "Receipt",
    "Store",
]


@dataclass(frozen=True)
class Incoming:
    """A fact on its way into the inbox."""

    source: str
    """Who says so: "telegram", "stripe", "page", "operator", "effect", "timer"…"""
    external_id: str
    """Unique with `source`: the second copy of a fact changes nothing."""
    conversation_id: str
    """Which one it is about; of a person (`identities`) only the one to be opened if nobody
    knows them yet."""
    event: Event | None
    """None: nothing for the flow; it is kept, and done."""
    contact: Contact | None = None
    """Whose words these are: given where a fact may open a new conversation."""
    identities: tuple[Identity, ...] = ()
    """All of one person: the conversation is theirs on the channel `source`.  Identities that
    were thought to be several people make them one."""
    about_message: str | None = None
    """The provider's id of a message of ours: the conversation is the one that sent it."""
    raw: str | None = None
    """The body it came in, as received."""


@dataclass(frozen=True)
class Receipt:
    """What became of incoming facts, in their order."""

    new: tuple[bool, ...]
    """False: a second copy."""
    conversation_ids: tuple[str | None, ...] = ()
    """Whose facts they became; None: nobody's, they are only kept."""


@dataclass(frozen=True)
class Applied:
    """One event and what the flow made of it."""

    event: Event
    conversation: Conversation
    effects: tuple[Effect, ...]
    rows: tuple[str, ...] = ()
    """Which rows of the table fired: why it did what it did."""


@dataclass(frozen=True)
class Decision:
    """
    What one inbox row led to: its own event first, then those derived from it at once
    (`Understood`, when rules read the text).  Replaying the same events gives the same.
    """

    applied: tuple[Applied, ...]
    fingerprint: str
    """Of the flow that decided."""

    @property
    def conversation(self) -> Conversation:
        """Where the conversation stands after it."""
        return self.applied[-1].conversation


Decide: TypeAlias = Callable[[Conversation, Event], Decision]
"""Pure; called inside the transaction of a turn, once for each inbox row."""


@dataclass(frozen=True)
class LoggedMessage:
    """A message that went out, exactly as it was sent."""

    text: str
    provider_message_id: str
    payload: str = "{}"
    """JSON of what went with it: buttons, link, document."""


@dataclass(frozen=True)
class Claim:
    """An effect that is ours to do until the lease ends."""

    seq: int
    key: str
    """`conversation:inbox seq:index`: the idempotency key."""
    conversation: Conversation
    """As it is now, for the checks at the moment of doing it."""
    effect: Effect
    due_at: datetime
    attempts: int
    """Definite failures before this one."""
    unknown: int
    """Earlier claims whose outcome nobody knows: we died, or the answer was lost."""
    confirmed_as: str | None = None
    """The provider's id under which a status reported that this very message arrived."""


class Store(Protocol):
    """
    Durable state.  All times are aware UTC; every method may raise Unavailable when the
    store is down, and then nothing of the call has happened.
    """

    async def receive(self, incoming: Sequence[Incoming], at: datetime) -> Receipt:
        """
        Put facts into the inbox, all or none; wake the turns of their conversations.

        Facts with `identities` go to the person who has any of them, and teach the others; two
        people who turn out to be one are merged, which is recorded, and the conversation that
        is further in its sale goes on; a `TakenOver` comes first in it, if a person answered in the
        other.  A message from another address than the last one is preceded by a `ContactMoved`,
        unless it is older than the last move.

        A conversation that does not exist is made when `contact` is given; otherwise the fact
        is kept without one (`inbox.conversation_id` empty, marked done with an error).
        """
        ...

    async def turn(self, conversation_id: str, decide: Decide, at: datetime) -> int:
        """
        Handle what waits in the inbox of one conversation, in order; how many facts that were.

        In one transaction: conversation, effects, timers, message log, projections.  An event
        on which `decide` raises is rolled back to its savepoint and marked; the conversation is
        parked (later facts wait) and a task is opened.
        """
        ...

    async def claim(self, seq: int, at: datetime, lease_seconds: float) -> Claim | None:
        """
        Take an effect, if it is due, open, the head of its lane, and nobody holds its lease.

        A lease that ran out counts as one more `unknown`.
        """
        ...

    async def finish(
        self,
        claim: Claim,
        at: datetime,
        *,
        events: Sequence[Event] = (),
        message: LoggedMessage | None = None,
        identities: Sequence[Identity] = (),
        error: str | None = None,
    ) -> bool:
        """
        Close an effect: its answers go into the inbox, the next of its lane is woken.

        `identities` are what the call taught about the person; `error` closes it as
        given up.  False: somebody else closed it already; nothing changed.
        """
        ...

    async def retry(
        self, claim: Claim, due_at: datetime, error: str, *, unknown: bool = False
    ) -> None:
        """Give an effect back, to be done not before `due_at`; `unknown`: it may have been done."""
        ...

    async def waiting(self, until: datetime) -> Sequence[WakeAt]:
        """
        Every turn with unread facts and every open effect at the head of its lane that is due by
        `until` (a leased one: when its lease ends).  With the end of time: what a process sets
        its alarms to at start; with now: what the sweeper finds after a lost alarm.
        """
        ...

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Where a conversation stands now."""
        ...

    async def replay(self, conversation_id: str) -> Sequence[Event]:
        """Every event that was applied to a conversation, in order, derived ones included."""
        ...
