"""
A WPPConnect server on loopback, over real HTTP, for tests and for trying a bot without a phone.

    emulator = WppConnectEmulator(clock)
    with emulator.running() as base:                 # the bot's WPPCONNECT_URL
        emulator.deliver_to("http://…/webhook/whatsapp/wppconnect/secret")
        lead = emulator.lead("Marina")               # WPPCONNECT_TOKEN: emulator.token
        lead.says("oi")
        lead.waits_for("Que bom")

It answers as wppconnect-server 2.10 does, and as carelessly: a webhook is posted once, unsigned,
and a lead may write from a hidden id (`lead(…, hidden=True)`).
"""

from __future__ import annotations

from adapters.whatsapp.wppconnect.emulator.lead import Lead, Line
from adapters.whatsapp.wppconnect.emulator.server import WppConnectEmulator

__all__ = ["Lead", "Line", "WppConnectEmulator"]
