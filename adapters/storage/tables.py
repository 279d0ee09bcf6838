"""
The tables, as SQLModel classes: the schema, and what the panel and tests read.

The functions of this package use Core statements on the tables at the end instead of the ORM,
which is 5 to 10 times slower.  Money is integer centavos.  Times are aware UTC.  Text of the
lead may hold anything, even NUL characters, which PostgreSQL cannot store: they are dropped.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

__all__ = [
    "AUDIT",
    "CHARGES",
    "CLIENTS",
    "CONTACTS",
    "CONVERSATIONS",
    "EFFECTS",
    "INBOX",
    "LOGINS",
    "MEDIA",
    "MERGES",
    "MESSAGE_LOGS",
    "METADATA",
    "OPERATORS",
    "PAYMENTS",
    "PROJECTS",
    "PROPOSALS",
    "SETTINGS",
    "TASKS",
    "AuditRow",
    "ChargeRow",
    "ClientRow",
    "ContactRow",
    "ConversationRow",
    "EffectRow",
    "InboxRow",
    "LoginRow",
    "MediaRow",
    "MergeRow",
    "MessageLogRow",
    "OperatorRow",
    "PaymentRow",
    "ProjectRow",
    "ProposalRow",
    "SettingRow",
    "TaskRow",
    "UtcDateTime",
]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time.  SQLite forgets the zone of what it stores; this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(  # type: ignore[explicit-override]  # `override` came with Python 3.12
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """To UTC; a naive time is refused, because nobody knows what it means."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(  # type: ignore[explicit-override]
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FreeText(TypeDecorator[str]):
    """Text that people typed, or that quotes what they typed."""

    impl = Text
    cache_ok = True

    def process_bind_param(  # type: ignore[explicit-override]
        self, value: str | None, dialect: Dialect
    ) -> str | None:
        """Without NUL, which PostgreSQL refuses ("invalid byte sequence", manual 8.3)."""
        return value and value.replace("\x00", "")


