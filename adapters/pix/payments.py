"""
Pix by hand behind the Payments port: a code of our own, and a person who sees the money.

No bank tells us anything here.  A page is paid when an operator says so (a `PaymentSnapshot`
with `by`), and all that this provider knows by itself is whether its time is over.  That is
written in the page's reference, so nothing has to be remembered:

    pix:<charge>:<amount in centavos>:<expiry, Unix seconds>:<digest of the attempt>
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.pix.brcode import brcode, plain
from adapters.pix.keys import read_key
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, InvalidRequest, Rejected
from autovenda_core.model import Checkout, PaymentStatus
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.payments import Notice, NotRefundable, Refund, Snapshot

__all__ = ["ManualPix", "txid"]

_REFERENCE = re.compile(
    r"pix:(?P<charge>.+):(?P<amount>[1-9]\d*):(?P<expiry>\d{1,11}):[0-9a-f]{12}"
)


_NO_SNAPSHOTS: tuple[Snapshot, ...] = ()
_NO_NOTICES: tuple[Notice, ...] = ()


class ManualPix:
    """
    Fits the Payments port.

    Args:
        key: of the owner, as typed; see `keys.read_key`.
        name: of the account's holder, as the payer's bank will show it.
        city: the same.
        clock: for pages whose time is over.

    Raises:
        ConfigurationError: the key is none, or name or city cannot be written in a BR Code.
    """

    def __init__(self, key: str, name: str, city: str, clock: Clock) -> None:
        self._key = read_key(key)
        self._name = _written("PIX_NAME", name)
        self._city = _written("PIX_CITY", city)
        self._clock = clock

    @property
    def name(self) -> str:
        """What is stored as `Payment.provider`."""
        return "pix"

    def parse_webhook(
        self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, now: datetime
    ) -> list[Notice]:
        """
        See the port; nobody sends webhooks for this provider.

        Raises:
            InvalidRequest: always (404).
        """
        raise InvalidRequest("no bank tells us of a manual Pix", status=404)

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        """
        See the port.  The page is our own: it shows `pix_code` and its picture (`qr.qr_svg`).

        Raises:
            Rejected: the time of the page is over, or the currency is not BRL.
        """
        if request.expires_at <= self._clock.now():
            raise Rejected("the page would have expired before it was made")
        if request.currency != "BRL":
            raise Rejected(f"a Pix is paid in BRL, not {request.currency}")
        return Checkout(
            provider_ref=_reference(request, key),
            url=request.cancel_url,
            expires_at=request.expires_at,
            pix_code=self.code(request.charge_id, request.amount_centavos),
        )

    def code(self, charge_id: str, amount_centavos: int) -> str:
        """The BR Code of a charge."""
        return brcode(self._key, self._name, self._city, amount_centavos, txid(charge_id))

    async def expire(self, provider_ref: str) -> None:
        """
        See the port.  A static code cannot be taken back: whoever copied it can still pay it.

        Raises:
            Rejected: it is no page of ours.
        """
        _Page.read(provider_ref)

    async def fetch(self, provider_ref: str) -> Snapshot:
        """
        See the port.  Open until its time is over: that it was paid only a person can say.

        Raises:
            Rejected: it is no page of ours.
        """
        page = _Page.read(provider_ref)
        over = page.expires_at <= self._clock.now()
        return Snapshot(
            provider_ref=provider_ref,
            charge_id=page.charge_id,
            status=PaymentStatus.EXPIRED if over else PaymentStatus.OPEN,
            amount_centavos=page.amount_centavos,
            currency="BRL",
            livemode=True,  # a bank account has no test mode
        )

    async def refund(
        self, provider_ref: str, amount_centavos: int, *, key: str
    ) -> Refund | NotRefundable:
        """See the port; the owner's bank sends it back, not we."""
        return NotRefundable(
            "Este Pix foi recebido direto na sua conta: faça a devolução pelo app do banco."
        )

    async def list_since(self, since: datetime) -> AsyncIterator[Snapshot]:
        """See the port; there is no provider whose books could be compared."""
        for snapshot in _NO_SNAPSHOTS:
            yield snapshot

    async def undelivered(self, since: datetime) -> AsyncIterator[Notice]:
        """See the port; nobody tells us anything that could get lost."""
        for notice in _NO_NOTICES:
            yield notice


def txid(charge_id: str) -> str:
    """
    The identifier that the owner's statement shows for a charge: 25 letters and digits.

    A digest, because a charge's id may have other signs and be longer than a BR Code allows.
    """
    return "AV" + hashlib.sha256(charge_id.encode()).hexdigest()[:23].upper()


@dataclass(frozen=True)
class _Page:
    """What a reference says."""

    charge_id: str
    amount_centavos: int
    expires_at: datetime

    @classmethod
    def read(cls, provider_ref: str) -> _Page:
        match = _REFERENCE.fullmatch(provider_ref)
        if match is None:
            raise Rejected("no such Pix page")
        expires_at = datetime.fromtimestamp(int(match["expiry"]), UTC)
        return cls(match["charge"], int(match["amount"]), expires_at)


def _reference(request: CreateCheckout, key: str) -> str:
    attempt = hashlib.sha256(key.encode()).hexdigest()[:12]
    expiry = int(request.expires_at.timestamp())
    return f"pix:{request.charge_id}:{request.amount_centavos}:{expiry}:{attempt}"


def _written(variable: str, text: str) -> str:
    try:
        return plain(text, len(text))
    except ValueError as error:
        raise ConfigurationError(f"{variable} is empty, or has no letter of ours") from error
