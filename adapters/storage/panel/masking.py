"""
Takes numbers and addresses of people out of what is handed to whoever may not see them.

Everything that somebody may have written is masked, whatever its field: one that is new tomorrow
is not shown by mistake.  Only the fields in `OURS` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

from autovenda_core.values import replace

__all__ = ["MASK", "masked", "without_contacts"]

V = TypeVar("V")

MASK = "•••"

OURS = frozenset(
    (
        "id",
        "target",
        "conversation_id",
        "client_id",
        "gone_client_id",
        "charge_id",
        "merged_into",
        "key",
        "other",
        "number",
        "offer_number",
        "next",
        "content",
    )
)
"""Fields and keys with ids that we make, where pages end, and the files that the business wrote."""

_OF_A_PERSON = re.compile(
    r"[^\s<>@＠]{1,64}\s?[@＠]\s?[^\s<>@＠]{1,255}"
    r"|(?<!\w)[A-Za-z\d]{2}\.?[A-Za-z\d]{3}\.?[A-Za-z\d]{3}/?[A-Za-z\d]{4}-?\d{2}(?!\w)"
    r"|\+?\(?\d(?:[ ().–-]{0,2}\d){8,}"
    r"|(?<!\d)\d{4}[ -]?\d{4}(?!\d)"
)
"""E-mail; CNPJ, also with letters; nine digits or more: CPF, phones, cards; phones without area."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def masked(text: str) -> str:
    """A text without e-mails, phones, CPF and CNPJ; numbers in words are not found."""
    return text if _DIGEST.fullmatch(text) else _OF_A_PERSON.sub(MASK, text)


def without_contacts(answer: V) -> V:
    """An answer of this package with every text in it masked."""
    return cast(V, _without(answer))


def _without(value: Any) -> Any:
    if type(value) is str:  # and not the member of an enumeration
        return masked(value)
    if isinstance(value, tuple | list):
        return type(value)(map(_without, value))
    if isinstance(value, Mapping):
        return {key: each if key in OURS else _without(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value) if field.name not in OURS)
        return replace(value, **{name: _without(getattr(value, name)) for name in names})
    return value
