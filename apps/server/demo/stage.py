"""
What runs: the real server, a double of its payment provider, and one clock for both.

The server can be dropped and opened again, as after a crash, while the provider lives on and the
web server keeps listening; meanwhile requests get what a proxy would answer, 503.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.stripe.emulator import StripeEmulator
from adapters.stripe.payments import StripePayments
from apps.config import Settings
from apps.server.app import create_app
from apps.server.demo.channel import DemoChannel
from apps.server.demo.clock import MovableClock
from apps.server.demo.memory import Memory
from apps.server.demo.settings import NOTICE
from apps.server.limiting import Limits
from apps.wiring import Application, build
from autovenda_core.errors import Unavailable
from autovenda_core.model import Contact

__all__ = ["PROVIDER_PATH", "Stage"]

CHANNEL = "demo"
OWNER = Contact(CHANNEL, "owner")
PROVIDER_PATH = "/demo/stripe"
"""Where the double's API is mounted, on the port of everything else."""

WEBHOOK_PATH = "/webhook/payment/stripe"
WEBHOOK_SECRET = "whsec_demo"  # noqa: S105  of the double, which is as public as this file
TEST_KEY = "sk_test_demo"
LIMITS = Limits(pages=10_000, unverified=10_000)
"""Everybody who comes here is the person at this machine."""

STEP = timedelta(hours=1)


class Stage:
    """
    Everything behind the pages.  An ASGI application: the server, or its absence.

    Args:
        settings: with the database in a folder of the demo's.
        memory: what outlives the process.
        address: where this process is reached from this machine, such as http://127.0.0.1:8000.
        typing_seconds: how long a message of the bot's takes.
    """

    def __init__(
        self, settings: Settings, memory: Memory, address: str, typing_seconds: float
    ) -> None:
        memory.change(starts=memory.now.starts + 1)
        self.settings = replace(settings, public_url=address, owner=OWNER)
        self.memory = memory
        self.address = address
        self.clock = MovableClock(memory)
        self.provider = StripeEmulator(
            self.clock,
            webhook_url=address + WEBHOOK_PATH,
            secrets=(WEBHOOK_SECRET,),
            checkout_url=lambda session: f"{address}/demo/checkout/{session['id']}",
            series=f"{memory.now.starts:04d}x",
        )
        self._channel = DemoChannel(typing_seconds)
        self._latest: Application | None = None
        self._server: ASGIApp = _DOWN
        self._resources = AsyncExitStack()

    @property
    def application(self) -> Application:
        """
        The one that runs now.

        Raises:
            Unavailable: it is down.
        """
        if not self.is_up:
            raise Unavailable("the server is down")
        return self.latest

    @property
    def latest(self) -> Application:
        """The one that runs now, or ran last: for what works without a store."""
        assert self._latest is not None, "nothing was opened yet"  # noqa: S101
        return self._latest

    @property
    def is_up(self) -> bool:
        """Whether the server takes requests."""
        return self._server is not _DOWN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the server answer."""
        await self._server(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """
        Keep the server up, and the provider's webhooks going out.

        Raises:
            ConfigurationError: the data folder cannot be used, or another demo uses it.
        """
        await self._open()
        telling = asyncio.create_task(self.provider.webhooks.keep_delivering())
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            await self._close()

    async def drop_and_reopen(self, down_seconds: float) -> None:
        """What is being done is cut off; then a new engine, store and loop take the same file."""
        await self.latest.heap.close(grace_seconds=0)
        await self._close()
        await asyncio.sleep(down_seconds)
        await self._open()

    async def advance(self, step: timedelta) -> None:
        """Let time pass, an hour at once, so that things come about when they are due."""
        while step > timedelta(0):
            self.clock.advance(min(step, STEP))
            step -= STEP
            await self.settle()

    async def settle(self) -> None:
        """Wait until everything that is due is done."""
        heap = self.application.heap
        heap.poke()
        await heap.idle()

    async def _open(self) -> None:
        async with AsyncExitStack() as resources:
            payments = StripePayments(
                TEST_KEY, (WEBHOOK_SECRET,), self.clock, self.address + PROVIDER_PATH
            )
            resources.push_async_callback(payments.aclose)
            application = build(
                self.settings,
                clock=self.clock,
                channels={CHANNEL: self._channel},
                payments=payments,
                notice=NOTICE,
                chat_urls={CHANNEL: "/demo"},
            )
            await resources.enter_async_context(application.running())
            self._latest = application
            self._server = create_app(application, limits=LIMITS)
            self._resources = resources.pop_all()

    async def _close(self) -> None:
        self._server = _DOWN
        await self._resources.aclose()


_DOWN: ASGIApp = PlainTextResponse("the server is down", 503, {"Retry-After": "1"})
