"""The panel: operators, their logins, settings and audit; and what its pages look things up by."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from adapters.storage.names import searchable

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them.  There is no way back but the backup."""
    _make_operators_and_logins()
    _make_settings()
    _make_audit()
    _know_more_of_clients()
    _know_when_leads_were_heard()
    _know_when_charges_were_made()
    _index_what_pages_ask()


def _make_operators_and_logins() -> None:
    op.create_table(
        "operators",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("disabled_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("login", name="uq_operators_login"),
    )
    op.create_table(
        "logins",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("operator_id", _NUMBER, nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_logins_operator_id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_logins"),
    )
    op.create_index("ix_logins_operator_id", "logins", ["operator_id"])


def _make_settings() -> None:
    op.create_table(
        "settings",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settings"),
        sa.UniqueConstraint("kind", "version", name="uq_settings_kind_version"),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_target", "audit", ["target", "id"])
    op.create_index("ix_audit_operator", "audit", ["operator", "id"])


def _know_more_of_clients() -> None:
    op.add_column("clients", sa.Column("search_name", sa.Text(), nullable=True))
    op.add_column("clients", sa.Column("erased_at", _TIME, nullable=True))
    op.add_column("clients", sa.Column("erasure_protocol", sa.String(), nullable=True))
    db = op.get_bind()
    named = db.execute(sa.text("SELECT id, name FROM clients WHERE name IS NOT NULL")).all()
    fill = sa.text("UPDATE clients SET search_name = :search_name WHERE id = :id")
    for row in named:
        db.execute(fill, {"id": row.id, "search_name": searchable(row.name)})


def _know_when_leads_were_heard() -> None:
    op.add_column("conversations", sa.Column("heard_at", _TIME, nullable=True))
    db = op.get_bind()
    fill = sa.text("UPDATE conversations SET heard_at = :heard_at WHERE id = :id").bindparams(
        sa.bindparam("heard_at", type_=_TIME)
    )
    for row in db.execute(sa.text("SELECT id, data FROM conversations")).all():
        heard_at = json.loads(row.data).get("heard_at")
        if heard_at is not None:
            db.execute(fill, {"id": row.id, "heard_at": datetime.fromisoformat(heard_at)})


def _know_when_charges_were_made() -> None:
    """Of those from before, the last change is all that is known."""
    op.add_column("charges", sa.Column("created_at", _TIME, nullable=True))
    op.execute("UPDATE charges SET created_at = updated_at")
    with op.batch_alter_table("charges") as table:
        table.alter_column("created_at", existing_type=_TIME, nullable=False)


def _index_what_pages_ask() -> None:
    op.create_index("ix_clients_created_at", "clients", ["created_at"])
    op.create_index("ix_conversations_updated_at", "conversations", ["updated_at", "id"])
    op.create_index("ix_conversations_state", "conversations", ["state", "updated_at"])
    _index_some(
        "ix_conversations_with_a_person", "conversations", "owner = 'human'", ["updated_at"]
    )
    _index_some(
        "ix_conversations_parked", "conversations", "parked_reason IS NOT NULL", ["updated_at"]
    )
    op.create_index("ix_inbox_source_received_at", "inbox", ["source", "received_at"])
    _index_some(
        "ix_inbox_of_a_model", "inbox", "kind IN ('ModelAnswered', 'Transcribed')", ["received_at"]
    )
    _index_some(
        "ix_effects_given_up",
        "effects",
        "error IS NOT NULL AND done_at IS NOT NULL",
        ["done_at", "seq"],
    )
    _index_some(
        "ix_message_logs_failed",
        "message_logs",
        "delivery IN ('failed', 'undelivered')",
        ["delivery_at", "id"],
    )
    op.create_index("ix_media_name", "media", ["name"])
    op.create_index("ix_charges_created_at", "charges", ["created_at", "id"])
    _index_some(
        "ix_charges_unpaid", "charges", "status IN ('open', 'pending')", ["created_at", "id"]
    )
    op.create_index("ix_payments_paid_at", "payments", ["paid_at", "id"])
    op.create_index("ix_proposals_number", "proposals", ["number"])
    op.create_index("ix_proposals_valid_until", "proposals", ["valid_until"])
    op.create_index("ix_projects_status", "projects", ["status", "deadline", "id"])
    _index_some("ix_tasks_open", "tasks", "closed_at IS NULL", ["opened_at", "id"])


def _index_some(name: str, table: str, condition: str, columns: list[str]) -> None:
    """An index of the rows that fulfil a condition."""
    rows = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
