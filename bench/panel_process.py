"""How much memory the panel takes: a process of its own, and operators on websockets."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from adapters.storage import operators
from adapters.storage.operators import Role
from adapters.storage.sqlite_engine import sqlite_engine
from apps.operators import digest_of
from bench.rounds import table

__all__ = ["show"]

OPERATORS = 5
SECONDS = 60
_ADDRESS = re.compile(r"panel is at (http://127\.0\.0\.1:[0-9]+)")


def show(database: Path, pages: Sequence[str]) -> None:
    """
    Print the resident memory of `autovenda panel`: when it is up, and after each operator.

    Each opens every page in turn and stays connected.  The database gets an operator "bench".
    """
    token, rows = _login(database), {}
    with _panel(database) as (process_id, address), ExitStack() as sessions:
        rows["when it is up"] = _resident(process_id)
        for number in range(1, OPERATORS + 1):
            session = sessions.enter_context(_session(address, token))
            for page in pages:
                _draw(session, page)
            rows[f"with {number} at {len(pages)} pages each"] = _resident(process_id)
    table("Resident memory of a process that serves the panel", rows)


def _login(database: Path) -> str:
    """The token of an owner."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    engine = sqlite_engine(database, begin="BEGIN", pragmas={})
    with engine.begin() as db:
        operators.add(db, "bench", "Bench", Role.OWNER, None, now)
        known = operators.find(db, "bench")
        assert known is not None
        operators.sign_in(db, known[0].id, digest_of(token), now, now + timedelta(hours=1))
    engine.dispose()
    return token


@contextmanager
def _panel(database: Path) -> Iterator[tuple[int, str]]:
    """The panel alone, in a process: its id and address."""
    with TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "apps", "panel", "--port", "0"],
            cwd=folder,
            env={
                **os.environ,
                "AUTOVENDA_DATA_DIR": folder,
                "AUTOVENDA_DATABASE_URL": f"sqlite:///{database.resolve()}",
                "PYTHONPATH": str(Path(__file__).parents[1]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            found = next(filter(None, map(_ADDRESS.search, process.stdout)), None)
            assert found is not None, "the panel did not start"
            yield process.pid, found[1]
        finally:
            process.terminate()
            process.communicate(timeout=SECONDS)


def _session(address: str, token: str) -> ClientConnection:
    return connect(
        f"{address.replace('http', 'ws', 1)}/painel/_stcore/stream",
        additional_headers={"cookie": f"av_login={token}"},
        origin=Origin(address),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
    )


def _draw(session: ClientConnection, page: str) -> None:
    """Ask for a page as a browser does, and read it to its end."""
    ask = BackMsg()
    ask.rerun_script.page_name = page
    session.send(ask.SerializeToString())
    drawn = ForwardMsg()
    while drawn.WhichOneof("type") != "script_finished":
        answer = session.recv(timeout=SECONDS)
        assert isinstance(answer, bytes)
        drawn.ParseFromString(answer)


def _resident(process_id: int) -> str:
    """Now, as Linux counts it."""
    status = Path(f"/proc/{process_id}/status").read_text()
    kilobytes = int(status.partition("VmRSS:")[2].split()[0])
    return f"{kilobytes / 1024:8.0f} MB"
