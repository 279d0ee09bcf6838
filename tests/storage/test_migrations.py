"""The migrations make exactly the tables that the code knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from adapters.storage.migrate import upgrade
from adapters.storage.sqlite_engine import own_transactions
from adapters.storage.tables import METADATA


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
