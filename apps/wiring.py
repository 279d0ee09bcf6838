"""
Wiring: the only place where adapters meet ports.

    application = build(settings)
    async with application.running():
        ...                     # serve `create_app(application)`, or call its runtime

Every piece can be replaced by an argument, so tests and the demo are wired like the real thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import holidays

from adapters.http.client import make_client
from adapters.http.links import FileLinks, SignedLinks
from adapters.http.pages import Site
from adapters.mercadopago.payments import MercadoPagoPayments
from adapters.pdf import ReportLabDocuments
from adapters.pix.payments import ManualPix
from adapters.storage.files import FolderFiles
from adapters.storage.heap import Heap
from adapters.storage.sql import SQLStore
from adapters.storage.sqlite import SQLiteStore
from apps.channel_inbox import ChannelInbox
from apps.channels import Connected, chat_addresses, connect
from apps.config import Settings, check_owner
from apps.link_secret import link_secrets
from apps.logs import LogObserver
from apps.no_payments import NoPayments
from apps.payment_settings import MercadoPagoSettings, PixSettings, StripeSettings
from apps.shared_files import SharedFiles
from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog, read_catalog
from autovenda_core.errors import ConfigurationError, Rejected
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Rules
from autovenda_core.ports.channel import Channel, Document
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.documents import Documents
from autovenda_core.ports.payments import Payments
from autovenda_core.runtime import Observer, Ports, Runtime
from autovenda_core.texts import Texts, default_texts, read_texts

__all__ = [
    "Application",
    "SystemClock",
    "build",
    "connecting",
    "load_catalog",
    "load_texts",
    "make_payments",
    "sample_catalog",
]

LOCAL_URL = "http://127.0.0.1:8000"
MEDIA_FOLDER = "media"
"""Below the data folder, which nothing serves."""

PROVIDERS = {"stripe": "Stripe", "mercadopago": "Mercado Pago", "pix": None}
"""How clients know who takes their money; None: nobody stands between them and the business."""


class SystemClock:
    """Fits the Clock port: the machine's."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  here it is injected from


@dataclass(frozen=True)
class Application:
    """Everything, wired."""

    settings: Settings
    flow: Flow
    clock: Clock
    store: SQLStore
    heap: Heap
    channels: Mapping[str, Channel]
    payments: Payments
    links: SignedLinks
    documents: Documents
    site: Site
    runtime: Runtime
    inbox: ChannelInbox
    """Where everything goes that channels bring."""
    connected: Connected
    """Those of `channels` that the settings name."""
    shared_files: SharedFiles
    chat_urls: dict[str, str]
    """By channel, the address that opens the chat; providers are asked for it at the start."""
    _closing: tuple[Callable[[], Awaitable[None]], ...] = field(repr=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Application]:
        """
        Open the store, take up what was left undone, and keep the alarms until the end.

        For once: what was closed at the end stays closed.

        Raises:
            ConfigurationError: the data folder cannot be used, or another server uses it.
            Unavailable: the database cannot be reached.
        """
        async with AsyncExitStack() as stack:
            for close in self._closing:
                stack.push_async_callback(close)
            await self.store.open()
            stack.push_async_callback(self.store.close)
            await self.heap.start(self.runtime.on_wake, self.store.waiting)
            stack.push_async_callback(self.heap.close)
            stack.push_async_callback(self.inbox.close)
            asking = asyncio.create_task(self._ask_for_chats())
            stack.callback(asking.cancel)
            yield self

    async def _ask_for_chats(self) -> None:
        """Without them our pages lack the way back into the chat, and nothing else."""
        async for name, url in chat_addresses(self.connected, self.settings.channels):
            self.chat_urls[name] = url


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    channels: Mapping[str, Channel] | None = None,
    payments: Payments | None = None,
    documents: Documents | None = None,
    observer: Observer | None = None,
    chat_urls: Mapping[str, str] | None = None,
    notice: str = "",
) -> Application:
    """
    Wire an application; nothing is opened or called yet (see `Application.running`).

    Channels that are given are there beside those of the settings.  What is given stays the
    caller's to close.  `notice` is a banner above every public page.

    Raises:
        ConfigurationError: a setting, the catalogue or the texts are wrong.
    """
    clock = clock or SystemClock()
    closing: list[Callable[[], Awaitable[None]]] = []
    payments = payments or _payments(settings, clock, closing)
    flow = _flow(settings, clock)
    public_url, secrets = settings.public_url or LOCAL_URL, link_secrets(settings)
    links = SignedLinks(secrets, public_url)
    media = FolderFiles(settings.data_dir / MEDIA_FOLDER)
    shared_files = SharedFiles(media, FileLinks(secrets, public_url), clock)
    connected = _connected(settings, clock, shared_files, closing)
    documents = documents or ReportLabDocuments(calendar=flow.calendar)
    heap = Heap(clock)
    store = SQLiteStore(settings.database, wake=heap)
    ports = Ports(
        store=store,
        clock=clock,
        links=links,
        channels={**connected.by_name, **(channels or {})},
        payments=payments,
        documents=documents,
        files=media,
        owner=settings.owner,
    )
    check_owner(settings.owner, ports.channels)
    runtime = Runtime(flow, ports, observer or LogObserver())
    return Application(
        settings=settings,
        flow=flow,
        clock=clock,
        store=store,
        heap=heap,
        channels=ports.channels,
        payments=payments,
        links=links,
        documents=documents,
        site=_site(flow, payments, notice),
        runtime=runtime,
        inbox=ChannelInbox(runtime, settings.channels, connected.wppconnect),
        connected=connected,
        shared_files=shared_files,
        chat_urls=dict(chat_urls or {}),
        _closing=tuple(closing),
    )


