"""The real panel, in a server that runs and beside one: over real sockets on the loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket
from websockets.typing import Subprotocol

from tests.panel_server.conftest import PASSWORD, cookie_of

SECONDS = 60
_ADDRESS = re.compile(r"(?:serves on|panel is at) (http://127\.0\.0\.1:[0-9]+)")


class Running:
    """A command of ours in a process of its own, which listens."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        # A config file of the user's that would open the panel to programs and to telemetry.
        (folder / ".streamlit").mkdir(exist_ok=True)
        (folder / ".streamlit" / "config.toml").write_text(
            "[server]\nenableAgentApi = true\n[browser]\ngatherUsageStats = true\n"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "apps", *arguments, "--port", "0"],
            cwd=folder,
            env={
                **os.environ,
                "AUTOVENDA_DATA_DIR": str(folder),
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "HOME": str(folder),
                "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.said: list[str] = []
        self.address = self._wait()

    def _wait(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            if (found := _ADDRESS.search(line)) is not None:
                return found[1]
        raise AssertionError(f"it stopped: {self.said}")

    def stop(self) -> int:
        self._process.terminate()
        try:
            return self._process.wait(20)
        finally:
            self._process.kill()
            self._process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, staffed: Path) -> Path:
    made = tmp_path_factory.mktemp("served")
    (made / "autovenda.db").write_bytes(staffed.read_bytes())
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    running = Running(folder, "serve")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def alone(folder: Path, server: Running) -> Iterator[Running]:
    running = Running(folder, "panel", "--server", server.address)
    yield running
    assert running.stop() == 0


def sign_in(address: str, login: str) -> Mapping[str, str]:
    """The header of a browser that is signed in."""
    answer = httpx.post(
        f"{address}/painel/entrar",
        data={"login": login, "senha": PASSWORD},
        headers={"origin": address},
    )
    assert answer.status_code == 303, answer.text
    return {"cookie": f"av_login={cookie_of(answer)['value']}"}


def socket(address: str, headers: Mapping[str, str]) -> ClientConnection:
    return open_socket(
        f"{address.replace('http', 'ws', 1)}/painel/_stcore/stream",
        additional_headers=headers,
        origin=address,  # type: ignore[arg-type]  # a NewType of str
        subprotocols=[Subprotocol("streamlit")],
    )


def runs_the_script(connection: ClientConnection) -> bool:
    """Ask for the first page as a browser does; whether the panel begins to draw it."""
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    connection.send(ask.SerializeToString())
    kinds = set()
    while "new_session" not in kinds:
        message = ForwardMsg()
        message.ParseFromString(connection.recv(timeout=SECONDS))  # type: ignore[arg-type]
        kinds.add(message.WhichOneof("type"))
    return True


def code_at_the_end(connection: ClientConnection) -> int | None:
    """Read until the server closes; with which code it does."""
    try:
        while True:
            connection.recv(timeout=SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd is not None else None


def test_serve_says_where_the_panel_is(server: Running) -> None:
    assert f"Panel: {server.address}/painel\n" in server.said


def test_the_panel_runs_for_an_operator(server: Running) -> None:
    headers = sign_in(server.address, "viewer")

    page = httpx.get(f"{server.address}/painel/", headers=headers)
    with socket(server.address, headers) as connection:
        drawn = runs_the_script(connection)

    assert page.status_code == 200
    assert '<div id="root">' in page.text
    assert drawn


@pytest.mark.parametrize("cookie", [{}, {"cookie": f"av_login={'x' * 43}"}])
def test_the_real_websocket_is_refused_without_a_login(
    server: Running, cookie: dict[str, str]
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        socket(server.address, cookie)

    assert refused.value.response.status_code == 403


def test_the_real_websocket_is_closed_when_its_operator_signs_out(server: Running) -> None:
    headers = sign_in(server.address, "agent")

    with socket(server.address, headers) as connection:
        runs_the_script(connection)
        httpx.post(f"{server.address}/painel/sair", headers=headers)
        code = code_at_the_end(connection)

    assert code == 4401


def test_no_config_file_or_variable_of_the_user_opens_the_panel(server: Running) -> None:
    headers = sign_in(server.address, "owner")

    agent = httpx.post(f"{server.address}/painel/_stcore/agent/interact", json={}, headers=headers)
    stats = httpx.get(f"{server.address}/painel/_stcore/health", headers=headers)

    assert agent.status_code != 200
    assert stats.status_code == 200


def test_the_pages_of_the_panel_name_no_other_host(server: Running) -> None:
    headers = sign_in(server.address, "owner")

    page = httpx.get(f"{server.address}/painel/conversas", headers=headers)

    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", page.text) == []


def test_alone_it_shows_the_panel_and_hands_on_who_signs_in(alone: Running) -> None:
    headers = sign_in(alone.address, "viewer")

    with socket(alone.address, headers) as connection:
        assert runs_the_script(connection)
    assert httpx.get(f"{alone.address}/painel/").status_code == 401


def test_alone_it_hands_commands_on(alone: Running, folder: Path) -> None:
    headers = sign_in(alone.address, "owner")

    answer = httpx.post(
        f"{alone.address}/painel/comandos/sair-de-todos",
        json={"target": "agent"},
        headers={**headers, "origin": alone.address},
    )

    assert answer.json()["outcome"] == "done"
    with closing(connect(folder / "autovenda.db")) as db:
        audit = db.execute("SELECT operator, action FROM audit ORDER BY id DESC").fetchone()
    assert audit == ("owner", "sair-de-todos")


def test_alone_it_lets_no_other_site_command(alone: Running) -> None:
    headers = sign_in(alone.address, "owner")

    answer = httpx.post(
        f"{alone.address}/painel/comandos/sair-de-todos",
        json={"target": "todos"},
        headers={**headers, "origin": "https://evil.example"},
    )

    assert answer.status_code == 403


def test_without_a_server_it_only_shows(folder: Path, server: Running) -> None:
    headers = sign_in(server.address, "owner")
    running = Running(folder, "panel")
    try:
        page = httpx.get(f"{running.address}/painel/", headers=headers)
        door = httpx.get(f"{running.address}/painel/entrar")
        command = httpx.post(
            f"{running.address}/painel/comandos/assumir", json={"target": "x"}, headers=headers
        )
    finally:
        running.stop()

    assert page.status_code == 200
    assert (door.status_code, command.status_code) == (503, 503)
    assert "sem servidor" in command.json()["error"]


def test_with_a_server_that_is_gone_commands_are_refused_in_words(
    folder: Path, server: Running
) -> None:
    headers = sign_in(server.address, "owner")
    running = Running(folder, "panel", "--server", "http://127.0.0.1:9")
    try:
        command = httpx.post(
            f"{running.address}/painel/comandos/assumir", json={"target": "x"}, headers=headers
        )
    finally:
        running.stop()

    assert command.status_code == 503
    assert "não está no ar" in command.json()["error"]


def test_a_panel_can_be_left_out(tmp_path: Path) -> None:
    running = Running(tmp_path, "serve", "--no-panel")
    try:
        page = httpx.get(f"{running.address}/painel/entrar")
    finally:
        running.stop()

    assert page.status_code == 404
    assert any(line.startswith("Panel: OFF") for line in running.said)


def test_before_the_first_owner_serve_says_how_to_make_one(tmp_path: Path) -> None:
    running = Running(tmp_path, "serve")
    running.stop()

    (line,) = (line for line in running.said if line.startswith("Panel:"))
    assert "autovenda operator add LOGIN --role owner" in line
