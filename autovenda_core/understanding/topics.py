"""
What a message is about: the questions of the FAQ that it asks, and what it objects to.

A phrase of the FAQ is found where its words stand in this order in one clause, with at most
two others between any two of them.  `*` at the end of a word is any ending.  Of phrases that
begin at the same word the longest counts ("como funciona o suporte" is about the support).
Both sides are in plain form (normalise.py), so accents, case and spellings do not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from autovenda_core.events import Act, ReadAct
from autovenda_core.faq import Faq
from autovenda_core.model import Word
from autovenda_core.understanding.normalise import fold, read
from autovenda_core.understanding.rules import Phrases

__all__ = [
    "ABOUT_DEADLINES",
    "ABOUT_PRICES",
    "MOST_TOPICS",
    "TRUST",
    "Cue",
    "find_cues",
    "find_topics",
]

TRUST = "seguranca"
"""Of the FAQ: whether we can be trusted.  About an offer it is an objection."""

ABOUT_PRICES = frozenset({"parcelamento"})
ABOUT_DEADLINES = frozenset({"prazo", "urgencia"})
"""Of the FAQ: what the answer to an objection has told already."""

MOST_TOPICS = 3
"""Of one message: more answers than that are a wall of text, and a person should give them."""


# ---------------------------------------------------------------------------- the FAQ

FARTHEST = 3
"""The next word of a phrase is one of so many; two others may stand between."""

_FIRST_LETTERS = 2

Phrase: TypeAlias = tuple[str, ...]


def find_topics(plain: str, faq: Faq) -> tuple[str, ...]:
    """Ids of the questions that a plain text asks, in the order in which it asks them."""
    said, index = plain.split(), _index(faq)
    found: dict[str, None] = {}
    for place, word in enumerate(said):
        here = [
            (len(phrase), topic)
            for topic, phrase in index.get(word[:_FIRST_LETTERS], ())
            if _stands_at(place, phrase, said)
        ]
        longest = max(here, default=(0, ""))[0]
        found |= {topic: None for length, topic in here if length == longest}
    return tuple(found)[:MOST_TOPICS]


@lru_cache(maxsize=8)
def _index(faq: Faq) -> Mapping[str, Sequence[tuple[str, Phrase]]]:
    """Every phrase with its question, by the first letters of its first word."""
    index = defaultdict(list)
    for entry in faq.entries:
        for phrase in entry.phrases:
            words = tuple(_plain_words(phrase))
            if not words:
                continue  # nothing that is ever read; the check of an owner's file refuses it
            index[words[0].rstrip("*")[:_FIRST_LETTERS]].append((entry.id, words))
    return index


def _plain_words(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        if word.endswith("*"):
            yield fold(word)
        else:
            yield from read(word).plain.split()


def _stands_at(place: int, phrase: Phrase, said: Sequence[str]) -> bool:
    """Whether a phrase begins at a place of a text."""
    if not _fits(said[place], phrase[0]):
        return False
    if len(phrase) == 1:
        return True
    return any(_stands_at(near, phrase[1:], said) for near in _after(place, said))


def _after(place: int, said: Sequence[str]) -> Iterator[int]:
    """Where the next word of a phrase may stand: near, and in the same clause."""
    for near in range(place + 1, min(place + 1 + FARTHEST, len(said))):
        if not said[near][0].isalnum():
            return
        yield near


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


# ---------------------------------------------------------------------------- cues


class Cue(Word):
    """A topic that is no question of the FAQ.  No id of the FAQ can be the same."""

    PRICE = "objection:price"
    """Too expensive for them; not a request for another price."""
    DEADLINE = "objection:deadline"
    """Too late for them."""
    DOUBT = "doubt:open"
    """There is a question, and it was not asked yet."""
    REMIND = "reminder:yes"
    NO_REMINDER = "reminder:no"


_LIMITED = Phrases("""
    # "só tenho 2 mil", "na verdade meu orçamento é até 2 mil"
    (tenho | temos | orçamento | verba | limite | na verdade)
    (posso | consigo | dá para | pretendia) (gastar | pagar | investir)
    (tinha pensado | pensei em | dava)
""")
_LATE = Phrases("""
    # "demora muito", "20 dias é muito", "prazo longo demais"
    demora[ndo] (muito | demais | tudo isso | tanto | bastante)
    (muito tempo | tempo demais)
    prazo ~3 (longo | apertado | grande | extenso | ruim | demais | muito)
    (dias | semanas | mês | meses) [úteis] é (muito | demais)
    # "preciso antes", "tem que ser mais rápido", "consegue entregar antes?"
    (preciso | precisava | precisaria | queria | quero) [disso | isso | dele] (antes | mais cedo)
    (tem | teria | tinha) que ser ~2 (antes | mais rápido | mais cedo)
    precisa ser ~2 (antes | mais rápido | mais cedo)
    (mais rápido | mais cedo | antes disso | antes desse prazo | prazo menor)
    entreg* [_] antes
    (adiantar | antecipar | acelerar)
    não (posso | dá para | consigo | vou poder | tenho como) esperar
""")
_DOUBT = Phrases("""
    # "tenho uma dúvida", "posso tirar umas dúvidas?", "dúvida"
    (tenho | tirar | surgiu | fiquei com | fazer) [uma | umas | algumas | outra] dúvida[s]
    (tenho | tirar | surgiu | fiquei com | fazer) [uma | umas | algumas | outra] pergunta[s]
    posso [te] perguntar
    ^ [uma | umas] (dúvida[s] | pergunta[s]) $
""")
_REMIND = Phrases("""
    # "pode me lembrar sim", "me avisa", "lembra por favor"
    (pode[m] | quero | sim | claro | por favor | isso | me) ~2 (lembr* | avis*)
    ^ lembr*
""")
_OBJECTIONS = frozenset({"too-expensive", "only-have", "hint-dear"})
"""Rules about prices that say "it is more than I have", not "make it cheaper"."""


def find_cues(plain: str, acts: Sequence[ReadAct]) -> tuple[Cue, ...]:
    """What a plain text objects to, and what else it says between the lines."""
    cues = []
    if any(read.act is Act.NEGOTIATE and _is_objection(read.rule, plain) for read in acts):
        cues.append(Cue.PRICE)
    if _LATE.stand_in(plain):
        cues.append(Cue.DEADLINE)
    if _DOUBT.stand_in(plain):
        cues.append(Cue.DOUBT)
    if _REMIND.stand_in(plain):
        cues.append(Cue.REMIND)
    return tuple(cues)


def _is_objection(rule: str, plain: str) -> bool:
    if rule == "amount-on-offer":
        return _LIMITED.stand_in(plain)
    return rule in _OBJECTIONS
