"""`autovenda doctor`: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.http.client import make_client
from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CONVERSATIONS
from apps.config import Settings, check_for_serving, read_settings
from apps.wiring import SystemClock, load_catalog, load_texts, make_payments, make_telegram
from autovenda_core.errors import AutoVendaError, ConfigurationError, PortError, Rejected

__all__ = ["Finding", "Health", "examine"]

PROBE = "cs_test_autovenda_doctor"
"""A checkout that is not there: being told so means that Stripe answers and knows our key."""

NOT_FOUND = "(404, "
"""How adapters/stripe/failures.py ends the words of such an answer."""


class Health(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do."""

    subject: str
    health: Health
    words: str

    @property
    def is_error(self) -> bool:
        """Whether `serve` would fail, or sell nothing."""
        return self.health is Health.ERROR

    @property
    def line(self) -> str:
        """For people."""
        return f"{self.health:<8}{self.subject}: {self.words}"


async def examine(environ: Mapping[str, str], *, poll: bool = False) -> list[Finding]:
    """Look at everything and change nothing; `poll`: as `serve --poll` would need it."""
    try:
        settings = read_settings(environ)
        check_for_serving(settings, poll=poll)
    except ConfigurationError as error:
        return [Finding("settings", Health.ERROR, str(error))]
    checks: dict[str, Callable[[Settings], Awaitable[Finding]]] = {
        "public address": _public_address,
        "catalogue": _catalogue,
        "texts": _texts,
        "database": _database,
        "telegram": _telegram,
        "stripe": _stripe,
    }
    found = [Finding("settings", Health.OK, "complete")]
    for subject, check in checks.items():
        try:
            found.append(await check(settings))
        except AutoVendaError as error:
            found.append(Finding(subject, Health.ERROR, str(error)))
    return found


async def _public_address(settings: Settings) -> Finding:
    subject, url = "public address", settings.public_url
    if url is None:
        words = "none; set AUTOVENDA_PUBLIC_URL, or leads cannot open links"
        return Finding(subject, Health.WARNING, words)
    if not url.startswith("https://"):
        words = f"{url} is not https; phones warn, and Telegram delivers to https only"
        return Finding(subject, Health.WARNING, words)
    return Finding(subject, Health.OK, url)


async def _catalogue(settings: Settings) -> Finding:
    count = len(load_catalog(settings.catalog).packages)
    if settings.catalog is None:
        words = "the sample; `autovenda catalog export > catalogo.csv`, then AUTOVENDA_CATALOG"
        return Finding("catalogue", Health.WARNING, words)
    return Finding("catalogue", Health.OK, f"{count} packages in {settings.catalog}")


async def _texts(settings: Settings) -> Finding:
    load_texts(settings.texts)
    return Finding("texts", Health.OK, str(settings.texts or "those that ship"))


async def _database(settings: Settings) -> Finding:
    """Only looks, because a server may be using it right now."""
    path = settings.database
    if not path.exists():
        return Finding("database", Health.OK, f"{path} will be made by `autovenda serve`")
    engine = sqlite_engine(path, begin="BEGIN", pragmas=READER)
    try:
        with engine.connect() as db:
            count = db.execute(select(func.count()).select_from(CONVERSATIONS)).scalar_one()
    except SQLAlchemyError as error:
        words = f"{path} cannot be read ({type(error).__name__}); run `autovenda db upgrade`"
        return Finding("database", Health.ERROR, words)
    finally:
        engine.dispose()
    return Finding("database", Health.OK, f"{path}, {count} conversations")


async def _telegram(settings: Settings) -> Finding:
    async with make_client() as client:
        bot = make_telegram(settings, SystemClock(), client)
        if bot is None:
            return Finding("telegram", Health.WARNING, "off; set TELEGRAM_BOT_TOKEN")
        name = (await bot.get_me()).username
        webhook = await bot.get_webhook_info()
    expected = f"{settings.public_url}/webhook/telegram"
    if webhook.url != expected:
        words = f"@{name} delivers to {webhook.url or 'nobody'}, not to {expected}; run "
        words += "`autovenda telegram set-webhook`, or serve with --poll"
        return Finding("telegram", Health.WARNING, words)
    if webhook.last_error is not None:
        words = f"@{name} could not deliver lately: {webhook.last_error}"
        return Finding("telegram", Health.WARNING, words)
    return Finding("telegram", Health.OK, f"@{name} delivers to {expected}")


async def _stripe(settings: Settings) -> Finding:
    if settings.stripe is None:
        return Finding("stripe", Health.WARNING, "off; set STRIPE_SECRET to take deposits")
    payments, close = make_payments(settings, SystemClock())
    try:
        await payments.fetch(PROBE)
    except Rejected as error:
        if NOT_FOUND in str(error):
            mode = "real money" if settings.livemode else "test mode"
            return Finding("stripe", Health.OK, f"the key works, {mode}")
        return Finding("stripe", Health.ERROR, str(error))
    except PortError as error:
        return Finding("stripe", Health.ERROR, f"{error}; is the network all right?")
    finally:
        await close()
    return Finding("stripe", Health.WARNING, "a checkout exists that should not")
