"""The four chat providers, each as its emulator plays it."""

from tests.channels.providers.base import Lead, Provider, Seen
from tests.channels.providers.telegram import Telegram
from tests.channels.providers.twilio import Twilio
from tests.channels.providers.whatsapp import WhatsApp
from tests.channels.providers.wppconnect import WppConnect

__all__ = ["PROVIDERS", "Lead", "Provider", "Seen", "Telegram", "Twilio", "WhatsApp", "WppConnect"]

PROVIDERS: tuple[type[Provider], ...] = (Telegram, WhatsApp, Twilio, WppConnect)
