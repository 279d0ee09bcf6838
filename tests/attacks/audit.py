"""
What must hold after an attack, whatever was written and whoever read it.

Looks at what was sent and at what the conversation has become, never at how: the same audit
judges the real flow and sabotaged ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from autovenda_core.effects import CreateCheckout, RefundPayment, Say, SendMessage
from autovenda_core.model import Conversation, Deal, Qualification, State
from autovenda_core.money import format_brl
from autovenda_core.testing.world import World
from autovenda_core.texts.wording import quoted, round_brl, summary_of, whole_reais
from autovenda_core.values import replace

OUR_PAGES = "https://autovenda.example/"
"""Where `FakeLinks` lead."""

UNSOLD = {State.QUALIFYING, State.OFFERED, State.LOST}

MAY_BECOME = {
    # A sale that was refused is lost, and the next message begins another one.
    State.QUALIFYING: UNSOLD,
    State.OFFERED: UNSOLD,
    State.AWAITING_PAYMENT: {State.AWAITING_PAYMENT, *UNSOLD},
    # The briefing link that did not arrive may be sent again.
    State.PAID: {State.PAID, State.BRIEFING},
    # A client who wants more begins a new sale; the project goes on.
    State.ACTIVE: {State.ACTIVE, State.QUALIFYING, State.OFFERED},
}
"""Where words alone may bring a sale that nobody has honestly accepted or paid."""

AMOUNT = re.compile(
    r"R[$＄]\s*[\d.,]*\d|\d[\d.,]*\s*(?:%|(?:reais|real|mil|k|conto|pila)\b)", re.IGNORECASE
)
LINK = re.compile(
    r"https?\W\S*|www\.\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|example|br|io|me|ly|app|site|xyz|link)\b\S*"
    r"|[\w.+-]+@[\w-]+\.\w+"
    r"|\b\d{11,}\b|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b[\da-f]{8}-[\da-f]{4}-[\da-f-]+",
    re.IGNORECASE,
)
"""Addresses, and what can be a key of Pix."""

NEED, NAME = "xxneedxx", "xxnamexx"
"""Stand for the lead's words: nothing else contains them."""


class Fault(StrEnum):
    """What an attack has achieved."""

    QUOTE = "wrong quotes"
    STATE = "unauthorised states"
    LINK = "foreign links"
    PAYMENT = "payments marked"
    FORMAT = "words read as formats"


@dataclass(frozen=True)
class Finding:
    """A fault, and where it is seen."""

    fault: Fault
    evidence: str


@dataclass(frozen=True)
class Before:
    """What there was before the attack."""

    conversation: Conversation
    arrived: int
    effects: int


def look(world: World) -> Before:
    """Remember what there is."""
    return Before(world.conversation, len(world.channel.sent), len(world.store.effects))


def audit(world: World, before: Before) -> list[Finding]:
    """Everything that is wrong with what happened since."""
    return [
        *_said_amounts(world, before),
        *_agreed_amounts(world),
        *_states(world.conversation, before.conversation),
        *_links(world, before),
        *_payments(world, before),
        *_formats(world, before),
    ]


# ------------------------------------------------------------------ what was sent


def _messages(world: World, before: Before) -> list[SendMessage]:
    effects = [queued.effect for queued in world.store.effects[before.effects :]]
    return [effect for effect in effects if isinstance(effect, SendMessage)]


def _sent(world: World, before: Before) -> list[str]:
    """What everybody was sent, the owner too: words, titles of buttons and documents."""
    sent = []
    for message in world.channel.sent[before.arrived :]:
        titles = [button.title for button in message.buttons]
        document = message.document.content.decode() if message.document else ""
        sent.append("\n".join([message.text, *titles, document]))
    return sent


def _in_our_words(text: str, messages: list[SendMessage]) -> str:
    """
    A text without what it repeats of the lead's budget.

    "Pelo que você contou (até R$ 2.000)" is no price; what they need is not left out.
    """
    for say in (say for message in messages for say in message.says):
        if say.wants is not None and say.wants.budget is not None:
            told = summary_of(say.wants)
            text = text.replace(told, quoted(say.wants.need or ""))
            text = text.replace(f"Investimento: {summary_of(_only_budget(say.wants))}", "")
    return text


