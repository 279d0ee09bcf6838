"""Everything of one client, and the log of what happened to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, or_, select

from adapters.storage.merging import living
from adapters.storage.panel.finance import Charged, charged, payments_of
from adapters.storage.panel.projects import ListedProject, listed
from adapters.storage.panel.transcript import File, file_of
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONTACTS,
    CONVERSATIONS,
    INBOX,
    MEDIA,
    MERGES,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.model import Client, Owner, State

__all__ = [
    "ClientFile",
    "Known",
    "Logged",
    "Merge",
    "Offered",
    "Sold",
    "Thread",
    "client",
    "events",
]

MOST = 200
"""Rows of each kind: a client with more is no client but a load test."""


@dataclass(frozen=True)
class Known:
    """One identity of a client."""

    kind: str
    value: str | None
    """Verbatim; None for whoever does not see personal data."""
    channel: str
    first_seen_at: datetime


@dataclass(frozen=True)
class Thread:
    """One conversation of a client."""

    id: str
    channel: str
    state: State
    owner: Owner
    version: int
    merged_into: str | None
    """The conversation in which new messages go on."""
    updated_at: datetime


@dataclass(frozen=True)
class Offered:
    """A proposal, with the evidence of its acceptance."""

    conversation_id: str
    deal: int
    version: int
    number: str
    title: str
    deliverables: tuple[str, ...]
    total_centavos: int
    deposit_centavos: int
    delivery_days: int
    offered_at: datetime
    valid_until: datetime
    offered_by: str | None
    sha256: str | None
    """Of the PDF, once it was delivered."""
    accepted_at: datetime | None
    accepted_how: str | None
    """By "button" or by "text"."""
    accepted_message_id: str | None
    """The provider's, which has the phone in it; None for whoever does not see personal data."""
    accepted_sha256: str | None
    """Of the PDF that had been delivered when the lead accepted."""


@dataclass(frozen=True)
class Sold:
    """A project with the briefing's answers."""

    project: ListedProject
    briefing: Mapping[str, str]
    """The answers by field id; none for whoever does not see personal data."""


@dataclass(frozen=True)
class Merge:
    """Two clients that turned out to be one person."""

    id: int
    at: datetime
    gone_client_id: str
    undone_at: datetime | None


@dataclass(frozen=True)
class ClientFile:
    """Everything of one client but what was said."""

    id: str
    client: Client
    """Without personal data for whoever does not see it."""
    created_at: datetime
    erased_at: datetime | None
    erasure_protocol: str | None
    contacts: tuple[Known, ...]
    threads: tuple[Thread, ...]
    proposals: tuple[Offered, ...]
    charges: tuple[Charged, ...]
    projects: tuple[Sold, ...]
    files: tuple[File, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True)
class Logged:
    """One fact of the inbox, and what the flow made of it.  Its words are in the transcript."""

    seq: int
    conversation_id: str
    at: datetime
    source: str
    kind: str | None
    """Class name of the event; None: it was nothing to the flow."""
    rows: tuple[str, ...]
    """The rows of the flow's table that fired."""
    handled_at: datetime | None
    error: str | None


def client(db: Connection, client_id: str, *, sees_personal: bool) -> ClientFile | None:
    """
    Everything of one client; of one who was merged into another, of that one.

    None: there is no such client.
    """
    row = db.execute(select(CLIENTS).where(CLIENTS.c.id == living(db, client_id))).first()
    if row is None:
        return None
    known = Client(row.name, row.email, row.phone, row.cpf, row.cnpj)
    charges = _charges(db, row.id)
    return ClientFile(
        id=row.id,
        client=known if sees_personal else Client(row.name),
        created_at=row.created_at,
        erased_at=row.erased_at,
        erasure_protocol=row.erasure_protocol,
        contacts=tuple(
            Known(
                each.kind, each.value if sees_personal else None, each.channel, each.first_seen_at
            )
            for each in _rows(db, CONTACTS, row.id)
        ),
        threads=tuple(map(_thread, _rows(db, CONVERSATIONS, row.id))),
        proposals=tuple(
            _offered(each, sees_personal=sees_personal) for each in _rows(db, PROPOSALS, row.id)
        ),
        charges=charges,
        projects=tuple(
            _sold(each, charges, sees_personal=sees_personal) for each in _projects(db, row)
        ),
        files=tuple(map(file_of, _rows(db, MEDIA, row.id))),
        merges=_merges(db, row.id),
    )


