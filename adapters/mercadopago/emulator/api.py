"""The HTTP side: a Starlette application that answers as api.mercadopago.com does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.mercadopago.emulator.account import Json, MercadoPagoAccount
from adapters.mercadopago.emulator.faults import Fault, Faults
from adapters.mercadopago.emulator.requests import (
    ApiError,
    NewPreference,
    NewRefund,
    PreferenceChange,
    parse,
)
from adapters.mercadopago.emulator.webhooks import Webhooks
from adapters.mercadopago.reais import to_json
from autovenda_core.ports.clock import Clock

__all__ = ["MercadoPagoEmulator"]

SLOW_SECONDS = 0.5

_TEST_TOKEN = "TEST-"  # noqa: S105 - how such tokens begin
_KEY_LENGTH = 64

_Act = Callable[[Request], Awaitable[Json]]


@dataclass(frozen=True)
class _Use:
    """What an idempotency key was used for, and what came of it."""

    request: tuple[str, bytes]
    answer: Json


class MercadoPagoEmulator:
    """
    An account, its API (`app`), its webhook and its faults.

    Args:
        clock: everything's time.
        secret: what notices are signed with.
        webhook_url: where they go; None: nothing is sent.
    """

    def __init__(self, clock: Clock, *, secret: str, webhook_url: str | None = None) -> None:
        self.account = MercadoPagoAccount(clock)
        self.webhooks = Webhooks(self.account, clock, url=webhook_url, secret=secret)
        self.faults = Faults()
        self._uses: dict[str, _Use] = {}
        self._requests = count(1)
        self.app = Starlette(routes=self._routes())

    def _routes(self) -> list[Route]:
        preferences = "/checkout/preferences"
        return [
            self._route("POST", preferences, self._create_preference, status=201),
            self._route("GET", preferences + "/search", self._search_preferences),
            self._route("GET", preferences + "/{id}", self._preference),
            self._route("PUT", preferences + "/{id}", self._change_preference),
            self._route("GET", "/v1/payments/search", self._search_payments),
            self._route("GET", "/v1/payments/{id:int}", self._payment),
            self._route("POST", "/v1/payments/{id:int}/refunds", self._refund, status=201),
            self._route("GET", "/v1/chargebacks/{id:int}", self._chargeback),
        ]

    # ----------------------------------------------------------------- endpoints

    async def _create_preference(self, request: Request) -> Json:
        return self.account.create_preference(parse(NewPreference, await request.body()))

    async def _search_preferences(self, request: Request) -> Json:
        return self.account.search_preferences(dict(request.query_params))

    async def _preference(self, request: Request) -> Json:
        return self.account.preference(request.path_params["id"])

    async def _change_preference(self, request: Request) -> Json:
        change = parse(PreferenceChange, await request.body())
        return self.account.change_preference(request.path_params["id"], change)

    async def _search_payments(self, request: Request) -> Json:
        return self.account.search_payments(dict(request.query_params))

    async def _payment(self, request: Request) -> Json:
        return self.account.payment(request.path_params["id"])

    async def _refund(self, request: Request) -> Json:
        """Needs a key, and does it once with each."""
        key, body = request.headers.get("x-idempotency-key", ""), await request.body()
        if not 1 <= len(key) <= _KEY_LENGTH:
            raise ApiError("Header X-Idempotency-Key can't be null or longer than 64")
        wanted = (request.url.path, body)
        if (use := self._uses.get(key)) is not None:
            if use.request != wanted:
                raise ApiError("The key was used for another request", status=409)
            return use.answer
        answer = self.account.create_refund(request.path_params["id"], parse(NewRefund, body))
        self._uses[key] = _Use(wanted, answer)
        return answer

    async def _chargeback(self, request: Request) -> Json:
        return self.account.chargeback(request.path_params["id"])

    # ----------------------------------------------------------------- how it answers

    def _route(self, method: str, path: str, act: _Act, *, status: int = 200) -> Route:
        async def endpoint(request: Request) -> ASGIApp:
            try:
                _check_token(request)
                return await self._respond(request, act, status)
            except ApiError as error:
                return self._json(error.body, error.status)

        return Route(path, endpoint, methods=[method])

    async def _respond(self, request: Request, act: _Act, status: int) -> ASGIApp:
        fault = self.faults.take()
        match fault:
            case Fault.RATE_LIMIT:
                refusal = ApiError("Too many requests", status=429, error="too_many_requests")
                return self._json(refusal.body, 429, {"Retry-After": "7"})
            case Fault.LOCKED:
                raise ApiError("The key is locked", status=423, error="resource_locked")
            case Fault.SERVER_ERROR:
                raise ApiError("Internal error", status=500, error="internal_server_error")
            case Fault.BAD_GATEWAY:
                return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            case Fault.SLOW:
                await asyncio.sleep(SLOW_SECONDS)
            case Fault.LOSE_ANSWER | None:
                pass
        answer = await act(request)
        return _break_off if fault is Fault.LOSE_ANSWER else self._json(answer, status)

    def _json(self, answer: Json, status: int, headers: dict[str, str] | None = None) -> Response:
        named = {"x-request-id": f"mp-{next(self._requests)}", **(headers or {})}
        return Response(to_json(answer), status, named, "application/json")


def _check_token(request: Request) -> None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token.startswith(_TEST_TOKEN):
        # A live token is as unknown here as a wrong one: real money has no business in a double.
        raise ApiError("invalid access token", status=401, error="unauthorized")


async def _break_off(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Begins to answer and never ends: the server then closes the connection."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