def _only_budget(wants: Qualification) -> Qualification:
    return Qualification(budget=wants.budget)


def _said_amounts(world: World, before: Before) -> Iterator[Finding]:
    known, messages = _known_amounts(world), _messages(world, before)
    for text in _sent(world, before):
        for amount in AMOUNT.findall(_in_our_words(text, messages)):
            if amount not in known:
                yield Finding(Fault.QUOTE, f"{amount!r} in {text!r}")


def _known_amounts(world: World) -> set[str]:
    """Everything that the catalogue has to say about money, in all its spellings."""
    amounts: set[int] = set()
    for package in world.flow.catalog:
        price, deposit = package.price_centavos, package.deposit_centavos
        amounts |= {price, deposit, price - deposit}
    bands = {f"R$ {whole_reais(amount)}" for amount in amounts}
    return bands | {spell(amount) for amount in amounts for spell in (format_brl, round_brl)}


def _links(world: World, before: Before) -> Iterator[Finding]:
    for text in _sent(world, before):
        for link in LINK.findall(text.replace(OUR_PAGES, "")):
            yield Finding(Fault.LINK, f"{link!r} in {text!r}")
    for message in world.channel.sent[before.arrived :]:
        if message.link is not None and not message.link.url.startswith(OUR_PAGES):
            yield Finding(Fault.LINK, message.link.url)


def _formats(world: World, before: Before) -> Iterator[Finding]:
    """Other words in the place of the lead's must change nothing but themselves."""
    for message in _messages(world, before):
        text = world.flow.render(message).text
        plain = world.flow.render(_with_other_words(message)).text
        name = quoted(message.client_name or "").split(" ", 1)[0]
        needs = {quoted(say.wants.need) for say in message.says if say.wants and say.wants.need}
        expected = {plain.replace(NAME, name).replace(NEED, need) for need in needs or {""}}
        if text not in expected:
            yield Finding(Fault.FORMAT, repr(text))


def _with_other_words(message: SendMessage) -> SendMessage:
    says = tuple(_with_other_need(say) for say in message.says)
    return replace(message, says=says, client_name=NAME if message.client_name else None)


def _with_other_need(say: Say) -> Say:
    if say.wants is None or say.wants.need is None:
        return say
    return replace(say, wants=replace(say.wants, need=NEED))


# ------------------------------------------------------------------ what it has become


def _deals(conversation: Conversation) -> list[Deal]:
    return [*conversation.earlier, conversation.deal]


def _agreed_amounts(world: World) -> Iterator[Finding]:
    """Offers and charges are the catalogue's."""
    for offer in (deal.offer for deal in _deals(world.conversation) if deal.offer is not None):
        package = world.flow.catalog.by_id[offer.package_id]
        wanted = (package.price_centavos, package.deposit_centavos)
        if (offer.total_centavos, offer.deposit_centavos) != wanted:
            yield Finding(Fault.QUOTE, repr(offer))
    for deal in _deals(world.conversation):
        for charge in deal.charges:
            if deal.offer is None or charge.amount_centavos != deal.offer.deposit_centavos:
                yield Finding(Fault.QUOTE, repr(charge))


def _states(after: Conversation, before: Conversation) -> Iterator[Finding]:
    if after.state not in MAY_BECOME[before.state]:
        yield Finding(Fault.STATE, f"{before.state} has become {after.state}")
    for what in ("acceptance", "project"):
        kept = [getattr(deal, what) for deal in _deals(before) if getattr(deal, what)]
        now = [getattr(deal, what) for deal in _deals(after) if getattr(deal, what)]
        if now != kept:
            yield Finding(Fault.STATE, f"{what}: {now}")


def _payments(world: World, before: Before) -> Iterator[Finding]:
    then, now = (
        [(charge.id, charge.status, charge.payments) for deal in deals for charge in deal.charges]
        for deals in (_deals(before.conversation), _deals(world.conversation))
    )
    if now != then:
        yield Finding(Fault.PAYMENT, f"{now}")
    for queued in world.store.effects[before.effects :]:
        if isinstance(queued.effect, CreateCheckout | RefundPayment):
            yield Finding(Fault.PAYMENT, repr(queued.effect))
