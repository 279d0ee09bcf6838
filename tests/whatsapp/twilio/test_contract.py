"""The Channel contract, over Twilio's emulator."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.whatsapp.twilio.emulator import Lead, Line, TwilioEmulator
from autovenda_core.ports.channel import Document, ReceivedFile
from autovenda_core.testing.channels import Arrival
from autovenda_core.testing.contracts.channel import ChannelContract


class TwilioPhone:
    def __init__(self, emulator: TwilioEmulator, lead: Lead, templates: dict[str, str]) -> None:
        self._emulator = emulator
        self._lead = lead
        self._templates = templates
        self.address = lead.address

    def arrived(self) -> Sequence[Arrival]:
        return [_arrival(line) for line in self._lead.transcript if line.from_business]

    def block(self) -> None:
        self._lead.opts_out()

    def sends_file(self, file: ReceivedFile) -> str:
        return self._lead.sends(Document("file", file.media_type, file.content))

    def approve(self, name: str, text: str) -> None:
        self._templates[name] = self._emulator.approve(text)

    def turn_away(self, retry_after_seconds: int) -> None:
        self._emulator.refuse(
            429, 20429, "Too Many Requests", retry_after_seconds=retry_after_seconds
        )

    def lose_answer(self) -> None:
        self._emulator.lose_answers()


def _arrival(line: Line) -> Arrival:
    buttons = tuple(button.title for button in line.buttons)
    return Arrival(text=line.text, buttons=buttons, document=line.document)


class TestTwilioChannel(ChannelContract):
    @pytest.fixture
    def channel(self, channel):
        return channel

    @pytest.fixture
    def phone(self, emulator, lead, templates):
        return TwilioPhone(emulator, lead, templates)

    @pytest.fixture
    def run(self, run):
        return run
