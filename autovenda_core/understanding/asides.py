"""What a message says besides: corrections, a choice, a wish, facts that nobody asked for now."""

from __future__ import annotations

import re
from dataclasses import replace

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding import needs, yes
from autovenda_core.understanding.answers import package_of
from autovenda_core.understanding.corrections import is_correction
from autovenda_core.understanding.draft import Draft, contact_slots
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.people import find_name
from autovenda_core.understanding.rulebook import SMALL_TALK, WISHES
from autovenda_core.understanding.rules import ON_OFFER, Phrases

__all__ = ["choose", "put_right", "tell", "wish"]

_FEW_WORDS = 4

_QUESTIONS = frozenset({Act.ASK_PRICE, Act.ASK_INFO, Act.ASK_STATUS, Act.SUPPORT, Act.NEGOTIATE})

_DEADLINE_CUE = Phrases("""
    (para | até | prazo | entreg* | precis* | urgente | urgência | pressa | quanto antes
        | tem que | em | antes | pronto)
""")

_URGENT = Phrases("""
    (urgen* | pressa | quanto antes | ontem | mais rápido | asap | imediat* | tanto faz
        | sem prazo)
""")

_BUDGET_CUE = Phrases("""
    (tenho | temos | orçamento | budget | gastar | investir | verba | disponho | limite
        | faixa | máximo | pagar | disponível | até | por volta | cerca de | reservad* | separ*)
""")

_BUDGET_WORD = Phrases("(orçamento | budget | verba | gastar | investir)")

_CHOICE_CUE = Phrases("""
    (quero | prefiro | vou | fico | ficar | escolho | escolhi | pode ser | fech* | gostei
        | opção | pacote | plano | melhor | bora | manda | seria | acho que | então | troca*
        | muda* | interess* | leva[r] | pego | contrat*)
    ^ (de | do | da | o | a | com o | no)
""")

_CHOSEN = Phrases("(quero | prefiro | vou de | fico com | escolho)")

_INDEFINITE = Phrases("(um | uma | uns | outro | outra)")


def put_right(draft: Draft) -> None:
    """ "Mandei o email errado, o certo é…" is no trouble: it gives the right one."""
    if not is_correction(draft.whole):
        return
    contacts = draft.contacts()
    if contacts.found:
        draft.say_all(Act.GIVE_CONTACT, "contact-corrected", contact_slots(contacts))
        return
    name = find_name(draft.text, asked=False)
    if name is None and draft.corrected and re.search(r"\bnome\b", draft.whole):
        name = find_name(draft.corrected, asked=True)
    if name:
        draft.say(Act.GIVE_NAME, "name-corrected", name=name)


def choose(draft: Draft) -> None:
    if Act.CHOOSE_PACKAGE in draft.acts or draft.expecting in (Expecting.NEED, Expecting.NAME):
        return
    package_id = package_of(draft)
    if package_id is None:
        return
    if draft.acts.keys() & _QUESTIONS and not _CHOSEN.stand_in(draft.plain):
        if not re.search(r"\b(?:um|uma)\b", draft.plain):
            draft.slots = replace(draft.slots, package_id=package_id)
    elif _is_choice(draft):
        draft.say(Act.CHOOSE_PACKAGE, "package-named", package_id=package_id)


def _is_choice(draft: Draft) -> bool:
    """A package of the list, not just anything of that kind ("preciso de uma loja virtual")."""
    if draft.expecting is Expecting.PACKAGE:
        return True
    if _INDEFINITE.stand_in(draft.plain):
        return False
    if draft.expecting is Expecting.NONE and needs.names_a_service(draft.plain):
        return bool(re.search(r"\b(?:pacote|plano|opcao)\b", draft.plain))
    if draft.expecting in ON_OFFER:
        return True
    return _CHOICE_CUE.stand_in(draft.core) and "preciso de" not in draft.plain


def wish(draft: Draft) -> None:
    if Act.CHOOSE_PACKAGE in draft.acts:
        return
    asked = bool(draft.acts.keys() & _QUESTIONS)
    if Act.ASK_PRICE in draft.acts and not draft.slots.package_id:
        draft.slots = replace(draft.slots, need=needs.asked_need(draft.text))
    if asked and not needs.names_a_service(draft.plain):
        return
    if draft.expecting in ON_OFFER and yes.is_clean_yes(draft.plain):
        return
    rule = next((each for each in WISHES if draft.fits(each)), None)
    if rule and not (asked and rule.whole):
        find = needs.free_need if rule.whole else needs.wished_need
        need = draft.first(find) or draft.slots.need
        draft.say(rule.act, rule.id, rule.confidence, need=need)
    elif draft.expecting is Expecting.NEED and not draft.acts:
        _need_in_own_words(draft)


def _need_in_own_words(draft: Draft) -> None:
    pleasant = {rule.act for rule in SMALL_TALK if draft.fits(rule)}
    if Act.BYE in pleasant or (pleasant and len(draft.core.split()) < 5):
        return
    if yes.is_acknowledgement(draft.plain) or yes.is_clean_yes(draft.plain) or draft.asks:
        return
    need = draft.first(needs.free_need)
    if need:
        draft.say(Act.BUY, "need-asked", 0.7, need=need)


def tell(draft: Draft) -> None:
    """Facts that nobody asked for now: they count only with words that introduce them."""
    if Act.GIVE_CONTACT not in draft.acts and (contacts := draft.contacts()).found:
        draft.say_all(Act.GIVE_CONTACT, "contact-told", contact_slots(contacts))
    if Act.GIVE_NAME not in draft.acts and (name := find_name(draft.text, asked=False)):
        draft.say(Act.GIVE_NAME, "name-told", name=name)
    if draft.expecting in ON_OFFER | {Expecting.PAY, Expecting.ACTIVE}:
        return
    _told_budget(draft)
    _told_deadline(draft)


def _told_budget(draft: Draft) -> None:
    chosen = draft.expecting is Expecting.PACKAGE and Act.CHOOSE_PACKAGE in draft.acts
    if Act.GIVE_BUDGET in draft.acts or draft.slots.budget or chosen:
        return
    budget = find_money(draft.plain, bare=_BUDGET_WORD.stand_in(draft.plain))
    cued = _BUDGET_CUE.stand_in(draft.plain) or _is_only_an_amount(draft)
    if budget and cued and Act.NEGOTIATE not in draft.acts:
        draft.say(Act.GIVE_BUDGET, "budget-told", budget=budget)


def _is_only_an_amount(draft: Draft) -> bool:
    """ "Uns 4 mil", while something else is asked before the offer."""
    asked = draft.expecting in (Expecting.NEED, Expecting.DEADLINE)
    return asked and not draft.asks and len(draft.core.split()) <= _FEW_WORDS


def _told_deadline(draft: Draft) -> None:
    if Act.GIVE_DEADLINE in draft.acts or draft.acts.keys() & _QUESTIONS:
        return
    if not _DEADLINE_CUE.stand_in(draft.plain):
        return
    if any(rule.act is Act.BYE and draft.fits(rule) for rule in SMALL_TALK):
        return
    deadline = draft.deadline()
    if deadline and (deadline.special is None or _URGENT.stand_in(draft.plain)):
        draft.say(Act.GIVE_DEADLINE, "deadline-told", deadline=deadline)
