"""What goes around every answer, and the routes that are nobody's page."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.pages import SECURITY_HEADERS
from apps.logs import log_as_json
from apps.server.app import create_app
from apps.server.limiting import Limits

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options


@pytest.fixture
def log() -> io.StringIO:
    """Everything that is logged meanwhile, as `serve` logs it."""
    written = io.StringIO()
    log_as_json(written)
    return written


def test_health_is_about_the_process_only(desk: Desk) -> None:
    desk.run(desk.application.store.close())

    answer = desk.get("/health")
    desk.run(desk.application.store.open())

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_tells_how_late_we_are(desk: Desk) -> None:
    desk.says("oi")
    idle = desk.get("/ready").json()
    desk.clock.advance(timedelta(days=30))  # the heap sleeps on, so the timers are late

    late = desk.get("/ready").json()

    assert idle == {"status": "ok", "overdue": 0, "lag_seconds": 0.0}
    assert late["overdue"] >= 1
    assert late["lag_seconds"] > timedelta(days=20).total_seconds()


def test_ready_says_when_the_store_is_down(desk: Desk) -> None:
    desk.run(desk.application.store.close())

    answer = desk.get("/ready")
    desk.run(desk.application.store.open())

    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("GET", "/privacidade"),
        ("GET", "/p/x"),
        ("GET", "/nowhere"),
        ("DELETE", "/p/x"),
        ("POST", "/webhook/telegram"),
        ("GET", "/webhook/telegram"),
    ],
)
def test_every_answer_carries_the_security_headers(desk: Desk, method: str, path: str) -> None:
    answer = desk.request(method, path)

    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


def test_the_files_of_the_pages_are_kept_for_ever(desk: Desk) -> None:
    page = desk.get("/privacidade").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    answers = [desk.get(file) for file in files]

    assert files
    assert {answer.status_code for answer in answers} == {200}
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)


def test_a_file_that_we_do_not_have_is_not_found(desk: Desk) -> None:
    assert desk.get("/static/pages-000000000000.css").status_code == 404


def test_a_mistake_of_ours_is_a_page_without_its_words(desk: Desk, log: io.StringIO) -> None:
    async def breaks(request: Request) -> Response:
        raise ValueError("o telefone é 11 98765-4321")

    desk.app = create_app(desk.application, routes=[Route("/breaks", breaks)])
    answer = desk.get("/breaks")

    assert answer.status_code == 500
    assert "98765" not in answer.text + log.getvalue()
    assert answer.headers["x-frame-options"] == "DENY"
    assert {json.loads(line)["status"] for line in log.getvalue().splitlines()} == {500}


def test_a_body_is_not_read_beyond_the_limit(desk: Desk) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100_000_000:
            read += 100_000
            yield b"x" * 100_000

    answer = desk.post("/webhook/payment/fake", content=endless())

    assert answer.status_code == 413
    assert answer.text == "the body is longer than 1000000 bytes"


def test_the_log_names_routes_and_never_tokens(desk: Desk, log: io.StringIO) -> None:
    desk.accepts()

    desk.get(desk.payment)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    requests = [line["route"] for line in lines if line["event"] == "request"]
    assert requests == ["/p/{token}"]
    assert desk.payment.rpartition("/")[2] not in log.getvalue()


def test_the_log_tells_what_happened_to_whom_and_not_what_was_said(
    desk: Desk, log: io.StringIO
) -> None:
    desk.gets_offer()

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [read] = [line for line in lines if line.get("kind") == "Understood"]
    assert (read["conversation"], read["before"], read["after"]) == (
        desk.conversation_id,
        "lead",
        "offered",
    )
    assert {line.get("outcome") for line in lines if line["event"] == "performed"} == {"done"}
    assert "landing" not in log.getvalue()
    assert "Marina" not in log.getvalue()


class TestBehindAProxy:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.settings = replace(options.settings, trusted_proxies=("10.0.0.0/8",))
        options.limits = Limits(pages=2, unverified=2)
        return options

    @staticmethod
    def ask(desk: Desk, proxy: str, client: str) -> httpx.Response:
        return desk.get("/p/x", client=proxy, headers={"x-forwarded-for": client})

    def test_the_client_is_the_one_that_the_proxy_names(self, desk: Desk) -> None:
        answers = [self.ask(desk, "10.1.2.3", f"203.0.113.{n}").status_code for n in range(4)]

        assert answers == [404] * 4

    def test_a_stranger_cannot_name_another_client(self, desk: Desk) -> None:
        answers = [self.ask(desk, "198.51.100.9", f"203.0.113.{n}").status_code for n in range(4)]

        assert answers == [404, 404, 429, 429]
