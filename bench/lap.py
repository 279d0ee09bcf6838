"""
One lap of the whole sale, as events: from a new lead to an active project, and to buying again.

The seven events stand for "the lead said it", "the provider confirmed it" and so on; they are
made beforehand, as they would be by the adapters.  Handling them is whole: guards, actions,
effects, and a new conversation each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.events import (
    Act,
    BriefingSubmitted,
    Event,
    MessageSent,
    PaymentSnapshot,
    ReadAct,
    Reader,
    Slots,
    Understood,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import (
    Contact,
    Conversation,
    PaymentStatus,
    State,
    conversation_id_for,
    offer_number_for,
)

__all__ = ["AT", "SALE", "STATES", "WORDS", "events_of", "new_lead"]

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)

PACKAGE = ServicePackage("basico", "Pacote Básico", 150_000, 10, deliverables=("Página única",))
SALE = Flow(Catalog((PACKAGE,)))

STATES = {
    "qualify": State.QUALIFYING,
    "offer": State.OFFERED,
    "accept": State.AWAITING_PAYMENT,
    "confirm": State.PAID,
    "brief": State.BRIEFING,
    "activate": State.ACTIVE,
    "restart": State.QUALIFYING,
}
"""Where each event of the lap leads, in its order."""

WORDS = tuple(STATES)


def new_lead(number: int) -> Conversation:
    """A conversation in which nothing has happened yet."""
    contact = Contact("bench", str(number))
    return Conversation(conversation_id_for(contact), contact)


def events_of(lead: Conversation) -> Mapping[str, Event]:
    """The lap of one lead, by the names of `STATES`."""
    return {
        "qualify": _said(Act.GREET),
        "offer": _said(Act.CHOOSE_PACKAGE, Slots(package_id=PACKAGE.id)),
        "accept": _said(
            Act.ACCEPT, Slots(offer_number=offer_number_for(lead.id, 1, 1)), Reader.BUTTON
        ),
        "confirm": PaymentSnapshot(
            at=AT,
            charge_id=f"{lead.id}.1.1",
            provider="bench",
            provider_ref=f"checkout-{lead.id}",
            status=PaymentStatus.PAID,
            amount_centavos=PACKAGE.deposit_centavos,
            currency="BRL",
            livemode=False,
        ),
        "brief": MessageSent(AT, "briefing", "message-1"),
        "activate": BriefingSubmitted(AT, {"objetivo": "vender mais"}),
        "restart": _said(Act.BUY),
    }


def _said(act: Act, slots: Slots | None = None, by: Reader = Reader.RULES) -> Understood:
    return Understood(AT, (ReadAct(act),), slots or Slots(), by, ("message-1",))