def events(
    db: Connection, client_id: str, *, before: int | None = None, limit: int = 50
) -> tuple[Logged, ...]:
    """The facts about a client, the newest first; `before`: those before the fact of that `seq`."""
    theirs = _threads_of(db, client_id)
    wanted = select(INBOX).where(INBOX.c.conversation_id.in_(theirs))
    if before is not None:
        wanted = wanted.where(INBOX.c.seq < before)
    rows = db.execute(wanted.order_by(INBOX.c.seq.desc()).limit(limit))
    return tuple(map(_logged, rows))


def _threads_of(db: Connection, client_id: str) -> Sequence[str]:
    theirs = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.client_id == client_id)
    return db.execute(theirs.limit(MOST)).scalars().all()


def _rows(db: Connection, table: Table, client_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    theirs = select(table).where(table.c.client_id == client_id)
    return db.execute(theirs.order_by(table.c.id).limit(MOST)).all()


def _charges(db: Connection, client_id: str) -> tuple[Charged, ...]:
    rows = db.execute(
        _with_version(select(CHARGES, CLIENTS.c.name, CONVERSATIONS.c.version), CHARGES)
        .where(CHARGES.c.client_id == client_id)
        .order_by(CHARGES.c.created_at, CHARGES.c.id)
        .limit(MOST)
    ).all()
    paid = payments_of(db, [row.id for row in rows])
    return tuple(charged(row, paid) for row in rows)


def _projects(db: Connection, of: Row[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    wanted = _with_version(select(PROJECTS, CLIENTS.c.name, CONVERSATIONS.c.version), PROJECTS)
    return db.execute(
        wanted.where(PROJECTS.c.client_id == of.id).order_by(PROJECTS.c.id).limit(MOST)
    ).all()


def _with_version(statement: Select[Any], table: Table) -> Select[Any]:
    on: ColumnElement[bool] = CONVERSATIONS.c.id == table.c.conversation_id
    both = table.join(CLIENTS, CLIENTS.c.id == table.c.client_id).join(CONVERSATIONS, on)
    return statement.select_from(both)


def _merges(db: Connection, client_id: str) -> tuple[Merge, ...]:
    of_them = or_(MERGES.c.kept_client_id == client_id, MERGES.c.gone_client_id == client_id)
    rows = db.execute(select(MERGES).where(of_them).order_by(MERGES.c.id).limit(MOST))
    return tuple(Merge(row.id, row.at, row.gone_client_id, row.undone_at) for row in rows)


def _thread(row: Row[*tuple[Any, ...]]) -> Thread:
    return Thread(
        id=row.id,
        channel=row.channel,
        state=State(row.state),
        owner=Owner(row.owner),
        version=row.version,
        merged_into=row.merged_into,
        updated_at=row.updated_at,
    )


def _offered(row: Row[*tuple[Any, ...]], *, sees_personal: bool) -> Offered:
    return Offered(
        conversation_id=row.conversation_id,
        deal=row.deal,
        version=row.version,
        number=row.number,
        title=row.title,
        deliverables=tuple(json.loads(row.deliverables)),
        total_centavos=row.total_centavos,
        deposit_centavos=row.deposit_centavos,
        delivery_days=row.delivery_days,
        offered_at=row.offered_at,
        valid_until=row.valid_until,
        offered_by=row.offered_by,
        sha256=row.sha256,
        accepted_at=row.accepted_at,
        accepted_how=row.accepted_how,
        accepted_message_id=row.accepted_message_id if sees_personal else None,
        accepted_sha256=row.accepted_sha256,
    )


def _sold(row: Row[*tuple[Any, ...]], charges: Sequence[Charged], *, sees_personal: bool) -> Sold:
    of_it = (row.conversation_id, row.deal)
    theirs = tuple(each for each in charges if (each.conversation_id, each.deal) == of_it)
    return Sold(listed(row, theirs), json.loads(row.briefing) if sees_personal else {})


def _logged(row: Row[*tuple[Any, ...]]) -> Logged:
    return Logged(
        seq=row.seq,
        conversation_id=row.conversation_id,
        at=row.received_at,
        source=row.source,
        kind=row.kind,
        rows=tuple(json.loads(row.rows)),
        handled_at=row.done_at,
        error=row.error,
    )
