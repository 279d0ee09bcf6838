"""A merge loses nothing: what was recorded is enough to part the two again."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from adapters.storage.postgres import PostgresStore
from adapters.storage.sqlite import SQLiteStore
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONTACTS,
    CONVERSATIONS,
    MEDIA,
    MERGES,
    MESSAGE_LOGS,
    PAYMENTS,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.events import Event, MediaReceived
from autovenda_core.model import Client, Conversation, State
from autovenda_core.ports.store import Applied, Decision, Incoming, Store
from autovenda_core.testing.contracts.identity import USER_ID, WITH_9, bsuid, phone, said
from autovenda_core.testing.contracts.store import NOW, full_conversation
from autovenda_core.testing.stores import FakeWake

Run = Callable[[Coroutine[Any, Any, Any]], Any]

OWNED = (CONVERSATIONS, CONTACTS, MESSAGE_LOGS, MEDIA, CHARGES, PAYMENTS, PROPOSALS, PROJECTS)
FIELDS = ("name", "email", "phone", "cpf", "cnpj")

BY_NUMBER = said("oi", WITH_9)
HIDDEN = said("olá", USER_ID, bsuid(USER_ID))
BOTH = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))


def sale(state: State, client: Client) -> Callable[[Conversation, Event], Decision]:
    """A flow for tests: a whole sale in one step, with a row in every table."""

    def decide(conversation: Conversation, event: Event) -> Decision:
        full = full_conversation()
        (deal,) = full.earlier
        assert deal.deposit is not None
        payment = replace(deal.deposit.payments[0], provider_ref=f"cs_{conversation.id}")
        deposit = replace(deal.deposit, id=f"{conversation.id}-1-deposit", payments=(payment,))
        after = replace(
            full,
            id=conversation.id,
            contact=conversation.contact,
            state=state,
            client=client,
            earlier=(replace(deal, deposit=deposit),),
        )
        return Decision((Applied(event, after, ()),), "flow-1")

    return decide


def with_file(fact: Incoming) -> Incoming:
    """The same message, as a photo."""
    photo = MediaReceived(NOW, f"m-{fact.external_id}", "image", fact.external_id, "file")
    return replace(fact, event=photo)


def whose(look: Any) -> dict[str, Any]:
    """Whose every row is, where conversations go on, and what is known of the clients."""
    with look.engine.connect() as db:
        return {
            "rows": {
                (table.name, row.id): row.client_id
                for table in OWNED
                for row in db.execute(select(table.c.id, table.c.client_id))
            },
            "merged_into": dict(
                db.execute(select(CONVERSATIONS.c.id, CONVERSATIONS.c.merged_into)).all()
            ),
            "clients": {
                row.id: tuple(getattr(row, name) for name in FIELDS)
                for row in db.execute(select(CLIENTS))
            },
        }


def part(engine: Engine) -> None:
    """Undo the only merge, from its record alone."""
    with engine.begin() as db:
        merge = db.execute(select(MERGES)).one()
        moved = json.loads(merge.moved)
        gone = {"client_id": merge.gone_client_id}
        for table, ids in ((CONTACTS, moved["contacts"]), (CONVERSATIONS, moved["conversations"])):
            db.execute(update(table).where(table.c.id.in_(ids)).values(**gone))
        for table in OWNED[2:]:
            theirs = table.c.conversation_id.in_(moved["conversations"])
            db.execute(update(table).where(theirs).values(**gone))
        ended = CONVERSATIONS.c.id.in_(moved["merged_into"])
        db.execute(update(CONVERSATIONS).where(ended).values(merged_into=None))
        was_empty = dict.fromkeys(moved["filled"])
        kept = CLIENTS.c.id == merge.kept_client_id
        db.execute(update(CLIENTS).where(kept).values(**was_empty))


class TestOnSQLite:
    @pytest.fixture
    def store(self, tmp_path: Path, run: Run) -> Iterator[Store]:
        store = SQLiteStore(tmp_path / "sale.db", wake=FakeWake())
        run(store.open())
        yield store
        run(store.close())

    @pytest.fixture
    def look(self, store: Store, sqlite_look: Any) -> Any:
        return sqlite_look

    @pytest.fixture
    def two_clients(self, store: Store, run: Run) -> tuple[str, str]:
        """Who has paid, and who has only asked; each with a whole sale behind them."""
        ids = run(store.receive([with_file(BY_NUMBER), with_file(HIDDEN)], NOW)).conversation_ids
        paid, asked = ids
        run(store.turn(paid, sale(State.PAID, Client(email="ana@example.com")), NOW))
        run(store.turn(asked, sale(State.LEAD, Client("Ana", "outro@example.com")), NOW))
        return paid, asked

    def test_everything_of_the_client_that_is_gone_becomes_the_other_ones(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, asked = two_clients

        run(store.receive([BOTH], NOW))

        after = whose(look)
        assert {name for name, _ in after["rows"]} == {table.name for table in OWNED}
        assert set(after["rows"].values()) == {paid}
        assert after["merged_into"] == {paid: None, asked: paid}

    def test_what_was_unknown_of_a_client_is_filled_and_the_rest_stays(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, _ = two_clients

        run(store.receive([BOTH], NOW))

        assert whose(look)["clients"][paid] == ("Ana", "ana@example.com", None, None, None)

    def test_the_record_of_a_merge_tells_which_fact_it_was(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, asked = two_clients

        run(store.receive([BOTH], NOW))

        (merge,) = look.rows(select(MERGES))
        assert (merge.reason, merge.at, merge.undone_at) == ("whatsapp:contato", NOW, None)
        assert (merge.kept_client_id, merge.gone_client_id) == (paid, asked)

    @pytest.mark.usefixtures("two_clients")
    def test_the_two_can_be_parted_again(self, store: Store, run: Run, look: Any) -> None:
        before = whose(look)
        run(store.receive([replace(BOTH, event=None)], NOW))
        merged = whose(look)

        part(look.engine)

        assert merged != before
        assert whose(look) == before

    def test_what_one_conversation_learns_does_not_erase_what_another_knew(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, _ = two_clients
        run(store.receive([BOTH], NOW))

        told = Client(email="nova@example.com")
        run(store.turn(paid, lambda before, event: learning(before, event, told), NOW))

        assert whose(look)["clients"][paid] == ("Ana", "nova@example.com", None, None, None)


def learning(before: Conversation, event: Event, client: Client) -> Decision:
    """The client told us something."""
    after = replace(before, version=before.version + 1, client=client)
    return Decision((Applied(event, after, ()),), "flow-1")


@pytest.mark.postgres
class TestOnPostgreSQL(TestOnSQLite):
    @pytest.fixture
    def store(self, postgres_url: str, run: Run) -> Iterator[Store]:
        store = PostgresStore(postgres_url, wake=FakeWake())
        run(store.open())
        yield store
        run(store.close())

    @pytest.fixture
    def look(self, store: Store, postgres_look: Any) -> Any:
        return postgres_look