METADATA = MetaData(
    # SQLite can only change a constraint that has a name.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class _Row(SQLModel):
    """Base of the tables, with a MetaData of their own."""

    metadata: ClassVar[MetaData] = METADATA


def _number() -> Any:
    """A key that the database counts up: 64 bits, and on SQLite the row id."""
    number = BigInteger().with_variant(Integer, "sqlite")
    return Field(default=None, sa_column=Column(number, primary_key=True, autoincrement=True))


def _conversation() -> Any:
    return Field(foreign_key="conversations.id", index=True)


def _client() -> Any:
    return Field(foreign_key="clients.id", index=True)


def _open(name: str, *columns: str) -> Index:
    """An index of what is still to be done, which stays small while the table grows."""
    return _where(name, "done_at IS NULL", *columns)


def _where(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    """An index of some of the rows."""
    rows = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


class ClientRow(_Row, table=True):
    """
    A person.  The id is that of the conversation in which they first wrote.

    A client who was merged into another keeps this row, and nothing else refers to it.
    """

    __tablename__ = "clients"
    __table_args__ = (Index("ix_clients_created_at", "created_at"),)

    id: str = Field(primary_key=True)
    name: str | None = Field(default=None, sa_type=FreeText)
    search_name: str | None = Field(default=None, sa_type=FreeText)
    """`names.searchable` of the name."""
    email: str | None = Field(default=None, sa_type=FreeText)
    phone: str | None = None
    cpf: str | None = None
    cnpj: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When everything personal was removed; None: it was not."""
    erasure_protocol: str | None = None
    """What the person was told as the proof of it."""


class ConversationRow(_Row, table=True):
    """A conversation: the value itself in `data`, the rest for looking it up."""

    __tablename__ = "conversations"
    __table_args__ = (
        _where(
            "uq_conversations_living", "merged_into IS NULL", "client_id", "channel", unique=True
        ),
        Index("ix_conversations_updated_at", "updated_at", "id"),
        Index("ix_conversations_state", "state", "updated_at"),
        _where("ix_conversations_with_a_person", "owner = 'human'", "updated_at"),
        _where("ix_conversations_parked", "parked_reason IS NOT NULL", "updated_at"),
    )

    id: str = Field(primary_key=True)
    client_id: str = _client()
    channel: str
    address: str = Field(sa_type=Text)
    """Where the newest fact says that answers go; `data` follows when that fact is handled."""
    merged_into: str | None = Field(default=None, foreign_key="conversations.id")
    """The conversation of the same person in which new messages go on; None: in this one."""
    state: str
    owner: str
    version: int
    data: str = Field(sa_type=Text)
    """JSON of `model.Conversation`."""
    fingerprint: str | None = None
    """Of the flow that took the last step."""
    parked_reason: str | None = None
    """Why no fact is handled any more; None while all is well."""
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the lead wrote or tapped last."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ContactRow(_Row, table=True):
    """One identity of a client.  Two clients never share a match key."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("match_key"),)

    id: int | None = _number()
    kind: str
    """An `IdentityKind`, or the name of the channel."""
    value: str = Field(sa_type=Text)
    """Verbatim, as it was first seen."""
    match_key: str = Field(sa_type=Text)
    """`Identity.key`."""
    client_id: str = _client()
    channel: str
    """Where we learnt it."""
    first_seen_at: datetime = Field(sa_type=UtcDateTime)


class MergeRow(_Row, table=True):
    """Two clients turned out to be one person.  Holds what it takes to part them again."""

    __tablename__ = "merges"

    id: int | None = _number()
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=FreeText)
    """What taught us: the fact as "source:external_id", or the key of an effect."""
    kept_client_id: str = _client()
    gone_client_id: str = _client()
    moved: str = Field(sa_type=Text)
    """JSON of `merging.Moved`."""
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InboxRow(_Row, table=True):
    """A fact that arrived.  The order of `seq` is the order in which facts are handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        _open("ix_inbox_unread", "conversation_id", "seq"),
        _where("ix_inbox_about_message", "about_message IS NOT NULL", "about_message"),
        Index("ix_inbox_source_received_at", "source", "received_at"),
        _where("ix_inbox_of_a_model", "kind IN ('ModelAnswered', 'Transcribed')", "received_at"),
    )

    seq: int | None = _number()
    source: str
    external_id: str
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True)
    about_message: str | None = None
    """The provider's id of the message of ours that it is about."""
    kind: str | None = None
    """Class name of the event; None for what is nothing to the flow."""
    payload: str | None = Field(default=None, sa_type=Text)
    """JSON of the event."""
    derived: str = Field(default="[]", sa_type=Text)
    """JSON list of {kind, event}: the events that were derived from this one at once."""
    rows: str = Field(default="[]", sa_type=Text)
    """JSON list: the rows of the flow's table that fired."""
    raw: str | None = Field(default=None, sa_type=FreeText)
    received_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=FreeText)


class EffectRow(_Row, table=True):
    """Something to be done outside.  A lane is done strictly in order, one at a time."""

    __tablename__ = "effects"
    __table_args__ = (
        UniqueConstraint("key"),
        _open("ix_effects_lane", "lane", "seq"),
        _open("ix_effects_due", "due_at"),
        _where(
            "ix_effects_given_up", "error IS NOT NULL AND done_at IS NOT NULL", "done_at", "seq"
        ),
    )

    seq: int | None = _number()
    key: str
    conversation_id: str = _conversation()
    lane: str | None = None
    kind: str
    payload: str = Field(sa_type=Text)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    unknown: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=FreeText)
    confirmed_as: str | None = None
    """The provider's id of a message that was reported to exist while this was still open."""


