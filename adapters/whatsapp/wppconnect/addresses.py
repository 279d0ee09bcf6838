"""
WhatsApp Web's ids: where a message goes, and what it tells about who is there.

`<digits>@c.us` is a person by their phone number; `<digits>@lid` the same person by a hidden id,
which is no phone number; `@g.us` is a group, `@newsletter` a channel, `status@broadcast` holds
everybody's stories (wa-js 4.6.0, `whatsapp/misc/Wid.d.ts`; wppconnect-team/wppconnect #2652).
The server's other engines write `@s.whatsapp.net` for `@c.us` (wppconnect-server,
`core/provider/socket/jid.ts`).
"""

from __future__ import annotations

import re
from typing import Any

from adapters.whatsapp.fields import at, text_at
from autovenda_core.identity import Identity, IdentityKind

__all__ = ["address_at", "chat_of", "identities_of", "is_lid", "message_id_at", "number_of", "stem"]

_NUMBER = re.compile(r"([0-9]{5,20})@(?:c\.us|s\.whatsapp\.net)")
_LID = re.compile(r"[0-9]{5,20}@lid")
_MESSAGE_ID = re.compile(r"(?:true|false)_(?P<chat>[^_]+@[a-z.]+)_(?P<stem>[^_]+)(?:_.*)?")


def number_of(address: str | None) -> str | None:
    """The digits of a person's address; None for everything else."""
    match = _NUMBER.fullmatch(address or "")
    return match[1] if match else None


def is_lid(address: str) -> bool:
    """Whether it is a hidden id."""
    return _LID.fullmatch(address) is not None


def identities_of(*addresses: str | None) -> tuple[Identity, ...]:
    """All that addresses of one person say about them; what matches no pattern says nothing."""
    found = (_identity(address) for address in addresses if address)
    return tuple(dict.fromkeys(identity for identity in found if identity))


def _identity(address: str) -> Identity | None:
    if is_lid(address):
        return Identity(IdentityKind.LID, address)
    number = number_of(address)
    return Identity(IdentityKind.WA_ID, number) if number else None


def address_at(value: Any, *path: str) -> str | None:
    """An address in somebody's JSON: a string, or an object (`Wid`) that has it in pieces."""
    found = at(value, *path)
    if not isinstance(found, dict):
        return text_at(found)
    user, server = text_at(found, "user"), text_at(found, "server")
    return text_at(found, "_serialized") or (f"{user}@{server}" if user and server else None)


def message_id_at(value: Any, *path: str) -> str | None:
    """The id of a message: a string, or an object (`MsgKey`), as in `onack`."""
    found = at(value, *path)
    return text_at(found, "_serialized") if isinstance(found, dict) else text_at(found)


def chat_of(message_id: str | None) -> str | None:
    """The chat that the id of a message names."""
    match = _MESSAGE_ID.fullmatch(message_id or "")
    return match["chat"] if match else None


def stem(message_id: str) -> str:
    """
    The part of a message's id that stays the same.

    The rest names the chat, which may be the number in one place and the lid in another.
    """
    match = _MESSAGE_ID.fullmatch(message_id)
    return match["stem"] if match else message_id
