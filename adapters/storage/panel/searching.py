"""Finds clients by what somebody types into one field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection, select

from adapters.storage.names import searchable
from adapters.storage.tables import CLIENTS, CONTACTS, PROPOSALS

__all__ = ["found_clients"]

MOST_FOUND = 200
"""Clients that a search looks at: whoever finds so many types more."""


def found_clients(db: Connection, words: str, *, sees_personal: bool) -> Sequence[str]:
    """
    The ids of clients by part of a name, part of a phone, or the beginning of an offer's number.

    At most `MOST_FOUND`.  Who does not see phones finds nobody by them.
    """
    found = dict.fromkeys(_by_name(db, words))
    found |= dict.fromkeys(_by_offer(db, words))
    digits = re.sub(r"[^0-9]", "", words)
    if sees_personal and len(digits) >= 4 and not re.search(r"[^\W\d]", words):
        found |= dict.fromkeys(_by_phone(db, digits))
    return list(found)[:MOST_FOUND]


def _by_name(db: Connection, words: str) -> Sequence[str]:
    matches = CLIENTS.c.search_name.contains(searchable(words), autoescape=True)
    newest_first = CLIENTS.c.created_at.desc()
    wanted = select(CLIENTS.c.id).where(matches).order_by(newest_first).limit(MOST_FOUND)
    return db.execute(wanted).scalars().all()


def _by_offer(db: Connection, words: str) -> Sequence[str]:
    number = words.strip().upper()
    begins = (PROPOSALS.c.number >= number, PROPOSALS.c.number < number + "\uffff")
    return (
        db.execute(select(PROPOSALS.c.client_id).where(*begins).limit(MOST_FOUND)).scalars().all()
    )


def _by_phone(db: Connection, digits: str) -> Sequence[str]:
    known = select(CONTACTS.c.client_id).where(CONTACTS.c.match_key.contains(digits))
    told = select(CLIENTS.c.id).where(CLIENTS.c.phone.contains(digits))
    return [
        *db.execute(known.limit(MOST_FOUND)).scalars(),
        *db.execute(told.limit(MOST_FOUND)).scalars(),
    ]
