"""Every Store keeps the same contract."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.storage.postgres import PostgresStore
from adapters.storage.sqlite import SQLiteStore
from autovenda_core.ports.store import Store
from autovenda_core.testing.contracts.identity import IdentityContract
from autovenda_core.testing.contracts.store import StoreContract
from autovenda_core.testing.stores import FakeWake, MemoryStore

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class MemoryLook:
    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    def messages(self) -> list[tuple[str, str, str]]:
        return [(line.direction, line.author, line.text) for line in self.store.messages]

    def deliveries(self) -> list[tuple[str, str | None, str | None]]:
        return [
            (line.text, line.delivery, line.delivery_code)
            for line in self.store.messages
            if line.direction == "out"
        ]

    def files(self) -> list[tuple[str, str | None, str | None]]:
        return [
            (media_id, file.name, file.error) for (_, _, media_id), file in self.store.files.items()
        ]

    def clients(self) -> list[dict[str, str]]:
        people = self.store.people
        return [people.living(client_id) for client_id in set(people.client_of.values())]

    def merges(self) -> int:
        return len(self.store.people.merges)

    def open_tasks(self) -> list[str]:
        return [task.kind for task in self.store.tasks]


class TestMemoryStore(StoreContract, IdentityContract):
    @pytest.fixture
    def store(self, wake: FakeWake) -> Store:
        return MemoryStore(wake)

    @pytest.fixture
    def look(self, store: MemoryStore) -> MemoryLook:
        return MemoryLook(store)

    @pytest.fixture
    def run(self, run: Run) -> Run:
        return run

    @pytest.fixture
    def together(self, together: Any) -> Any:
        return together


class TestSQLiteStore(TestMemoryStore):
    @pytest.fixture
    def store(self, tmp_path: Path, wake: FakeWake, run: Run) -> Iterator[Store]:
        store = SQLiteStore(tmp_path / "sale.db", wake=wake)
        run(store.open())
        yield store
        run(store.close())

    @pytest.fixture
    def look(self, store: Store, sqlite_look: Any) -> Any:
        return sqlite_look


@pytest.mark.postgres
class TestPostgresStore(TestMemoryStore):
    @pytest.fixture
    def store(self, postgres_url: str, wake: FakeWake, run: Run) -> Iterator[Store]:
        store = PostgresStore(postgres_url, wake=wake)
        run(store.open())
        yield store
        run(store.close())

    @pytest.fixture
    def look(self, store: Store, postgres_look: Any) -> Any:
        return postgres_look
