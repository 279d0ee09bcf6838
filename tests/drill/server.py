"""The server under the drill: one process after another, on the same port and file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep

__all__ = ["Server"]

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Server:
    """
    Starts, kills and stops `autovenda serve`.  `kill` may be called from any thread.

    A process is ended by its own handle only, so nobody else's is ever hit.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.database = folder / "data" / "autovenda.db"
        self.log = folder / "server.log"
        self._folder = folder
        self._said = folder / "said"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AUTOVENDA_DATA_DIR": str(self.database.parent),
            **environment,
        }
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def point_to(self, **addresses: str) -> None:
        """Further environment, for every process from now on."""
        self.environment |= addresses

    @property
    def url(self) -> str:
        """Its address; the same after every restart."""
        return f"http://127.0.0.1:{self._port}"

    def launch(self) -> None:
        """Start a process, and do not wait for it."""
        with self._said.open("wb") as said, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command("serve", "--port", str(self._port)),
                env=self.environment,
                cwd=self._folder,
                stdout=said,
                stderr=log,
            )

    def wait_until_serving(self) -> None:
        """
        Wait until the process takes requests.

        Raises:
            RuntimeError: it ended, or took too long; the message quotes its log.
        """
        until = monotonic() + START_SECONDS
        while self._is_running and monotonic() < until:
            if self.is_serving:
                return
            sleep(0.02)
        raise RuntimeError(f"the server does not start: {self.log.read_text()[-2000:]}")

    @property
    def is_serving(self) -> bool:
        """Whether the newest process has said that it takes requests."""
        found = re.search(r"serves on http://\S+:(\d+)\n", self._said.read_text())
        if found is not None:
            self._port = int(found[1])
        return found is not None

    @property
    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9, at whatever instruction it is."""
        if self._process is not None:
            self._process.kill()

    def wait_until_dead(self) -> None:
        """After a kill."""
        if self._process is not None:
            self._process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Ask it to end, as a supervisor would; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(STOP_SECONDS)

    def open_work(self) -> int:
        """Facts that were not handled and effects, but for timers, that were not done."""
        query = """
            SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
                 + (SELECT count(*) FROM effects WHERE done_at IS NULL AND kind <> 'SetTimer')
        """
        with closing(connect(self.database)) as db:
            return int(db.execute(query).fetchone()[0])

    def run(self, *arguments: str, **environment: str) -> None:
        """
        Another command of ours, to its end.

        Raises:
            CalledProcessError: it failed.
        """
        subprocess.run(
            self._command(*arguments),
            env=self.environment | environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            timeout=START_SECONDS,
            check=True,
        )

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "apps", *arguments]
