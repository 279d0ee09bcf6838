"""
Which acts a message does, in the order in which the flow handles them.

1. Safety (stop, a person wanted, a payment claimed) decides alone.
2. What the lead takes back is left out; a name, contact or option put right comes first.
3. The answer to what was asked (a name, an amount, a date, an option…) comes first, unless
   the message asks something.
4. Then trouble, status, a better price, the price, facts: a question goes before everything
   that is said besides ("sim, mas quanto fica?").
5. Then no and later, a choice, a wish, what was told besides.
6. A yes only if the message is nothing but a yes.
7. Pleasantries; and, when nothing fits, out of scope.
"""

from __future__ import annotations

import re
from dataclasses import replace

from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import Expecting, MoneyRange
from autovenda_core.understanding import needs, yes
from autovenda_core.understanding.answers import answer
from autovenda_core.understanding.asides import choose, put_right, tell, wish
from autovenda_core.understanding.draft import Draft, Reading, Situation, contact_slots, read_by
from autovenda_core.understanding.money import find_amounts, find_money
from autovenda_core.understanding.normalise import LAUGH
from autovenda_core.understanding.rulebook import (
    ABOUT_US,
    BARGAINS,
    ELSEWHERE,
    HINTS,
    PRICES_AND_FACTS,
    REFUSALS,
    SAFETY,
    SMALL_TALK,
    TROUBLE_AND_STATUS,
)
from autovenda_core.understanding.rules import ON_OFFER, SOLD, Phrases

__all__ = ["Reading", "Situation", "read_acts"]

_LEAST_OFFER = 2_000
"""Centavos; "nem um real a mais" is no offer."""

_EXPLICIT_NO = Phrases("""
    não (quero | vou querer | tenho interesse | obrigado) !(pagar | gastar | tudo | isso tudo
        | um desconto)
    (recus | dispens | desist)*
    não , (valeu | obrigado)
    (fechei | fechamos) com (o | a | um | uma) concorr*
    (fechei | fechamos | vou | vamos | contratei | fiquei | resolvi | decidi | optei | achei
        | achamos | consegui | encontrei | arrumei) ~3 outr(o|a) !(? | ... ?)
""")


def read_acts(draft: Draft) -> Reading:
    """Read one message by the rules; there is always at least one act."""
    return _safety(draft) or _rest(draft)


def _safety(draft: Draft) -> Reading | None:
    for rule in SAFETY:
        if rule.fits(draft.whole, draft.core, draft.expecting):
            slots = contact_slots(draft.contacts()) if rule.act is Act.HANDOFF else Slots()
            return Reading((read_by(rule),), slots)
    return None


def _rest(draft: Draft) -> Reading:
    put_right(draft)
    if not draft.asks:
        answer(draft)
    if not draft.acts:
        _questions(draft)
    if draft.asks:
        answer(draft)
    if not draft.acts:
        draft.match(REFUSALS, first_only=True)
    if not draft.acts.keys() & {Act.DENY, Act.DEFER, Act.OUT_OF_SCOPE}:
        choose(draft)
        wish(draft)
        tell(draft)
    if not draft.acts and yes.is_clean_yes(draft.whole):
        draft.add(Act.AFFIRM, "clean-yes", 0.95)
    _amount_on_offer(draft)
    _pleasantries(draft)
    if not draft.acts:
        _last_resort(draft)
    return Reading(tuple(draft.acts.values()), draft.slots)


def _questions(draft: Draft) -> None:
    draft.match(ELSEWHERE)
    if draft.acts:
        return
    if draft.expecting in ON_OFFER and not draft.asks:
        _bargain(draft)
    if draft.expecting not in SOLD:  # "it does not go" is about the price until it is paid
        draft.match(BARGAINS)
    draft.match(TROUBLE_AND_STATUS)
    draft.match(BARGAINS)
    draft.match(PRICES_AND_FACTS)
    _no_before_price(draft)


