"""
Settings: the only reader of the environment.

`environment()` is read once, by the command line; `read_settings` makes it a value that
everything else takes as an argument.  docs/configuration.md has every variable in one table,
held to `VARIABLES` by a test.  Secrets are never part of a `repr`, a log or an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from autovenda_core.errors import ConfigurationError
from autovenda_core.model import Contact, Rules

__all__ = [
    "VARIABLES",
    "Settings",
    "StripeSettings",
    "TelegramSettings",
    "check_for_serving",
    "environment",
    "missing",
    "read_settings",
]

VARIABLES: Mapping[str, str] = {
    "AUTOVENDA_DATA_DIR": "a folder that we may write to",
    "AUTOVENDA_DATABASE_URL": "an address like sqlite:///data/autovenda.db",
    "AUTOVENDA_PUBLIC_URL": "the https address under which leads reach this server",
    "AUTOVENDA_SECRET": "any long random text, for example from `openssl rand -base64 32`",
    "AUTOVENDA_CATALOG": "a CSV file; `autovenda catalog export` prints one to start from",
    "AUTOVENDA_TEXTS": "a TOML file with the texts you want to change",
    "AUTOVENDA_COMPANY": "the name of your business",
    "AUTOVENDA_HUMAN_NAME": "the name of the person who answers when the bot does not",
    "AUTOVENDA_OWNER_CONTACT": "channel:address, such as telegram:123456789",
    "AUTOVENDA_BURST_SECONDS": "a whole number of seconds from 0 to 60",
    "AUTOVENDA_TRUSTED_PROXIES": "addresses or networks of your proxies, such as 10.0.0.0/8",
    "TELEGRAM_BOT_TOKEN": "@BotFather shows it, after /newbot or /mybots",
    "TELEGRAM_SECRET_TOKEN": "any 1 to 256 letters, digits, _ and -; `openssl rand -hex 32`",
    "TELEGRAM_API_BASE": "the address of another Bot API server, such as an emulator",
    "STRIPE_SECRET": "dashboard.stripe.com/apikeys, a secret or restricted key",
    "STRIPE_ENDPOINT_SECRET": "dashboard.stripe.com/webhooks, 'Signing secret' of your endpoint",
    "STRIPE_API_BASE": "the address of a double of Stripe, such as an emulator",
    "SUCCESS_URL": "an http(s) address",
    "CANCEL_URL": "an http(s) address",
}
"""Every variable that is read, and where to get its value."""

_DEFAULTS = Rules()
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, "setWebhook", `secret_token`."""

_LONGEST_BURST_SECONDS = 60


@dataclass(frozen=True)
class TelegramSettings:
    """The bot."""

    bot_token: str = field(repr=False)
    secret_tokens: tuple[str, ...] = field(default=(), repr=False)
    """The first is given to Telegram, all are accepted."""
    api_base: str | None = None


@dataclass(frozen=True)
class StripeSettings:
    """The account that takes the money."""

    api_key: str = field(repr=False)
    livemode: bool
    """Whether the key moves real money."""
    endpoint_secrets: tuple[str, ...] = field(default=(), repr=False)
    api_base: str | None = None


@dataclass(frozen=True)
class Settings:
    """Everything an owner can set.  What is None or empty was not set."""

    data_dir: Path = Path("data")
    database: Path = Path("data/autovenda.db")
    public_url: str | None = None
    """Without a slash at the end."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Of links: the first signs, all are accepted.  Empty: one is kept in the data folder."""
    catalog: Path | None = None
    texts: Path | None = None
    company: str = _DEFAULTS.company
    human_name: str = _DEFAULTS.human_name
    owner: Contact | None = None
    burst_seconds: int = _DEFAULTS.burst_seconds
    trusted_proxies: tuple[str, ...] = ()
    telegram: TelegramSettings | None = None
    stripe: StripeSettings | None = None
    success_url: str | None = None
    """Where Stripe's page leads after the payment; None: our own payment page."""
    cancel_url: str | None = None

    @property
    def livemode(self) -> bool:
        """Whether payments are real money."""
        return self.stripe is not None and self.stripe.livemode


