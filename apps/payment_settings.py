"""
Settings of whoever takes the money.  At most one provider does: two would each send its page
for the same charge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.mercadopago.payments import live_token
from apps.variables import Reader, missing, wrong
from autovenda_core.errors import ConfigurationError

__all__ = [
    "MercadoPagoSettings",
    "PaymentSettings",
    "PixSettings",
    "StripeSettings",
    "check_payments",
    "has_books",
    "read_payments",
]

_SWITCHES: Mapping[str, str] = {
    "STRIPE_SECRET": "Stripe",
    "MERCADOPAGO_ACCESS_TOKEN": "Mercado Pago",
    "PIX_KEY": "Pix by hand",
}
"""What switches each provider on."""


@dataclass(frozen=True)
class StripeSettings:
    """A Stripe account."""

    api_key: str = field(repr=False)
    livemode: bool
    """Whether the key moves real money."""
    endpoint_secrets: tuple[str, ...] = field(default=(), repr=False)
    api_base: str | None = None


@dataclass(frozen=True)
class MercadoPagoSettings:
    """A Mercado Pago account."""

    access_token: str = field(repr=False)
    livemode: bool
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    api_base: str | None = None


@dataclass(frozen=True)
class PixSettings:
    """An account that Pix goes to directly; a person confirms what arrives."""

    key: str
    name: str
    city: str
    livemode: bool = True
    """There is no Pix of play money."""


PaymentSettings: TypeAlias = StripeSettings | MercadoPagoSettings | PixSettings


def has_books(given: PaymentSettings | None) -> bool:
    """Whether there is a provider that keeps books of its own, which can be asked."""
    return given is not None and not isinstance(given, PixSettings)


def read_payments(read: Reader) -> PaymentSettings | None:
    """
    Who takes the money; None: nobody.

    Raises:
        ConfigurationError: a value is wrong or alone, or several providers are set.
    """
    on = [name for name in _SWITCHES if read.text(name) is not None]
    if len(on) > 1:
        names = " and ".join(f"{name} ({_SWITCHES[name]})" for name in on)
        raise ConfigurationError(
            f"{names} are set, and only one provider can take the money. Unset all but one."
        )
    return _stripe(read) or _mercadopago(read) or _pix(read)


def check_payments(given: PaymentSettings | None, public_url: str | None, *, poll: bool) -> None:
    """
    Refuse webhooks that nobody signs, and real money over plain http or through a double.

    Raises:
        ConfigurationError: names the variable, and where to get its value.
    """
    match given:
        case StripeSettings(endpoint_secrets=()) if not poll:
            because = "STRIPE_SECRET is set, so webhooks must be signed"
            raise missing("STRIPE_ENDPOINT_SECRET", because)
        case MercadoPagoSettings(webhook_secrets=()) if not poll:
            because = "MERCADOPAGO_ACCESS_TOKEN is set, so webhooks must be signed"
            raise missing("MERCADOPAGO_WEBHOOK_SECRET", because)
        case StripeSettings(livemode=True):
            _check_live("STRIPE_SECRET is a live key", public_url)
            _refuse_double("STRIPE_API_BASE", given.api_base, "STRIPE_SECRET is a live key")
        case MercadoPagoSettings(livemode=True):
            live = "MERCADOPAGO_ACCESS_TOKEN moves real money"
            _check_live(live, public_url)
            _refuse_double("MERCADOPAGO_API_BASE", given.api_base, live)
        case PixSettings():
            _check_live("PIX_KEY takes real money", public_url)
        case _:
            pass


def _check_live(because: str, public_url: str | None) -> None:
    if public_url is None:
        raise missing("AUTOVENDA_PUBLIC_URL", because)
    if not public_url.startswith("https://"):
        raise wrong("AUTOVENDA_PUBLIC_URL", f"is not https, and {because}")


def _refuse_double(name: str, api_base: str | None, because: str) -> None:
    if api_base is not None:
        raise ConfigurationError(
            f"{name} is set and {because}: it is only for the provider itself. "
            f"Unset {name}, or use a key of test mode."
        )


def _stripe(read: Reader) -> StripeSettings | None:
    api_key = read.text("STRIPE_SECRET")
    secrets = read.several("STRIPE_ENDPOINT_SECRET")
    api_base = read.address("STRIPE_API_BASE")
    if api_key is None:
        read.refuse_alone("STRIPE_ENDPOINT_SECRET", without="STRIPE_SECRET")
        return None
    if api_key.startswith(("pk_", "whsec_")):
        raise wrong("STRIPE_SECRET", "holds another kind of key (publishable, or of a webhook)")
    return StripeSettings(api_key, _is_live(api_key), secrets, api_base)


def _is_live(api_key: str) -> bool:
    try:
        # Deferred: the SDK is an extra, and slow to import.
        from adapters.stripe.payments import live_key
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "STRIPE_SECRET is set, and the package `stripe` is not installed; "
            "install autovenda[server,stripe]"
        ) from error
    return live_key(api_key)


def _mercadopago(read: Reader) -> MercadoPagoSettings | None:
    token = read.text("MERCADOPAGO_ACCESS_TOKEN")
    secrets = read.several("MERCADOPAGO_WEBHOOK_SECRET")
    api_base = read.address("MERCADOPAGO_API_BASE")
    if token is None:
        read.refuse_alone("MERCADOPAGO_WEBHOOK_SECRET", without="MERCADOPAGO_ACCESS_TOKEN")
        return None
    return MercadoPagoSettings(token, live_token(token), secrets, api_base)


def _pix(read: Reader) -> PixSettings | None:
    key = read.text("PIX_KEY")
    if key is None:
        read.refuse_alone("PIX_NAME", "PIX_CITY", without="PIX_KEY")
        return None
    name = read.needed("PIX_NAME", because="PIX_KEY")
    return PixSettings(key, name, read.needed("PIX_CITY", because="PIX_KEY"))
