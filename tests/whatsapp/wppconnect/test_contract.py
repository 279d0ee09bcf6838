"""The Channel contract, over WPPConnect's emulator."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adapters.whatsapp.wppconnect.emulator import Lead, WppConnectEmulator
from autovenda_core.ports.channel import ReceivedFile
from autovenda_core.testing.channels import Arrival
from autovenda_core.testing.contracts.channel import ChannelContract


class WhatsAppPhone:
    def __init__(self, emulator: WppConnectEmulator, lead: Lead) -> None:
        self._emulator = emulator
        self._lead = lead
        self.address = lead.number

    def arrived(self) -> Sequence[Arrival]:
        lines = (line for line in self._lead.transcript if line.from_us)
        return [Arrival(line.text, document=line.document) for line in lines]

    def block(self) -> None:
        """WhatsApp tells nobody who blocked them; who has left is the nearest to it."""
        self._lead.leaves()

    def sends_file(self, file: ReceivedFile) -> str:
        return self._lead.sends_file(file.content, file.media_type)

    def approve(self, name: str, text: str) -> None:
        raise AssertionError("this channel has no templates")

    def turn_away(self, retry_after_seconds: int) -> None:
        headers = {"Retry-After": str(retry_after_seconds)}
        for route in ("send-message", "send-seen"):
            self._emulator.refuse(route, 429, {"status": "error"}, headers=headers)

    def lose_answer(self) -> None:
        self._emulator.lose_answers("send-message")


class TestWppConnectChannel(ChannelContract):
    @pytest.fixture
    def channel(self, channel):
        return channel

    @pytest.fixture
    def phone(self, emulator, lead):
        return WhatsAppPhone(emulator, lead)

    @pytest.fixture
    def run(self, run):
        return run
