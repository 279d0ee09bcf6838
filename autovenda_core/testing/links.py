"""Links that anybody can read: for tests only."""

from __future__ import annotations

from autovenda_core.effects import Link

__all__ = ["FakeLinks"]


class FakeLinks:
    """Fits the Links port."""

    def url(self, link: Link) -> str:
        """An address that says what it leads to."""
        return (
            f"https://autovenda.example/{link.kind}/{link.conversation_id}"
            f"/{link.deal}/{link.generation}"
        )
