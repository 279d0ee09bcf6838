"""What a provider tells us of its own accord, on its way into the inbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from autovenda_core.errors import Rejected
from autovenda_core.events import PaymentNoticed
from autovenda_core.ports.payments import Notice, Payments
from autovenda_core.ports.store import Incoming

__all__ = ["conversation_of", "fact_of", "whose"]


async def whose(notice: Notice, payments: Payments) -> Notice:
    """
    A notice with the charge it is about, for which the provider is asked where it does not say.

    What the provider does not know, or was not made by us, stays without one.

    Raises:
        Unavailable, OutcomeUnknown: the provider cannot be asked now.
    """
    if notice.charge_id is not None or not notice.provider_ref:
        return notice
    try:
        snapshot = await payments.fetch(notice.provider_ref)
    except Rejected:
        return notice
    return replace(notice, charge_id=snapshot.charge_id)


def fact_of(notice: Notice, provider: str, now: datetime, raw: str | None = None) -> Incoming:
    """A notice as a fact; without a charge of ours it is only kept."""
    if not notice.charge_id or not notice.provider_ref:
        return Incoming(provider, notice.event_id, "", None, raw=raw)
    return Incoming(
        source=provider,
        external_id=notice.event_id,
        conversation_id=conversation_of(notice.charge_id),
        event=PaymentNoticed(now, notice.charge_id, notice.provider_ref, notice.kind),
        raw=raw,
    )


def conversation_of(charge_id: str) -> str:
    """The conversation a charge belongs to: its id begins with that one's (`<id>.<deal>.…`)."""
    return charge_id.partition(".")[0]
