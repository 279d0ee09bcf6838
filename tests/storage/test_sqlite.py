"""What only the store on one SQLite file promises: restarts, one server a file, the disk."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.sqlite import SQLiteStore
from adapters.storage.tables import CLIENTS, CONTACTS, CONVERSATIONS, INBOX
from autovenda_core.effects import AlertOwner
from autovenda_core.errors import ConfigurationError, Unavailable
from autovenda_core.model import conversation_id_for
from autovenda_core.ports.store import Applied, Decision
from autovenda_core.ports.wake import WakeAt
from autovenda_core.testing.contracts.store import ANA, POISON, leading_to, seqs, texts_of, wrote
from autovenda_core.testing.stores import FakeWake

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
ANAS = conversation_id_for(ANA)
ALERT = AlertOwner("Uma pessoa precisa de você.")

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sale.db"


@pytest.fixture
def opened(path: Path, run: Run) -> Callable[..., Any]:
    @contextmanager
    def opened(wake: Any = None) -> Iterator[SQLiteStore]:
        store = SQLiteStore(path, wake=wake or FakeWake())
        run(store.open())
        try:
            yield store
        finally:
            run(store.close())

    return opened


def test_everything_is_there_after_a_restart(opened: Any, run: Run) -> None:
    with opened() as store:
        run(store.receive([wrote("oi"), wrote("quero um site")], NOW))
        run(store.turn(ANAS, leading_to(ALERT), NOW))
        before = run(store.conversation(ANAS)), run(store.replay(ANAS)), run(store.waiting(NOW))

    with opened() as store:
        after = run(store.conversation(ANAS)), run(store.replay(ANAS)), run(store.waiting(NOW))

    assert after == before
    assert texts_of(after[0]) == ["oi", "quero um site"]


def test_what_a_dead_process_held_is_free_at_once_and_unknown(opened: Any, run: Run) -> None:
    with opened() as store:
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(ALERT), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))
        run(store.claim(seq, NOW, 3600))

    with opened() as store:
        claim = run(store.claim(seq, NOW + timedelta(seconds=1), 60))

    assert (claim.attempts, claim.unknown) == (0, 1)


def test_a_new_start_tries_poison_again(opened: Any, run: Run, sqlite_look: Any) -> None:
    with opened() as store:
        run(store.receive([wrote("antes"), wrote(POISON), wrote("depois")], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

    with opened() as store:
        wakes = run(store.waiting(NOW))
        handled = run(store.turn(ANAS, without_fear, NOW))
        conversation = run(store.conversation(ANAS))

    assert wakes == [WakeAt(NOW, f"turn:{ANAS}")]
    assert handled == 2
    assert conversation.version == 3
    assert sqlite_look.open_tasks() == []
    assert [row.error for row in sqlite_look.rows(select(INBOX.c.error))] == [None] * 3


def test_poison_that_is_still_poison_opens_no_second_task(
    opened: Any, run: Run, sqlite_look: Any
) -> None:
    for _ in range(2):
        with opened() as store:
            run(store.receive([wrote(POISON)], NOW))
            run(store.turn(ANAS, leading_to(), NOW))

    assert sqlite_look.open_tasks() == ["poison"]
    (row,) = sqlite_look.rows(select(INBOX.c.error, INBOX.c.done_at))
    assert row == ("ValueError: nobody thought of this", None)


def test_a_second_server_on_the_same_file_is_refused_in_words(
    opened: Any, run: Run, path: Path
) -> None:
    with opened(), pytest.raises(ConfigurationError, match=r"another server is using .*sale\.db"):
        run(SQLiteStore(path, wake=FakeWake()).open())


def test_a_refused_server_does_not_disturb_the_first(opened: Any, run: Run, path: Path) -> None:
    with opened() as store:
        with pytest.raises(ConfigurationError):
            run(SQLiteStore(path, wake=FakeWake()).open())

        assert run(store.receive([wrote("oi")], NOW)).new == (True,)


def test_a_file_that_is_not_a_database_is_refused_in_words(path: Path, run: Run) -> None:
    path.write_bytes(b"Caderno de vendas, pagina 1\n" * 100)

    with pytest.raises(ConfigurationError, match="is not a database of ours"):
        run(SQLiteStore(path, wake=FakeWake()).open())


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationError, match="cannot use"):
        run(SQLiteStore(tmp_path / "file" / "sale.db", wake=FakeWake()).open())


def test_a_closed_store_is_unavailable(opened: Any, run: Run) -> None:
    with opened() as store:
        pass

    with pytest.raises(Unavailable):
        run(store.receive([wrote("oi")], NOW))
    with pytest.raises(Unavailable):
        run(store.conversation(ANAS))


def test_a_broken_database_is_unavailable_and_nothing_has_happened(
    opened: Any, run: Run, path: Path
) -> None:
    with opened() as store:
        run(store.receive([wrote("oi")], NOW))
        intruder = sqlite3.connect(path, isolation_level=None)
        intruder.execute("ALTER TABLE effects RENAME TO gone")

        with pytest.raises(Unavailable, match="no such table: effects"):
            run(store.turn(ANAS, leading_to(ALERT), NOW))

        intruder.execute("ALTER TABLE gone RENAME TO effects")
        intruder.close()
        assert run(store.conversation(ANAS)).version == 0
        assert run(store.turn(ANAS, leading_to(ALERT), NOW)) == 1


def test_a_committed_fact_survives_a_power_cut(opened: Any, run: Run, path: Path) -> None:
    with opened() as store:
        settings = run(store._units.write(_settings))

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_alarms_are_set_before_the_answer_comes(opened: Any, run: Run) -> None:
    wake = FakeWake()

    async def alarms_at_the_answer(store: SQLiteStore) -> list[WakeAt]:
        await store.receive([wrote("oi")], NOW)
        return list(wake.alarms)

    with opened(wake) as store:
        assert run(alarms_at_the_answer(store)) == [WakeAt(NOW, f"turn:{ANAS}")]


def test_an_alarm_clock_that_fails_does_not_stop_the_store(opened: Any, run: Run) -> None:
    class BrokenWake:
        def set(self, wakes: list[WakeAt]) -> None:
            raise RuntimeError("no time")

    with opened(BrokenWake()) as store:
        assert run(store.receive([wrote("oi")], NOW)).new == (True,)
        assert run(store.turn(ANAS, leading_to(), NOW)) == 1


def test_who_stops_waiting_does_not_stop_the_store(opened: Any, run: Run) -> None:
    async def give_up(store: SQLiteStore) -> None:
        calls = [asyncio.ensure_future(store.receive([wrote(str(n))], NOW)) for n in range(30)]
        await asyncio.sleep(0)
        for call in calls[::2]:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    with opened() as store:
        run(give_up(store))

        run(store.turn(ANAS, leading_to(), NOW))
        texts = set(texts_of(run(store.conversation(ANAS))))
        assert texts >= {str(n) for n in range(1, 30, 2)}


def test_a_new_lead_becomes_a_client_with_one_contact(
    opened: Any, run: Run, sqlite_look: Any
) -> None:
    with opened() as store:
        run(store.receive([wrote("oi")], NOW))
        run(store.receive([wrote("tudo bem?")], NOW + timedelta(minutes=1)))

    (client,) = sqlite_look.rows(select(CLIENTS))
    (contact,) = sqlite_look.rows(select(CONTACTS))
    (conversation,) = sqlite_look.rows(select(CONVERSATIONS))
    assert (client.id, client.created_at) == (ANAS, NOW)
    assert (contact.kind, contact.value, contact.channel) == ("telegram", "1001", "telegram")
    assert (contact.match_key, contact.first_seen_at) == ("telegram:1001", NOW)
    assert (conversation.channel, conversation.address) == ("telegram", "1001")
    assert contact.client_id == conversation.client_id == client.id
    assert (conversation.state, conversation.version, conversation.owner) == ("lead", 0, "bot")


def test_the_inbox_tells_why_the_bot_did_what_it_did(
    opened: Any, run: Run, sqlite_look: Any
) -> None:
    fired = wrote("tudo bem?").event
    with opened() as store:
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(and_then=fired), NOW))

    (row,) = sqlite_look.rows(select(INBOX))
    assert row.rows == '["row", "row"]'
    assert '"kind": "TextReceived"' in row.derived
    assert row.done_at == NOW


def test_a_fact_without_a_conversation_says_so(opened: Any, run: Run, sqlite_look: Any) -> None:
    with opened() as store:
        run(store.receive([wrote_by_nobody()], NOW))

    (row,) = sqlite_look.rows(select(INBOX))
    assert (row.conversation_id, row.error) == (None, "no such conversation")
    assert (row.done_at, row.raw) == (NOW, "{}")


CRASH = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.storage.sqlite import SQLiteStore
from autovenda_core.effects import AlertOwner
from autovenda_core.testing.contracts.store import ANAS, NOW, leading_to, seqs, wrote
from autovenda_core.testing.stores import FakeWake

async def main():
    store = SQLiteStore(Path(sys.argv[1]), wake=FakeWake())
    await store.open()
    await store.receive([wrote("oi")], NOW)
    await store.turn(ANAS, leading_to(AlertOwner("Oi")), NOW)
    await store.receive([wrote("quero um site")], NOW)
    (seq,) = [seq for seq in seqs(await store.waiting(NOW))]
    await store.claim(seq, NOW, 3600)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_kill_9_between_claim_and_finish_loses_nothing(
    opened: Any, run: Run, path: Path, pytestconfig: pytest.Config
) -> None:
    died = subprocess.run(
        [sys.executable, "-c", CRASH, path],
        cwd=pytestconfig.rootpath,
        check=False,
        timeout=60,
        capture_output=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()

    with opened() as store:
        (seq,) = seqs(run(store.waiting(NOW)))
        claim = run(store.claim(seq, NOW, 60))
        handled = run(store.turn(ANAS, leading_to(), NOW))
        conversation = run(store.conversation(ANAS))

    assert (claim.attempts, claim.unknown) == (0, 1)
    assert handled == 1
    assert texts_of(conversation) == ["oi", "quero um site"]


def without_fear(conversation: Any, event: Any) -> Any:
    """The flow of the next version, to which nothing is poison."""
    after = replace(conversation, version=conversation.version + 1)
    return Decision((Applied(event, after, ()),), "flow-2")


def wrote_by_nobody() -> Any:
    return replace(wrote("oi"), contact=None, raw="{}")


def _settings(db: Any) -> tuple[dict[str, Any], list[WakeAt]]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    return {name: db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}, []
