"""
Who a person is on a channel: typed identities, and when two of them are the same.

An identity is kept verbatim, because messages are sent to exactly what the provider gave us.
What is compared is its match key.  A phone number is one identity among others: since 2026 a
WhatsApp user may hide it behind a username (Meta, "Business-scoped user IDs", 2026-03-31).
"""

from __future__ import annotations

import re
from enum import StrEnum

from autovenda_core.values import dataclass

__all__ = ["Identity", "IdentityKind", "is_bsuid", "phone_key"]


class IdentityKind(StrEnum):
    """What sort of identity it is.  A channel that is not listed uses its own name."""

    WA_ID = "wa_id"
    """WhatsApp's id of an account: the digits of a phone number, in Brazil often without the 9."""
    BSUID = "bsuid"
    """Business-scoped user id: one per person and business portfolio, whatever the username."""
    PARENT_BSUID = "parent_bsuid"
    """The same across the portfolios of a linked enterprise."""
    LID = "lid"
    """A hidden id of WhatsApp Web; never a phone number, however much it looks like one."""
    TELEGRAM = "telegram"
    PHONE = "phone"
    """A number that its owner proved to be theirs, or that an operator typed."""


_BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_DIGITS = re.compile(r"[0-9]{4,20}")

# Area codes as Anatel gave them out (Plano Geral de Códigos Nacionais); 20, 23, 25… do not exist.
_AREA = r"[14689][1-9]|2[12478]|3[1-578]|5[1345]|7[134579]"
_BRAZILIAN_MOBILE = re.compile(rf"55(?P<area>{_AREA})9?(?P<local>[6-9][0-9]{{7}})")


@dataclass(frozen=True)
class Identity:
    """One identity of a person, as the provider wrote it."""

    kind: str
    """An `IdentityKind`, or the name of a channel that has no kind of its own."""
    value: str

    @property
    def key(self) -> str:
        """Two identities with the same key are the same person."""
        if self.kind in (IdentityKind.WA_ID, IdentityKind.PHONE):
            key = phone_key(self.value)
            return f"phone:{key}" if key else f"{self.kind}:{self.value}"
        return f"{self.kind}:{self.value}"


def phone_key(number: str) -> str | None:
    """
    What a phone number is compared by: its digits, with Brazil's ninth digit always there.

    WhatsApp keeps accounts with and without the 9 that Brazilian mobiles got from 2012 on, so
    `55 DDD 9XXXXXXXX` and `55 DDD XXXXXXXX` are the same mobile.  Eight digits that begin with
    2 to 5 are a landline, which never has one.  None: not a number, compare it verbatim.
    """
    digits = re.sub(r"[\s().-]", "", number).removeprefix("+")
    if not _DIGITS.fullmatch(digits):
        return None
    mobile = _BRAZILIAN_MOBILE.fullmatch(digits)
    if mobile is not None:
        return f"55{mobile['area']}9{mobile['local']}"
    return digits


def is_bsuid(text: str) -> bool:
    """Whether a text is a business-scoped user id, such as BR.1502576394655843."""
    return _BSUID.fullmatch(text) is not None
