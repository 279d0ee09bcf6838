"""One number, its emulator over real HTTP on loopback, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from adapters.http.client import make_client
from adapters.whatsapp.cloud.channel import CloudChannel
from adapters.whatsapp.cloud.emulator import Lead, WhatsAppEmulator
from autovenda_core.testing.clock import FakeClock
from tests.running import Runner


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def run(clock: FakeClock) -> Iterator[Runner]:
    with asyncio.Runner() as loop:
        yield Runner(loop, clock, 6)


@pytest.fixture
def emulator(clock: FakeClock) -> WhatsAppEmulator:
    return WhatsAppEmulator(clock)


@pytest.fixture
def base(emulator: WhatsAppEmulator) -> Iterator[str]:
    with emulator.running() as address:
        yield address


@pytest.fixture
def client(run: Runner) -> Iterator[httpx.AsyncClient]:
    client = make_client()
    yield client
    run(client.aclose())


@pytest.fixture
def channel(
    client: httpx.AsyncClient, emulator: WhatsAppEmulator, clock: FakeClock, base: str
) -> CloudChannel:
    return CloudChannel(
        client,
        emulator.token,
        emulator.phone_number_id,
        clock,
        api_base=base,
        waba_id=emulator.waba_id,
    )


@pytest.fixture
def lead(emulator: WhatsAppEmulator) -> Lead:
    """Somebody who has just written, so that the service window is open."""
    lead = emulator.lead("Marina")
    lead.says("oi")
    return lead
