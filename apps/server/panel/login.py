"""
`/painel/entrar` and `/painel/sair`: plain pages, so that nothing of the panel runs for strangers.

Whoever does not get in hears the same words, as late, whatever was wrong; tries are counted by
address and by login.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.http.pages import LoginView, Site, login_page, logout_page
from apps.operators import AT_MOST, Logins
from apps.server.bodies import read_form
from apps.server.limiting import RateLimiter, TooManyRequests
from apps.server.panel.browser import (
    PATH,
    forget_token,
    is_from_elsewhere,
    keep_token,
    token_of,
)
from apps.server.panel.headers import DOOR_HEADERS

__all__ = ["LoginPages"]

LOGIN_CHARS = 60
"""More than any login has: what strangers type is kept for an hour, to be counted."""

WRONG = "Login e senha não conferem."
TOO_OFTEN = "Foram tentativas demais. Espere um pouco e tente de novo."
FROM_ELSEWHERE = "O pedido veio de outro site. Abra o painel por aqui e entre de novo."


class LoginPages:
    """The endpoints, behind no gate."""

    def __init__(
        self, site: Site, logins: Logins, limiter: RateLimiter, public_url: str | None
    ) -> None:
        self._site = site
        self._logins = logins
        self._limiter = limiter
        self._public_url = public_url
        self.routes = [
            Route(f"{PATH}/entrar", self._door, methods=["GET"]),
            Route(f"{PATH}/entrar", self._enter, methods=["POST"]),
            Route(f"{PATH}/sair", self._way_out, methods=["GET"]),
            Route(f"{PATH}/sair", self._leave, methods=["POST"]),
        ]

    async def _door(self, request: Request) -> Response:
        if await self._logins.who(token_of(request)) is not None:
            return RedirectResponse(f"{PATH}/", 303, DOOR_HEADERS)
        return self._page(LoginView())

    async def _enter(self, request: Request) -> Response:
        if is_from_elsewhere(request, self._public_url):
            return self._page(LoginView(problem=FROM_ELSEWHERE), 403)
        fields = dict(await read_form(request))
        login = fields.get("login", "").strip().casefold()[:LOGIN_CHARS]
        try:
            await self._limiter.count_login(request, login)
        except TooManyRequests as error:
            wait = {"Retry-After": str(error.retry_after_seconds)}
            return self._page(LoginView(login, TOO_OFTEN), 429, wait)
        token = await self._logins.open(login, fields.get("senha", ""))
        if token is None:
            return self._page(LoginView(login, WRONG), 401)
        await self._limiter.forgive_login(login)
        response = RedirectResponse(f"{PATH}/", 303, DOOR_HEADERS)
        keep_token(response, token, request, round(AT_MOST.total_seconds()))
        return response

    async def _way_out(self, request: Request) -> Response:
        return HTMLResponse(logout_page(self._site), headers=DOOR_HEADERS)

    async def _leave(self, request: Request) -> Response:
        if is_from_elsewhere(request, self._public_url):
            return self._page(LoginView(problem=FROM_ELSEWHERE), 403)
        token = token_of(request)
        if token is not None:
            await self._logins.close(token)
        response = RedirectResponse(f"{PATH}/entrar", 303, DOOR_HEADERS)
        forget_token(response, request)
        return response

    def _page(
        self, view: LoginView, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        return HTMLResponse(
            login_page(self._site, view), status, {**DOOR_HEADERS, **(headers or {})}
        )
