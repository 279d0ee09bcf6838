"""What a rule is: an act, the words that show it, and after which question it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from autovenda_core.events import Act
from autovenda_core.model import Expecting

__all__ = ["ANY", "BEFORE_OFFER", "MONEY_DUE", "ON_OFFER", "SOLD", "Rule", "rule"]

ANY = frozenset(Expecting)
ON_OFFER = frozenset({Expecting.ACCEPT, Expecting.CONFIRM})
MONEY_DUE = ON_OFFER | {Expecting.PAY}
SOLD = frozenset({Expecting.PAY, Expecting.BRIEFING, Expecting.ACTIVE})
BEFORE_OFFER = ANY - ON_OFFER - SOLD


@dataclass(frozen=True)
class Rule:
    """One rule; `id` is what the panel shows as the reason."""

    id: str
    act: Act
    forms: tuple[str, ...]
    """Regular expressions over plain text; one has to be there, each from the start of a word."""
    spoilers: tuple[str, ...]
    """…and none of these."""
    when: frozenset[Expecting]
    confidence: float
    whole: bool
    """The pattern has to fit the whole message, courtesies at its ends left out."""

    def fits(self, plain: str, core: str, expecting: Expecting) -> bool:
        """Whether the rule fires on a plain text; `core` is the text without its courtesies."""
        if expecting not in self.when:
            return False
        if not (self._form.fullmatch(core) if self.whole else self._form.search(plain)):
            return False
        return not self.spoilers or not self._spoiler.search(plain)

    # Compiled when first needed: all of them at once would triple the core's import time.

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return _any_of(self.forms)

    @cached_property
    def _spoiler(self) -> re.Pattern[str]:
        return _any_of(self.spoilers)


def rule(
    id: str,  # noqa: A002
    act: Act,
    *forms: str,
    unless: tuple[str, ...] = (),
    when: frozenset[Expecting] = ANY,
    confidence: float = 0.9,
    whole: bool = False,
) -> Rule:
    """A rule, as the tables of rules write it down."""
    return Rule(id, act, forms, unless, when, confidence, whole)


def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(forms)})")
