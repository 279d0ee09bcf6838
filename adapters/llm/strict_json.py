"""JSON from a stranger: one object, said once, in a code fence or not; nothing else around it."""

from __future__ import annotations

import json
import re
from typing import Any, Never

__all__ = ["read_object"]

LONGEST = 20_000
"""Characters.  A proposal with every field full has a third of them."""

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(?P<inside>.*)\n[ \t]*```", re.DOTALL | re.IGNORECASE)


def read_object(text: str) -> dict[str, Any]:
    """
    The object that a text is.

    Numbers are refused with everything else that a proposal cannot hold, so that a huge one is
    never computed.

    Raises:
        ValueError: it is not exactly one object, it says a thing twice, is too long or too deep.
    """
    if len(text) > LONGEST:
        raise ValueError("too long")
    text = text.strip()
    fenced = _FENCED.fullmatch(text)
    try:
        found = json.loads(
            fenced["inside"] if fenced else text,
            object_pairs_hook=_said_once,
            parse_constant=_no_number,
            parse_float=_no_number,
            parse_int=_no_number,
        )
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004  callers tell apart good and bad, no more
    return found


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _no_number(_: str) -> Never:
    raise ValueError("a number")
