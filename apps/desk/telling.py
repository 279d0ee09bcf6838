"""
From a command to a fact in the inbox of its conversation.

The fact's key has the version that the operator saw, so that a double click, a page that runs
again, and two operators who click on the same page are one fact.  What must not be done on an
old page (`said_before`) is refused: the page has to be looked at again.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from adapters.storage import inbox, reading, receiving
from adapters.storage.tables import CLIENTS, CONVERSATIONS
from apps.desk.asking import Ask, Done, Outcome, Refused
from autovenda_core.events import Event
from autovenda_core.model import Charge, Conversation, Deal
from autovenda_core.ports.store import Incoming

__all__ = [
    "charge_of",
    "check_somebody_reads",
    "conversation_of",
    "deal_of",
    "digest",
    "said_before",
    "tell",
]

SOURCE = "operator"


def tell(ask: Ask, conversation: Conversation, action: str, event: Event, words: str) -> Done:
    """Put a fact into the inbox of a conversation; `words` say so to the operator."""
    key = f"{conversation.id}:{action}:{_seen(ask, conversation)}"
    fact = Incoming(SOURCE, key, conversation.id, event)
    receipt, wakes = receiving.receive(ask.db, [fact], ask.at)
    if not receipt.new[0]:
        return _already()
    return Done(words, wakes=wakes, details={"key": key})


def said_before(ask: Ask, conversation: Conversation, action: str) -> Done | None:
    """
    The answer to the second copy of a command; None: it is the first.

    Raises:
        Refused: it comes from a page that is older than the conversation, or from none: what was
            not looked at is not known to be asked for once.
    """
    if ask.seen is None:
        raise Refused(
            "Falta a versão da conversa que você viu (seen), e nada foi feito. "
            "Abra a página de novo e repita.",
            422,
        )
    seen = _seen(ask, conversation)
    if inbox.is_there(ask.db, SOURCE, f"{conversation.id}:{action}:{seen}"):
        return _already()
    if seen != conversation.version:
        raise Refused(
            "A conversa mudou desde que você abriu esta página, e nada foi feito. "
            "Confira como ela está agora e, se ainda for o caso, repita."
        )
    return None


def conversation_of(ask: Ask, conversation_id: str, *, living: bool = False) -> Conversation:
    """
    The conversation as it is, locked until the end of the transaction.

    Raises:
        Refused: there is none of that id; or, if it has to be `living`, nobody is left in it, or
            it goes on in another.
    """
    inbox.lock(ask.db, conversation_id)
    conversation = reading.conversation(ask.db, conversation_id)
    if conversation is None:
        raise Refused(f"Não existe conversa {conversation_id!r}. Atualize a página.", 404)
    if living:
        check_somebody_reads(ask, conversation_id)
        if _merged_into(ask, conversation_id) is not None:
            raise Refused("Esta conversa foi juntada a outra do mesmo cliente. Continue na outra.")
    return conversation


def check_somebody_reads(ask: Ask, conversation_id: str) -> None:
    """
    What is written to a person who was erased reaches nobody, and is never erased again.

    Raises:
        Refused: the conversation is such a person's.
    """
    client = CLIENTS.join(CONVERSATIONS, CONVERSATIONS.c.client_id == CLIENTS.c.id)
    erased_at = select(CLIENTS.c.erased_at).select_from(client)
    if ask.db.execute(erased_at.where(CONVERSATIONS.c.id == conversation_id)).scalar() is not None:
        raise Refused("Os dados deste cliente foram apagados: não há mais a quem escrever.")


def charge_of(ask: Ask, charge_id: str) -> tuple[Conversation, Charge]:
    """
    A charge and its conversation, whose id it begins with.

    Raises:
        Refused: there is no such charge.
    """
    conversation = conversation_of(ask, charge_id.partition(".")[0])
    for deal in (conversation.deal, *conversation.earlier):
        for charge in deal.charges:
            if charge.id == charge_id:
                return conversation, charge
    raise Refused(f"Não existe cobrança {charge_id!r}. Atualize a página.", 404)


def deal_of(ask: Ask, deal_id: str) -> tuple[Conversation, Deal]:
    """
    A deal, named by its conversation and number (`ID.1`, and whatever follows another dot).

    Raises:
        Refused: there is no such deal.
    """
    conversation_id, _, number = deal_id.partition(".")
    conversation = conversation_of(ask, conversation_id)
    for deal in (conversation.deal, *conversation.earlier):
        if str(deal.number) == number.partition(".")[0]:
            return conversation, deal
    raise Refused(f"Não existe negócio {deal_id!r}. Atualize a página.", 404)


def digest(text: str) -> str:
    """Tells two texts of one operator apart, in a key that anybody may read."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _already() -> Done:
    return Done("Isso já tinha sido pedido: nada foi feito de novo.", Outcome.ALREADY)


def _seen(ask: Ask, conversation: Conversation) -> int:
    """
    The version that the operator saw.

    Raises:
        Refused: there was no such version yet.
    """
    seen = conversation.version if ask.seen is None else ask.seen
    if not 0 <= seen <= conversation.version:
        raise Refused("A versão da conversa não existe. Atualize a página.", 422)
    return seen


def _merged_into(ask: Ask, conversation_id: str) -> str | None:
    found: str | None = ask.db.execute(
        select(CONVERSATIONS.c.merged_into).where(CONVERSATIONS.c.id == conversation_id)
    ).scalar()
    return found
