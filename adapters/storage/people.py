"""
Whose identities are whose: clients are found, made, taught and merged.

A match key belongs to one client (a unique index), and a client has one living conversation on
a channel (another one).  On SQLite the single writer keeps two transactions from deciding about
the same person; on PostgreSQL `meet` takes locks in one order for everybody, so that nobody
waits in a circle: first one for each identity, if something about them will change, sorted;
then the conversations of all the people concerned, sorted.  Whoever changes what a client has,
holds the locks of all its conversations.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    and_,
    bindparam,
    func,
    insert,
    select,
    union,
    update,
)

from adapters.storage.inbox import exists
from adapters.storage.merging import Thread, merge, were_parted
from adapters.storage.tables import CLIENTS, CONTACTS, CONVERSATIONS
from autovenda_core.codec import encode
from autovenda_core.identity import Identity
from autovenda_core.model import Contact, Conversation, State, conversation_id_for

__all__ = ["Mention", "Overtaken", "People", "meet"]


class Overtaken(Exception):
    """Another transaction changed the people that this one was about to lock: begin it again."""


@dataclass(frozen=True)
class Mention:
    """What a fact says about whose it is."""

    identities: tuple[Identity, ...]
    """All of one person."""
    channel: str
    about: str = ""
    """The id of their conversation, where it is known from elsewhere."""
    opens: Contact | None = None
    """Where a conversation may be opened with them, …"""
    opens_as: str = ""
    """…and its id."""
    reason: str = ""
    """Which fact, for the record of a merge."""
    by_hand: bool = False
    """A person says that the identities are one person's, even if two were parted before."""


@dataclass(frozen=True)
class _Known:
    """What the tables say about some identities and conversations."""

    owners: Mapping[str, str]
    """The id of the client who has a match key."""
    threads: Mapping[str, Thread]
    """All conversations of all those clients, by id."""

    def ownership(self) -> object:
        """Whose everything is; how far the sales are may change at any time."""
        threads = {each.id: (each.client_id, each.merged_into) for each in self.threads.values()}
        return self.owners, threads

    def settles(self, mention: Mention) -> bool:
        """Whether a mention changes nothing."""
        about = self.threads.get(mention.about)
        keys = [identity.key for identity in mention.identities]
        clients = {self.owners.get(key) for key in keys} | ({about.client_id} if about else set())
        if clients <= {None}:
            return mention.opens is None
        if len(clients) > 1:
            return False
        living = {each.channel for each in self.threads.values() if each.belongs(clients)}
        return about is not None or mention.opens is None or mention.channel in living


_THEIRS = CONTACTS.alias("theirs")
_NAMED = CONVERSATIONS.alias("named")
_CLIENTS_MEANT = union(
    select(_THEIRS.c.client_id).where(
        _THEIRS.c.match_key.in_(bindparam("keys", expanding=True)),
    ),
    select(_NAMED.c.client_id).where(_NAMED.c.id.in_(bindparam("ids", expanding=True))),
)
_LOOK = (
    select(
        CONTACTS.c.match_key,
        CONVERSATIONS.c.id,
        CONVERSATIONS.c.client_id,
        CONVERSATIONS.c.channel,
        CONVERSATIONS.c.address,
        CONVERSATIONS.c.state,
        CONVERSATIONS.c.owner,
        CONVERSATIONS.c.merged_into,
    )
    .select_from(CONVERSATIONS)
    .outerjoin(
        CONTACTS,
        and_(
            CONTACTS.c.client_id == CONVERSATIONS.c.client_id,
            CONTACTS.c.match_key.in_(bindparam("keys", expanding=True)),
        ),
    )
    .where(CONVERSATIONS.c.client_id.in_(_CLIENTS_MEANT))
)
_LOCK = (
    select(CONVERSATIONS.c.id)
    .where(CONVERSATIONS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(CONVERSATIONS.c.id)
    .with_for_update()
)
_LOCK_KEYS = select(
    func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger))))
)
_MOVE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("_id"))
    .values(address=bindparam("address"))
)


def meet(db: Connection, mentions: Collection[Mention], at: datetime) -> People:
    """
    Look the people up who are mentioned, and lock them until the end of the transaction.

    Raises:
        Overtaken: on PostgreSQL only.
    """
    keys = sorted({identity.key for each in mentions for identity in each.identities})
    ids = sorted({each.about for each in mentions if each.about})
    known = _look(db, keys, ids)
    if db.dialect.name == "postgresql":
        if not all(known.settles(mention) for mention in mentions):
            db.execute(_LOCK_KEYS, {"keys": sorted(map(_lock_number, keys))})
            known = _look(db, keys, ids)
        db.execute(_LOCK, {"ids": sorted(known.threads)})
        before, known = known, _look(db, keys, ids)
        if known.ownership() != before.ownership():
            raise Overtaken
    return People(db, known, at)


def _look(db: Connection, keys: Iterable[str], ids: Iterable[str]) -> _Known:
    owners, threads = {}, {}
    for key, *thread in db.execute(_LOOK, {"keys": list(keys), "ids": list(ids)}):
        known = Thread(*thread)
        threads[known.id] = known
        if key is not None:
            owners[key] = known.client_id
    return _Known(owners, threads)


