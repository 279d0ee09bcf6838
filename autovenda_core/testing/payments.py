"""A payment provider that only remembers, and the people who pay at it."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest, OutcomeUnknown, PortError, Rejected
from autovenda_core.model import Checkout, DisputeStatus, Instructions, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, NotRefundable, Refund, Snapshot

__all__ = ["FakePayments", "Webhook"]

SIGNATURE = "fake-signature"

VOUCHER_LIFE = timedelta(days=3)
"""How long a boleto or a Pix code can be paid."""


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
    made_at: datetime


class FakePayments:
    """
    Fits the Payments port.  Pages expire by the clock; every change makes a webhook.

    `pay`, `promise`, `fail`, `recover`, `give_back`, `fail_refund`, `dispute` and
    `close_dispute` stand for the client, the owner and the bank; they raise ValueError for what
    cannot happen to the page as it is.
    """

    def __init__(self, clock: Clock, *, name: str = "fake", livemode: bool = False) -> None:
        self.name = name
        self.webhooks: list[Webhook] = []
        """What the provider sent so far, oldest first; nobody delivers it."""
        self.lost: list[Webhook] = []
        """What it could not deliver, oldest first."""
        self.loses_webhooks = False
        """While this is so, whatever it sends is lost."""
        self._clock = clock
        self._livemode = livemode
        self._pages: dict[str, _Page] = {}
        self._keys: dict[str, str] = {}
        self._refunds: dict[str, tuple[str, Refund]] = {}
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

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """
        Send money back, or say what the same key has sent back.

        Raises:
            PortError: as told by `fail_next`; Rejected for an unknown page, for more than is
                left, or for another refund under the same key.
        """
        lost = self._failure()
        page = self._page(provider_ref)
        if page.snapshot.method == "boleto":
            return NotRefundable("Boleto não pode ser reembolsado pelo provedor.")
        ref, made = self._refunds.get(key, (provider_ref, None))
        if made is None:
            try:
                self.give_back(provider_ref, amount_centavos)
            except ValueError as error:
                raise Rejected(str(error)) from error
            made = Refund(f"{self.name}-refund-{len(self._refunds) + 1}", amount_centavos)
            self._refunds[key] = provider_ref, made
        if (ref, made.amount_centavos) != (provider_ref, amount_centavos):
            raise Rejected("this key was used for another refund")
        if lost is not None:
            raise lost
        return made

    async def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """
        Every page that was made since then, oldest first.

        Raises:
            PortError: as told by `fail_next`.
        """
        lost = self._failure()
        if lost is not None:
            raise lost
        for ref in [ref for ref, page in self._pages.items() if page.made_at >= since]:
            yield self._page(ref).snapshot

    async def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """
        What was lost, oldest first; nothing says when, so `since` is not looked at.

        Raises:
            PortError: as told by `fail_next`.
        """
        lost = self._failure()
        if lost is not None:
            raise lost
        for webhook in tuple(self.lost):
            for notice in self.parse_webhook(webhook.headers, {}, webhook.body, since):
                yield notice

    # ----------------------------------------------------------------- the people

    @property
    def pages(self) -> tuple[str, ...]:
        """The ids of all pages that were ever made, oldest first."""
        return tuple(self._pages)

    def look(self, provider_ref: str) -> Snapshot:
        """What `fetch` would say, where no failure is in the way."""
        return self._page(provider_ref).snapshot

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
        voucher = Instructions(
            method=method,
            url=f"https://pagamento.example.com/{provider_ref}/voucher",
            code=f"code-of-{provider_ref}",
            expires_at=self._clock.now() + VOUCHER_LIFE,
        )
        self._change(
            provider_ref,
            "pending",
            status=PaymentStatus.PENDING,
            method=method,
            instructions=voucher,
        )

    def fail(self, provider_ref: str) -> None:
        """What was promised is not paid in time."""
        self._in(provider_ref, PaymentStatus.PENDING)
        self._change(provider_ref, "failed", status=PaymentStatus.FAILED)

    def recover(self, provider_ref: str) -> str:
        """The client opens a page that died anew: the provider's id of its copy."""
        self._in(provider_ref, PaymentStatus.EXPIRED)
        ref = f"{provider_ref}-recovered"
        request = self._pages[provider_ref].request
        expires_at = self._clock.now() + timedelta(hours=24)
        self._pages[ref] = self._new_page(ref, replace(request, expires_at=expires_at))
        return ref

    def give_back(self, provider_ref: str, amount_centavos: int | None = None) -> None:
        """The owner gives money back on the provider's own pages: all that is left, or some."""
        snapshot = self._page(provider_ref).snapshot
        left = snapshot.amount_centavos - snapshot.refunded_centavos
        given = left if amount_centavos is None else amount_centavos
        if snapshot.paid_at is None or not 0 < given <= left:
            raise ValueError(f"{given} of {left} centavos cannot be given back")
        status = PaymentStatus.REFUNDED if given == left else PaymentStatus.PARTLY_REFUNDED
        refunded_centavos = snapshot.refunded_centavos + given
        self._change(provider_ref, "refunded", status=status, refunded_centavos=refunded_centavos)

    def fail_refund(self, provider_ref: str) -> None:
        """The client's bank sends the refund back: the money is here again."""
        if not self._page(provider_ref).snapshot.refunded_centavos:
            raise ValueError("nothing was given back")
        self._change(provider_ref, "refund failed", status=PaymentStatus.PAID)

    def dispute(self, provider_ref: str) -> None:
        """The client asks the bank for the money back; the notice does not say whose it is."""
        snapshot = self._page(provider_ref).snapshot
        if snapshot.paid_at is None or snapshot.dispute is not None:
            raise ValueError("there is no money to ask the bank for")
        self._decide_dispute(provider_ref, DisputeStatus.OPEN)

    def close_dispute(self, provider_ref: str, *, won: bool) -> None:
        """The bank decides, for us or for the client."""
        if self._page(provider_ref).snapshot.dispute is not DisputeStatus.OPEN:
            raise ValueError("there is no dispute to close")
        self._decide_dispute(provider_ref, DisputeStatus.WON if won else DisputeStatus.LOST)

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
            self._clock.now(),
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
        instructions: Instructions | None = None,
    ) -> _Page:
        page = self._pages[ref]
        snapshot = replace(
            page.snapshot,
            status=status,
            method=method or page.snapshot.method,
            paid_at=paid_at or page.snapshot.paid_at,
            refunded_centavos=refunded_centavos,
            instructions=instructions,
        )
        return self._keep(ref, kind, snapshot)

    def _decide_dispute(self, ref: str, dispute: DisputeStatus) -> None:
        snapshot = replace(self._pages[ref].snapshot, dispute=dispute)
        self._keep(ref, f"dispute {dispute}", snapshot, names_charge=False)

    def _keep(self, ref: str, kind: str, snapshot: Snapshot, *, names_charge: bool = True) -> _Page:
        self._pages[ref] = replace(self._pages[ref], snapshot=snapshot)
        notice = {
            "event_id": f"{self.name}-event-{len(self.webhooks) + len(self.lost) + 1}",
            "kind": kind,
            "provider_ref": ref,
            "charge_id": snapshot.charge_id if names_charge else None,
            "livemode": snapshot.livemode,
        }
        body = json.dumps(notice).encode()
        webhook = Webhook({SIGNATURE: _signature(body)}, body)
        (self.lost if self.loses_webhooks else self.webhooks).append(webhook)
        return self._pages[ref]


def _signature(body: bytes) -> str:
    return hashlib.blake2s(body, key=b"fake").hexdigest()
