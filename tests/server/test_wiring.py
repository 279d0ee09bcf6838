"""What `build` puts together, and what it refuses."""

from __future__ import annotations

import asyncio
import re
import stat
from dataclasses import replace
from datetime import date
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from adapters.telegram.emulator import TelegramEmulator
from adapters.whatsapp.cloud.emulator import WhatsAppEmulator
from apps import packages
from apps.channel_settings import (
    ChannelSettings,
    TelegramSettings,
    TwilioSettings,
    WhatsAppSettings,
)
from apps.channels import chat_addresses
from apps.config import Settings
from apps.no_payments import NoPayments
from apps.packages import check_adapters
from apps.payment_settings import StripeSettings
from apps.wiring import build, connecting, load_catalog, load_texts
from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import CatalogError, ConfigurationError, TextsError
from autovenda_core.model import Contact
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.world import SAMPLE_CATALOG


def test_the_sample_catalogue_sells_what_the_tests_sell() -> None:
    sample = [(each.id, each.name, each.price_centavos) for each in load_catalog(None)]

    assert sample == [(each.id, each.name, each.price_centavos) for each in SAMPLE_CATALOG]


def test_a_catalogue_that_is_wrong_is_refused_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "meu.csv"
    file.write_text(
        "id,name,aliases,price,delivery_days,deposit_percent,deliverables\na,A,,barato,1,50,x\n"
    )

    with pytest.raises(CatalogError, match="line 2, column 'price'"):
        load_catalog(file)


def test_texts_that_are_wrong_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "meus.toml"
    file.write_text('[saudacao]\ntexto = "Oi {desconhecido}"\n')

    with pytest.raises(TextsError, match="line 2"):
        load_texts(file)


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "meu.csv"
    file.write_bytes("preço".encode("latin-1"))

    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        load_catalog(file)


def test_without_a_secret_one_is_kept_that_only_we_can_read(settings: Settings) -> None:
    settings = replace(settings, secrets=())

    first, second = build(settings), build(settings)

    file = settings.data_dir / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 32
    link = Link(LinkKind.PAYMENT, "c1", 1)
    assert second.links.read(first.links.token(link), LinkKind.PAYMENT) == link


def test_an_empty_secret_is_refused(settings: Settings) -> None:
    (settings.data_dir / "secret").touch()

    with pytest.raises(ConfigurationError, match="is empty"):
        build(replace(settings, secrets=()))


def test_a_data_folder_that_cannot_be_written_is_refused(settings: Settings) -> None:
    file = settings.data_dir / "file"
    file.touch()

    with pytest.raises(ConfigurationError, match="AUTOVENDA_SECRET"):
        build(replace(settings, secrets=(), data_dir=file / "data"))


def test_an_owner_on_a_channel_that_is_off_is_refused(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"^AUTOVENDA_OWNER_CONTACT"):
        build(replace(settings, owner=Contact("telegram", "99")))


def test_no_deadline_falls_on_a_national_holiday(settings: Settings) -> None:
    calendar = build(settings, clock=FakeClock()).flow.calendar

    assert not calendar.is_business_day(date(2026, 9, 7))
    assert not calendar.is_business_day(date(2028, 4, 21))


def test_the_rules_follow_the_settings(settings: Settings) -> None:
    live = StripeSettings("sk_live_1", livemode=True)

    rules = build(replace(settings, company="Sol", burst_seconds=3, payments=live)).flow.rules

    assert (rules.company, rules.burst_seconds, rules.livemode) == ("Sol", 3, True)


def test_without_a_provider_payments_refuse_in_words(settings: Settings) -> None:
    assert isinstance(build(settings).payments, NoPayments)


def test_a_second_server_on_one_database_is_refused(settings: Settings) -> None:
    async def start_two() -> None:
        async with build(settings).running(), build(settings).running():
            pass

    with pytest.raises(ConfigurationError, match="another server is using"):
        asyncio.run(start_two())


def test_our_adapters_are_recognised() -> None:
    check_adapters()


def test_adapters_of_another_project_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "adapters").mkdir()
    (tmp_path / "adapters" / "__init__.py").write_text('"""Other adapters."""\n')
    found = PathFinder.find_spec("adapters", [str(tmp_path)])
    monkeypatch.setattr(packages, "find_spec", lambda name: found)

    with pytest.raises(ConfigurationError, match="not Auto-Venda's"):
        check_adapters()


def test_pages_know_the_way_back_into_every_chat(settings: Settings) -> None:
    clock = FakeClock()
    telegram, meta = TelegramEmulator(clock), WhatsAppEmulator(clock)

    async def ask(channels: ChannelSettings) -> dict[str, str]:
        async with connecting(replace(settings, channels=channels)) as connected:
            return {name: url async for name, url in chat_addresses(connected, channels)}

    with telegram.running() as telegram_base, meta.running() as meta_base:
        found = asyncio.run(
            ask(
                ChannelSettings(
                    TelegramSettings(telegram.token, (), telegram_base),
                    WhatsAppSettings(
                        meta.token, meta.phone_number_id, (), (), None, api_base=meta_base
                    ),
                    TwilioSettings("AC" + "0" * 32, ("auth",), "whatsapp:+5511999990000"),
                )
            )
        )

    assert found["telegram"].startswith("https://t.me/")
    assert re.fullmatch(r"https://wa\.me/[0-9]{8,15}", found["whatsapp"])
    assert found["twilio"] == "https://wa.me/5511999990000"


def test_a_provider_that_does_not_answer_only_costs_the_way_back(settings: Settings) -> None:
    nobody = ChannelSettings(TelegramSettings("1:a", (), "http://127.0.0.1:9"))

    async def ask() -> list[tuple[str, str]]:
        async with connecting(replace(settings, channels=nobody)) as connected:
            return [found async for found in chat_addresses(connected, nobody)]

    assert asyncio.run(ask()) == []
