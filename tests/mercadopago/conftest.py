"""A Mercado Pago of our own on loopback, and the adapter that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from adapters.http.client import make_client
from adapters.mercadopago.emulator import EmulatorServer, MercadoPagoAccount, MercadoPagoEmulator
from adapters.mercadopago.payments import MercadoPagoPayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

SECRET = "secret_of_the_tests"  # noqa: S105 - signs nothing real
TOKEN = "TEST-of-the-tests"  # noqa: S105 - the emulator takes any that begins so


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def emulator(clock: FakeClock) -> MercadoPagoEmulator:
    return MercadoPagoEmulator(clock, secret=SECRET)


@pytest.fixture
def server(emulator: MercadoPagoEmulator) -> Iterator[EmulatorServer]:
    with EmulatorServer(emulator, deliver=False) as server:
        yield server


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def client(run: Run) -> Iterator[httpx.AsyncClient]:
    client = make_client()
    yield client
    run(client.aclose())


@pytest.fixture
def payments(
    server: EmulatorServer, client: httpx.AsyncClient, clock: FakeClock
) -> MercadoPagoPayments:
    return MercadoPagoPayments(client, TOKEN, [SECRET], clock, server.url)


@pytest.fixture
def account(emulator: MercadoPagoEmulator) -> MercadoPagoAccount:
    """The people at the pages, in the panel and at the bank."""
    return emulator.account


@pytest.fixture
def page(payments: MercadoPagoPayments, run: Run, wanted: CreateCheckout) -> str:
    """The reference of a page on which the deposit can be paid."""
    return run(payments.create(wanted, key="c1:7:0")).provider_ref


@pytest.fixture
def wanted(clock: FakeClock) -> CreateCheckout:
    """A deposit of R$ 750,05."""
    return CreateCheckout(
        charge_id="c1.1.1",
        amount_centavos=75_005,
        currency="BRL",
        description="Sinal de 50%: Site institucional",
        expires_at=clock.now() + timedelta(hours=23),
        success_url="https://loja.example.com/p/token?paid=1",
        cancel_url="https://loja.example.com/p/token",
        email="maria@example.com",
    )
