"""The web application of the demo: its own pages in front, and the real server behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from adapters.http.pages import SECURITY_HEADERS
from apps.server.bodies import read_form
from apps.server.demo.autopilot import Autopilot
from apps.server.demo.checkout import CheckoutPage
from apps.server.demo.director import Director
from apps.server.demo.files import demo_files, render
from apps.server.demo.people import NotNow
from apps.server.demo.stage import PROVIDER_PATH
from apps.server.demo.view import page_state
from apps.server.envelope import Envelope
from autovenda_core.errors import InvalidRequest, Unavailable

__all__ = ["create_demo"]

LONGEST_TEXT = 1000
DOWN = "O servidor está fora do ar por um instante. Tente de novo."


def create_demo(director: Director, autopilot: Autopilot) -> Starlette:
    """The whole demo over a director whose stage is running."""
    page = _DemoPage(director, autopilot)
    stage = director.stage
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/demo"), methods=["GET"]),
            *page.routes,
            *CheckoutPage(director).routes,
            Mount(PROVIDER_PATH, app=stage.provider.app),
            Mount("/", app=stage),
        ],
        middleware=[Middleware(Envelope, headers=SECURITY_HEADERS)],
        exception_handlers={InvalidRequest: _invalid},
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidRequest)  # noqa: S101  registered for it
    return JSONResponse({"ok": False, "said": str(error)}, error.status)


class _DemoPage:
    """`/demo` and what its script asks for."""

    def __init__(self, director: Director, autopilot: Autopilot) -> None:
        self._director = director
        self._autopilot = autopilot
        self.routes = [
            Route("/demo", self._show, methods=["GET"]),
            Route("/demo/state", self._state, methods=["GET"]),
            Route("/demo/static/{name}", self._static, methods=["GET"]),
            Route("/demo/say", self._says, methods=["POST"]),
            Route("/demo/tap", self._taps, methods=["POST"]),
            Route("/demo/operator", self._operator_says, methods=["POST"]),
            Route("/demo/act/{name}", self._acts, methods=["POST"]),
            Route("/demo/autopilot/{order}", self._autopilots, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        return HTMLResponse(render("demo.html", self._director.stage.latest.site))

    async def _static(self, request: Request) -> Response:
        file = demo_files().get(request.url.path)
        if file is None:
            raise InvalidRequest("no such file", status=404)
        headers = {"Cache-Control": file.cache_control}
        return Response(file.content, media_type=file.media_type, headers=headers)

    async def _state(self, request: Request) -> Response:
        """What the page shows; nothing (204) where it shows that already."""
        state = page_state(self._director, await self._director.picture())
        state["autopilot"] = {"runs": self._autopilot.is_running, "step": self._autopilot.step}
        text = json.dumps(state, ensure_ascii=False)
        digest = hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
        if request.query_params.get("seen") == digest:
            return Response(status_code=204)
        return Response(f'{{"digest":"{digest}","state":{text}}}', media_type="application/json")

    # ------------------------------------------------------------------ buttons

    async def _says(self, request: Request) -> Response:
        text = (await _field(request, "text"))[:LONGEST_TEXT]
        return await self._answer(lambda: self._director.says(text))

    async def _taps(self, request: Request) -> Response:
        fields = dict(await read_form(request))
        button_id, title = fields.get("id", ""), fields.get("title", "")
        return await self._answer(lambda: self._director.taps(button_id, title))

    async def _operator_says(self, request: Request) -> Response:
        text = (await _field(request, "text"))[:LONGEST_TEXT]
        return await self._answer(lambda: self._director.operator_says(text))

    async def _acts(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._director.acts:
            raise InvalidRequest("there is no such button", status=404)
        return await self._answer(lambda: self._director.act(name))

    async def _autopilots(self, request: Request) -> Response:
        if request.path_params["order"] == "start":
            self._autopilot.start()
        else:
            await self._autopilot.stop()
        return _said("")

    async def _answer(self, act: Callable[[], Awaitable[str]]) -> Response:
        """What came of a button; a wish that cannot be met is no failure of the request."""
        if self._autopilot.is_running:
            return _said("O fluxo automático está rodando. Pare-o para agir você.", ok=False)
        self._autopilot.step = ""
        try:
            return _said(await act())
        except NotNow as error:
            return _said(str(error), ok=False)
        except Unavailable:
            return _said(DOWN, ok=False)


async def _field(request: Request, name: str) -> str:
    text = dict(await read_form(request)).get(name, "").strip()
    if not text:
        raise InvalidRequest(f"{name} is empty")
    return text


def _said(words: str, *, ok: bool = True) -> Response:
    body: dict[str, Any] = {"ok": ok, "said": words}
    return JSONResponse(body)
