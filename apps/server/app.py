"""
The web application: webhooks in, public pages out.

    app = create_app(application)       # while `application.running()`

Every answer is honest about whose fault it is: 4xx with one line for a request that is wrong,
503 with Retry-After while the store is down.  GET changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from adapters.http.pages import SECURITY_HEADERS, error_page, privacy_page
from apps.server.briefing_page import BriefingPage
from apps.server.channel_webhooks import ChannelWebhooks
from apps.server.envelope import Envelope
from apps.server.limiting import Limits, RateLimiter, TooManyRequests
from apps.server.opening import Door
from apps.server.payment_page import PaymentPage
from apps.server.payment_webhook import PaymentWebhook
from apps.server.proposal_page import ProposalPage
from apps.server.shared_file import SharedFilePage
from apps.server.static import static_route
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest, Unavailable

__all__ = ["create_app"]

MACHINES = ("/webhook/", "/health", "/ready")
"""Where programs ask, and get one line of text; everybody else gets a page."""

RETRY_AFTER_SECONDS = 5
PATIENCE_SECONDS = 6.0
DEFAULT_LIMITS = Limits()


def create_app(
    application: Application,
    *,
    routes: Sequence[BaseRoute] = (),
    limits: Limits = DEFAULT_LIMITS,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Starlette:
    """
    The web application over a wired one, which must be running while requests come.

    `routes` are further ones of the caller's, behind ours.  A page's POST waits for what it asked
    for, such as a checkout, up to `patience_seconds`; then the page refreshes itself instead.
    """
    limiter = RateLimiter(limits)
    door = Door(application, limiter, patience_seconds)
    answers = _Answers(application, limiter)
    return Starlette(
        routes=[
            Route("/health", answers.health, methods=["GET"]),
            Route("/ready", answers.ready, methods=["GET"]),
            *ChannelWebhooks(application, limiter).routes,
            *PaymentWebhook(application, limiter).routes,
            *PaymentPage(door).routes,
            *BriefingPage(door).routes,
            *ProposalPage(door).routes,
            *SharedFilePage(application, limiter).routes,
            Route("/privacidade", answers.privacy, methods=["GET"]),
            static_route(application.site.colour),
            *routes,
        ],
        middleware=_middleware(application.settings.trusted_proxies),
        exception_handlers={
            InvalidRequest: answers.invalid,
            Unavailable: answers.unavailable,
            HTTPException: answers.http,
            ClientDisconnect: answers.disconnected,
            Exception: answers.broken,
        },
    )


def _middleware(trusted_proxies: Sequence[str]) -> list[Middleware]:
    behind_proxies = (
        [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(trusted_proxies))]
        if trusted_proxies
        else []
    )
    return [*behind_proxies, Middleware(Envelope, headers=SECURITY_HEADERS)]


class _Answers:
    """Everything that is not a webhook or a page of somebody's deal."""

    def __init__(self, application: Application, limiter: RateLimiter) -> None:
        self._application = application
        self._limiter = limiter

    async def health(self, request: Request) -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """The store answers; and how late the oldest thing is that should have been done."""
        now = self._application.clock.now()
        try:
            overdue = await self._application.store.waiting(now)
        except Unavailable:
            return JSONResponse({"status": "store unavailable"}, 503)
        oldest = min((wake.at for wake in overdue), default=now)
        lag_seconds = round((now - oldest).total_seconds(), 3)
        return JSONResponse({"status": "ok", "overdue": len(overdue), "lag_seconds": lag_seconds})

    async def privacy(self, request: Request) -> Response:
        """What happens to a client's data."""
        await self._limiter.count_page(request)
        return HTMLResponse(privacy_page(self._application.site))

    # ------------------------------------------------------------------ failures

    async def invalid(self, request: Request, error: Exception) -> Response:
        """What they sent is wrong, or too much."""
        assert isinstance(error, InvalidRequest)  # noqa: S101  registered for it
        headers = {}
        if isinstance(error, TooManyRequests):
            headers["Retry-After"] = str(error.retry_after_seconds)
        return self._failure(request, error.status, str(error), headers)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        """We could not keep it: they must come again."""
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return self._failure(request, 503, "the store is unavailable, try again", headers)

    async def http(self, request: Request, error: Exception) -> Response:
        """No such route, or not this method."""
        assert isinstance(error, HTTPException)  # noqa: S101  registered for it
        return self._failure(request, error.status_code, error.detail, dict(error.headers or {}))

    async def disconnected(self, request: Request, error: Exception) -> Response:
        """Nobody waits for this answer any more."""
        return self._failure(request, 400, "the connection was closed", {})

    async def broken(self, request: Request, error: Exception) -> Response:
        """A mistake of ours; it is logged by the server."""
        return self._failure(request, 500, "internal error", dict(SECURITY_HEADERS))

    def _failure(
        self, request: Request, status: int, line: str, headers: dict[str, str]
    ) -> Response:
        if request.url.path.startswith(MACHINES):
            return PlainTextResponse(line, status, headers)
        return HTMLResponse(error_page(self._application.site, status), status, headers)
