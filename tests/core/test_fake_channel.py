"""The fake keeps the promises of a channel, whatever it is told that it can show."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from autovenda_core.errors import OutcomeUnknown, Unavailable
from autovenda_core.ports.channel import Capabilities, ReceivedFile
from autovenda_core.testing import world
from autovenda_core.testing.channels import Arrival, FakeChannel
from autovenda_core.testing.contracts.channel import ChannelContract

T = TypeVar("T")

EVERYTHING = Capabilities(10, 20, 10, link_button=True, document=True, template=True)
LIKE_WHATSAPP = Capabilities(3, 20, 10, link_button=True, document=True, template=True)
TEXT_ONLY = Capabilities(document=True)


class FakePhone:
    """Fits the Phone of the contract."""

    address = "lead"

    def __init__(self, channel: FakeChannel) -> None:
        self._channel = channel

    def arrived(self) -> list[Arrival]:
        return self._channel.arrived(self.address)

    def block(self) -> None:
        self._channel.block(self.address)

    def sends_file(self, file: ReceivedFile) -> str:
        self._channel.files["file-1"] = file
        return "file-1"

    def approve(self, name: str, text: str) -> None:
        """The fake sends every template."""

    def turn_away(self, retry_after_seconds: int) -> None:
        self._channel.fail_next(Unavailable("later", retry_after_seconds=retry_after_seconds))

    def lose_answer(self) -> None:
        self._channel.fail_next(OutcomeUnknown("lost"))


@pytest.mark.parametrize("capabilities", [EVERYTHING, LIKE_WHATSAPP, TEXT_ONLY])
class TestFakeChannel(ChannelContract):
    @pytest.fixture
    def channel(self, capabilities: Capabilities) -> FakeChannel:
        return FakeChannel(capabilities=capabilities)

    @pytest.fixture
    def phone(self, channel: FakeChannel) -> FakePhone:
        return FakePhone(channel)

    @pytest.fixture
    def run(self) -> Any:
        def run(call: Coroutine[Any, Any, T]) -> T:
            return world.run(call)

        return run
