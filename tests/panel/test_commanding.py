"""How the panel asks the server, and what it says when that fails."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from apps.panel.commanding import Answer, Fate, sender


class Server(ThreadingHTTPServer):
    """Answers every request in the same way, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, status: int, body: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body = status, body
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@contextmanager
def serving(status: int, body: str) -> Iterator[Server]:
    with Server(status, body) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_command_is_one_post_with_the_operators_cookie() -> None:
    said = '{"outcome": "done", "words": "Feito.", "protocolo": "AB12"}'
    with serving(200, said) as server:
        answer = sender(server.url, "av_login=x")("apagar", {"target": "c1"})

    [(path, headers, body)] = server.asked
    assert answer == Answer(Fate.DONE, "Feito.", {"protocolo": "AB12"})
    assert (path, headers["cookie"], body) == (
        "/painel/comandos/apagar",
        "av_login=x",
        {"target": "c1"},
    )


def test_a_refusal_is_told_in_the_servers_words() -> None:
    with serving(403, '{"error": "Só quem é dono pode fazer isso."}') as server:
        answer = sender(server.url, "")("apagar", {})

    assert answer == Answer(Fate.REFUSED, "Só quem é dono pode fazer isso.")


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"outcome": "?", "words": ""}'])
def test_an_answer_that_is_nobodys_is_not_taken_for_a_success(body: str) -> None:
    with serving(200, body) as server:
        answer = sender(server.url, "")("assumir", {})

    assert answer.fate is Fate.REFUSED
    assert "não se sabe se algo foi feito" in answer.words


def test_without_a_server_nothing_is_asked() -> None:
    answer = sender(None, "")("assumir", {})

    assert answer.fate is Fate.REFUSED
    assert "sem servidor" in answer.words


def test_a_server_that_is_gone_is_told_apart_from_one_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"

    assert "nada foi feito" in sender(address, "")("assumir", {}).words
