"""The texts as values: what is said, with which buttons, and the form that Meta approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autovenda_core.effects import Text
from autovenda_core.texts.template import Template

__all__ = ["BUTTON_TITLE_CHARS", "ApprovedText", "TextEntry", "Texts"]

BUTTON_TITLE_CHARS = 20
"""WhatsApp's limit for a reply button (Cloud API reference, interactive messages, 2026-05)."""


@dataclass(frozen=True)
class ApprovedText:
    """
    The same in a form that a provider can approve beforehand: WhatsApp's message template.

    Needed where 24 hours after the lead's last message nothing else may be sent (Meta, "Send
    messages", customer service window).
    """

    name: str
    """On the provider's side."""
    body: Template
    """May use {link}, the address of the page that the message leads to."""

    @property
    def numbered(self) -> str:
        """The text as it is handed in for approval: its placeholders are {{1}}, {{2}}…"""
        names = self.parameter_names
        return self.body.render({each: f"{{{{{at}}}}}" for at, each in enumerate(names, 1)})

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The placeholders in the order of their first use."""
        used = [part[1] for part in self.body.parts if not isinstance(part, str)]
        return tuple(dict.fromkeys(used))


@dataclass(frozen=True)
class TextEntry:
    """One text with the titles of its buttons."""

    body: Template
    buttons: tuple[Template, ...] = ()
    link_title: str | None = None
    """Of the button that opens one of our pages."""
    approved: ApprovedText | None = None

    @property
    def placeholders(self) -> frozenset[str]:
        """Every name that its body or its buttons need."""
        return self.body.placeholders.union(*(button.placeholders for button in self.buttons))

    def button_titles(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The titles, cut to what every channel shows."""
        return tuple(_cut(button.render(values)) for button in self.buttons)


@dataclass(frozen=True)
class Texts:
    """Every text of the bot."""

    entries: Mapping[Text, TextEntry]

    def __getitem__(self, text: Text) -> TextEntry:
        return self.entries[text]

    @property
    def approved(self) -> tuple[ApprovedText, ...]:
        """Every text that a provider has to approve, for whoever hands them in or checks them."""
        return tuple(entry.approved for entry in self.entries.values() if entry.approved)


def _cut(title: str) -> str:
    return title if len(title) <= BUTTON_TITLE_CHARS else title[: BUTTON_TITLE_CHARS - 1] + "…"
