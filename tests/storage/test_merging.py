"""A merge loses nothing: what was recorded is enough to part the two again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.merging import Parting, unmerge
from adapters.storage.people import Mention, meet
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
from autovenda_core.events import Event, MediaReceived, TextReceived
from autovenda_core.identity import Identity
from autovenda_core.model import Client, Contact, Conversation, State
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
ON_TELEGRAM = Incoming(
    "telegram",
    "alô",
    "tg",
    TextReceived(NOW, "alô", "alô"),
    Contact("telegram", "77"),
    (Identity("telegram", "77"),),
)
ALL_THREE = replace(
    ON_TELEGRAM,
    external_id="meu número",
    identities=(Identity("telegram", "77"), phone(WITH_9)),
)


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


def part(look: Any, number: int = -1) -> Parting:
    """A person undoes a merge: the last one, if nothing else is said."""
    with look.engine.begin() as db:
        ids = db.execute(select(MERGES.c.id).order_by(MERGES.c.id)).scalars().all()
        return unmerge(db, ids[number], NOW)


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

        parted = part(look)

        assert parted is Parting.DONE
        assert merged != before
        assert whose(look) == before

    @pytest.mark.usefixtures("two_clients")
    def test_parting_twice_is_parting_once(self, store: Store, run: Run, look: Any) -> None:
        run(store.receive([BOTH], NOW))
        part(look)
        parted = whose(look)

        again = part(look)

        assert again is Parting.ALREADY
        assert whose(look) == parted

    def test_a_merge_that_never_was_cannot_be_undone(self, store: Store, look: Any) -> None:
        with look.engine.begin() as db:
            assert unmerge(db, 17, NOW) is Parting.UNKNOWN

    def test_what_was_said_since_goes_with_its_conversation(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, asked = two_clients
        run(store.receive([BOTH], NOW))
        run(store.turn(paid, sale(State.PAID, Client()), NOW))

        part(look)

        log = MESSAGE_LOGS.c
        said_since = select(log.client_id, log.conversation_id).where(log.text == "contato")
        assert look.rows(said_since) == [(paid, paid)]
        theirs = look.rows(select(log.client_id).where(log.conversation_id == asked))
        assert set(theirs) == {(asked,)}

    def test_what_the_kept_client_has_told_since_is_not_forgotten(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, _ = two_clients
        run(store.receive([BOTH], NOW))
        told = Client("Ana Maria", "ana@example.com")
        run(store.turn(paid, lambda before, event: learning(before, event, told), NOW))

        part(look)

        assert whose(look)["clients"][paid] == ("Ana Maria", "ana@example.com", None, None, None)

    def test_two_who_were_parted_are_not_merged_by_the_next_message(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        """The number went to another person: every message of theirs brings it along."""
        _, asked = two_clients
        run(store.receive([BOTH], NOW))
        part(look)
        parted = whose(look)

        again = replace(BOTH, external_id="contato 2")
        receipt = run(store.receive([again], NOW))

        assert receipt.conversation_ids == (asked,)
        assert whose(look)["merged_into"] == parted["merged_into"]
        assert look.merges() == 1

    def test_a_person_may_say_once_more_that_the_two_are_one(
        self, store: Store, run: Run, look: Any, two_clients: tuple[str, str]
    ) -> None:
        paid, _ = two_clients
        run(store.receive([BOTH], NOW))
        part(look)

        with look.engine.begin() as db:
            by_hand = Mention(BOTH.identities, "whatsapp", about=paid, by_hand=True)
            meet(db, [by_hand], NOW).conversation_of(by_hand)

        assert look.merges() == 2
        assert set(whose(look)["rows"].values()) == {paid}

    @pytest.mark.usefixtures("two_clients")
    def test_of_two_merges_the_later_one_is_undone_first(
        self, store: Store, run: Run, look: Any
    ) -> None:
        before = whose(look)
        run(store.receive([replace(BOTH, event=None)], NOW))
        run(store.receive([replace(ON_TELEGRAM, event=None)], NOW))
        run(store.receive([replace(ALL_THREE, event=None)], NOW))

        too_early = part(look, 0)
        last, first = part(look, 1), part(look, 0)

        assert (too_early, last, first) == (Parting.LATER_FIRST, Parting.DONE, Parting.DONE)
        after = whose(look)
        assert after["rows"].items() >= before["rows"].items()

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
