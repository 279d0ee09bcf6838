"""
Meta's Cloud API on loopback, over real HTTP, for tests and for trying a bot without Meta.

    emulator = WhatsAppEmulator(clock)
    with emulator.running() as base:             # WHATSAPP_API_BASE; the other settings of
        emulator.subscribe(url, verify_token)    # a bot are the emulator's attributes
        lead = emulator.lead("Marina")
        lead.says("oi")
        lead.waits_for("Que bom")
        lead.taps("Ver pacotes")

What it refuses, it refuses with Meta's codes (`rules`); what becomes of a message, and what a
lead does, is delivered to the webhook, signed, again and again until it is taken
(`deliveries`).  Time is that of the clock it is given.
"""

from __future__ import annotations

from adapters.whatsapp.cloud.emulator.lead import Key, Lead, Line
from adapters.whatsapp.cloud.emulator.server import WhatsAppEmulator

__all__ = ["Key", "Lead", "Line", "WhatsAppEmulator"]
