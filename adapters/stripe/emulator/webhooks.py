"""
How Stripe tells: signed POSTs, repeated until they are taken, in no promised order.

By itself it delivers each event of a subscribed kind once, in order.  The controls make it as
bad as the real thing: hold, release in reverse, drop, several copies, repeat.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

import httpx
from stripe import WebhookSignature

from adapters.stripe.emulator.account import StripeAccount
from adapters.stripe.emulator.records import Json
from adapters.stripe.webhooks import EVENT_TYPES
from autovenda_core.ports.clock import Clock

__all__ = ["RETRY_DELAYS", "SUBSCRIBED", "Delivery", "SignedEvent", "Webhooks"]

SUBSCRIBED = frozenset(EVENT_TYPES)
"""Unless an owner chose otherwise."""

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (1, 5, 30, 300, 3_600, 21_600, 86_400))
"""Stripe only promises to go on, ever slower, for up to three days (docs.stripe.com/webhooks)."""

ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class SignedEvent:
    """A webhook as it goes over the wire; lets a test deliver by itself."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Delivery:
    """One event on its way, or one attempt that was made."""

    event: Json
    due_at: datetime
    attempts: int = 0
    status: int | None = None
    """Of the answer; None: not tried yet, or no answer."""


class Webhooks:
    """
    One endpoint.

    Args:
        account: whose events are told.
        clock: of signatures and retries.
        url: where to; None: events are made and kept, none is sent.
        secrets: of the endpoint; each makes one `v1`, as while one is being rolled.
        retry_delays: after the first, second… failure; then it is given up.
        kinds: the event types the endpoint is subscribed to.
    """

    def __init__(
        self,
        account: StripeAccount,
        clock: Clock,
        *,
        url: str | None,
        secrets: Sequence[str],
        retry_delays: Sequence[timedelta] = RETRY_DELAYS,
        kinds: frozenset[str] = SUBSCRIBED,
    ) -> None:
        self.url = url
        self.secrets = tuple(secrets)
        self.copies = 1
        """How often each event from now on is sent."""
        self.delay = timedelta(0)
        """How long each event from now on waits before it is sent."""
        self.attempts: list[Delivery] = []
        """Every attempt so far."""
        self._account = account
        self._clock = clock
        self._retry_delays = tuple(retry_delays)
        self._kinds = kinds
        self._waiting: list[Delivery] = []
        self._last: Json | None = None
        self._held = False
        self._to_drop = 0
        self._lock = Lock()
        account.on_event = self._take

    # ----------------------------------------------------------------- controls

    def hold(self) -> None:
        """Send nothing until `release`."""
        self._held = True

    def release(self, *, reverse: bool = False) -> None:
        """Send what waits, the newest first if wanted."""
        with self._lock:
            if reverse:
                self._waiting.reverse()
            self._held = False

    def drop_next(self, count: int = 1) -> None:
        """Never send the next events; `GET /v1/events?delivery_success=false` has them."""
        self._to_drop += count

    def repeat_last(self, *, new_id: bool = False) -> None:
        """
        Send the last event once more, or another Event object of the same fact.

        Raises:
            LookupError: there was none.
        """
        if self._last is None:
            raise LookupError("no event yet")
        last = self._last
        self._enqueue(self._account.copy_event(last["id"]) if new_id else last)

    def signed(self, event: Json, *, at: datetime | None = None) -> SignedEvent:
        """An event with its signature, made now unless told otherwise."""
        body = json.dumps(event, indent=2)
        signed_at = int((at or self._clock.now()).timestamp())
        marks = [_signature(body, secret, signed_at) for secret in self.secrets]
        header = ",".join([f"t={signed_at}", *marks])
        headers = {"content-type": "application/json; charset=utf-8", "stripe-signature": header}
        return SignedEvent(body.encode(), headers)

    # ----------------------------------------------------------------- delivering

    async def deliver(self, http: httpx.AsyncClient) -> list[Delivery]:
        """Send all that is due now, one after the other; the attempts that were made."""
        made = []
        while (delivery := self._next_due()) is not None:
            attempt = replace(
                delivery,
                attempts=delivery.attempts + 1,
                status=await self._post(http, delivery.event),
            )
            self._settle(attempt)
            made.append(attempt)
        return made

    async def keep_delivering(self, every_seconds: float = 0.05) -> None:
        """Deliver for ever, and let the clock close what is over; cancel the task to stop."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as http:
            while True:
                self._account.tick()
                await self.deliver(http)
                await asyncio.sleep(every_seconds)

    def _take(self, event: Json) -> None:
        if event["type"] not in self._kinds:
            return
        self._last = event
        if self._to_drop > 0:
            self._to_drop -= 1
            return
        for _ in range(self.copies):
            self._enqueue(event)

    def _enqueue(self, event: Json) -> None:
        with self._lock:
            self._waiting.append(Delivery(event, self._clock.now() + self.delay))

    def _next_due(self) -> Delivery | None:
        if self._held or self.url is None:
            return None
        now = self._clock.now()
        with self._lock:
            due = next((one for one in self._waiting if one.due_at <= now), None)
            if due is not None:
                self._waiting.remove(due)
        return due

    async def _post(self, http: httpx.AsyncClient, event: Json) -> int | None:
        signed = self.signed(event)
        try:
            answer = await http.post(self.url or "", content=signed.body, headers=signed.headers)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.status_code

    def _settle(self, attempt: Delivery) -> None:
        self.attempts.append(attempt)
        if attempt.status is not None and 200 <= attempt.status < 300:
            self._account.mark_delivered(attempt.event["id"])
        elif attempt.attempts <= len(self._retry_delays):
            due_at = self._clock.now() + self._retry_delays[attempt.attempts - 1]
            with self._lock:
                self._waiting.append(replace(attempt, due_at=due_at, status=None))


def _signature(body: str, secret: str, signed_at: int) -> str:
    header: str = WebhookSignature.generate_signature_header(body, secret, signed_at)
    return header.partition(",")[2]
