"""A database with people in it, for tests of what looks at them and what an operator changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, select, update

from adapters.storage import performing
from adapters.storage.receiving import receive
from adapters.storage.tables import CONVERSATIONS, EFFECTS
from adapters.storage.turning import turn
from autovenda_core.effects import Effect
from autovenda_core.events import Event, TextReceived
from autovenda_core.identity import Identity
from autovenda_core.model import (
    Acceptance,
    Briefing,
    Charge,
    ChargeKind,
    ChargeStatus,
    Client,
    Contact,
    Conversation,
    Deal,
    Offer,
    Payment,
    Project,
    ProjectStatus,
    Qualification,
    State,
    conversation_id_for,
    offer_number_for,
)
from autovenda_core.ports.store import Applied, Decision, Incoming, LoggedMessage
from autovenda_core.values import replace

T = TypeVar("T")
Change = Callable[[Conversation], Conversation]

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Brasília."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = Contact("whatsapp", "5511999990000")
BIA = Contact("telegram", "2002")
ANA_ARAUJO = Client("Ana Araújo", "ana@example.com", "+5511999990000", "52998224725")


class Shop:
    """Facts go in as they do in the server; what the flow makes of them is given by the test."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def do(self, function: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run a function of the storage in a transaction."""
        with self.engine.begin() as db:
            return function(db, *args, **named)

    def rows(self, statement: Any) -> list[Any]:
        """What a look finds."""
        with self.engine.begin() as db:
            return list(db.execute(statement))

    def hears(
        self,
        words: str,
        contact: Contact = ANA,
        *effects: Effect,
        at: datetime = NOW,
        change: Change = lambda before: before,
        event: Event | None = None,
        identities: Sequence[Identity] = (),
        raw: str | None = None,
    ) -> str:
        """A person writes, and the flow decides as it is told; the conversation's id."""
        name = f"{contact.address}-{words}"
        fact = Incoming(
            contact.channel,
            name,
            conversation_id_for(contact),
            event or TextReceived(at, name, words),
            contact,
            tuple(identities) or (Identity(_KIND[contact.channel], contact.address),),
            raw=raw,
        )

        def decide(before: Conversation, event: Event) -> Decision:
            after = change(replace(before, heard_at=event.at))
            after = replace(after, version=before.version + 1)
            return Decision((Applied(event, after, effects, ("row",)),), "flow-1")

        with self.engine.begin() as db:
            receipt, _ = receive(db, [fact], at)
            conversation_id = receipt.conversation_ids[0]
            assert conversation_id is not None
            turn(db, conversation_id, decide, at)
        return conversation_id

    def sends(
        self,
        conversation_id: str,
        words: str = "Oi!",
        *,
        at: datetime = NOW,
        error: str | None = None,
    ) -> str:
        """The oldest open effect of a conversation is done, or given up; its key."""
        with self.engine.begin() as db:
            seq = db.execute(
                select(EFFECTS.c.seq)
                .where(EFFECTS.c.conversation_id == conversation_id, EFFECTS.c.done_at.is_(None))
                .order_by(EFFECTS.c.seq)
                .limit(1)
            ).scalar_one()
            claim, _ = performing.claim(db, seq, at, 60.0)
            assert claim is not None
            message = None if error else LoggedMessage(words, f"out-{claim.key}")
            performing.finish(db, claim, at, message=message, error=error)
            return claim.key

    def park(self, conversation_id: str) -> None:
        """As a poison event does."""
        parked = update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
        self.do(lambda db: db.execute(parked.values(parked_reason="ValueError")))


_KIND = {"whatsapp": "wa_id", "telegram": "telegram"}


def known_as(client: Client) -> Change:
    """What the person tells of themselves."""
    return lambda before: replace(before, client=client)


def sold(
    *,
    status: ProjectStatus = ProjectStatus.ACTIVE,
    deadline: datetime = NOW + DAY,
    at: datetime = NOW,
    balance: Charge | None = None,
    client: Client = ANA_ARAUJO,
) -> Change:
    """A whole sale: offer, acceptance, deposit, briefing, project."""

    def change(before: Conversation) -> Conversation:
        number = offer_number_for(before.id, 1, 1)
        payment = Payment("stripe", f"cs_{before.id}", 75_000, at, "pix")
        deposit = Charge(
            f"{before.id}.1.1",
            75_000,
            f"Sinal (proposta {number})",
            status=ChargeStatus.PAID,
            payments=(payment,),
        )
        deal = Deal(
            wants=Qualification("um site para a Clínica da Ana", "site"),
            offer=offer(before.id, at),
            acceptance=Acceptance(
                at, "wamid.NTUxMTk5OTk5MDAwMA", "button", number, 150_000, "ab" * 32
            ),
            deposit=deposit,
            further=() if balance is None else (balance,),
            briefing=Briefing({"public_name": "Clínica da Ana"}, at),
            project=Project("Site", at, status, deadline.date()),
            proposal_sha256="ab" * 32,
        )
        return replace(before, state=State.ACTIVE, deal=deal, client=client)

    return change


def offer(conversation_id: str, at: datetime = NOW) -> Offer:
    """One of R$ 1.500,00, for a week."""
    number = offer_number_for(conversation_id, 1, 1)
    return Offer(number, 1, "site", "Site", ("5 páginas",), 150_000, 75_000, 10, at, at + 7 * DAY)


def waiting_for_deposit(at: datetime = NOW, amount: int = 75_000) -> Change:
    """An accepted offer whose deposit is not there yet."""

    def change(before: Conversation) -> Conversation:
        number = offer_number_for(before.id, 1, 1)
        deal = Deal(
            offer=offer(before.id, at),
            acceptance=Acceptance(at, "m-sim", "text", number, 150_000),
            deposit=Charge(f"{before.id}.1.1", amount, "Sinal"),
        )
        return replace(before, state=State.AWAITING_PAYMENT, deal=deal)

    return change


def balance_of(conversation_id: str, amount: int = 75_000) -> Charge:
    """What is left to pay on delivery."""
    return Charge(f"{conversation_id}.1.balance", amount, "Saldo", kind=ChargeKind.BALANCE)
