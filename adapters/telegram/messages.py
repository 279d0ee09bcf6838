"""
One message of ours as calls of the Bot API.  Pure.

The rule: one call where Telegram allows it, otherwise several in reading order, and only the
last one carries the buttons.  A document whose text is too long for a caption goes first,
without one; the text follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from adapters.telegram.markup import to_html, to_plain
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Capabilities, Document, OutgoingMessage, UrlButton
from autovenda_core.ports.fitting import fit, split, utf16_length

__all__ = ["CAPABILITIES", "Call", "compose", "fits_behind_a_button"]

CAPABILITIES = Capabilities(
    # A message (python-telegram-bot 22.8, `InlineKeyboardMarkupLimit`).
    buttons=100,
    # Telegram names no limit; they have a row each.
    button_title_chars=64,
    link_button=True,
    document=True,
    # Both "after entities parsing" (Bot API, "sendMessage" and "sendDocument").
    text_chars=4096,
    caption_chars=1024,
)


@dataclass(frozen=True)
class Call:
    """A method of the Bot API and what it is given."""

    method: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    shown: str = ""
    """The text as the person reads it."""


def compose(message: OutgoingMessage) -> list[Call]:
    """The calls that put a message before the person, in order."""
    hides_link = message.link is not None and fits_behind_a_button(message.link.url)
    fitted = fit(message, replace(CAPABILITIES, link_button=hides_link))
    to, text, document = fitted.to, fitted.text, fitted.document
    keyboard = _keyboard(fitted.buttons, fitted.link)
    if document is None:
        return _texts(to, text, keyboard)
    if utf16_length(text) <= CAPABILITIES.caption_chars:
        return [_document(to, document, text, keyboard)]
    return [_document(to, document), *_texts(to, text, keyboard)]


def fits_behind_a_button(url: str) -> bool:
    """
    Whether Telegram takes an address for a button.

    It refuses `localhost` and bare names ("Wrong HTTP URL", `BUTTON_URL_INVALID`); an address
    without https, or of a numbered host, is one that a lead should see before opening it.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host[-1].isdigit()


def _keyboard(buttons: tuple[Button, ...], link: UrlButton | None) -> dict[str, Any]:
    """One button a row: titles stay whole on a narrow phone."""
    rows = [[{"text": button.title, "callback_data": button.id}] for button in buttons]
    rows += [[{"text": link.title, "url": link.url}]] if link is not None else []
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _texts(to: str, text: str, keyboard: Mapping[str, Any]) -> list[Call]:
    *first, last = split(text, CAPABILITIES.text_chars)
    return [*(_text(to, part) for part in first), _text(to, last, keyboard)]


def _text(to: str, text: str, keyboard: Mapping[str, Any] | None = None) -> Call:
    fields = {
        "chat_id": to,
        "text": to_html(text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **(keyboard or {}),
    }
    return Call("sendMessage", fields, shown=to_plain(text))


def _document(
    to: str, document: Document, caption: str = "", keyboard: Mapping[str, Any] | None = None
) -> Call:
    fields = {"chat_id": to}
    if caption:
        fields |= {"caption": to_html(caption), "parse_mode": "HTML"}
    # In multipart, objects are JSON in a string (Bot API, "Making requests").
    fields |= {name: json.dumps(value) for name, value in (keyboard or {}).items()}
    return Call("sendDocument", fields, document, to_plain(caption))
