"""
Settings: the only reader of the environment.

`environment()` is read once, by the command line; `read_settings` makes it a value that
everything else takes as an argument.  The variables are listed in apps/variables.py.  Secrets
are never part of a `repr`, a log or an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from apps.channel_settings import ChannelSettings, check_webhooks, read_channels
from apps.language_settings import LanguageSettings, read_language
from apps.payment_settings import PaymentSettings, check_payments, read_payments
from apps.variables import Reader, wrong
from autovenda_core.business_days import OfficeHours
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import Contact, Rules

__all__ = ["Settings", "check_for_serving", "check_owner", "environment", "read_settings"]

_DEFAULTS = Rules()
_LONGEST_BURST_SECONDS = 60
_MOST_INSTALLMENTS = 12
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_HOURS = re.compile(
    rf"(?:(?P<first>{'|'.join(_WEEKDAYS)})(?:-(?P<last>{'|'.join(_WEEKDAYS)}))? +)?"
    r"(?P<opens>\d{1,2})-(?P<closes>\d{1,2})"
)


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
    faq: Path | None = None
    company: str = _DEFAULTS.company
    human_name: str = _DEFAULTS.human_name
    owner: Contact | None = None
    office: OfficeHours = _DEFAULTS.office
    installments: int = _DEFAULTS.installments
    portfolio_url: str = ""
    burst_seconds: int = _DEFAULTS.burst_seconds
    trusted_proxies: tuple[str, ...] = ()
    channels: ChannelSettings = field(default_factory=ChannelSettings)
    payments: PaymentSettings | None = None
    """Who takes the money; None: a person collects it."""
    language: LanguageSettings | None = None
    """The language model; None: the rules read alone."""
    success_url: str | None = None
    """Where the provider's page leads after the payment; None: our own payment page."""
    cancel_url: str | None = None

    @property
    def livemode(self) -> bool:
        """Whether payments are real money."""
        return self.payments is not None and self.payments.livemode


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
    read = Reader(environ)
    data_dir = Path(read.text("AUTOVENDA_DATA_DIR") or "data")
    return Settings(
        data_dir=data_dir,
        database=_database(read, data_dir),
        public_url=_public_url(read),
        secrets=read.several("AUTOVENDA_SECRET"),
        catalog=read.file("AUTOVENDA_CATALOG"),
        texts=read.file("AUTOVENDA_TEXTS"),
        faq=read.file("AUTOVENDA_FAQ"),
        company=read.text("AUTOVENDA_COMPANY") or _DEFAULTS.company,
        human_name=read.text("AUTOVENDA_HUMAN_NAME") or _DEFAULTS.human_name,
        owner=_owner(read),
        office=_office_hours(read),
        installments=read.whole(
            "AUTOVENDA_INSTALLMENTS", _DEFAULTS.installments, (1, _MOST_INSTALLMENTS)
        ),
        portfolio_url=read.address("AUTOVENDA_PORTFOLIO_URL") or "",
        burst_seconds=read.whole(
            "AUTOVENDA_BURST_SECONDS", _DEFAULTS.burst_seconds, (0, _LONGEST_BURST_SECONDS)
        ),
        trusted_proxies=_trusted_proxies(read),
        channels=read_channels(read),
        payments=read_payments(read),
        language=read_language(read),
        success_url=read.address("SUCCESS_URL"),
        cancel_url=read.address("CANCEL_URL"),
    )


def check_for_serving(settings: Settings, *, poll: bool) -> None:
    """
    Refuse what cannot work, or must not: unsigned webhooks, real money over plain http, an owner
    on a channel that is off.

    With `poll` neither Telegram nor the payment provider has to reach us, so they need no
    webhook secrets.

    Raises:
        ConfigurationError: names the variable, and where to get its value.
    """
    check_webhooks(settings.channels, settings.public_url, poll=poll)
    check_owner(settings.owner, settings.channels.on)
    check_payments(settings.payments, settings.public_url, poll=poll)


def check_owner(owner: Contact | None, channels: Collection[str]) -> None:
    """
    Refuse an owner who could not be told anything.

    Raises:
        ConfigurationError: their channel is none of those that are on.
    """
    if owner is not None and owner.channel not in channels:
        known = ", ".join(channels) or "none"
        raise ConfigurationError(
            f"AUTOVENDA_OWNER_CONTACT is on the channel {owner.channel!r}, which is not "
            f"configured (configured: {known})"
        )


def _public_url(read: Reader) -> str | None:
    url = read.address("AUTOVENDA_PUBLIC_URL")
    if url is not None and urlsplit(url).path:
        raise wrong("AUTOVENDA_PUBLIC_URL", "has a path, and our pages live at the root")
    return url


def _database(read: Reader, data_dir: Path) -> Path:
    url = read.text("AUTOVENDA_DATABASE_URL")
    if url is None:
        return data_dir / "autovenda.db"
    scheme, _, path = url.partition("://")
    if scheme.partition("+")[0] in ("postgres", "postgresql"):
        raise wrong(
            "AUTOVENDA_DATABASE_URL",
            "is of a PostgreSQL server, and this version serves from one SQLite file only; "
            "unset it to use the file in AUTOVENDA_DATA_DIR",
        )
    if scheme != "sqlite" or not path.startswith("/") or path in ("/", "/:memory:"):
        raise wrong("AUTOVENDA_DATABASE_URL", "is not the address of a SQLite file")
    # Three slashes and a relative path, or four and an absolute one, as in SQLAlchemy.
    return Path(unquote(path[1:]))


def _owner(read: Reader) -> Contact | None:
    text = read.text("AUTOVENDA_OWNER_CONTACT")
    if text is None:
        return None
    channel, _, address = text.partition(":")
    if not channel or not address:
        raise wrong("AUTOVENDA_OWNER_CONTACT", "is not a contact")
    return Contact(channel, address)


def _office_hours(read: Reader) -> OfficeHours:
    text = read.text("AUTOVENDA_OFFICE_HOURS")
    if text is None:
        return _DEFAULTS.office
    match = _OFFICE_HOURS.fullmatch(text.lower())
    if match is None:
        raise wrong("AUTOVENDA_OFFICE_HOURS", f"is {text!r}")
    first = _WEEKDAYS.index(match["first"] or "mon")
    last = _WEEKDAYS.index(match["last"] or match["first"] or "fri")
    hours = OfficeHours(first, last, int(match["opens"]), int(match["closes"]))
    if (
        hours.first_weekday > hours.last_weekday
        or not 0 <= hours.from_hour < hours.until_hour <= 24
    ):
        raise wrong("AUTOVENDA_OFFICE_HOURS", f"is {text!r}, which ends before it begins")
    return hours


def _trusted_proxies(read: Reader) -> tuple[str, ...]:
    proxies = read.several("AUTOVENDA_TRUSTED_PROXIES")
    for proxy in proxies:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise wrong("AUTOVENDA_TRUSTED_PROXIES", f"holds {proxy!r}: {error}") from error
    return proxies
