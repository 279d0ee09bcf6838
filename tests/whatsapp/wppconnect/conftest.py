"""One session, its emulator over real HTTP on loopback, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from adapters.http.client import make_client
from adapters.whatsapp.wppconnect.channel import WppConnectChannel
from adapters.whatsapp.wppconnect.emulator import Lead, WppConnectEmulator
from autovenda_core.testing.clock import FakeClock
from tests.running import Runner


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def run(clock: FakeClock) -> Iterator[Runner]:
    with asyncio.Runner() as loop:
        yield Runner(loop, clock, 2)


@pytest.fixture
def emulator(clock: FakeClock) -> WppConnectEmulator:
    return WppConnectEmulator(clock)


@pytest.fixture
def base(emulator: WppConnectEmulator) -> Iterator[str]:
    with emulator.running() as address:
        yield address


@pytest.fixture
def client(run: Runner) -> Iterator[httpx.AsyncClient]:
    client = make_client()
    yield client
    run(client.aclose())


@pytest.fixture
def channel(
    client: httpx.AsyncClient, emulator: WppConnectEmulator, clock: FakeClock, base: str
) -> WppConnectChannel:
    return WppConnectChannel(client, base, emulator.session, emulator.token, clock)


@pytest.fixture
def lead(emulator: WppConnectEmulator) -> Lead:
    return emulator.lead("Marina")
