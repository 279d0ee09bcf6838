"""
How Mercado Pago tells: signed POSTs, repeated every 15 minutes until they are taken.

A taken notice is one that is answered 200 or 201 within 22 seconds ("Configurar notificações",
mercadopago.com.br/developers, 2026).  It is repeated as it was signed first: whether Mercado Pago
signs anew is not documented, and this is the harder case for whoever checks the time.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

import httpx

from adapters.mercadopago.emulator.account import Json, MercadoPagoAccount
from autovenda_core.ports.clock import Clock

__all__ = ["RETRY_EVERY", "Delivery", "SignedNotice", "Webhooks"]

RETRY_EVERY = timedelta(minutes=15)
ANSWER_SECONDS = 22.0
_TAKEN = (200, 201)


@dataclass(frozen=True)
class SignedNotice:
    """A notice as it goes over the wire; lets a test deliver by itself."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """One notice on its way, or one attempt that was made."""

    notice: SignedNotice
    due_at: datetime
    status: int | None = None
    """Of the answer; None: not tried yet, or no answer."""


class Webhooks:
    """
    The endpoint that is set up in the panel.

    Args:
        account: whose notices are told.
        clock: of signatures and repeats.
        url: where to; None: notices are made and kept, none is sent.
        secret: of the application.
    """

    def __init__(
        self, account: MercadoPagoAccount, clock: Clock, *, url: str | None, secret: str
    ) -> None:
        self.url = url
        self.secret = secret
        self.copies = 1
        """How often each notice from now on is sent."""
        self.notices: list[Json] = []
        """Every notice so far, oldest first."""
        self.attempts: list[Delivery] = []
        """Every attempt so far."""
        self._account = account
        self._clock = clock
        self._waiting: list[Delivery] = []
        self._requests = count(1)
        self._lock = Lock()
        account.on_notice = self._take

    def signed(self, notice: Json, *, at: datetime | None = None) -> SignedNotice:
        """A notice with its signature, made now unless told otherwise."""
        subject = str(notice["subject"])
        request_id = f"request-{next(self._requests)}"
        signed_at = int((at or self._clock.now()).timestamp())
        manifest = f"id:{subject};request-id:{request_id};ts:{signed_at};"
        signature = hmac.new(self.secret.encode(), manifest.encode(), "sha256").hexdigest()
        told = {name: value for name, value in notice.items() if name != "subject"}
        return SignedNotice(
            query={"data.id": subject, "type": notice["type"]},
            headers={
                "content-type": "application/json",
                "x-request-id": request_id,
                "x-signature": f"ts={signed_at},v1={signature}",
            },
            body=json.dumps(told).encode(),
        )

    async def deliver(self, http: httpx.AsyncClient) -> list[Delivery]:
        """Send all that is due now, one after the other; the attempts that were made."""
        made = []
        while (delivery := self._next_due()) is not None:
            attempt = replace(delivery, status=await self._post(http, delivery.notice))
            self._settle(attempt)
            made.append(attempt)
        return made

    async def keep_delivering(self, every_seconds: float = 0.05) -> None:
        """Deliver for ever, and let the clock cancel what is over; cancel the task to stop."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as http:
            while True:
                self._account.tick()
                await self.deliver(http)
                await asyncio.sleep(every_seconds)

    def _take(self, notice: Json) -> None:
        with self._lock:
            self.notices.append(notice)
            self._waiting += [Delivery(self.signed(notice), self._clock.now())] * self.copies

    def _next_due(self) -> Delivery | None:
        if self.url is None:
            return None
        now = self._clock.now()
        with self._lock:
            due = next((one for one in self._waiting if one.due_at <= now), None)
            if due is not None:
                self._waiting.remove(due)
        return due

    async def _post(self, http: httpx.AsyncClient, notice: SignedNotice) -> int | None:
        try:
            answer = await http.post(
                self.url or "",
                params=dict(notice.query),
                headers=dict(notice.headers),
                content=notice.body,
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.status_code

    def _settle(self, attempt: Delivery) -> None:
        with self._lock:
            self.attempts.append(attempt)
            if attempt.status not in _TAKEN:
                due_at = self._clock.now() + RETRY_EVERY
                self._waiting.append(replace(attempt, due_at=due_at, status=None))
