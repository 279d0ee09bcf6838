"""A whole sale over each provider, all at once on one server; and nothing of it happens twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.channels.market import Market
from tests.channels.providers import PROVIDERS
from tests.channels.sale import Buyer

DEPOSIT_CENTAVOS = 75_000


@dataclass(frozen=True)
class Way:
    """How one lead buys."""

    name: str
    channel: str
    taps: bool
    pays_with: str

    @property
    def words(self) -> str:
        """For the test's id."""
        return f"{self.channel} by {'taps' if self.taps else 'numbers'}"


WAYS = (
    Way("Ana", "telegram", True, "card"),
    Way("Bia", "telegram", False, "pix"),
    Way("Caio", "whatsapp", True, "pix"),
    Way("Duda", "whatsapp", False, "card"),
    Way("Elis", "twilio", False, "pix"),
    Way("Fábio", "wppconnect", False, "card"),
)

Sales = Mapping[Way, "Future[Buyer]"]


@pytest.fixture(scope="module")
def sales(market: Market) -> Iterator[Sales]:
    """Everybody buys at the same time; a result is a sale that went through."""
    with ThreadPoolExecutor(len(WAYS)) as people:
        yield {way: people.submit(_buy, market, way) for way in WAYS}


@pytest.fixture(params=WAYS, ids=lambda way: way.words)
def sale(request: pytest.FixtureRequest, market: Market, sales: Sales) -> Buyer:
    buyer = sales[request.param].result()
    market.rests()
    return buyer


def _buy(market: Market, way: Way) -> Buyer:
    provider = market.provider(way.channel)
    buyer = Buyer(provider, market.stripe.account, name=way.name, taps=way.taps)
    buyer.buys(way.pays_with)
    return buyer


def test_every_channel_is_sold_over() -> None:
    buttons = {provider.channel for provider in PROVIDERS if provider.has_buttons}

    assert {way.channel for way in WAYS} == {provider.channel for provider in PROVIDERS}
    assert {way.channel for way in WAYS if way.taps} == buttons


def test_the_sale_ends_in_an_active_project_with_the_deadline_that_was_told(
    market: Market, sale: Buyer
) -> None:
    [(status, title, deadline)] = _of(market, sale, "projects", "status, title, deadline")

    [day, month, year] = re.findall(r"\d+", sale.sees()[-1].text.partition("prevista:")[2])[:3]
    assert (status, title, deadline) == ("active", "Pacote Básico", f"{year}-{month}-{day}")
    assert _of(market, sale, "conversations", "state") == [("active",)]
    assert _of(market, sale, "tasks", "kind") == []


def test_the_deposit_is_in_the_ledger_once(market: Market, sale: Buyer) -> None:
    columns = "provider, amount_centavos, status, kind"
    expected = [("stripe", DEPOSIT_CENTAVOS, "paid", "deposit")]

    assert _of(market, sale, "payments", columns) == expected


def test_the_client_is_known_by_all_that_the_provider_vouches_for(
    market: Market, sale: Buyer
) -> None:
    contacts = "SELECT kind, value FROM contacts JOIN clients ON clients.id = client_id"
    known = market.rows(f"{contacts} WHERE name = ?", sale.name)

    assert Counter(known) == Counter(sale.provider.contacts(sale.lead))


def test_the_log_says_word_for_word_what_the_lead_read_and_how_far_it_got(
    market: Market, sale: Buyer
) -> None:
    log = _of(market, sale, "message_logs", "direction, text, delivery")

    said = [text for direction, text, _ in log if direction == "out"]
    assert said == [each.text for each in sale.sees() if each.ours and each.text]
    arrived = {delivery for direction, _, delivery in log if direction == "out"}
    assert arrived == {sale.provider.arrives_as}


def test_a_second_copy_of_every_webhook_changes_nothing(market: Market, sales: Sales) -> None:
    buyers = [each.result() for each in sales.values()]
    market.rests()
    before = _everything(market, buyers)

    answers = market.repeats_everything()
    market.rests()

    assert len(answers) > 10 * len(WAYS)
    assert set(answers) == {200}
    assert _everything(market, buyers) == before


def _of(market: Market, sale: Buyer, table: str, columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table that belong to the conversation of a sale, oldest first."""
    id_column = "id" if table == "conversations" else "conversation_id"
    return market.rows(
        f"""
        SELECT {columns} FROM {table} WHERE {id_column} = (
            SELECT c.id FROM conversations c JOIN clients ON clients.id = c.client_id
            WHERE clients.name = ?
        ) ORDER BY rowid
        """,  # noqa: S608  names of our own
        sale.name,
    )


def _everything(market: Market, buyers: list[Buyer]) -> object:
    """All that a webhook could change, from the database to what people see."""
    tables = market.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    counts = {name: market.rows("SELECT count(*) FROM " + name) for (name,) in tables}  # noqa: S608
    conversations = market.rows("SELECT id, version, data FROM conversations ORDER BY id")
    chats = [buyer.sees() for buyer in buyers]
    return counts, conversations, chats, market.stripe.account.sessions()["data"]
