"""Names of people, as they are searched for: "joao" finds João."""

from __future__ import annotations

import unicodedata

__all__ = ["searchable"]


def searchable(name: str) -> str:
    """A text without accents and capitals, single spaces between words."""
    parts = unicodedata.normalize("NFKD", name)
    plain = "".join(each for each in parts if not unicodedata.combining(each))
    return " ".join(plain.casefold().split())
