"""
Two clients turn out to be one person.

One client is kept and everything of the other becomes theirs.  What was whose is recorded, so
that a person who sees that it was wrong can part them again.  The row of the client that is
gone stays, and so do its conversations: one that is no longer written in keeps its effects,
charges and payments, because money for it still arrives there.  A person who answered in it
goes on answering: the conversation that goes on is taken over in the same transaction.

Two who were parted by a person are not merged again, whatever identities they share: a phone
number that changed hands is everybody's who ever had it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from adapters.storage.inbox import put
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONTACTS,
    CONVERSATIONS,
    MEDIA,
    MERGES,
    MESSAGE_LOGS,
    PAYMENTS,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.events import TakenOver
from autovenda_core.model import Owner, State
from autovenda_core.ports.store import Incoming

__all__ = ["Moved", "Parting", "Thread", "hold", "living", "merge", "unmerge", "were_parted"]

MERGE = "merge"
"""The source of facts that follow from a merge, and who it is that takes over by one."""

_FIELDS = ("name", "email", "phone", "cpf", "cnpj")
"""What is known about a client."""

_OF_A_CONVERSATION = (MESSAGE_LOGS, MEDIA, CHARGES, PAYMENTS, PROPOSALS, PROJECTS)
"""Tables whose rows follow their conversation: no need to record them one by one."""


@dataclass(frozen=True)
class Thread:
    """Whose a conversation is, and how to find it."""

    id: str
    client_id: str
    channel: str
    address: str
    state: str
    owner: str
    merged_into: str | None

    def belongs(self, client_ids: Collection[str | None]) -> bool:
        """Whether it is where one of these clients is written to."""
        return self.client_id in client_ids and self.merged_into is None


@dataclass(frozen=True)
class Moved:
    """
    What changed hands.  Parting two clients is giving these back to the one that was gone (and
    with each conversation its messages, files, charges, payments, proposals and projects).
    """

    contacts: list[int]
    """Ids."""
    conversations: list[str]
    merged_into: dict[str, str]
    """Conversations that go on in another one since."""
    filled: list[str]
    """Fields of the kept client that were empty before."""


class Parting(StrEnum):
    """What became of the wish to part two clients."""

    DONE = "done"
    ALREADY = "already"
    """They were parted before."""
    LATER_FIRST = "later_first"
    """One of them was merged again since: that has to be undone before."""
    ERASED = "erased"
    """There is nobody left to part: the person was erased."""
    UNKNOWN = "unknown"
    """There is no such merge."""


def merge(
    db: Connection, kept: str, gone: str, threads: Iterable[Thread], reason: str, at: datetime
) -> list[Thread]:
    """
    Give everything of the client `gone` to `kept`; the conversations of both, as they are now.

    The caller holds the locks of all of them.
    """
    theirs = [thread for thread in threads if thread.client_id in (kept, gone)]
    pointers = _pointers(theirs, kept, gone)
    for loser, winner in pointers.items():
        # Before they change hands: a client has one living conversation on a channel.
        db.execute(
            update(CONVERSATIONS).where(CONVERSATIONS.c.id == loser).values(merged_into=winner)
        )
    taken_over = _taken_over(theirs, pointers)
    for winner, loser in taken_over.items():
        take_over = TakenOver(at, MERGE)
        put(db, Incoming(MERGE, f"{loser}:{reason}", winner, take_over), at)
    for table in (CONVERSATIONS, *_OF_A_CONVERSATION):
        db.execute(update(table).where(table.c.client_id == gone).values(client_id=kept))
    contacts = db.execute(
        update(CONTACTS)
        .where(CONTACTS.c.client_id == gone)
        .values(client_id=kept)
        .returning(CONTACTS.c.id)
    ).scalars()
    moved = Moved(
        contacts=sorted(contacts),
        conversations=sorted(thread.id for thread in theirs if thread.client_id == gone),
        merged_into=pointers,
        filled=_fill(db, kept, gone, at),
    )
    row = {
        "at": at,
        "reason": reason,
        "kept_client_id": kept,
        "gone_client_id": gone,
        "moved": json.dumps(asdict(moved)),
    }
    db.execute(insert(MERGES), row)
    return [
        replace(
            thread,
            client_id=kept,
            owner=Owner.HUMAN if thread.id in taken_over else thread.owner,
            merged_into=pointers.get(thread.id, thread.merged_into),
        )
        for thread in theirs
    ]


def unmerge(db: Connection, merge_id: int, at: datetime) -> Parting:
    """
    Part two clients who were taken for one person.

    What had changed hands goes back, each conversation with everything that was said and paid
    in it since.  What was learnt since the merge stays with the client who was kept.
    """
    wanted = select(MERGES).where(MERGES.c.id == merge_id)
    row = db.execute(wanted).first()
    if row is None:
        return Parting.UNKNOWN
    hold(db, row.kept_client_id)
    refusal = _why_not(db, db.execute(wanted).one())
    if refusal is not None:
        return refusal
    moved = Moved(**json.loads(row.moved))
    _give_back(db, moved, row.gone_client_id)
    _take_back_fields(db, moved, row.kept_client_id, row.gone_client_id, at)
    db.execute(update(MERGES).where(MERGES.c.id == merge_id).values(undone_at=at))
    return Parting.DONE


def were_parted(db: Connection, client_ids: Collection[str]) -> bool:
    """Whether a person has said of two of these clients that they are not one."""
    parted = select(MERGES.c.id).where(
        MERGES.c.undone_at.is_not(None),
        MERGES.c.kept_client_id.in_(client_ids),
        MERGES.c.gone_client_id.in_(client_ids),
    )
    return db.execute(parted.limit(1)).first() is not None


def hold(db: Connection, client_id: str) -> Sequence[str]:
    """Lock all conversations of a client, in the order in which everybody does; their ids."""
    theirs = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.client_id == client_id)
    return db.execute(theirs.order_by(CONVERSATIONS.c.id).with_for_update()).scalars().all()


def living(db: Connection, client_id: str) -> str:
    """The id of the client that somebody is by now: their own, or of whom they were merged into."""
    into = select(MERGES.c.kept_client_id).where(
        MERGES.c.gone_client_id == client_id, MERGES.c.undone_at.is_(None)
    )
    kept: str | None = db.execute(into.order_by(MERGES.c.id.desc()).limit(1)).scalar()
    return client_id if kept is None else living(db, kept)


def _why_not(db: Connection, merge: Row[*tuple[Any, ...]]) -> Parting | None:
    if merge.undone_at is not None:
        return Parting.ALREADY
    both = (merge.kept_client_id, merge.gone_client_id)
    erased = select(CLIENTS.c.id).where(CLIENTS.c.id.in_(both), CLIENTS.c.erased_at.is_not(None))
    if db.execute(erased).first() is not None:
        return Parting.ERASED
    later = select(MERGES.c.id).where(
        MERGES.c.id > merge.id,
        MERGES.c.undone_at.is_(None),
        or_(MERGES.c.kept_client_id.in_(both), MERGES.c.gone_client_id.in_(both)),
    )
    return None if db.execute(later.limit(1)).first() is None else Parting.LATER_FIRST


def _give_back(db: Connection, moved: Moved, gone: str) -> None:
    whose = {"client_id": gone}
    db.execute(update(CONTACTS).where(CONTACTS.c.id.in_(moved.contacts)).values(whose))
    db.execute(
        update(CONVERSATIONS).where(CONVERSATIONS.c.id.in_(moved.conversations)).values(whose)
    )
    for table in _OF_A_CONVERSATION:
        theirs = table.c.conversation_id.in_(moved.conversations)
        db.execute(update(table).where(theirs).values(whose))
    # Afterwards: a client has one living conversation on a channel.
    ended = CONVERSATIONS.c.id.in_(list(moved.merged_into))
    db.execute(update(CONVERSATIONS).where(ended).values(merged_into=None))


def _take_back_fields(db: Connection, moved: Moved, kept: str, gone: str, at: datetime) -> None:
    """Forget of the client who was kept what only the other one had told, unless told again."""
    rows = db.execute(select(CLIENTS).where(CLIENTS.c.id.in_([kept, gone]))).mappings()
    known = {row["id"]: row for row in rows}
    theirs = [name for name in moved.filled if known[kept][name] == known[gone][name]]
    if "name" in theirs:
        theirs.append("search_name")
    if theirs:
        empty = dict.fromkeys(theirs)
        db.execute(update(CLIENTS).where(CLIENTS.c.id == kept).values(**empty, updated_at=at))


def _pointers(threads: Iterable[Thread], kept: str, gone: str) -> dict[str, str]:
    """Where both were written to on a channel, the conversation that is less far ends there."""
    living = {(each.client_id, each.channel): each for each in threads if not each.merged_into}
    pointers = {}
    for (client_id, channel), one in living.items():
        other = living.get((gone, channel))
        if client_id == kept and other is not None:
            is_behind = State(one.state).progress < State(other.state).progress
            loser, winner = (one, other) if is_behind else (other, one)
            pointers[loser.id] = winner.id
    return pointers


def _taken_over(threads: Iterable[Thread], pointers: dict[str, str]) -> dict[str, str]:
    """Where the bot answers, and a person did in the conversation that goes on there: which."""
    owners = {thread.id: thread.owner for thread in threads}
    return {
        winner: loser
        for loser, winner in pointers.items()
        if owners[loser] == Owner.HUMAN and owners[winner] != Owner.HUMAN
    }


def _fill(db: Connection, kept: str, gone: str, at: datetime) -> list[str]:
    """Complete what is known about a client by what was known about another."""
    rows = db.execute(select(CLIENTS).where(CLIENTS.c.id.in_([kept, gone]))).mappings()
    known = {row["id"]: row for row in rows}
    filled = [name for name in _FIELDS if known[gone][name] and not known[kept][name]]
    if filled:
        values = {name: known[gone][name] for name in filled}
        if "name" in filled:
            values["search_name"] = known[gone]["search_name"]
        db.execute(update(CLIENTS).where(CLIENTS.c.id == kept).values(**values, updated_at=at))
    return filled
