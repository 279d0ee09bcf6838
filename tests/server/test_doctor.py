"""The doctor, with both providers answering on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.telegram.emulator import TelegramEmulator
from apps.doctor import Finding, examine
from autovenda_core.testing.clock import FakeClock


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    clock = FakeClock()
    telegram = TelegramEmulator(clock)
    with telegram.running() as base, EmulatorServer(StripeEmulator(clock)) as stripe:
        yield {
            "AUTOVENDA_DATA_DIR": str(tmp_path),
            "AUTOVENDA_PUBLIC_URL": "https://venda.example.com",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_SECRET_TOKEN": "secret",
            "TELEGRAM_API_BASE": base,
            "STRIPE_SECRET": "sk_test_1",
            "STRIPE_ENDPOINT_SECRET": "whsec_1",
            "STRIPE_API_BASE": stripe.url,
        }


def look(environ: dict[str, str]) -> dict[str, Finding]:
    return {finding.subject: finding for finding in asyncio.run(examine(environ))}


def test_keys_that_work_are_found_to_work(environ: dict[str, str]) -> None:
    found = look(environ)

    assert found["stripe"].line == "ok      stripe: the key works, test mode"
    assert "autovenda telegram set-webhook" in found["telegram"].words
    assert [subject for subject, finding in found.items() if finding.is_error] == []


def test_a_token_that_nobody_knows_is_an_error(environ: dict[str, str]) -> None:
    found = look(environ | {"TELEGRAM_BOT_TOKEN": "1:unknown"})

    assert found["telegram"].is_error
    assert "TELEGRAM_BOT_TOKEN" in found["telegram"].words


def test_a_file_that_is_no_database_is_an_error(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "autovenda.db").write_text("not a database, but long enough to be looked at" * 100)

    found = look(environ)

    assert found["database"].is_error


def test_looking_makes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    look(environ)

    assert list(tmp_path.iterdir()) == []
