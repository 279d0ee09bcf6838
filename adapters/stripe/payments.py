"""Stripe Checkout behind the Payments port: card, Pix and boleto on a page of Stripe's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import stripe
from stripe import HTTPXClient, StripeClient

from adapters.stripe.checkout import is_checkout, read_checkout, read_snapshot, session_params
from adapters.stripe.failures import port_error
from adapters.stripe.webhooks import read_notices, verify
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, OutcomeUnknown, Rejected
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, Snapshot

__all__ = ["StripePayments", "live_key"]

T = TypeVar("T")

CALL_SECONDS = 20.0
"""Well inside the 60 s lease of an effect."""

_EXPAND = ["payment_intent.latest_charge"]
"""Method, refunds and whether a voucher failed are not on the session itself."""


def live_key(api_key: str) -> bool:
    """Whether a key moves real money (secret and restricted keys; docs.stripe.com/keys)."""
    return api_key.startswith(("sk_live_", "rk_live_"))


class StripePayments:
    """
    Fits the Payments port.  Belongs to one event loop; call `aclose` when done.

    A call is tried once: the runtime retries durably with the same idempotency key, and tries
    of the SDK's own would outlive the effect's lease.  The API version is the one the SDK is
    pinned to (2026-10-28.endive in stripe-python 16.1); create the webhook endpoint with the
    same one.

    Args:
        api_key: `sk_…` or `rk_…`; a restricted key needs Checkout Sessions (write),
            PaymentIntents and Charges (read).
        endpoint_secrets: `whsec_…`, all that are valid now; none where webhooks do not arrive.
        clock: for requests that waited too long to be sent.
        api_base: another place than Stripe, such as the emulator.
        call_seconds: for a whole call.

    Raises:
        ConfigurationError: an endpoint secret is blank, so anybody could sign with it.
    """

    def __init__(
        self,
        api_key: str,
        endpoint_secrets: Sequence[str],
        clock: Clock,
        api_base: str | None = None,
        *,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        if not all(secret.strip() for secret in endpoint_secrets):
            raise ConfigurationError("STRIPE_ENDPOINT_SECRET holds a blank secret")
        # On by default: a header, and a file in the home directory (stripe-python 16.1 source).
        stripe.enable_telemetry = False
        self._secrets = tuple(endpoint_secrets)
        self._clock = clock
        self._call_seconds = call_seconds
        self._http = HTTPXClient(timeout=call_seconds)
        client = StripeClient(
            api_key,
            base_addresses={"api": api_base.rstrip("/")} if api_base else None,
            http_client=self._http,
            max_network_retries=0,
        )
        self._sessions = client.v1.checkout.sessions

    @property
    def name(self) -> str:
        """What is stored as `Payment.provider`."""
        return "stripe"

    async def aclose(self) -> None:
        """Close the connections; nothing can be called afterwards."""
        await self._http.close_async()  # type: ignore[no-untyped-call]  # the SDK lacks types here

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """See the port; `provider_ref` is a session (`cs_…`) or a PaymentIntent (`pi_…`)."""
        verify(body, headers.get("stripe-signature", ""), self._secrets, now)
        return read_notices(body)

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        See the port.

        Stripe forgets a key 24 hours after its first use (docs.stripe.com/api/
        idempotent_requests), and the same key would then make a second page.  It never comes to
        that: a session expires within 24 hours, and a request whose time is over is refused.
        """
        if request.expires_at <= self._clock.now():
            raise Rejected("the page would have expired before it was made")
        session = await self._answer(
            self._sessions.create_async(session_params(request), {"idempotency_key": key})
        )
        return _read(read_checkout, session.to_dict())

    async def expire(self, provider_ref: str) -> None:
        """See the port.  Stripe refuses to expire a closed session, so a refusal is looked into."""
        try:
            await self._answer(self._sessions.expire_async(provider_ref))
        except Rejected:
            if (await self.fetch(provider_ref)).status is PaymentStatus.OPEN:
                raise

    async def fetch(self, provider_ref: str) -> Snapshot:
        """See the port; takes a session (`cs_…`) or the PaymentIntent that paid it (`pi_…`)."""
        session = (
            await self._find(provider_ref)
            if provider_ref.startswith("pi_")
            else await self._retrieve(provider_ref)
        )
        if not is_checkout(session):
            raise Rejected("this Stripe session is not a single payment")
        return _read(read_snapshot, session)

    async def _retrieve(self, session_id: str) -> dict[str, Any]:
        session = await self._answer(self._sessions.retrieve_async(session_id, {"expand": _EXPAND}))
        return session.to_dict()

    async def _find(self, intent_id: str) -> dict[str, Any]:
        found = await self._answer(
            self._sessions.list_async(
                {
                    "payment_intent": intent_id,
                    "limit": 1,
                    "expand": [f"data.{path}" for path in _EXPAND],
                }
            )
        )
        if not found.data:
            raise Rejected("Stripe knows no checkout with this payment")
        return found.data[0].to_dict()

    async def _answer(self, call: Awaitable[T]) -> T:
        """One call to Stripe, in our errors and our time; httpx's own limits are per read."""
        try:
            async with asyncio.timeout(self._call_seconds):
                return await call
        except TimeoutError as error:
            raise OutcomeUnknown("Stripe did not answer in time") from error
        except stripe.StripeError as error:
            raise port_error(error) from error


def _read(read: Callable[[Mapping[str, Any]], T], session: Mapping[str, Any]) -> T:
    try:
        return read(session)
    except ValueError as error:
        raise OutcomeUnknown("Stripe's answer is not a session of this API version") from error
