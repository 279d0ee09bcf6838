"""Questions of the lead's: answered from the FAQ, the catalogue and the offer, or by the owner."""

from __future__ import annotations

from collections.abc import Collection

from autovenda_core.catalog import ServicePackage
from autovenda_core.effects import TaskKind, Text
from autovenda_core.events import Act, Understood
from autovenda_core.faq import FaqEntry
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Offer
from autovenda_core.texts.wording import facts_of, package_facts, package_of
from autovenda_core.understanding.topics import Cue
from autovenda_core.values import replace

__all__ = ["answer_besides", "explain"]

ANSWERED_ELSEWHERE = frozenset(
    {Act.ASK_PRICE, Act.ASK_STATUS, Act.CHOOSE_PACKAGE, Act.NEGOTIATE, Act.SUPPORT}
)
"""What rows of their own answer: what is asked besides is most likely the same."""

ROBOT = "robo"
"""Of the FAQ: what our greeting says already."""

SHOWN_PACKAGES = 3
"""Of how many at most one answer tells."""


def explain(turn: Turn[Understood]) -> None:
    """Answer everything that is asked in one message, then the open question again."""
    turn.resume = True
    topics = turn.event.slots.topics
    introduced = (ROBOT,) if turn.has_said(Text.GREETING) else ()
    if answer_besides(turn, introduced) or ROBOT in topics:
        return
    if Cue.DOUBT in topics:
        turn.resume = False  # it is their turn to ask
        turn.choices = ()
        turn.say(Text.ASK_QUESTION)
        return
    if not any(read.act in ANSWERED_ELSEWHERE for read in turn.event.acts):
        _ask_owner(turn, f"{turn.who} fez uma pergunta que eu não sei responder.")


def answer_besides(turn: Turn[Understood], covered: Collection[str]) -> bool:
    """Answer the questions of the FAQ that are asked, but for some; whether there were any."""
    entries = [
        turn.faq.by_id[topic]
        for topic in turn.event.slots.topics
        if topic in turn.faq.by_id and topic not in covered
    ]
    offer, packages = _asked_about(turn)
    told = (package_of(offer),) if offer is not None else packages
    facts = facts_of(turn.rules) | package_facts(told)
    for entry in entries:
        if entry.is_answered_by(facts):
            ids = tuple(package.id for package in packages)
            turn.say(Text.ANSWER, topic=entry.id, offer=offer, packages=ids)
    unanswered = [entry for entry in entries if not entry.is_answered_by(facts)]
    if unanswered:
        _ask_owner_once(turn, unanswered)
    return bool(entries)


def _asked_about(turn: Turn[Understood]) -> tuple[Offer | None, tuple[ServicePackage, ...]]:
    """What a question is about: the offer, or the package that is named, or what there is."""
    named, offer = turn.event.slots.package_id, turn.deal.offer
    if offer is not None and named in (None, offer.package_id):
        return offer, ()
    package = turn.catalog.by_id.get(named or "")
    return None, (package,) if package is not None else turn.catalog.packages[:SHOWN_PACKAGES]


def _ask_owner_once(turn: Turn[Understood], entries: list[FaqEntry]) -> None:
    """Say that a person will answer; each question is put to the owner once in a deal."""
    new = [entry for entry in entries if entry.id not in turn.deal.raised]
    if not new:
        turn.say(Text.ASK_OWNER)
        return
    ids = tuple(entry.id for entry in new)
    turn.deal = replace(turn.deal, raised=(*turn.deal.raised, *ids))
    questions = " ".join(entry.question for entry in new)
    _ask_owner(turn, f"{turn.who} perguntou: {questions}")


def _ask_owner(turn: Turn[Understood], summary: str) -> None:
    _promise_answer(turn)
    turn.call(TaskKind.QUESTION, summary)


def _promise_answer(turn: Turn[Understood]) -> None:
    """In full the first time in a deal, then shorter."""
    was_promised = TaskKind.QUESTION in turn.deal.raised
    turn.say(Text.ASK_OWNER_TOO if was_promised else Text.ASK_OWNER)
    if not was_promised:
        turn.deal = replace(turn.deal, raised=(*turn.deal.raised, TaskKind.QUESTION))
