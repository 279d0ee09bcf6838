"""One bot, its emulator over real HTTP on loopback, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from adapters.http.client import make_client
from adapters.telegram.channel import TelegramChannel
from adapters.telegram.emulator import Lead, TelegramEmulator
from autovenda_core.testing.clock import FakeClock
from tests.running import Runner


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def run(clock: FakeClock) -> Iterator[Runner]:
    with asyncio.Runner() as loop:
        yield Runner(loop, clock, 1)


@pytest.fixture
def emulator(clock: FakeClock) -> TelegramEmulator:
    return TelegramEmulator(clock)


@pytest.fixture
def base(emulator: TelegramEmulator) -> Iterator[str]:
    with emulator.running() as address:
        yield address


@pytest.fixture
def client(run: Runner) -> Iterator[httpx.AsyncClient]:
    client = make_client()
    yield client
    run(client.aclose())


@pytest.fixture
def channel(
    client: httpx.AsyncClient, emulator: TelegramEmulator, clock: FakeClock, base: str
) -> TelegramChannel:
    return TelegramChannel(client, emulator.token, clock, base)


@pytest.fixture
def lead(emulator: TelegramEmulator) -> Lead:
    return emulator.lead("Marina")
