"""What every maker of documents keeps: the real one and the fake."""

from __future__ import annotations

import asyncio

import pytest

from adapters.pdf import ReportLabDocuments
from autovenda_core.effects import Link, LinkKind, Proposal
from autovenda_core.errors import Rejected
from autovenda_core.ports.channel import Document
from autovenda_core.ports.documents import Documents
from autovenda_core.testing.documents import FakeDocuments
from tests.pages.samples import OFFER, offer

PROPOSAL = Proposal(
    offer=OFFER,
    company="Estúdio Aurora",
    client_name="Marina Souza",
    wants=(("Necessidade", "um site para a clínica"),),
    link=Link(LinkKind.PROPOSAL, "abc", 1),
)
URL = "https://vendas.example/proposta/MW8xLjEuYWJj"


def made(documents: Documents, proposal: Proposal = PROPOSAL, url: str = URL) -> Document:
    return asyncio.run(documents.proposal(proposal, url))


@pytest.fixture(params=[FakeDocuments, ReportLabDocuments])
def documents(request: pytest.FixtureRequest) -> Documents:
    maker: Documents = request.param()
    return maker


def test_the_document_is_named_after_the_proposal(documents: Documents) -> None:
    document = made(documents)

    assert (document.filename, document.media_type) == (
        "proposta-2026-0042-1.pdf",
        "application/pdf",
    )


def test_the_same_proposal_gives_the_same_bytes(documents: Documents) -> None:
    first = made(documents)

    made(documents, Proposal(offer(title="Outra"), "Outra", None, (), PROPOSAL.link))

    assert made(documents) == first


def test_another_amount_or_address_gives_other_bytes(documents: Documents) -> None:
    cheaper = Proposal(
        offer(total_centavos=350_000), PROPOSAL.company, PROPOSAL.client_name, (), PROPOSAL.link
    )

    contents = {
        made(documents).content,
        made(documents, cheaper).content,
        made(documents, PROPOSAL, URL + "x").content,
    }

    assert len(contents) == 3


def test_a_broken_fake_refuses_as_a_real_one_would() -> None:
    fake = FakeDocuments()
    fake.broken = True

    with pytest.raises(Rejected):
        made(fake)

    assert fake.made == []


def test_documents_are_made_side_by_side(documents: Documents) -> None:
    async def make_several() -> list[Document]:
        return await asyncio.gather(*(documents.proposal(PROPOSAL, URL) for _ in range(4)))

    assert asyncio.run(make_several()) == [made(documents)] * 4
