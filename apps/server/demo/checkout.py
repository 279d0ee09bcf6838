"""
`/demo/checkout/{session}`: stands for Stripe's page, and cannot be taken for it.

Whatever is pressed happens at the double, which tells our real webhook; then the client is led
back to our own payment page, as Stripe does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.stripe.emulator import ApiError, HostedPage
from apps.server.bodies import read_form
from apps.server.demo.browser import CHECKOUT_PATH
from apps.server.demo.director import Director
from apps.server.demo.files import render
from apps.server.demo.people import NotNow
from apps.server.demo.qr import qr_path
from autovenda_core.errors import InvalidRequest

__all__ = ["CheckoutPage"]

METHOD = "forma"
"""Query parameter: the tab."""
DECLINED = "recusado"
METHODS = {"pix": "Pix", "card": "Cartão", "boleto": "Boleto"}
QR_TEXT = "SIMULAÇÃO: isto não é um Pix, e não há nada a pagar."

_Deed: TypeAlias = Callable[[str], Awaitable[str | None]]
"""From a session to the tab of this page to show next; None: lead back to the shop."""


class Standing(StrEnum):
    """What can be done on the page."""

    OPEN = "open"
    PENDING = "pending"
    """A boleto was issued."""
    UNPAID = "unpaid"
    """The Pix code ran out."""
    PAID = "paid"
    EXPIRED = "expired"
    GONE = "gone"
    """The double was started anew and knows nothing of it."""


class CheckoutPage:
    """The endpoints."""

    def __init__(self, director: Director) -> None:
        self._director = director
        self._account = director.stage.provider.account
        self._bank = bank = director.bank
        self._deeds: Mapping[str, _Deed] = {
            "pix-paga": lambda session: bank.pays(session, "pix"),
            "pix-expira": bank.lets_pix_expire,
            "cartao-aprovado": lambda session: bank.pays(session, "card"),
            "cartao-recusado": self._declines_card,
            "boleto-gera": self._issues_boleto,
            "boleto-compensa": bank.settles_boleto_tomorrow,
        }
        self.routes = [
            Route(CHECKOUT_PATH + "{session}", self._show, methods=["GET"]),
            Route(CHECKOUT_PATH + "{session}", self._act, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        page = self._page(request)
        method = request.query_params.get(METHOD, "pix")
        html = render(
            "checkout.html",
            self._director.stage.latest.site,
            page=page,
            standing=_standing_of(page),
            methods=METHODS,
            method=method if method in METHODS else "pix",
            declined=DECLINED in request.query_params,
            back=_back(page) if page else "/demo",
            qr=qr_path(QR_TEXT),
        )
        return HTMLResponse(html, 200 if page else 404)

    async def _act(self, request: Request) -> Response:
        page = self._page(request)
        deed = self._deeds.get(dict(await read_form(request)).get("acao", ""))
        if deed is None:
            raise InvalidRequest("there is no such button on this page")
        if page is None:
            return RedirectResponse(request.url.path, 303)
        try:
            tab = await deed(page.session_id)
        except NotNow:
            # Pressed twice, or on an old tab: the page says where it stands.
            return RedirectResponse(request.url.path, 303)
        return RedirectResponse(f"{request.url.path}?{tab}" if tab else _back(page), 303)

    def _page(self, request: Request) -> HostedPage | None:
        try:
            return self._account.page(request.path_params["session"])
        except ApiError:
            return None

    # ------------------------------------------------------------------ what is pressed

    async def _declines_card(self, session: str) -> str:
        await self._bank.declines_card(session)
        return f"{METHOD}=card&{DECLINED}=1"

    async def _issues_boleto(self, session: str) -> str:
        await self._bank.issues_boleto(session)
        return f"{METHOD}=boleto"


def _standing_of(page: HostedPage | None) -> Standing:
    if page is None:
        return Standing.GONE
    match page.status, page.payment_status:
        case "open", _:
            return Standing.OPEN
        case "expired", _:
            return Standing.EXPIRED
        case _, "paid":
            return Standing.PAID
        case _:
            return Standing.PENDING if page.methods == ("boleto",) else Standing.UNPAID


def _back(page: HostedPage) -> str:
    """Our own page, on whatever name this machine was opened by."""
    return urlsplit(page.success_url).path
