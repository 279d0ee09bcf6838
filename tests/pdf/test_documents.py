"""What every maker of documents keeps: the real one and the fake."""

from __future__ import annotations

import pytest

from adapters.pdf import ReportLabDocuments
from autovenda_core.effects import Link, LinkKind, Proposal
from autovenda_core.errors import Rejected
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


@pytest.fixture(params=[FakeDocuments, ReportLabDocuments])
def documents(request: pytest.FixtureRequest) -> Documents:
    made: Documents = request.param()
    return made


def test_the_document_is_named_after_the_proposal(documents: Documents) -> None:
    document = documents.proposal(PROPOSAL, URL)

    assert (document.filename, document.media_type) == (
        "proposta-2026-0042-1.pdf",
        "application/pdf",
    )


def test_the_same_proposal_gives_the_same_bytes(documents: Documents) -> None:
    first = documents.proposal(PROPOSAL, URL)

    documents.proposal(Proposal(offer(title="Outra"), "Outra", None, (), PROPOSAL.link), URL)

    assert documents.proposal(PROPOSAL, URL) == first


def test_another_amount_or_address_gives_other_bytes(documents: Documents) -> None:
    cheaper = Proposal(
        offer(total_centavos=350_000), PROPOSAL.company, PROPOSAL.client_name, (), PROPOSAL.link
    )

    contents = {
        documents.proposal(PROPOSAL, URL).content,
        documents.proposal(cheaper, URL).content,
        documents.proposal(PROPOSAL, URL + "x").content,
    }

    assert len(contents) == 3


def test_a_broken_fake_refuses_as_a_real_one_would() -> None:
    fake = FakeDocuments()
    fake.broken = True

    with pytest.raises(Rejected):
        fake.proposal(PROPOSAL, URL)

    assert fake.made == []
