"""A Store in memory: everything that the real ones promise, except to outlive the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from autovenda_core.effects import (
    Effect,
    OpenTask,
    Purpose,
    SendMessage,
    SetTimer,
    TaskKind,
    Understand,
)
from autovenda_core.events import ButtonPressed, Event, MediaReceived, TextReceived
from autovenda_core.model import Conversation
from autovenda_core.ports.store import (
    Applied,
    Claim,
    Decide,
    Decision,
    Incoming,
    LoggedMessage,
    Receipt,
)
from autovenda_core.ports.wake import Wake, WakeAt

__all__ = ["Fact", "FakeWake", "MemoryStore", "Message", "QueuedEffect", "Task"]


class FakeWake:
    """Fits the Wake port.  Rings nothing; keeps the alarms for a test to look at."""

    def __init__(self) -> None:
        self.alarms: list[WakeAt] = []

    def set(self, wakes: list[WakeAt]) -> None:
        """Remember alarms."""
        self.alarms += wakes


@dataclass(frozen=True)
class Fact:
    """An inbox row."""

    seq: int
    incoming: Incoming
    received_at: datetime
    done_at: datetime | None = None
    error: str | None = None
    applied: tuple[Applied, ...] = ()
    """What it led to."""


@dataclass(frozen=True)
class QueuedEffect:
    """An effect row."""

    seq: int
    key: str
    conversation_id: str
    effect: Effect
    due_at: datetime
    attempts: int = 0
    unknown: int = 0
    lease_until: datetime | None = None
    done_at: datetime | None = None
    error: str | None = None

    @property
    def lane(self) -> str | None:
        """Messages of one conversation go out in order; everything else when it is due."""
        in_line = isinstance(self.effect, SendMessage) and self.effect.in_line
        return self.conversation_id if in_line else None


@dataclass(frozen=True)
class Message:
    """A line of the message log."""

    conversation_id: str
    direction: str
    author: str
    text: str
    provider_message_id: str
    at: datetime


@dataclass(frozen=True)
class Task:
    """Something for the operator."""

    conversation_id: str
    kind: TaskKind
    summary: str
    opened_at: datetime


class MemoryStore:
    """Fits the Store port.  One event loop; the attributes are there for tests to look at."""

    def __init__(self, wake: Wake | None = None) -> None:
        self._wake = wake or FakeWake()
        self._facts: dict[int, Fact] = {}
        self._effects: dict[int, QueuedEffect] = {}
        self._seen: set[tuple[str, str]] = set()
        self.conversations: dict[str, Conversation] = {}
        self.parked: dict[str, str] = {}
        """Why no fact of a conversation is handled any more, by its id."""
        self.messages: list[Message] = []
        self.tasks: list[Task] = []

    @property
    def inbox(self) -> list[Fact]:
        """Every fact that arrived, in order."""
        return list(self._facts.values())

    @property
    def effects(self) -> list[QueuedEffect]:
        """Every effect that was decided, in order, done or not."""
        return list(self._effects.values())

    async def receive(self, incoming: Sequence[Incoming], at: datetime) -> Receipt:
        """See `Store.receive`."""
        for fact in incoming:
            if fact.contact and fact.conversation_id not in self.conversations:
                opened = Conversation(fact.conversation_id, fact.contact)
                self.conversations[fact.conversation_id] = opened
        new = tuple(self._put(fact, at) for fact in incoming)
        woken = {
            fact.conversation_id: None
            for fact, is_new in zip(incoming, new, strict=True)
            if is_new and fact.event and fact.conversation_id in self.conversations
        }
        self._wake.set([_turn_wake(conversation_id, at) for conversation_id in woken])
        return Receipt(new)

    async def turn(self, conversation_id: str, decide: Decide, at: datetime) -> int:
        """See `Store.turn`."""
        handled = 0
        if conversation_id in self.parked:
            return handled
        for fact in self._unread(conversation_id):
            assert fact.incoming.event is not None, "a fact without an event is done at once"
            try:
                decision = decide(self.conversations[conversation_id], fact.incoming.event)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
                self._park(fact, error, at)
                break
            self._apply(fact, decision, at)
            handled += 1
        return handled

    async def claim(self, seq: int, at: datetime, lease_seconds: float) -> Claim | None:
        """See `Store.claim`."""
        row = self._effects.get(seq)
        if row is None or row not in self._heads() or not _is_free(row, at):
            return None
        row = replace(
            row,
            unknown=row.unknown + (row.lease_until is not None),
            lease_until=at + timedelta(seconds=lease_seconds),
        )
        self._effects[seq] = row
        conversation = self.conversations[row.conversation_id]
        return Claim(seq, row.key, conversation, row.effect, row.due_at, row.attempts, row.unknown)

    async def finish(
        self,
        claim: Claim,
        at: datetime,
        *,
        events: Sequence[Event] = (),
        message: LoggedMessage | None = None,
        error: str | None = None,
    ) -> bool:
        """See `Store.finish`."""
        row = self._effects[claim.seq]
        if row.done_at is not None:
            return False
        self._effects[claim.seq] = replace(row, done_at=at, error=error, lease_until=None)
        if message is not None:
            self.messages.append(_outbound(row, message, at))
        for index, event in enumerate(events):
            self._put(Incoming("effect", f"{row.key}:{index}", row.conversation_id, event), at)
        wakes = [
            _effect_wake(head) for head in self._heads() if head.lane and head.lane == row.lane
        ]
        self._wake.set(wakes + ([_turn_wake(row.conversation_id, at)] if events else []))
        return True

    async def retry(
        self, claim: Claim, due_at: datetime, error: str, *, unknown: bool = False
    ) -> None:
        """See `Store.retry`."""
        row = self._effects[claim.seq]
        ours = (row.attempts, row.unknown) == (claim.attempts, claim.unknown)
        if row.done_at is not None or not ours:
            return
        self._effects[claim.seq] = replace(
            row,
            due_at=due_at,
            error=error,
            lease_until=None,
            attempts=row.attempts + (not unknown),
            unknown=row.unknown + unknown,
        )
        self._wake.set([_effect_wake(self._effects[claim.seq])])

    async def waiting(self, until: datetime) -> Sequence[WakeAt]:
        """See `Store.waiting`."""
        unread = {
            fact.incoming.conversation_id: fact.received_at
            for fact in reversed(self.inbox)
            if fact.done_at is None and fact.incoming.conversation_id not in self.parked
        }
        turns = [_turn_wake(conversation_id, at) for conversation_id, at in unread.items()]
        due = [_effect_wake(row) for row in self._heads() if _is_free(row, until)]
        return sorted(turns + due)

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """See `Store.conversation`."""
        return self.conversations.get(conversation_id)

    async def replay(self, conversation_id: str) -> Sequence[Event]:
        """See `Store.replay`."""
        return [
            applied.event
            for fact in self.inbox
            if fact.incoming.conversation_id == conversation_id
            for applied in fact.applied
        ]

    def _put(self, incoming: Incoming, at: datetime) -> bool:
        identity = (incoming.source, incoming.external_id)
        if identity in self._seen:
            return False
        self._seen.add(identity)
        known = incoming.conversation_id in self.conversations
        seq = len(self._facts) + 1
        self._facts[seq] = Fact(
            seq,
            incoming,
            received_at=at,
            done_at=None if known and incoming.event else at,
            error=None if known or not incoming.event else "no such conversation",
        )
        return True

    def _unread(self, conversation_id: str) -> list[Fact]:
        return [
            fact
            for fact in self.inbox
            if fact.done_at is None and fact.incoming.conversation_id == conversation_id
        ]

    def _park(self, fact: Fact, error: Exception, at: datetime) -> None:
        conversation_id = fact.incoming.conversation_id
        self._facts[fact.seq] = replace(fact, error=type(error).__name__)
        self.parked[conversation_id] = type(error).__name__
        self.tasks.append(Task(conversation_id, TaskKind.POISON, "A conversa está parada.", at))

    def _apply(self, fact: Fact, decision: Decision, at: datetime) -> None:
        conversation_id = fact.incoming.conversation_id
        self._facts[fact.seq] = replace(fact, done_at=at, applied=decision.applied)
        self.conversations[conversation_id] = decision.conversation
        self.messages += [
            message
            for applied in decision.applied
            if (message := _inbound(conversation_id, applied.event))
        ]
        before = len(self._effects)
        effects = (effect for applied in decision.applied for effect in applied.effects)
        for index, effect in enumerate(effects):
            self._do(f"{conversation_id}:{fact.seq}:{index}", conversation_id, effect, at)
        self._wake.set([_effect_wake(row) for row in self._heads() if row.seq > before])

    def _do(self, key: str, conversation_id: str, effect: Effect, at: datetime) -> None:
        if isinstance(effect, OpenTask):
            self.tasks.append(Task(conversation_id, effect.kind, effect.summary, at))
        elif not isinstance(effect, Understand):
            seq = len(self._effects) + 1
            due_at = effect.due_at if isinstance(effect, SetTimer) else at
            self._effects[seq] = QueuedEffect(seq, key, conversation_id, effect, due_at)

    def _heads(self) -> list[QueuedEffect]:
        """The open effects that nothing in their lane has to be done before."""
        lanes = set[str]()
        heads = []
        for row in self.effects:
            if row.done_at is None and row.lane not in lanes:
                heads.append(row)
                lanes |= {row.lane} if row.lane else set()
        return heads


def _is_free(row: QueuedEffect, at: datetime) -> bool:
    """Whether an open effect is due, and nobody holds its lease."""
    return row.due_at <= at and (row.lease_until is None or row.lease_until <= at)


def _turn_wake(conversation_id: str, at: datetime) -> WakeAt:
    return WakeAt(at, f"turn:{conversation_id}")


def _effect_wake(row: QueuedEffect) -> WakeAt:
    return WakeAt(max(row.due_at, row.lease_until or row.due_at), f"effect:{row.seq}")


def _inbound(conversation_id: str, event: Event) -> Message | None:
    match event:
        case TextReceived():
            text = event.text
        case ButtonPressed():
            text = event.title or event.button_id
        case MediaReceived():
            text = event.caption
        case _:
            return None
    return Message(conversation_id, "in", "lead", text, event.message_id, event.at)


def _outbound(row: QueuedEffect, sent: LoggedMessage, at: datetime) -> Message:
    by_hand = isinstance(row.effect, SendMessage) and row.effect.purpose is Purpose.OPERATOR
    author = "operator" if by_hand else "bot"
    return Message(row.conversation_id, "out", author, sent.text, sent.provider_message_id, at)