def _lock_number(key: str) -> int:
    """Advisory locks of PostgreSQL are named by 64 bits; two keys with the same only wait."""
    return int.from_bytes(hashlib.blake2s(key.encode(), digest_size=8).digest(), signed=True)


class People:
    """People who were met, for as long as the transaction lasts."""

    def __init__(self, db: Connection, known: _Known, at: datetime) -> None:
        self._db = db
        self._at = at
        self._owners = dict(known.owners)
        self._threads = dict(known.threads)
        self.taken_over: set[str] = set()
        """The ids of conversations that a merge gave to a person; they have to be woken."""

    def address(self, conversation_id: str) -> str:
        """Where answers go."""
        return self._threads[conversation_id].address

    def move(self, conversation_id: str, address: str) -> None:
        """Answers go there from now on."""
        self._db.execute(_MOVE, {"_id": conversation_id, "address": address})
        self._threads[conversation_id] = replace(self._threads[conversation_id], address=address)

    def conversation_of(self, mention: Mention) -> str | None:
        """
        The conversation of a mention that was met, and its person is taught what it says.

        None: nobody knows the person, or not on this channel, and nothing may be opened.
        """
        about = self._threads.get(mention.about)
        client_id = self._client_of(mention, about)
        if client_id is None:
            if mention.opens is None:
                return None
            return self._open(mention.opens, mention)
        self._teach(client_id, mention)
        if about is not None:
            return about.id
        for thread in self._threads.values():
            if thread.belongs({client_id}) and thread.channel == mention.channel:
                return thread.id
        return self._open(mention.opens, mention, client_id) if mention.opens else None

    def _client_of(self, mention: Mention, about: Thread | None) -> str | None:
        owners = (self._owners.get(identity.key) for identity in mention.identities)
        known = {owner for owner in owners if owner} | ({about.client_id} if about else set())
        if len(known) > 1:
            if not mention.by_hand and were_parted(self._db, known):
                return about.client_id if about else self._most_certain(mention)
            return self._merge(known, mention.reason)
        return known.pop() if known else None

    def _most_certain(self, mention: Mention) -> str:
        """The client of one of several identities: a phone number may change hands."""
        known = [each for each in mention.identities if each.key in self._owners]
        by_certainty = sorted(known, key=lambda each: (each.key.startswith("phone:"), each.key))
        return self._owners[by_certainty[0].key]

    def _merge(self, client_ids: Collection[str], reason: str) -> str:
        """Make one of several clients: the one furthest in a sale; if equally far, the oldest."""
        ages = select(CLIENTS.c.id, CLIENTS.c.created_at).where(CLIENTS.c.id.in_(client_ids))
        born = {row.id: row.created_at for row in self._db.execute(ages)}
        by_age = sorted(client_ids, key=lambda client_id: (born[client_id], client_id))
        kept = max(by_age, key=self._progress)
        for gone in by_age:
            if gone != kept:
                threads = merge(
                    self._db, kept, gone, list(self._threads.values()), reason, self._at
                )
                self.taken_over |= {
                    thread.id
                    for thread in threads
                    if thread.owner != self._threads[thread.id].owner
                }
                self._threads |= {thread.id: thread for thread in threads}
                self._owners = {
                    key: kept if owner == gone else owner for key, owner in self._owners.items()
                }
        return kept

    def _progress(self, client_id: str) -> int:
        return max(
            State(thread.state).progress
            for thread in self._threads.values()
            if thread.belongs({client_id})
        )

    def _teach(self, client_id: str, mention: Mention) -> None:
        for identity in sorted(mention.identities, key=lambda identity: identity.key):
            if identity.key not in self._owners:
                self._owners[identity.key] = client_id
                row = {
                    "kind": identity.kind,
                    "value": identity.value,
                    "match_key": identity.key,
                    "client_id": client_id,
                    "channel": mention.channel,
                    "first_seen_at": self._at,
                }
                self._db.execute(insert(CONTACTS), row)

    def _open(self, contact: Contact, mention: Mention, client_id: str | None = None) -> str:
        """Make a conversation, and a client of the same id if it is not one's we know."""
        conversation = Conversation(self._free_id(contact, mention.opens_as), contact)
        if client_id is None:
            client_id = conversation.id
            born = {"id": client_id, "created_at": self._at, "updated_at": self._at}
            self._db.execute(insert(CLIENTS), born)
            self._teach(client_id, mention)
        row = {
            "id": conversation.id,
            "client_id": client_id,
            "channel": contact.channel,
            "address": contact.address,
            "state": conversation.state,
            "owner": conversation.owner,
            "version": conversation.version,
            "data": encode(conversation),
            "updated_at": self._at,
        }
        self._db.execute(insert(CONVERSATIONS), row)
        self._threads[conversation.id] = Thread(
            id=conversation.id,
            client_id=client_id,
            channel=contact.channel,
            address=contact.address,
            state=conversation.state,
            owner=conversation.owner,
            merged_into=None,
        )
        return conversation.id

    def _free_id(self, contact: Contact, wanted: str) -> str:
        """The id that was asked for, or where somebody else has it, another one, derived."""
        free, number = wanted, 1
        while exists(self._db, free):
            number += 1
            free = conversation_id_for(Contact(contact.channel, f"{contact.address}#{number}"))
        return free
