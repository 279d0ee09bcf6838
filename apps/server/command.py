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
from apps.payment_settings import (
    MercadoPagoSettings,
    PixSettings,
    StripeSettings,
    has_books,
)
from apps.reconciling import Reconciler
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
            await serve(create_app(application), listener, _beside(application, poll=poll))


def summary(settings: Settings, address: str, *, poll: bool) -> Iterator[str]:
    """What is on, what is off, and what the owner should know, a line each."""
    yield from _channels(settings, settings.public_url or address, poll=poll)
    yield from _payments(settings, settings.public_url or address, poll=poll)
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


def _payments(settings: Settings, address: str, *, poll: bool) -> Iterator[str]:
    money = "REAL MONEY" if settings.livemode else "test mode"
    match settings.payments:
        case None:
            switches = "STRIPE_SECRET, MERCADOPAGO_ACCESS_TOKEN, PIX_KEY"
            yield f"Payments: OFF (none of {switches} set); a person has to collect the money"
        case PixSettings(name=name):
            yield f"Payments: Pix to {name}, {money}; confirm each by `autovenda payments confirm`"
        case StripeSettings():
            yield f"Payments: Stripe, {money}, {_how(address, 'stripe', poll=poll)}"
        case MercadoPagoSettings():
            yield f"Payments: Mercado Pago, {money}, {_how(address, 'mercadopago', poll=poll)}"


def _how(address: str, provider: str, *, poll: bool) -> str:
    return "polled" if poll else f"webhook at {address}/webhook/payment/{provider}"


def _beside(application: Application, *, poll: bool) -> list[Coroutine[Any, Any, None]]:
    """What runs beside the web application, without an end."""
    tasks = _polling(application) if poll else []
    if has_books(application.settings.payments):
        tasks.append(Reconciler.of(application).run())
    return tasks


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
    if has_books(application.settings.payments):
        poller = ChargePoller(
            application.settings.database,
            application.runtime,
            application.payments,
            application.clock,
        )
        tasks.append(poller.run())
    return tasks
