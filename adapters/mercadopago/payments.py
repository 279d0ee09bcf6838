"""Mercado Pago behind the Payments port: card, Pix and boleto on a page of Checkout Pro."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from adapters.mercadopago.api import API_BASE, MercadoPagoApi
from adapters.mercadopago.preferences import (
    Preference,
    charge_of,
    preference_body,
    reference_of,
)
from adapters.mercadopago.reais import to_reais
from adapters.mercadopago.snapshots import Payment, snapshot_of
from adapters.mercadopago.webhooks import CHARGEBACK, PAYMENT, read_notices, verify
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, Rejected, Unavailable
from autovenda_core.model import Checkout
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, NotRefundable, Refund, Snapshot

__all__ = ["MercadoPagoPayments", "live_token"]

CALL_SECONDS = 10.0
"""A method makes five calls at the most, and ends inside the 60 s lease of an effect."""

_NAMED = re.compile(rf"(?P<kind>{PAYMENT}|{CHARGEBACK})(?P<number>[0-9]+)")

_REFUNDABLE = timedelta(days=180)
"""After the approval (SDK mercadopago 3.6.0, `resources/refund.py`)."""


def live_token(access_token: str) -> bool:
    """Whether a token moves real money: test credentials begin with TEST- ("Credenciais")."""
    return not access_token.startswith("TEST-")


_NO_NOTICES: tuple[Notice, ...] = ()


class MercadoPagoPayments:
    """
    Fits the Payments port.  A `provider_ref` is a page (see `preferences`), and `fetch` and
    `refund` also take what a notice names: `payment:<id>`, `chargeback:<id>`.

    A call is tried once: the runtime retries durably with the same key.

    Args:
        client: for the calls; whoever made it closes it (`adapters.http.client.make_client`).
        access_token: of the application, "Suas integrações" in the panel.
        webhook_secrets: of the webhook set up there for the topics "Pagamentos" and
            "Contestações", all that are valid now; none where webhooks do not arrive.
        clock: for pages whose time is over.
        api_base: another place than Mercado Pago, such as the emulator.
        notification_url: where notices about payments go, whatever the panel says.  The SDK
            (3.6.0) calls it deprecated; chargebacks are only told to the panel's webhook.
        call_seconds: for each call.

    Raises:
        ConfigurationError: a webhook secret is blank, so anybody could sign with it.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        access_token: str,
        webhook_secrets: Sequence[str],
        clock: Clock,
        api_base: str | None = None,
        *,
        notification_url: str | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        if not all(secret.strip() for secret in webhook_secrets):
            raise ConfigurationError("MERCADOPAGO_WEBHOOK_SECRET holds a blank secret")
        self._secrets = tuple(webhook_secrets)
        self._clock = clock
        self._notification_url = notification_url
        self._livemode = live_token(access_token)
        self._api = MercadoPagoApi(client, access_token, api_base or API_BASE, call_seconds)

    @property
    def name(self) -> str:
        """What is stored as `Payment.provider`."""
        return "mercadopago"

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """See the port; a notice never says whose it is, so `charge_id` is None: look."""
        verify(headers, query, self._secrets, now)
        return read_notices(query, body)

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        See the port.

        Mercado Pago documents no idempotency for pages, so the one that a lost answer made is
        looked for first.  Should the search not know it yet, a second page is made: nobody ever
        learned the address of the first, and both have the same reference.
        """
        if request.expires_at <= self._clock.now():
            raise Rejected("the page would have expired before it was made")
        reference = reference_of(request.charge_id, key)
        pages = await self._api.find_preferences(reference)
        if not pages:
            now = self._clock.now()
            body = preference_body(request, reference, now, self._notification_url)
            return (await self._api.create_preference(body)).checkout()
        if pages[0].amount_centavos != request.amount_centavos:
            raise Rejected("this key was used for another amount")
        return pages[0].checkout()

    async def expire(self, provider_ref: str) -> None:
        """See the port.  A boleto or Pix code that was taken before can still be paid."""
        for page in await self._pages(provider_ref):
            if page.expiration_date_to > self._clock.now():
                await self._api.close_preference(page.id, self._clock.now())

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        See the port.

        Raises:
            Rejected: also where it is the payment of another application on the same account.
        """
        page_ref, payments = await self._payments(provider_ref)
        snapshot = snapshot_of(page_ref, payments)
        if snapshot is not None:
            return snapshot
        pages = await self._pages(page_ref)
        return pages[-1].snapshot(self._clock.now(), livemode=self._livemode)

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """See the port; not possible 180 days after the approval, nor once a bank has it."""
        _, payments = await self._payments(provider_ref)
        money = [payment for payment in payments if payment.is_money]
        if not money:
            raise Rejected("there is no payment that could be sent back")
        if (reason := self._not_refundable(money)) is not None:
            return NotRefundable(reason)
        # Their key has at most 64 signs; ours may be longer.
        digest = hashlib.sha256(key.encode()).hexdigest()
        body = {"amount": to_reais(amount_centavos)}
        return Refund(await self._api.refund(money[0].id, body, digest), amount_centavos)

    async def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """See the port; pages on which nobody tried to pay are not listed."""
        begun = self._api.payments_between(since, self._clock.now())
        references = [payment.external_reference async for payment in begun]
        for reference in dict.fromkeys(references):
            if reference is not None and charge_of(reference) is not None:
                yield await self.fetch(reference)

    async def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """See the port; Mercado Pago's API does not tell, it repeats every 15 minutes."""
        for notice in _NO_NOTICES:
            yield notice

    async def _payments(self, provider_ref: str) -> tuple[str, list[Payment]]:
        """The page that a reference leads to, and every payment on it, oldest first."""
        named = await self._named(provider_ref)
        page_ref = provider_ref if named is None else named.external_reference or ""
        _check_ours(page_ref)
        payments = {payment.id: payment for payment in await self._api.payments_with(page_ref)}
        if named is not None:
            # The search may be behind, and then it would hide what we were told of.
            payments[named.id] = named
        return page_ref, [payments[payment_id] for payment_id in sorted(payments)]

    async def _named(self, provider_ref: str) -> Payment | None:
        """The payment that a notice's reference leads to; None: it is a page's reference."""
        match = _NAMED.fullmatch(provider_ref)
        if match is None:
            return None
        number = match["number"]
        if match["kind"] == CHARGEBACK:
            number = await self._api.charged_back_payment(number)
        return await self._api.payment(number)

    async def _pages(self, provider_ref: str) -> list[Preference]:
        _check_ours(provider_ref)
        pages = await self._api.find_preferences(provider_ref)
        if not pages:
            # The reference is one of ours, so the page was made and the search is behind.
            raise Unavailable("Mercado Pago does not find the page yet")
        return pages

    def _not_refundable(self, money: Sequence[Payment]) -> str | None:
        """Why it cannot be sent back, in pt-BR."""
        if len(money) > 1:
            # Which one a repeated call would send back cannot be told.
            return "Há mais de um pagamento nesta cobrança: devolva pelo painel do Mercado Pago."
        [payment] = money
        if payment.status == "charged_back":
            return "O pagamento está em contestação: acompanhe pelo painel do Mercado Pago."
        approved_at = payment.date_approved
        if approved_at is not None and self._clock.now() - approved_at > _REFUNDABLE:
            return "O Mercado Pago só devolve até 180 dias depois: faça um Pix ao cliente."
        return None


def _check_ours(page_ref: str) -> None:
    if charge_of(page_ref) is None:
        raise Rejected("no page of ours at Mercado Pago")
