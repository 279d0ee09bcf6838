"""A real server process between the emulators of Telegram and Stripe; all of it over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.telegram.emulator import Lead, TelegramEmulator
from autovenda_core.briefing import BriefingField, FieldKind, default_form

ROOT = Path(__file__).parents[2]
WEBHOOK_SECRET = "telegram-secret"  # noqa: S105  an emulator's
ENDPOINT_SECRET = "whsec_blackbox"  # noqa: S105  an emulator's
TABLES = (
    "clients",
    "contacts",
    "conversations",
    "inbox",
    "effects",
    "message_logs",
    "proposals",
    "charges",
    "payments",
    "projects",
    "tasks",
)


class RealClock:
    """Fits the Clock port."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Counted:
    """ASGI middleware: how often somebody called."""

    def __init__(self, app: ASGIApp, shop: Shop) -> None:
        self._app = app
        self._shop = shop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].endswith("/getUpdates"):
            self._shop.outgoing_calls.append(scope["path"].rpartition("/")[2])
        await self._app(scope, receive, send)


class Shop:
    """The server under test, everything around it, and what a person can do from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.outgoing_calls: list[str] = []
        self.telegram = TelegramEmulator(RealClock())
        self.stripe = StripeEmulator(RealClock(), secrets=[ENDPOINT_SECRET])
        self.telegram.app.add_middleware(Counted, shop=self)  # type: ignore[arg-type]
        self.stripe.app.add_middleware(Counted, shop=self)  # type: ignore[arg-type]
        self.environment: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "AUTOVENDA_DATA_DIR": str(self.data),
            "AUTOVENDA_BURST_SECONDS": "0",
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_SECRET_TOKEN": WEBHOOK_SECRET,
            "STRIPE_SECRET": "sk_test_blackbox",
            "STRIPE_ENDPOINT_SECRET": ENDPOINT_SECRET,
        }
        self.url = ""
        self.log_file = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(timeout=20, follow_redirects=False)

    # ------------------------------------------------------------------ the process

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "apps", *arguments]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command of ours, to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment | {"PYTHONPATH": str(ROOT)} | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def start(self, *options: str, webhooks: bool = True) -> None:
        """Start the server, on the port it had before."""
        port = self.url.rpartition(":")[2] or "0"
        said = self.folder / "said"
        with said.open("wb") as out, self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command("serve", "--port", port, *options),
                env=self.environment | {"PYTHONPATH": str(ROOT)},
                cwd=self.folder,
                stdout=out,
                stderr=log,
            )
        self.url = self._wait_for_address(said)
        if webhooks:
            self.stripe.webhooks.url = f"{self.url}/webhook/payment/stripe"
            done = self.run("telegram", "set-webhook", AUTOVENDA_PUBLIC_URL=self.url)
            assert done.returncode == 0, done.stderr

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the server; its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(20)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._http.close()

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def _wait_for_address(self, said: Path) -> str:
        assert self._process is not None
        until = monotonic() + 30
        while monotonic() < until and self._process.poll() is None:
            if found := re.search(r"serves on (\S+)\n", said.read_text()):
                return found[1]
            sleep(0.02)
        raise AssertionError(f"the server does not start: {self.log[-2000:]}")

    # ------------------------------------------------------------------ requests

    def get(self, path: str) -> httpx.Response:
        return self._http.get(self._at(path))

    def post(self, path: str, form: dict[str, Any] | None = None) -> httpx.Response:
        return self._http.post(self._at(path), data=form)

    def send(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """A raw body, as a provider would post it."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._http.post(
            self._at(path), content=body, headers={"content-type": "application/json"} | names
        )

    def send_update(self, body: bytes, secret: str = WEBHOOK_SECRET) -> httpx.Response:
        header = {"x_telegram_bot_api_secret_token": secret}
        return self.send("/webhook/telegram", body, **header)

    def send_event(self, event: dict[str, Any], **changes: str) -> httpx.Response:
        signed = self.stripe.webhooks.signed(event)
        headers = signed.headers | changes
        return self._http.post(
            self._at("/webhook/payment/stripe"), content=signed.body, headers=headers
        )

    def _at(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    # ------------------------------------------------------------------ the sale

    def accept_an_offer(self, lead: Lead) -> str:
        """From "oi" to the payment link, which is returned."""
        lead.says("oi, preciso de uma landing page")
        lead.waits_for("Para quando")
        lead.taps("Sem pressa")
        lead.waits_for("investir")
        lead.says("até 2000 reais")
        offer = lead.waits_for("R$ 1.500,00")
        assert offer.document is not None
        assert offer.document.content.startswith(b"%PDF")
        lead.taps("Aceitar proposta")
        return _link(lead.waits_for("Aqui está o pagamento do sinal").text, "/p/")

    def open_checkout(self, payment_link: str) -> str:
        """Press "pay"; the id of Stripe's session."""
        answer = self.post(payment_link)
        assert answer.status_code == 303, answer.text
        assert "checkout.stripe.test" in answer.headers["location"]
        return answer.headers["location"].rpartition("/")[2]

    def fill_briefing(self, briefing_link: str) -> httpx.Response:
        """Every part, the review, and send it; the page one sees in the end."""
        page = self.get(briefing_link)
        for number, part in enumerate(default_form().parts, start=1):
            form = {field.id: _answer(field) for field in part.fields}
            saved = self.post(f"{briefing_link}?parte={number}", form | {"_action": "continuar"})
            assert saved.status_code == 303, saved.text
            page = self.get(saved.headers["location"])
        assert "Confira suas respostas" in page.text
        sent = self.post(f"{briefing_link}?parte=revisao", {"_action": "enviar"})
        assert sent.status_code == 303
        return self.get(sent.headers["location"])

    def sell(self, lead: Lead, method: str = "card") -> None:
        """A whole sale, to an active project."""
        session_id = self.open_checkout(self.accept_an_offer(lead))
        self.stripe.account.pay(session_id, method)
        briefing = _link(lead.waits_for("briefing", 40).text, "/b/")
        done = self.fill_briefing(briefing)
        assert done.status_code == 200
        lead.waits_for("dias úteis", 20)
        self.waits_until_idle()

    # ------------------------------------------------------------------ what is left behind

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self.data / "autovenda.db")) as db:
            return db.execute(query).fetchall()

    def counts(self) -> dict[str, int]:
        query = "SELECT count(*) FROM "
        return {table: self.rows(query + table)[0][0] for table in TABLES}

    def waits_until_idle(self, seconds: float = 15) -> None:
        """Until every fact is handled and every effect that is due is done."""
        until = monotonic() + seconds
        open_work = """
            SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
                 + (SELECT count(*) FROM effects WHERE done_at IS NULL AND kind <> 'SetTimer')
        """
        while self.rows(open_work)[0][0] or self.telegram.pending_updates:
            assert monotonic() < until, "the server does not come to rest"
            sleep(0.05)

    def webhooks_so_far(self) -> tuple[list[bytes], list[dict[str, Any]]]:
        """Every update and every Stripe event that the server was given."""
        raw = "SELECT raw FROM inbox WHERE source = 'telegram' ORDER BY seq"
        updates = [row[0].encode() for row in self.rows(raw)]
        return updates, [delivery.event for delivery in self.stripe.webhooks.attempts]


def _link(text: str, path: str) -> str:
    found = re.search(rf"http://\S+{path}[\w-]+", text)
    assert found is not None, text
    return found[0]


def _answer(field: BriefingField) -> str | list[str]:
    match field.kind:
        case FieldKind.CHOICE:
            return field.options[0]
        case FieldKind.MULTI:
            return list(field.options[:2])
        case FieldKind.DATE:
            return "31/12/2031"
        case FieldKind.LINK:
            return "padariadalu.com.br"
        case _:
            return f"Resposta {json.dumps(field.id)}"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Both emulators are up; the server is not started yet."""
    shop = Shop(tmp_path)
    with shop.telegram.running() as telegram, EmulatorServer(shop.stripe) as stripe:
        shop.environment |= {"TELEGRAM_API_BASE": telegram, "STRIPE_API_BASE": stripe.url}
        yield shop
        shop.close()
