"""
What the bot says: a catalogue of texts in TOML, pt-BR by default, checked when it is loaded.

The shipped `pt_br.toml` is also the specification: a file of the owner's may change any
text, with the placeholders that the shipped one uses and as many buttons.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from autovenda_core.effects import Text
from autovenda_core.errors import TextsError

__all__ = [
    "BUTTON_TITLE_CHARS",
    "LINK",
    "ApprovedText",
    "TextEntry",
    "Texts",
    "default_texts",
    "read_texts",
]

BUTTON_TITLE_CHARS = 20
"""WhatsApp's limit for a reply button (Cloud API reference, interactive messages, 2026-05)."""

BODY_CHARS = 1024
"""The shortest limit of a text with buttons or a document (WhatsApp body, Telegram caption)."""

LINK = "link"
"""Placeholder of a `modelo` only: elsewhere the channel shows the link its own way."""

EVERYWHERE = frozenset({"empresa", "formas", "humano", "nome"})
"""Placeholders that any text may use."""


_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,60}")
_PLACEHOLDER = re.compile(r"\{([^\w{}]*)(\w+)([^\w{}]*)\}")


@dataclass(frozen=True)
class Template:
    """A text cut at its placeholders.  Values are inserted, never interpreted."""

    parts: tuple[str | tuple[str, str, str], ...]
    """Plain text, or (before, name, after): what stands around a value goes when it is empty."""

    @classmethod
    def parse(cls, source: str) -> Template:
        """Cut a text; a brace that belongs to no placeholder is a ValueError."""
        parts: list[str | tuple[str, str, str]] = []
        end = 0
        for match in _PLACEHOLDER.finditer(source):
            parts.append(source[end : match.start()])
            parts.append((match[1], match[2], match[3]))
            end = match.end()
        parts.append(source[end:])
        for part in parts:
            if isinstance(part, str) and ("{" in part or "}" in part):
                raise ValueError("a { or } that belongs to no {placeholder}")
        return cls(tuple(part for part in parts if part))

    @property
    def placeholders(self) -> frozenset[str]:
        """The names it needs."""
        return frozenset(part[1] for part in self.parts if not isinstance(part, str))

    def render(self, values: Mapping[str, str]) -> str:
        """The text with the values in it."""
        out = []
        for part in self.parts:
            if isinstance(part, str):
                out.append(part)
            elif value := values[part[1]]:
                out += (part[0], value, part[2])
        return "".join(out)


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


@cache
def default_texts() -> Texts:
    """The texts that ship with Auto-Venda."""
    from importlib.resources import files  # half of this package's import time

    source = files(__package__).joinpath("pt_br.toml").read_text(encoding="utf-8")
    return Texts(_read(source))


def read_texts(source: str) -> Texts:
    """
    The shipped texts with those of an owner's file in their place.

    Raises:
        TextsError: with the line of the first thing that is wrong, and what is expected.
    """
    shipped = default_texts().entries
    entries = _read(source)
    for text, entry in entries.items():
        _compare(source, text, entry, shipped[text])
        if entry.approved is None:
            entries[text] = replace(entry, approved=shipped[text].approved)
    return Texts({**shipped, **entries})


def _read(source: str) -> dict[Text, TextEntry]:
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise TextsError(f"not TOML: {error}") from error
    entries = {}
    for name, table in tables.items():
        if name not in set(Text):
            raise TextsError(f"there is no text called {name!r}", line=_line(source, name))
        entries[Text(name)] = _entry(source, name, table)
    return entries


