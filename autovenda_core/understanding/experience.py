"""
What labelled messages have taught: the act that words like these have mostly meant.

The rules (`rulebook`) know what they were told.  This knows what is usual: each trait of a
message (a word, how a word begins, two neighbours, the question that was asked) speaks for some
acts and against others, by a whole number that was learnt from the sentences in tests/language.
The numbers stand in experience.tsv, a trait a line; `python -m tests.language.learn` writes it.
Which of the two is believed is decided in `judgement`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.lazy import compile_later

__all__ = ["FILE", "is_familiar", "likeliest", "likely_acts", "traits"]

FILE = "experience.tsv"

_WORDS = 100
"""Words of a message that are looked at, so that no message takes long."""

_BEGINNING = 4
"""Letters that the forms of one verb have in common: pagu-ei, pagu-emos."""

_STAGES = {
    **dict.fromkeys((Expecting.ACCEPT, Expecting.CONFIRM), "offered"),
    **dict.fromkeys((Expecting.BRIEFING, Expecting.ACTIVE), "sold"),
    Expecting.PAY: "due",
    Expecting.NONE: "new",
}
"""What questions have in common; all others are asked before there is an offer."""


def traits(plain: str, expecting: Expecting | None) -> Iterator[str]:
    """The traits of a plain text said after a question (None: of the words alone)."""
    words = ["<number>" if word[0].isdigit() else word for word in plain.split()[:_WORDS]]
    if expecting is not None:
        yield f"<asked {expecting}>"
        yield f"<stage {_STAGES.get(expecting, 'asking')}>"
    yield from words
    yield from (f"{word[:_BEGINNING]}*" for word in words if len(word) > _BEGINNING)
    yield from (f"{left} {right}" for left, right in zip(["^", *words], [*words, "$"], strict=True))


def likely_acts(plain: str, expecting: Expecting | None) -> dict[Act, int]:
    """How much speaks for each act; only differences between acts mean something."""
    weights = _weights()
    scores = dict.fromkeys(Act, 0)
    del scores[Act.ACCEPT]  # a button's, never said
    for trait in set(traits(plain, expecting)):
        for act, weight in weights.get(trait, ()):
            scores[act] += weight
    return scores


def likeliest(plain: str, expecting: Expecting | None) -> Act:
    """The act for which most speaks."""
    scores = likely_acts(plain, expecting)
    return max(scores, key=scores.__getitem__)


def is_familiar(plain: str) -> bool:
    """Whether at least half of the words have been seen before; else nothing is known."""
    said = [word for word in plain.split()[:_WORDS] if word[0].isalpha()]
    return 2 * sum(word in _weights() for word in said) >= len(said)


@cache
def _weights() -> dict[str, tuple[tuple[Act, int], ...]]:
    """What each trait speaks for and against: ten milliseconds, when it is first needed."""
    from importlib.resources import files  # half of this module's import time

    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    acts = {str(act): act for act in Act}
    weights = {}
    for line in text.splitlines():
        trait, *pairs = line.split("\t")
        parted = (pair.split(":") for pair in pairs)
        weights[trait] = tuple((acts[act], int(weight)) for act, weight in parted)
    return weights


compile_later(_weights)
