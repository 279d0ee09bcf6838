"""
What may be believed of a language model's proposal, and what of a message a model may be told.

A proposal adds to what the rules read, never the other way round:

1. An act counts if it may be done now (`legal_acts`) and the words it was seen in are the lead's.
2. A slot is the lead's own words, read again by the same grammar that reads them without a model.
3. Stop and the wish for a person stand alone, whoever saw them.
4. What the rules were sure of stays.  What the model adds is never more than unsure, so that
   neither its yes nor its no decides about an offer (`offers.affirms_cleanly`, `refuses_clearly`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from autovenda_core.events import Act, Proposal, ProposedChoice, ReadAct, Reader, Slots, Understood
from autovenda_core.model import Expecting, State
from autovenda_core.understanding.acts import Situation
from autovenda_core.understanding.contacts import find_contacts
from autovenda_core.understanding.deadlines import find_deadline
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.money import find_amounts, find_money
from autovenda_core.understanding.normalise import Text, read
from autovenda_core.understanding.openings import OPENABLE, is_harmless
from autovenda_core.understanding.packages import named_package, picked_package
from autovenda_core.understanding.people import find_name
from autovenda_core.understanding.topics import MOST_TOPICS
from autovenda_core.values import replace

__all__ = [
    "Checked",
    "check_proposal",
    "is_unsure",
    "legal_acts",
    "what_stands_alone",
    "words_for_model",
]

SURE = 0.6
"""The confidence from which a reading of the rules stands by itself."""

MODEL_CONFIDENCE = 0.5
"""Of everything that only a model saw."""

NOTHING = Proposal()
"""What a model says honestly of words that mean nothing to it."""

NEED_CHARS = 200
QUESTION_CHARS = 1000

DECIDED = frozenset({Act.STOP, Act.HANDOFF, Act.CLAIM_PAID, Act.ACCEPT})
"""What stands as soon as the rules have read it."""

ALONE = (Act.STOP, Act.HANDOFF)
"""Acts beside which nothing else is done; the first of them that was seen decides."""

NO_QUESTION = frozenset(
    {
        Act.ASK_INFO, Act.ASK_PRICE, Act.ASK_STATUS, Act.BUY, Act.GIVE_CONTACT, Act.GIVE_NAME,
        Act.HANDOFF, Act.STOP, Act.SUPPORT,
    }
)  # fmt: skip
"""Acts that mean the same whatever was asked."""

SOLD = frozenset({State.PAID, State.BRIEFING, State.ACTIVE})

ORDER = (
    Act.CLAIM_PAID,
    Act.SUPPORT,
    Act.ASK_STATUS,
    Act.NEGOTIATE,
    Act.ASK_PRICE,
    Act.ASK_INFO,
    Act.DENY,
    Act.DEFER,
    Act.CHOOSE_PACKAGE,
    Act.BUY,
    Act.GIVE_NAME,
    Act.GIVE_BUDGET,
    Act.GIVE_DEADLINE,
    Act.GIVE_CONTACT,
    Act.AFFIRM,
    Act.THANKS,
    Act.BYE,
    Act.GREET,
)
"""In which the acts of a message are handled, as the rules order them: questions come first."""

OPENED = frozenset(
    {
        Act.ASK_INFO, Act.ASK_STATUS, Act.BUY, Act.BYE, Act.GIVE_BUDGET, Act.GIVE_CONTACT,
        Act.GIVE_DEADLINE, Act.GIVE_NAME, Act.GREET, Act.SUPPORT, Act.THANKS,
    }
)  # fmt: skip
"""Acts to which a courtesy of a model's may be said: no bargaining, no yes, no claim."""

_TELLS = {
    Act.GIVE_NAME: ("name",),
    Act.GIVE_BUDGET: ("budget",),
    Act.GIVE_DEADLINE: ("deadline",),
    Act.GIVE_CONTACT: ("email", "phone", "cpf", "cnpj"),
    Act.CHOOSE_PACKAGE: ("package_id",),
}
"""Acts that are nothing without what they tell: one of these slots."""

_IDS = lazy(
    r"(?<!\w)[A-Za-z0-9]{2}\.?[A-Za-z0-9]{3}\.?[A-Za-z0-9]{3}/?[A-Za-z0-9]{4}-?\d{2}(?!\w)"
    r"|\+?\(?\d(?:[ \t\u00a0().\-–—/]{0,3}\d){8,}"
)
"""
CNPJ, also with letters; nine digits or more, however they are set apart: CPF, phones, cards,
vouchers.  Amounts and dates in a row may be hidden with them: better than telling a number.
"""


@dataclass(frozen=True)
class Checked:
    """What a message means, with whatever of a proposal was believed."""

    understood: Understood
    is_refused: bool
    """Nothing of what was proposed could be believed, or its opening was refused."""


def is_unsure(understood: Understood) -> bool:
    """Whether a model could know better than the rules what was said."""
    if understood.by is Reader.BUTTON or not DECIDED.isdisjoint(_acts_of(understood)):
        return False
    first = understood.acts[0]
    if first.act is Act.THANKS:
        return False  # an "ok" is one, though not surely; there is nothing to find in it
    return not _is_sure(first, understood)


def what_stands_alone(understood: Understood) -> Understood | None:
    """
    Of a text that comes too late for the question it was about, what needs no question.

    Args:
        understood: By the rules, as if nothing had been asked (`Expecting.NONE`).

    None: nothing of it.
    """
    acts = tuple(
        each for each in understood.acts if each.act in NO_QUESTION and each.confidence >= SURE
    )
    if not acts:
        return None
    slots = replace(understood.slots, package_id=None, budget=None, deadline=None)
    return replace(understood, acts=acts, slots=slots)


