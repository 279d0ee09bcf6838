"""Payments without a provider: the flow goes on, and asks a person to collect the deposit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest, Rejected
from autovenda_core.model import Checkout
from autovenda_core.ports.payments import Notice, NotRefundable, Refund, Snapshot

__all__ = ["NoPayments"]

REASON = (
    "nenhum meio de pagamento está configurado (STRIPE_SECRET, MERCADOPAGO_ACCESS_TOKEN "
    "ou PIX_KEY). Combine o pagamento na conversa."
)
"""Ends up in the operator's list, so it is in Portuguese."""

BY_HAND = "nenhum meio de pagamento está configurado; devolva por onde o dinheiro veio."

_NO_SNAPSHOTS: tuple[Snapshot, ...] = ()
_NO_NOTICES: tuple[Notice, ...] = ()


class NoPayments:
    """Fits the Payments port; refuses everything in words."""

    name = "none"

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """
        Nobody may tell us anything.

        Raises:
            InvalidRequest: always (404).
        """
        raise InvalidRequest("no payment provider is configured", status=404)

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        No page can be made.

        Raises:
            Rejected: always.
        """
        raise Rejected(REASON)

    async def expire(self, provider_ref: str) -> None:
        """
        No page is there.

        Raises:
            Rejected: always.
        """
        raise Rejected(REASON)

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        Nobody knows.

        Raises:
            Rejected: always.
        """
        raise Rejected(REASON)

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """What came by hand goes back by hand."""
        return NotRefundable(BY_HAND)

    async def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """Nothing was made."""
        for snapshot in _NO_SNAPSHOTS:
            yield snapshot

    async def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """Nobody tells."""
        for notice in _NO_NOTICES:
            yield notice
