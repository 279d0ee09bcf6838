"""
Twilio's WhatsApp on loopback, over real HTTP, for tests and for trying a bot without Twilio.

    emulator = TwilioEmulator(clock)
    emulator.deliver_to("http://127.0.0.1:8000/webhook/whatsapp/twilio")
    with emulator.running() as base:                 # the bot's TWILIO_API_BASE
        lead = emulator.lead("Marina")               # the bot's TWILIO_FROM: emulator.sender
        lead.says("oi")
        lead.waits_for("Que bom")

What it refuses, it refuses by Twilio's error codes (`rules`); what WhatsApp would refuse is told
by a status (`account`); webhooks are signed, and each is sent once (`webhooks`).
"""

from __future__ import annotations

from adapters.whatsapp.twilio.emulator.lead import Lead, Line
from adapters.whatsapp.twilio.emulator.server import TwilioEmulator
from adapters.whatsapp.twilio.emulator.webhooks import SignedForm

__all__ = ["Lead", "Line", "SignedForm", "TwilioEmulator"]