def _entry(source: str, name: str, table: object) -> TextEntry:
    def fail(message: str) -> TextsError:
        return TextsError(f"[{name}] {message}", line=_line(source, name))

    if not isinstance(table, dict):
        raise fail("must be a table with `texto`")
    if unknown := table.keys() - {"texto", "botoes", "botao_link", "modelo"}:
        raise fail(f"has {sorted(unknown)}; expected texto, botoes, botao_link, modelo")
    body, titles, link = table.get("texto"), table.get("botoes", []), table.get("botao_link")
    if not isinstance(body, str) or not body.strip():
        raise fail("needs a `texto` that is not empty")
    if not isinstance(titles, list) or not all(isinstance(title, str) for title in titles):
        raise fail("`botoes` must be a list of titles")
    if len(titles) > 3:
        raise fail(f"has {len(titles)} buttons; at most 3 fit")
    if link is not None and not isinstance(link, str):
        raise fail("`botao_link` must be a title")
    if len(body) > BODY_CHARS:
        raise fail(f"is {len(body)} characters long; at most {BODY_CHARS} fit")
    # A title with a placeholder is cut when it is filled; that of a link is never filled.
    fixed = [title for title in titles if "{" not in title] + ([] if link is None else [link])
    for title in fixed:
        if "{" in title or not 1 <= len(title.strip()) <= BUTTON_TITLE_CHARS:
            raise fail(f"the button {title!r} must have 1 to {BUTTON_TITLE_CHARS} characters")
    try:
        return TextEntry(
            Template.parse(body.strip()),
            tuple(Template.parse(title) for title in titles),
            link,
            _approved(table["modelo"]) if "modelo" in table else None,
        )
    except ValueError as error:
        raise fail(f"has {error}") from error


def _approved(table: object) -> ApprovedText:
    """
    The table `modelo` of a text; what Meta would refuse is a ValueError ("Message templates":
    name, length, and no placeholder at either end, 2026-05).
    """
    if not isinstance(table, dict) or table.keys() != {"nome", "texto"}:
        raise ValueError("a `modelo` that is not a table of `nome` and `texto`")
    name, text = table["nome"], table["texto"]
    if not isinstance(name, str) or not _TEMPLATE_NAME.fullmatch(name):
        raise ValueError("a `modelo.nome` that is not 1 to 60 of a-z, 0-9 and _")
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= BODY_CHARS:
        raise ValueError(f"a `modelo.texto` that is not 1 to {BODY_CHARS} characters long")
    body = Template.parse(text.strip())
    if {text.strip()[0], text.strip()[-1]} & {"{", "}"}:
        raise ValueError("a `modelo.texto` that begins or ends with a placeholder")
    if "nome" in body.placeholders:
        raise ValueError("{nome} in its `modelo.texto`, which nobody may leave empty")
    return ApprovedText(name, body)


def _compare(source: str, text: Text, entry: TextEntry, shipped: TextEntry) -> None:
    def fail(message: str) -> TextsError:
        return TextsError(f"[{text}] {message}", line=_line(source, text))

    if unknown := entry.placeholders - shipped.placeholders - EVERYWHERE:
        known = ", ".join(sorted(shipped.placeholders | EVERYWHERE))
        raise fail(f"uses {{{min(unknown)}}}; it can use {known}")
    approved = entry.approved.body.placeholders if entry.approved else frozenset()
    if unknown := approved - shipped.placeholders - EVERYWHERE - {LINK}:
        raise fail(f"uses {{{min(unknown)}}} in its `modelo`, which this text cannot fill")
    if len(entry.buttons) != len(shipped.buttons):
        raise fail(f"has {len(entry.buttons)} buttons; expected {len(shipped.buttons)}")
    if (entry.link_title is None) != (shipped.link_title is None):
        raise fail("must have `botao_link`" if shipped.link_title else "can have no `botao_link`")


def _line(source: str, name: str) -> int:
    pattern = re.compile(rf"\[\s*[\"']?{re.escape(name)}[\"']?\s*[\].]|{re.escape(name)}\s*=")
    for number, line in enumerate(source.splitlines(), 1):
        if pattern.match(line.strip()):
            return number
    return 1


def _cut(title: str) -> str:
    return title if len(title) <= BUTTON_TITLE_CHARS else title[: BUTTON_TITLE_CHARS - 1] + "…"
