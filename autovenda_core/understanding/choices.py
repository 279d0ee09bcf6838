"""
The answer to a numbered choice: on a channel without buttons, what is written is the tap.

People answer "2", "opção 2" or "2)"; some copy the id of a button.  A title is ordinary words,
which the rules read.
"""

from __future__ import annotations

from autovenda_core.understanding.lazy import lazy

__all__ = ["choice_of"]

_NUMBER = lazy(
    r"(?:(?:a |o )?(?:op[cç][aã]o|op[cç]|n[uú]mero|n[ºo°]?|#)\s*)?(?P<number>[1-9][0-9]?)\s*[.)]?"
)
_KEYCAP = "\ufe0f\u20e3"
"""What makes the emoji 1️⃣ of a 1."""


def choice_of(text: str, choices: tuple[str, ...]) -> str | None:
    """The id of the button that a whole message names by number or id; None: it names none."""
    words = text.replace(_KEYCAP, "").strip().lower()
    by_id = {choice.lower(): choice for choice in choices}
    if words in by_id:
        return by_id[words]
    match = _NUMBER.fullmatch(words)
    number = int(match["number"]) if match else 0
    return choices[number - 1] if 1 <= number <= len(choices) else None
