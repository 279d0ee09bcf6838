"""Brings a database to the schema of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

from adapters.storage.sqlite_engine import own_transactions

__all__ = ["upgrade", "upgrade_on"]

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """
    Bring the database at a SQLAlchemy URL to the newest schema.  Twice does no harm.

    Raises:
        sqlalchemy.exc.DBAPIError: the database cannot be reached or changed.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        own_transactions(engine, "BEGIN IMMEDIATE")
    try:
        with engine.begin() as db:
            upgrade_on(db)
    finally:
        engine.dispose()


def upgrade_on(db: Connection) -> None:
    """The same inside a transaction of the caller, who commits it."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
