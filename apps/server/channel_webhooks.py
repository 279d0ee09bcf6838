"""
What channels push: verified before it is parsed, durable before the 200.

An answer of 2xx says "we have it"; anything else, and most of them come again.  So a store that
is down is a 503, and what is genuine but not for us is kept and taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.telegram import updates as telegram
from adapters.whatsapp.cloud import webhook as whatsapp
from adapters.whatsapp.twilio import webhook as twilio
from adapters.whatsapp.wppconnect import webhook as wppconnect
from adapters.whatsapp.wppconnect.kept import without_files
from apps.channel_settings import (
    TelegramSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from apps.channels import CHANNELS
from apps.config import Settings
from apps.server.bodies import read_body
from apps.server.limiting import RateLimiter
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest

__all__ = ["ChannelWebhooks"]

META_BODY_BYTES = 4_000_000
"""Meta batches, up to 3 MB (360dialog docs, "Receiving messages")."""

WPPCONNECT_BODY_BYTES = 25_000_000
"""It puts files into its bodies, as base64."""

Admit: TypeAlias = Callable[[Request], Awaitable[bytes]]
"""The body of a request, once it is certain who sent it; otherwise InvalidRequest."""


@dataclass(frozen=True)
class Entrance:
    """How the webhooks of one channel come in."""

    channel: str
    admit: Admit | None
    """None: the channel is off."""
    kept: Callable[[bytes], str] = lambda body: body.decode(errors="replace")
    """The body as it is kept for later."""
    answer: Callable[[], Response] = lambda: PlainTextResponse("ok")


def _entrances(settings: Settings) -> list[Entrance]:
    given = settings.channels
    return [
        Entrance(telegram.CHANNEL, _telegram(given.telegram)),
        Entrance(whatsapp.CHANNEL, _whatsapp(given.whatsapp)),
        # Any other text would be sent to the person (Twilio docs, "TwiML for Programmable
        # Messaging").
        Entrance(
            twilio.CHANNEL,
            _twilio(given.twilio, settings.public_url),
            answer=lambda: Response("<Response/>", media_type="text/xml"),
        ),
        Entrance(
            wppconnect.CHANNEL,
            _wppconnect(given.wppconnect),
            kept=without_files,
        ),
    ]


class ChannelWebhooks:
    """The endpoints of all channels, `/webhook/telegram` and `/webhook/whatsapp…`."""

    def __init__(self, application: Application, limiter: RateLimiter) -> None:
        self._application = application
        self._limiter = limiter
        self.routes = [
            Route(CHANNELS[whatsapp.CHANNEL].path, self._challenge, methods=["GET"]),
            *map(self._route, _entrances(application.settings)),
        ]

    def _route(self, entrance: Entrance) -> Route:
        path = CHANNELS[entrance.channel].path
        return Route(path, partial(self._receive, entrance), methods=["POST"])

    async def _receive(self, entrance: Entrance, request: Request) -> Response:
        if entrance.admit is None:
            raise _is_off(entrance.channel)
        try:
            body = await entrance.admit(request)
        except InvalidRequest:
            await self._limiter.count_unverified(request)
            raise
        now, query = self._application.clock.now(), dict(request.query_params)
        readings = CHANNELS[entrance.channel].read(body, request.headers, query, now)
        await self._application.inbox.receive(readings, entrance.kept(body))
        return entrance.answer()

    async def _challenge(self, request: Request) -> Response:
        """Meta asks whether this address is ours before it delivers to it."""
        given = self._application.settings.channels.whatsapp
        if given is None:
            raise _is_off(whatsapp.CHANNEL)
        try:
            answer = whatsapp.challenge(request.query_params, given.verify_tokens)
        except InvalidRequest:
            await self._limiter.count_unverified(request)
            raise
        return PlainTextResponse(answer)


def _is_off(channel: str) -> InvalidRequest:
    return InvalidRequest(f"{channel} is not configured", status=404)


# ---------------------------------------------------------------------------- who sent it


def _telegram(given: TelegramSettings | None) -> Admit | None:
    if given is None:
        return None

    async def admit(request: Request) -> bytes:
        # The secret is a header, so a stranger's body is not even read.
        telegram.verify(request.headers, given.secret_tokens)
        return await read_body(request)

    return admit


def _whatsapp(given: WhatsAppSettings | None) -> Admit | None:
    if given is None:
        return None

    async def admit(request: Request) -> bytes:
        body = await read_body(request, META_BODY_BYTES)
        whatsapp.verify(request.headers, body, given.app_secrets)
        return body

    return admit


def _twilio(given: TwilioSettings | None, public_url: str | None) -> Admit | None:
    if given is None:
        return None

    async def admit(request: Request) -> bytes:
        body = await read_body(request)
        # Twilio signs the address that it was given; a proxy may have changed ours on the way.
        query = request.url.query
        url = f"{public_url}{request.url.path}{'?' if query else ''}{query}"
        twilio.verify(url, request.headers, body, given.auth_tokens)
        return body

    return admit


def _wppconnect(given: WppConnectSettings | None) -> Admit | None:
    if given is None:
        return None

    async def admit(request: Request) -> bytes:
        wppconnect.verify(request.path_params["secret"], given.webhook_secrets)
        return await read_body(request, WPPCONNECT_BODY_BYTES)

    return admit
