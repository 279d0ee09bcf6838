"""Charges know how their money is on its way; payments who vouches for them, and disputes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them, empty.  There is no way back but the backup."""
    op.add_column("charges", sa.Column("pending_method", sa.String(), nullable=True))
    op.add_column("charges", sa.Column("pending_url", sa.Text(), nullable=True))
    op.add_column("charges", sa.Column("pending_code", sa.Text(), nullable=True))
    op.add_column("charges", sa.Column("pending_expires_at", _TIME, nullable=True))
    op.add_column("payments", sa.Column("dispute", sa.String(), nullable=True))
    op.add_column("payments", sa.Column("vouched_by", sa.String(), nullable=True))
