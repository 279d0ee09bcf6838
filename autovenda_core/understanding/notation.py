"""
The notation in which rules are written: Portuguese phrases, one a line, with a few signs.

A phrase may go on in the next line while a bracket is open.

    não quero        these words, in any spelling that `normalise` makes one
    pag*             every word that begins so, `*ndo`, that ends so; `boleto[s]`, with or without
    (pix | boleto)   one of these
    [de]             may be left out
    (já | tudo)+     one to eight of these in a row
    ~3               up to three words, whichever, but no comma and no end of a clause
    _                exactly one word
    ...              up to twelve words and signs
    <payment>        a family of words (families.py); <number>, digits; <currency>, "$"
    !(...)           not followed by
    ^ $              where the message begins, where it ends
    , . ? % +        the sign itself
    # "já paguei"    a comment: what somebody wrote

A phrase begins and ends at a word: "par" does not fit "parem", "par*" does.
Every repetition is bounded: the time to read a text grows with its length and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from autovenda_core.understanding.normalise import spelt

__all__ = ["phrases_in", "regex_of"]

_WORD = r" [^ ,.?]\S*"
_END = r"(?!\w)"
_SIGNS = {"number": r" \d+(?:[.,]\d+){0,3}", "currency": r" \$"}
_LITERAL = r"[^\W\d_]+|\d+"


def phrases_in(text: str) -> list[str]:
    """The phrases of a text: a line each, or several up to the closing bracket; no comments."""
    phrases: list[str] = []
    is_open = False
    for line in text.splitlines():
        words = line.partition("#")[0].strip()
        if is_open:
            phrases[-1] += f" {words}"
        elif words:
            phrases.append(words)
        is_open = bool(phrases) and _opened(phrases[-1]) > 0
    return phrases


def _opened(phrase: str) -> int:
    """How many brackets of a phrase are not closed yet."""
    return sum(phrase.count(sign) for sign in "([") - sum(phrase.count(sign) for sign in ")]")


def regex_of(text: str, families: Mapping[str, str]) -> str:
    """
    The regular expression of all phrases of a text, for a plain text with a space before it.

    Raises:
        ValueError: A phrase is not in the notation; KeyError: a family that is not there.
    """
    forms = (_Phrase(phrase, families).regex() for phrase in phrases_in(text))
    return f"(?:{'|'.join(forms)}){_END}"


class _Phrase:
    """One phrase on its way to a regular expression, in which every word brings its space."""

    def __init__(self, phrase: str, families: Mapping[str, str]) -> None:
        self.phrase = phrase
        self.families = families
        self.place = 0

    def regex(self) -> str:
        form = self._alternatives(at_word=True)
        if self.place < len(self.phrase):
            raise self._error()
        return form

    def _alternatives(self, *, at_word: bool) -> str:
        forms = [self._sequence(at_word=at_word)]
        while self._takes(r"\|"):
            forms.append(self._sequence(at_word=at_word))
        return "|".join(forms)

    def _sequence(self, *, at_word: bool) -> str:
        """Pieces up to a bar or a closing bracket."""
        pieces: list[str] = []
        self._takes(r"\s*")
        while self.place < len(self.phrase) and self.phrase[self.place] not in "|)]":
            pieces.append(self._piece(at_word=at_word))
            at_word = bool(self._takes(r"\s+"))
        return "".join(pieces)

    def _piece(self, *, at_word: bool) -> str:
        space = " " if at_word else ""
        if literal := self._takes(_LITERAL):
            whole = at_word and not self._sees(r"[\w*(\[]")
            return space + re.escape(spelt(literal, whole=whole)).replace("\\ ", " ")
        if self._takes(r"\*"):
            return space + r"\w*"
        if gap := self._takes(r"~\d"):
            return f"(?:{_WORD}){{0,{gap[1]}}}?"
        if self._takes(r"\.\.\."):
            return r"(?: \S+){0,12}?"
        if self._takes("_"):
            return _WORD
        if sign := self._takes(r"[,.?%+]"):
            return f" {re.escape(sign)}"
        if edge := self._takes(r"[\^$]"):
            return edge
        if family := self._takes(r"<\w+>"):
            return self._family(family[1:-1])
        return self._bracket(at_word=at_word)

    def _family(self, name: str) -> str:
        if name in _SIGNS:
            return _SIGNS[name]
        return f"(?:{_Phrase(self.families[name], self.families).regex()})"

    def _bracket(self, *, at_word: bool) -> str:
        opening = self._takes(r"!\(|\(|\[")
        if opening is None:
            raise self._error()
        inside = self._alternatives(at_word=at_word)
        if not self._takes(r"\]" if opening == "[" else r"\)"):
            raise self._error()
        if opening == "!(":
            return f"(?!(?:{inside}){_END})"
        if opening == "[":
            return f"(?:{inside})?"
        return f"(?:{inside}){{1,8}}" if self._takes(r"\+") else f"(?:{inside})"

    def _takes(self, regex: str) -> str | None:
        match = re.compile(regex).match(self.phrase, self.place)
        if match is None:
            return None
        self.place = match.end()
        return match.group()

    def _sees(self, regex: str) -> bool:
        return re.compile(regex).match(self.phrase, self.place) is not None

    def _error(self) -> ValueError:
        where = self.phrase[self.place : self.place + 20]
        return ValueError(f"not in the notation of rules, at {where!r}: {self.phrase!r}")
