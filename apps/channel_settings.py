"""
Settings of the channels.  One that has none is off.

Secrets that prove a webhook may be several, comma-separated: all are accepted, so that one can
be replaced while messages come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from apps.variables import Reader, missing, wrong
from autovenda_core.errors import ConfigurationError

__all__ = [
    "ChannelSettings",
    "TelegramSettings",
    "TwilioSettings",
    "WhatsAppSettings",
    "WppConnectSettings",
    "check_webhooks",
    "read_channels",
]

_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, "setWebhook", `secret_token`."""

_META_ID = re.compile(r"[0-9]{5,25}")

_TWILIO_SID = r"[0-9a-fA-F]{32}"
_ACCOUNT = re.compile(rf"AC{_TWILIO_SID}")
_SENDER = re.compile(rf"whatsapp:\+[0-9]{{8,15}}|MG{_TWILIO_SID}")
_TEMPLATE = re.compile(rf"(?P<name>[a-z0-9_]+)\s*=\s*(?P<content>HX{_TWILIO_SID})")

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PATH_SECRET = re.compile(r"[A-Za-z0-9_-]{16,}")
"""It is part of an address, and all that tells the server from a stranger."""

_DEFAULT_KEY = "THISISMYSECURETOKEN"
"""`secretKey` as it ships (WPPConnect server, README, "Configuration"): everybody knows it."""


@dataclass(frozen=True)
class TelegramSettings:
    """The bot."""

    bot_token: str = field(repr=False)
    secret_tokens: tuple[str, ...] = field(default=(), repr=False)
    """The first is given to Telegram, all are accepted."""
    api_base: str | None = None


@dataclass(frozen=True)
class WhatsAppSettings:
    """A number on Meta's WhatsApp Cloud API."""

    token: str = field(repr=False)
    phone_number_id: str
    app_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Of the Meta app: they sign its webhooks."""
    verify_tokens: tuple[str, ...] = field(default=(), repr=False)
    """Ours: Meta repeats one when the webhook is set up."""
    waba_id: str | None = None
    """The WhatsApp Business Account, which owns the message templates."""
    api_base: str | None = None


@dataclass(frozen=True)
class TwilioSettings:
    """A WhatsApp sender at Twilio."""

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    """The first one calls Twilio; webhooks may be signed with any of them."""
    sender: str
    """`whatsapp:+…`, or the SID of a messaging service."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Content SIDs by the names that our texts give the templates."""
    api_base: str | None = None


@dataclass(frozen=True)
class WppConnectSettings:
    """A session of a WPPConnect server."""

    url: str
    session: str
    token: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """The first one is part of the address that the server is given, all are accepted."""


