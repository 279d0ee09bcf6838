"""`autovenda serve`: an application, its web application, and what polls beside them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

from adapters.telegram.poller import Poller
from adapters.telegram.updates import CHANNEL as POLLED
from adapters.whatsapp.twilio.webhook import CHANNEL as TWILIO
from apps.channels import CHANNELS
from apps.charge_poller import ChargePoller
from apps.config import Settings
from apps.server.app import create_app
from apps.server.serving import listen, serve
from apps.templates import alert_name
from apps.wiring import Application, build, load_texts
from autovenda_core.model import Contact

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
            for line in summary(settings, address, poll=poll):
                say(line)
            say(f"Auto-Venda serves on {address}")
            await serve(create_app(application), listener, _polling(application) if poll else ())


def summary(settings: Settings, address: str, *, poll: bool) -> Iterator[str]:
    """What is on, what is off, and what the owner should know, a line each."""
    yield from _channels(settings, settings.public_url or address, poll=poll)
    if settings.stripe is None:
        yield "Payments: OFF (STRIPE_SECRET not set); a person has to collect the deposits"
    else:
        how = "polled" if poll else "by webhook"
        yield f"Payments: Stripe, {'REAL MONEY' if settings.livemode else 'test mode'}, {how}"
    if settings.catalog is None:
        yield "Catalogue: THE SAMPLE, with example prices (AUTOVENDA_CATALOG not set)"
    if settings.owner is None:
        yield "Owner: not told when a person is needed (AUTOVENDA_OWNER_CONTACT not set)"
    elif not _can_tell(settings, settings.owner):
        yield "Owner: NOT TOLD when a person is needed (its template is not in TWILIO_TEMPLATES)"
    if settings.public_url is None:
        yield "Public address: NONE, so links only work on this machine (AUTOVENDA_PUBLIC_URL)"
    yield f"Database: {settings.database}"


def _channels(settings: Settings, address: str, *, poll: bool) -> Iterator[str]:
    for name, kind in CHANNELS.items():
        if getattr(settings.channels, name) is None:
            yield f"{kind.title}: OFF ({kind.switch} not set)"
        elif poll and name == POLLED:
            yield f"{kind.title}: polled"
        else:
            path = kind.path.replace("{secret}", "<WPPCONNECT_WEBHOOK_SECRET>")
            yield f"{kind.title}: webhook at {address}{path}"


def _can_tell(settings: Settings, owner: Contact) -> bool:
    """As far as settings tell; whether Meta approved a template, the doctor asks."""
    twilio = settings.channels.twilio
    if twilio is None or owner.channel != TWILIO:
        return True
    return alert_name(load_texts(settings.texts)) in twilio.templates


def _polling(application: Application) -> list[Coroutine[Any, Any, None]]:
    """What asks, where nobody can tell us."""
    tasks: list[Coroutine[Any, Any, None]] = []
    bot = application.connected.telegram
    if bot is not None:
        tasks.append(Poller(bot, application.inbox.take, application.clock).run())
    if application.settings.stripe is not None:
        poller = ChargePoller(
            application.settings.database,
            application.runtime,
            application.payments,
            application.clock,
        )
        tasks.append(poller.run())
    return tasks
