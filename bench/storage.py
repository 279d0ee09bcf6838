"""
How many messages a second one SQLite file takes, alone and with 16 conversations at once.

A unit is a whole message: received (a commit), then read, stepped on and its effects stored
(another commit), each on the disk (WAL, synchronous=FULL) before the next one of the same
conversation begins.  Below it, the limit: bare commits of one row on the same disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

from adapters.storage.sqlite import SQLiteStore
from autovenda_core.events import TextReceived
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Rules
from autovenda_core.ports.store import Incoming
from autovenda_core.ports.wake import WakeAt
from autovenda_core.runtime import decide
from autovenda_core.testing.world import SAMPLE_CATALOG
from bench.lap import new_lead
from bench.rounds import table

__all__ = ["main"]

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SECONDS = 3.0
DECIDE = partial(decide, Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0)))


class NoWake:
    """Fits the Wake port: nobody has to be woken here."""

    def set(self, wakes: list[WakeAt]) -> None:
        """Forget them."""


def main() -> None:
    """Print units a second."""
    alone, together = units_a_second(1), units_a_second(16)
    bare = bare_commits_a_second()
    table(
        "SQLite (a message received and handled: 2 commits)",
        {
            "1 conversation": f"{alone:.0f} messages/s",
            "16 conversations at once": f"{together:.0f} messages/s {together / alone:5.2f} ×",
            "limit: sqlite3, one row a commit": f"{bare:.0f} commits/s",
        },
    )


def units_a_second(writers: int) -> float:
    """Whole messages, from that many conversations at once."""
    with _folder() as folder:
        return asyncio.run(_units_a_second(folder, writers))


async def _units_a_second(folder: Path, writers: int) -> float:
    store = SQLiteStore(folder / "bench.db", wake=NoWake())
    await store.open()
    try:
        start = perf_counter()
        done = await asyncio.gather(*(_talk(store, number, start) for number in range(writers)))
        return sum(done) / (perf_counter() - start)
    finally:
        await store.close()


async def _talk(store: SQLiteStore, number: int, start: float) -> int:
    """One lead asks for prices until the time is over; how often."""
    lead = new_lead(number)
    for asked in count():
        if perf_counter() - start > SECONDS:
            return asked
        text = TextReceived(AT, f"{number}-{asked}", "quanto custa?")
        fact = Incoming("bench", text.message_id, lead.id, text, lead.contact, raw="{}")
        await store.receive([fact], AT)
        assert await store.turn(lead.id, DECIDE, AT) == 1
    raise AssertionError("counting has no end")


def bare_commits_a_second() -> float:
    """The disk's limit for whoever commits one thing at a time."""
    with _folder() as folder, closing(sqlite3.connect(folder / "bare.db")) as db:
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x)")
        commits, start = 0, perf_counter()
        while (elapsed := perf_counter() - start) < SECONDS:
            with db:
                db.execute("INSERT INTO t VALUES (1)")
            commits += 1
        return commits / elapsed


@contextmanager
def _folder() -> Iterator[Path]:
    """On the disk of this project: a temporary folder may be in memory, where a sync is free."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