def _bargain(draft: Draft) -> None:
    """A condition, or an amount of their own, said about our offer."""
    if yes.bargains(draft.plain):
        draft.add(Act.NEGOTIATE, "conditional", 0.7)
    elif find_money(draft.plain):
        draft.add(Act.NEGOTIATE, "amount-on-offer", 0.8)


def _no_before_price(draft: Draft) -> None:
    """ "Não quero, muito caro" is a no; "não dá pra fazer por menos?" is not."""
    if Act.NEGOTIATE in draft.acts and not draft.asks and _EXPLICIT_NO.stand_in(draft.plain):
        draft.acts = {Act.DENY: ReadAct(Act.DENY, 0.9, "explicit-no"), **draft.acts}


def _amount_on_offer(draft: Draft) -> None:
    """An amount of their own, said about our offer, is a counter-offer, never a yes."""
    if Act.NEGOTIATE in draft.acts or (draft.expecting in ON_OFFER and not draft.acts):
        price = _counter_price(draft)
        if price:
            draft.say(Act.NEGOTIATE, "amount-on-offer", 0.8, budget=price)


def _counter_price(draft: Draft) -> MoneyRange | None:
    """The last amount that is not one of our prices: "em vez de 3500 faz 3 mil"."""
    prices = {package.price_centavos for package in draft.situation.catalog.packages}
    amounts = [each.centavos for each in find_amounts(draft.plain, bare=True)]
    own = [amount for amount in amounts if amount not in prices and amount >= _LEAST_OFFER]
    if len(amounts) > 1 and own:
        return MoneyRange(own[-1], own[-1])
    return find_money(draft.plain, bare=True)


def _pleasantries(draft: Draft) -> None:
    for rule in SMALL_TALK:
        if rule.act not in draft.acts and Act.AFFIRM not in draft.acts and draft.fits(rule):
            draft.add(rule.act, rule.id, rule.confidence)


def _last_resort(draft: Draft) -> None:
    if draft.fits(ABOUT_US) or _asks_in_context(draft):
        draft.add(Act.ASK_INFO, ABOUT_US.id, ABOUT_US.confidence)
    elif yes.is_acknowledgement(draft.plain):
        if draft.expecting in ON_OFFER:
            draft.add(Act.OUT_OF_SCOPE, "ok-is-not-acceptance", 0.3)
        else:
            draft.add(Act.THANKS, "acknowledged", 0.5)
    else:
        _guess(draft)


def _guess(draft: Draft) -> None:
    """Single words may hint at something; what hints at nothing is out of scope."""
    draft.match(HINTS, first_only=True)
    if Act.BUY in draft.acts:
        draft.slots = replace(draft.slots, need=needs.free_need(draft.text))
    if draft.acts:
        return
    if draft.expecting in ON_OFFER | {Expecting.PAY}:
        _unclear_on_offer(draft)
    else:
        rule_id = "unclean-yes" if yes.has_yes(draft.plain) else "nothing-fits"
        draft.add(Act.OUT_OF_SCOPE, rule_id, 0.4)


def _asks_in_context(draft: Draft) -> bool:
    """After a question of ours, what they ask back is about it unless we know better."""
    said = [word for word in re.findall(r"[a-z]+", draft.plain) if word != LAUGH]
    return (
        draft.expecting not in (Expecting.NONE, Expecting.NEED)
        and "?" in draft.plain
        and len(said) > 1
        and not (len(said) == 2 and yes.is_clean_yes(" ".join(said)))
    )


def _unclear_on_offer(draft: Draft) -> None:
    """A doubtful word about an offer is a doubt, a condition is one, a denial is a no."""
    if yes.hedges(draft.plain) and not yes.only_interjections(draft.plain):
        draft.add(Act.DEFER, "hedged", 0.5)
    elif draft.expecting in ON_OFFER and yes.denies(draft.plain):
        draft.add(Act.DENY, "negated", 0.5)
    else:
        rule_id = "unclean-yes" if yes.has_yes(draft.plain) else "nothing-fits"
        draft.add(Act.OUT_OF_SCOPE, rule_id, 0.3)
