"""`autovenda client …`: a person's data, given out or removed, from the machine of the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

from sqlalchemy import Connection

from adapters.storage import audit, privacy
from adapters.storage.files import FolderFiles
from adapters.storage.inbox import Wakes
from adapters.storage.privacy import Erased
from apps.config import Settings
from apps.local_inbox import LocalInbox
from apps.wiring import MEDIA_FOLDER, SystemClock
from autovenda_core.errors import ConfigurationError

__all__ = ["erase", "export"]

T = TypeVar("T")

TERMINAL = "terminal"
"""Who did it, in the audit: whoever may write to the database file."""


def export(settings: Settings, who: str) -> str:
    """
    Everything of one client as JSON (docs/privacy.md); `who` is an id, a phone or a contact.

    Raises:
        ConfigurationError: there is no such client, or no database.
        Unavailable: the database does not answer.
    """
    now = SystemClock().now()

    def work(db: Connection) -> tuple[str, Wakes]:
        client_id = _client(db, who)
        exported = privacy.export(db, client_id, now) or ""  # it was found a line ago
        audit.note(db, now, TERMINAL, "exportar", client_id, "done")
        return exported, []

    return _write(settings, work)


def erase(settings: Settings, who: str) -> str:
    """
    Remove everything personal of one client for good; the line that tells the protocol.

    Raises:
        ConfigurationError: there is no such client, or no database.
        Unavailable: the database does not answer; or it did, and a file could not be deleted.
    """
    now = SystemClock().now()
    # Before the rows that name them: whoever is interrupted in between can begin again.
    _forget(settings, _write(settings, lambda db: (privacy.files_of(db, _client(db, who)), [])))

    def work(db: Connection) -> tuple[Erased, Wakes]:
        client_id = _client(db, who)
        erased, wakes = privacy.erase(db, client_id, now)
        if erased is None:
            raise _unknown(who)
        outcome, details = "done" if erased.is_new else "already", {"protocol": erased.protocol}
        audit.note(db, now, TERMINAL, "apagar", client_id, outcome, details)
        return erased, wakes

    erased = _write(settings, work)
    _forget(settings, erased.files)
    again = "" if erased.is_new else f" (already, at {erased.at:%Y-%m-%d %H:%M} UTC)"
    return f"ok: erased{again}; protocol {erased.protocol}"


def _forget(settings: Settings, names: Sequence[str]) -> None:
    files = FolderFiles(settings.data_dir / MEDIA_FOLDER)

    async def forget() -> None:
        for name in names:
            await files.forget(name)

    asyncio.run(forget())


def _client(db: Connection, who: str) -> str:
    client_id = privacy.find_client(db, who)
    if client_id is None:
        raise _unknown(who)
    return client_id


def _unknown(who: str) -> ConfigurationError:
    return ConfigurationError(f"nobody is known by {who!r}: give an id, a phone or a contact")


def _write(settings: Settings, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
    with closing(LocalInbox(settings.database, SystemClock())) as database:
        return database.write_now(work)
