"""
What payment providers push: verified on the raw bytes, durable before the 200.

An answer of 2xx says "we have it"; anything else, and they come again.  So a store that is down
is a 503, and so is a provider that cannot be asked whose notice it is; what is genuine but not
for us is kept and taken.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from apps.logs import note
from apps.notices import fact_of, whose
from apps.server.bodies import read_body
from apps.server.limiting import RateLimiter
from apps.server.version_watch import VersionWatch
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest, PortError, Unavailable
from autovenda_core.ports.payments import Notice

__all__ = ["PaymentWebhook"]

_log = logging.getLogger(__name__)


class PaymentWebhook:
    """`/webhook/payment/{provider}`, of the provider that is configured."""

    def __init__(self, application: Application, limiter: RateLimiter) -> None:
        self._application = application
        self._limiter = limiter
        self._version_watch = VersionWatch(application.payments.name)
        self.not_ours = 0
        """Genuine notices, so far, about what another application sold on the same account."""
        self.routes = [Route("/webhook/payment/{provider}", self._receive, methods=["POST"])]

    async def _receive(self, request: Request) -> Response:
        payments = self._application.payments
        if request.path_params["provider"] != payments.name:
            raise InvalidRequest("this payment provider is not configured", status=404)
        body = await read_body(request)
        now = self._application.clock.now()
        try:
            notices = payments.parse_webhook(request.headers, request.query_params, body, now)
        except InvalidRequest:
            await self._limiter.count_unverified(request)
            raise
        self._version_watch.look_at(body)
        await self._keep([await self._find_owner(notice) for notice in notices], body)
        return PlainTextResponse("ok")

    async def _find_owner(self, notice: Notice) -> Notice:
        """A body may name a payment and not whose it is; then the provider is asked."""
        _check_mode(notice, livemode=self._application.flow.rules.livemode)
        try:
            return await whose(notice, self._application.payments)
        except PortError as error:
            raise Unavailable("the payment provider cannot be asked about it") from error

    async def _keep(self, notices: list[Notice], body: bytes) -> None:
        application = self._application
        now, raw = application.clock.now(), body.decode(errors="replace")
        facts = [fact_of(notice, application.payments.name, now, raw) for notice in notices]
        if not facts or any(fact.event is None for fact in facts):
            self.not_ours += 1
            note(_log, "notice not ours", provider=application.payments.name, total=self.not_ours)
        if facts:
            await application.runtime.receive(*facts)


def _check_mode(notice: Notice, *, livemode: bool) -> None:
    if notice.livemode is not livemode:
        theirs, ours = ("live", "test") if notice.livemode else ("test", "live")
        raise InvalidRequest(f"this is a {theirs} event, and this server takes {ours} payments")