@dataclass(frozen=True)
class ChannelSettings:
    """All channels; None: off."""

    telegram: TelegramSettings | None = None
    whatsapp: WhatsAppSettings | None = None
    twilio: TwilioSettings | None = None
    wppconnect: WppConnectSettings | None = None

    @property
    def on(self) -> tuple[str, ...]:
        """The names of those that are."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)


def read_channels(read: Reader) -> ChannelSettings:
    """
    Which channels there are, and how they are reached.

    Raises:
        ConfigurationError: a value is wrong, or a part of a channel is missing.
    """
    return ChannelSettings(_telegram(read), _whatsapp(read), _twilio(read), _wppconnect(read))


def check_webhooks(channels: ChannelSettings, public_url: str | None, *, poll: bool) -> None:
    """
    Refuse to take webhooks of which nobody could tell who sent them.

    With `poll` Telegram is asked and sends none; the others cannot be asked.

    Raises:
        ConfigurationError: names the variable, and where to get its value.
    """
    for name, value, why in _needed_for_webhooks(channels, public_url, poll=poll):
        if not value:
            raise missing(name, why)


def _needed_for_webhooks(
    channels: ChannelSettings, public_url: str | None, *, poll: bool
) -> Iterator[tuple[str, object, str]]:
    """The name of a variable, its value, and why it has to be set."""
    telegram, whatsapp = channels.telegram, channels.whatsapp
    twilio, wppconnect = channels.twilio, channels.wppconnect
    if telegram is not None and not poll:
        why = "TELEGRAM_BOT_TOKEN is set, so anybody could pose as Telegram"
        yield "TELEGRAM_SECRET_TOKEN", telegram.secret_tokens, why
    if whatsapp is not None:
        why = "WHATSAPP_TOKEN is set, so anybody could pose as Meta"
        yield "WHATSAPP_APP_SECRET", whatsapp.app_secrets, why
        why = "Meta asks for it before it delivers"
        yield "WHATSAPP_VERIFY_TOKEN", whatsapp.verify_tokens, why
    if twilio is not None:
        why = "Twilio signs the public address of its webhook, and fetches proposals from it"
        yield "AUTOVENDA_PUBLIC_URL", public_url, why
    if wppconnect is not None:
        why = "WPPConnect signs nothing, so the address of its webhook has to be secret"
        yield "WPPCONNECT_WEBHOOK_SECRET", wppconnect.webhook_secrets, why


def _telegram(read: Reader) -> TelegramSettings | None:
    token = read.text("TELEGRAM_BOT_TOKEN")
    secrets = read.several("TELEGRAM_SECRET_TOKEN")
    api_base = read.address("TELEGRAM_API_BASE")
    if token is None:
        read.refuse_alone("TELEGRAM_SECRET_TOKEN", without="TELEGRAM_BOT_TOKEN")
        return None
    for secret in secrets:
        if not _TELEGRAM_SECRET.fullmatch(secret):
            raise wrong("TELEGRAM_SECRET_TOKEN", "holds a character that Telegram does not take")
    return TelegramSettings(token, secrets, api_base)


def _whatsapp(read: Reader) -> WhatsAppSettings | None:
    main = "WHATSAPP_TOKEN"
    token, api_base = read.text(main), read.address("WHATSAPP_API_BASE")
    if token is None:
        read.refuse_alone(
            "WHATSAPP_PHONE_NUMBER_ID",
            "WHATSAPP_APP_SECRET",
            "WHATSAPP_VERIFY_TOKEN",
            "WHATSAPP_WABA_ID",
            without=main,
        )
        return None
    waba_id = read.text("WHATSAPP_WABA_ID")
    return WhatsAppSettings(
        token=token,
        phone_number_id=_meta_id(
            "WHATSAPP_PHONE_NUMBER_ID", read.needed("WHATSAPP_PHONE_NUMBER_ID", because=main)
        ),
        app_secrets=read.several("WHATSAPP_APP_SECRET"),
        verify_tokens=read.several("WHATSAPP_VERIFY_TOKEN"),
        waba_id=_meta_id("WHATSAPP_WABA_ID", waba_id) if waba_id is not None else None,
        api_base=api_base,
    )


def _meta_id(name: str, value: str) -> str:
    if not _META_ID.fullmatch(value):
        raise wrong(name, "is not an id (it is no phone number either: digits only, no +)")
    return value


def _twilio(read: Reader) -> TwilioSettings | None:
    main = "TWILIO_ACCOUNT_SID"
    account_sid, api_base = read.text(main), read.address("TWILIO_API_BASE")
    if account_sid is None:
        read.refuse_alone("TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_TEMPLATES", without=main)
        return None
    if not _ACCOUNT.fullmatch(account_sid):
        raise wrong(main, "is not the SID of an account")
    read.needed("TWILIO_AUTH_TOKEN", because=main)
    sender = read.needed("TWILIO_FROM", because=main)
    if not _SENDER.fullmatch(sender):
        raise wrong("TWILIO_FROM", f"is {sender!r}, which is no sender of WhatsApp messages")
    return TwilioSettings(
        account_sid=account_sid,
        auth_tokens=read.several("TWILIO_AUTH_TOKEN"),
        sender=sender,
        templates=dict(map(_twilio_template, read.several("TWILIO_TEMPLATES"))),
        api_base=api_base,
    )


def _twilio_template(pair: str) -> tuple[str, str]:
    found = _TEMPLATE.fullmatch(pair)
    if found is None:
        raise wrong("TWILIO_TEMPLATES", f"holds {pair!r}")
    return found["name"], found["content"]


def _wppconnect(read: Reader) -> WppConnectSettings | None:
    main = "WPPCONNECT_URL"
    url = read.address(main)
    secrets = read.several("WPPCONNECT_WEBHOOK_SECRET")
    if url is None:
        read.refuse_alone(
            "WPPCONNECT_SESSION", "WPPCONNECT_TOKEN", "WPPCONNECT_WEBHOOK_SECRET", without=main
        )
        return None
    session = read.needed("WPPCONNECT_SESSION", because=main)
    if not _SESSION.fullmatch(session):
        raise wrong("WPPCONNECT_SESSION", f"is {session!r}")
    token = read.needed("WPPCONNECT_TOKEN", because=main)
    if token == _DEFAULT_KEY:
        raise _well_known("WPPCONNECT_TOKEN")
    if _DEFAULT_KEY in secrets:
        raise _well_known("WPPCONNECT_WEBHOOK_SECRET")
    if not all(map(_PATH_SECRET.fullmatch, secrets)):
        raise wrong("WPPCONNECT_WEBHOOK_SECRET", "is too short, or cannot be part of an address")
    return WppConnectSettings(url, session, token, secrets)


def _well_known(name: str) -> ConfigurationError:
    return wrong(name, f"is {_DEFAULT_KEY}, the key that WPPConnect ships with: change it there")
