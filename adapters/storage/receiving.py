"""Facts arrive: each finds its conversation, or opens it, and waits there for its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from adapters.storage.inbox import Wakes, exists, is_there, put, turn_wake
from adapters.storage.messages import conversation_that_sent, was_sent_by_us
from adapters.storage.people import Mention, People, meet
from adapters.storage.tables import INBOX
from autovenda_core.codec import decode_event
from autovenda_core.events import ContactMoved, DeliveryReported, OwnerTyped
from autovenda_core.identity import Identity
from autovenda_core.ports.store import Incoming, Receipt

__all__ = ["receive"]

_MOVED = "ContactMoved"
_LAST_MOVE = (
    select(INBOX.c.payload)
    .where(INBOX.c.conversation_id == bindparam("conversation_id"), INBOX.c.kind == _MOVED)
    .order_by(INBOX.c.seq.desc())
    .limit(1)
)


def receive(db: Connection, incoming: Sequence[Incoming], at: datetime) -> tuple[Receipt, Wakes]:
    """`Store.receive`."""
    mentions = [_mention(db, fact) for fact in incoming]
    people = meet(db, mentions, at)
    new: list[bool] = []
    conversation_ids: list[str | None] = []
    woken: dict[str, None] = {}
    for fact, mention in zip(incoming, mentions, strict=True):
        conversation_id = people.conversation_of(mention)
        if conversation_id is None:
            is_new = put(db, fact, at, known=False)
        else:
            fact = _without_echo(db, replace(fact, conversation_id=conversation_id))
            is_new = _take(db, people, fact, at)
            if is_new and fact.event is not None:
                woken[conversation_id] = None
        new.append(is_new)
        conversation_ids.append(conversation_id)
    woken |= dict.fromkeys(sorted(people.taken_over))
    receipt = Receipt(tuple(new), tuple(conversation_ids))
    return receipt, [turn_wake(conversation_id, at) for conversation_id in woken]


def _mention(db: Connection, fact: Incoming) -> Mention:
    """
    Whose a fact is, before anybody is looked up.

    What is about a message of ours is the conversation's that sent it, and nobody's if we do
    not know the message.  A fact that names a conversation and no identities means that one;
    if there is none yet, its contact is all that is known of the person.
    """
    channel = fact.contact.channel if fact.contact else fact.source
    reason = f"{fact.source}:{fact.external_id}"
    if fact.about_message is not None:
        key = fact.event.key if isinstance(fact.event, DeliveryReported) else None
        about = conversation_that_sent(db, fact.source, fact.about_message, key)
        return Mention(fact.identities if about else (), channel, about or "", reason=reason)
    identities, contact = fact.identities, fact.contact
    if not identities:
        if contact is None or exists(db, fact.conversation_id):
            return Mention((), channel, fact.conversation_id)
        identities = (Identity(contact.channel, contact.address),)
    return Mention(identities, channel, opens=contact, opens_as=fact.conversation_id, reason=reason)


def _without_echo(db: Connection, fact: Incoming) -> Incoming:
    """A fact; nothing to the flow if it is a message of our own that the channel shows us."""
    event = fact.event
    if isinstance(event, OwnerTyped) and was_sent_by_us(db, fact.conversation_id, event.message_id):
        return replace(fact, event=None)
    return fact


def _take(db: Connection, people: People, fact: Incoming, at: datetime) -> bool:
    """Put a fact into the inbox of its conversation; False when it is there already."""
    _follow(db, people, fact, at)
    is_new = put(db, fact, at)
    if is_new and isinstance(fact.event, ContactMoved):
        people.move(fact.conversation_id, fact.event.address)
    return is_new


def _follow(db: Connection, people: People, fact: Incoming, at: datetime) -> None:
    """
    If the person writes from another address than the last one, answers go there.

    Only what came from the channel itself tells: an operator's contact is what they typed.  A
    second copy of an old fact tells nothing, nor does one that is older than the last move.
    """
    contact = fact.contact
    if (
        contact is None
        or fact.event is None
        or not fact.identities
        or fact.source != contact.channel
        or contact.address == people.address(fact.conversation_id)
        or is_there(db, fact.source, fact.external_id)
        or _moved_after(db, fact.conversation_id, fact.event.at)
    ):
        return
    moved = Incoming(
        fact.source,
        f"{fact.external_id}:moved",
        fact.conversation_id,
        ContactMoved(fact.event.at, contact.address),
    )
    put(db, moved, at)
    people.move(fact.conversation_id, contact.address)


def _moved_after(db: Connection, conversation_id: str, at: datetime) -> bool:
    """Whether the last move of a conversation happened later than `at`."""
    last = db.execute(_LAST_MOVE, {"conversation_id": conversation_id}).scalar()
    return last is not None and decode_event(_MOVED, last).at > at
