"""A client's data: all of it is given out, and nothing of it stays but the money."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import func, select

from adapters.storage import privacy
from adapters.storage.inbox import put
from adapters.storage.merging import Parting, unmerge
from adapters.storage.panel.clients import client
from adapters.storage.panel.conversations import conversations
from adapters.storage.panel.finance import arrivals
from adapters.storage.panel.needs import NeedKind, needs
from adapters.storage.reading import conversation
from adapters.storage.receiving import receive
from adapters.storage.tables import (
    CONVERSATIONS,
    EFFECTS,
    INBOX,
    MERGES,
    MESSAGE_LOGS,
    METADATA,
    PAYMENTS,
    TASKS,
)
from adapters.storage.turning import turn
from autovenda_core.codec import decode_conversation
from autovenda_core.effects import (
    CreateCheckout,
    FetchMedia,
    OpenTask,
    SendMessage,
    SetTimer,
    TaskKind,
)
from autovenda_core.events import (
    BriefingSaved,
    DeliveryReported,
    DeliveryStatus,
    Event,
    ExtraCharged,
    MediaKept,
    MediaReceived,
    PaymentSnapshot,
    TimerFired,
    Understood,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.identity import Identity
from autovenda_core.model import (
    Charge,
    ChargeKind,
    Instructions,
    PaymentStatus,
    Pending,
    Rules,
    State,
    Timer,
)
from autovenda_core.ports.store import Incoming
from autovenda_core.runtime.deciding import decide
from autovenda_core.runtime.sending import reason_to_hold
from autovenda_core.testing.world import SAMPLE_CATALOG
from autovenda_core.values import replace
from tests.storage.shop import (
    ANA,
    ANA_ARAUJO,
    BIA,
    DAY,
    HOUR,
    NOW,
    Shop,
    known_as,
    sold,
    waiting_for_deposit,
)

PHOTO = "f0" * 32
LOGO = "f1" * 32

PERSONAL = (
    "Ana",
    "Araújo",
    "araujo",
    "ana@example.com",
    "999990000",
    "52998224725",
    "segredo",
    "wamid",
    "NTUxMTk5OTk5",
    PHOTO,
    LOGO,
)
"""What nobody may find anywhere afterwards."""


def photo(name: str, at: str) -> list[Event]:
    received = MediaReceived(
        NOW, f"wamid.{at}", "image", "segredo na foto", at, "image/png", "Ana.png"
    )
    return [received, MediaKept(NOW, f"wamid.{at}", at, name, "image/png", 10)]


@pytest.fixture
def ana(shop: Shop) -> str:
    """Everything that can be known of a client, in every table."""
    secret = SendMessage(words="segredo, Ana", client_name="Ana")
    checkout = CreateCheckout(
        "c", 1, "BRL", "Sinal", NOW, "https://x", "https://y", "ana@example.com"
    )
    timer = SetTimer(Timer.SILENCE, 1, NOW + DAY)
    body = '{"from": "5511999990000", "body": "segredo"}'
    ana = shop.hears("segredo: oi, sou a Ana", raw=body, change=known_as(ANA_ARAUJO))
    shop.hears(
        "segredo dois",
        ANA,
        secret,
        secret,
        checkout,
        timer,
        OpenTask(TaskKind.MEDIA, "Ana mandou um segredo."),
        change=lambda before: replace(
            sold()(before), pending=(Pending("wamid.x", "segredo pendente", NOW),)
        ),
    )
    key = shop.sends(ana, "Oi, Ana, segredo")
    shop.hears("status", event=DeliveryReported(NOW, f"out-{key}", DeliveryStatus.READ, key=key))
    for name, at in ((PHOTO, "file-1"), (LOGO, "file-2")):
        for event in photo(name, at):
            shop.hears(f"{type(event).__name__} {at}", event=event)
    shop.hears("briefing", event=BriefingSaved(NOW, {"public_name": "Clínica da Ana"}))
    extra = Charge(f"{ana}.1.extra1", 100, "Foto da Ana", kind=ChargeKind.EXTRA)
    again = replace(checkout, charge_id=extra.id, description=extra.description)
    asked = ExtraCharged(NOW, "rafa", 1, extra.description, 100)
    shop.hears("extra", ANA, again, event=asked, change=sold(balance=extra))
    shop.hears("voucher", event=snapshot(ana, "https://boleto.example/Ana"))
    return ana


def snapshot(
    conversation_id: str, voucher: str | None = None, amount: int = 75_000
) -> PaymentSnapshot:
    return PaymentSnapshot(
        NOW,
        f"{conversation_id}.1.1",
        "stripe",
        f"cs_{conversation_id}",
        PaymentStatus.PAID,
        amount,
        "BRL",
        livemode=False,
        instructions=voucher and Instructions("boleto", voucher),
    )


def everything(shop: Shop) -> str:
    """All that is in the database, as text."""
    return "\n".join(
        f"{table.name} {tuple(row)!r}"
        for table in METADATA.sorted_tables
        for row in shop.rows(select(table))
    )


def erase(shop: Shop, client_id: str) -> privacy.Erased:
    erased, _ = shop.do(privacy.erase, client_id, NOW + HOUR)
    assert erased is not None
    return erased


def found(text: str) -> Iterator[str]:
    """The lines in which something personal is left."""
    return (
        f"{word!r} in {line[:200]}"
        for line in text.splitlines()
        for word in PERSONAL
        if word in line
    )


# ---------------------------------------------------------------------------- erasing


@pytest.mark.usefixtures("ana")
def test_what_is_looked_for_afterwards_is_there_before(shop: Shop) -> None:
    text = everything(shop)

    assert [word for word in PERSONAL if word not in text] == []


def test_nothing_personal_is_left_in_any_table(shop: Shop, ana: str) -> None:
    erase(shop, ana)

    assert list(found(everything(shop))) == []


def test_nothing_is_left_in_the_bytes_of_the_file_either(shop: Shop, ana: str) -> None:
    if shop.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL cleans up by itself (autovacuum)")
    path = Path(str(shop.engine.url.database))
    log = path.with_name(f"{path.name}-wal")
    assert b"segredo" in log.read_bytes()

    erase(shop, ana)

    assert b"segredo" not in path.read_bytes()
    assert log.read_bytes() == b""


def test_somebody_who_reads_meanwhile_does_not_keep_a_client_from_being_erased(
    shop: Shop, ana: str
) -> None:
    if shop.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no log of this kind")
    shop.do(lambda db: db.exec_driver_sql("PRAGMA busy_timeout=1"))
    with closing(connect(str(shop.engine.url.database))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM clients").fetchall()

        erased = erase(shop, ana)

    assert erased.is_new


def test_what_was_paid_stays_to_the_last_centavo(shop: Shop, ana: str) -> None:
    before = shop.rows(select(PAYMENTS))

    erase(shop, ana)

    assert shop.rows(select(PAYMENTS)) == before
    (paid,) = shop.do(lambda db: list(arrivals(db, NOW - DAY, NOW + DAY)))
    assert (paid.amount_centavos, paid.client_name) == (75_000, None)


def test_the_names_of_files_are_given_back_to_be_deleted(shop: Shop, ana: str) -> None:
    before = shop.do(privacy.files_of, ana)

    erased = erase(shop, ana)

    assert erased.files == before == tuple(sorted((PHOTO, LOGO, "ab" * 32)))


def test_a_file_whose_fetching_waits_in_the_inbox_is_to_be_deleted_too(
    shop: Shop, ana: str
) -> None:
    kept = MediaKept(NOW, "wamid.x", "file-3", "f3" * 32, "image/png", 10)
    shop.do(put, Incoming("effect", "e:0", ana, kept), NOW)

    assert "f3" * 32 in erase(shop, ana).files


def test_a_file_that_somebody_else_sent_too_is_not_to_be_deleted(shop: Shop, ana: str) -> None:
    for event in photo(LOGO, "file-9"):
        shop.hears(f"{type(event).__name__}", BIA, event=event)

    assert LOGO not in erase(shop, ana).files


def test_the_second_time_tells_the_same_protocol_and_changes_nothing(shop: Shop, ana: str) -> None:
    first = erase(shop, ana)
    left = everything(shop)

    second = erase(shop, ana)

    assert (second.protocol, second.is_new, first.is_new) == (first.protocol, False, True)
    assert everything(shop) == left


def test_a_client_who_does_not_exist_cannot_be_erased(shop: Shop) -> None:
    assert shop.do(privacy.erase, "nobody", NOW) == (None, [])


def test_others_keep_what_is_theirs(shop: Shop, ana: str) -> None:
    bia = shop.hears("sou a Bia", BIA)
    before = shop.do(client, bia, sees_personal=True)

    erase(shop, ana)

    assert shop.do(client, bia, sees_personal=True) == before
    assert [row.text for row in shop.rows(select(MESSAGE_LOGS))] == ["sou a Bia"]


def test_the_body_that_a_fact_of_somebody_else_holds_goes_too(shop: Shop, ana: str) -> None:
    """One webhook brought messages of two people; its body is kept with the first of them."""
    bia = shop.hears("oi", BIA)
    of_bia = Incoming("whatsapp", "b-1", bia, TimerFired(NOW, Timer.BURST, 1), raw="Ana: segredo")
    shop.do(put, of_bia, NOW)

    erase(shop, ana)

    assert list(found(everything(shop))) == []


def test_a_fact_that_nobody_was_found_for_is_emptied_if_it_names_them(shop: Shop, ana: str) -> None:
    stray = Incoming("whatsapp", "stray", "nobody", None, raw='{"to": "5511999990000"}')
    shop.do(put, stray, NOW + DAY, known=False)

    erase(shop, ana)

    assert list(found(everything(shop))) == []


def test_who_was_merged_into_them_is_erased_with_them(shop: Shop, ana: str) -> None:
    bia = shop.hears("segredo", BIA, change=known_as(replace(ANA_ARAUJO, name="Ana Bia")))
    same = [Identity("wa_id", ANA.address), Identity("telegram", BIA.address)]
    shop.hears("sou a mesma", ANA, identities=same)

    erased = erase(shop, bia)

    assert erased.client_id == ana
    assert list(found(everything(shop))) == []


def test_an_erased_client_cannot_be_parted_any_more(shop: Shop, ana: str) -> None:
    shop.hears("segredo", BIA)
    same = [Identity("wa_id", ANA.address), Identity("telegram", BIA.address)]
    shop.hears("sou a mesma", ANA, identities=same)
    erase(shop, ana)

    (merge,) = shop.rows(select(MERGES.c.id))

    assert shop.do(unmerge, merge.id, NOW) is Parting.ERASED


# ---------------------------------------------------------------------------- afterwards


def test_a_later_message_of_the_same_person_opens_a_new_client(shop: Shop, ana: str) -> None:
    erase(shop, ana)

    again = shop.hears("oi de novo", ANA, at=NOW + DAY)

    clients = {row.client_id for row in shop.do(conversations, sees_personal=True).rows}
    assert again != ana
    assert clients == {ana, again}


def test_the_conversation_is_a_value_that_the_flow_goes_on_with(shop: Shop, ana: str) -> None:
    before = shop.do(conversation, ana)

    erase(shop, ana)

    after = shop.do(conversation, ana)
    assert before is not None
    assert after is not None
    assert after.state is before.state
    assert after.version == before.version + 1
    assert (after.opted_out, after.contact.address) == (True, "")
    assert after.deal.deposit is not None
    assert after.deal.deposit.received_centavos == 75_000


def test_money_that_arrives_afterwards_is_counted_by_the_real_flow(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, change=waiting_for_deposit())
    erase(shop, ana)
    flow = Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0))

    with shop.engine.begin() as db:
        put(db, Incoming("effect", "paid", ana, snapshot(ana)), NOW)
        handled, _ = turn(db, ana, lambda before, event: decide(flow, before, event), NOW)

    after = shop.do(conversation, ana)
    assert handled == 1
    assert after is not None
    assert after.state is State.PAID
    assert [row.amount_centavos for row in shop.rows(select(PAYMENTS))] == [75_000]


def test_money_that_waits_in_the_inbox_is_not_lost(shop: Shop, ana: str) -> None:
    shop.do(put, Incoming("effect", "paid", ana, snapshot(ana, "https://Ana")), NOW)
    shop.do(put, Incoming("whatsapp", "late", ana, Understood(NOW, ())), NOW)

    _, wakes = shop.do(privacy.erase, ana, NOW)

    unread = shop.rows(select(INBOX.c.kind).where(INBOX.c.done_at.is_(None)))
    assert [row.kind for row in unread] == ["PaymentSnapshot"]
    assert [wake.key for wake in wakes] == [f"turn:{ana}"]


def test_nothing_more_is_said_or_fetched_and_timers_and_money_go_on(shop: Shop) -> None:
    money = CreateCheckout("c", 1, "BRL", "Sinal", NOW, "https://x", "https://y", "ana@example.com")
    timer = SetTimer(Timer.SILENCE, 1, NOW + DAY)
    ana = shop.hears("oi", ANA, SendMessage(words="Oi!"), FetchMedia("m", "f"), money, timer)

    erase(shop, ana)

    still_open = shop.rows(select(EFFECTS.c.kind).where(EFFECTS.c.done_at.is_(None)))
    assert sorted(row.kind for row in still_open) == ["CreateCheckout", "SetTimer"]


def test_nobody_can_be_written_to_any_more(shop: Shop, ana: str) -> None:
    erase(shop, ana)

    after = shop.do(conversation, ana)

    assert after is not None
    assert reason_to_hold(SendMessage(words="Oi!"), after) == "held: the person's data was erased"


def test_a_conversation_that_stood_still_over_their_words_goes_on(shop: Shop, ana: str) -> None:
    shop.park(ana)

    erase(shop, ana)

    assert shop.rows(select(CONVERSATIONS.c.parked_reason)) == [(None,)]
    assert [need.kind for need in shop.do(needs, NOW)] == [NeedKind.DEADLINE]
    assert shop.rows(select(func.count()).where(TASKS.c.closed_at.is_(None))) == [(0,)]


# ---------------------------------------------------------------------------- giving out


KEYS = {
    *("exported_at", "client", "contacts", "conversations", "messages", "files", "proposals"),
    *("charges", "payments", "projects", "tasks", "facts"),
}


def test_an_export_holds_everything_of_a_client(shop: Shop, ana: str) -> None:
    exported = shop.do(privacy.export, ana, NOW)

    assert exported is not None
    data = json.loads(exported)
    assert set(data) == KEYS
    assert [key for key in KEYS if not data[key]] == []
    assert data["client"]["cpf"] == "52998224725"
    assert data["projects"][0]["briefing"] == {"public_name": "Clínica da Ana"}
    assert {message["text"] for message in data["messages"]} >= {"segredo dois", "Oi, Ana, segredo"}
    assert {file["name"] for file in data["files"]} == {PHOTO, LOGO}


def test_an_export_holds_nothing_of_anybody_else(shop: Shop, ana: str) -> None:
    shop.hears("sou a Bia", BIA)

    exported = shop.do(privacy.export, ana, NOW)

    assert exported is not None
    assert "Bia" not in exported


def test_the_conversation_of_an_export_can_be_read_again(shop: Shop, ana: str) -> None:
    exported = shop.do(privacy.export, ana, NOW)

    assert exported is not None
    (thread,) = json.loads(exported)["conversations"]
    assert decode_conversation(json.dumps(thread["data"])) == shop.do(conversation, ana)


def test_there_is_no_export_of_a_client_who_does_not_exist(shop: Shop) -> None:
    assert shop.do(privacy.export, "nobody", NOW) is None


@pytest.mark.parametrize("words", ["+55 (11) 99999-0000", "551199990000", "5511999990000"])
def test_a_client_is_found_by_a_phone_in_any_form(shop: Shop, words: str) -> None:
    ana = shop.hears("oi", ANA)

    assert shop.do(privacy.find_client, words) == ana


def test_a_client_is_found_by_the_id_of_a_conversation_and_by_another_contact(shop: Shop) -> None:
    bia = shop.hears("oi", BIA)

    assert shop.do(privacy.find_client, bia) == bia
    assert shop.do(privacy.find_client, BIA.address) == bia
    assert shop.do(privacy.find_client, "ninguem") is None


def test_a_late_copy_of_an_old_message_does_not_come_back_to_the_erased_client(
    shop: Shop, ana: str
) -> None:
    erase(shop, ana)

    with shop.engine.begin() as db:
        late = Incoming("whatsapp", "late", ana, None, ANA, (Identity("wa_id", ANA.address),))
        receipt, _ = receive(db, [late], NOW)

    assert receipt.conversation_ids != (ana,)
