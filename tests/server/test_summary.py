"""What `serve` tells the person who starts it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.channel_settings import (
    ChannelSettings,
    TelegramSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from apps.config import Settings
from apps.payment_settings import (
    MercadoPagoSettings,
    PaymentSettings,
    PixSettings,
    StripeSettings,
)
from apps.server.command import summary
from apps.templates import alert_name
from autovenda_core.model import Contact
from autovenda_core.texts import default_texts

LOCAL = "http://127.0.0.1:8000"
PUBLIC = "https://venda.example.com"
TWILIO = TwilioSettings("AC" + "0" * 32, ("auth",), "whatsapp:+5511999990000")
EVERY_CHANNEL = ChannelSettings(
    TelegramSettings("123:abc", ("s1",)),
    WhatsAppSettings("token", "106540352242922", ("app",), ("verify",)),
    TWILIO,
    WppConnectSettings(LOCAL, "vendas", "token", ("path-secret-of-ours",)),
)


def said(settings: Settings, *, poll: bool = False) -> list[str]:
    return list(summary(settings, LOCAL, poll=poll))


def test_a_channel_that_is_off_is_named_with_what_switches_it_on() -> None:
    lines = said(Settings())

    assert lines[:4] == [
        "Telegram: OFF (TELEGRAM_BOT_TOKEN not set)",
        "WhatsApp (Meta): OFF (WHATSAPP_TOKEN not set)",
        "WhatsApp (Twilio): OFF (TWILIO_ACCOUNT_SID not set)",
        "WhatsApp (WPPConnect): OFF (WPPCONNECT_URL not set)",
    ]


def test_the_webhook_of_each_channel_is_named_and_its_secret_is_not() -> None:
    lines = said(Settings(channels=EVERY_CHANNEL, public_url=PUBLIC))

    assert lines[:4] == [
        f"Telegram: webhook at {PUBLIC}/webhook/telegram",
        f"WhatsApp (Meta): webhook at {PUBLIC}/webhook/whatsapp",
        f"WhatsApp (Twilio): webhook at {PUBLIC}/webhook/whatsapp/twilio",
        "WhatsApp (WPPConnect): webhook at "
        f"{PUBLIC}/webhook/whatsapp/wppconnect/<WPPCONNECT_WEBHOOK_SECRET>",
    ]


@pytest.mark.parametrize(("poll", "how"), [(True, "polled"), (False, "webhook at")])
def test_only_telegram_can_be_polled(poll: bool, how: str) -> None:
    lines = said(Settings(channels=EVERY_CHANNEL), poll=poll)

    assert lines[0].startswith(f"Telegram: {how}")
    assert lines[1] == f"WhatsApp (Meta): webhook at {LOCAL}/webhook/whatsapp"


@pytest.mark.parametrize(
    ("payments", "line"),
    [
        (
            StripeSettings("sk_test_1", livemode=False),
            f"Payments: Stripe, test mode, webhook at {PUBLIC}/webhook/payment/stripe",
        ),
        (
            MercadoPagoSettings("APP_USR-1", livemode=True),
            f"Payments: Mercado Pago, REAL MONEY, webhook at {PUBLIC}/webhook/payment/mercadopago",
        ),
        (
            PixSettings("rafa@example.com", "Rafaela", "Natal"),
            "Payments: Pix to Rafaela, REAL MONEY; confirm each by `autovenda payments confirm`",
        ),
    ],
)
def test_who_takes_the_money_is_named(payments: PaymentSettings, line: str) -> None:
    assert line in said(Settings(payments=payments, public_url=PUBLIC))


def test_what_is_missing_is_said_loudly() -> None:
    lines = "\n".join(said(replace(Settings(), public_url=None)))

    assert "Payments: OFF" in lines
    assert "THE SAMPLE" in lines
    assert "Public address: NONE" in lines


def test_an_owner_whom_alerts_cannot_reach_is_named() -> None:
    here = Contact("twilio", "whatsapp:+5511988887777")
    without = Settings(channels=EVERY_CHANNEL, owner=here)
    alert = alert_name(default_texts())
    twilio = replace(TWILIO, templates={alert: "HX" + "0" * 32})
    with_it = replace(without, channels=replace(EVERY_CHANNEL, twilio=twilio))
    by_telegram = replace(without, owner=Contact("telegram", "1"))

    told = [
        any(line.startswith("Owner: NOT TOLD") for line in said(each))
        for each in (without, with_it, by_telegram)
    ]

    assert told == [True, False, False]
