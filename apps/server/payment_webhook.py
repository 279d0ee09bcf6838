"""
What payment providers push: verified on the raw bytes, durable before the 200.

An answer of 2xx says "we have it"; anything else, and they come again.  So a store that is down
is a 503, and what is genuine but not for us is kept and taken.
"""

from __future__ import annotations

import logging
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from apps.logs import note
from apps.server.bodies import read_body
from apps.server.limiting import RateLimiter
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import PaymentNoticed
from autovenda_core.ports.payments import Notice
from autovenda_core.ports.store import Incoming

__all__ = ["PaymentWebhook", "fact_of"]

_log = logging.getLogger(__name__)


class PaymentWebhook:
    """`/webhook/payment/{provider}`, of the provider that is configured."""

    def __init__(self, application: Application, limiter: RateLimiter) -> None:
        self._application = application
        self._limiter = limiter
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
        await self._keep(notices, body)
        return PlainTextResponse("ok")

    async def _keep(self, notices: list[Notice], body: bytes) -> None:
        application = self._application
        for notice in notices:
            _check_mode(notice, livemode=application.flow.rules.livemode)
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


def fact_of(notice: Notice, provider: str, now: datetime, raw: str) -> Incoming:
    """
    A notice on its way into the inbox; without a charge of ours it is only kept.

    A charge's id begins with that of its conversation (`<conversation>.<deal>.<version>`).
    """
    if not notice.charge_id or not notice.provider_ref:
        return Incoming(provider, notice.event_id, "", None, raw=raw)
    return Incoming(
        source=provider,
        external_id=notice.event_id,
        conversation_id=notice.charge_id.partition(".")[0],
        event=PaymentNoticed(now, notice.charge_id, notice.provider_ref, notice.kind),
        raw=raw,
    )
