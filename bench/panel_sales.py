"""Sales of a made-up studio, for a database as big as one likes; always the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

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
    ModelUse,
    Offer,
    Owner,
    Payment,
    Project,
    ProjectStatus,
    Qualification,
    State,
    conversation_id_for,
    offer_number_for,
)
from autovenda_core.values import replace

__all__ = ["Sale", "sales"]

DAYS = 730
FIRST = (
    *("Ana", "Bruno", "Caio", "Débora", "Elisa", "Fábio", "Gustavo", "Helena", "Íris", "João"),
    *("Lúcia", "Márcio", "Nair", "Otávio"),
)
LAST = (
    *("Silva", "Souza", "Araújo", "Conceição", "Gonçalves", "Pereira", "Assunção", "Ribeiro"),
    *("Nóbrega", "Teixeira"),
)
STATES = (
    (State.LEAD, 8),
    (State.QUALIFYING, 14),
    (State.OFFERED, 14),
    (State.AWAITING_PAYMENT, 6),
    (State.BRIEFING, 2),
    (State.ACTIVE, 10),
    (State.LOST, 46),
)
"""Of a hundred conversations."""

LONG_TALK = 5_000
"""Messages of the first conversation: a transcript that nobody reads to its beginning."""


@dataclass(frozen=True)
class Sale:
    """One client with one conversation."""

    number: int
    began: datetime
    conversation: Conversation
    messages: int


def sales(count: int, messages: int, now: datetime) -> Iterator[Sale]:
    """All of them, the oldest first."""
    states = [state for state, share in STATES for _ in range(share)]
    long_talk = min(LONG_TALK, messages // 10)
    each, rest = divmod(messages - long_talk, count)
    for number in range(count):
        dice = Random(number)
        began = now - timedelta(days=DAYS * (1 - (number + 1) / (count + 1)))
        own = each + (number < rest) + (long_talk if number == 0 else 0)
        ended = min(began + timedelta(minutes=9 * own), now)
        yield Sale(number, began, _conversation(number, dice.choice(states), dice, ended), own)


def _conversation(number: int, state: State, dice: Random, at: datetime) -> Conversation:
    contact = Contact("whatsapp" if number % 4 else "telegram", f"5511{900_000_000 + number}")
    id_ = conversation_id_for(contact)
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)} {dice.choice(LAST)}"
    has_paid = state in (State.BRIEFING, State.ACTIVE)
    return Conversation(
        id=id_,
        contact=contact,
        state=state,
        version=dice.randrange(4, 60),
        owner=Owner.HUMAN if dice.random() < 0.02 else Owner.BOT,
        client=Client(
            name,
            f"cliente{number}@example.com",
            f"+5511{900_000_000 + number}",
            f"{number:011}" if has_paid else None,
        ),
        deal=_deal(id_, state, dice, at),
        heard_at=at,
        model_use=ModelUse(total_micros=dice.randrange(9_000)),
    )


def _deal(id_: str, state: State, dice: Random, at: datetime) -> Deal:
    wants = Qualification(need="um site para a clínica")
    if state in (State.LEAD, State.QUALIFYING) or (state is State.LOST and dice.random() < 0.5):
        return Deal(wants=wants)
    total = dice.choice((150_000, 350_000, 790_000))
    number = offer_number_for(id_, 1, 1)
    offer = Offer(
        number,
        1,
        "profissional",
        "Pacote Profissional",
        ("5 páginas", "Textos revisados"),
        total,
        total // 2,
        15,
        at,
        at + timedelta(days=7),
    )
    if state in (State.OFFERED, State.LOST):
        return Deal(wants=wants, offer=offer)
    accepted = Acceptance(at, f"wamid.{id_}", "button", number, total, "ab" * 32)
    deposit = _charge(id_, ChargeKind.DEPOSIT, total // 2, f"Sinal — proposta {number}")
    if state is State.AWAITING_PAYMENT:
        return Deal(wants=wants, offer=offer, acceptance=accepted, deposit=deposit)
    deal = Deal(
        wants=wants, offer=offer, acceptance=accepted, deposit=_paid(deposit, at), briefing=BRIEFING
    )
    return _with_project(deal, id_, state, dice, at)


BRIEFING = Briefing({"nome_publico": "Clínica Aurora", "publico": "famílias do bairro"})


def _with_project(deal: Deal, id_: str, state: State, dice: Random, at: datetime) -> Deal:
    if state is State.BRIEFING:
        return replace(deal, project=Project("Pacote Profissional", at))
    status = dice.choice(
        (ProjectStatus.ACTIVE, ProjectStatus.DELIVERED, ProjectStatus.CLOSED, ProjectStatus.CLOSED)
    )
    deadline = (at + timedelta(days=21)).date()
    project = Project("Pacote Profissional", at, status, deadline)
    further: tuple[Charge, ...] = ()
    if status is not ProjectStatus.ACTIVE:
        balance = _charge(id_, ChargeKind.BALANCE, 175_000, "Saldo — Pacote Profissional")
        further = (_paid(balance, at) if status is ProjectStatus.CLOSED else balance,)
    return replace(deal, project=project, further=further)


def _charge(id_: str, kind: ChargeKind, amount: int, description: str) -> Charge:
    return Charge(f"{id_}.1.{kind}", amount, description, kind=kind)


def _paid(charge: Charge, at: datetime) -> Charge:
    payment = Payment("stripe", f"cs_{charge.id}", charge.amount_centavos, at, "pix")
    return replace(charge, status=ChargeStatus.PAID, payments=(payment,))
