"""The demo as a process of its own, and a person who uses it over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0


def bare_environment(**more: str) -> dict[str, str]:
    """What a newcomer has: nothing is set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """`autovenda demo` on a free port, with its database in a folder; its address."""
    command = [sys.executable, "-m", "apps", "demo", "--port", "0", "--data-dir", str(folder)]
    process = subprocess.Popen(
        command, cwd=folder, env=bare_environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "/demo" in line, "the demo did not start"
        yield line.split()[2].removesuffix("/demo")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE_SECONDS)
        process.stdout.close()
    assert code == 0


class Visitor:
    """Uses the page as its script does."""

    def __init__(self, address: str, database: Path) -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=PATIENCE_SECONDS, trust_env=False)
        self._database = database

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    # ------------------------------------------------------------------ looking

    def look(self) -> dict[str, Any]:
        state: dict[str, Any] = self.http.get("/demo/state").json()["state"]
        return state

    def wait_for(self, state: str) -> dict[str, Any]:
        """Once the sale is there and the bot has said all it wants to say."""
        until = monotonic() + PATIENCE_SECONDS
        while monotonic() < until:
            now = self.look()
            if now["state"] == state and not now["typing"]:
                return now
            sleep(0.1)
        raise AssertionError(f"the sale is {now['state']}, not {state}")

    def said(self) -> str:
        """Everything on the phone."""
        return "\n".join(message["text"] for message in self.look()["messages"])

    def logged(self) -> str:
        return "\n".join(f"{line['who']}: {line['what']}" for line in self.look()["log"])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self._database)) as db:
            return db.execute(query).fetchall()

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """What must not change when something comes twice."""
        tables = ("conversations", "inbox", "effects", "message_logs", "payments", "projects")
        return [self.rows(f"SELECT * FROM {table}") for table in tables]  # noqa: S608

    # ------------------------------------------------------------------ acting

    def act(self, name: str) -> str:
        said: str = self.http.post(f"/demo/act/{name}").json()["said"]
        return said

    def says(self, text: str) -> None:
        assert self.http.post("/demo/say", data={"text": text}).json()["ok"]

    def taps(self, title: str) -> None:
        for message in reversed(self.look()["messages"]):
            for button in message["buttons"]:
                if button["title"] == title:
                    assert self.http.post("/demo/tap", data=button).json()["ok"]
                    return
        raise AssertionError(f"no button {title!r}")

    def path_of(self, title: str) -> str:
        """Where the newest link button of that title leads."""
        for message in reversed(self.look()["messages"]):
            if message["link"] and message["link"]["title"] == title:
                path: str = message["link"]["path"]
                return path
        raise AssertionError(f"no link {title!r}")

    def gets_offer(self) -> None:
        self.act("restart")
        self.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
        self.wait_for("offered")

    def accepts(self) -> None:
        self.gets_offer()
        self.taps("Aceitar proposta")
        self.wait_for("awaiting_payment")

    def opens_checkout(self) -> str:
        """The path of the provider's page, as "pay" leads there."""
        answer = self.http.post(self.path_of("Pagar o sinal"))
        assert answer.status_code == 303
        return answer.headers["location"].removeprefix(self.address)

    def presses(self, checkout: str, deed: str) -> httpx.Response:
        return self.http.post(checkout, data={"acao": deed}, follow_redirects=True)


@pytest.fixture(scope="module")
def address_and_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("demo")
    with running_demo(folder) as address:
        yield address, folder


@pytest.fixture
def visitor(address_and_folder: tuple[str, Path]) -> Iterator[Visitor]:
    address, folder = address_and_folder
    with Visitor(address, folder / "simulation.db") as visitor:
        visitor.act("restart")
        yield visitor
