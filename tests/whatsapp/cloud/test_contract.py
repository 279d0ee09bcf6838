"""The Channel contract, over the Cloud API's emulator."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.whatsapp.cloud.emulator import Lead, Line, WhatsAppEmulator
from autovenda_core.ports.channel import Document, ReceivedFile
from autovenda_core.testing.channels import Arrival
from autovenda_core.testing.contracts.channel import ChannelContract


class CloudPhone:
    def __init__(self, emulator: WhatsAppEmulator, lead: Lead) -> None:
        self._emulator = emulator
        self._lead = lead
        self.address = lead.address

    def arrived(self) -> Sequence[Arrival]:
        return [_arrival(line) for line in self._lead.transcript if line.from_business]

    def block(self) -> None:
        """Meta rarely knows it at once, and answers "undeliverable" when it does."""
        self._lead.blocks()
        self._emulator.refuse(131026)

    def turn_away(self, retry_after_seconds: int) -> None:
        self._emulator.refuse(130429, status=429, retry_after=retry_after_seconds)

    def lose_answer(self) -> None:
        self._emulator.lose_answers()

    def approve(self, name: str, body: str) -> None:
        self._emulator.decides(name, body)

    def sends_file(self, file: ReceivedFile) -> str:
        self._lead.sends("voice", Document("voz.ogg", file.media_type, file.content))
        return self._lead.transcript[-1].media_id


def _arrival(line: Line) -> Arrival:
    return Arrival(
        text=line.text,
        buttons=tuple(key.title for key in line.keys),
        links=(line.link,) if line.link else (),
        document=line.document,
    )


class TestCloudChannel(ChannelContract):
    @pytest.fixture
    def channel(self, channel):
        return channel

    @pytest.fixture
    def phone(self, emulator, lead):
        return CloudPhone(emulator, lead)

    @pytest.fixture
    def run(self, run):
        return run
