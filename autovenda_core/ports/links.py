"""Port: makes the public, signed address of one of our pages."""

from __future__ import annotations

from typing import Protocol

from autovenda_core.effects import Link

__all__ = ["Links"]


class Links(Protocol):
    """Resolves links at the moment of sending."""

    def url(self, link: Link) -> str:
        """The address that opens the page; nobody can make it without our secret."""
        ...
