"""The database file of an installation, brought to this version's schema."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.storage.heap import Heap
from adapters.storage.sqlite import SQLiteStore
from apps.wiring import SystemClock

__all__ = ["upgrade_database"]


def upgrade_database(database: Path) -> None:
    """
    Make the file, or bring it to this version; twice does no harm.

    Raises:
        ConfigurationError: its folder cannot be used, or a server is using it.
        Unavailable: it cannot be opened.
    """

    async def upgrade() -> None:
        store = SQLiteStore(database, wake=Heap(SystemClock()))
        await store.open()
        await store.close()

    asyncio.run(upgrade())
