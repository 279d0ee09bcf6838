"""A Stripe of our own on loopback, and the adapter that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.stripe.payments import StripePayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run
from tests.stripe.shop import Shop

SECRET = "whsec_of_the_tests"  # noqa: S105 - signs nothing real
API_KEY = "sk_test_of_the_tests"


def pytest_configure(config: pytest.Config) -> None:
    # stripe-python 16.1 hands httpx its form as `data=`, which httpx 0.28 deprecates.
    config.addinivalue_line(
        "filterwarnings", "ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning"
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def emulator(clock: FakeClock) -> StripeEmulator:
    return StripeEmulator(clock, secrets=[SECRET])


@pytest.fixture
def server(emulator: StripeEmulator) -> Iterator[EmulatorServer]:
    with EmulatorServer(emulator, deliver=False) as server:
        yield server


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def payments(server: EmulatorServer, clock: FakeClock, run: Run) -> Iterator[StripePayments]:
    payments = StripePayments(API_KEY, [SECRET], clock, server.url)
    yield payments
    run(payments.aclose())


@pytest.fixture
def wanted(clock: FakeClock) -> CreateCheckout:
    """A deposit of R$ 750,00."""
    return CreateCheckout(
        charge_id="c1:1:deposit",
        amount_centavos=75_000,
        currency="BRL",
        description="Sinal de 50%: Site institucional",
        expires_at=clock.now() + timedelta(hours=23),
        success_url="https://loja.example.com/p/token?session={CHECKOUT_SESSION_ID}",
        cancel_url="https://loja.example.com/p/token",
        email="maria@example.com",
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Open, and nobody has come yet."""
    with asyncio.Runner() as loop:
        shop = Shop(loop, tmp_path)
        with shop.server:
            shop.open()
            yield shop
            shop.close()
