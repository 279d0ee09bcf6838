"""
What a panel that runs alone hands on to the server: its door, and every command.

The server sees the request as the browser sent it, with the host that the browser asked, so its
own checks hold; and the cookie that it gives is the browser's for this panel.
"""

from __future__ import annotations

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from adapters.http.pages import MessageView, Site, message_page
from apps.server.bodies import read_body
from apps.server.panel.browser import PATH
from apps.server.panel.headers import DOOR_HEADERS
from autovenda_core.errors import InvalidRequest

__all__ = ["Forwarder"]

_THERE = ("accept", "content-type", "cookie", "host", "origin", "sec-fetch-site")
_BACK = ("content-type", "location", "retry-after", "set-cookie")

NO_SERVER = "O painel está sem servidor: dá para consultar, mas nada pode ser feito por aqui."
NOT_THERE = "O servidor não está no ar, e nada foi feito. Tente de novo quando ele voltar."
NO_ANSWER = "O servidor não respondeu, e não se sabe se algo foi feito. Confira antes de repetir."


class Forwarder:
    """The endpoints; `server` is where the real ones are, or None."""

    def __init__(self, client: httpx.AsyncClient, server: str | None, site: Site) -> None:
        self._client = client
        self._server = server.rstrip("/") if server is not None else None
        self._site = site
        self.routes = [
            Route(f"{PATH}/entrar", self._forward, methods=["GET", "POST"]),
            Route(f"{PATH}/sair", self._forward, methods=["GET", "POST"]),
            Route(f"{PATH}/comandos/{{action}}", self._forward, methods=["POST"]),
        ]

    async def _forward(self, request: Request) -> Response:
        if self._server is None:
            return self._failure(request, NO_SERVER)
        try:
            answer = await self._client.request(
                request.method,
                self._server + request.url.path,
                content=await read_body(request),
                headers={name: request.headers[name] for name in _THERE if name in request.headers},
            )
        except httpx.ConnectError:
            return self._failure(request, NOT_THERE)
        except httpx.HTTPError:
            return self._failure(request, NO_ANSWER)
        except InvalidRequest as error:
            return self._failure(request, "O pedido é grande demais.", error.status)
        response = Response(answer.content, answer.status_code, DOOR_HEADERS)
        for name, value in answer.headers.multi_items():
            if name.lower() in _BACK:
                response.headers.append(name, value)
        return response

    def _failure(self, request: Request, words: str, status: int = 503) -> Response:
        if "action" in request.path_params:
            return JSONResponse({"error": words}, status, DOOR_HEADERS)
        page = message_page(self._site, MessageView("Painel", words))
        return HTMLResponse(page, status, DOOR_HEADERS)
