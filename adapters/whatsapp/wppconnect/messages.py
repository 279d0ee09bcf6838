"""
One message of ours as calls of the server.  Pure.

Buttons and lists do not show on personal accounts, so choices are numbered text and links are
written.  `*bold*` is WhatsApp's own; the rest goes as it is, for WhatsApp has no escapes.

A document whose text is too long for a caption goes first, without one; the text follows.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.whatsapp.wppconnect.addresses import is_lid
from autovenda_core.ports.channel import Capabilities, Document, OutgoingMessage
from autovenda_core.ports.fitting import fit, split, utf16_length

__all__ = ["CAPABILITIES", "Call", "compose", "recipient"]

# The lengths are those of the official API (Cloud API reference, "Text" and "Media" messages):
# every phone shows them, and WhatsApp Web tells of no limits of its own.
CAPABILITIES = Capabilities(document=True, text_chars=4096, caption_chars=1024, echo=True)


@dataclass(frozen=True)
class Call:
    """A route of the server and what it is given."""

    route: str
    fields: Mapping[str, Any]
    text: str
    """What the person will read; empty for a document without a caption."""
    filename: str | None = None


def compose(message: OutgoingMessage) -> list[Call]:
    """The calls that put a message before the person, in order."""
    text = fit(message, CAPABILITIES).text
    if message.document is None:
        return _texts(message.to, text)
    if utf16_length(text) <= CAPABILITIES.caption_chars:
        return [_document(message.to, message.document, text)]
    return [_document(message.to, message.document, ""), *_texts(message.to, text)]


def recipient(to: str) -> dict[str, Any]:
    """
    How the server is told whom something is for.

    It takes the id apart and puts it together again by the flags (wppconnect-server 2.10,
    `util/functions.ts` contactToArray); without `isLid` a short lid would become a number.
    """
    return {"phone": to, "isGroup": False, "isNewsletter": False, "isLid": is_lid(to)}


def _texts(to: str, text: str) -> list[Call]:
    return [
        Call("send-message", {**recipient(to), "message": part}, part)
        for part in split(text, CAPABILITIES.text_chars)
    ]


def _document(to: str, document: Document, caption: str) -> Call:
    content = b64encode(document.content).decode()
    fields = {
        **recipient(to),
        "filename": document.filename,
        "base64": f"data:{document.media_type};base64,{content}",
    }
    fields |= {"caption": caption} if caption else {}
    return Call("send-file-base64", fields, caption, document.filename)
