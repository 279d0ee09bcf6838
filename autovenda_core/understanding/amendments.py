"""
What a lead puts right, or adds where something else was asked: a name, deadline, budget, need.

"Não é Paulo, é Saulo"; "errei, o prazo é junho"; "na verdade até 2 mil"; "preciso até sexta"
said about an offer.  Looked for only where the act rules were not sure.
"""

from __future__ import annotations

from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import Expecting
from autovenda_core.understanding.acts import Reading, Situation
from autovenda_core.understanding.deadlines import find_deadline
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.needs import names_a_service, wished_need
from autovenda_core.understanding.normalise import Text, read
from autovenda_core.understanding.people import find_name
from autovenda_core.understanding.rules import ON_OFFER, Phrases

__all__ = ["find_amendment"]

CONFIDENCE = 0.8

_TAKES_BACK = Phrases("""
    (na verdade | na real | pensando bem | melhor dizendo | quis dizer | quero dizer | digo)
    (errei | me enganei | enganado | engano | confundi | corrig* | desculpa | ops)
    (falei | escrevi | mandei) errado
    (em vez | ao invés) d(e | o | a)
    (e | mas) sim
""")
_DEADLINE = Phrases("""
    (prazo | data | precis* | tem que | teria que | entreg* | pront(o | a)[s])
""")
_BUDGET = Phrases("""
    (orçamento | verba | budget | investir | gastar | pagar | limite | até | tenho | consigo)
""")
_DEADLINE_IS = lazy(r"\b(?:prazo|data|entrega) (?:cert[oa] )?(?:e|seria|sera|fica) (?=\w)")
"""The grammar knows "para junho", and not "o prazo é junho"."""

_OTHER_NAME = lazy(
    # "não é Paulo, é Saulo"
    r"\bnao (?:e|sou|me chamo|meu nome e) (?:o |a )?\w+(?: \w+)? (?:, )?(?:e sim|mas sim|mas|e"
    r"|sou|me chamo|meu nome e) (?:o |a )?(?P<name>\w+(?: \w+){0,2}) ?\.?$"
    # "é Saulo, não Paulo"
    r"|(?:^|[.,] )(?:meu nome )?e (?:o |a )?(?P<first>\w+) (?:, )?(?:e )?nao (?:o |a )?\w+ ?\.?$"
)


def find_amendment(text: Text, situation: Situation) -> Reading | None:
    """What is put right or added, as an act with its slots; None: nothing."""
    name = _name(text, situation.expecting)
    if name is not None:
        return _reading(Act.GIVE_NAME, "name-corrected", Slots(name=name))
    takes_back = _TAKES_BACK.stand_in(text.plain)
    if takes_back and (need := wished_need(text)) and names_a_service(need.lower()):
        return _reading(Act.BUY, "need-corrected", Slots(need=need))
    if takes_back or situation.expecting in ON_OFFER:
        return _deadline(text, situation) or (_budget(text) if takes_back else None)
    return None


def _name(text: Text, expecting: Expecting) -> str | None:
    match = _OTHER_NAME.search(text.plain)
    if match is None or names_a_service(text.plain):
        return None
    said = text.original(*match.span("name" if match["name"] else "first"))
    if not said[:1].isupper() and expecting is not Expecting.NAME:
        return None  # "não é azul, é verde"
    return find_name(read(said), asked=True)


def _deadline(text: Text, situation: Situation) -> Reading | None:
    if not _DEADLINE.stand_in(text.plain):
        return None
    plain = _DEADLINE_IS.sub("para ", text.plain)
    deadline = find_deadline(plain, situation.today, situation.calendar)
    if deadline is None:
        return None
    return _reading(Act.GIVE_DEADLINE, "deadline-corrected", Slots(deadline=deadline))


def _budget(text: Text) -> Reading | None:
    budget = find_money(text.plain) if _BUDGET.stand_in(text.plain) else None
    return _reading(Act.GIVE_BUDGET, "budget-corrected", Slots(budget=budget)) if budget else None


def _reading(act: Act, rule: str, slots: Slots) -> Reading:
    return Reading((ReadAct(act, CONFIDENCE, rule),), slots)
