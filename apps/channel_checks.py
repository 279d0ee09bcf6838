"""The doctor looks at each channel that is configured: asks its provider, and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from adapters.telegram.channel import TelegramChannel
from adapters.whatsapp.cloud.channel import CloudChannel
from adapters.whatsapp.twilio.channel import TwilioChannel
from adapters.whatsapp.wppconnect.channel import WppConnectChannel
from apps.channels import CHANNELS, Connected
from apps.config import Settings
from apps.findings import Finding, Health, look
from apps.templates import alert_name, not_approved
from apps.wiring import connecting, load_texts
from autovenda_core.errors import ConfigurationError

__all__ = ["check_channels"]


async def check_channels(settings: Settings) -> list[Finding]:
    """What there is to say of the channels; one that is off is not mentioned."""
    try:
        async with connecting(settings) as connected:
            found = [finding async for finding in _findings(settings, connected)]
    except ConfigurationError as error:
        return [Finding("channels", Health.ERROR, str(error))]
    if not found:
        switches = ", ".join(kind.switch for kind in CHANNELS.values())
        return [Finding("channels", Health.WARNING, f"none; set one of {switches}")]
    return found


async def _findings(settings: Settings, connected: Connected) -> AsyncIterator[Finding]:
    if (bot := connected.telegram) is not None:
        yield await look("telegram", _telegram(bot, _webhook(settings, "telegram")))
    if (number := connected.whatsapp) is not None:
        yield await look("whatsapp", _whatsapp(number, _webhook(settings, "whatsapp")))
        yield await look("whatsapp templates", _whatsapp_templates(settings, number))
    if (account := connected.twilio) is not None:
        yield await look("twilio", _twilio(account, _webhook(settings, "twilio")))
        yield await look("twilio templates", _twilio_templates(settings))
    if (session := connected.wppconnect) is not None:
        yield await look("wppconnect", _wppconnect(session))


def _webhook(settings: Settings, channel: str) -> str:
    """Where a channel should deliver."""
    return f"{settings.public_url}{CHANNELS[channel].path}"


async def _telegram(bot: TelegramChannel, expected: str) -> Finding:
    subject, name = "telegram", f"@{(await bot.get_me()).username}"
    webhook = await bot.get_webhook_info()
    if webhook.url != expected:
        words = f"{name} delivers to {webhook.url or 'nobody'}, not to {expected}; run "
        words += "`autovenda telegram set-webhook`, or serve with --poll"
        return Finding(subject, Health.WARNING, words)
    if webhook.last_error is not None:
        words = f"{name} could not deliver lately: {webhook.last_error}"
        return Finding(subject, Health.WARNING, words)
    return Finding(subject, Health.OK, f"{name} delivers to {expected}")


async def _whatsapp(channel: CloudChannel, expected: str) -> Finding:
    number = await channel.phone_number()
    who = f"the token works, {number.display} ({number.name}), quality {number.quality}"
    if number.webhook_url is None:
        words = f"{who}; Meta does not say where it delivers: look at WhatsApp, Configuration, in "
        words += f"your app, for {expected} and the field `messages`"
        return Finding("whatsapp", Health.WARNING, words)
    if number.webhook_url != expected:
        words = f"{who}; Meta delivers to {number.webhook_url}, not to {expected}; change it at "
        words += "WhatsApp, Configuration, in your app"
        return Finding("whatsapp", Health.WARNING, words)
    return Finding("whatsapp", Health.OK, f"{who}; delivers to {expected}")


async def _whatsapp_templates(settings: Settings, channel: CloudChannel) -> Finding:
    subject = "whatsapp templates"
    given = settings.channels.whatsapp
    if given is None or given.waba_id is None:
        words = "not looked at, WHATSAPP_WABA_ID is not set; without approved templates nothing "
        words += "is sent 24 hours after a person's last message"
        return Finding(subject, Health.WARNING, words)
    open_ones = await not_approved(channel, load_texts(settings.texts))
    return _about_templates(
        settings,
        channel.name,
        {name: f"{name} ({status})" for name, status in open_ones.items()},
        "`autovenda whatsapp create-templates` hands in what is missing",
    )


async def _twilio(channel: TwilioChannel, expected: str) -> Finding:
    account = await channel.account()
    words = f"the token works, account {account.name} ({account.status}); Twilio does not say "
    words += f"where it delivers: your sender's webhook at console.twilio.com must be {expected}"
    return Finding("twilio", Health.OK, words)


async def _twilio_templates(settings: Settings) -> Finding:
    given = settings.channels.twilio
    known = given.templates if given is not None else {}
    missing = {
        approved.name: approved.name
        for approved in load_texts(settings.texts).approved
        if approved.name not in known
    }
    return _about_templates(settings, "twilio", missing, "list them in TWILIO_TEMPLATES")


def _about_templates(
    settings: Settings, channel: str, problems: Mapping[str, str], remedy: str
) -> Finding:
    """`problems`: what to say of each template that cannot be sent, by its name."""
    subject = f"{channel} templates"
    if not problems:
        return Finding(subject, Health.OK, "every text that needs one has it")
    words = f"not approved: {', '.join(problems.values())}; {remedy}. What has none is not sent "
    words += "after 24 hours, you get a task instead"
    owner_is_here = settings.owner is not None and settings.owner.channel == channel
    if owner_is_here and alert_name(load_texts(settings.texts)) in problems:
        words += ", and are not told: AUTOVENDA_OWNER_CONTACT is on this channel"
    return Finding(subject, Health.WARNING, words)


async def _wppconnect(channel: WppConnectChannel) -> Finding:
    state = await channel.state()
    if state.connected:
        return Finding("wppconnect", Health.OK, f"the session is {state.status}, WhatsApp answers")
    words = f"the session is {state.status} and WhatsApp does not answer; `autovenda wppconnect "
    words += "start` starts it, then the QR code has to be read with the phone"
    return Finding("wppconnect", Health.ERROR, words)
