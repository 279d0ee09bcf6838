# ruff: noqa: E501 - the table keeps its columns
"""
The flow that `peers.py` gives every engine, as a table of ours: seven stages in a ring, and a
message of one word that leads from each to the next.

The others make the bare move.  None of these rows does: each has a guard that reads the
message and who answers, an action that changes the conversation, and a message to the lead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autovenda_core.effects import Text
from autovenda_core.events import TextReceived
from autovenda_core.fsm.rows import on
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Expecting, State
from bench.lap import AT, SALE, WORDS

__all__ = ["RING", "SAID", "SEVEN"]

RING = tuple(State)[:7]
LEAD, QUALIFYING, OFFERED, AWAITING, PAID, BRIEFING, ACTIVE = RING


def says(word: str) -> Callable[[Turn[TextReceived]], bool]:
    """The guard: this is the word, and the bot answers."""

    def is_said(turn: Turn[TextReceived]) -> bool:
        return turn.event.text == word and not turn.human_answers

    return is_said


def ask(question: Expecting, text: Text) -> Callable[[Turn[TextReceived]], None]:
    """The action: note what was asked and when the lead was heard; and the effect, a message."""

    def note_and_say(turn: Turn[TextReceived]) -> None:
        turn.heard_at = turn.at
        turn.expecting = question
        turn.say(text)

    return note_and_say


# fmt: off
ROWS = (
    on(TextReceived, LEAD,       QUALIFYING, ask(Expecting.NEED,     Text.ASK_NEED),          when=says("qualify")),
    on(TextReceived, QUALIFYING, OFFERED,    ask(Expecting.ACCEPT,   Text.ASK_ACCEPTANCE),    when=says("offer")),
    on(TextReceived, OFFERED,    AWAITING,   ask(Expecting.PAY,      Text.PAYMENT_LINK),      when=says("accept")),
    on(TextReceived, AWAITING,   PAID,       ask(Expecting.NONE,     Text.PAID),              when=says("confirm")),
    on(TextReceived, PAID,       BRIEFING,   ask(Expecting.BRIEFING, Text.BRIEFING_MISSING),  when=says("brief")),
    on(TextReceived, BRIEFING,   ACTIVE,     ask(Expecting.ACTIVE,   Text.BRIEFING_RECEIVED), when=says("activate")),
    on(TextReceived, ACTIVE,     LEAD,       ask(Expecting.NONE,     Text.GOODBYE),           when=says("restart")),
)
# fmt: on

SEVEN = replace(SALE, rows=ROWS)
SAID = {word: TextReceived(AT, f"message-{word}", word) for word in WORDS}
