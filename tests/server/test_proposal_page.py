"""`/proposta/{token}`: the newest version can be accepted, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from autovenda_core.effects import LinkKind
from autovenda_core.events import CustomOffer
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk


def offers_something_else(desk: Desk) -> None:
    desk.happens(CustomOffer(desk.clock.now(), "rafa", "Sob medida", ("Tudo",), 100_000, 50, 5))


def test_an_open_proposal_can_be_read_without_changing_anything(desk: Desk) -> None:
    desk.gets_offer()
    before = desk.conversation

    page = desk.get(desk.proposal)

    assert "Aceitar a proposta" in page.text
    assert "R$ 1.500,00" in page.text
    assert desk.conversation == before


def test_accepting_on_the_page_is_accepting(desk: Desk) -> None:
    desk.gets_offer()

    answer = desk.post(desk.proposal)

    acceptance = desk.conversation.deal.acceptance
    assert answer.headers["location"] == desk.proposal
    assert desk.state is State.AWAITING_PAYMENT
    assert acceptance is not None
    assert acceptance.message_id.startswith("page:")
    assert desk.payment in desk.get(desk.proposal).text


def test_accepting_twice_is_accepting_once(desk: Desk) -> None:
    desk.gets_offer()

    desk.post(desk.proposal)
    desk.post(desk.proposal)

    assert desk.facts_of("ButtonPressed") == 1


def test_a_proposal_that_ran_out_cannot_be_accepted(desk: Desk) -> None:
    desk.gets_offer()
    desk.advance(timedelta(days=9))

    page = desk.get(desk.proposal)
    desk.post(desk.proposal)

    assert "Venceu em" in page.text
    assert desk.facts_of("ButtonPressed") == 0


def test_a_proposal_that_was_replaced_points_to_the_newer_one(desk: Desk) -> None:
    desk.gets_offer()
    old = desk.proposal
    offers_something_else(desk)
    newer = desk.path(LinkKind.PROPOSAL, generation=2)

    page, pdf = desk.get(old), desk.get(f"{old}/pdf")
    desk.post(old)

    assert (page.status_code, pdf.status_code) == (410, 410)
    assert newer in page.text
    assert "Sob medida" in desk.get(newer).text
    assert desk.state is State.OFFERED


def test_a_refused_proposal_is_closed(desk: Desk) -> None:
    desk.gets_offer()
    desk.taps("deny")

    page = desk.get(desk.proposal)

    assert "Esta proposta não pode mais ser aceita" in page.text


def test_a_paid_proposal_stays_accepted(desk: Desk) -> None:
    desk.pays()

    page = desk.get(desk.proposal)

    assert "Aceita em" in page.text
    assert "Ir para o sinal" not in page.text


def test_the_pdf_is_the_one_that_was_sent(desk: Desk) -> None:
    desk.gets_offer()
    sent = desk.channel.sent[-1].document
    assert sent is not None

    answer = desk.get(f"{desk.proposal}/pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.content == sent.content


def test_a_version_that_never_was_opens_nothing(desk: Desk) -> None:
    desk.gets_offer()

    assert desk.get(desk.path(LinkKind.PROPOSAL, generation=2)).status_code == 404
