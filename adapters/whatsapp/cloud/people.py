"""
Who a webhook speaks of: the address to answer to, and every identity that Meta vouches for.

Since April 2026 a person has a business-scoped user id (BSUID) beside the wa_id, and when they
chose a username the wa_id is withheld: `from` is missing, empty, or holds the BSUID itself.  So
ids are told apart by their pattern, and never cleaned (Meta, "Business-scoped user IDs",
2026-03-31; 360dialog, "Usernames and BSUID").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.whatsapp.fields import at, each, text_at
from autovenda_core.identity import Identity, IdentityKind, is_bsuid

__all__ = ["CHANNEL", "Person", "customer", "identify", "recipient", "sender", "shared_phones"]

CHANNEL = "whatsapp"

_NUMBER = re.compile(r"\+?[0-9]+")


@dataclass(frozen=True)
class Person:
    """Somebody on WhatsApp, as one webhook shows them."""

    address: str | None = None
    """Where answers go, verbatim."""
    identities: tuple[Identity, ...] = ()
    name: str | None = None
    phone: str | None = None
    bsuid: str | None = None
    """As Meta gave it, even if it does not look like one."""


def identify(ids: Iterable[str | None]) -> tuple[Identity, ...]:
    """Ids as identities, each once, in their order."""
    return tuple(dict.fromkeys(_identity(each_id) for each_id in ids if each_id))


def sender(message: Any, contacts: list[Any]) -> Person:
    """Who sent a message; `contacts` are those of the same value."""
    own = _ids(message, "from", "from_user_id", "from_parent_user_id")
    return _person(own, contacts)


def customer(echo: Any, contacts: list[Any]) -> Person:
    """To whom the owner wrote in the Business app."""
    return _person(_ids(echo, "to", "to_user_id", "to_parent_user_id"), contacts)


def recipient(status: Any) -> Person:
    """
    To whom a message of ours went.

    By the status alone: `failed` has no contacts beside it, and those beside the others say
    nothing more (Meta, "Status messages webhook", 2026-05-21).
    """
    return _person(_ids(status, "recipient_id", "recipient_user_id", "recipient_parent_user_id"))


@dataclass(frozen=True)
class _Ids:
    """The three ids of one person, in one place of a webhook."""

    wa_id: str | None = None
    user_id: str | None = None
    parent_id: str | None = None

    def all(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.wa_id, self.user_id, self.parent_id)))


def _ids(value: Any, wa_id: str, user_id: str, parent_id: str) -> _Ids:
    return _Ids(text_at(value, wa_id), text_at(value, user_id), text_at(value, parent_id))


def _person(own: _Ids, contacts: Iterable[Any] = ()) -> Person:
    contact = _contact_of(own, list(contacts))
    card = _card(contact)
    vouched = card if _are_one(own, card) else _Ids()
    ids = (own.wa_id, vouched.wa_id, own.user_id, vouched.user_id, own.parent_id, vouched.parent_id)
    known = [each_id for each_id in ids if each_id]
    return Person(
        address=next(iter(known), None),
        identities=identify(known),
        name=text_at(contact, "profile", "name"),
        phone=next(filter(_NUMBER.fullmatch, known), None),
        bsuid=own.user_id or card.user_id or next(filter(is_bsuid, known), None),
    )


def _card(contact: Any) -> _Ids:
    return _ids(contact, "wa_id", "user_id", "parent_user_id")


def _contact_of(own: _Ids, contacts: list[Any]) -> Any:
    """The contact with an id of the person; the only one, where none has."""
    for contact in contacts:
        if set(_card(contact).all()) & set(own.all()):
            return contact
    return contacts[0] if len(contacts) == 1 else None


def _are_one(own: _Ids, card: _Ids) -> bool:
    """
    Whether a contact's ids are identities of the person: they share one, or the person has none.

    A stray contact lends a reading its name, but never makes two people one.
    """
    return not own.all() or bool(set(card.all()) & set(own.all()))


def _identity(value: str) -> Identity:
    if _NUMBER.fullmatch(value):
        return Identity(IdentityKind.WA_ID, value)
    if is_bsuid(value):
        parent = value[3:].startswith("ENT.")
        return Identity(IdentityKind.PARENT_BSUID if parent else IdentityKind.BSUID, value)
    return Identity(CHANNEL, value)


def shared_phones(message: Any) -> tuple[Identity, ...]:
    """
    The number that a person sent of themselves, on our request for it.

    Anyone can send anybody's card, so only an answer to REQUEST_CONTACT_INFO counts, which
    carries `origin: "contact_request"` (pywa 4.5.0, `types/others.py`, ContactsOrigin; it is
    seen beside the contacts and within the first one).
    """
    cards = list(each(message, "contacts"))
    if len(cards) != 1:
        return ()
    origin = at(message, "origin") or at(cards[0], "origin")
    if origin != "contact_request":
        return ()
    numbers = (
        text_at(phone, "wa_id") or text_at(phone, "phone") for phone in each(cards[0], "phones")
    )
    return tuple(Identity(IdentityKind.PHONE, number) for number in numbers if number)
