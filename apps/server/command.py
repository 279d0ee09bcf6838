"""`autovenda serve`: an application, its web application, and what polls beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeAlias

from starlette.routing import BaseRoute

from adapters.storage.operators import has_operators
from adapters.telegram.poller import Poller
from adapters.telegram.updates import CHANNEL as POLLED
from adapters.whatsapp.twilio.webhook import CHANNEL as TWILIO
from apps.channels import CHANNELS
from apps.charge_poller import ChargePoller
from apps.config import Settings
from apps.language_settings import LanguageSettings
from apps.payment_settings import (
    MercadoPagoSettings,
    PixSettings,
    StripeSettings,
    has_books,
)
from apps.reconciling import Reconciler
from apps.server.app import create_app
from apps.server.serving import address_of, listen, serve
from apps.templates import alert_name
from apps.wiring import Application, build, load_catalog, load_texts
from autovenda_core.model import Contact

__all__ = ["Further", "run_server", "summary"]


Further: TypeAlias = Callable[[Application, str], AbstractAsyncContextManager[Sequence[BaseRoute]]]
"""What else a server serves: from the running application, and the address at which this machine
reaches it, to routes that answer for as long as the context is open."""


async def run_server(
    settings: Settings,
    host: str,
    port: int,
    *,
    poll: bool,
    say: Callable[[str], None],
    panel: Further | None = None,
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
            is_sample = application.flow.catalog == load_catalog(None)
            for line in summary(settings, address, poll=poll, sells_sample=is_sample):
                say(line)
            say(await _panel_line(panel, application, address))
            async with _routes_of(panel, application, address_of(host, port)) as routes:
                app = create_app(application, routes=routes)
                say(f"Auto-Venda serves on {address}")
                beside = _beside(application, poll=poll)
                await serve(app, listener, beside, websockets=panel is not None)


def summary(
    settings: Settings, address: str, *, poll: bool, sells_sample: bool | None = None
) -> Iterator[str]:
    """
    What is on, what is off, and what the owner should know, a line each.

    `sells_sample`: the catalogue in force is the one that ships; None: as the settings tell.
    """
    yield from _channels(settings, settings.public_url or address, poll=poll)
    yield from _payments(settings, settings.public_url or address, poll=poll)
    yield _language(settings.language)
    if settings.catalog is None if sells_sample is None else sells_sample:
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


def _language(given: LanguageSettings | None) -> str:
    if given is None:
        return "Language model: OFF (AUTOVENDA_LLM_MODEL not set); the rules read alone"
    listener = given.listener.name if given.listener else "a person"
    return f"Language model: {given.words}, after the rules; voice notes: {listener}"


def _how(address: str, provider: str, *, poll: bool) -> str:
    return "polled" if poll else f"webhook at {address}/webhook/payment/{provider}"


async def _panel_line(panel: Further | None, application: Application, address: str) -> str:
    if panel is None:
        return "Panel: OFF (--no-panel, or its extra is not installed: autovenda[panel])"
    where = f"{application.settings.public_url or address}/painel"
    if await application.store.read(has_operators):
        return f"Panel: {where}"
    owner = "`autovenda operator add LOGIN --role owner`"
    return f"Panel: {where}, where NOBODY CAN SIGN IN yet; make the owner: {owner}"


@asynccontextmanager
async def _routes_of(
    panel: Further | None, application: Application, address: str
) -> AsyncIterator[Sequence[BaseRoute]]:
    if panel is None:
        yield ()
        return
    async with panel(application, address) as routes:
        yield routes


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
