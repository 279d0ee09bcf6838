"""
Our own double of Stripe, over real HTTP on loopback, for tests, demo and whoever tries us out.

Checkout Sessions in BRL with everything that follows from them: payments by card, Pix and
boleto, refunds, disputes, signed webhooks with their repeats and disorder, idempotency, and a
provider's bad days.  It is state in memory; ids are counters, time is the injected clock.

    emulator = StripeEmulator(clock, webhook_url="http://127.0.0.1:8000/webhook/payment/stripe")
    with EmulatorServer(emulator) as server:
        ...  # STRIPE_API_BASE = server.url
        emulator.account.pay(session_id, "pix")

Reading order: schema, checks (what a request may say) → records (objects, lists, events) →
money, served, account (what Stripe does) → webhooks (how it tells) → idempotency, faults → api
(the HTTP side).
"""

from __future__ import annotations

from adapters.stripe.emulator.account import HostedPage, StripeAccount
from adapters.stripe.emulator.api import StripeEmulator
from adapters.stripe.emulator.faults import Fault, Faults
from adapters.stripe.emulator.schema import ApiError
from adapters.stripe.emulator.server import EmulatorServer
from adapters.stripe.emulator.webhooks import Delivery, SignedEvent, Webhooks

__all__ = [
    "ApiError",
    "Delivery",
    "EmulatorServer",
    "Fault",
    "Faults",
    "HostedPage",
    "SignedEvent",
    "StripeAccount",
    "StripeEmulator",
    "Webhooks",
]
