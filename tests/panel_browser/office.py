"""`autovenda serve` with its panel and a Telegram account, and an operator before a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from adapters.storage import operators
from adapters.storage.operators import Role
from adapters.telegram.emulator import Lead
from apps.operators import hash_password
from autovenda_core.model import Contact, conversation_id_for
from tests.channels.providers.telegram import Telegram
from tests.drill.server import Server

__all__ = ["PASSWORD", "Desk", "Office"]

PASSWORD = "cavalo bateria grampo"  # noqa: S105
BURST_SECONDS = 2
SECONDS = 30_000
"""Milliseconds, as playwright counts: the machine may be busy."""


class RealClock:
    """Fits the Clock port."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Office:
    """The server, and the leads who write to it."""

    def __init__(self, folder: Path) -> None:
        self._telegram = Telegram(RealClock())
        self.server = Server(
            folder,
            {
                "AUTOVENDA_BURST_SECONDS": str(BURST_SECONDS),
                "AUTOVENDA_COMPANY": "Estúdio Aurora",
                "AUTOVENDA_HUMAN_NAME": "Rafa",
            },
        )

    @contextmanager
    def open(self) -> Iterator[Office]:
        """It runs while the block does."""
        with self._telegram.running() as environment:
            self.server.point_to(**environment)
            self.server.run("db", "upgrade")
            self._hire()
            self.server.launch()
            self.server.wait_until_serving()
            self._telegram.deliver_to(self.server.url)
            yield self
            self.server.stop()

    def lead(self, name: str) -> Lead:
        return self._telegram.lead(name)

    def conversation_of(self, lead: Lead) -> str:
        return conversation_id_for(Contact("telegram", str(lead.id)))

    def _hire(self) -> None:
        engine = create_engine(f"sqlite:///{self.server.database}")
        with engine.begin() as db:
            hashed, now = hash_password(PASSWORD), RealClock().now()
            for role in Role:
                operators.add(db, role, role.capitalize(), role, hashed, now)
        engine.dispose()


class Desk:
    """An operator's browser."""

    def __init__(self, page: Any, office: Office) -> None:
        self.page = page
        self.office = office
        page.set_default_timeout(SECONDS)

    def sign_in(self, login: str = "owner") -> None:
        self.page.goto(f"{self.office.server.url}/painel/entrar")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=senha]", PASSWORD)
        self.page.press("[name=senha]", "Enter")
        self.sees("Precisa de você")

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.office.server.url}/painel/{path}")

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, words: str, seconds: float = 30) -> None:
        self._seen(words).wait_for(timeout=1000 * seconds)

    def sees_no_more(self, words: str) -> None:
        self._seen(words).wait_for(state="detached")

    def _seen(self, words: str) -> Any:
        # A button with a tooltip is there twice: one of them is for screens with a mouse.
        return self.page.get_by_text(words).locator("visible=true").first

    def writes(self, text: str) -> None:
        field = self.page.get_by_test_id("stChatInputTextArea")
        field.fill(text)
        field.press("Enter")

    @property
    def sideways(self) -> int:
        """Pixels by which the page is wider than the screen."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))
