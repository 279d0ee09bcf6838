"""
One message of ours as calls of the Bot API.  Pure.

The rule: one call where Telegram allows it, otherwise several in reading order, and only the
last one carries the buttons.  A document whose text is too long for a caption goes first,
without one; the text follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from adapters.telegram.markup import split, to_html, utf16_length
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document, OutgoingMessage, UrlButton

__all__ = ["CAPTION_CHARS", "TEXT_CHARS", "Call", "compose", "fits_behind_a_button"]

TEXT_CHARS = 4096
CAPTION_CHARS = 1024
"""Both "after entities parsing" (Bot API, "sendMessage" and "sendDocument")."""


@dataclass(frozen=True)
class Call:
    """A method of the Bot API and what it is given."""

    method: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None

    @property
    def text(self) -> str:
        """The HTML that the person will read."""
        return str(self.fields.get("text") or self.fields.get("caption") or "")


def compose(message: OutgoingMessage) -> list[Call]:
    """The calls that put a message before the person, in order."""
    text, link = _with_written_link(message.text, message.link)
    keyboard = _keyboard(message.buttons, link)
    if message.document is None:
        return _texts(message.to, text, keyboard)
    if utf16_length(text) <= CAPTION_CHARS:
        return [_document(message.to, message.document, text, keyboard)]
    return [_document(message.to, message.document), *_texts(message.to, text, keyboard)]


def fits_behind_a_button(url: str) -> bool:
    """
    Whether Telegram takes an address for a button.

    It refuses `localhost` and bare names ("Wrong HTTP URL", `BUTTON_URL_INVALID`); an address
    without https, or of a numbered host, is one that a lead should see before opening it.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host[-1].isdigit()


def _with_written_link(text: str, link: UrlButton | None) -> tuple[str, UrlButton | None]:
    if link is None or fits_behind_a_button(link.url):
        return text, link
    return f"{text}\n\n{link.title}: {link.url}".strip(), None


def _keyboard(buttons: tuple[Button, ...], link: UrlButton | None) -> dict[str, Any]:
    """One button a row: titles stay whole on a narrow phone."""
    rows = [[{"text": button.title, "callback_data": button.id}] for button in buttons]
    rows += [[{"text": link.title, "url": link.url}]] if link is not None else []
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _texts(to: str, text: str, keyboard: Mapping[str, Any]) -> list[Call]:
    *first, last = split(text, TEXT_CHARS)
    return [*(_text(to, part) for part in first), _text(to, last, keyboard)]


def _text(to: str, text: str, keyboard: Mapping[str, Any] | None = None) -> Call:
    fields = {
        "chat_id": to,
        "text": to_html(text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **(keyboard or {}),
    }
    return Call("sendMessage", fields)


def _document(
    to: str, document: Document, caption: str = "", keyboard: Mapping[str, Any] | None = None
) -> Call:
    fields = {"chat_id": to}
    if caption:
        fields |= {"caption": to_html(caption), "parse_mode": "HTML"}
    # In multipart, objects are JSON in a string (Bot API, "Making requests").
    fields |= {name: json.dumps(value) for name, value in (keyboard or {}).items()}
    return Call("sendDocument", fields, document)