def words_for_model(texts: Sequence[str]) -> str:
    """The part of a message that may leave for a model: cut, and without numbers of people."""
    return _IDS.sub("###", "\n".join(texts))[:QUESTION_CHARS]


def legal_acts(state: State) -> frozenset[Act]:
    """
    What may be proposed in a state: whatever the table of the flow answers there.

    Never the acceptance: that is a button.
    """
    after_sale = {Act.DENY, Act.DEFER} if state in SOLD else set[Act]()
    return frozenset(Act) - {Act.ACCEPT} - after_sale


def check_proposal(
    understood: Understood,
    proposal: Proposal,
    *,
    text: str,
    state: State,
    situation: Situation,
    topics: Collection[str] = (),
) -> Checked:
    """
    What the rules read, and what may be believed of a proposal about the same words.

    Args:
        understood: By the rules, under the same `situation`.
        text: All that the lead said in it.
        topics: The ids of the FAQ.

    Never raises, whatever is proposed.
    """
    words = read(text)
    slots = _filled(understood.slots, _slots_of(proposal, words, situation))
    seen = _seen(proposal, words, state, slots)
    known = tuple(dict.fromkeys(each for each in proposal.topics if each in topics))[:MOST_TOPICS]
    if known and Act.ASK_INFO in _acts_of(understood):
        seen.append(_from_model(Act.ASK_INFO))
    if not seen:
        return Checked(understood, is_refused=proposal != NOTHING)
    sure = [each for each in understood.acts if _is_sure(each, understood)]
    said = replace(understood, acts=_in_order([*sure, *seen]), slots=slots, by=Reader.MODEL)
    if known and not slots.topics and Act.ASK_INFO in _acts_of(said):
        said = replace(said, slots=replace(slots, topics=known))
    return _opened(said, proposal.opening or "", state, words)


def _opened(said: Understood, opening: str, state: State, words: Text) -> Checked:
    """With the model's courtesy, if it is one and nothing was said that it could agree to."""
    if opening and not is_harmless(opening):
        return Checked(said, is_refused=True)
    is_small_talk = OPENED.issuperset(_acts_of(said)) and not find_amounts(words.plain)
    if state in OPENABLE and is_small_talk:
        said = replace(said, opening=opening)
    return Checked(said, is_refused=False)


def _acts_of(understood: Understood) -> frozenset[Act]:
    return frozenset(each.act for each in understood.acts)


def _own_words(words: Text, quote: str | None) -> str | None:
    """The words of the lead that a quote repeats, as the lead wrote them; None: nobody said so."""
    wanted = read((quote or "")[:QUESTION_CHARS]).plain.strip(" .,?")
    start = f" {words.plain} ".find(f" {wanted} ") if wanted else -1
    return words.original(start, start + len(wanted)) if start >= 0 else None


# ------------------------------------------------------------------ acts


def _is_sure(read_act: ReadAct, understood: Understood) -> bool:
    """Whether an act of the rules stands; a question about nothing that is known does not."""
    if read_act.act is Act.ASK_INFO and not understood.slots.topics:
        return False
    return read_act.confidence >= SURE


def _seen(proposal: Proposal, words: Text, state: State, slots: Slots) -> list[ReadAct]:
    """What a model saw and may be believed."""
    legal = legal_acts(state)
    return [
        _from_model(each.act)
        for each in proposal.acts
        if each.act in legal and _own_words(words, each.quote) and _is_told(each.act, slots)
    ]


def _from_model(act: Act) -> ReadAct:
    return ReadAct(act, MODEL_CONFIDENCE, "model")


def _is_told(act: Act, slots: Slots) -> bool:
    """Whether what an act is about was told."""
    names = _TELLS.get(act)
    return names is None or any(getattr(slots, name) is not None for name in names)


def _in_order(acts: Iterable[ReadAct]) -> tuple[ReadAct, ...]:
    """Each act once, the surest reading of it, in the order in which they are handled."""
    surest: dict[Act, ReadAct] = {}
    for each in acts:
        surest.setdefault(each.act, each)
    for act in ALONE:
        if act in surest:
            return (surest[act],)
    in_order = tuple(surest[act] for act in ORDER if act in surest)
    return in_order or tuple(surest.values())


# ------------------------------------------------------------------ slots


def _slots_of(proposal: Proposal, words: Text, situation: Situation) -> Slots:
    """What the quotes of a proposal say, by the grammars that read slots without a model."""

    def quoted(quote: str | None) -> Text:
        return read(_own_words(words, quote) or "")

    contact = find_contacts(quoted(proposal.contact))
    return Slots(
        need=quoted(proposal.need).raw[:NEED_CHARS] or None,
        package_id=_package_id(proposal.package, words, situation),
        name=find_name(quoted(proposal.name), asked=True),
        budget=find_money(quoted(proposal.budget).plain, bare=True),
        deadline=find_deadline(
            quoted(proposal.deadline).plain, situation.today, situation.calendar
        ),
        email=contact.email,
        phone=contact.phone,
        cpf=contact.cpf,
        cnpj=contact.cnpj,
    )


def _package_id(choice: ProposedChoice | None, words: Text, situation: Situation) -> str | None:
    """The package that a quote names, or picks from the list that was shown, if it is that one."""
    if choice is None:
        return None
    plain, catalog = read(_own_words(words, choice.quote) or "").plain, situation.catalog
    named = named_package(plain, catalog)
    if named is None and situation.expecting is Expecting.PACKAGE:
        named = picked_package(plain, catalog)
    return named if named == choice.package_id else None


def _filled(known: Slots, told: Slots) -> Slots:
    """The rules' slots; a proposal fills only what they left open."""
    left_open = {name: value for name, value in told.__dict__.items() if not known.__dict__[name]}
    return replace(known, **left_open)
