"""`autovenda doctor`: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.operators import has_operators
from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CONVERSATIONS
from apps.channel_checks import check_channels
from apps.config import Settings, check_for_serving, read_settings
from apps.findings import Finding, Health, look
from apps.language_checks import check_language
from apps.payment_checks import check_payments
from apps.wiring import load_catalog, load_faq, load_texts
from autovenda_core.errors import ConfigurationError

__all__ = ["examine"]


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
        await look("faq", _faq(settings)),
        await look("database", _database(settings)),
        await look("panel", _panel(settings)),
        *await check_channels(settings),
        await look("payments", check_payments(settings)),
        *await check_language(settings.language),
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


async def _faq(settings: Settings) -> Finding:
    load_faq(settings.faq)
    return Finding("faq", Health.OK, str(settings.faq or "the questions that ship"))


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


async def _panel(settings: Settings) -> Finding:
    """Only looks, like `_database`."""
    if any(find_spec(name) is None for name in ("streamlit", "argon2")):
        return Finding("panel", Health.WARNING, "off; install the extra: autovenda[panel]")
    if not settings.database.exists():
        return Finding("panel", Health.OK, "on; its first operator is made after the database")
    engine = sqlite_engine(settings.database, begin="BEGIN", pragmas=READER)
    try:
        with engine.connect() as db:
            anybody = has_operators(db)
    except SQLAlchemyError:
        return Finding("panel", Health.WARNING, "see the database")
    finally:
        engine.dispose()
    if not anybody:
        words = "nobody can sign in; `autovenda operator add LOGIN --role owner`"
        return Finding("panel", Health.WARNING, words)
    return Finding("panel", Health.OK, "on")