def environment(folder: Path = Path()) -> Mapping[str, str]:
    """The process's variables, and under them those of a `.env` file in `folder`."""
    from_file = dotenv_values(folder / ".env")
    return {name: value for name, value in from_file.items() if value is not None} | dict(
        os.environ
    )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """
    Settings from variables; one that is set to nothing counts as not set.

    Raises:
        ConfigurationError: names the variable that is wrong, and where to get its value.
    """
    read = _Reader(environ)
    data_dir = Path(read.text("AUTOVENDA_DATA_DIR") or "data")
    return Settings(
        data_dir=data_dir,
        database=_database(read, data_dir),
        public_url=_public_url(read),
        secrets=read.several("AUTOVENDA_SECRET"),
        catalog=read.file("AUTOVENDA_CATALOG"),
        texts=read.file("AUTOVENDA_TEXTS"),
        company=read.text("AUTOVENDA_COMPANY") or _DEFAULTS.company,
        human_name=read.text("AUTOVENDA_HUMAN_NAME") or _DEFAULTS.human_name,
        owner=_owner(read),
        burst_seconds=_burst_seconds(read),
        trusted_proxies=_trusted_proxies(read),
        telegram=_telegram(read),
        stripe=_stripe(read),
        success_url=read.address("SUCCESS_URL"),
        cancel_url=read.address("CANCEL_URL"),
    )


def check_for_serving(settings: Settings, *, poll: bool) -> None:
    """
    Refuse what cannot work, or must not: unsigned webhooks, real money over plain http.

    With `poll` nothing has to reach us, so webhook secrets are not needed.

    Raises:
        ConfigurationError: names the variable, and where to get its value.
    """
    telegram, stripe = settings.telegram, settings.stripe
    if telegram is not None and not telegram.secret_tokens and not poll:
        raise missing(
            "TELEGRAM_SECRET_TOKEN", "TELEGRAM_BOT_TOKEN is set, so anybody could pose as Telegram"
        )
    if stripe is not None and not stripe.endpoint_secrets and not poll:
        raise missing("STRIPE_ENDPOINT_SECRET", "STRIPE_SECRET is set, so webhooks must be signed")
    if settings.livemode:
        _check_live(settings)


def _check_live(settings: Settings) -> None:
    if settings.public_url is None:
        raise missing("AUTOVENDA_PUBLIC_URL", "STRIPE_SECRET is a live key")
    if not settings.public_url.startswith("https://"):
        raise _wrong("AUTOVENDA_PUBLIC_URL", "is not https, and STRIPE_SECRET is a live key")
    if settings.stripe is not None and settings.stripe.api_base is not None:
        raise ConfigurationError(
            "STRIPE_API_BASE is set and STRIPE_SECRET is a live key: a live key is only for "
            "Stripe itself. Unset STRIPE_API_BASE, or use a test key (sk_test_…)."
        )


