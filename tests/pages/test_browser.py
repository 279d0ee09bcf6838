"""The pages in a real browser, under the policy they are served with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.http.pages import (
    SECURITY_HEADERS,
    BriefingView,
    MessageView,
    PaymentState,
    PaymentView,
    briefing_page,
    message_page,
    payment_page,
    static_files,
)
from autovenda_core.briefing import default_form
from tests.chromium import open_chromium
from tests.pages.samples import OFFER, SITE

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


class Server(ThreadingHTTPServer):
    """Serves one briefing, one payment and, as another origin, the provider's page."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[dict[str, list[str]]] = []
        self.provider_url = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """A GET shows; a POST is written down."""

    server: Server

    def do_GET(self) -> None:
        static = static_files(SITE.colour).get(self.path)
        if static is not None:
            return self._answer(200, static.content, {"Content-Type": static.media_type})
        pages = {
            "/b/x": briefing_page(SITE, BriefingView(default_form(), 3)),
            "/p/x": payment_page(SITE, PaymentView(PaymentState.OPEN, OFFER)),
            "/pay": message_page(SITE, MessageView("O provedor", "")),
        }
        html = pages.get(self.path.partition("?")[0], "")
        return self._answer(200 if html else 404, html, {"Content-Type": "text/html"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append(parse_qs(body, keep_blank_values=True))
        if self.path == "/p/x":
            return self._answer(303, "", {"Location": self.server.provider_url + "/pay"})
        return self._answer(204, "", {})

    def _answer(self, status: int, body: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**SECURITY_HEADERS, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    ours, provider = Server(), Server()
    ours.provider_url = provider.url
    for each in (ours, provider):
        threading.Thread(target=each.serve_forever, daemon=True).start()
    yield ours
    for each in (ours, provider):
        each.shutdown()
        each.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def test_a_field_is_saved_when_it_is_left(server: Server, phone: Any) -> None:
    phone.goto(server.url + "/b/x")

    phone.get_by_label("Cores que combinam com você").fill("verde")
    phone.get_by_label("Logo").check()
    phone.get_by_text("Salvo às").wait_for()

    assert server.posted[-1]["colours"] == ["verde"]
    assert server.posted[-1]["_action"] == ["autosave"]


def test_nothing_breaks_the_policy_and_the_pages_fit_a_phone(server: Server, phone: Any) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.on("pageerror", lambda error: complaints.append(str(error)))

    for path in ("/b/x", "/p/x"):
        phone.goto(server.url + path)
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert phone.evaluate("getComputedStyle(document.body).margin") == "0px"

    assert complaints == []


def test_everything_that_can_be_tapped_is_big_enough(server: Server, phone: Any) -> None:
    phone.goto(server.url + "/b/x")

    heights = [
        box.bounding_box()["height"]
        for box in phone.locator("button, label.option, input[type=text], textarea").all()
    ]

    assert min(heights) >= 48


def test_paying_is_led_to_another_site_in_spite_of_the_policy(server: Server, phone: Any) -> None:
    phone.goto(server.url + "/p/x")

    phone.get_by_role("button", name="Pagar o sinal").click()
    phone.wait_for_url(server.provider_url + "/pay")

    assert phone.get_by_role("heading").inner_text() == "O provedor"


def test_the_briefing_works_without_javascript(server: Server, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/b/x")

    page.get_by_label("Cores que combinam com você").fill("verde")
    with page.expect_response("**/b/x*"):
        page.get_by_role("button", name="Continuar", exact=True).click()
    context.close()

    assert server.posted[-1]["colours"] == ["verde"]
    assert server.posted[-1]["_action"] == ["continuar"]
