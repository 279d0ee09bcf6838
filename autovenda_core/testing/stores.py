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
from autovenda_core.events import (
    ButtonPressed,
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    Event,
    MediaKept,
    MediaLost,
    MediaReceived,
    OwnerTyped,
    TakenOver,
    TextReceived,
    Transcribed,
)
from autovenda_core.identity import Identity
from autovenda_core.model import Conversation
from autovenda_core.ports.channel import key_of_message
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
from autovenda_core.testing.people import MemoryPeople

__all__ = ["Fact", "FakeWake", "File", "MemoryStore", "Message", "QueuedEffect", "Task"]


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
    confirmed_as: str | None = None

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
    delivery: DeliveryStatus | None = None
    delivery_code: str | None = None

    def is_ours(self, message_id: str) -> bool:
        """Whether it is the message that we sent with this id."""
        return self.direction == "out" and self.provider_message_id == message_id


@dataclass(frozen=True)
class File:
    """What became of a file that the lead sent."""

    name: str | None = None
    error: str | None = None


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
        self.people = MemoryPeople(self.conversations)
        self.messages: list[Message] = []
        self.files: dict[tuple[str, str, str], File] = {}
        """By conversation, message and media id."""
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
        taken = [self._take(fact, at) for fact in incoming]
        woken = {
            fact.conversation_id: None for fact, is_new in taken if is_new and self._waits(fact)
        }
        self._wake.set([_turn_wake(conversation_id, at) for conversation_id in woken])
        new = tuple(is_new for _, is_new in taken)
        return Receipt(new, tuple(fact.conversation_id or None for fact, _ in taken))

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
        return Claim(
            seq,
            row.key,
            self.conversations[row.conversation_id],
            row.effect,
            row.due_at,
            row.attempts,
            row.unknown,
            row.confirmed_as,
        )

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
        """See `Store.finish`."""
        row = self._effects[claim.seq]
        if row.done_at is not None:
            return False
        self._effects[claim.seq] = replace(row, done_at=at, error=error, lease_until=None)
        facts = [
            Incoming("effect", f"{row.key}:{index}", row.conversation_id, event)
            for index, event in enumerate(events)
        ]
        if message is not None:
            self.messages.append(_outbound(row, message, at))
            facts += self._catch_up(row.conversation_id, message.provider_message_id)
        self.people.teach(row.conversation_id, identities)
        self._take_over(at)
        for fact in facts:
            self._put(fact, at)
        wakes = [
            _effect_wake(head) for head in self._heads() if head.lane and head.lane == row.lane
        ]
        self._wake.set(wakes + ([_turn_wake(row.conversation_id, at)] if facts else []))
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

    def _take(self, fact: Incoming, at: datetime) -> tuple[Incoming, bool]:
        """A fact as it stands in the inbox, with whose it is; and whether it is new."""
        fact = replace(fact, conversation_id=self._conversation_of(fact) or "")
        self._take_over(at)
        if isinstance(fact.event, OwnerTyped) and self._sent(fact, fact.event.message_id):
            fact = replace(fact, event=None)
        self._follow(fact, at)
        return fact, self._put(fact, at)

    def _conversation_of(self, fact: Incoming) -> str | None:
        contact = fact.contact
        if fact.about_message is not None:
            sender = self._sender_of(fact, fact.about_message)
            if sender is not None:
                self.people.teach(sender, fact.identities)
            return sender
        identities = fact.identities
        if not identities:
            if fact.conversation_id in self.conversations:
                return fact.conversation_id
            if contact is None:
                return None
            identities = (Identity(contact.channel, contact.address),)
        channel = contact.channel if contact else fact.source
        return self.people.find(identities, channel, contact, fact.conversation_id)

    def _take_over(self, at: datetime) -> None:
        """A person who answered in a conversation that ended answers where it goes on."""
        while self.people.taken_over:
            ended, goes_on = self.people.taken_over.popitem()
            self._put(Incoming("merge", ended, goes_on, TakenOver(at, "merge")), at)
            self._wake.set([_turn_wake(goes_on, at)])

    def _sender_of(self, fact: Incoming, message_id: str) -> str | None:
        """The conversation that a message of ours belongs to, by its id or its effect's key."""
        for message in reversed(self.messages):
            channel = self.conversations[message.conversation_id].contact.channel
            if channel == fact.source and message.is_ours(message_id):
                return message.conversation_id
        reported = fact.event.key if isinstance(fact.event, DeliveryReported) else None
        key = key_of_message(reported or "")
        for row in self.effects:
            if row.key == key and isinstance(row.effect, SendMessage):
                return row.conversation_id
        return None

    def _sent(self, fact: Incoming, message_id: str) -> bool:
        return any(
            message.conversation_id == fact.conversation_id and message.is_ours(message_id)
            for message in self.messages
        )

    def _follow(self, fact: Incoming, at: datetime) -> None:
        """If the person writes from another address than the last one, answers go there."""
        contact, event, conversation_id = fact.contact, fact.event, fact.conversation_id
        if contact is None or event is None or not fact.identities:
            return
        is_told_by_channel = fact.source == contact.channel
        is_elsewhere = contact.address != self.people.addresses[conversation_id]
        is_new = (fact.source, fact.external_id) not in self._seen
        is_late = self._moved_after(conversation_id, event.at)
        if is_told_by_channel and is_elsewhere and is_new and not is_late:
            moved = ContactMoved(event.at, contact.address)
            moved_id = f"{fact.external_id}:moved"
            self._put(Incoming(fact.source, moved_id, conversation_id, moved), at)

    def _moved_after(self, conversation_id: str, at: datetime) -> bool:
        moves = [
            fact.incoming.event.at
            for fact in self.inbox
            if fact.incoming.conversation_id == conversation_id
            and isinstance(fact.incoming.event, ContactMoved)
        ]
        return bool(moves) and moves[-1] > at

    def _catch_up(self, conversation_id: str, message_id: str) -> list[Incoming]:
        """
        What was reported about a message before the answer of the call that sent it was here.

        What is in its conversation already is noted; what nobody knew to be ours comes as facts.
        """
        channel = self.conversations[conversation_id].contact.channel
        reports = [
            fact.incoming
            for fact in self.inbox
            if (fact.incoming.source, fact.incoming.about_message) == (channel, message_id)
        ]
        for report in reports:
            if report.conversation_id and isinstance(report.event, DeliveryReported):
                self._deliver(report.conversation_id, report.event)
        return [
            replace(
                report,
                external_id=f"{report.external_id}:found",
                conversation_id=conversation_id,
            )
            for report in reports
            if not report.conversation_id
        ]

    def _waits(self, fact: Incoming) -> bool:
        return fact.event is not None and fact.conversation_id in self.conversations

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
            done_at=None if self._waits(incoming) else at,
            error=None if known or not incoming.event else "no such conversation",
        )
        if known and isinstance(incoming.event, ContactMoved):
            self.people.addresses[incoming.conversation_id] = incoming.event.address
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
        for applied in decision.applied:
            self._note(conversation_id, applied.event)
        before = len(self._effects)
        effects = (effect for applied in decision.applied for effect in applied.effects)
        for index, effect in enumerate(effects):
            self._do(f"{conversation_id}:{fact.seq}:{index}", conversation_id, effect, at)
        self._wake.set([_effect_wake(row) for row in self._heads() if row.seq > before])

    def _note(self, conversation_id: str, event: Event) -> None:
        """Write down what an event says about messages and files."""
        message = _said(conversation_id, event)
        if message is not None:
            self.messages.append(message)
        match event:
            case MediaReceived(media_id=str(media_id)):
                self.files.setdefault((conversation_id, event.message_id, media_id), File())
            case MediaKept():
                file = (conversation_id, event.message_id, event.media_id)
                self.files[file] = File(name=event.name)
            case MediaLost():
                file = (conversation_id, event.message_id, event.media_id)
                self.files[file] = File(error=event.reason)
            case DeliveryReported():
                self._deliver(conversation_id, event)
            case _:
                pass

    def _deliver(self, conversation_id: str, event: DeliveryReported) -> None:
        self.messages = [
            replace(message, delivery=event.status, delivery_code=event.code)
            if message.conversation_id == conversation_id
            and message.is_ours(event.message_id)
            and (message.delivery is None or message.delivery.rank < event.status.rank)
            else message
            for message in self.messages
        ]
        if event.key is None or event.status.is_failure:
            return
        for seq, row in self._effects.items():
            if (row.key, row.conversation_id, row.done_at) == (event.key, conversation_id, None):
                self._effects[seq] = replace(row, confirmed_as=event.message_id)

    def _do(self, key: str, conversation_id: str, effect: Effect, at: datetime) -> None:
        if isinstance(effect, OpenTask):
            self._open(Task(conversation_id, effect.kind, effect.summary, at), effect.is_gathered)
        elif not isinstance(effect, Understand):
            seq = len(self._effects) + 1
            due_at = effect.due_at if isinstance(effect, SetTimer) else at
            self._effects[seq] = QueuedEffect(seq, key, conversation_id, effect, due_at)

    def _open(self, task: Task, is_gathered: bool) -> None:
        same = (task.conversation_id, task.kind)
        known = [each for each in self.tasks if (each.conversation_id, each.kind) == same]
        if not is_gathered or not known:
            self.tasks.append(task)
        elif task.summary not in known[0].summary:
            summary = f"{known[0].summary} {task.summary}"
            self.tasks[self.tasks.index(known[0])] = replace(known[0], summary=summary)

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


def _said(conversation_id: str, event: Event) -> Message | None:
    direction, author = "in", "lead"
    match event:
        case TextReceived():
            text = event.text
        case ButtonPressed():
            text = event.title or event.button_id
        case MediaReceived():
            text = event.caption
        case Transcribed() if event.text:
            text = event.text
        case OwnerTyped():
            direction, author, text = "out", "operator", event.text
        case _:
            return None
    return Message(conversation_id, direction, author, text, event.message_id, event.at)


def _outbound(row: QueuedEffect, sent: LoggedMessage, at: datetime) -> Message:
    by_hand = isinstance(row.effect, SendMessage) and row.effect.purpose is Purpose.OPERATOR
    author = "operator" if by_hand else "bot"
    return Message(row.conversation_id, "out", author, sent.text, sent.provider_message_id, at)