class _Reader:
    """Reads variables that are listed in `VARIABLES`, and no others."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str | None:
        assert name in VARIABLES, f"{name} is not documented"  # noqa: S101
        return self._environ.get(name, "").strip() or None

    def several(self, name: str) -> tuple[str, ...]:
        """Values between commas."""
        parts = (part.strip() for part in (self.text(name) or "").split(","))
        return tuple(part for part in parts if part)

    def address(self, name: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        if not _is_address(text):
            raise _wrong(name, "is not an address that begins with https:// or http://")
        return text.rstrip("/")

    def file(self, name: str) -> Path | None:
        text = self.text(name)
        if text is None:
            return None
        path = Path(text)
        if not path.is_file():
            raise _wrong(name, f"names {text!r}, which is not a file")
        return path


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _public_url(read: _Reader) -> str | None:
    url = read.address("AUTOVENDA_PUBLIC_URL")
    if url is not None and urlsplit(url).path:
        raise _wrong("AUTOVENDA_PUBLIC_URL", "has a path, and our pages live at the root")
    return url


def _database(read: _Reader, data_dir: Path) -> Path:
    url = read.text("AUTOVENDA_DATABASE_URL")
    if url is None:
        return data_dir / "autovenda.db"
    scheme, _, path = url.partition("://")
    if scheme.partition("+")[0] in ("postgres", "postgresql"):
        raise _wrong(
            "AUTOVENDA_DATABASE_URL",
            "is of a PostgreSQL server, and this version serves from one SQLite file only; "
            "unset it to use the file in AUTOVENDA_DATA_DIR",
        )
    if scheme != "sqlite" or not path.startswith("/") or path in ("/", "/:memory:"):
        raise _wrong("AUTOVENDA_DATABASE_URL", "is not the address of a SQLite file")
    # Three slashes and a relative path, or four and an absolute one, as in SQLAlchemy.
    return Path(unquote(path[1:]))


def _owner(read: _Reader) -> Contact | None:
    text = read.text("AUTOVENDA_OWNER_CONTACT")
    if text is None:
        return None
    channel, _, address = text.partition(":")
    if not channel or not address:
        raise _wrong("AUTOVENDA_OWNER_CONTACT", "is not a contact")
    return Contact(channel, address)


def _burst_seconds(read: _Reader) -> int:
    text = read.text("AUTOVENDA_BURST_SECONDS")
    if text is None:
        return _DEFAULTS.burst_seconds
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) > _LONGEST_BURST_SECONDS:
        raise _wrong("AUTOVENDA_BURST_SECONDS", f"is {text!r}")
    return int(text)


def _trusted_proxies(read: _Reader) -> tuple[str, ...]:
    proxies = read.several("AUTOVENDA_TRUSTED_PROXIES")
    for proxy in proxies:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise _wrong("AUTOVENDA_TRUSTED_PROXIES", f"holds {proxy!r}: {error}") from error
    return proxies


def _telegram(read: _Reader) -> TelegramSettings | None:
    token = read.text("TELEGRAM_BOT_TOKEN")
    secrets = read.several("TELEGRAM_SECRET_TOKEN")
    api_base = read.address("TELEGRAM_API_BASE")
    if token is None:
        _refuse_alone(read, "TELEGRAM_SECRET_TOKEN", without="TELEGRAM_BOT_TOKEN")
        return None
    for secret in secrets:
        if not _TELEGRAM_SECRET.fullmatch(secret):
            raise _wrong("TELEGRAM_SECRET_TOKEN", "holds a character that Telegram does not take")
    return TelegramSettings(token, secrets, api_base)


def _stripe(read: _Reader) -> StripeSettings | None:
    api_key = read.text("STRIPE_SECRET")
    secrets = read.several("STRIPE_ENDPOINT_SECRET")
    api_base = read.address("STRIPE_API_BASE")
    if api_key is None:
        _refuse_alone(read, "STRIPE_ENDPOINT_SECRET", without="STRIPE_SECRET")
        return None
    if api_key.startswith(("pk_", "whsec_")):
        raise _wrong("STRIPE_SECRET", "holds another kind of key (publishable, or of a webhook)")
    return StripeSettings(api_key, _is_live(api_key), secrets, api_base)


def _is_live(api_key: str) -> bool:
    try:
        # Deferred: the SDK is an extra, and slow to import.
        from adapters.stripe.payments import live_key
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "STRIPE_SECRET is set, and the package `stripe` is not installed; "
            "install autovenda[server,stripe]"
        ) from error
    return live_key(api_key)


def _refuse_alone(read: _Reader, name: str, *, without: str) -> None:
    if read.text(name) is not None:
        raise missing(without, f"{name} is set")


def missing(name: str, why: str) -> ConfigurationError:
    """What to raise for a variable that is not set."""
    return ConfigurationError(f"{name} is missing ({why}). Where to get it: {VARIABLES[name]}.")


def _wrong(name: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"{name} {what}. Expected: {VARIABLES[name]}.")
