"""
The channels: what each is called, where its webhooks come in, how they are read, who sends.

Whatever is there once for each channel is here; the server, the doctor and the command line take
it from here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeAlias

import httpx

from adapters.telegram import updates as telegram
from adapters.telegram.api import API_BASE as TELEGRAM_API
from adapters.telegram.channel import TelegramChannel
from adapters.whatsapp.cloud import webhook as whatsapp
from adapters.whatsapp.cloud.channel import CloudChannel
from adapters.whatsapp.twilio import webhook as twilio
from adapters.whatsapp.twilio.channel import TwilioChannel
from adapters.whatsapp.wppconnect import webhook as wppconnect
from adapters.whatsapp.wppconnect.channel import WppConnectChannel
from apps.channel_settings import (
    ChannelSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from autovenda_core.errors import PortError
from autovenda_core.identity import phone_key
from autovenda_core.ports.channel import Channel, Document
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.inbound import Reading

__all__ = [
    "CHANNELS",
    "ChannelKind",
    "Connected",
    "Share",
    "chat_addresses",
    "connect",
    "is_account",
]

ReadWebhook: TypeAlias = Callable[
    [bytes, Mapping[str, str], Mapping[str, str], datetime], list[Reading]
]
"""From a body, its headers (lower case), its query and the time to what it says."""

Share: TypeAlias = Callable[[Document], Awaitable[str]]
"""Gives a document an address that a provider can fetch it from."""


@dataclass(frozen=True)
class ChannelKind:
    """What there is to know of a channel, whether it is configured or not."""

    title: str
    """How people call it."""
    switch: str
    """The variable that switches it on."""
    path: str
    """Of its webhook, below `AUTOVENDA_PUBLIC_URL`; may have a `{secret}`."""
    read: ReadWebhook


CHANNELS: Mapping[str, ChannelKind] = {
    telegram.CHANNEL: ChannelKind(
        "Telegram", "TELEGRAM_BOT_TOKEN", "/webhook/telegram", telegram.read_webhook
    ),
    whatsapp.CHANNEL: ChannelKind(
        "WhatsApp (Meta)", "WHATSAPP_TOKEN", "/webhook/whatsapp", whatsapp.read_webhook
    ),
    twilio.CHANNEL: ChannelKind(
        "WhatsApp (Twilio)", "TWILIO_ACCOUNT_SID", "/webhook/whatsapp/twilio", twilio.read_webhook
    ),
    wppconnect.CHANNEL: ChannelKind(
        "WhatsApp (WPPConnect)",
        "WPPCONNECT_URL",
        "/webhook/whatsapp/wppconnect/{secret}",
        wppconnect.read_webhook,
    ),
}
"""By name, which is also the name of its settings in `ChannelSettings`."""


@dataclass(frozen=True)
class Connected:
    """The channels that are configured; None: off."""

    telegram: TelegramChannel | None = None
    whatsapp: CloudChannel | None = None
    twilio: TwilioChannel | None = None
    wppconnect: WppConnectChannel | None = None

    @property
    def by_name(self) -> dict[str, Channel]:
        """Those that are on."""
        channels = (getattr(self, field.name) for field in fields(self))
        return {channel.name: channel for channel in channels if channel is not None}


def connect(
    given: ChannelSettings,
    *,
    public_url: str | None,
    clock: Clock,
    client: httpx.AsyncClient,
    share: Share,
) -> Connected:
    """
    Make the channels; nobody is called yet, and the client stays the caller's.

    Raises:
        ConfigurationError: a token or an address cannot be right.
    """
    return Connected(
        telegram=_telegram(given, clock, client),
        whatsapp=_whatsapp(given, clock, client),
        twilio=_twilio(given, public_url, clock, client, share),
        wppconnect=_wppconnect(given, clock, client),
    )


def is_account(given: ChannelSettings, channel: str, account: str) -> bool:
    """
    Whether what a webhook was sent to (`Reading.account`) is the number or session that we are.

    A Meta app may have several numbers, a WPPConnect server several sessions, and all deliver to
    one address.  A messaging service of Twilio has senders that we do not know: of those every
    one on WhatsApp is ours.
    """
    match getattr(given, channel, None):
        case WhatsAppSettings(phone_number_id=ours) | WppConnectSettings(session=ours):
            return account == ours
        case TwilioSettings(sender=sender) if sender.startswith(twilio.WHATSAPP):
            return _number(account) == _number(sender)
        case TwilioSettings():
            return account.startswith(twilio.WHATSAPP)
        case _:
            return True


def _number(address: str) -> str | None:
    """The number of an address of Twilio's, comparable; None: it is not one of WhatsApp."""
    is_whatsapp = address.startswith(twilio.WHATSAPP)
    return phone_key(address.removeprefix(twilio.WHATSAPP)) if is_whatsapp else None


async def chat_addresses(
    connected: Connected, given: ChannelSettings
) -> AsyncIterator[tuple[str, str]]:
    """By channel, the address that opens the chat with us.  Best effort: providers are asked."""
    if given.twilio is not None and given.twilio.sender.startswith(twilio.WHATSAPP):
        yield twilio.CHANNEL, _wa_me(given.twilio.sender)
    if connected.telegram is not None:
        with suppress(PortError):
            bot = await connected.telegram.get_me()
            yield telegram.CHANNEL, f"https://t.me/{bot.username}"
    if connected.whatsapp is not None:
        with suppress(PortError):
            number = await connected.whatsapp.phone_number()
            yield whatsapp.CHANNEL, _wa_me(number.display)


def _wa_me(number: str) -> str:
    """The digits of a number as an address (WhatsApp FAQ, "How to use click to chat")."""
    return f"https://wa.me/{re.sub(r'[^0-9]', '', number)}"


def _telegram(
    given: ChannelSettings, clock: Clock, client: httpx.AsyncClient
) -> TelegramChannel | None:
    bot = given.telegram
    if bot is None:
        return None
    return TelegramChannel(client, bot.bot_token, clock, bot.api_base or TELEGRAM_API)


def _whatsapp(
    given: ChannelSettings, clock: Clock, client: httpx.AsyncClient
) -> CloudChannel | None:
    number = given.whatsapp
    if number is None:
        return None
    elsewhere = {"api_base": number.api_base} if number.api_base else {}
    return CloudChannel(
        client, number.token, number.phone_number_id, clock, waba_id=number.waba_id, **elsewhere
    )


def _twilio(
    given: ChannelSettings,
    public_url: str | None,
    clock: Clock,
    client: httpx.AsyncClient,
    share: Share,
) -> TwilioChannel | None:
    account = given.twilio
    if account is None:
        return None
    elsewhere = {"api_base": account.api_base} if account.api_base else {}
    return TwilioChannel(
        client,
        account.account_sid,
        account.auth_tokens[0],
        account.sender,
        clock,
        share=share,
        templates=account.templates,
        status_url=f"{public_url}{CHANNELS[twilio.CHANNEL].path}" if public_url else None,
        **elsewhere,
    )


def _wppconnect(
    given: ChannelSettings, clock: Clock, client: httpx.AsyncClient
) -> WppConnectChannel | None:
    server = given.wppconnect
    if server is None:
        return None
    return WppConnectChannel(client, server.url, server.session, server.token, clock)
