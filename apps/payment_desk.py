"""
What an operator does about money on the command line, until there is a panel.

Each command is a fact in the inbox, like a click: the flow decides what it means.  Its key has
the version of the conversation that the operator saw, so that the same command given twice at
once is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from adapters.storage.tables import CHARGES, CLIENTS
from apps.local_inbox import LocalInbox
from apps.notices import conversation_of
from autovenda_core.errors import ConfigurationError
from autovenda_core.events import (
    Event,
    ExtraCharged,
    PaymentSnapshot,
    ProjectDelivered,
    RefundRequested,
)
from autovenda_core.model import Charge, ChargeStatus, Conversation, Deal, Payment, PaymentStatus
from autovenda_core.money import format_brl
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.store import Incoming

__all__ = ["PaymentDesk", "charge_lines"]

BY_HAND = "manual"
"""The provider of money that only a person tells us of."""

_UNPAID = (ChargeStatus.OPEN, ChargeStatus.PENDING)


@dataclass(frozen=True)
class PaymentDesk:
    """One operator at the inbox of one installation."""

    inbox: LocalInbox
    clock: Clock
    operator: str
    """Who vouches for what is said here."""
    livemode: bool
    """Whether it is real money."""

    async def confirm(
        self, charge_id: str, amount_centavos: int, method: str, reference: str | None
    ) -> str:
        """
        Money for a charge arrived outside of any provider.  `reference` (the bank's number of
        it) tells two payments of one charge apart.

        Raises:
            ConfigurationError: there is no such charge, or it is paid already and the
                reference does not say that this is another payment.
        """
        conversation, charge = self._charge(charge_id)
        if charge.status not in _UNPAID and reference is None:
            raise ConfigurationError(
                f"{charge_id} is {charge.status} already; if this is another payment for it, "
                "give the bank's number of it as --reference"
            )
        provider, provider_ref = _name_of(charge, method, reference)
        now = self.clock.now()
        event = PaymentSnapshot(
            at=now,
            charge_id=charge_id,
            provider=provider,
            provider_ref=provider_ref,
            status=PaymentStatus.PAID,
            amount_centavos=amount_centavos,
            currency=charge.currency,
            livemode=self.livemode,
            method=method,
            paid_at=now,
            by=self.operator,
        )
        return await self._tell(conversation, f"confirm:{charge_id}:{provider_ref}", event)

    async def refund(
        self, charge_id: str, amount_centavos: int | None, reference: str | None
    ) -> str:
        """
        Send money of a charge back; None: all that is left.

        Raises:
            ConfigurationError: there is no such charge or payment, or there are several.
        """
        conversation, charge = self._charge(charge_id)
        event = RefundRequested(
            at=self.clock.now(),
            operator=self.operator,
            charge_id=charge_id,
            provider_ref=_only_payment(charge, reference).provider_ref,
            amount_centavos=amount_centavos,
        )
        return await self._tell(conversation, f"refund:{charge_id}", event)

    async def delivered(self, deal_id: str) -> str:
        """
        The work of a deal was handed over; its balance is asked for.

        Raises:
            ConfigurationError: there is no such deal.
        """
        conversation, deal = self._deal(deal_id)
        event = ProjectDelivered(self.clock.now(), self.operator, deal.number)
        return await self._tell(conversation, f"delivered:{deal.number}", event)

    async def charge_extra(self, deal_id: str, amount_centavos: int, description: str) -> str:
        """
        Ask for something that was agreed on after the offer.

        Raises:
            ConfigurationError: there is no such deal.
        """
        conversation, deal = self._deal(deal_id)
        event = ExtraCharged(
            self.clock.now(), self.operator, deal.number, description, amount_centavos
        )
        return await self._tell(conversation, f"extra:{deal.number}", event)

    # ------------------------------------------------------------------ helpers

    async def _tell(self, conversation: Conversation, action: str, event: Event) -> str:
        key = f"{conversation.id}:{action}:{conversation.version}"
        receipt = await self.inbox.receive(Incoming("operator", key, conversation.id, event))
        if not receipt.new[0]:
            return "said before; nothing changes"
        return "ok: in the inbox; a running server takes it up within seconds"

    def _charge(self, charge_id: str) -> tuple[Conversation, Charge]:
        conversation = self.inbox.conversation(conversation_of(charge_id))
        for deal in _deals(conversation):
            for charge in deal.charges:
                if conversation is not None and charge.id == charge_id:
                    return conversation, charge
        raise ConfigurationError(f"there is no charge {charge_id!r}; see `autovenda payments list`")

    def _deal(self, deal_id: str) -> tuple[Conversation, Deal]:
        conversation_id, _, number = deal_id.partition(".")
        conversation = self.inbox.conversation(conversation_id)
        for deal in _deals(conversation):
            if conversation is not None and str(deal.number) == number.partition(".")[0]:
                return conversation, deal
        raise ConfigurationError(f"there is no deal {deal_id!r}; see `autovenda payments list`")


def charge_lines(db: Connection) -> Iterator[str]:
    """Every charge, the newest last: id, client, what for, how much, and where it stands."""
    rows = db.execute(
        select(CHARGES, CLIENTS.c.name)
        .join(CLIENTS, CLIENTS.c.id == CHARGES.c.client_id)
        .order_by(CHARGES.c.updated_at)
    )
    for row in rows:
        amount = format_brl(row.amount_centavos)
        yield f"{row.id}  {row.status:<9} {amount:>13}  {row.name or '?'}: {row.description}"


def _name_of(charge: Charge, method: str, reference: str | None) -> tuple[str, str]:
    """
    What the payment is called: provider and reference.

    A Pix code of ours that waits is what was paid; so confirming it twice is one payment.
    """
    page = charge.checkout
    if method == "pix" and reference is None and page is not None and page.pix_code is not None:
        return "pix", page.provider_ref
    return BY_HAND, f"{charge.id}:{reference or method}"


def _only_payment(charge: Charge, reference: str | None) -> Payment:
    found = [each for each in charge.payments if reference in (None, each.provider_ref)]
    if len(found) != 1:
        known = ", ".join(each.provider_ref for each in charge.payments) or "none"
        raise ConfigurationError(
            f"say which payment of {charge.id} by --reference (there are: {known})"
        )
    return found[0]


def _deals(conversation: Conversation | None) -> tuple[Deal, ...]:
    return (conversation.deal, *conversation.earlier) if conversation is not None else ()
