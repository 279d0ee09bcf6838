"""
One message of ours as calls of Twilio's API.  Pure.

Rules (Twilio docs, read 2026-11-22):

* Free text is `Body` only; buttons and lists exist in approved templates only ("Content types"),
  so they are written out as numbered text.
* "Twilio does not support setting a filename or caption for documents" ("Guidance on WhatsApp
  Media Messages"): a document goes first, alone, and the text follows.
* A template goes by its ContentSid, without Body or MediaUrl (error 63016).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from autovenda_core.errors import Rejected
from autovenda_core.ports.channel import Capabilities, Document, OutgoingMessage, Template
from autovenda_core.ports.fitting import fit, split

__all__ = ["TEXT_BYTES", "Call", "compose", "utf8_length"]

TEXT_BYTES = 1600
"""1600 characters, where "emojis or non-GSM characters will be counted as multiple characters if
they have a higher byte count" (error 21617): whatever it counts, so many bytes are not more."""

_NOTHING_TO_TAP = Capabilities()


@dataclass(frozen=True)
class Call:
    """What one message is made of, beside sender and recipient."""

    text: str = ""
    """What the person will read."""
    fields: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = None


def compose(message: OutgoingMessage, templates: Mapping[str, str]) -> list[Call]:
    """
    The calls that put a message before the person, in order.

    `templates` gives the ContentSid of our template names.

    Raises:
        Rejected: the template has no ContentSid.
    """
    if message.template is not None:
        return [_template(message.template, message.text, templates)]
    text = fit(message, _NOTHING_TO_TAP).text
    texts = [Call(part, {"Body": part}) for part in split(text, TEXT_BYTES, utf8_length)]
    if message.document is None:
        return texts
    return [Call(document=message.document), *(texts if text else ())]


def utf8_length(text: str) -> int:
    """How long a text is, by the strictest reading of `TEXT_BYTES`."""
    return len(text.encode())


def _template(template: Template, text: str, templates: Mapping[str, str]) -> Call:
    content_sid = templates.get(template.name)
    if content_sid is None:
        raise Rejected(
            f"no ContentSid is configured for the template {template.name!r}",
            words=f"Falta o ContentSid do modelo {template.name} na configuração da Twilio.",
        )
    fields = {"ContentSid": content_sid}
    if template.parameters:
        variables = {
            str(number): _on_one_line(value) for number, value in enumerate(template.parameters, 1)
        }
        fields["ContentVariables"] = json.dumps(variables, ensure_ascii=False)
    return Call(text, fields)


def _on_one_line(value: str) -> str:
    """WhatsApp refuses line breaks, tabs and runs of four spaces in a variable (error 21656)."""
    return re.sub(r"\s+", " ", value)
