"""The doctor looks at whoever takes the money: asks the provider, and changes nothing."""

from __future__ import annotations

from apps.config import Settings
from apps.findings import Finding, Health
from apps.payment_settings import PaymentSettings, PixSettings, StripeSettings
from apps.wiring import SystemClock, make_payments
from autovenda_core.errors import PortError, Rejected

__all__ = ["check_payments"]

SUBJECT = "payments"

STRIPE_PROBE = "cs_test_autovenda_doctor"
MERCADOPAGO_PROBE = "payment:1"
"""Payments that are not ours: being told so means that the provider answers and knows our key."""

NOT_FOUND = "(404, "
"""How the adapters' failures.py end the words of such an answer."""


async def check_payments(settings: Settings) -> Finding:
    """
    What there is to say of the provider.

    Raises:
        ConfigurationError: a key cannot be right.
    """
    given = settings.payments
    if given is None:
        words = "off; set STRIPE_SECRET, MERCADOPAGO_ACCESS_TOKEN or PIX_KEY to take money"
        return Finding(SUBJECT, Health.WARNING, words)
    if isinstance(given, PixSettings):
        return _pix(settings, given)
    return await _ask(settings, given)


def _pix(settings: Settings, given: PixSettings) -> Finding:
    make_payments(settings, SystemClock())  # refuses what cannot be a key
    words = (
        f"Pix to the key of {given.name}, confirmed by hand (`autovenda payments confirm`); "
        "pay yourself R$ 0,01 to see that the key is yours"
    )
    return Finding(SUBJECT, Health.OK, words)


async def _ask(settings: Settings, given: PaymentSettings) -> Finding:
    is_stripe = isinstance(given, StripeSettings)
    name = "Stripe" if is_stripe else "Mercado Pago"
    payments, close = make_payments(settings, SystemClock())
    try:
        await payments.fetch(STRIPE_PROBE if is_stripe else MERCADOPAGO_PROBE)
    except Rejected as error:
        if NOT_FOUND in str(error):
            mode = "real money" if settings.livemode else "test mode"
            return Finding(SUBJECT, Health.OK, f"{name}, the key works, {mode}")
        return Finding(SUBJECT, Health.ERROR, str(error))
    except PortError as error:
        return Finding(SUBJECT, Health.ERROR, f"{error}; is the network all right?")
    finally:
        await close()
    return Finding(SUBJECT, Health.WARNING, f"{name} knows a payment that should not be there")
