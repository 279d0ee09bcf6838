"""A text with holes: {placeholders} that facts fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["EVERYWHERE", "Template"]

EVERYWHERE = frozenset({"empresa", "formas", "humano", "nome"})
"""Placeholders that any text may use."""

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
