"""The migrations make exactly the tables that the code knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from adapters.storage import migrations
from adapters.storage.migrate import upgrade
from adapters.storage.panel.conversations import Filter, conversations
from adapters.storage.reading import conversation
from adapters.storage.receiving import receive
from adapters.storage.sqlite_engine import own_transactions
from adapters.storage.tables import METADATA
from autovenda_core.codec import encode
from autovenda_core.identity import Identity
from autovenda_core.testing.contracts.store import ANAS, NOW, full_conversation, wrote


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_server_default": True})
        return list(compare_metadata(context, METADATA))


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'sale.db'}")
    yield engine
    engine.dispose()


def test_on_sqlite_they_agree_with_the_tables(sqlite: Engine) -> None:
    upgrade(str(sqlite.url))

    assert differences(sqlite) == []


@pytest.mark.postgres
def test_on_postgresql_they_agree_with_the_tables(migrated_postgres: str) -> None:
    engine = create_engine(migrated_postgres)

    assert differences(engine) == []
    engine.dispose()


def test_a_second_upgrade_changes_nothing(sqlite: Engine) -> None:
    upgrade(str(sqlite.url))
    upgrade(str(sqlite.url))

    assert differences(sqlite) == []


def test_an_upgrade_that_fails_leaves_nothing_behind(sqlite: Engine) -> None:
    own_transactions(sqlite, "BEGIN IMMEDIATE")
    with sqlite.begin() as db:
        db.exec_driver_sql("CREATE TABLE tasks (of_another_program TEXT)")

    with pytest.raises(Exception, match="table tasks already exists"):
        upgrade(str(sqlite.url))

    assert inspect(sqlite).get_table_names() == ["tasks"]


AS_OF_0001 = (
    "INSERT INTO clients (id, created_at, updated_at) VALUES (:id, :now, :now)",
    "INSERT INTO conversations (id, client_id, state, owner, version, data, updated_at)"
    " VALUES (:id, :id, 'qualifying', 'bot', 12, :data, :now)",
    "INSERT INTO contacts (channel, address, conversation_id, client_id)"
    " VALUES ('telegram', '1001', :id, :id)",
    "INSERT INTO message_logs (conversation_id, client_id, direction, author, text, payload,"
    " provider_message_id, at) VALUES (:id, :id, 'in', 'lead', 'oi', '{}', 'm-oi', :now)",
)
"""Ana, as the first version of the schema kept her."""


def fill_version_1(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    ana = {"id": ANAS, "now": "2026-03-10 13:00:00", "data": encode(full_conversation())}
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0001")
        for statement in AS_OF_0001:
            db.execute(text(statement), ana)


def check_that_ana_is_known(engine: Engine) -> None:
    """Her conversation is as it was, and a message of hers goes on in it."""
    fact = replace(
        wrote("voltei"), conversation_id="another", identities=(Identity("telegram", "1001"),)
    )
    with engine.begin() as db:
        before = conversation(db, ANAS)
        receipt, _ = receive(db, [fact], NOW)

    assert before == full_conversation()
    assert receipt.conversation_ids == (ANAS,)


def test_clients_of_the_first_version_are_still_known_on_sqlite(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    fill_version_1(engine)

    upgrade(str(engine.url))

    check_that_ana_is_known(engine)
    engine.dispose()


def test_what_the_panel_looks_for_is_filled_in_for_clients_from_before(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    fill_version_1(engine)
    with engine.begin() as db:
        db.execute(text("UPDATE clients SET name = 'Ana Conceição'"))
        heard = encode(replace(full_conversation(), heard_at=NOW))
        db.execute(text("UPDATE conversations SET data = :data"), {"data": heard})

    upgrade(str(engine.url))

    with engine.connect() as db:
        page = conversations(db, Filter("conceicao"), sees_personal=True)
    assert [(line.id, line.window.heard_at) for line in page.rows] == [(ANAS, NOW)]
    engine.dispose()


@pytest.mark.postgres
def test_clients_of_the_first_version_are_still_known_on_postgresql(postgres_server: str) -> None:
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as db:
        db.execute(text("CREATE DATABASE old"))
    server.dispose()
    url = make_url(postgres_server).set(database="old")
    engine = create_engine(url)
    fill_version_1(engine)

    upgrade(url.render_as_string(hide_password=False))

    check_that_ana_is_known(engine)
    engine.dispose()
