"""How long texts get, with the longest values, on each channel: `autovenda texts check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adapters.telegram.messages import CAPABILITIES as TELEGRAM
from adapters.whatsapp.cloud.messages import CAPABILITIES as WHATSAPP
from adapters.whatsapp.twilio.messages import TEXT_BYTES, utf8_length
from adapters.whatsapp.wppconnect.messages import CAPABILITIES as WPPCONNECT
from autovenda_core.effects import Text
from autovenda_core.faq import Faq
from autovenda_core.ports.channel import Capabilities, OutgoingMessage, UrlButton
from autovenda_core.ports.fitting import fit, utf16_length
from autovenda_core.texts import Texts
from autovenda_core.texts.longest import longest
from autovenda_core.texts.rendering import Rendered

__all__ = ["CHANNELS", "Measured", "measure", "measure_text"]

URL = f"https://atendimento.estudio-irmaos-albuquerque.com.br/p/{'x' * 54}"
WITH_DOCUMENT = frozenset({Text.OFFER, Text.CUSTOM_OFFER})
"""Texts that the proposal goes with."""


@dataclass(frozen=True)
class Measure:
    """What one message of a channel has room for, and how it counts."""

    capabilities: Capabilities
    length: Callable[[str], int] = utf16_length
    body_chars: int | None = None
    """Of a message with buttons or a link to tap; None: as of any other."""

    def room(self, message: OutgoingMessage, *, with_document: bool) -> int:
        """The longest text of a message that is sent in one piece."""
        if with_document and self.capabilities.caption_chars:
            return self.capabilities.caption_chars
        if (message.buttons or message.link) and self.body_chars is not None:
            return self.body_chars
        return self.capabilities.text_chars


CHANNELS = {
    "telegram": Measure(TELEGRAM),
    # The body of an interactive message is as short as a caption (Cloud API, 2026-05).
    "whatsapp": Measure(WHATSAPP, body_chars=WHATSAPP.caption_chars),
    # A document goes before the text, and has none of its own.
    "twilio": Measure(Capabilities(text_chars=TEXT_BYTES, caption_chars=0), utf8_length),
    "wppconnect": Measure(WPPCONNECT),
}


@dataclass(frozen=True)
class Measured:
    """How long one text gets on each channel, and how long it may get there."""

    name: str
    lengths: dict[str, tuple[int, int]]
    """By channel: (length, room)."""

    @property
    def too_long_on(self) -> tuple[str, ...]:
        """Channels on which it goes out in several messages."""
        return tuple(name for name, (length, room) in self.lengths.items() if length > room)

    @property
    def line(self) -> str:
        """One line of a table."""
        cells = (
            f"{name} {length}/{room}{' TOO LONG' * (length > room)}"
            for name, (length, room) in self.lengths.items()
        )
        return f"{self.name}: {', '.join(cells)}"


def measure(texts: Texts, faq: Faq) -> Iterator[Measured]:
    """Every text, and every answer of the FAQ."""
    for text in Text:
        if text not in (Text.ANSWER, Text.OWNER_ALERT):
            yield measure_text(text, texts, faq)
    for topic in faq.answers:
        yield measure_text(Text.ANSWER, texts, faq, topic)


def measure_text(text: Text, texts: Texts, faq: Faq, topic: str = "") -> Measured:
    """One text; `topic`: the question of the FAQ that it answers."""
    rendered = longest(text, texts, faq.answers, topic)
    name = f"{text} {topic}".rstrip()
    return _measured(name, rendered, with_document=text in WITH_DOCUMENT)


def _measured(name: str, rendered: Rendered, *, with_document: bool) -> Measured:
    link = UrlButton(rendered.link.title, URL) if rendered.link else None
    message = OutgoingMessage("key", "to", rendered.text, rendered.buttons, link)
    lengths = {}
    for channel, measure_of in CHANNELS.items():
        fitted = fit(message, measure_of.capabilities)
        room = measure_of.room(fitted, with_document=with_document)
        lengths[channel] = (measure_of.length(fitted.text), room)
    return Measured(name, lengths)
