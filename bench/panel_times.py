"""How long the panel's queries take on a database that is there: first, and when it is warm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, func, select

from adapters.storage.panel import (
    audit,
    clients,
    conversations,
    finance,
    health,
    needs,
    projects,
    today,
    transcript,
)
from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CONVERSATIONS, MESSAGE_LOGS
from autovenda_core.model import Owner, State
from bench.rounds import table

__all__ = ["queries", "show"]

ROUNDS = 7


def show(path: Path, now: datetime) -> None:
    """Print the milliseconds of each query: the first time, and the median of the next ones."""
    engine = sqlite_engine(path, begin="BEGIN", pragmas=READER)
    rows = {}
    with engine.connect() as db:
        for name, query in queries(db, now).items():
            first, *warm = (_milliseconds(db, query) for _ in range(ROUNDS + 1))
            rows[name] = f"{first:8.1f} {median(warm):8.1f} ms"
    engine.dispose()
    table("Queries of the panel (first, warm)", rows)


def queries(db: Connection, now: datetime) -> Mapping[str, Callable[[Connection], object]]:
    """What the pages ask, by name."""
    talkative = db.execute(
        select(MESSAGE_LOGS.c.conversation_id).order_by(MESSAGE_LOGS.c.id).limit(1)
    ).scalar_one()
    middle = db.execute(
        select(func.max(MESSAGE_LOGS.c.id)).where(MESSAGE_LOGS.c.conversation_id == talkative)
    ).scalar_one()
    recent = db.execute(
        select(CONVERSATIONS.c.client_id).order_by(CONVERSATIONS.c.updated_at.desc()).limit(1)
    ).scalar_one()
    far = conversations.conversations(db, sees_personal=True, limit=5_000).next

    def listed(chosen: conversations.Filter | None = None) -> Callable[[Connection], object]:
        return lambda db: conversations.conversations(db, chosen, sees_personal=True)

    return {
        "today.numbers": lambda db: today.numbers(db, now),
        "today.funnel": lambda db: today.funnel(db, now - timedelta(days=30)),
        "needs.needs": lambda db: needs.needs(db, now),
        "needs.task_counts": needs.task_counts,
        "conversations": listed(),
        "conversations, far down": lambda db: conversations.conversations(
            db, sees_personal=True, after=far
        ),
        "conversations, by name": listed(conversations.Filter("joao araujo")),
        "conversations, by phone": listed(conversations.Filter("90000123")),
        "conversations, by offer": listed(conversations.Filter("a1b2")),
        "conversations, by state": listed(conversations.Filter(states=[State.BRIEFING])),
        "conversations, with a person": listed(conversations.Filter(owner=Owner.HUMAN)),
        "conversations, heard since": listed(
            conversations.Filter(heard_since=now - timedelta(days=1))
        ),
        "transcript": lambda db: transcript.transcript(db, talkative),
        "transcript, scrolled up": lambda db: transcript.transcript(db, talkative, before=middle),
        "card": lambda db: transcript.card(db, talkative, sees_personal=True),
        "projects, active": projects.projects,
        "projects, delivered": lambda db: projects.projects(db, projects.DELIVERED),
        "finance.months": lambda db: finance.months(db, now),
        "finance.charges": finance.charges,
        "finance.arrivals, a month": lambda db: list(
            finance.arrivals(db, now - timedelta(days=30), now)
        ),
        "client": lambda db: clients.client(db, recent, sees_personal=True),
        "client, the one who talks most": lambda db: clients.client(
            db, talkative, sees_personal=True
        ),
        "client's events": lambda db: clients.events(db, talkative),
        "health": lambda db: health.health(db, now),
        "dead effects": health.dead_effects,
        "audit": audit.audit,
    }


def _milliseconds(db: Connection, query: Callable[[Connection], object]) -> float:
    start = perf_counter()
    query(db)
    return (perf_counter() - start) * 1000
