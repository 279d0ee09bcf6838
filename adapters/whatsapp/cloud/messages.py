"""
One message of ours as calls of the Cloud API.  Pure.

The rule: one call where WhatsApp allows it, otherwise several in reading order.  What can be
tapped is on the last one, which alone carries the message's own key: a status that brings it back
says that everything was sent, because the calls are made in order.

Limits and shapes: Meta, Cloud API reference, "Messages" (Graph v25.0 as in pywa 4.5.0; v23.0 as
in facebook/openapi).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from autovenda_core.effects import Button
from autovenda_core.identity import is_bsuid
from autovenda_core.ports.channel import (
    Capabilities,
    Document,
    OutgoingMessage,
    Template,
    UrlButton,
    key_of_part,
)
from autovenda_core.ports.fitting import fit, split, utf16_length, written_link

__all__ = ["CAPABILITIES", "Call", "compose"]

TEXT_CHARS = 4096
BODY_CHARS = 1024
"""Of a message with buttons, and of a caption."""
TITLE_CHARS = 20
LINK_CHARS = 20
MENU_TITLE = "Ver opções"
"""What opens a list."""
POINTER = "👇"
"""The body of buttons whose text was too long to be theirs: a body must not be empty."""

CAPABILITIES = Capabilities(
    buttons=3,
    button_title_chars=TITLE_CHARS,
    list_rows=10,
    link_button=True,
    document=True,
    text_chars=TEXT_CHARS,
    caption_chars=BODY_CHARS,
    template=True,
    window_hours=24,
    echo=True,
    reports_keys=True,
)


@dataclass(frozen=True)
class Call:
    """One POST to /messages."""

    fields: Mapping[str, Any]
    text: str = ""
    """What the person reads of it."""
    document: Document | None = None
    """To be uploaded first; `with_media` puts its id in."""
    slot: tuple[str, ...] = ()
    """Where in the fields the uploaded document belongs."""

    def with_media(self, media_id: str) -> Mapping[str, Any]:
        """The fields with the document in its place, under the id that its upload was given."""
        assert self.document is not None, "only a document has a place"  # noqa: S101
        part = {"id": media_id, "filename": self.document.filename}
        return _placed(self.fields, self.slot, part)


def compose(message: OutgoingMessage) -> list[Call]:
    """The calls that put a message before the person, in order; at least one."""
    address, calls = _address(message.to), _calls(message)
    keys = [key_of_part(message.key, number) for number in range(1, len(calls))]
    return [
        replace(call, fields={**address, **call.fields, "biz_opaque_callback_data": key})
        for call, key in zip(calls, (*keys, message.key), strict=True)
    ]


def _address(to: str) -> dict[str, str]:
    """A BSUID in `to` is dropped without a word, so it has a member of its own."""
    usual = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    return {**usual, ("recipient" if is_bsuid(to) else "to"): to}


def _calls(message: OutgoingMessage) -> list[Call]:
    if message.template is not None:
        return [_template(message.template, message.text)]
    fitted = _fitted(message)
    text, document = fitted.text, fitted.document
    tappable = _tappable(fitted)
    if tappable is None:
        return _plain(text, document)
    if tappable["type"] == "list" and document is not None:
        # The header of a list can only be a text.
        return [_document(document), *_calls(replace(fitted, document=None))]
    if utf16_length(text) <= BODY_CHARS:
        return [_interactive(text, tappable, document)]
    return [*_plain(text, document), _interactive("", tappable)]


def _fitted(message: OutgoingMessage) -> OutgoingMessage:
    """With what WhatsApp would refuse written out, such as a link beside buttons."""
    link = message.link
    if link is not None and (message.buttons or not _fits_behind_a_button(link)):
        text = f"{message.text}\n\n{written_link(link)}".strip()
        message = replace(message, text=text, link=None)
    return fit(message, CAPABILITIES)


def _fits_behind_a_button(link: UrlButton) -> bool:
    """An address without https, or of a bare name, is one to be seen before it is opened."""
    parts = urlsplit(link.url)
    has_name = "." in (parts.hostname or "")
    has_title = bool(link.title.strip()) and utf16_length(link.title) <= LINK_CHARS
    return parts.scheme == "https" and has_name and has_title


def _tappable(message: OutgoingMessage) -> dict[str, Any] | None:
    """Type and action of an interactive message; None: there is nothing to tap."""
    if message.link is not None:
        link = {"display_text": message.link.title, "url": message.link.url}
        return {"type": "cta_url", "action": {"name": "cta_url", "parameters": link}}
    if not message.buttons:
        return None
    if _fit_as_buttons(message.buttons):
        replies = [
            {"type": "reply", "reply": {"id": each.id, "title": each.title}}
            for each in message.buttons
        ]
        return {"type": "button", "action": {"buttons": replies}}
    rows = [{"id": each.id, "title": each.title} for each in message.buttons]
    section = {"title": MENU_TITLE, "rows": rows}
    return {"type": "list", "action": {"button": MENU_TITLE, "sections": [section]}}


def _fit_as_buttons(buttons: Sequence[Button]) -> bool:
    return len(buttons) <= CAPABILITIES.buttons and all(
        utf16_length(each.title) <= TITLE_CHARS for each in buttons
    )


def _plain(text: str, document: Document | None) -> list[Call]:
    if document is not None and utf16_length(text) <= BODY_CHARS:
        return [_document(document, text)]
    parts = [_text(part) for part in split(text, TEXT_CHARS)]
    return [_document(document), *parts] if document is not None else parts


def _text(text: str) -> Call:
    body = {"body": text, "preview_url": False}
    return Call({"type": "text", "text": body}, text)


def _document(document: Document, caption: str = "") -> Call:
    content = {"caption": caption} if caption else {}
    return Call({"type": "document", "document": content}, caption, document, ("document",))


def _interactive(text: str, tappable: Mapping[str, Any], document: Document | None = None) -> Call:
    body = text or POINTER
    content: dict[str, Any] = {**tappable, "body": {"text": body}}
    if document is None:
        return Call({"type": "interactive", "interactive": content}, body)
    content["header"] = {"type": "document", "document": {}}
    slot = ("interactive", "header", "document")
    return Call({"type": "interactive", "interactive": content}, body, document, slot)


def _template(template: Template, text: str) -> Call:
    parameters = [{"type": "text", "text": value} for value in template.parameters]
    content: dict[str, Any] = {
        "name": template.name,
        "language": {"code": template.language},
    }
    if parameters:
        content["components"] = [{"type": "body", "parameters": parameters}]
    return Call({"type": "template", "template": content}, text)


def _placed(
    fields: Mapping[str, Any], slot: Sequence[str], part: Mapping[str, Any]
) -> dict[str, Any]:
    """A copy with `part` added to the object at the end of the path."""
    name, *rest = slot
    inner = fields[name]
    return {**fields, name: _placed(inner, rest, part) if rest else {**inner, **part}}
