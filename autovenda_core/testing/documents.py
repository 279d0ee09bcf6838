"""Documents that are made at once and read like their contents."""

from __future__ import annotations

from autovenda_core.effects import Proposal
from autovenda_core.errors import Rejected
from autovenda_core.money import format_brl
from autovenda_core.ports.channel import Document

__all__ = ["FakeDocuments"]


class FakeDocuments:
    """Fits the Documents port.  Set `broken` to see what happens without a document."""

    def __init__(self) -> None:
        self.broken = False
        self.made: list[Proposal] = []
        """Every proposal that was rendered, in order."""

    async def proposal(self, proposal: Proposal, accept_url: str) -> Document:
        """
        The proposal as plain text under the name and type of a PDF.

        Raises:
            Rejected: when `broken`.
        """
        if self.broken:
            raise Rejected("this fake was told to fail")
        self.made.append(proposal)
        offer = proposal.offer
        lines = [
            f"Proposta nº {offer.number} de {proposal.company}",
            f"para {proposal.client_name or 'quem pediu'}: {offer.title}",
            *offer.deliverables,
            *(f"{label}: {text}" for label, text in proposal.wants),
            f"{format_brl(offer.total_centavos)}, sinal {format_brl(offer.deposit_centavos)}",
            accept_url,
        ]
        content = "\n".join(lines).encode("utf-8", "replace")
        return Document(f"proposta-{offer.number}.pdf", "application/pdf", content)
