"""The Channel contract, over Telegram's emulator."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.telegram.emulator import Lead, Line, TelegramEmulator
from autovenda_core.ports.channel import ReceivedFile, UrlButton
from autovenda_core.testing.channels import Arrival
from autovenda_core.testing.contracts.channel import ChannelContract


class TelegramPhone:
    def __init__(self, emulator: TelegramEmulator, lead: Lead) -> None:
        self._emulator = emulator
        self._lead = lead
        self.address = str(lead.id)

    def arrived(self) -> Sequence[Arrival]:
        return [_arrival(line) for line in self._lead.transcript if line.from_bot]

    def block(self) -> None:
        self._lead.blocks()

    def sends_file(self, file: ReceivedFile) -> str:
        return self._lead.sends("voice", content=file.content) or ""

    def approve(self, name: str, text: str) -> None:
        raise NotImplementedError("Telegram has no templates")

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
