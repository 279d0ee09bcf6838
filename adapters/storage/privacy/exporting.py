"""Everything of one client, as JSON for the client."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Table, select

from adapters.storage.merging import living
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONTACTS,
    CONVERSATIONS,
    INBOX,
    MEDIA,
    MESSAGE_LOGS,
    PAYMENTS,
    PROJECTS,
    PROPOSALS,
    TASKS,
)
from autovenda_core.identity import phone_key

__all__ = ["export", "find_client"]

_EXPORTED: Mapping[str, tuple[Table, str]] = {
    "contacts": (CONTACTS, "kind value channel first_seen_at"),
    "conversations": (CONVERSATIONS, "id channel address state owner data heard_at updated_at"),
    "messages": (
        MESSAGE_LOGS,
        "conversation_id at direction author text payload delivery delivery_at",
    ),
    "files": (
        MEDIA,
        "conversation_id received_at kind media_type filename name size_bytes error",
    ),
    "proposals": (
        PROPOSALS,
        "conversation_id deal version number title deliverables total_centavos deposit_centavos"
        " delivery_days offered_at valid_until accepted_at accepted_how accepted_message_id"
        " accepted_sha256",
    ),
    "charges": (
        CHARGES,
        "id conversation_id deal kind amount_centavos currency description status created_at",
    ),
    "payments": (
        PAYMENTS,
        "charge_id provider provider_payment_id amount_centavos refunded_centavos method status"
        " dispute paid_at",
    ),
    "projects": (PROJECTS, "conversation_id deal title status deadline paid_at briefing"),
}
"""The lists of an export: from which table, and which columns."""

_OF_A_CONVERSATION: Mapping[str, tuple[Table, str]] = {
    "tasks": (TASKS, "conversation_id kind summary opened_at closed_at"),
    "facts": (INBOX, "conversation_id received_at source kind payload"),
}
_JSON = ("data", "payload", "deliverables", "briefing")
"""Columns that hold JSON: given out as what they mean."""


def find_client(db: Connection, words: str) -> str | None:
    """
    The id of a client by their own id, that of one of their conversations, or a contact.

    A contact is a phone in any form, or another identity as the channel wrote it.
    """
    ways = (
        select(CLIENTS.c.id).where(CLIENTS.c.id == words),
        select(CONVERSATIONS.c.client_id).where(CONVERSATIONS.c.id == words),
        select(CONTACTS.c.client_id).where(CONTACTS.c.value == words),
        select(CONTACTS.c.client_id).where(CONTACTS.c.match_key == f"phone:{phone_key(words)}"),
    )
    for way in ways:
        found = db.execute(way.limit(1)).scalar()
        if found is not None:
            return living(db, found)
    return None


def export(db: Connection, client_id: str, at: datetime) -> str | None:
    """
    Everything of one client as JSON, to be handed to them; None: there is no such client.

    The keys are those of docs/privacy.md.  Times are ISO 8601 in UTC, amounts are centavos.
    """
    row = db.execute(select(CLIENTS).where(CLIENTS.c.id == living(db, client_id))).first()
    if row is None:
        return None
    columns = ["id", "name", "email", "phone", "cpf", "cnpj", "created_at", "erased_at"]
    everything: dict[str, object] = {
        "exported_at": at.isoformat(),
        "client": {name: _plain(name, getattr(row, name)) for name in columns},
    }
    for key, (table, names) in _EXPORTED.items():
        everything[key] = list(_listed(db, table, names, table.c.client_id == row.id))
    theirs = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.client_id == row.id)
    for key, (table, names) in _OF_A_CONVERSATION.items():
        everything[key] = list(_listed(db, table, names, table.c.conversation_id.in_(theirs)))
    return json.dumps(everything, ensure_ascii=False, indent=2)


def _listed(
    db: Connection, table: Table, names: str, which: ColumnElement[bool]
) -> Iterator[dict[str, object]]:
    columns = [table.c[name] for name in names.split()]
    for row in db.execute(select(*columns).where(which).order_by(*table.primary_key)):
        yield {name: _plain(name, value) for name, value in row._mapping.items()}


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if name in _JSON and isinstance(value, str):
        return json.loads(value)
    return value
