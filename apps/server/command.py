"""`autovenda serve`: an application, its web application, and what polls beside them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

from adapters.telegram.poller import Poller
from apps.charge_poller import ChargePoller
from apps.config import Settings
from apps.server.app import create_app
from apps.server.serving import listen, serve
from apps.wiring import Application, build

__all__ = ["run_server", "summary"]


async def run_server(
    settings: Settings, host: str, port: int, *, poll: bool, say: Callable[[str], None]
) -> None:
    """
    Serve until told to stop; `say` gets what the person who started it should read.

    Raises:
        ConfigurationError: it cannot start, or Telegram will never let itself be polled.
        Unavailable: the database cannot be reached.
    """
    with listen(host, port) as listener:
        port = listener.getsockname()[1]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        application = build(replace(settings, public_url=settings.public_url or address))
        async with application.running():
            for line in summary(settings, poll=poll):
                say(line)
            say(f"Auto-Venda serves on {address}")
            await serve(create_app(application), listener, _polling(application) if poll else ())


def summary(settings: Settings, *, poll: bool) -> Iterator[str]:
    """What is on, what is off, and what the owner should know, a line each."""
    how = "polled" if poll else "by webhook"
    yield f"Telegram: {how}" if settings.telegram else "Telegram: OFF (TELEGRAM_BOT_TOKEN not set)"
    if settings.stripe is None:
        yield "Payments: OFF (STRIPE_SECRET not set); a person has to collect the deposits"
    else:
        yield f"Payments: Stripe, {'REAL MONEY' if settings.livemode else 'test mode'}, {how}"
    if settings.catalog is None:
        yield "Catalogue: THE SAMPLE, with example prices (AUTOVENDA_CATALOG not set)"
    if settings.owner is None:
        yield "Owner: not told when a person is needed (AUTOVENDA_OWNER_CONTACT not set)"
    if settings.public_url is None:
        yield "Public address: NONE, so links only work on this machine (AUTOVENDA_PUBLIC_URL)"
    yield f"Database: {settings.database}"


def _polling(application: Application) -> list[Coroutine[Any, Any, None]]:
    """What asks, where nobody can tell us."""
    tasks: list[Coroutine[Any, Any, None]] = []
    if application.telegram is not None and application.telegram_channel is not None:
        receive = application.telegram.receive
        tasks.append(Poller(application.telegram_channel, receive, application.clock).run())
    if application.settings.stripe is not None:
        poller = ChargePoller(
            application.settings.database,
            application.runtime,
            application.payments,
            application.clock,
        )
        tasks.append(poller.run())
    return tasks
