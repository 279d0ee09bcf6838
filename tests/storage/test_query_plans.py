"""No page reads a big table from its beginning to its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from adapters.storage.migrate import upgrade
from adapters.storage.panel.audit import audit
from adapters.storage.panel.clients import client, events
from adapters.storage.panel.conversations import Filter, conversations
from adapters.storage.panel.finance import arrivals, charges, months
from adapters.storage.panel.health import dead_effects, health
from adapters.storage.panel.needs import needs, task_counts
from adapters.storage.panel.projects import DELIVERED, projects
from adapters.storage.panel.today import funnel, numbers
from adapters.storage.panel.transcript import card, transcript
from adapters.storage.sqlite_engine import WRITER, sqlite_engine
from autovenda_core.model import Owner, State
from tests.storage.shop import ANA, DAY, NOW, Shop, sold

BIG = {"message_logs", "inbox", "effects"}
"""Tables that grow with every message."""

OF_SOME_ROWS = {
    "ix_inbox_unread",
    "ix_inbox_of_a_model",
    "ix_effects_due",
    "ix_effects_lane",
    "ix_effects_given_up",
    "ix_message_logs_failed",
}
"""Indexes of a few of their rows: reading one of those from end to end is what it is for."""


def seen(chosen: Filter) -> Callable[[Connection], object]:
    return lambda db: conversations(db, chosen, sees_personal=True)


QUERIES: dict[str, Callable[[Connection, str], object]] = {
    "numbers": lambda db, ana: numbers(db, NOW),
    "funnel": lambda db, ana: funnel(db, NOW - 30 * DAY),
    "needs": lambda db, ana: needs(db, NOW),
    "task counts": lambda db, ana: task_counts(db),
    "conversations": lambda db, ana: seen(Filter())(db),
    "conversations, page two": lambda db, ana: conversations(
        db, sees_personal=True, after=(NOW, ana)
    ),
    "conversations, search": lambda db, ana: seen(Filter("ana 9999"))(db),
    "conversations, phone": lambda db, ana: seen(Filter("99999"))(db),
    "conversations, states": lambda db, ana: seen(Filter(states=[State.LOST]))(db),
    "conversations, with a person": lambda db, ana: seen(Filter(owner=Owner.HUMAN))(db),
    "conversations, since": lambda db, ana: seen(Filter(heard_since=NOW))(db),
    "transcript": lambda db, ana: transcript(db, ana),
    "transcript, before": lambda db, ana: transcript(db, ana, before=100),
    "card": lambda db, ana: card(db, ana, sees_personal=True),
    "projects": lambda db, ana: projects(db),
    "projects, delivered": lambda db, ana: projects(db, DELIVERED),
    "months": lambda db, ana: months(db, NOW),
    "charges": lambda db, ana: charges(db),
    "arrivals": lambda db, ana: list(arrivals(db, NOW - DAY, NOW)),
    "client": lambda db, ana: client(db, ana, sees_personal=True),
    "events": lambda db, ana: events(db, ana),
    "events, before": lambda db, ana: events(db, ana, before=100),
    "health": lambda db, ana: health(db, NOW),
    "dead effects": lambda db, ana: dead_effects(db),
    "audit": lambda db, ana: audit(db),
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    path = tmp_path / "shop.db"
    upgrade(f"sqlite:///{path}")
    engine = sqlite_engine(path, begin="BEGIN", pragmas=WRITER)
    yield Shop(engine)
    engine.dispose()


@contextmanager
def plans_of(db: Connection) -> Iterator[list[str]]:
    """What SQLite does for each statement that is run meanwhile ("EXPLAIN QUERY PLAN")."""
    plans: list[str] = []

    def explain(
        _db: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows)

    event.listen(db, "before_cursor_execute", explain)
    yield plans
    event.remove(db, "before_cursor_execute", explain)


def scans_of_big_tables(plans: list[str]) -> list[str]:
    """The steps that read a whole big table, or a whole index of all of it."""
    found = []
    for step in plans:
        scan = re.match(r"SCAN (\w+)(?:.* INDEX (\w+))?", step)
        if scan and _table(scan[1]) in BIG and scan[2] not in OF_SOME_ROWS:
            found.append(step)
    return found


ALIASES = {
    **dict.fromkeys(("last", "of_it", "theirs", "ours", "spoken", "first"), "message_logs"),
    "copy": "effects",
}


def _table(name: str) -> str:
    return ALIASES.get(name, name)


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_reads_along_indexes(shop: Shop, name: str) -> None:
    ana = shop.hears("oi", ANA, change=sold())

    with shop.engine.connect() as db, plans_of(db) as plans:
        QUERIES[name](db, ana)

    assert plans != []
    assert scans_of_big_tables(plans) == []


def test_the_newest_of_a_conversation_are_not_looked_for_among_all_messages(shop: Shop) -> None:
    """The key counts upwards, so walking it backwards would need no sorting, and all the time."""
    ana = shop.hears("oi", ANA)

    with shop.engine.connect() as db, plans_of(db) as plans:
        transcript(db, ana)
        events(db, ana)

    text = "\n".join(plans)
    assert "message_logs USING INDEX ix_message_logs_conversation" in text
    assert "inbox USING INDEX ix_inbox_conversation_id" in text


def test_a_scan_of_a_big_table_would_be_found(shop: Shop) -> None:
    with shop.engine.connect() as db, plans_of(db) as plans:
        db.exec_driver_sql("SELECT count(*) FROM inbox WHERE raw LIKE '%x%'")

    assert scans_of_big_tables(plans) == ["SCAN inbox"]
