"""What the panel reads follows the conversations."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.postgres import PostgresStore
from adapters.storage.projections import changes
from adapters.storage.sqlite import SQLiteStore
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONVERSATIONS,
    PAYMENTS,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.events import TextReceived
from autovenda_core.model import (
    Charge,
    ChargeKind,
    Client,
    Conversation,
    Deal,
    DisputeStatus,
    Instructions,
    Payment,
    ProjectStatus,
)
from autovenda_core.ports.store import Applied, Decision, Store
from autovenda_core.testing.contracts.store import ANA, ANAS, full_conversation, wrote
from autovenda_core.testing.stores import FakeWake

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
FRESH = Conversation(ANAS, ANA)
FULL = full_conversation()
SOLD = FULL.earlier[0]

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def tables_of(before: Conversation, after: Conversation) -> list[str]:
    return [change.table.name for change in changes(before, after, "client")]


def test_a_conversation_that_stays_the_same_changes_no_row() -> None:
    assert tables_of(FULL, replace(FULL)) == []


def test_words_and_timers_change_no_row() -> None:
    assert tables_of(FULL, replace(FULL, pending=(), timers={}, version=13)) == []


def test_everything_new_is_written_with_what_it_refers_to_first() -> None:
    assert tables_of(FRESH, FULL) == ["clients", "proposals", "charges", "payments", "projects"]


def test_only_what_changed_is_written() -> None:
    before = replace(FULL, earlier=(), deal=SOLD)
    assert SOLD.project is not None
    delivered = replace(SOLD, project=replace(SOLD.project, status=ProjectStatus.DELIVERED))

    assert tables_of(before, replace(before, deal=delivered)) == ["projects"]


def test_of_a_client_only_what_changed_is_written() -> None:
    renamed = replace(FULL, client=replace(FULL.client, name="Ana Maria"))

    (change,) = changes(FULL, renamed, "client")

    assert change.values == {"id": "client", "name": "Ana Maria", "search_name": "ana maria"}


def test_a_payment_that_was_written_is_not_written_again_with_its_charge() -> None:
    assert SOLD.deposit is not None
    again = replace(SOLD, deposit=replace(SOLD.deposit, attempt=2))

    assert tables_of(FULL, replace(FULL, earlier=(again,))) == ["charges"]


def test_a_deal_that_becomes_an_earlier_one_changes_no_row() -> None:
    before = replace(FULL, earlier=(), deal=SOLD)

    assert tables_of(before, replace(before, earlier=(SOLD,), deal=Deal(2))) == []


def test_a_refund_of_an_earlier_deal_changes_its_payment_and_charge() -> None:
    assert SOLD.deposit is not None
    payment = replace(SOLD.deposit.payments[0], refunded_centavos=87_500)
    refunded = replace(SOLD, deposit=replace(SOLD.deposit, payments=(payment,)))

    assert tables_of(FULL, replace(FULL, earlier=(refunded,))) == ["charges", "payments"]


def test_money_for_a_withdrawn_offer_is_written_like_any_other() -> None:
    assert SOLD.deposit is not None
    paid, unpaid = SOLD.deposit, replace(SOLD.deposit, payments=())
    before = replace(FULL, earlier=(), deal=replace(SOLD, deposit=unpaid))
    withdrawn = replace(before, deal=replace(SOLD, deposit=None, void=(*SOLD.void, unpaid)))
    arrived = replace(before, deal=replace(SOLD, deposit=None, void=(*SOLD.void, paid)))

    assert tables_of(before, withdrawn) == []
    assert tables_of(withdrawn, arrived) == ["charges", "payments"]


def test_a_balance_and_its_payment_are_written_like_the_deposit() -> None:
    before = replace(FULL, earlier=(), deal=SOLD)
    by_hand = Payment("manual", "cash-1", 10_000, NOW, by="rafa", dispute=DisputeStatus.OPEN)
    balance = Charge("c.1.balance", 10_000, "Saldo", kind=ChargeKind.BALANCE, payments=(by_hand,))

    charge, payment = changes(
        before, replace(before, deal=replace(SOLD, further=(balance,))), "client"
    )

    assert (charge.values["kind"], payment.values["kind"]) == ("balance", "balance")
    assert (payment.values["vouched_by"], payment.values["dispute"]) == ("rafa", "open")


def test_how_money_is_on_its_way_is_written_with_its_charge() -> None:
    assert SOLD.deposit is not None
    voucher = Instructions("boleto", "https://boleto.example.com/1", "3419", NOW)
    pending = replace(SOLD, deposit=replace(SOLD.deposit, instructions=voucher))

    (change,) = changes(FULL, replace(FULL, earlier=(pending,)), "client")

    told = {name: value for name, value in change.values.items() if name.startswith("pending_")}
    assert told == {
        "pending_method": "boleto",
        "pending_url": "https://boleto.example.com/1",
        "pending_code": "3419",
        "pending_expires_at": NOW,
    }


def test_the_evidence_of_an_acceptance_stays_with_the_offer_that_was_accepted() -> None:
    assert SOLD.offer is not None
    renewed = replace(SOLD, offer=replace(SOLD.offer, number="2026-2", version=3))
    before = replace(FULL, earlier=(), deal=SOLD)

    (change,) = changes(before, replace(before, deal=renewed), "client")

    assert (change.values["version"], change.values["accepted_at"]) == (3, None)


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
    def become(self, store: Store, run: Run) -> Callable[..., None]:
        """The conversation takes these values, one after the other."""

        def become(*conversations: Conversation) -> None:
            for number, after in enumerate(conversations):
                run(store.receive([wrote(str(number))], NOW))
                at = NOW + timedelta(minutes=number)
                decision = leading_to_value(after)
                assert run(store.turn(ANAS, decision, at)) == 1

        return become

    def test_a_whole_sale_can_be_read_from_the_tables(
        self, become: Callable[..., None], look: Any
    ) -> None:
        become(FULL)

        (client,) = look.rows(select(CLIENTS))
        (proposal,) = look.rows(select(PROPOSALS))
        (charge,) = look.rows(select(CHARGES))
        (payment,) = look.rows(select(PAYMENTS))
        (project,) = look.rows(select(PROJECTS))
        assert (client.name, client.phone) == ("Ana", "+5511999990000")
        assert (proposal.total_centavos, proposal.deliverables) == (175_000, '["5 páginas", "SEO"]')
        assert (proposal.accepted_how, proposal.accepted_at) == ("button", NOW)
        assert (charge.status, charge.amount_centavos, charge.kind) == ("paid", 87_500, "deposit")
        assert (payment.status, payment.method) == ("partly_refunded", "pix")
        assert (payment.amount_centavos, payment.refunded_centavos) == (87_500, 100)
        assert payment.charge_id == charge.id
        assert (project.status, project.deadline) == ("briefing", date(2026, 4, 1))
        assert (project.deal, project.briefing) == (1, '{"cores": "azul"}')
        assert {row.client_id for row in (proposal, charge, payment, project)} == {client.id}

    def test_a_change_writes_over_the_row(self, become: Callable[..., None], look: Any) -> None:
        renamed = replace(FULL, version=13, client=Client("Ana Maria"))

        become(FULL, renamed)

        (client,) = look.rows(select(CLIENTS))
        (conversation,) = look.rows(select(CONVERSATIONS))
        assert (client.name, client.email) == ("Ana Maria", None)
        assert (client.created_at, client.updated_at) == (NOW, NOW + timedelta(minutes=1))
        assert (conversation.version, conversation.fingerprint) == (13, "flow-1")
        assert conversation.state == "qualifying"

    def test_a_full_refund_is_seen_in_the_one_payment(
        self, become: Callable[..., None], look: Any
    ) -> None:
        become(FULL, with_payments(refunded_centavos=87_500))

        (payment,) = look.rows(select(PAYMENTS))
        assert (payment.status, payment.refunded_centavos) == ("refunded", 87_500)

    def test_money_may_be_more_than_32_bits_of_centavos(
        self, become: Callable[..., None], look: Any
    ) -> None:
        become(with_payments(amount_centavos=2**40))

        (payment,) = look.rows(select(PAYMENTS))
        assert payment.amount_centavos == 2**40

    def test_a_conversation_that_is_parked_is_logged_without_words_of_the_lead(
        self, store: Store, run: Run, caplog: pytest.LogCaptureFixture
    ) -> None:
        def decide(_: object, event: object) -> Decision:
            raise ValueError(f"cannot read {event!r}")

        run(store.receive([wrote("meu segredo")], NOW))
        run(store.turn(ANAS, decide, NOW))

        (line,) = [record.getMessage() for record in caplog.records]
        assert line.startswith(f"conversation {ANAS} is parked at fact ")
        assert line.endswith(": ValueError")

    def test_what_the_database_cannot_hold_is_poison_and_leaves_nothing(
        self, store: Store, run: Run, look: Any
    ) -> None:
        run(store.receive([wrote("oi")], NOW))

        handled = run(store.turn(ANAS, leading_to_value(with_payments(amount_centavos=2**70)), NOW))

        (conversation,) = look.rows(select(CONVERSATIONS))
        (client,) = look.rows(select(CLIENTS))
        assert handled == 0
        assert (conversation.version, client.name) == (0, None)
        assert look.rows(select(CHARGES)) == look.rows(select(PROPOSALS)) == []
        assert conversation.parked_reason is not None
        assert look.open_tasks() == ["poison"]

    def test_facts_are_taken_all_or_none(self, store: Store, run: Run) -> None:
        half_an_emoji = replace(wrote("2"), event=TextReceived(NOW, "2", "\ud83d"))

        with pytest.raises(ValueError, match="surrogates not allowed"):
            run(store.receive([wrote("1"), half_an_emoji], NOW))

        assert run(store.conversation(ANAS)) is None
        assert run(store.receive([wrote("1")], NOW)).new == (True,)


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


def with_payments(**changed: Any) -> Conversation:
    assert SOLD.deposit is not None
    payment: Payment = replace(SOLD.deposit.payments[0], **changed)
    deal = replace(SOLD, deposit=replace(SOLD.deposit, payments=(payment,)))
    return replace(FULL, version=13, earlier=(deal,))


def leading_to_value(after: Conversation) -> Any:
    return lambda _, event: Decision((Applied(event, after, ()),), "flow-1")
