"""A client has many identities, clients can be merged, messages have a delivery, files a place."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVING = sa.text("merged_into IS NULL")
_IS_ABOUT_ONE = sa.text("about_message IS NOT NULL")


def upgrade() -> None:
    """Change them.  There is no way back but the backup."""
    _give_conversations_an_address()
    _turn_contacts_into_identities()
    _note_deliveries()
    _make_merges()
    _make_media()


def _give_conversations_an_address() -> None:
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("channel", sa.String(), nullable=True))
        table.add_column(sa.Column("address", sa.Text(), nullable=True))
        table.add_column(sa.Column("merged_into", sa.String(), nullable=True))
        table.create_foreign_key(
            "fk_conversations_merged_into", "conversations", ["merged_into"], ["id"]
        )
    db = op.get_bind()
    fill = sa.text("UPDATE conversations SET channel = :channel, address = :address WHERE id = :id")
    for row in db.execute(sa.text("SELECT id, data FROM conversations")).all():
        contact = json.loads(row.data)["contact"]
        db.execute(
            fill, {"id": row.id, "channel": contact["channel"], "address": contact["address"]}
        )
    with op.batch_alter_table("conversations") as table:
        table.alter_column("channel", existing_type=sa.String(), nullable=False)
        table.alter_column("address", existing_type=sa.Text(), nullable=False)
    op.create_index(
        "uq_conversations_living",
        "conversations",
        ["client_id", "channel"],
        unique=True,
        sqlite_where=_LIVING,
        postgresql_where=_LIVING,
    )


def _turn_contacts_into_identities() -> None:
    """The kind of an identity from before is its channel's name, as Telegram's still is."""
    db = op.get_bind()
    old = db.execute(
        sa.text(
            "SELECT contacts.channel, contacts.address, contacts.client_id, clients.created_at"
            " FROM contacts JOIN clients ON clients.id = contacts.client_id ORDER BY contacts.id"
        ).columns(created_at=_TIME)
    ).all()
    op.drop_table("contacts")
    contacts = op.create_table(
        "contacts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("match_key", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_contacts_client_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("match_key", name="uq_contacts_match_key"),
    )
    op.create_index("ix_contacts_client_id", "contacts", ["client_id"])
    identities = [
        {
            "kind": row.channel,
            "value": row.address,
            "match_key": f"{row.channel}:{row.address}",
            "client_id": row.client_id,
            "channel": row.channel,
            "first_seen_at": row.created_at,
        }
        for row in old
    ]
    op.bulk_insert(contacts, identities)


def _note_deliveries() -> None:
    op.add_column("effects", sa.Column("confirmed_as", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("about_message", sa.String(), nullable=True))
    op.create_index(
        "ix_inbox_about_message",
        "inbox",
        ["about_message"],
        sqlite_where=_IS_ABOUT_ONE,
        postgresql_where=_IS_ABOUT_ONE,
    )
    op.add_column("message_logs", sa.Column("delivery", sa.String(), nullable=True))
    op.add_column("message_logs", sa.Column("delivery_at", _TIME, nullable=True))
    op.add_column("message_logs", sa.Column("delivery_code", sa.String(), nullable=True))
    op.create_index("ix_message_logs_provider_message_id", "message_logs", ["provider_message_id"])


def _make_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept_client_id", sa.String(), nullable=False),
        sa.Column("gone_client_id", sa.String(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("undone_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_client_id"], ["clients.id"], name="fk_merges_kept_client_id"
        ),
        sa.ForeignKeyConstraint(
            ["gone_client_id"], ["clients.id"], name="fk_merges_gone_client_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_kept_client_id", "merges", ["kept_client_id"])
    op.create_index("ix_merges_gone_client_id", "merges", ["gone_client_id"])


def _make_media() -> None:
    op.create_table(
        "media",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("kept_at", _TIME, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_media_client_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_media_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sa.UniqueConstraint(
            "conversation_id",
            "message_id",
            "media_id",
            name="uq_media_conversation_id_message_id_media_id",
        ),
    )
    op.create_index("ix_media_client_id", "media", ["client_id"])
