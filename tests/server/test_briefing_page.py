"""`/b/{token}`: nothing that was typed is lost, and sending twice is sending once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from autovenda_core.briefing import FieldKind, default_form
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk

PARTS = default_form().parts


def answers_of(part: int) -> dict[str, Any]:
    """What a client types into a part, complete."""
    examples = {FieldKind.DATE: "31/12/2031", FieldKind.LINK: "padariadalu.com.br"}
    return {
        field.id: field.options[0] if field.options else examples.get(field.kind, "Padaria da Lu")
        for field in PARTS[part - 1].fields
    }


def press(desk: Desk, part: object, action: str, answers: dict[str, Any]) -> httpx.Response:
    return desk.post(f"{desk.briefing}?parte={part}", answers | {"_action": action})


def fill(desk: Desk) -> None:
    for part in range(1, len(PARTS) + 1):
        press(desk, part, "continuar", answers_of(part))


def test_looking_at_the_form_changes_nothing(desk: Desk) -> None:
    desk.pays()
    before = desk.conversation

    page = desk.get(desk.briefing)

    assert "parte 1 de" in page.text
    assert desk.conversation == before


def test_a_part_that_is_complete_leads_to_the_next_one(desk: Desk) -> None:
    desk.pays()

    answer = press(desk, 1, "continuar", answers_of(1))

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{desk.briefing}?parte=2"
    assert desk.conversation.deal.briefing.answers == answers_of(1) | {
        "current_site": "https://padariadalu.com.br"
    }


def test_a_part_with_problems_is_kept_and_shown_again(desk: Desk) -> None:
    desk.pays()

    answer = press(desk, 1, "continuar", {"what_you_do": "Faço pães"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Faço pães" in answer.text
    assert desk.conversation.deal.briefing.answers["what_you_do"] == "Faço pães"


def test_the_link_goes_on_where_the_client_stopped(desk: Desk) -> None:
    desk.pays()
    press(desk, 1, "continuar", answers_of(1))

    page = desk.get(desk.briefing)

    assert "parte 2 de" in page.text


def test_leaving_keeps_the_answers_and_says_so(desk: Desk) -> None:
    desk.pays()

    answer = press(desk, 1, "salvar", {"public_name": "Padaria da Lu"})

    assert "Suas respostas estão salvas" in desk.get(answer.headers["location"]).text
    assert "Padaria da Lu" in desk.get(f"{desk.briefing}?parte=1").text


def test_going_back_keeps_the_answers(desk: Desk) -> None:
    desk.pays()

    answer = press(desk, 2, "voltar", {"audience": "Vizinhos"})

    assert answer.headers["location"] == f"{desk.briefing}?parte=1"
    assert desk.conversation.deal.briefing.answers["audience"] == "Vizinhos"


def test_the_script_saves_without_a_page(desk: Desk) -> None:
    desk.pays()

    answer = press(desk, 1, "autosave", {"public_name": "Padaria"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert desk.conversation.deal.briefing.answers["public_name"] == "Padaria"


def test_an_answer_that_comes_back_to_what_it_was_is_kept_again(desk: Desk) -> None:
    desk.pays()

    for name in ("Padaria", "Confeitaria", "Padaria"):
        press(desk, 1, "autosave", {"public_name": name})

    assert desk.conversation.deal.briefing.answers["public_name"] == "Padaria"


def test_saving_the_same_again_tells_nobody(desk: Desk) -> None:
    desk.pays()

    for _ in range(3):
        press(desk, 1, "autosave", {"public_name": "Padaria"})

    assert desk.facts_of("BriefingSaved") == 1


def test_sending_the_complete_briefing_starts_the_project(desk: Desk) -> None:
    desk.pays()
    fill(desk)

    answer = press(desk, "revisao", "enviar", {})
    done = desk.get(answer.headers["location"])

    project = desk.conversation.deal.project
    assert desk.state is State.ACTIVE
    assert project is not None
    assert project.deadline is not None
    assert f"{project.deadline:%d/%m/%Y}" in done.text


def test_sending_twice_is_sending_once(desk: Desk) -> None:
    desk.pays()
    fill(desk)

    answers = [press(desk, "revisao", "enviar", {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert desk.facts_of("BriefingSubmitted") == 1


def test_an_incomplete_briefing_cannot_be_sent(desk: Desk) -> None:
    desk.pays()
    press(desk, 1, "continuar", answers_of(1))

    answer = press(desk, "revisao", "enviar", {})

    assert answer.status_code == 422
    assert "Falta acertar" in answer.text
    assert desk.facts_of("BriefingSubmitted") == 0


def test_a_briefing_that_was_sent_stays_as_it_is(desk: Desk) -> None:
    desk.pays()
    fill(desk)
    press(desk, "revisao", "enviar", {})
    before = desk.conversation

    answer = press(desk, 1, "continuar", {"public_name": "Outra coisa"})

    assert (answer.status_code, answer.headers["location"]) == (303, desk.briefing)
    assert desk.conversation == before


def test_a_refunded_deal_has_no_briefing_any_more(desk: Desk) -> None:
    desk.pays()
    deposit = desk.conversation.deal.deposit
    assert deposit is not None
    desk.payments.give_back(deposit.payments[0].provider_ref)
    desk.delivers_webhooks()

    page = desk.get(desk.briefing)

    assert desk.state is State.LOST
    assert page.status_code == 410


@pytest.mark.parametrize(
    ("query", "action", "status"),
    [
        ("?parte=99", "continuar", 404),
        ("?parte=-1", "continuar", 404),
        ("", "continuar", 404),
        ("?parte=1", "apagar", 400),
    ],
)
def test_a_form_that_we_never_showed_is_refused(
    desk: Desk, query: str, action: str, status: int
) -> None:
    desk.pays()
    before = desk.conversation

    answer = desk.post(f"{desk.briefing}{query}", {"_action": action, "public_name": "x"})

    assert answer.status_code == status
    assert desk.conversation == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(300)), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 1_100_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    desk: Desk, body: bytes, kind: str, status: int
) -> None:
    desk.pays()
    before = desk.conversation

    answer = desk.request(
        "POST", f"{desk.briefing}?parte=1", content=body, headers={"content-type": kind}
    )

    assert answer.status_code == status
    assert desk.conversation == before
