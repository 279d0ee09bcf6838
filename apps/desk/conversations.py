"""Commands about a conversation: who answers, what is said, what is offered."""

from __future__ import annotations

from apps.desk.asking import Ask, Done, Outcome, Refused
from apps.desk.telling import conversation_of, digest, said_before, tell
from autovenda_core.events import CustomOffer, GivenBack, OperatorMessage, TakenOver
from autovenda_core.model import Owner, State
from autovenda_core.money import format_brl, percent_of

__all__ = ["give_back", "offer", "reply", "take_over"]

LONGEST_REPLY = 4000
"""Telegram and WhatsApp take 4,096 characters (their documents, 2026-10)."""

LEAST_DEPOSIT_CENTAVOS = 50
"""The least that can be charged, as in the catalogue."""


def reply(ask: Ask) -> Done:
    """Write to the lead as a person, which takes the conversation over.  Fields: texto."""
    text = ask.fields.text("texto", at_most=LONGEST_REPLY)
    conversation = conversation_of(ask, ask.target, living=True)
    event = OperatorMessage(ask.at, ask.by.name, text)
    return tell(ask, conversation, f"responder:{digest(text)}", event, "Mensagem a caminho.")


def take_over(ask: Ask) -> Done:
    """A person answers from now on; the bot is silent at once."""
    conversation = conversation_of(ask, ask.target, living=True)
    if conversation.owner is Owner.HUMAN:
        return Done("Uma pessoa já atende esta conversa.", Outcome.UNCHANGED)
    event = TakenOver(ask.at, ask.by.name)
    return tell(ask, conversation, "assumir", event, "A conversa é sua: o robô parou.")


def give_back(ask: Ask) -> Done:
    """The bot answers again."""
    conversation = conversation_of(ask, ask.target, living=True)
    if conversation.owner is Owner.BOT:
        return Done("O robô já atende esta conversa.", Outcome.UNCHANGED)
    if (answer := said_before(ask, conversation, "devolver")) is not None:
        return answer
    event = GivenBack(ask.at, ask.by.name)
    return tell(ask, conversation, "devolver", event, "O robô voltou a atender.")


def offer(ask: Ask) -> Done:
    """
    Offer something of one's own, or a package of the catalogue at another price.

    Fields: titulo, itens (a line each), total, sinal_por_cento, prazo_dias; pacote (an id), where
    it is one of the catalogue.
    """
    conversation = conversation_of(ask, ask.target, living=True)
    event = _custom_offer(ask)
    if (answer := said_before(ask, conversation, "oferta")) is not None:
        return answer
    if conversation.state in (State.PAID, State.BRIEFING):
        raise Refused(
            "Um projeto deste cliente está começando agora. A próxima oferta pode ser feita "
            "quando ele estiver ativo."
        )
    words = f"Oferta de {format_brl(event.total_centavos)} a caminho."
    return tell(ask, conversation, "oferta", event, words)


def _custom_offer(ask: Ask) -> CustomOffer:
    fields = ask.fields
    event = CustomOffer(
        at=ask.at,
        operator=ask.by.name,
        title=fields.text("titulo", at_most=60),
        deliverables=fields.lines("itens", at_most=20),
        total_centavos=fields.amount("total"),
        deposit_percent=fields.whole("sinal_por_cento", 1, 100),
        delivery_days=fields.whole("prazo_dias", 1, 365),
        package_id=fields.given("pacote", at_most=31) or "custom",
    )
    if percent_of(event.total_centavos, event.deposit_percent) < LEAST_DEPOSIT_CENTAVOS:
        raise Refused("O sinal precisa ser de pelo menos R$ 0,50.", 422)
    return event
