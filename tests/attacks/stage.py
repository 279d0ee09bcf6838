"""Where a sale stands when the attacker writes: a world for each state."""

from __future__ import annotations

from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Conversation, Expecting, Owner, State
from autovenda_core.testing.language import FakeLanguage, Mind
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

OFFERED = "> quero o pacote básico\n= offered\n"
AWAITING = f"{OFFERED}> [Aceitar proposta]\n"

SCRIPTS = {
    "qualifying": "> oi\n",
    "offered": OFFERED,
    "confirm": f"{OFFERED}> sim\n",
    "awaiting_payment": AWAITING,
    # The briefing link does not arrive, so the sale stays where the payment has put it.
    "paid": f"{AWAITING}! channel refuses\n! pays pix\n",
    "active": f"{AWAITING}! pays pix\n! briefing submitted\n",
}
"""How a sale gets there; "confirm" is an offer whose acceptance was asked about."""


def stage(state: str, flow: Flow | None = None, mind: Mind | None = None) -> World:
    """A sale that stands there, with the bot answering; `mind` is that of a language model."""
    language = FakeLanguage(mind) if mind is not None else None
    world = play(SCRIPTS[state], World(flow, language=language))
    assert stands(world.conversation, state), f"{state} was not reached"
    return world


def stands(conversation: Conversation, state: str) -> bool:
    """Whether a conversation is where a script should have brought it."""
    if conversation.owner is not Owner.BOT:
        return False
    if state == "confirm":
        asked = conversation.expecting is Expecting.CONFIRM
        return asked and conversation.state is State.OFFERED
    return conversation.state.value == state
