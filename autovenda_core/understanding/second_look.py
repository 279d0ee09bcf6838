"""
A second look at a message: what it asks about, objects to, or takes back.

The act rules say what a message does.  This adds what it is about (`Slots.topics`), and where
the rules were not sure, it looks for what people say about an offer or correct in passing.
"""

from __future__ import annotations

from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.faq import Faq
from autovenda_core.understanding.acts import Reading, Situation
from autovenda_core.understanding.amendments import find_amendment
from autovenda_core.understanding.normalise import Text
from autovenda_core.understanding.packages import named_package
from autovenda_core.understanding.rules import ON_OFFER
from autovenda_core.understanding.topics import Cue, find_cues, find_topics
from autovenda_core.values import replace

__all__ = ["look_again"]

DOUBT = 0.7
"""The confidence up to which the rules were not sure."""

_ABOUT = frozenset({Act.ASK_INFO, Act.NEGOTIATE, Act.GIVE_DEADLINE, Act.DEFER})
"""Acts that are about something."""

_LOOSE = frozenset({Act.OUT_OF_SCOPE, Act.ASK_INFO, Act.DEFER, Act.DENY, Act.BUY, Act.NEGOTIATE})
"""Acts that the rules fall back on with less than full confidence."""


def look_again(text: Text, reading: Reading, situation: Situation, faq: Faq) -> Reading:
    """The reading with the topics of the message, and with what the rules have missed."""
    first = reading.acts[0]
    in_doubt = first.act in _LOOSE and first.confidence <= DOUBT
    corrected = find_amendment(text, situation) if in_doubt else None
    if corrected is not None:
        return corrected
    if in_doubt:
        return _about(text, reading, situation, faq)
    if any(read.act in _ABOUT for read in reading.acts):
        return Reading(reading.acts, _with_topics(text, reading, situation, faq))
    return reading


def _about(text: Text, reading: Reading, situation: Situation, faq: Faq) -> Reading:
    """A message that the rules made little of is a question, if it is about something."""
    slots = _with_topics(text, reading, situation, faq)
    if situation.expecting in ON_OFFER and Cue.REMIND in slots.topics:
        return Reading((ReadAct(Act.DEFER, DOUBT, "reminder"),), slots)
    is_objection = situation.expecting in ON_OFFER and Cue.DEADLINE in slots.topics
    if is_objection or (reading.acts[0].act is Act.OUT_OF_SCOPE and slots.topics):
        return Reading((ReadAct(Act.ASK_INFO, DOUBT, "topic"),), slots)
    is_about = any(read.act in _ABOUT for read in reading.acts)
    return Reading(reading.acts, slots) if is_about else reading


def _with_topics(text: Text, reading: Reading, situation: Situation, faq: Faq) -> Slots:
    topics = (*find_cues(text.plain, reading.acts), *find_topics(text.plain, faq))
    package_id = reading.slots.package_id
    if topics and package_id is None:
        package_id = named_package(text.plain, situation.catalog)
    return replace(reading.slots, topics=topics, package_id=package_id)
