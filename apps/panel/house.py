"""What the owner's environment says, as far as the panel shows it: nothing in it is secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from adapters.storage.settings import Kind
from apps.config import Settings
from apps.national_holidays import national_calendar
from apps.payment_settings import MercadoPagoSettings, PaymentSettings, PixSettings, StripeSettings
from apps.wiring import make_rules, sample_catalog, text_of
from autovenda_core.business_days import Calendar
from autovenda_core.model import Rules

__all__ = ["House", "house_of"]


@dataclass(frozen=True)
class House:
    """One installation's settings."""

    rules: Rules = field(default_factory=Rules)
    calendar: Calendar = field(default_factory=Calendar)
    files: Mapping[Kind, str] = field(
        default_factory=lambda: {Kind.CATALOG: sample_catalog(), Kind.TEXTS: "", Kind.FAQ: ""}
    )
    """What is in force while nothing was written in the panel; empty: what ships."""
    channels: tuple[str, ...] = ()
    """By name, those that are on."""
    provider: str | None = None
    """Who takes the money, in words (pt-BR); None: a person collects it."""
    models: tuple[str, ...] = ()
    """The language models in the order in which they are asked; none: the rules read alone."""


def house_of(settings: Settings, now: datetime) -> House:
    """
    The house that these settings make.

    Raises:
        ConfigurationError: one of the owner's files cannot be read.
    """
    return House(
        rules=make_rules(settings),
        calendar=national_calendar(now),
        files={
            Kind.CATALOG: text_of(settings.catalog) if settings.catalog else sample_catalog(),
            Kind.TEXTS: _text(settings.texts),
            Kind.FAQ: _text(settings.faq),
        },
        channels=settings.channels.on,
        provider=_provider(settings.payments),
        models=tuple(each.name for each in settings.language.models) if settings.language else (),
    )


def _text(path: Path | None) -> str:
    return text_of(path) if path is not None else ""


def _provider(payments: PaymentSettings | None) -> str | None:
    match payments:
        case StripeSettings():
            return "Stripe" if payments.livemode else "Stripe (modo de teste)"
        case MercadoPagoSettings():
            return "Mercado Pago" if payments.livemode else "Mercado Pago (modo de teste)"
        case PixSettings():
            return "Pix com a sua chave, conferido por uma pessoa"
        case None:
            return None
