"""
Calls of Mercado Pago's API, and what their failures mean for whoever asked.

Endpoints: the reference of Checkout Pro (mercadopago.com.br/developers/en/reference, 2026) and
the SDK (mercadopago 3.6.0, `resources/`).  What a status means: `errors/exceptions.py` there;
423 and 424 may be repeated, and 409 and 5xx leave it open whether it was done.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TypeVar

import httpx
from pydantic import BaseModel, Field, ValidationError

from adapters.mercadopago.preferences import Preference
from adapters.mercadopago.reais import from_json, iso, to_json
from adapters.mercadopago.snapshots import Payment
from autovenda_core.errors import OutcomeUnknown, PortError, Rejected, Unavailable

__all__ = ["API_BASE", "MercadoPagoApi"]

API_BASE = "https://api.mercadopago.com"

PAGE_SIZE = 100
"""Of a search; the SDK's own (3.6.0, `pagination/iterator.py`)."""

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""After every other failure the request may have been read."""

_PERHAPS_DONE = frozenset({409, 423, 424})

_SECRETS = re.compile(r"\b(?:APP_USR|TEST)-\S+|\S+@\S+")
"""Access tokens and e-mail addresses, should a message quote them."""

Answer = TypeVar("Answer", bound=BaseModel)


class _Found(BaseModel):
    id: str
    external_reference: str | None = None


class _FoundPreferences(BaseModel):
    elements: list[_Found]


class _Paging(BaseModel):
    total: int


class _FoundPayments(BaseModel):
    paging: _Paging
    results: list[Payment]


class _Refund(BaseModel):
    id: int


class _Chargeback(BaseModel):
    payments: list[int] = Field(min_length=1)


class _Error(BaseModel):
    message: str | None = None
    error: str | None = None


class MercadoPagoApi:
    """
    Calls as one account.  The client belongs to the caller.

    Every method raises the port's errors: Unavailable, OutcomeUnknown, Rejected.
    """

    def __init__(
        self, client: httpx.AsyncClient, access_token: str, base: str, call_seconds: float
    ) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._base = base.rstrip("/")
        self._call_seconds = call_seconds

    async def create_preference(self, body: Mapping[str, object]) -> Preference:
        """Make a page; there is no idempotency here, two calls make two."""
        return await self._call(Preference, "POST", "/checkout/preferences", body=body)

    async def find_preferences(self, reference: str) -> list[Preference]:
        """Every page with a reference.  A search answers in short, so each is then got whole."""
        found = await self._call(
            _FoundPreferences,
            "GET",
            "/checkout/preferences/search",
            params={"external_reference": reference},
        )
        ids = [one.id for one in found.elements if one.external_reference == reference]
        return [await self._call(Preference, "GET", f"/checkout/preferences/{one}") for one in ids]

    async def close_preference(self, preference_id: str, at: datetime) -> None:
        """Let a page end at a time."""
        body = {"expires": True, "expiration_date_to": iso(at)}
        await self._call(Preference, "PUT", f"/checkout/preferences/{preference_id}", body=body)

    async def payment(self, payment_id: str) -> Payment:
        """One payment, as it is now."""
        return await self._call(Payment, "GET", f"/v1/payments/{payment_id}")

    async def payments_with(self, reference: str) -> list[Payment]:
        """Every payment with a reference, oldest first; a new one may take a moment to appear."""
        found = self._search({"external_reference": reference})
        return [payment async for payment in found if payment.external_reference == reference]

    def payments_between(self, since: datetime, until: datetime) -> AsyncIterator[Payment]:
        """Every payment of the account that was begun in a time, oldest first."""
        return self._search(
            {"range": "date_created", "begin_date": iso(since), "end_date": iso(until)}
        )

    async def refund(self, payment_id: int, body: Mapping[str, object], key: str) -> str:
        """Send some of a payment back; the refund's id.  A key of at most 64 signs does it once."""
        refund = await self._call(
            _Refund, "POST", f"/v1/payments/{payment_id}/refunds", body=body, key=key
        )
        return str(refund.id)

    async def charged_back_payment(self, chargeback_id: str) -> str:
        """The payment that a chargeback is about."""
        chargeback = await self._call(_Chargeback, "GET", f"/v1/chargebacks/{chargeback_id}")
        return str(chargeback.payments[0])

    async def _search(self, filters: Mapping[str, str]) -> AsyncIterator[Payment]:
        offset = 0
        while True:
            order = {"sort": "date_created", "criteria": "asc"}
            page = {"limit": str(PAGE_SIZE), "offset": str(offset)}
            found = await self._call(
                _FoundPayments, "GET", "/v1/payments/search", params={**filters, **order, **page}
            )
            for payment in found.results:
                yield payment
            offset += len(found.results)
            if not found.results or offset >= found.paging.total:
                return

    async def _call(
        self,
        answer: type[Answer],
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        key: str | None = None,
    ) -> Answer:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["X-Idempotency-Key"] = key
        request = self._client.build_request(
            method,
            f"{self._base}{path}",
            params=params,
            headers=headers,
            content=None if body is None else to_json(body),
        )
        response = await self._send(request)
        if not response.is_success:
            raise _refusal(response)
        try:
            return answer.model_validate(from_json(response.content))
        except ValueError as error:
            raise OutcomeUnknown("Mercado Pago's answer is not what its API says") from error

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """One call in our time; httpx's own limits are per read."""
        try:
            async with asyncio.timeout(self._call_seconds):
                return await self._client.send(request)
        except TimeoutError as error:
            raise OutcomeUnknown("Mercado Pago did not answer in time") from error
        except _NEVER_LEFT as error:
            raise Unavailable("Mercado Pago cannot be reached") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(
                "the connection to Mercado Pago broke before its answer"
            ) from error


def _refusal(response: httpx.Response) -> PortError:
    """What to do after an answer that is no success."""
    status = response.status_code
    if status == 429:
        return Unavailable(
            "Mercado Pago asks us to slow down (429)", retry_after_seconds=_retry_after(response)
        )
    if status in (401, 403):
        return Rejected(
            f"Mercado Pago does not take MERCADOPAGO_ACCESS_TOKEN for this ({status})",
            words="O Mercado Pago recusou a credencial: confira MERCADOPAGO_ACCESS_TOKEN.",
        )
    if 400 <= status < 500 and status not in _PERHAPS_DONE:
        return Rejected(_words(response))
    return OutcomeUnknown(_words(response))


def _words(response: httpx.Response) -> str:
    """Mercado Pago's sentence, for the operator: without tokens and addresses."""
    try:
        said = _Error.model_validate(from_json(response.content))
    except (ValidationError, ValueError):
        return f"Mercado Pago did not answer as its API does ({response.status_code})"
    reason = _SECRETS.sub("***", said.message or said.error or "no reason given")
    request_id = response.headers.get("x-request-id")
    return f"Mercado Pago: {reason} ({response.status_code}, {request_id})"


def _retry_after(response: httpx.Response) -> float | None:
    seconds: str = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdecimal() else None
