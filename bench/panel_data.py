"""
A big installation for the panel: fills a database with clients and messages, and times its pages.

    python -m bench.panel_data PATH --clients 50000 --messages 1000000

Two years of sales that end now, in the proportions of a small studio's: half of the leads are
lost, one in ten becomes a project, one in fifty is with a person.  The same arguments give the
same rows.  What the flow would have projected is projected by the same code; what would take a
million turns is written straight into the tables.  A second run on the same path only takes the
times.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Table, insert

from adapters.storage.migrate import upgrade
from adapters.storage.names import searchable
from adapters.storage.projections import changes
from adapters.storage.sqlite_engine import sqlite_engine
from adapters.storage.tables import CLIENTS, CONTACTS, CONVERSATIONS, TASKS
from autovenda_core.codec import encode
from autovenda_core.effects import SendMessage, TaskKind
from autovenda_core.events import DeliveryReported, DeliveryStatus, TextReceived
from autovenda_core.model import Conversation, Owner
from bench import panel_times
from bench.panel_sales import Sale, sales

__all__ = ["fill", "main"]

CHUNK = 2_000
"""Sales whose rows are written at once."""

THEY_SAY = (
    "oi, bom dia",
    "quanto custa um site?",
    "preciso para o fim do mês",
    "vocês fazem loja também?",
    "pode me mandar a proposta em PDF?",
    "vou falar com meu sócio e te digo",
)
WE_SAY = (
    "Oi! Te passo o valor certo com 3 perguntas rápidas.",
    "Anotado. *2 de 3* — Para quando você precisa disso pronto?",
    "Para o que você contou, indico o *Pacote Profissional*: *R$ 3.500,00*.",
    "Claro, sem pressa. A proposta vale até *29/11/2026*.",
)
TOGETHER = {
    "message_logs": (
        "conversation_id client_id direction author text payload provider_message_id effect_key"
        " at delivery delivery_at delivery_code"
    ),
    "inbox": (
        "source external_id conversation_id about_message kind payload derived rows raw"
        " received_at done_at"
    ),
    "effects": "key conversation_id lane kind payload due_at attempts unknown done_at error",
}
"""The tables that grow with messages, and the columns that are filled."""


def fill(path: Path, clients: int, messages: int, now: datetime) -> None:
    """
    Make a database at a path that is not there yet.

    Indexes are made afterwards and nothing is synced: whoever is interrupted begins again.
    """
    upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
        later = db.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql NOTNULL")
        indexes = later.fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
    engine = sqlite_engine(path, begin="BEGIN", pragmas={"synchronous": "OFF"})
    chunk: list[Sale] = []
    with engine.begin() as db:
        for sale in sales(clients, messages, now):
            chunk.append(sale)
            if len(chunk) == CHUNK:
                _write(db, chunk, now)
                chunk.clear()
        _write(db, chunk, now)
        for _, statement in indexes:
            db.exec_driver_sql(statement)
    engine.dispose()


def _write(db: Connection, chunk: list[Sale], now: datetime) -> None:
    rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    talk: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for sale in chunk:
        for table, row in _rows(sale):
            rows[table].append(row)
        for name, values in _talk(sale, now):
            talk[name].append(values)
    for table in sorted(rows, key=lambda each: list(_ORDER).index(each.name)):
        _insert(db, table, rows[table])
    for name, tuples in talk.items():
        columns = TOGETHER[name].split()
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", tuples)  # noqa: S608


_ORDER = (
    "clients",
    "conversations",
    "contacts",
    "proposals",
    "charges",
    "payments",
    "projects",
    "tasks",
)


def _insert(db: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows of one table, those with the same columns together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[tuple(row)].append(row)
    for some in alike.values():
        db.execute(insert(table), some)


def _rows(sale: Sale) -> Iterator[tuple[Table, dict[str, Any]]]:
    """What is there of a sale but its messages."""
    conversation, at = sale.conversation, sale.conversation.heard_at
    client, contact = conversation.client, conversation.contact
    stamps = {"created_at": sale.began, "updated_at": at}
    yield (
        CLIENTS,
        {
            "id": conversation.id,
            "name": client.name,
            "search_name": searchable(client.name or ""),
            "email": client.email,
            "phone": client.phone,
            "cpf": client.cpf,
            **stamps,
        },
    )
    yield (
        CONVERSATIONS,
        {
            "id": conversation.id,
            "client_id": conversation.id,
            "channel": contact.channel,
            "address": contact.address,
            "state": conversation.state,
            "owner": conversation.owner,
            "version": conversation.version,
            "data": encode(conversation),
            "heard_at": at,
            "updated_at": at,
        },
    )
    yield (
        CONTACTS,
        {
            "kind": "wa_id",
            "value": contact.address,
            "match_key": f"phone:{contact.address}",
            "client_id": conversation.id,
            "channel": contact.channel,
            "first_seen_at": sale.began,
        },
    )
    empty = Conversation(conversation.id, contact, client=client)
    for change in changes(empty, conversation, conversation.id):
        created = {"created_at": at} if change.table.name == "charges" else {}
        yield change.table, change.values | created | {"updated_at": at}
    if conversation.owner is Owner.HUMAN and sale.number % 2:
        task = {"kind": TaskKind.HANDOFF, "summary": "Quer falar com uma pessoa."}
        yield TASKS, task | {"conversation_id": conversation.id, "opened_at": at}


# ---------------------------------------------------------------------------- messages


def _talk(sale: Sale, now: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The messages of a sale, each with its fact or its effect and delivery report."""
    step = ((sale.conversation.heard_at or now) - sale.began) / max(sale.messages, 1)
    for number in range(sale.messages):
        at = sale.began + step * number
        yield from (_asked if number % 2 == 0 else _answered)(sale, number, at)


