"""
The HTTP side: a Starlette application that answers as api.stripe.com does.

It can stand alone (`server.py`) or be mounted under a path of another application; the SDK
then gets that path as part of `api_base`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.stripe.emulator import schema
from adapters.stripe.emulator.account import StripeAccount
from adapters.stripe.emulator.faults import Fault, Faults
from adapters.stripe.emulator.idempotency import Answer, IdempotencyKeys
from adapters.stripe.emulator.records import Json
from adapters.stripe.emulator.schema import ApiError
from adapters.stripe.emulator.webhooks import RETRY_DELAYS, Webhooks
from autovenda_core.ports.clock import Clock

__all__ = ["StripeEmulator"]

SLOW_SECONDS = 0.5

_TEST_KEYS = ("sk_test_", "rk_test_")


class StripeEmulator:
    """
    An account, its API (`app`), its webhooks and its faults.

    Args:
        clock: everything's time.
        webhook_url: the endpoint; None: nothing is sent.
        secrets: the endpoint's.
        checkout_url: the address of a session's page, from the session.
        methods: what the account has switched on.
        series: a part of every id; another one for each start over one database.
        retry_delays: of webhooks that were not taken.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        webhook_url: str | None = None,
        secrets: Sequence[str] = ("whsec_test",),
        checkout_url: Callable[[Json], str] | None = None,
        methods: Sequence[str] = ("card", "pix", "boleto"),
        series: str = "",
        retry_delays: Sequence[timedelta] = RETRY_DELAYS,
    ) -> None:
        address = {"checkout_url": checkout_url} if checkout_url else {}
        self.account = StripeAccount(clock, methods=methods, series=series, **address)
        self.webhooks = Webhooks(
            self.account, clock, url=webhook_url, secrets=secrets, retry_delays=retry_delays
        )
        self.faults = Faults()
        self._keys = IdempotencyKeys(clock)
        self.app = Starlette(routes=self._routes())

    def _routes(self) -> list[Route]:
        account = self.account
        sessions = "/v1/checkout/sessions"
        return [
            self._post(
                sessions, schema.SessionCreateParams, lambda _, p: account.create_session(p)
            ),
            self._get(sessions, schema.SessionListParams, lambda _, p: account.sessions(p)),
            self._get(sessions + "/{id}", schema.SessionRetrieveParams, account.session),
            self._post(
                sessions + "/{id}/expire", schema.SessionExpireParams, account.expire_session
            ),
            self._get(
                "/v1/payment_intents/{id}", schema.PaymentIntentRetrieveParams, account.intent
            ),
            self._post(
                "/v1/refunds", schema.RefundCreateParams, lambda _, p: account.create_refund(p)
            ),
            self._get("/v1/refunds", schema.RefundListParams, lambda _, p: account.refunds(p)),
            self._get("/v1/disputes", schema.DisputeListParams, lambda _, p: account.disputes(p)),
            self._get("/v1/events", schema.EventListParams, lambda _, p: account.events(p)),
        ]

    def _get(self, path: str, params: type, act: _Act) -> Route:
        async def answer(request: Request) -> Answer:
            return _done(act, request, schema.parse(params, request.url.query))

        return self._route(path, "GET", answer)

    def _post(self, path: str, params: type, act: _Act) -> Route:
        async def answer(request: Request) -> Answer:
            return _done(act, request, schema.parse(params, await _form(request)))

        return self._route(path, "POST", answer)

    def _route(self, path: str, method: str, answer: _Answering) -> Route:
        async def endpoint(request: Request) -> ASGIApp:
            try:
                _check_key(request)
                return await self._respond(request, answer)
            except ApiError as error:
                return JSONResponse(error.body, error.status)

        return Route(path, endpoint, methods=[method])

    async def _respond(self, request: Request, answer: _Answering) -> ASGIApp:
        fault = self.faults.take(request.method)
        match fault:
            case Fault.RATE_LIMIT:
                refusal = ApiError("Too many requests.", status=429, code="rate_limit")
                return JSONResponse(refusal.body, refusal.status, {"Retry-After": "7"})
            case Fault.CONFLICT:
                raise ApiError("Lock timeout.", status=409, code="lock_timeout")
            case Fault.BAD_GATEWAY:
                return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            case _:
                return await self._once(request, answer, fault)

    async def _once(self, request: Request, answer: _Answering, fault: Fault | None) -> ASGIApp:
        """Do it, or answer what was answered to the same key before."""
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key is None:
            return _response(await _suffer(fault, answer, request), fault)
        wanted = f"{request.url.path}?{await _form(request)}"
        known = self._keys.begin(key, wanted)
        if known is not None:
            return _response(known, fault, {"Idempotent-Replayed": "true"})
        try:
            made = await _suffer(fault, answer, request)
        except ApiError:
            # Refused before it began, so not remembered.
            self._keys.forget(key)
            raise
        self._keys.finish(key, made)
        return _response(made, fault)


_Act = Callable[[str, Json], Json]
_Answering = Callable[[Request], Awaitable[Answer]]


def _check_key(request: Request) -> None:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith(_TEST_KEYS):
        # A live key is as unknown here as a wrong one: real money has no business in a double.
        raise ApiError("Invalid API Key provided: ****", status=401)


async def _form(request: Request) -> str:
    return (await request.body()).decode(errors="replace")


def _done(act: _Act, request: Request, params: Json) -> Answer:
    body = act(request.path_params.get("id", ""), params)
    return Answer(200, json.dumps(body).encode())


async def _suffer(fault: Fault | None, answer: _Answering, request: Request) -> Answer:
    if fault is Fault.SERVER_ERROR:
        error = ApiError("An unknown error occurred.", kind="api_error")
        return Answer(500, json.dumps(error.body).encode())
    if fault is Fault.SLOW:
        await asyncio.sleep(SLOW_SECONDS)
    return await answer(request)


def _response(
    answer: Answer, fault: Fault | None, headers: dict[str, str] | None = None
) -> ASGIApp:
    if fault is Fault.LOSE_ANSWER:
        return _break_off
    return Response(answer.body, answer.status, headers, "application/json")


async def _break_off(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Begins to answer and never ends: the server then closes the connection."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