class MessageLogRow(_Row, table=True):
    """A message as it was read or sent."""

    __tablename__ = "message_logs"
    __table_args__ = (
        Index("ix_message_logs_conversation", "conversation_id", "id"),
        Index("ix_message_logs_provider_message_id", "provider_message_id"),
        _where(
            "ix_message_logs_failed", "delivery IN ('failed', 'undelivered')", "delivery_at", "id"
        ),
    )

    id: int | None = _number()
    conversation_id: str = Field(foreign_key="conversations.id")
    client_id: str = _client()
    direction: str
    """"in" or "out"."""
    author: str
    """"lead", "bot" or "operator"."""
    text: str = Field(sa_type=FreeText)
    payload: str = Field(default="{}", sa_type=Text)
    """JSON of what goes with it: buttons, link, document, the button that was tapped."""
    provider_message_id: str
    effect_key: str | None = None
    """Of the effect that sent it."""
    at: datetime = Field(sa_type=UtcDateTime)
    delivery: str | None = None
    """The furthest `DeliveryStatus` that was reported."""
    delivery_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivery_code: str | None = None
    """The provider's error code, of a failure."""


class MediaRow(_Row, table=True):
    """A file that the lead sent."""

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id", "media_id"),
        Index("ix_media_name", "name"),
    )

    id: int | None = _number()
    conversation_id: str = Field(foreign_key="conversations.id")
    client_id: str = _client()
    message_id: str
    media_id: str = Field(sa_type=Text)
    """What the channel fetches it by."""
    kind: str
    media_type: str | None = None
    filename: str | None = Field(default=None, sa_type=FreeText)
    """The lead's own name for it: never part of a path."""
    name: str | None = None
    """Under which the Files port keeps it; None: not fetched (yet)."""
    size_bytes: int | None = Field(default=None, sa_type=BigInteger)
    received_at: datetime = Field(sa_type=UtcDateTime)
    kept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=FreeText)
    """Why it could not be fetched."""


