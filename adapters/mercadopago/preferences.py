"""
Our request for a page and Mercado Pago's preference, both ways.  Pure.

A preference is one page on which one charge can be paid.  What ties everything to it is the
`external_reference`: it comes back on every payment, both can be searched by it, and the owner
finds it in the panel and the reports.  So it is our `provider_ref`:

    autovenda:<charge>:<digest of the attempt>

The attempt is a part of it because a charge may have several pages one after the other, and
the payments of one must not be taken for those of another.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, Field

from adapters.mercadopago.reais import Centavos, iso, to_reais
from autovenda_core.effects import CreateCheckout
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.payments import Snapshot

__all__ = ["Preference", "charge_of", "preference_body", "reference_of"]

_REFERENCE = re.compile(r"autovenda:(?P<charge>.+):[0-9a-f]{12}")
_TITLE_LENGTH = 256


def reference_of(charge_id: str, key: str) -> str:
    """The reference of the page that a key makes."""
    return f"autovenda:{charge_id}:{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def charge_of(reference: str | None) -> str | None:
    """The charge that a reference belongs to; None for another application's."""
    match = _REFERENCE.fullmatch(reference or "")
    return match["charge"] if match else None


def preference_body(
    request: CreateCheckout, reference: str, now: datetime, notification_url: str | None
) -> dict[str, object]:
    """
    What we ask Mercado Pago for (reference "Create preference", mercadopago.com.br, 2026).

    No `date_of_expiration`: a Pix code or a boleto that was begun in time may be paid after the
    page has closed, within the time that Mercado Pago gives it.
    """
    body: dict[str, object] = {
        "items": [
            {
                "id": request.charge_id,
                "title": request.description[:_TITLE_LENGTH],
                "quantity": 1,
                "currency_id": request.currency,
                "unit_price": to_reais(request.amount_centavos),
            }
        ],
        "external_reference": reference,
        "expires": True,
        "expiration_date_from": iso(now),
        "expiration_date_to": iso(request.expires_at),
        "back_urls": {
            "success": request.success_url,
            "pending": request.success_url,
            "failure": request.cancel_url,
        },
    }
    if notification_url is not None:
        # Or they would send each notice a second time, in an older form that is not signed.
        body["notification_url"] = f"{notification_url}?source_news=webhooks"
    if request.email is not None:
        body["payer"] = {"email": request.email}
    return body


class _Item(BaseModel):
    quantity: int
    currency_id: str
    unit_price: Centavos


class Preference(BaseModel):
    """What we read of a preference (reference "Get preference", mercadopago.com.br, 2026)."""

    id: str
    external_reference: str
    init_point: str
    items: list[_Item] = Field(min_length=1, max_length=1)
    expiration_date_to: AwareDatetime

    @property
    def amount_centavos(self) -> int:
        """What the page asks for."""
        return self.items[0].unit_price * self.items[0].quantity

    @property
    def currency(self) -> str:
        """Upper case ISO 4217."""
        return self.items[0].currency_id

    def checkout(self) -> Checkout:
        """The page, as the flow knows it."""
        expires_at = self.expiration_date_to.astimezone(UTC)
        return Checkout(self.external_reference, self.init_point, expires_at)

    def snapshot(self, now: datetime, *, livemode: bool) -> Snapshot:
        """The page while nobody has paid or promised anything on it."""
        over = self.expiration_date_to <= now
        return Snapshot(
            provider_ref=self.external_reference,
            charge_id=charge_of(self.external_reference),
            status=PaymentStatus.EXPIRED if over else PaymentStatus.OPEN,
            amount_centavos=self.amount_centavos,
            currency=self.currency,
            livemode=livemode,
        )
