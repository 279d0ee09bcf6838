"""Telegram: buttons, and no reports of what becomes of a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from typing_extensions import override

from adapters.telegram.emulator import Lead, Line, TelegramEmulator
from autovenda_core.ports.clock import Clock
from tests.channels.providers.base import Provider, Seen

__all__ = ["Telegram"]

SECRET = "telegram-secret"  # noqa: S105  an emulator's


class Telegram(Provider):
    """A bot."""

    channel = "telegram"
    has_buttons = True
    arrives_as = None
    settles_lost_answers = False

    def __init__(self, clock: Clock) -> None:
        self.emulator = TelegramEmulator(clock)
        self._api = ""

    @override
    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        with self.emulator.running() as base:
            self._api = f"{base}/bot{self.emulator.token}"
            yield {
                "TELEGRAM_BOT_TOKEN": self.emulator.token,
                "TELEGRAM_SECRET_TOKEN": SECRET,
                "TELEGRAM_API_BASE": base,
            }

    @override
    def deliver_to(self, public_url: str) -> None:
        webhook = {"url": f"{public_url}/webhook/telegram", "secret_token": SECRET}
        assert httpx.post(f"{self._api}/setWebhook", json=webhook).json()["ok"]

    @override
    def lead(self, name: str) -> Lead:
        return self.emulator.lead(name)

    @override
    def contacts(self, lead: Lead) -> set[tuple[str, str]]:
        return {("telegram", str(lead.id))}

    @override
    def seen(self, line: Line) -> Seen:
        buttons = tuple(key.title for key in line.keys if key.data is not None)
        url = next((key.url for key in line.keys if key.url is not None), None)
        return Seen(line.from_bot, line.text, buttons, url, line.document)

    @override
    def waits_until_taken(self) -> None:
        self.emulator.waits_until_taken()

    @override
    def loses_answer(self) -> None:
        self.emulator.lose_answers("sendMessage")

    @override
    def is_too_fast(self) -> None:
        self.emulator.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)

    @override
    def sends_voice(self, lead: Lead, content: bytes) -> None:
        lead.sends("voice", content=content)

    @override
    def writes_in_group(self, lead: Lead, text: str) -> None:
        self.emulator.group().hears(lead, text)
