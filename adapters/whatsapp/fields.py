"""
Reads JSON that somebody else wrote, one member at a time.  Nothing here raises.

Providers' test senders, resellers and versions disagree about what is a string and what is a
number, what is null and what is missing.  So every member is asked for on its own, and what is
not there, or is not of a usable type, is None: one odd member never costs the rest of a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

__all__ = ["at", "each", "text_at", "time_at"]

_SECONDS = re.compile(r"[0-9]{1,12}")
"""No longer than `_LATEST_SECOND`: thousands of digits are more than `int` reads."""
_LATEST_SECOND = 253_402_300_799
"""The end of the year 9999, the last that a datetime can hold."""


def at(value: Any, *path: str) -> Any:
    """The member at the end of a path through objects; None where the path breaks."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def text_at(value: Any, *path: str) -> str | None:
    """A string, or a number as one; None when it is missing or empty."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return _storable(str(found)) or None


def each(value: Any, *path: str) -> Iterator[Any]:
    """The elements of a list; none where there is no list."""
    found = at(value, *path)
    return iter(found if isinstance(found, list) else ())


def time_at(value: Any, *path: str) -> datetime | None:
    """Unix seconds, as a string or a number, in UTC."""
    digits = text_at(value, *path) or ""
    if not _SECONDS.fullmatch(digits):
        return None
    seconds = int(digits)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds <= _LATEST_SECOND else None


def _storable(text: str) -> str:
    """
    Without what a database refuses: NUL, and half of a surrogate pair.

    A name that WhatsApp cuts in the middle of an emoji ends in such a half.
    """
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
