"""
What the owner writes: catalogue, texts and FAQ, as whole files, each change a new version.

The newest version counts.  Nothing is overwritten, and whoever writes has to have seen the
newest one: of two people who edit at once, the second is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.storage.inbox import upsert
from adapters.storage.tables import SETTINGS

__all__ = ["Kind", "Setting", "Version", "at_version", "newest", "put", "versions"]


class Kind(StrEnum):
    """What can be written."""

    CATALOG = "catalog"
    """CSV; see `autovenda_core.catalog`."""
    TEXTS = "texts"
    """TOML: only the texts that differ from those that ship."""
    FAQ = "faq"
    """TOML."""


@dataclass(frozen=True)
class Version:
    """That something was written, and by whom."""

    version: int
    by: str
    """The operator's login."""
    at: datetime


@dataclass(frozen=True)
class Setting(Version):
    """One version with its content."""

    content: str


_VERSION = (SETTINGS.c.version, SETTINGS.c.by, SETTINGS.c.at)


def newest(db: Connection, kind: Kind) -> Setting | None:
    """The version that counts; None: nobody has written one, so the file does."""
    latest = (
        select(*_VERSION, SETTINGS.c.content)
        .where(SETTINGS.c.kind == kind)
        .order_by(SETTINGS.c.version.desc())
        .limit(1)
    )
    return _setting(db.execute(latest).first())


def at_version(db: Connection, kind: Kind, version: int) -> Setting | None:
    """One version; None: there is none of that number."""
    chosen = select(*_VERSION, SETTINGS.c.content).where(
        SETTINGS.c.kind == kind, SETTINGS.c.version == version
    )
    return _setting(db.execute(chosen).first())


def versions(db: Connection, kind: Kind, limit: int = 50) -> Sequence[Version]:
    """Who wrote when, newest first."""
    rows = db.execute(
        select(*_VERSION)
        .where(SETTINGS.c.kind == kind)
        .order_by(SETTINGS.c.version.desc())
        .limit(limit)
    )
    return [Version(*row) for row in rows]


def put(
    db: Connection, kind: Kind, content: str, seen: int | None, by: str, at: datetime
) -> int | None:
    """
    Write the next version; its number.  None: the newest is not `seen`, and nothing was written.

    `seen` is None or 0 for whoever saw that there was none yet.  The caller has checked the
    content.
    """
    latest = newest(db, kind)
    if (latest.version if latest else 0) != (seen or 0):
        return None
    row = {"kind": kind, "version": (seen or 0) + 1, "content": content, "by": by, "at": at}
    # Two at once on PostgreSQL both saw the newest: the unique version lets one of them in.
    insert = upsert(db.dialect.name, SETTINGS).on_conflict_do_nothing(
        index_elements=["kind", "version"]
    )
    number: int | None = db.execute(insert.returning(SETTINGS.c.version), row).scalar()
    return number


def _setting(row: Row[*tuple[Any, ...]] | None) -> Setting | None:
    return None if row is None else Setting(row.version, row.by, row.at, row.content)
