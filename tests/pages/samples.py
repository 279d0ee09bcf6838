"""Values that the tests of pages and documents start from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.http.pages import PaymentState, PaymentView, Site
from adapters.pix.qr import qr_svg
from autovenda_core.model import (
    Charge,
    ChargeKind,
    ChargeStatus,
    Checkout,
    Instructions,
    Offer,
    Payment,
)
from autovenda_core.values import replace

SITE = Site("Estúdio Aurora", "Rafa", contact="oi@aurora.example")
TUESDAY = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
OFFER = Offer(
    number="2026-0042-1",
    version=1,
    package_id="site",
    title="Site institucional",
    deliverables=("Até 5 páginas", "Formulário de contato"),
    total_centavos=350_001,
    deposit_centavos=175_000,
    delivery_days=15,
    offered_at=TUESDAY,
    # The last second of the 17th in São Paulo is already the 18th in UTC.
    valid_until=datetime(2026, 3, 18, 2, 59, 59, tzinfo=UTC),
)


def offer(**changes: Any) -> Offer:
    """The sample offer with changes."""
    return replace(OFFER, **changes)


DEPOSIT = Charge("c.1.1", OFFER.deposit_centavos, f"Sinal: {OFFER.title}")
BALANCE = Charge("c.1.balance", OFFER.balance_centavos, "Saldo", kind=ChargeKind.BALANCE)
EXTRA = Charge("c.1.extra1", 20_000, "Uma página a mais", kind=ChargeKind.EXTRA)
PIX_CODE = (
    "00020126380014br.gov.bcb.pix0116rafa@example.com520400005303986540"
    "71750.005802BR5914Estudio Aurora6009Sao Paulo62290525AV0123456789ABCDEF012345663041D3D"
)
CHECKOUT = Checkout("cs_1", "https://pay.example/c?a=1&b=2", TUESDAY + timedelta(hours=23))
PIX_CHECKOUT = replace(CHECKOUT, url="/p/token", pix_code=PIX_CODE)
BOLETO = Instructions(
    "boleto",
    "https://pay.example/boleto",
    "34191.79001 01043.510047 91020.150008 8 00000000175000",
    TUESDAY + timedelta(days=3),
)
PIX_WAITS = Instructions("pix", "https://pay.example/pix", PIX_CODE, TUESDAY + timedelta(hours=4))

_STATUS = {
    PaymentState.PENDING: ChargeStatus.PENDING,
    PaymentState.PAID: ChargeStatus.PAID,
    PaymentState.CANCELLED: ChargeStatus.CANCELLED,
    PaymentState.REFUNDED: ChargeStatus.REFUNDED,
}


def paid(charge: Charge, **more: Any) -> Charge:
    """A charge with the money for it."""
    payment = Payment("stripe", "cs_1", charge.amount_centavos, TUESDAY, "pix")
    return replace(charge, status=ChargeStatus.PAID, payments=(replace(payment, **more),))


def payment_view(
    state: PaymentState, of: Offer = OFFER, charge: Charge = DEPOSIT, **more: Any
) -> PaymentView:
    """The page of a charge, in that state, after a deposit that was paid where it is another."""
    charge = replace(charge, status=_STATUS.get(state, charge.status))
    before = () if charge.kind is ChargeKind.DEPOSIT else (paid(DEPOSIT),)
    return PaymentView(state, of, charge, (*before, charge), **more)


def pix_view(**more: Any) -> PaymentView:
    """The open page of a provider that only has a code."""
    return payment_view(PaymentState.OPEN, checkout=PIX_CHECKOUT, qr_svg=qr_svg(PIX_CODE), **more)
