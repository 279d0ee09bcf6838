"""
Wiring: the only place where adapters meet ports.

    application = build(settings)
    async with application.running():
        ...                     # serve `create_app(application)`, or call its runtime

Every piece can be replaced by an argument, so tests and the demo are wired like the real thing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from adapters.http.client import make_client
from adapters.http.links import FileLinks, SignedLinks
from adapters.http.pages import Site
from adapters.llm.language import LiteLLMLanguage
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
from apps.language_settings import LanguageSettings
from apps.link_secret import link_secrets
from apps.logs import LogObserver
from apps.national_holidays import national_calendar
from apps.no_payments import NoPayments
from apps.payment_settings import MercadoPagoSettings, PixSettings, StripeSettings
from apps.shared_files import SharedFiles
from apps.written import written, written_over
from autovenda_core.catalog import Catalog, read_catalog
from autovenda_core.errors import ConfigurationError, Rejected
from autovenda_core.faq import Faq, default_faq, read_faq
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Rules
from autovenda_core.ports.channel import Channel, Document
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.documents import Documents
from autovenda_core.ports.payments import Payments
from autovenda_core.runtime import Observer, Ports, Runtime
from autovenda_core.texts import Texts, default_texts, read_texts
from autovenda_core.understanding.lazy import compile_all

__all__ = [
    "Application",
    "SystemClock",
    "build",
    "connecting",
    "load_catalog",
    "load_faq",
    "load_texts",
    "make_language",
    "make_payments",
    "make_rules",
    "sample_catalog",
    "text_of",
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
    media: FolderFiles
    """What leads sent."""
    chat_urls: dict[str, str]
    """By channel, the address that opens the chat; providers are asked for it at the start."""
    language: LiteLLMLanguage | None
    """The language model of the settings; its `today` tells how it does."""
    _closing: tuple[Callable[[], Awaitable[None]], ...] = field(repr=False)

    @property
    def flow(self) -> Flow:
        """The flow as it is now: what the owner writes in the panel changes it at once."""
        return self.runtime.flow

    async def take_up_settings(self) -> None:
        """
        Go on with the newest catalogue, texts and FAQ that the owner has written in the panel.

        Raises:
            Unavailable: the database cannot be read.
        """
        self.runtime.flow = written_over(self.runtime.flow, await self.store.read(written))

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
            await asyncio.to_thread(compile_all)  # or the first lead would wait for it
            await self.store.open()
            stack.push_async_callback(self.store.close)
            await self.take_up_settings()
            await self.heap.start(self.runtime.on_wake, self.store.waiting)
            stack.push_async_callback(self.heap.close)
            stack.push_async_callback(self.inbox.close)
            asking = asyncio.create_task(self._ask_for_chats())
            stack.callback(asking.cancel)
            if self.language is not None:
                loading = asyncio.create_task(_load(self.language))
                stack.callback(loading.cancel)
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
        ConfigurationError: a setting, the catalogue, the texts or the FAQ are wrong.
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
    language = _language(settings, clock, closing)
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
        language=language,
    )
    check_owner(settings.owner, ports.channels)
    runtime = Runtime(flow, ports, observer or LogObserver())
    return Application(
        settings=settings,
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
        media=media,
        chat_urls=dict(chat_urls or {}),
        language=language,
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
    return read_catalog(text_of(path) if path is not None else sample_catalog())


def load_texts(path: Path | None) -> Texts:
    """
    The texts, with the owner's in the place of ours.

    Raises:
        ConfigurationError: they cannot be read; TextsError with every line that is wrong.
    """
    return read_texts(text_of(path)) if path is not None else default_texts()


def load_faq(path: Path | None) -> Faq:
    """
    The questions and answers, with the owner's in the place of ours or after them.

    Raises:
        ConfigurationError: they cannot be read; FaqError with every line that is wrong.
    """
    return read_faq(text_of(path)) if path is not None else default_faq()


def text_of(path: Path) -> str:
    """
    A file of the owner's.

    Raises:
        ConfigurationError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def make_rules(settings: Settings) -> Rules:
    """How the business works, as its owner has set it."""
    return Rules(
        company=settings.company,
        human_name=settings.human_name,
        payment_methods=_payment_methods(settings),
        installments=settings.installments,
        portfolio_url=settings.portfolio_url,
        office=settings.office,
        burst_seconds=settings.burst_seconds,
        livemode=settings.livemode,
        model=settings.language.limits if settings.language else None,
    )


def _flow(settings: Settings, clock: Clock) -> Flow:
    return Flow(
        catalog=load_catalog(settings.catalog),
        texts=load_texts(settings.texts),
        faq=load_faq(settings.faq),
        rules=make_rules(settings),
        calendar=national_calendar(clock.now()),
    )


def _payment_methods(settings: Settings) -> str:
    by_hand = isinstance(settings.payments, PixSettings)
    return "Pix" if by_hand else Rules().payment_methods


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


def make_language(given: LanguageSettings, clock: Clock) -> LiteLLMLanguage:
    """The language model; nothing is loaded yet (see `LiteLLMLanguage.warm`)."""
    return LiteLLMLanguage(
        given.models, clock, listener=given.listener, limit_seconds=given.limit_seconds
    )


def _language(
    settings: Settings, clock: Clock, closing: list[Callable[[], Awaitable[None]]]
) -> LiteLLMLanguage | None:
    if settings.language is None:
        return None
    language = make_language(settings.language, clock)
    closing.append(language.aclose)
    return language


async def _load(language: LiteLLMLanguage) -> None:
    """Beside the serving, so that nobody waits for it."""
    language.warm()
    if broken := await language.ready():
        logging.getLogger(__name__).warning("the rules read alone: %s", broken)


async def _nothing() -> None:
    """Nothing has to be closed."""
