"""Port: makes the proposal a file that a client wants to show around."""

from __future__ import annotations

from typing import Protocol

from autovenda_core.effects import Proposal
from autovenda_core.ports.channel import Document

__all__ = ["Documents"]


class Documents(Protocol):
    """Renders documents.  The same proposal and address give the same bytes, always."""

    async def proposal(self, proposal: Proposal, accept_url: str) -> Document:
        """
        The proposal as a file; `accept_url` is printed as text and QR code.

        Raises:
            Rejected: it cannot be rendered (the text goes out without it).
        """
        ...
