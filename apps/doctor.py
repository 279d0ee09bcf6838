"""`autovenda doctor`: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CONVERSATIONS
from apps.channel_checks import check_channels
from apps.config import Settings, check_for_serving, read_settings
from apps.findings import Finding, Health, look
from apps.wiring import SystemClock, load_catalog, load_texts, make_payments
from autovenda_core.errors import ConfigurationError, PortError, Rejected

__all__ = ["examine"]

PROBE = "cs_test_autovenda_doctor"
"""A checkout that is not there: being told so means that Stripe answers and knows our key."""

NOT_FOUND = "(404, "
"""How adapters/stripe/failures.py ends the words of such an answer."""


async def examine(environ: Mapping[str, str], *, poll: bool = False) -> list[Finding]:
    """Look at everything and change nothing; `poll`: as `serve --poll` would need it."""
    try:
        settings = read_settings(environ)
        check_for_serving(settings, poll=poll)
    except ConfigurationError as error:
        return [Finding("settings", Health.ERROR, str(error))]
    return [
        Finding("settings", Health.OK, "complete"),
        await look("public address", _public_address(settings)),
        await look("catalogue", _catalogue(settings)),
        await look("texts", _texts(settings)),
        await look("database", _database(settings)),
        *await check_channels(settings),
        await look("stripe", _stripe(settings)),
    ]


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
