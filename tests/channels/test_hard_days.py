"""What every provider gets wrong now and then, and what the lead and the owner notice of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.channels import CHANNELS
from autovenda_core.ports.inbound import Category
from tests.channels.door import Webhook
from tests.channels.house import House
from tests.channels.providers import (
    PROVIDERS,
    Lead,
    Provider,
    Telegram,
    Twilio,
    WhatsApp,
    WppConnect,
)

A_WHILE = timedelta(minutes=5)
VOICE = b"OggS, and then a voice"
DELIVERIES = "SELECT delivery FROM message_logs WHERE direction = 'out'"


def over(*providers: type[Provider]) -> pytest.MarkDecorator:
    """Try it over some of them."""
    return pytest.mark.parametrize(
        "house", providers, indirect=True, ids=[each.channel for each in providers]
    )


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with House(request.param, tmp_path).open() as house:
        yield house


@pytest.fixture
def lead(house: House) -> Lead:
    lead: Lead = house.provider.lead("Marina")
    return lead


def is_report(webhook: Webhook) -> bool:
    """Whether it says what became of a message of ours."""
    [kind] = [each for each in CHANNELS.values() if _is_at(each.path, webhook)]
    readings = kind.read(webhook.body, webhook.headers, {}, datetime.now(UTC))
    return any(reading.category is Category.STATUS for reading in readings)


def _is_at(path: str, webhook: Webhook) -> bool:
    return re.fullmatch(path.replace("{secret}", "[^/]+") + r"(\?.*)?", webhook.target) is not None


def texts(house: House, lead: Lead) -> list[str]:
    """What the lead reads; a document may come without words."""
    return [each.text for each in house.read_by(lead) if each.text]


# ---------------------------------------------------------------------------- what we are told


@over(*PROVIDERS)
def test_eight_copies_at_the_same_instant_are_one_message(house: House, lead: Lead) -> None:
    house.door.hold(lambda _: True)
    house.hears(lead, "oi")
    house.door.stop_holding()
    [webhook] = house.door.held

    house.brings(*[webhook] * 8)
    house.passes(A_WHILE)
    house.brings(webhook)

    assert len(texts(house, lead)) == 1
    heard = "SELECT count(*) FROM message_logs WHERE direction = 'in'"
    assert house.rows(heard) == [(1,)]


@over(WhatsApp, Twilio, WppConnect)
def test_reports_in_the_wrong_order_take_nothing_back(house: House, lead: Lead) -> None:
    house.door.hold(is_report)
    house.hears(lead, "oi")
    lead.reads()  # type: ignore[attr-defined]  # where there are reports, there is this one
    house.settles()
    house.door.stop_holding()

    deliveries = []
    for report in reversed(house.door.held):
        house.brings(report)
        deliveries += house.rows(DELIVERIES)

    assert len(deliveries) > 1
    assert set(deliveries) == {("read",)}


@over(WhatsApp, Twilio, WppConnect)
def test_a_message_that_did_not_arrive_is_a_task(house: House, lead: Lead) -> None:
    house.door.hold(is_report)
    house.hears(lead, "oi")
    house.door.stop_holding()
    [(message_id,)] = house.rows("SELECT provider_message_id FROM message_logs WHERE author='bot'")

    house.provider.reports_failure(lead, message_id)
    house.settles()

    assert house.rows("SELECT kind FROM tasks") == [("delivery",)]
    [(delivery,)] = house.rows(DELIVERIES)
    assert delivery in ("failed", "undelivered")


@over(Telegram, WhatsApp, WppConnect)
def test_a_group_is_nobody_to_sell_to(house: House, lead: Lead) -> None:
    house.provider.writes_in_group(lead, "oi, preciso de uma landing page")
    house.settles()

    assert house.rows("SELECT count(*) FROM inbox WHERE raw <> ''") == [(1,)]
    assert house.rows("SELECT count(*) FROM conversations") == [(0,)]
    assert texts(house, lead) == []


@over(WhatsApp, Twilio, WppConnect)
def test_a_first_message_that_nobody_can_read_is_asked_for_again(house: House, lead: Lead) -> None:
    house.provider.sends_unreadable(lead)
    house.settles()
    house.hears(lead, "oi")

    asked, answered = texts(house, lead)
    assert "Pode mandar de novo, por escrito?" in asked
    assert "O que você precisa?" in answered


@over(*PROVIDERS)
def test_a_voice_note_is_kept_and_the_lead_is_asked_to_write(house: House, lead: Lead) -> None:
    house.provider.sends_voice(lead, VOICE)
    house.settles()

    [(name, size)] = house.rows("SELECT name, size_bytes FROM media")
    assert (name, size) == (hashlib.sha256(VOICE).hexdigest(), len(VOICE))
    assert (house.data / "media" / name).read_bytes() == VOICE
    assert "Me escreve em uma frase?" in texts(house, lead)[-1]
    assert house.rows("SELECT kind FROM tasks") == [("media",)]


# ---------------------------------------------------------------------------- what we send


@over(*PROVIDERS)
def test_a_send_whose_answer_was_lost_is_repeated_once_at_most(house: House, lead: Lead) -> None:
    house.hears(lead, "oi")
    house.provider.loses_answer()

    house.operator_says("Tudo certo?")
    house.passes(A_WHILE)

    expected = 1 if house.provider.settles_lost_answers else 2
    assert texts(house, lead).count("Tudo certo?") == expected
    logged = "SELECT count(*) FROM message_logs WHERE text = 'Tudo certo?'"
    assert house.rows(logged) == [(1,)]
    assert house.rows("SELECT count(*) FROM tasks") == [(0,)]


@over(*PROVIDERS)
def test_a_message_that_came_too_fast_is_delayed_and_not_lost(house: House, lead: Lead) -> None:
    house.hears(lead, "oi")
    house.provider.is_too_fast()

    house.operator_says("Tudo certo?")
    at_first = texts(house, lead).count("Tudo certo?")
    house.passes(A_WHILE)

    assert at_first == 0
    assert texts(house, lead).count("Tudo certo?") == 1
    assert house.rows("SELECT count(*) FROM tasks") == [(0,)]


@over(WppConnect)
def test_a_session_that_is_down_is_waited_for(house: House, lead: Lead) -> None:
    assert isinstance(house.provider, WppConnect)
    house.hears(lead, "oi")
    house.provider.emulator.become("DISCONNECTED")

    house.operator_says("Tudo certo?")
    house.passes(A_WHILE)
    meanwhile = texts(house, lead).count("Tudo certo?")
    house.provider.emulator.become("CONNECTED")
    house.passes(timedelta(minutes=20))

    assert meanwhile == 0
    assert texts(house, lead).count("Tudo certo?") == 1
    assert house.rows("SELECT count(*) FROM tasks") == [(0,)]


@over(Twilio)
def test_a_proposal_that_the_provider_could_not_fetch_is_a_task(house: House, lead: Lead) -> None:
    house.door.refuses = "/arquivo/"

    house.hears(lead, "oi, preciso de uma landing page, sem pressa, até 2000 reais")

    assert [line.document for line in house.read_by(lead)] == [None]
    assert house.rows("SELECT kind FROM tasks") == [("delivery",)]


# ---------------------------------------------------------------------------- who answers


@over(WhatsApp, WppConnect)
def test_the_bot_is_silent_once_the_owner_has_typed(house: House, lead: Lead) -> None:
    house.hears(lead, "oi")

    house.provider.owner_types(lead, "Oi, aqui é o Rafa!")
    house.settles()
    read = texts(house, lead)
    house.hears(lead, "oi Rafa, quanto custa?")

    assert house.rows("SELECT owner FROM conversations") == [("human",)]
    assert texts(house, lead) == read
    author = "SELECT author FROM message_logs WHERE text = 'Oi, aqui é o Rafa!'"
    assert house.rows(author) == [("operator",)]


@over(*PROVIDERS)
def test_what_the_bot_says_is_never_taken_for_the_owner(house: House, lead: Lead) -> None:
    for text in ("oi", "quanto custa?", "preciso de uma landing page", "sem pressa"):
        house.hears(lead, text)

    assert len(texts(house, lead)) == 4
    assert house.rows("SELECT owner FROM conversations") == [("bot",)]
    assert house.rows("SELECT count(*) FROM inbox WHERE kind = 'OwnerTyped'") == [(0,)]
