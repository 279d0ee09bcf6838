"""Stripe Checkout behind the Payments port: card, Pix and boleto on a page of Stripe's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

import stripe
from stripe import HTTPXClient, StripeClient
from stripe.params import EventListParams, RefundCreateParams
from stripe.params.checkout import SessionListParams

from adapters.stripe.checkout import CHARGE_KEY, is_checkout, read_checkout, session_params
from adapters.stripe.failures import port_error
from adapters.stripe.snapshots import EXPAND, EXPAND_LISTED, ReadSession, may_be_ours
from adapters.stripe.webhooks import (
    EVENT_TYPES,
    StripeEvent,
    notices_of,
    read_notices,
    verify,
)
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, OutcomeUnknown, Rejected
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, NotRefundable, Refund, Snapshot

__all__ = ["StripePayments", "live_key"]

CALL_SECONDS = 20.0
"""For a call of the port, with all that it asks Stripe: well inside the 60 s lease of an effect."""

PAGE = 100
"""The most that Stripe lists at once."""

REFUND_KEY = "autovenda_refund"
"""The metadata key under which a refund carries the key that it was asked for with."""

BOLETO_STAYS = (
    "a Stripe não devolve boleto; devolva por Pix ou transferência, combinando com o cliente"
)
"""docs.stripe.com/payments/boleto/accept-a-payment (2026-05-07): no refunds at all."""

REFUND_FAILED = "a Stripe não conseguiu devolver; o valor voltou para o seu saldo lá"


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
        api_key: `sk_…` or `rk_…`; a restricted key needs Checkout Sessions and Refunds (write),
            PaymentIntents, Charges, Disputes and Events (read).
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
        self._stripe = client.v1

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
        async with self._one_call():
            made = await self._stripe.checkout.sessions.create_async(
                session_params(request), {"idempotency_key": key}
            )
            return read_checkout(made.to_dict())

    async def expire(self, provider_ref: str) -> None:
        """See the port.  Stripe refuses to expire a closed session, so a refusal is looked into."""
        try:
            async with self._one_call():
                await self._stripe.checkout.sessions.expire_async(provider_ref)
        except Rejected:
            if (await self.fetch(provider_ref)).status is PaymentStatus.OPEN:
                raise

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        See the port; takes a session (`cs_…`) or the PaymentIntent that paid it (`pi_…`).

        A second question is asked where the first answer leaves one open: a dispute, the copy
        of an expired page, an intent that came unexpanded.
        """
        async with self._one_call():
            return await self._snapshot(await self._session(provider_ref))

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """
        See the port.

        Our key is also written onto the refund and looked for first: Stripe forgets its own
        after 24 hours, and a repetition after that would send the money twice.
        """
        async with self._one_call():
            session = await self._session(provider_ref)
            if session.intent_id is None:
                raise Rejected("nothing was paid on this Stripe session")
            if session.method == "boleto":
                return NotRefundable(BOLETO_STAYS)
            params: RefundCreateParams = {
                "payment_intent": session.intent_id,
                "amount": amount_centavos,
                "metadata": {CHARGE_KEY: session.charge_id or "", REFUND_KEY: key},
            }
            refund = await self._refund_under(key, session.intent_id)
            if refund is None:
                refund = await self._stripe.refunds.create_async(params, {"idempotency_key": key})
        if refund.status in ("failed", "canceled"):
            raise Rejected(f"the refund has {refund.status}", words=REFUND_FAILED)
        return Refund(refund.id, refund.amount)

    async def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """See the port."""
        params: SessionListParams = {
            "created": {"gte": int(since.timestamp())},
            "limit": PAGE,
            "expand": EXPAND_LISTED,
        }
        more = True
        while more:
            async with self._one_call():
                page = await self._stripe.checkout.sessions.list_async(params)
                listed = [each.to_dict() for each in page.data]
                ours = [ReadSession.model_validate(one) for one in listed if may_be_ours(one)]
            for session in ours:
                async with self._one_call():
                    snapshot = await self._snapshot(session)
                if snapshot.charge_id is not None:
                    yield snapshot
            more = _go_on(params, page)

    async def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """See the port.  Stripe keeps events for 30 days (docs.stripe.com/api/events, 2026-05)."""
        params: EventListParams = {
            "created": {"gte": int(since.timestamp())},
            "delivery_success": False,
            "types": list(EVENT_TYPES),
            "limit": PAGE,
        }
        more = True
        while more:
            async with self._one_call():
                page = await self._stripe.events.list_async(params)
                events = [StripeEvent.model_validate(event.to_dict()) for event in page.data]
            for event in events:
                for notice in notices_of(event):
                    yield notice
            more = _go_on(params, page)

    # ----------------------------------------------------------------- what is asked of Stripe

    async def _session(self, provider_ref: str) -> ReadSession:
        """The session of a reference, with everything that can be expanded."""
        sessions = self._stripe.checkout.sessions
        if provider_ref.startswith("pi_"):
            found = await sessions.list_async(
                {"payment_intent": provider_ref, "limit": 1, "expand": EXPAND_LISTED}
            )
            if not found.data:
                raise Rejected("Stripe knows no checkout with this payment")
            session = found.data[0].to_dict()
        else:
            retrieved = await sessions.retrieve_async(provider_ref, {"expand": EXPAND})
            session = retrieved.to_dict()
        if not is_checkout(session):
            raise Rejected("this Stripe session is not a single payment")
        return ReadSession.model_validate(session)

    async def _snapshot(self, session: ReadSession) -> Snapshot:
        if session.hides_failure:
            session = await self._with_intent(session)
        charge_id = session.charge_id or await self._charge_of_original(session)
        disputes = await self._disputes(session) if session.is_disputed else ()
        return session.snapshot(charge_id=charge_id, disputes=disputes)

    async def _with_intent(self, session: ReadSession) -> ReadSession:
        """The session with its intent, which `expand` did not bring."""
        intent = await self._stripe.payment_intents.retrieve_async(
            session.intent_id or "", {"expand": ["latest_charge"]}
        )
        known = session.model_dump()
        return ReadSession.model_validate({**known, "payment_intent": intent.to_dict()})

    async def _charge_of_original(self, session: ReadSession) -> str | None:
        """Whose the page was that a client has recovered, should the copy not say it."""
        if session.recovered_from is None:
            return None
        return (await self._session(session.recovered_from)).charge_id

    async def _disputes(self, session: ReadSession) -> list[str]:
        found = await self._stripe.disputes.list_async(
            {"payment_intent": session.intent_id or "", "limit": PAGE}
        )
        return [dispute.status for dispute in found.data]

    async def _refund_under(self, key: str, intent_id: str) -> stripe.Refund | None:
        made = await self._stripe.refunds.list_async({"payment_intent": intent_id, "limit": PAGE})
        for refund in made.data:
            if refund.metadata is not None and refund.metadata.to_dict().get(REFUND_KEY) == key:
                return refund
        return None

    @asynccontextmanager
    async def _one_call(self) -> AsyncIterator[None]:
        """One call of the port, in our errors and our time; httpx's own limits are per read."""
        try:
            async with asyncio.timeout(self._call_seconds):
                yield
        except TimeoutError as error:
            raise OutcomeUnknown("Stripe did not answer in time") from error
        except stripe.StripeError as error:
            raise port_error(error) from error
        except ValueError as error:
            raise OutcomeUnknown("Stripe's answer is not one of this API version") from error


class _ListPage(Protocol):
    """A page of any list."""

    @property
    def has_more(self) -> bool: ...

    @property
    def data(self) -> Sequence[Any]: ...


def _go_on(params: SessionListParams | EventListParams, page: _ListPage) -> bool:
    """Whether there is another page; the parameters then ask for it."""
    if not page.has_more or not page.data:
        return False
    params["starting_after"] = page.data[-1].id
    return True
