"""A manual Pix of an agency in Brasília."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.pix.payments import ManualPix
from autovenda_core.effects import CreateCheckout
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def payments(clock: FakeClock) -> ManualPix:
    return ManualPix("123e4567-e12b-12d1-a456-426655440000", "Agência Ação", "Brasília", clock)


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def wanted(clock: FakeClock) -> CreateCheckout:
    """A deposit of R$ 750,05."""
    return CreateCheckout(
        charge_id="telegram:42.1.1",
        amount_centavos=75_005,
        currency="BRL",
        description="Sinal de 50%: Site institucional",
        expires_at=clock.now() + timedelta(hours=23),
        success_url="https://loja.example.com/p/token?paid=1",
        cancel_url="https://loja.example.com/p/token",
    )
