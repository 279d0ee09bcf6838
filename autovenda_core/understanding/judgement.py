"""
Whether the rules are believed, or what is usual (`experience`).

1. A stop and a clean yes of the rules stay; what their grammars have found, the wish for a
   person and a claim of payment give way only to what is likelier by very far.
2. Where the rules were not sure, what is likelier is believed; where they were, only what is
   likelier by far.
3. Nothing is a yes or a stop because it is likely: it must also hold the words of one, and a
   yes none of those that spoil it (`yes.is_probable_yes`).
4. An act that tells something counts only if the slot grammars find what it tells.
5. A no that is only likely is never sure enough to end a deal.
"""

from __future__ import annotations

from collections.abc import Mapping

from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import DateRange, Expecting, MoneyRange
from autovenda_core.understanding import needs, yes
from autovenda_core.understanding.answers import package_of
from autovenda_core.understanding.asides import tell
from autovenda_core.understanding.draft import Draft, Reading, contact_slots
from autovenda_core.understanding.experience import is_familiar, likeliest, likely_acts
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.people import find_name
from autovenda_core.understanding.rules import ON_OFFER, Phrases
from autovenda_core.understanding.topics import Cue
from autovenda_core.values import replace

__all__ = ["weighed"]

RULE_ID = "experience"

SURE = 0.6
"""The confidence from which the rules were sure."""

GRAVE = 0.95
"""The confidence of rules in what does harm if it is missed, or is certainly not ours."""

LIKELIER, FAR, VERY_FAR = 20, 45, 90
"""
Leads in the score of `experience`.

On 600 lines that neither the rules nor the experience knew, the rules were right in none of
the disagreements by more than 50, and in two thirds of those by less than 20.
"""

_SETTLED = frozenset({Act.STOP, Act.AFFIRM})
"""What stays, whatever is likely."""

_ANSWERS = frozenset({Act.GIVE_NAME, Act.GIVE_BUDGET, Act.GIVE_DEADLINE, Act.GIVE_CONTACT})

_FIRM = _ANSWERS | {Act.HANDOFF, Act.CLAIM_PAID, Act.CHOOSE_PACKAGE}
"""What gives way only to what is likelier by very far: a grammar has found it, or it is grave."""

_LEAVES_US = Phrases("""
    (<bother> | <message> | <remove>)
    (pare | parem | parar | chega | sair | bloque* | denunci* | spam)
""")

_ALONE = frozenset({Act.STOP, Act.HANDOFF, Act.OUT_OF_SCOPE, Act.AFFIRM})
"""Acts beside which only pleasantries are read."""

_CUT_SHORT = frozenset({Act.DENY, Act.DEFER, Act.OUT_OF_SCOPE})
"""Acts after which the rules look for nothing that is told besides."""

_PLEASANT = frozenset({Act.GREET, Act.THANKS, Act.BYE})

_TOLD = {
    Act.BUY: ("need",),
    Act.GIVE_NAME: ("name",),
    Act.GIVE_BUDGET: ("budget",),
    Act.GIVE_DEADLINE: ("deadline",),
    Act.GIVE_CONTACT: ("email", "phone", "cpf", "cnpj"),
    Act.CHOOSE_PACKAGE: ("package_id",),
    Act.NEGOTIATE: ("budget",),
    Act.ASK_PRICE: ("need", "package_id"),
    Act.ASK_INFO: ("package_id",),
}
"""The slots that an act fills."""


def weighed(draft: Draft, reading: Reading) -> Reading:
    """The reading of the rules, or a likelier one."""
    first = reading.acts[0]
    is_settled = first.act in _SETTLED and first.confidence >= SURE
    if is_settled or _is_about_our_date(draft, reading):
        return reading
    if not is_familiar(draft.read.plain):
        return reading
    scores = likely_acts(draft.read.plain, draft.expecting)
    act = max(scores, key=scores.__getitem__)
    lead = scores[act] - scores[first.act]
    if act is first.act or lead < _needed_lead(first, act) or _answers_and_asks(act, reading):
        return reading
    slots = _told(act, draft, reading.slots)
    if slots is None:
        return reading
    likelier = _instead(act, lead, slots, reading, scores)
    return _with_the_rest(draft, likelier) if first.act in _CUT_SHORT else likelier


def _with_the_rest(draft: Draft, reading: Reading) -> Reading:
    """What the rules did not look for any more, as they took the message for a no."""
    draft.acts = {each.act: each for each in reading.acts}
    draft.slots = reading.slots
    if reading.acts[0].act in _TOLD:
        tell(draft)
    return Reading(tuple(draft.acts.values()), draft.slots)


