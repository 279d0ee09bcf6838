"""Who answers: the bot or a person; and what a person says and decides."""

from __future__ import annotations

from autovenda_core.effects import Purpose, SendMessage, TaskKind, Text
from autovenda_core.events import Event, GivenBack, OperatorMessage, OwnerTyped, TakenOver
from autovenda_core.fsm.rules.questions import ask_open_question, present_offer
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Expecting, Owner, Timer

__all__ = [
    "bot_answers",
    "call_person",
    "give_back",
    "hand_over",
    "human_answers",
    "keep_quiet",
    "leave_to_human",
    "must_keep_quiet",
    "speak_as_operator",
    "take_over",
]


def human_answers(turn: Turn[Event]) -> bool:
    """A person answers this lead; the bot keeps still."""
    return turn.human_answers


def bot_answers(turn: Turn[Event]) -> bool:
    """The bot answers this lead."""
    return not turn.human_answers


def must_keep_quiet(turn: Turn[Event]) -> bool:
    """A person answers, or the lead wants no more messages."""
    return turn.human_answers or turn.opted_out


def keep_quiet(turn: Turn[Event]) -> None:
    """Nothing to say, and that is right."""


def leave_to_human(turn: Turn[Event]) -> None:
    """The person who answers sees it in the conversation."""
    turn.opted_out = False
    turn.heard_at = turn.at


def take_over(turn: Turn[TakenOver | OwnerTyped]) -> None:
    """A person answers from now on."""
    hand_over(turn)


def give_back(turn: Turn[GivenBack]) -> None:
    """The bot answers again, and says so with the question that is open."""
    turn.owner = Owner.BOT
    turn.say(Text.BOT_IS_BACK)
    if turn.expecting in (Expecting.ACCEPT, Expecting.CONFIRM):
        # It may have been held back while the person answered.
        present_offer(turn)
    elif turn.deal.lost is None:
        ask_open_question(turn)


def speak_as_operator(turn: Turn[OperatorMessage]) -> None:
    """The operator's words go out as they are, and the conversation is theirs."""
    hand_over(turn)
    turn.effects.append(SendMessage(purpose=Purpose.OPERATOR, words=turn.event.text))


def call_person(turn: Turn[Event]) -> None:
    """Hand over to a person; tell the lead, and when to expect an answer, and the owner."""
    is_open = turn.rules.office.are_open(turn.at, turn.calendar)
    text = Text.HANDOFF if is_open else Text.HANDOFF_CLOSED
    turn.say(text, at=turn.at, purpose=Purpose.TRANSACTION)
    turn.call(TaskKind.HANDOFF, f"{turn.who} precisa falar com uma pessoa.")
    hand_over(turn)


def hand_over(turn: Turn[Event]) -> None:
    """What waited to be read by the bot is the person's to read."""
    turn.disarm(Timer.BURST)
    turn.owner = Owner.HUMAN
    turn.human_at = turn.at
    turn.pending = ()
    turn.choices = ()  # a "2" would answer the person
    turn.misunderstood = 0
