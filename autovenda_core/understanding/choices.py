"""
The answer to a choice: on a channel without buttons, what is written is the tap.

People answer "2", "opção 2" or "2)"; some copy the title of a button, or its id.
"""

from __future__ import annotations

from collections.abc import Sequence

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import fold

__all__ = ["choice_of"]

_NUMBER = lazy(
    r"(?:(?:a |o )?(?:op[cç][aã]o|op[cç]|n[uú]mero|n[ºo°]?|#)\s*)?(?P<number>[1-9][0-9]?)\s*[.)]?"
)
_KEYCAP = "\ufe0f\u20e3"
"""What makes the emoji 1️⃣ of a 1."""


def choice_of(text: str, choices: tuple[str, ...], titles: Sequence[str] = ()) -> str | None:
    """
    The id of the button that a whole message names by number, title or id; None: it names none.

    `titles` are those of `choices`, in their order, as far as they are known; "" is unknown.
    """
    words = fold(text.replace(_KEYCAP, "").strip(" \n.!"))
    named = dict(zip(map(fold, titles), choices, strict=False))
    named |= {fold(each): each for each in choices}
    if words and words in named:
        return named[words]
    match = _NUMBER.fullmatch(words)
    number = int(match["number"]) if match else 0
    shown = [each for each in choices if each]
    return shown[number - 1] if 1 <= number <= len(shown) else None
