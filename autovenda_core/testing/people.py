"""Whose identities and conversations are whose, for the Store in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from autovenda_core.identity import Identity
from autovenda_core.model import Contact, Conversation, Owner, conversation_id_for

__all__ = ["MemoryPeople", "Merge"]


@dataclass(frozen=True)
class Merge:
    """Two clients turned out to be one person."""

    kept: str
    gone: str


class MemoryPeople:
    """Clients, by the id of the conversation in which they first wrote."""

    def __init__(self, conversations: dict[str, Conversation]) -> None:
        self._conversations = conversations
        self.client_of: dict[str, str] = {}
        """By the id of a conversation."""
        self.owner_of: dict[str, str] = {}
        """The client that an identity belongs to, by its match key."""
        self.addresses: dict[str, str] = {}
        """Where answers go, by the id of a conversation."""
        self.merged_into: dict[str, str] = {}
        """In which conversation another one goes on."""
        self.merges: list[Merge] = []
        self.taken_over: dict[str, str] = {}
        """Conversations to be taken over, because a person answered in one that goes on there:
        by the id of that one.  Whoever sees to it takes it out."""

    def living(self, client_id: str) -> dict[str, str]:
        """The ids of the conversations in which a client is written to, by channel."""
        return {
            self._conversations[each].contact.channel: each
            for each, owner in self.client_of.items()
            if owner == client_id and each not in self.merged_into
        }

    def find(
        self,
        identities: Sequence[Identity],
        channel: str,
        opens: Contact | None,
        opens_as: str,
    ) -> str | None:
        """A person's conversation on a channel; opened if there is none and it may be."""
        owners = {self.owner_of[each.key] for each in identities if each.key in self.owner_of}
        client_id = self._merge(owners) if owners else None
        known = self.living(client_id).get(channel) if client_id else None
        if known is None and opens is not None:
            known = self._open(opens, opens_as, client_id)
            client_id = self.client_of[known]
        if client_id is not None:
            self.owner_of |= {identity.key: client_id for identity in identities}
        return known

    def teach(self, conversation_id: str, identities: Sequence[Identity]) -> None:
        """These are identities of the person in a conversation."""
        client_id = self.client_of[conversation_id]
        for identity in identities:
            owner = self.owner_of.setdefault(identity.key, client_id)
            client_id = self._merge({owner, client_id})

    def _open(self, contact: Contact, wanted: str, client_id: str | None) -> str:
        free, number = wanted, 1
        while free in self._conversations:
            number += 1
            free = conversation_id_for(Contact(contact.channel, f"{contact.address}#{number}"))
        self._conversations[free] = Conversation(free, contact)
        self.client_of[free] = client_id or free
        self.addresses[free] = contact.address
        return free

    def _merge(self, client_ids: Collection[str]) -> str:
        """One of several clients: the one furthest in a sale; if equally far, the oldest."""
        by_age = sorted(client_ids, key=list(self._conversations).index)
        kept = max(by_age, key=self._furthest)
        for gone in by_age:
            if gone != kept:
                self._give(gone, kept)
        return kept

    def _give(self, gone: str, kept: str) -> None:
        ours, theirs = self.living(kept), self.living(gone)
        for channel in ours.keys() & theirs.keys():
            one, other = ours[channel], theirs[channel]
            further = self._progress(one) < self._progress(other)
            loser, winner = (one, other) if further else (other, one)
            self.merged_into[loser] = winner
            if self._has_person(loser) and not self._has_person(winner):
                self.taken_over[loser] = winner
        for owned in (self.client_of, self.owner_of):
            owned |= {name: kept for name, owner in owned.items() if owner == gone}
        self.merges.append(Merge(kept, gone))

    def _has_person(self, conversation_id: str) -> bool:
        owner = self._conversations[conversation_id].owner
        return owner is Owner.HUMAN or conversation_id in self.taken_over.values()

    def _furthest(self, client_id: str) -> int:
        return max(map(self._progress, self.living(client_id).values()))

    def _progress(self, conversation_id: str) -> int:
        return self._conversations[conversation_id].state.progress
