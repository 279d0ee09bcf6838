"""A real server process with all four chat providers and Stripe around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep
from typing import Any

import httpx

from adapters.http.loopback import LoopbackServer
from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from tests.channels.door import Door, Proxy
from tests.channels.providers import PROVIDERS, Provider
from tests.drill.server import Server

__all__ = ["Market"]

ENDPOINT_SECRET = "whsec_market"  # noqa: S105  an emulator's
REST_SECONDS = 20.0


class RealClock:
    """Fits the Clock port."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Market:
    """`autovenda serve` behind a door, in business on every channel at once."""

    def __init__(self, folder: Path) -> None:
        clock = RealClock()
        self.providers: Sequence[Provider] = [provider(clock) for provider in PROVIDERS]
        self.stripe = StripeEmulator(clock, secrets=[ENDPOINT_SECRET])
        self._proxy = Proxy()
        self.door = Door(self._proxy)
        self.server = Server(
            folder,
            {
                "AUTOVENDA_BURST_SECONDS": "0",
                "STRIPE_SECRET": "sk_test_market",
                "STRIPE_ENDPOINT_SECRET": ENDPOINT_SECRET,
            },
        )

    @contextmanager
    def open(self) -> Iterator[Market]:
        """Everything runs while the block does."""
        with ExitStack() as stack:
            public = stack.enter_context(LoopbackServer(self.door, beside=self._proxy.keep_open))
            stripe = stack.enter_context(EmulatorServer(self.stripe))
            self.server.point_to(AUTOVENDA_PUBLIC_URL=public.url, STRIPE_API_BASE=stripe.url)
            for provider in self.providers:
                self.server.point_to(**stack.enter_context(provider.running()))
            self.server.launch()
            stack.callback(self.server.wait_until_dead)
            stack.callback(self.server.kill)
            self.server.wait_until_serving()
            self._proxy.url = self.server.url
            self.stripe.webhooks.url = f"{public.url}/webhook/payment/stripe"
            for provider in self.providers:
                provider.deliver_to(public.url)
            yield self

    def provider(self, channel: str) -> Provider:
        """The one of that name."""
        return next(each for each in self.providers if each.channel == channel)

    def rests(self) -> None:
        """Until every webhook was taken, every fact handled, and every effect done."""
        until = monotonic() + REST_SECONDS
        while True:
            for provider in self.providers:
                provider.waits_until_taken()
            if not self.server.open_work():
                return
            assert monotonic() < until, "the server does not come to rest"
            sleep(0.05)

    def repeats_everything(self) -> list[int]:
        """A second copy of every webhook that there was; the statuses of the answers."""
        with httpx.Client(timeout=20) as provider:
            return [
                provider.post(
                    self.server.url + webhook.target,
                    content=webhook.body,
                    headers=dict(webhook.headers),
                ).status_code
                for webhook in self.door.webhooks
            ]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says."""
        with closing(connect(self.server.database)) as db:
            return db.execute(query, values).fetchall()
