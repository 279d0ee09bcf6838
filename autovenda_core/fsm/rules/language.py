"""A language model's part: asked what the rules could not read, and to hear voice notes."""

from __future__ import annotations

from autovenda_core.effects import AskModel, Transcribe, Understand
from autovenda_core.events import (
    Event,
    MediaReceived,
    ModelAnswered,
    ModelNeeded,
    ProposalRefused,
    Transcribed,
)
from autovenda_core.fsm.rules.people import call_person
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Expecting, ModelUse, Pending, Said, State, Timer
from autovenda_core.values import replace

__all__ = [
    "ask_model",
    "call_person_instead",
    "count_refusal",
    "may_be_heard",
    "note_cost",
    "read_voice",
    "read_with_model",
    "request_transcript",
    "was_heard",
    "was_refused_often",
]


def ask_model(turn: Turn[ModelNeeded]) -> None:
    """Ask, and count the question at once, so that no burst of them exceeds the day's limit."""
    _count_call(turn)
    turn.effects.append(AskModel(turn.event.said))


def note_cost(turn: Turn[ModelAnswered | Transcribed]) -> None:
    """Count what the answer cost, which it did even if nobody waits for it any more."""
    use, cost = _use(turn), turn.event.cost_micros
    micros, total = use.micros + cost, use.total_micros + cost
    turn.model_use = replace(use, micros=micros, total_micros=total)


def read_with_model(turn: Turn[ModelAnswered]) -> None:
    """
    Read the message once more, now with what a model proposes.

    Where another question has become open meanwhile, the model was asked about the wrong one, and
    the words are no answer to the new one, which the lead had not seen.  Only the rules read then,
    and only what needs no question; of the rest nothing is said.
    """
    note_cost(turn)
    said, proposal = turn.event.said, turn.event.proposal
    if said.expecting is turn.expecting:
        turn.effects.append(Understand(said, may_ask=False, proposal=proposal))
    elif turn.before.state is not State.LOST:  # what was said before a no takes none back
        said = replace(said, expecting=Expecting.NONE, is_certain=False)
        turn.effects.append(Understand(said, may_ask=False, is_late=True))


def was_refused_often(turn: Turn[ProposalRefused]) -> bool:
    """With this refusal the model is not asked again today: a person is, once."""
    limits = turn.rules.model
    due = limits is not None and _use(turn).refused + 1 == limits.refusals
    return due and not turn.human_answers


def call_person_instead(turn: Turn[ProposalRefused]) -> None:
    """Neither rules nor model understand this lead."""
    count_refusal(turn)
    call_person(turn)


def count_refusal(turn: Turn[ProposalRefused]) -> None:
    """What the model said was not believed; the rules have answered."""
    use = _use(turn)
    turn.model_use = replace(use, refused=use.refused + 1)


# ---------------------------------------------------------------------------- voice notes


def may_be_heard(turn: Turn[MediaReceived]) -> bool:
    """A voice note that can be fetched, and a model that may listen to it."""
    event, limits = turn.event, turn.rules.model
    if event.kind not in ("audio", "voice") or event.media_id is None:
        return False
    return limits is not None and limits.listens and limits.allow(_use(turn))


def request_transcript(turn: Turn[MediaReceived]) -> None:
    """Have it heard; nothing is said before."""
    event = turn.event
    assert event.media_id is not None, "the guard saw it"
    _count_call(turn)
    turn.effects.append(Transcribe(event.message_id, event.media_id))


def was_heard(turn: Turn[Transcribed]) -> bool:
    """There are words in it."""
    return bool(turn.event.text.strip())


def read_voice(turn: Turn[Transcribed]) -> None:
    """Read the words at once, with the texts that waited, as something that was only heard."""
    note_cost(turn)
    event = turn.event
    voice = Pending(event.message_id, event.text, event.at)
    said = Said((*turn.pending, voice), turn.expecting, is_certain=False, heard=event.text)
    turn.effects.append(Understand(said))
    turn.pending = ()
    turn.disarm(Timer.BURST)


# ---------------------------------------------------------------------------- counting


def _use(turn: Turn[Event]) -> ModelUse:
    return turn.model_use.on(turn.calendar.day(turn.at))


def _count_call(turn: Turn[ModelNeeded | MediaReceived]) -> None:
    use = _use(turn)
    turn.model_use = replace(use, calls=use.calls + 1)
