"""The pages in a real browser, under the policy they are served with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace as dataclass_replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.http.pages import (
    SECURITY_HEADERS,
    BriefingView,
    MessageView,
    PaymentState,
    PaymentView,
    Site,
    briefing_page,
    message_page,
    payment_page,
    static_files,
)
from autovenda_core.briefing import default_form
from autovenda_core.values import replace
from tests.chromium import open_chromium
from tests.pages.samples import (
    BALANCE,
    BOLETO,
    CHECKOUT,
    DEPOSIT,
    PIX_CODE,
    SITE,
    paid,
    payment_view,
    pix_view,
)

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
CHAT = "https://chat.example/aurora"

PAYMENTS = {
    "open": payment_view(PaymentState.OPEN, chat_url=CHAT),
    "open-balance": payment_view(PaymentState.OPEN, charge=BALANCE, checkout=CHECKOUT),
    "open-pix": pix_view(chat_url=CHAT),
    "preparing": payment_view(PaymentState.PREPARING),
    "pending": payment_view(
        PaymentState.PENDING, charge=replace(DEPOSIT, instructions=BOLETO), chat_url=CHAT
    ),
    "paid": payment_view(
        PaymentState.PAID, charge=paid(DEPOSIT), briefing_url="/b/x", chat_url=CHAT
    ),
    "expired": payment_view(PaymentState.EXPIRED, chat_url=CHAT),
    "cancelled": payment_view(PaymentState.CANCELLED, chat_url=CHAT),
    "refunded": payment_view(PaymentState.REFUNDED, chat_url=CHAT),
}
"""The link's page in each of its conditions, by the name of its picture."""


def _site(view: PaymentView) -> Site:
    is_pix = view.checkout is not None and view.checkout.pix_code is not None
    return dataclass_replace(SITE, payment_provider=None) if is_pix else SITE


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
            "/p/x": payment_page(SITE, payment_view(PaymentState.OPEN)),
            **{f"/p/{name}": payment_page(_site(view), view) for name, view in PAYMENTS.items()},
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

    for path in ("/b/x", "/p/x", "/p/open-pix", "/p/pending"):
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


@pytest.mark.parametrize("condition", PAYMENTS)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_link_page_is_photographed_in_each_condition(
    server: Server, phone: Any, tmp_path: Path, condition: str, size: dict[str, int]
) -> None:
    phone.set_viewport_size(size)

    phone.goto(f"{server.url}/p/{condition}")
    phone.screenshot(path=tmp_path / f"{condition}-{size['width']}.png", full_page=True)

    assert phone.evaluate("document.documentElement.scrollWidth") == size["width"]
    buttons = [b for b in phone.locator("button, a.button").all() if b.is_visible()]
    assert all(button.bounding_box()["height"] >= 48 for button in buttons)


def test_a_pix_code_is_copied_by_one_tap(server: Server, chromium: Any) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server.url + "/p/open-pix")

    page.get_by_role("button", name="Copiar o código").click()
    page.get_by_text("Copiado").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()

    assert copied == PIX_CODE


def test_a_pix_code_can_be_copied_by_hand_without_javascript(server: Server, chromium: Any) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/p/open-pix")

    code, button = page.get_by_text(PIX_CODE), page.locator("[data-copies]")
    seen = code.is_visible(), button.is_visible(), page.locator("svg").is_visible()
    context.close()

    assert seen == (True, False, True)
