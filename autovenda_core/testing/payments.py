"""A payment provider that only remembers, and the people who pay at it."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest, OutcomeUnknown, PortError, Rejected
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, Snapshot

__all__ = ["FakePayments", "Webhook"]

SIGNATURE = "fake-signature"


@dataclass(frozen=True)
class Webhook:
    """A request of a provider, as a web server hands it on."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True)
class _Page:
    request: CreateCheckout
    checkout: Checkout
    snapshot: Snapshot


class FakePayments:
    """
    Fits the Payments port.  Pages expire by the clock; every change makes a webhook.

    `pay`, `promise`, `fail` and `refund` stand for the client and the owner; they raise
    ValueError for what cannot happen to the page as it is.
    """

    def __init__(self, clock: Clock, *, name: str = "fake", livemode: bool = False) -> None:
        self.name = name
        self.webhooks: list[Webhook] = []
        """What the provider sent so far, oldest first; nobody delivers it."""
        self._clock = clock
        self._livemode = livemode
        self._pages: dict[str, _Page] = {}
        self._keys: dict[str, str] = {}
        self._failures: deque[PortError] = deque()

    # ----------------------------------------------------------------- the port

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """
        Read a webhook of this fake's.

        Raises:
            InvalidRequest: it was made by somebody else, or changed.
        """
        if headers.get(SIGNATURE) != _signature(body):
            raise InvalidRequest("the signature is wrong")
        return [Notice(**json.loads(body))]

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        Make a page, or answer the one that the same key made.

        Raises:
            PortError: as told by `fail_next`; Rejected for another request under the same key,
                or one that is over.
        """
        lost = self._failure()
        ref = self._keys.setdefault(key, f"{self.name}-{len(self._keys) + 1}")
        page = self._pages.setdefault(ref, self._new_page(ref, request))
        if page.request != request:
            raise Rejected("this key was used for another request")
        if lost is not None:
            raise lost
        return page.checkout

    async def expire(self, provider_ref: str) -> None:
        """
        Close a page.

        Raises:
            PortError: as told by `fail_next`; Rejected for an unknown page.
        """
        lost = self._failure()
        if self._page(provider_ref).snapshot.status is PaymentStatus.OPEN:
            self._change(provider_ref, "expired", status=PaymentStatus.EXPIRED)
        if lost is not None:
            raise lost

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        The page as it is now.

        Raises:
            PortError: as told by `fail_next`; Rejected for an unknown page.
        """
        lost = self._failure()
        if lost is not None:
            raise lost
        return self._page(provider_ref).snapshot

    # ----------------------------------------------------------------- the people

    def pay(self, provider_ref: str, method: str = "card") -> None:
        """The money arrives: on an open page at once, or for what was promised."""
        snapshot = self._in(provider_ref, PaymentStatus.OPEN, PaymentStatus.PENDING)
        promised = snapshot.status is PaymentStatus.PENDING
        self._change(
            provider_ref,
            "paid",
            status=PaymentStatus.PAID,
            method=snapshot.method if promised else method,
            paid_at=self._clock.now(),
        )

    def promise(self, provider_ref: str, method: str = "boleto") -> None:
        """The client takes a boleto, or a Pix code to be paid later."""
        self._in(provider_ref, PaymentStatus.OPEN)
        self._change(provider_ref, "pending", status=PaymentStatus.PENDING, method=method)

    def fail(self, provider_ref: str) -> None:
        """What was promised is not paid in time."""
        self._in(provider_ref, PaymentStatus.PENDING)
        self._change(provider_ref, "failed", status=PaymentStatus.FAILED)

    def refund(self, provider_ref: str, amount_centavos: int | None = None) -> None:
        """The owner gives money back: all that is left, or some of it."""
        snapshot = self._page(provider_ref).snapshot
        left = snapshot.amount_centavos - snapshot.refunded_centavos
        given = left if amount_centavos is None else amount_centavos
        if snapshot.paid_at is None or not 0 < given <= left:
            raise ValueError(f"{given} of {left} centavos cannot be given back")
        status = PaymentStatus.REFUNDED if given == left else PaymentStatus.PARTLY_REFUNDED
        refunded_centavos = snapshot.refunded_centavos + given
        self._change(provider_ref, "refunded", status=status, refunded_centavos=refunded_centavos)

    def fail_next(self, *failures: PortError) -> None:
        """Fail the next calls, one each.  With OutcomeUnknown it is done all the same."""
        self._failures.extend(failures)

    # ----------------------------------------------------------------- how it is kept

    def _failure(self) -> PortError | None:
        """Raises what says "not done"; an answer to be lost is handed back for afterwards."""
        failure = self._failures.popleft() if self._failures else None
        if failure is None or isinstance(failure, OutcomeUnknown):
            return failure
        raise failure

    def _new_page(self, ref: str, request: CreateCheckout) -> _Page:
        if request.expires_at <= self._clock.now():
            raise Rejected("the page would have expired before it was made")
        return _Page(
            request,
            Checkout(ref, f"https://pagamento.example.com/{ref}", request.expires_at),
            Snapshot(
                provider_ref=ref,
                charge_id=request.charge_id,
                status=PaymentStatus.OPEN,
                amount_centavos=request.amount_centavos,
                currency=request.currency,
                livemode=self._livemode,
            ),
        )

    def _page(self, provider_ref: str) -> _Page:
        page = self._pages.get(provider_ref)
        if page is None:
            raise Rejected("no such page")
        over = self._clock.now() >= page.checkout.expires_at
        if over and page.snapshot.status is PaymentStatus.OPEN:
            return self._change(provider_ref, "expired", status=PaymentStatus.EXPIRED)
        return page

    def _in(self, provider_ref: str, *states: PaymentStatus) -> Snapshot:
        snapshot = self._page(provider_ref).snapshot
        if snapshot.status not in states:
            raise ValueError(f"the page is {snapshot.status}")
        return snapshot

    def _change(
        self,
        ref: str,
        kind: str,
        *,
        status: PaymentStatus,
        method: str | None = None,
        paid_at: datetime | None = None,
        refunded_centavos: int = 0,
    ) -> _Page:
        page = self._pages[ref]
        snapshot = replace(
            page.snapshot,
            status=status,
            method=method or page.snapshot.method,
            paid_at=paid_at or page.snapshot.paid_at,
            refunded_centavos=refunded_centavos,
        )
        self._pages[ref] = replace(page, snapshot=snapshot)
        self._tell(kind, snapshot)
        return self._pages[ref]

    def _tell(self, kind: str, snapshot: Snapshot) -> None:
        notice = {
            "event_id": f"{self.name}-event-{len(self.webhooks) + 1}",
            "kind": kind,
            "provider_ref": snapshot.provider_ref,
            "charge_id": snapshot.charge_id,
            "livemode": snapshot.livemode,
        }
        body = json.dumps(notice).encode()
        self.webhooks.append(Webhook({SIGNATURE: _signature(body)}, body))


def _signature(body: bytes) -> str:
    return hashlib.blake2s(body, key=b"fake").hexdigest()
