"""The Channel contract, over the fake and over Telegram's emulator."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.telegram.emulator import Lead, Line, TelegramEmulator
from autovenda_core.errors import OutcomeUnknown, Unavailable
from autovenda_core.ports.channel import Capabilities, UrlButton
from autovenda_core.testing.channels import Arrival, FakeChannel
from autovenda_core.testing.contracts.channel import ChannelContract


class FakePhone:
    address = "5511900000000"

    def __init__(self, channel: FakeChannel) -> None:
        self._channel = channel

    def arrived(self) -> Sequence[Arrival]:
        return self._channel.arrived(self.address)

    def block(self) -> None:
        self._channel.block(self.address)

    def turn_away(self, retry_after_seconds: int) -> None:
        self._channel.fail_next(Unavailable(retry_after_seconds=retry_after_seconds))

    def lose_answer(self) -> None:
        self._channel.fail_next(OutcomeUnknown())


class TelegramPhone:
    def __init__(self, emulator: TelegramEmulator, lead: Lead) -> None:
        self._emulator = emulator
        self._lead = lead
        self.address = str(lead.id)

    def arrived(self) -> Sequence[Arrival]:
        return [_arrival(line) for line in self._lead.transcript if line.from_bot]

    def block(self) -> None:
        self._lead.blocks()

    def turn_away(self, retry_after_seconds: int) -> None:
        self._emulator.refuse(
            "sendMessage", 429, "Too Many Requests", retry_after=retry_after_seconds
        )

    def lose_answer(self) -> None:
        self._emulator.lose_answers("sendMessage")


def _arrival(line: Line) -> Arrival:
    return Arrival(
        text=line.text,
        buttons=tuple(key.title for key in line.keys if key.data),
        links=tuple(UrlButton(key.title, key.url) for key in line.keys if key.url),
        document=line.document,
    )


class TestTelegramChannel(ChannelContract):
    @pytest.fixture
    def channel(self, channel):
        return channel

    @pytest.fixture
    def phone(self, emulator, lead):
        return TelegramPhone(emulator, lead)

    @pytest.fixture
    def run(self, run):
        return run


@pytest.mark.parametrize(
    "capabilities",
    [Capabilities(buttons=3, link_button=True, document=True), Capabilities(document=True)],
    ids=["rich", "plain"],
)
class TestFakeChannel(ChannelContract):
    @pytest.fixture
    def channel(self, capabilities):
        return FakeChannel(capabilities=capabilities)

    @pytest.fixture
    def phone(self, channel):
        return FakePhone(channel)

    @pytest.fixture
    def run(self, run):
        return run
