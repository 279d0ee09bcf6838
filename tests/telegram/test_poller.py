"""Polling: nothing is confirmed before it is durable."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.telegram.poller import Poller
from autovenda_core.errors import ConfigurationError, Unavailable
from autovenda_core.events import TextReceived


class Inbox:
    """Keeps what it is given, unless it is told to fail."""

    def __init__(self) -> None:
        self.rows = []
        self.failures = 0
        self.arrived = asyncio.Event()

    async def receive(self, incoming) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("the disk is full")
        self.rows += incoming
        self.arrived.set()

    @property
    def texts(self) -> list[str]:
        return [row.event.text for row in self.rows if isinstance(row.event, TextReceived)]


class Pauses:
    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
def poller(channel, inbox, clock, pauses):
    return Poller(channel, inbox.receive, clock, sleep=pauses)


def test_updates_arrive_in_order_and_are_confirmed_by_the_next_question(
    poller, inbox, emulator, lead, run
):
    lead.says("oi")
    lead.says("preciso de um site")

    run(poller.poll(0))
    waiting_before = emulator.pending_updates
    run(poller.poll(0))

    assert inbox.texts == ["oi", "preciso de um site"]
    assert (waiting_before, emulator.pending_updates) == (2, 0)


def test_what_could_not_be_stored_is_not_confirmed_and_comes_again(
    poller, inbox, emulator, lead, run, pauses
):
    lead.says("oi")
    inbox.failures = 2

    for _ in range(4):
        run(poller.poll(0))

    assert inbox.texts == ["oi"]
    assert emulator.pending_updates == 0
    assert pauses.seconds == [1, 2]


def test_a_new_poller_gets_what_the_dead_one_had_not_confirmed(
    poller, channel, inbox, clock, lead, run
):
    lead.says("oi")
    run(poller.poll(0))

    run(Poller(channel, inbox.receive, clock).poll(0))

    assert [row.external_id for row in inbox.rows] == ["update:1001", "update:1001"]


def test_a_pause_that_telegram_asks_for_is_kept(poller, emulator, run, pauses):
    emulator.refuse("getUpdates", 429, retry_after=9)

    run(poller.poll(0))

    assert pauses.seconds == [9]


def test_pauses_grow_to_a_minute_and_start_again_after_a_success(poller, emulator, run, pauses):
    emulator.refuse("getUpdates", 502, times=8)
    for _ in range(9):
        run(poller.poll(0))
    emulator.refuse("getUpdates", 502)

    run(poller.poll(0))

    assert pauses.seconds == [1, 2, 4, 8, 16, 32, 60, 60, 1]


def test_a_webhook_that_is_set_stops_polling_in_words(poller, channel, run):
    run(channel.set_webhook("https://loja.example.com/webhook/telegram", "s3gredo"))

    with pytest.raises(ConfigurationError, match="webhook"):
        run(poller.run())


def test_a_wrong_token_stops_polling_in_words(poller, emulator, run):
    emulator.refuse("getUpdates", 401, "Unauthorized")

    with pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN"):
        run(poller.run())


def test_another_poller_of_the_same_bot_is_waited_out(poller, emulator, run, pauses):
    emulator.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request")

    run(poller.poll(0))

    assert pauses.seconds == [1]


def test_an_update_that_cannot_be_read_is_kept_and_the_next_one_is_served(
    poller, inbox, emulator, lead, run
):
    emulator.happen(lead.id, "message", {"text": "sem chat"})
    lead.says("oi")

    run(poller.poll(0))

    assert [(row.external_id, row.event is None) for row in inbox.rows] == [
        ("update:1001", True),
        ("update:1002", False),
    ]


def test_a_waiting_poll_ends_when_something_is_said_and_can_be_cancelled(poller, inbox, lead, run):
    async def converse() -> None:
        polling = asyncio.create_task(poller.run())
        await asyncio.sleep(0.1)
        lead.says("oi")
        await asyncio.wait_for(inbox.arrived.wait(), 5)
        polling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await polling

    run(converse())

    assert inbox.texts == ["oi"]


def test_updates_wait_for_24_hours(poller, inbox, lead, clock, run):
    lead.says("ontem")
    clock.advance(timedelta(hours=23))
    lead.says("hoje")
    clock.advance(timedelta(hours=2))

    run(poller.poll(0))

    assert inbox.texts == ["hoje"]
