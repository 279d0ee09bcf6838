"""
What Meta refuses about a message, with its codes.  Pure.

Limits: Meta, Cloud API reference, "Messages" (as in pywa 4.5.0 and facebook/openapi
business-messaging-api_v23.0.yaml); codes: "Cloud API error codes" (2026-05-15).  Stricter than
Meta in two places: lengths count UTF-16 units, and a message with both `to` and `recipient` is
refused, of which Meta takes `to`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from adapters.whatsapp.fields import at, each, text_at
from autovenda_core.ports.channel import Document, UrlButton

__all__ = [
    "Key",
    "Refused",
    "Shown",
    "Template",
    "checked_address",
    "checked_content",
    "checked_template",
]

INVALID = 131009
MISSING = 131008


class Refused(Exception):
    """Meta says no: its code, and the status of the HTTP answer."""

    def __init__(
        self, code: int, details: str, *, status: int = 400, retry_after: int | None = None
    ) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Key:
    """Something under a message that can be tapped."""

    id: str
    title: str


@dataclass(frozen=True)
class Template:
    """A text that Meta has approved, or not."""

    name: str
    language: str
    body: str
    status: str = "APPROVED"

    @property
    def parameters(self) -> int:
        """How many values it takes."""
        return len(set(re.findall(r"\{\{(\d+)\}\}", self.body)))

    def filled(self, values: Sequence[str]) -> str:
        """What the person reads."""
        return re.sub(r"\{\{(\d+)\}\}", lambda match: values[int(match[1]) - 1], self.body)


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it."""

    text: str
    kind: str
    """text, document, button, list, cta_url or template."""
    keys: tuple[Key, ...] = ()
    link: UrlButton | None = None
    document: Document | None = None


def checked_address(content: Any) -> str:
    """Whom a message is for.  Raises Refused."""
    if content.get("messaging_product") != "whatsapp":
        raise Refused(100, "(#100) The parameter messaging_product is required.")
    if len(str(content.get("biz_opaque_callback_data", ""))) > 512:
        raise Refused(INVALID, "biz_opaque_callback_data has more than 512 characters")
    given = [content[name] for name in ("to", "recipient") if name in content]
    if len(given) != 1 or not isinstance(given[0], str) or not given[0]:
        raise Refused(100, "exactly one of to and recipient is required")
    return given[0]


def checked_content(
    content: Any,
    uploaded: Callable[[str], Document | None],
    template: Callable[[str, str], Template | None],
) -> Shown:
    """The message itself.  Raises Refused."""
    kind = content.get("type")
    part = content.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        raise Refused(MISSING, f"the message has no {kind}")
    match kind:
        case "text":
            return Shown(_text(part, "body", 4096), "text")
        case "document":
            return _document(part, uploaded)
        case "interactive":
            return _interactive(part, uploaded)
        case "template":
            return _template(part, template)
        case _:
            raise Refused(131051, f"the emulator knows no messages of type {kind}")


def checked_template(content: Any) -> Template:
    """A template that Meta will have a look at.  Raises Refused."""
    texts = [part for part in each(content, "components") if at(part, "type") == "BODY"]
    name, body = text_at(content, "name") or "", text_at(texts[0], "text") if texts else None
    if re.fullmatch(r"[a-z0-9_]{1,512}", name) is None or body is None:
        raise Refused(100, "(#100) a template has a name in lower case, and a body")
    if body.startswith("{{") or body.endswith("}}"):
        raise Refused(100, "(#100) a body neither begins nor ends with a variable")
    template = Template(name, text_at(content, "language") or "", body, "PENDING")
    examples = next(each(texts[0], "example", "body_text"), None)
    if len(list(each(examples))) != template.parameters:
        raise Refused(100, "(#100) there is not one example for each variable")
    return template


def _document(part: Any, uploaded: Callable[[str], Document | None]) -> Shown:
    caption = _text(part, "caption", 1024) if part.get("caption") else ""
    return Shown(caption, "document", document=_file(part, uploaded))


def _file(part: Any, uploaded: Callable[[str], Document | None]) -> Document:
    document = uploaded(text_at(part, "id") or "")
    if document is None:
        raise Refused(INVALID, "the document's id is unknown, or its 30 days are over")
    name = text_at(part, "filename") or document.filename
    return Document(name, document.media_type, document.content)