def _is_about_our_date(draft: Draft, reading: Reading) -> bool:
    """ "Hmm, 20 dias é muito": the second look knows what that is about."""
    return draft.expecting in ON_OFFER and Cue.DEADLINE in reading.slots.topics


def _answers_and_asks(act: Act, reading: Reading) -> bool:
    """A question goes before the answer that it came with: "uns 5 mil, vocês parcelam?"."""
    return act in _ANSWERS and any(each.act is act for each in reading.acts)


def _needed_lead(first: ReadAct, act: Act) -> int:
    """How far an act must be ahead of the one that the rules read."""
    if first.confidence < SURE or first.act is Act.GREET:  # a greeting and X is X
        return FAR if act in _SETTLED else LIKELIER
    is_firm = first.act in _FIRM or first.confidence >= GRAVE
    return VERY_FAR if is_firm or act is Act.OUT_OF_SCOPE else FAR


def _told(act: Act, draft: Draft, slots: Slots) -> Slots | None:
    """The slots with what an act tells; None if the act cannot be believed."""
    match act:
        case Act.AFFIRM:
            is_yes = yes.is_probable_yes(draft.read.raw, draft.whole)
            on_offer = draft.expecting in ON_OFFER and package_of(draft) is None
            return Slots() if is_yes and on_offer else None
        case Act.STOP:
            return Slots() if _LEAVES_US.stand_in(draft.plain) else None
        case Act.GIVE_NAME:
            name = find_name(draft.text, asked=draft.expecting is Expecting.NAME)
            return replace(slots, name=name) if name else None
        case Act.CHOOSE_PACKAGE:
            package_id = package_of(draft)
            return replace(slots, package_id=package_id) if package_id else None
        case Act.GIVE_CONTACT:
            return _with_contact(draft, slots)
        case Act.BUY:
            need = slots.need or needs.free_need(draft.text)
            return replace(slots, need=need)
        case Act.GIVE_BUDGET | Act.GIVE_DEADLINE:
            return _with_answer(act, draft, slots)
        case Act.ASK_PRICE:
            return replace(slots, need=slots.need or needs.asked_need(draft.text))
        case Act.NEGOTIATE if draft.expecting in ON_OFFER:
            return replace(slots, budget=slots.budget or find_money(draft.plain, bare=True))
        case _:
            return slots


def _with_contact(draft: Draft, slots: Slots) -> Slots | None:
    """The slots with a contact; one that was asked for may be unreadable."""
    found = contact_slots(draft.contacts())
    if draft.contacts().found:
        return replace(slots, email=found.email, phone=found.phone, cpf=found.cpf, cnpj=found.cnpj)
    return slots if draft.expecting is Expecting.CONTACT else None


def _with_answer(act: Act, draft: Draft, slots: Slots) -> Slots | None:
    """
    The slots with an amount or a date.

    Who answers the question in words that are usual for that, and names none, does not know it;
    that they were asked for it is not enough.
    """
    asked = draft.expecting is (Expecting.BUDGET if act is Act.GIVE_BUDGET else Expecting.DEADLINE)
    budget = slots.budget or find_money(draft.plain, bare=asked)
    deadline = slots.deadline or draft.deadline()
    is_empty = asked and not (budget or deadline)
    if is_empty and likeliest(draft.read.plain, None) is act:
        budget, deadline = MoneyRange(), DateRange()
    if act is Act.GIVE_BUDGET:
        return replace(slots, budget=budget) if budget else None
    return replace(slots, deadline=deadline) if deadline else None


def _instead(
    act: Act, lead: int, slots: Slots, reading: Reading, scores: Mapping[Act, int]
) -> Reading:
    """What is read when the first act of the rules is not believed."""
    confidence = 0.75 if lead >= FAR and act is not Act.DENY else 0.5
    read = {each.act: each for each in reading.acts}
    kept = [each for each in reading.acts if each.act is not act and _stays(each, act, scores)]
    gone = {name for each in read if each is not act for name in _TOLD.get(each, ())}
    gone -= {name for each in (act, *(each.act for each in kept)) for name in _TOLD.get(each, ())}
    if act in _ALONE:
        slots = Slots()
    slots = replace(slots, **dict.fromkeys(gone))  # type: ignore[arg-type] # fields of Slots
    first = read.get(act) or ReadAct(act, confidence, RULE_ID)
    return Reading((first, *kept), slots)


def _stays(each: ReadAct, first: Act, scores: Mapping[Act, int]) -> bool:
    """Whether another act that the rules read stands beside the first."""
    if each.act in _PLEASANT:
        return True
    if first in _ALONE or each.act in _ALONE:
        return False
    return each.confidence >= SURE and scores[first] - scores[each.act] < FAR
