"""What a rule is: an act, the phrases that show it, and after which question it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.families import FAMILIES
from autovenda_core.understanding.lazy import compile_later
from autovenda_core.understanding.notation import regex_of

__all__ = [
    "ANY",
    "BEFORE_OFFER",
    "MONEY_DUE",
    "ON_OFFER",
    "SOLD",
    "Phrases",
    "Rule",
    "rule",
]

ANY = frozenset(Expecting)
ON_OFFER = frozenset({Expecting.ACCEPT, Expecting.CONFIRM})
MONEY_DUE = ON_OFFER | {Expecting.PAY}
SOLD = frozenset({Expecting.PAY, Expecting.BRIEFING, Expecting.ACTIVE})
BEFORE_OFFER = ANY - ON_OFFER - SOLD


@dataclass(frozen=True)
class Phrases:
    """
    Phrases in the notation of `notation.py`, looked for in plain texts.

    They are compiled when they are first used: compiling all of them costs more than
    importing the rest of the core, and an embedder may never read a message.
    """

    text: str

    def __post_init__(self) -> None:
        """Have it compiled with all the others, for whoever would rather wait at the start."""
        compile_later(lambda: self._pattern)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(regex_of(self.text, FAMILIES))

    def stand_in(self, plain: str) -> bool:
        """Whether one of the phrases stands anywhere in a plain text."""
        return self._pattern.search(f" {plain}") is not None

    def are(self, plain: str) -> bool:
        """Whether a plain text is nothing but one of the phrases."""
        return self._pattern.fullmatch(f" {plain}") is not None

    def ends_in(self, plain: str) -> Iterator[int]:
        """Where in a plain text each of the phrases ends."""
        return (match.end() - 1 for match in self._pattern.finditer(f" {plain}"))

    def start_in(self, plain: str) -> int:
        """Where in a plain text the first of the phrases begins, or where the text ends."""
        match = self._pattern.search(f" {plain}")
        return max(match.start() - 1, 0) if match else len(plain)

    def replaced(self, plain: str, by: str) -> str:
        """A plain text with `by` wherever one of the phrases stood."""
        return self._pattern.sub(f" {by}" if by else "", f" {plain}").strip()


@dataclass(frozen=True)
class Rule:
    """One rule; `id` is what the panel shows as the reason."""

    id: str
    act: Act
    phrases: Phrases
    unless: Phrases | None
    when: frozenset[Expecting]
    confidence: float
    """Of the act, from 0 to 1; below a half, a language model is asked if there is one."""
    whole: bool
    """The phrase has to be the whole message, courtesies at its ends left out."""

    def fits(self, plain: str, core: str, expecting: Expecting) -> bool:
        """Whether the rule fires on a plain text; `core` is the text without its courtesies."""
        if expecting not in self.when:
            return False
        if not (self.phrases.are(core) if self.whole else self.phrases.stand_in(plain)):
            return False
        return self.unless is None or not self.unless.stand_in(plain)


def rule(
    id: str,  # noqa: A002
    act: Act,
    phrases: str,
    *,
    unless: str = "",
    when: frozenset[Expecting] = ANY,
    confidence: float = 0.9,
    whole: bool = False,
) -> Rule:
    """A rule from its phrases and those that keep it from firing, one a line."""
    return Rule(
        id, act, Phrases(phrases), Phrases(unless) if unless else None, when, confidence, whole
    )