def _asked(sale: Sale, number: int, at: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    id_, when = sale.conversation.id, _stamp(at)
    text, name = THEY_SAY[(sale.number + number) % len(THEY_SAY)], f"wamid.{id_}{number}"
    payload = encode(TextReceived(at, name, text))
    yield (
        "message_logs",
        (id_, id_, "in", "lead", text, "{}", name, None, when, None, None, None),
    )
    source = sale.conversation.contact.channel
    raw = json.dumps(
        {"entry": [{"changes": [{"value": {"messages": [{"id": name, "body": text}]}}]}]}
    )
    yield (
        "inbox",
        (source, name, id_, None, "TextReceived", payload, "[]", '["read_text"]', raw, when, when),
    )


def _answered(sale: Sale, number: int, at: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    id_, when = sale.conversation.id, _stamp(at)
    text, name = WE_SAY[(sale.number + number) % len(WE_SAY)], f"wamid.{id_}{number}"
    key, fails = f"{id_}:{number}:0", (sale.number + number) % 400 == 0
    by_hand = sale.conversation.owner is Owner.HUMAN and number > sale.messages // 2
    yield (
        "effects",
        (key, id_, id_, "SendMessage", _SAID, when, 0, 0, when, None),
    )
    status = DeliveryStatus.FAILED if fails else DeliveryStatus.READ
    code = "131047" if fails else None
    author = "operator" if by_hand else "bot"
    yield (
        "message_logs",
        (id_, id_, "out", author, text, "{}", name, key, when, status.value, when, code),
    )
    report = encode(DeliveryReported(at, name, status, key=key, code=code))
    source = sale.conversation.contact.channel
    yield (
        "inbox",
        (
            source,
            f"{name}:{status}",
            id_,
            name,
            "DeliveryReported",
            report,
            "[]",
            "[]",
            None,
            when,
            when,
        ),
    )


_SAID = encode(SendMessage(words="Oi!"))


def _stamp(at: datetime) -> str:
    """A time as SQLAlchemy writes it into SQLite."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def main() -> None:
    """Fill, unless it is filled; then print how long each query takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--clients", type=int, default=50_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument(
        "--now",
        type=datetime.fromisoformat,
        default=datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0),
        help="with its offset; when the sales end; default: today at noon in Brasília",
    )
    args = parser.parse_args()
    if not args.path.exists():
        start = perf_counter()
        fill(args.path, args.clients, args.messages, args.now)
        megabytes = args.path.stat().st_size / 1e6
        print(f"{args.clients} clients, {args.messages} messages, {megabytes:.0f} MB", end=" ")
        print(f"in {perf_counter() - start:.1f} s")
    panel_times.show(args.path, args.now)


if __name__ == "__main__":
    main()
