"""What a rule is: an act, the words that show it, and after which question it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.lazy import lazy

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
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    when: frozenset[Expecting]
    confidence: float
    whole: bool
    """The pattern has to fit the whole message, courtesies at its ends left out."""

    def fits(self, plain: str, core: str, expecting: Expecting) -> bool:
        """Whether the rule fires on a plain text; `core` is the text without its courtesies."""
        if expecting not in self.when:
            return False
        if not (self.pattern.fullmatch(core) if self.whole else self.pattern.search(plain)):
            return False
        return self.unless is None or not self.unless.search(plain)


def rule(
    id: str,  # noqa: A002
    act: Act,
    *forms: str,
    unless: tuple[str, ...] = (),
    when: frozenset[Expecting] = ANY,
    confidence: float = 0.9,
    whole: bool = False,
) -> Rule:
    """A rule from regular expressions over plain text; each has to start at a word."""
    return Rule(
        id, act, _any_of(forms), _any_of(unless) if unless else None, when, confidence, whole
    )


def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    return lazy(rf"\b(?:{'|'.join(forms)})")
