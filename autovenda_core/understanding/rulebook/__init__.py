"""
The rules, an act a module, as data: phrases in the notation of `understanding.notation`.

To teach a new way to say something, add a phrase to its rule, or a word to a family
(`understanding.families`), and the sentence to tests/language; the order in which the rules
are tried stands in `understanding.acts`.
"""

from __future__ import annotations

from autovenda_core.understanding.rulebook.bargain import BARGAINS
from autovenda_core.understanding.rulebook.elsewhere import ELSEWHERE
from autovenda_core.understanding.rulebook.facts import ABOUT_US, FACTS
from autovenda_core.understanding.rulebook.handoff import HANDOFF
from autovenda_core.understanding.rulebook.hints import HINTS
from autovenda_core.understanding.rulebook.paid import CLAIMS
from autovenda_core.understanding.rulebook.price import PRICES
from autovenda_core.understanding.rulebook.refusals import REFUSALS
from autovenda_core.understanding.rulebook.small_talk import SMALL_TALK
from autovenda_core.understanding.rulebook.status import STATUS
from autovenda_core.understanding.rulebook.stop import STOP
from autovenda_core.understanding.rulebook.trouble import TROUBLE
from autovenda_core.understanding.rulebook.wishes import WISHES

__all__ = [
    "ABOUT_US",
    "BARGAINS",
    "ELSEWHERE",
    "HINTS",
    "PRICES_AND_FACTS",
    "REFUSALS",
    "SAFETY",
    "SMALL_TALK",
    "TROUBLE_AND_STATUS",
    "WISHES",
]

SAFETY = (*STOP, *HANDOFF, *CLAIMS)
"""What must never be missed, read first; the first that fires decides what the message is."""

TROUBLE_AND_STATUS = (*TROUBLE, *STATUS)
PRICES_AND_FACTS = (*PRICES, *FACTS)
