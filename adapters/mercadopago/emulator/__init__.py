"""
Our own double of Mercado Pago, over real HTTP on loopback, for tests and whoever tries us out.

Checkout Pro in BRL with everything that follows from it: payments by card, Pix and boleto,
refunds, mediations and chargebacks, signed notices with their repeats, idempotency of refunds,
and a provider's bad days.  It is state in memory; ids are counters, time is the injected clock.

    emulator = MercadoPagoEmulator(clock, secret="…", webhook_url="http://127.0.0.1:8000/…")
    with EmulatorServer(emulator) as server:
        ...  # MERCADOPAGO_API_BASE = server.url
        emulator.account.pay(external_reference, "pix")

Reading order: requests (what a request may say) → account (what Mercado Pago does) → webhooks
(how it tells) → faults → api (the HTTP side).
"""

from __future__ import annotations

from adapters.mercadopago.emulator.account import MercadoPagoAccount
from adapters.mercadopago.emulator.api import MercadoPagoEmulator
from adapters.mercadopago.emulator.faults import Fault, Faults
from adapters.mercadopago.emulator.requests import ApiError
from adapters.mercadopago.emulator.server import EmulatorServer
from adapters.mercadopago.emulator.webhooks import Delivery, SignedNotice, Webhooks

__all__ = [
    "ApiError",
    "Delivery",
    "EmulatorServer",
    "Fault",
    "Faults",
    "MercadoPagoAccount",
    "MercadoPagoEmulator",
    "SignedNotice",
    "Webhooks",
]
