"""Port: a provider that takes the money.  A notice is a reason to look; only a snapshot counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from autovenda_core.effects import CreateCheckout
from autovenda_core.model import Checkout, DisputeStatus, Instructions, PaymentStatus

__all__ = ["NotRefundable", "Notice", "Payments", "Refund", "Snapshot"]


@dataclass(frozen=True)
class Notice:
    """What a verified webhook says, as far as we need it to look ourselves."""

    event_id: str
    """The provider's, unique; the inbox key."""
    kind: str
    """The provider's name of what happened."""
    provider_ref: str
    """What `fetch` takes: the checkout, or the payment; empty when the body names neither."""
    charge_id: str | None
    """Ours, from the metadata.  None with a `provider_ref`: the body does not say whose it is
    (a dispute, Mercado Pago's notices), so whoever received it looks.  None without one: what
    another application made."""
    livemode: bool


@dataclass(frozen=True)
class Snapshot:
    """The state of one checkout, as the provider tells it now."""

    provider_ref: str
    charge_id: str | None
    """From the provider's copy of our metadata."""
    status: PaymentStatus
    amount_centavos: int
    currency: str
    """Upper case ISO 4217."""
    livemode: bool
    method: str | None = None
    paid_at: datetime | None = None
    """UTC."""
    refunded_centavos: int = 0
    """Cumulative."""
    dispute: DisputeStatus | None = None
    instructions: Instructions | None = None
    """Of a payment that is on its way: the voucher or the Pix code."""


@dataclass(frozen=True)
class Refund:
    """The provider sends money back; what became of it is in the next snapshot."""

    refund_ref: str
    amount_centavos: int


@dataclass(frozen=True)
class NotRefundable:
    """This money cannot be sent back by the provider; a person does it by other means."""

    reason: str
    """In pt-BR, for the operator."""


class Payments(Protocol):
    """A payment provider.  `parse_webhook` is pure; the rest are single calls."""

    @property
    def name(self) -> str:
        """What is stored as `Payment.provider`."""
        ...

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """
        Verify a webhook on its raw bytes and read it.  Header names are lower case.

        Returns an empty list for what is genuine and not for us (another kind of object).

        Raises:
            InvalidRequest: the signature or the body is wrong; its message is the answer.
        """
        ...

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        Make the page of a charge.  The same key and request give the same page.

        Raises:
            Unavailable, OutcomeUnknown: try again with the same key and request.
            Rejected: the request is wrong, or the account cannot do it.
        """
        ...

    async def expire(self, provider_ref: str) -> None:
        """
        Close a page that must no longer be paid; one that is already closed is fine.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: the provider does not know the page.
        """
        ...

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        Look at a checkout.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: the provider does not know the page.
        """
        ...

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """
        Send money of one payment back.  The same key sends it back once.

        Raises:
            Unavailable, OutcomeUnknown: try again with the same key and amount.
            Rejected: the provider does not know the payment, or more is asked than is left.
        """
        ...

    def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """
        Every checkout of ours that was made since then (UTC), to compare with our own books.

        Raises (while it is read):
            Unavailable, OutcomeUnknown: begin again.
            Rejected: the key may not list.
        """
        ...

    def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """
        What the provider could not tell us since then (UTC), because we were down; nothing,
        where it does not keep that.

        Raises (while it is read):
            Unavailable, OutcomeUnknown: begin again.
        """
        ...
