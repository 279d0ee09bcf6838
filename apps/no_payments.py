"""Payments without a provider: the flow goes on, and asks a person to collect the deposit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest, Rejected
from autovenda_core.model import Checkout
from autovenda_core.ports.payments import Notice, Snapshot

__all__ = ["NoPayments"]

REASON = "nenhum meio de pagamento está configurado (STRIPE_SECRET). Combine o sinal na conversa."
"""Ends up in the operator's list, so it is in Portuguese."""


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