class ChargeRow(_Row, table=True):
    """Money asked for."""

    __tablename__ = "charges"
    __table_args__ = (
        Index("ix_charges_created_at", "created_at", "id"),
        _where("ix_charges_unpaid", "status IN ('open', 'pending')", "created_at", "id"),
    )

    id: str = Field(primary_key=True)
    conversation_id: str = _conversation()
    client_id: str = _client()
    deal: int
    kind: str
    amount_centavos: int = Field(sa_type=BigInteger)
    currency: str
    description: str = Field(sa_type=FreeText)
    status: str
    attempt: int
    checkout_ref: str | None = None
    checkout_url: str | None = Field(default=None, sa_type=Text)
    checkout_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pending_method: str | None = None
    """How the money is on its way: "boleto" or "pix"."""
    pending_url: str | None = Field(default=None, sa_type=Text)
    """The provider's page that shows the voucher again."""
    pending_code: str | None = Field(default=None, sa_type=Text)
    """The boleto's digits, or the Pix code."""
    pending_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class PaymentRow(_Row, table=True):
    """Money that arrived.  With `conversation_id` and `deal` it names its project."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("provider", "provider_payment_id"),
        Index("ix_payments_paid_at", "paid_at", "id"),
    )

    id: int | None = _number()
    provider: str
    provider_payment_id: str
    charge_id: str = Field(foreign_key="charges.id", index=True)
    conversation_id: str = _conversation()
    client_id: str = _client()
    deal: int
    kind: str
    """What it pays: "deposit", "balance" or "extra"."""
    status: str
    amount_centavos: int = Field(sa_type=BigInteger)
    refunded_centavos: int = Field(sa_type=BigInteger)
    method: str | None = None
    dispute: str | None = None
    """Where it stands when the client has asked the bank for it: "open", "won" or "lost"."""
    vouched_by: str | None = None
    """The operator who says that it arrived; None: the provider does."""
    paid_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ProposalRow(_Row, table=True):
    """An offer that was made, with the evidence of its acceptance."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("conversation_id", "deal", "version"),
        Index("ix_proposals_number", "number"),
        Index("ix_proposals_valid_until", "valid_until"),
    )

    id: int | None = _number()
    conversation_id: str = Field(foreign_key="conversations.id")
    client_id: str = _client()
    deal: int
    version: int
    number: str
    package_id: str
    title: str = Field(sa_type=FreeText)
    deliverables: str = Field(sa_type=FreeText)
    """JSON list."""
    total_centavos: int = Field(sa_type=BigInteger)
    deposit_centavos: int = Field(sa_type=BigInteger)
    delivery_days: int
    offered_at: datetime = Field(sa_type=UtcDateTime)
    valid_until: datetime = Field(sa_type=UtcDateTime)
    offered_by: str | None = Field(default=None, sa_type=FreeText)
    """The operator who made a custom offer."""
    sha256: str | None = None
    """Of the PDF, once it was delivered."""
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_how: str | None = None
    accepted_message_id: str | None = None
    accepted_sha256: str | None = None
    """Of the PDF that had been delivered when the lead accepted."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ProjectRow(_Row, table=True):
    """Work that was sold."""

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("conversation_id", "deal"),
        Index("ix_projects_status", "status", "deadline", "id"),
    )

    id: int | None = _number()
    conversation_id: str = Field(foreign_key="conversations.id")
    client_id: str = _client()
    deal: int
    title: str = Field(sa_type=FreeText)
    status: str
    deadline: date | None = None
    """Local day of the business."""
    paid_at: datetime = Field(sa_type=UtcDateTime)
    briefing: str = Field(sa_type=FreeText)
    """JSON object: the answers by field id."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class TaskRow(_Row, table=True):
    """Something that a person has to decide or do."""

    __tablename__ = "tasks"
    __table_args__ = (_where("ix_tasks_open", "closed_at IS NULL", "opened_at", "id"),)

    id: int | None = _number()
    conversation_id: str = _conversation()
    kind: str
    summary: str = Field(sa_type=FreeText)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OperatorRow(_Row, table=True):
    """A person who may use the panel.  Rows stay, because the audit names them."""

    __tablename__ = "operators"
    __table_args__ = (UniqueConstraint("login"),)

    id: int | None = _number()
    login: str
    """What they type; compared as it is stored: lower case."""
    name: str = Field(sa_type=FreeText)
    role: str
    """An `operators.Role`."""
    password_hash: str | None = None
    """Of argon2; None: this operator signs in elsewhere."""
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginRow(_Row, table=True):
    """One browser in which an operator is signed in."""

    __tablename__ = "logins"

    token_sha256: str = Field(primary_key=True)
    """Hexadecimal; the token itself is only in the browser."""
    operator_id: int = Field(
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
        foreign_key="operators.id",
        index=True,
    )
    opened_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SettingRow(_Row, table=True):
    """One version of something that the owner writes; the newest one counts."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("kind", "version"),)

    id: int | None = _number()
    kind: str
    """A `settings.Kind`."""
    version: int
    content: str = Field(sa_type=Text)
    """The whole file, as it was written."""
    by: str
    """The operator's login."""
    at: datetime = Field(sa_type=UtcDateTime)


class AuditRow(_Row, table=True):
    """What an operator did, or tried to do."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_target", "target", "id"),
        Index("ix_audit_operator", "operator", "id"),
    )

    id: int | None = _number()
    at: datetime = Field(sa_type=UtcDateTime)
    operator: str
    """The login; of somebody who was not let in, what they typed."""
    action: str
    target: str
    """The id of what it was done to."""
    outcome: str
    details: str = Field(default="{}", sa_type=Text)
    """JSON object: facts that are nobody's personal data."""


def _table(model: type[_Row]) -> Table:
    return METADATA.tables[str(model.__tablename__)]


CLIENTS = _table(ClientRow)
CONVERSATIONS = _table(ConversationRow)
CONTACTS = _table(ContactRow)
INBOX = _table(InboxRow)
EFFECTS = _table(EffectRow)
MEDIA = _table(MediaRow)
MERGES = _table(MergeRow)
MESSAGE_LOGS = _table(MessageLogRow)
CHARGES = _table(ChargeRow)
PAYMENTS = _table(PaymentRow)
PROPOSALS = _table(ProposalRow)
PROJECTS = _table(ProjectRow)
TASKS = _table(TaskRow)
OPERATORS = _table(OperatorRow)
LOGINS = _table(LoginRow)
SETTINGS = _table(SettingRow)
AUDIT = _table(AuditRow)