def _interactive(part: Any, uploaded: Callable[[str], Document | None]) -> Shown:
    kind, action = part.get("type"), part.get("action")
    text = _text(part.get("body"), "text", 1024)
    document = _header(part, uploaded)
    match kind:
        case "button":
            return Shown(text, kind, _reply_buttons(action), document=document)
        case "list" if document is None:
            return Shown(text, kind, _rows(action))
        case "cta_url":
            return Shown(text, kind, link=_link(action), document=document)
        case _:
            raise Refused(INVALID, f"no such interactive message: {kind}")


def _header(part: Any, uploaded: Callable[[str], Document | None]) -> Document | None:
    if "header" not in part:
        return None
    if at(part, "header", "type") != "document":
        raise Refused(INVALID, "the emulator knows headers with a document only")
    return _file(at(part, "header", "document"), uploaded)


def _reply_buttons(action: Any) -> tuple[Key, ...]:
    buttons = list(each(action, "buttons"))
    if not 1 <= len(buttons) <= 3:
        raise Refused(INVALID, "there are 1 to 3 buttons")
    return _keys([at(button, "reply") for button in buttons], id_chars=256, title_chars=20)


def _rows(action: Any) -> tuple[Key, ...]:
    _text(action, "button", 20)
    sections = list(each(action, "sections"))
    if not 1 <= len(sections) <= 10:
        raise Refused(INVALID, "there are 1 to 10 sections")
    for section in sections:
        if len(sections) > 1 or at(section, "title"):
            _text(section, "title", 24)
    rows = [row for section in sections for row in each(section, "rows")]
    if not 1 <= len(rows) <= 10:
        raise Refused(INVALID, "there are 1 to 10 rows in all sections together")
    for row in rows:
        if at(row, "description") is not None:
            _text(row, "description", 72)
    return _keys(rows, id_chars=200, title_chars=24)


def _keys(choices: Sequence[Any], *, id_chars: int, title_chars: int) -> tuple[Key, ...]:
    keys = tuple(
        Key(_text(choice, "id", id_chars), _text(choice, "title", title_chars))
        for choice in choices
    )
    for values in ([key.id for key in keys], [key.title for key in keys]):
        if len(set(values)) != len(values):
            raise Refused(INVALID, "ids and titles must not occur twice")
    return keys


def _link(action: Any) -> UrlButton:
    if at(action, "name") != "cta_url":
        raise Refused(MISSING, "the action's name is cta_url")
    parameters = at(action, "parameters")
    url = _text(parameters, "url", 2000)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise Refused(INVALID, "the url is not a valid URL")
    return UrlButton(_text(parameters, "display_text", 20), url)


def _template(part: Any, template: Callable[[str, str], Template | None]) -> Shown:
    known = template(text_at(part, "name") or "", text_at(part, "language", "code") or "")
    if known is None:
        raise Refused(132001, "Template name does not exist in the translation")
    if known.status == "PAUSED":
        raise Refused(132015, "Template is paused")
    if known.status != "APPROVED":
        raise Refused(132001, "Template is not approved")
    values = _parameters(part)
    if len(values) != known.parameters:
        details = f"number of params ({len(values)}) does not match ({known.parameters})"
        raise Refused(132000, details)
    return Shown(known.filled(values), "template")


def _parameters(part: Any) -> list[str]:
    values = []
    for component in each(part, "components"):
        for parameter in each(component, "parameters"):
            if at(component, "type") != "body" or at(parameter, "type") != "text":
                raise Refused(132012, "the emulator knows texts in the body only")
            value = _text(parameter, "text", 1024)
            if re.search(r"[\n\t]| {5}", value):
                raise Refused(132018, "a parameter has a line break, a tab or 5 spaces")
            values.append(value)
    return values


def _text(part: Any, name: str, limit: int) -> str:
    text = part.get(name) if isinstance(part, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise Refused(MISSING, f"{name} is missing or empty")
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise Refused(INVALID, f"{name} has more than {limit} characters")
    return text