# ---------------------------------------------------------------------------- what is sold and said


def sample_catalog() -> str:
    """The catalogue that ships, as CSV text."""
    return files("apps").joinpath("data", "catalogo.csv").read_text("utf-8")


def load_catalog(path: Path | None) -> Catalog:
    """
    The owner's catalogue, or the sample.

    Raises:
        ConfigurationError: it cannot be read; CatalogError with line and column where it is wrong.
    """
    return read_catalog(_text_of(path) if path is not None else sample_catalog())


def load_texts(path: Path | None) -> Texts:
    """
    The texts, with the owner's in the place of ours.

    Raises:
        ConfigurationError: they cannot be read; TextsError with the line where they are wrong.
    """
    return read_texts(_text_of(path)) if path is not None else default_texts()


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _flow(settings: Settings, clock: Clock) -> Flow:
    return Flow(
        catalog=load_catalog(settings.catalog),
        texts=load_texts(settings.texts),
        rules=Rules(
            company=settings.company,
            human_name=settings.human_name,
            payment_methods=_payment_methods(settings),
            burst_seconds=settings.burst_seconds,
            livemode=settings.livemode,
        ),
        calendar=Calendar(_holidays(clock.now())),
    )


def _payment_methods(settings: Settings) -> str:
    by_hand = isinstance(settings.payments, PixSettings)
    return "Pix" if by_hand else Rules().payment_methods


def _holidays(now: datetime) -> frozenset[date]:
    """National ones, for every deadline that can be promised now (at most 365 business days)."""
    years = range(now.year - 1, now.year + 4)
    return frozenset(holidays.country_holidays("BR", years=years))


def _site(flow: Flow, payments: Payments, notice: str) -> Site:
    rules = flow.rules
    return Site(
        company=rules.company,
        human_name=rules.human_name,
        payment_provider=PROVIDERS.get(payments.name, "operadora de pagamento"),
        notice=notice,
        calendar=flow.calendar,
    )


# ---------------------------------------------------------------------------- who is called


def _connected(
    settings: Settings,
    clock: Clock,
    shared_files: SharedFiles,
    closing: list[Callable[[], Awaitable[None]]],
) -> Connected:
    client = make_client()
    closing.append(client.aclose)
    return connect(
        settings.channels,
        public_url=settings.public_url,
        clock=clock,
        client=client,
        share=shared_files.share,
    )


@asynccontextmanager
async def connecting(settings: Settings) -> AsyncIterator[Connected]:
    """
    The channels without a server, to ask their providers something or to set them up.

    Raises:
        ConfigurationError: a token or an address cannot be right.
    """

    async def nothing_is_shared(document: Document) -> str:
        raise Rejected("a file is shared by a server that runs")

    async with make_client() as client:
        yield connect(
            settings.channels,
            public_url=settings.public_url,
            clock=SystemClock(),
            client=client,
            share=nothing_is_shared,
        )


def make_payments(
    settings: Settings, clock: Clock
) -> tuple[Payments, Callable[[], Awaitable[None]]]:
    """
    The provider, and how it is closed; without one, `NoPayments`.

    Raises:
        ConfigurationError: a key or secret cannot be right.
    """
    match settings.payments:
        case StripeSettings() as given:
            # Deferred: the SDK is an extra, and slow to import.
            from adapters.stripe.payments import StripePayments

            stripe = StripePayments(given.api_key, given.endpoint_secrets, clock, given.api_base)
            return stripe, stripe.aclose
        case MercadoPagoSettings() as given:
            client = make_client()
            return (
                MercadoPagoPayments(
                    client, given.access_token, given.webhook_secrets, clock, given.api_base
                ),
                client.aclose,
            )
        case PixSettings() as given:
            return ManualPix(given.key, given.name, given.city, clock), _nothing
        case None:
            return NoPayments(), _nothing


def _payments(
    settings: Settings, clock: Clock, closing: list[Callable[[], Awaitable[None]]]
) -> Payments:
    payments, close = make_payments(settings, clock)
    closing.append(close)
    return payments


async def _nothing() -> None:
    """Nothing has to be closed."""
