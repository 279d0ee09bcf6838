"""
A Telegram Bot API on loopback, over real HTTP, for tests and for trying a bot without Telegram.

    emulator = TelegramEmulator(clock)
    with emulator.running() as base:                 # the bot's TELEGRAM_API_BASE
        lead = emulator.lead("Marina")               # the bot's TELEGRAM_BOT_TOKEN: emulator.token
        lead.says("oi")
        lead.waits_for("Que bom")
        lead.taps("Ver pacotes")

What it refuses, it refuses in Telegram's words (`rules`); what a lead does becomes an update
that is polled or delivered to the webhook, again and again until it is taken (`feed`).
"""

from __future__ import annotations

from adapters.telegram.emulator.group import Group
from adapters.telegram.emulator.lead import Key, Lead, Line
from adapters.telegram.emulator.server import TelegramEmulator

__all__ = ["Group", "Key", "Lead", "Line", "TelegramEmulator"]
