"""What operators have done: by whom, once, and written down."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.storage import operators
from adapters.storage.operators import Role
from apps.desk.actions import ACTIONS
from apps.operators import digest_of
from apps.server.panel.browser import COOKIE
from autovenda_core.errors import Unavailable
from autovenda_core.model import Owner, State
from tests.panel_server.conftest import HOST, PUBLIC_URL, TOKENS

if TYPE_CHECKING:
    from tests.panel_server.conftest import Office

OFFER = {
    "titulo": "Site sob medida",
    "itens": "Página\nFormulário",
    "total": "2.000,00",
    "sinal_por_cento": 50,
    "prazo_dias": 10,
}

# ---------------------------------------------------------------------------- who may

LEAST = {
    "agent": {
        "responder",
        "assumir",
        "devolver",
        "reenviar",
        "fechar-tarefa",
        "entregar",
        "cobranca-extra",
        "oferta",
        "vincular",
        "desvincular",
    },
    "owner": {
        "reembolsar",
        "confirmar-pagamento",
        "catalogo",
        "textos",
        "faq",
        "exportar",
        "apagar",
        "repetir-envio",
        "operador-criar",
        "operador-desativar",
        "sair-de-todos",
    },
}


def test_every_command_is_of_an_agent_or_of_the_owner() -> None:
    assert {name: action.least for name, action in ACTIONS.items()} == {
        name: role for role, names in LEAST.items() for name in names
    }


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_viewer_may_only_look(office: Office, action: str) -> None:
    answer = office.command(action, "x", role=Role.VIEWER)

    assert answer.status_code == 403
    assert office.audit == [("viewer", action, "x", "refused")]


@pytest.mark.parametrize("action", sorted(LEAST["owner"] & set(ACTIONS)))
def test_an_agent_may_not_do_what_is_the_owners(office: Office, action: str) -> None:
    answer = office.command(action, "x", role=Role.AGENT)

    assert answer.status_code == 403
    assert office.audit == [("agent", action, "x", "refused")]


@pytest.mark.parametrize("role", [Role.AGENT, Role.OWNER])
@pytest.mark.parametrize("action", sorted(LEAST["agent"] & set(ACTIONS)))
def test_agents_and_owners_get_past_the_role(office: Office, action: str, role: Role) -> None:
    answer = office.command(action, "x", role=role)

    assert answer.status_code in (404, 422)
    assert office.audit == [(role, action, "x", "refused")]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_nobody_may_do_anything_without_a_login(office: Office, action: str) -> None:
    answer = office.post(f"/painel/comandos/{action}", json={"target": "x"})

    assert answer.status_code == 401
    assert office.audit == []


@pytest.mark.parametrize(
    "headers", [{"x-av-user": "owner", "x-av-role": "owner"}, {"authorization": "Bearer owner"}]
)
def test_no_header_makes_a_viewer_an_owner(office: Office, headers: dict[str, str]) -> None:
    answer = office.post(
        "/painel/comandos/sair-de-todos",
        json={"target": "todos"},
        headers=headers,
        role=Role.VIEWER,
    )

    assert answer.status_code == 403


def test_the_role_is_looked_up_for_each_command(office: Office) -> None:
    office.is_met()
    target = office.conversation_id
    before = office.command("assumir", target, role=Role.AGENT)
    office.write(lambda db, now: db.exec_driver_sql("UPDATE operators SET role = 'viewer'"))

    after = office.command("devolver", target, role=Role.AGENT)

    assert (before.status_code, after.status_code) == (200, 403)


def test_a_revoked_login_commands_nothing_from_the_next_moment_on(office: Office) -> None:
    office.is_met()
    office.write(operators.close_login, digest_of(TOKENS[Role.AGENT]))

    answer = office.command("assumir", office.conversation_id, role=Role.AGENT)

    assert answer.status_code == 401
    assert "Entre de novo" in answer.json()["error"]
    assert office.conversation.owner is Owner.BOT


def test_a_login_that_is_over_commands_nothing(office: Office) -> None:
    office.advance(timedelta(hours=13))

    assert office.command("assumir", office.conversation_id).status_code == 401


# ---------------------------------------------------------------------------- what is a request


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_page_of_another_site_commands_nothing(office: Office, headers: dict[str, str]) -> None:
    office.is_met()

    answer = office.post(
        "/painel/comandos/assumir",
        json={"target": office.conversation_id},
        role=Role.OWNER,
        headers=headers,
    )

    assert answer.status_code == 403
    assert office.conversation.owner is Owner.BOT


@pytest.mark.parametrize("origin", [f"http://{HOST}", PUBLIC_URL])
def test_a_page_of_ours_may(office: Office, origin: str) -> None:
    office.is_met()

    answer = office.post(
        "/painel/comandos/assumir",
        json={"target": office.conversation_id},
        role=Role.OWNER,
        headers={"origin": origin, "sec-fetch-site": "same-origin"},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_form_of_another_site_could_send_is_refused(office: Office, kind: str) -> None:
    answer = office.post(
        "/painel/comandos/assumir",
        content=b'{"target": "x"}',
        headers={"content-type": kind},
        role=Role.OWNER,
    )

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"target": 1}',
        b'{"target": ""}',
        b'{"target": "a b"}',
        b'{"target": "\\u0000"}',
        b'{"target": "x", "seen": "1"}',
        b'{"target": "x", "seen": true}',
        b'{"target": "x", "seen": -1}',
        b'{"target": "x", "seen": 1e400}',
        b'{"target": "x", "seen": 99999999999999999999999}',
        b'{"target": "x", "fields": []}',
        b'{"target": "x", "fields": {"texto": "\\ud800"}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_command_is_refused_in_words(office: Office, body: bytes) -> None:
    answer = office.post(
        "/painel/comandos/responder",
        content=body,
        headers={"content-type": "application/json"},
        role=Role.OWNER,
    )

    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_a_command_that_does_not_exist_is_refused_in_words(office: Office) -> None:
    answer = office.command("formatar", "x")

    assert answer.status_code == 404
    assert "formatar" in answer.json()["error"]


def test_a_command_is_only_taken_by_post(office: Office) -> None:
    office.is_met()

    office.get("/painel/comandos/assumir", role=Role.OWNER)
    office.request("PUT", "/painel/comandos/assumir", role=Role.OWNER)

    assert office.conversation.owner is Owner.BOT
    assert office.audit == []


def test_a_body_without_an_end_is_not_read_to_its_end(office: Office) -> None:
    answer = office.post(
        "/painel/comandos/responder",
        content=b" " * 1_000_001,
        headers={"content-type": "application/json"},
        role=Role.OWNER,
    )

    assert answer.status_code == 413


def test_while_the_database_is_down_a_command_is_refused_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(work: Any) -> Any:
        raise Unavailable

    monkeypatch.setattr(office.application.store, "write", fail)

    answer = office.command("assumir", office.conversation_id)

    assert answer.status_code == 503
    assert "nada foi feito" in answer.json()["error"]


def test_a_command_with_a_foreign_cookie_beside_it_is_the_operators(office: Office) -> None:
    office.is_met()

    answer = office.post(
        "/painel/comandos/assumir",
        json={"target": office.conversation_id},
        headers={"cookie": f"other=1; {COOKIE}={TOKENS[Role.AGENT]}"},
    )

    assert answer.status_code == 200


# ---------------------------------------------------------------------------- once


def once_by_two(office: Office, action: str, target: str, **fields: Any) -> list[str]:
    """Three clicks at once on the same page, and one later; the outcomes of those at once."""
    seen = office.version
    answers = office.at_once(
        office.order(action, target, seen=seen, role=Role.OWNER, **fields),
        office.order(action, target, seen=seen, role=Role.OWNER, **fields),
        office.order(action, target, seen=seen, role=Role.OWNER, **fields),
    )
    again = office.command(action, target, seen=seen, **fields)
    assert {answer.status_code for answer in (*answers, again)} == {200}
    assert again.json()["outcome"] in ("already", "unchanged")
    return sorted(answer.json()["outcome"] for answer in answers)


def test_a_refund_that_is_clicked_four_times_is_one_refund(office: Office) -> None:
    office.gets_active()

    outcomes = once_by_two(office, "reembolsar", office.deposit_id, valor=10_000)

    assert outcomes == ["already", "already", "done"]
    assert office.payments.look(office.payments.pages[0]).refunded_centavos == 10_000


def test_a_delivery_that_is_clicked_four_times_asks_for_one_balance(office: Office) -> None:
    office.gets_active()

    outcomes = once_by_two(office, "entregar", f"{office.conversation_id}.1")

    assert outcomes == ["already", "already", "done"]
    assert office.rows("SELECT count(*) FROM charges WHERE kind = 'balance'") == [(1,)]


def test_an_extra_that_is_clicked_four_times_is_one_charge(office: Office) -> None:
    office.gets_active()
    target, fields = f"{office.conversation_id}.1", {"valor": "200,00", "descricao": "Página"}

    outcomes = once_by_two(office, "cobranca-extra", target, **fields)

    assert outcomes == ["already", "already", "done"]
    assert office.rows("SELECT amount_centavos FROM charges WHERE kind = 'extra'") == [(20_000,)]


def test_a_payment_that_is_confirmed_four_times_is_one_payment(office: Office) -> None:
    office.accepts()

    outcomes = once_by_two(
        office, "confirmar-pagamento", office.deposit_id, valor=75_000, meio="cash"
    )

    assert outcomes == ["already", "already", "done"]
    assert office.rows("SELECT amount_centavos, vouched_by FROM payments") == [(75_000, "Owner")]


def test_who_paid_by_hand_is_not_written_into_the_audit(office: Office) -> None:
    office.accepts()
    reference = "Pix de Marina Souza, CPF 529.982.247-25"

    office.command(
        "confirmar-pagamento",
        office.deposit_id,
        seen=office.version,
        valor=75_000,
        meio="pix",
        referencia=reference,
    )

    assert office.rows("SELECT count(*) FROM payments") == [(1,)]
    assert office.rows("SELECT count(*) FROM audit WHERE details LIKE '%Marina%'") == [(0,)]
    assert office.rows("SELECT count(*) FROM inbox WHERE external_id LIKE '%Marina%'") == [(0,)]


def test_a_reply_that_is_sent_four_times_is_one_message(office: Office) -> None:
    office.is_met()
    sent = len(office.channel.sent)

    outcomes = once_by_two(office, "responder", office.conversation_id, texto="Bom dia!")

    assert outcomes == ["already", "already", "done"]
    assert [message.text for message in office.channel.sent[sent:]] == ["Bom dia!"]


def test_an_offer_that_is_made_four_times_is_one_offer(office: Office) -> None:
    office.is_met()

    outcomes = once_by_two(office, "oferta", office.conversation_id, **OFFER)

    assert outcomes == ["already", "already", "done"]
    assert office.rows("SELECT total_centavos, offered_by FROM proposals") == [(200_000, "Owner")]


def test_taking_over_four_times_is_one_fact(office: Office) -> None:
    office.is_met()

    outcomes = once_by_two(office, "assumir", office.conversation_id)

    assert outcomes.count("done") == 1
    assert office.facts_of("TakenOver") == 1
    assert office.conversation.owner is Owner.HUMAN


def test_giving_back_four_times_is_one_fact(office: Office) -> None:
    office.is_met()
    office.command("assumir", office.conversation_id)

    outcomes = once_by_two(office, "devolver", office.conversation_id)

    assert outcomes.count("done") == 1
    assert office.facts_of("GivenBack") == 1


def test_two_operators_who_offer_at_once_make_one_offer(office: Office) -> None:
    office.is_met()
    seen, target = office.version, office.conversation_id

    answers = office.at_once(
        office.order("oferta", target, seen=seen, role=Role.AGENT, **OFFER),
        office.order("oferta", target, seen=seen, role=Role.OWNER, **{**OFFER, "total": "900,00"}),
    )

    assert sorted(answer.json()["outcome"] for answer in answers) == ["already", "done"]
    assert office.rows("SELECT count(*) FROM proposals") == [(1,)]


@pytest.mark.parametrize(
    ("action", "target", "fields"),
    [
        ("assumir", "{id}", {}),
        ("responder", "{id}", {"texto": "Bom dia!"}),
        ("entregar", "{id}.1", {}),
        ("cobranca-extra", "{id}.1", {"valor": "200,00", "descricao": "Página"}),
    ],
)
def test_the_same_command_by_two_operators_at_once_is_one_fact(
    office: Office, action: str, target: str, fields: dict[str, Any]
) -> None:
    office.gets_active()
    seen, about = office.version, target.format(id=office.conversation_id)

    answers = office.at_once(
        office.order(action, about, seen=seen, role=Role.AGENT, **fields),
        office.order(action, about, seen=seen, role=Role.OWNER, **fields),
    )

    assert [answer.json()["outcome"] for answer in answers].count("done") == 1
    assert office.rows("SELECT count(*) FROM inbox WHERE source = 'operator'") == [(1,)]


def test_two_different_replies_are_two_messages(office: Office) -> None:
    office.is_met()
    seen, target = office.version, office.conversation_id

    answers = office.at_once(
        office.order("responder", target, seen=seen, role=Role.AGENT, texto="Bom dia!"),
        office.order("responder", target, seen=seen, role=Role.OWNER, texto="Tudo bem?"),
    )

    assert [answer.json()["outcome"] for answer in answers] == ["done", "done"]


@pytest.mark.parametrize(
    ("action", "target", "fields"),
    [
        ("reembolsar", "{id}.1.1", {"valor": 10_000}),
        ("entregar", "{id}.1", {}),
        ("cobranca-extra", "{id}.1", {"valor": 100, "descricao": "Extra"}),
        ("confirmar-pagamento", "{id}.1.1", {"valor": 1, "meio": "pix", "referencia": "E1"}),
        ("oferta", "{id}", OFFER),
        ("devolver", "{id}", {}),
    ],
)
def test_a_page_that_is_older_than_the_conversation_changes_nothing(
    office: Office, action: str, target: str, fields: dict[str, Any]
) -> None:
    office.gets_active()
    office.command("assumir", office.conversation_id)
    facts = office.rows("SELECT count(*) FROM inbox WHERE source = 'operator'")

    answer = office.command(
        action, target.format(id=office.conversation_id), seen=office.version - 1, **fields
    )

    assert answer.status_code == 409
    assert "mudou" in answer.json()["error"]
    assert office.rows("SELECT count(*) FROM inbox WHERE source = 'operator'") == facts


@pytest.mark.parametrize(
    ("action", "target", "fields"),
    [
        ("reembolsar", "{id}.1.1", {"valor": 10_000}),
        ("entregar", "{id}.1", {}),
        ("cobranca-extra", "{id}.1", {"valor": 100, "descricao": "Extra"}),
        ("confirmar-pagamento", "{id}.1.1", {"valor": 1, "meio": "pix", "referencia": "E1"}),
        ("oferta", "{id}", OFFER),
    ],
)
def test_money_is_not_moved_by_who_does_not_say_what_they_saw(
    office: Office, action: str, target: str, fields: dict[str, Any]
) -> None:
    office.gets_active()
    body = {"target": target.format(id=office.conversation_id), "seen": None, "fields": fields}

    answer = office.post(f"/painel/comandos/{action}", json=body, role=Role.OWNER)

    assert answer.status_code == 422
    assert "seen" in answer.json()["error"]
    assert office.rows("SELECT count(*) FROM inbox WHERE source = 'operator'") == [(0,)]


def test_a_reply_is_sent_though_the_lead_has_written_meanwhile(office: Office) -> None:
    office.is_met()
    office.command("assumir", office.conversation_id)
    seen = office.version
    office.says("e aí?")

    answer = office.command("responder", office.conversation_id, seen=seen, texto="Já vejo.")

    assert answer.json()["outcome"] == "done"
    assert office.channel.sent[-1].text == "Já vejo."


def test_a_version_that_never_was_is_refused(office: Office) -> None:
    office.is_met()

    answer = office.command("assumir", office.conversation_id, seen=office.version + 1)

    assert answer.status_code == 422


# ---------------------------------------------------------------------------- what they do


def test_taking_over_silences_the_bot_and_giving_back_wakes_it(office: Office) -> None:
    office.is_met()
    target = office.conversation_id

    office.command("assumir", target, seen=office.version, role=Role.AGENT)
    sent = len(office.channel.sent)
    office.says("oi")
    silent = len(office.channel.sent)
    office.command("devolver", target, seen=office.version, role=Role.AGENT)

    assert silent == sent
    assert office.conversation.owner is Owner.BOT
    assert len(office.channel.sent) > silent


def test_an_offer_of_ones_own_can_be_accepted_and_paid(office: Office) -> None:
    office.is_met()

    office.command("oferta", office.conversation_id, seen=office.version, **OFFER)

    offer = office.conversation.deal.offer
    assert offer is not None
    assert office.conversation.state is State.OFFERED
    assert (offer.total_centavos, offer.deposit_centavos, offer.by) == (200_000, 100_000, "Owner")
    assert offer.deliverables == ("Página", "Formulário")


@pytest.mark.parametrize(
    "wrong",
    [
        {"titulo": ""},
        {"titulo": "x" * 61},
        {"itens": ""},
        {"itens": [None]},
        {"itens": ["Página", {"a": 1}]},
        {"itens": {"a": 1}},
        {"total": "muito"},
        {"total": 0},
        {"total": -5},
        {"total": True},
        {"total": 19.99},
        {"total": "1.000.000,00"},
        {"sinal_por_cento": 0},
        {"sinal_por_cento": 101},
        {"sinal_por_cento": "50"},
        {"prazo_dias": 366},
        {"total": 60, "sinal_por_cento": 50},
    ],
)
def test_an_offer_that_cannot_be_is_refused_with_its_field(
    office: Office, wrong: dict[str, Any]
) -> None:
    office.is_met()

    answer = office.command("oferta", office.conversation_id, **{**OFFER, **wrong})

    assert answer.status_code == 422
    assert office.rows("SELECT count(*) FROM proposals") == [(0,)]


def test_no_offer_is_made_while_a_project_begins(office: Office) -> None:
    office.pays()

    answer = office.command("oferta", office.conversation_id, seen=office.version, **OFFER)

    assert answer.status_code == 409
    assert "começando" in answer.json()["error"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_reply_is_neither_empty_nor_too_long(office: Office, text: str) -> None:
    office.is_met()

    assert office.command("responder", office.conversation_id, texto=text).status_code == 422


@pytest.mark.parametrize(
    ("action", "target"),
    [
        ("responder", "nobody"),
        ("assumir", "nobody"),
        ("devolver", "nobody"),
        ("entregar", "nobody.1"),
        ("entregar", "{id}.9"),
        ("entregar", "{id}"),
        ("cobranca-extra", "nobody.1"),
        ("reembolsar", "nobody.1.1"),
        ("reembolsar", "{id}.1.9"),
        ("confirmar-pagamento", "nobody.1.1"),
        ("oferta", "nobody"),
        ("fechar-tarefa", "99"),
        ("fechar-tarefa", "x"),
        ("fechar-tarefa", "9" * 19),
        ("reenviar", "99"),
        ("repetir-envio", "-1"),
        ("vincular", "nobody"),
        ("operador-desativar", "nobody"),
        ("sair-de-todos", "nobody"),
    ],
)
def test_what_is_not_there_is_refused_in_words(office: Office, action: str, target: str) -> None:
    office.is_met()
    fields = {
        **OFFER,
        "texto": "oi",
        "valor": 100,
        "descricao": "Extra",
        "meio": "pix",
        "outro": "somebody",
    }

    answer = office.command(action, target.format(id=office.conversation_id), **fields)

    assert answer.status_code == 404
    assert answer.json()["error"].startswith("Não existe") or "número" in answer.json()["error"]


def test_a_refund_of_more_than_is_left_is_refused(office: Office) -> None:
    office.gets_active()

    answer = office.command("reembolsar", office.deposit_id, valor=75_001)

    assert answer.status_code == 409
    assert "R$ 750,00" in answer.json()["error"]


def test_money_that_came_by_hand_goes_back_by_hand(office: Office) -> None:
    office.accepts()
    office.command("confirmar-pagamento", office.deposit_id, valor=75_000, meio="cash")

    answer = office.command("reembolsar", office.deposit_id)

    assert answer.status_code == 409
    assert "por fora" in answer.json()["error"]


def test_a_project_is_delivered_once(office: Office) -> None:
    office.gets_active()
    target = f"{office.conversation_id}.1"
    office.command("entregar", target, seen=office.version)

    answer = office.command("entregar", target, seen=office.version)

    assert answer.status_code == 409
    assert "já foi entregue" in answer.json()["error"]


def test_what_has_not_begun_cannot_be_delivered(office: Office) -> None:
    office.pays()

    answer = office.command("entregar", f"{office.conversation_id}.1", seen=office.version)

    assert answer.status_code == 409
    assert "briefing" in answer.json()["error"]


# ---------------------------------------------------------------------------- tasks, effects


def test_a_task_is_closed_once(office: Office) -> None:
    office.is_met()
    office.says("quero falar com uma pessoa")
    ((number,),) = office.rows("SELECT id FROM tasks WHERE closed_at IS NULL LIMIT 1")

    outcomes = [
        office.command("fechar-tarefa", str(number), role=Role.AGENT).json()["outcome"]
        for _ in range(2)
    ]

    assert outcomes == ["done", "already"]
    assert office.rows("SELECT count(*) FROM tasks WHERE closed_at IS NULL") == [(0,)]


def given_up(office: Office, kind: str) -> int:
    """The number of an effect of that kind that nobody will try again."""
    office.write(
        lambda db, now: db.exec_driver_sql(
            "UPDATE effects SET error = 'the channel refused', done_at = '2026-03-10 13:00:00'"
            " WHERE kind = ?",
            (kind,),
        )
    )
    rows = office.rows("SELECT seq, kind FROM effects ORDER BY seq DESC")
    return next(seq for seq, each in rows if each == kind)


def test_a_message_that_was_given_up_is_sent_once_more_by_four_clicks(office: Office) -> None:
    office.is_met()
    office.command("responder", office.conversation_id, texto="Bom dia!")
    number, sent = given_up(office, "SendMessage"), len(office.channel.sent)

    answers = office.at_once(
        *(office.order("reenviar", str(number), role=Role.AGENT) for _ in range(3)),
        office.order("repetir-envio", str(number), role=Role.OWNER),
    )

    outcomes = sorted(answer.json()["outcome"] for answer in answers)
    assert outcomes == ["already", "already", "already", "done"]
    assert [message.text for message in office.channel.sent[sent:]] == ["Bom dia!"]


def test_a_message_that_went_out_is_not_sent_again(office: Office) -> None:
    office.is_met()
    office.command("responder", office.conversation_id, texto="Bom dia!")
    ((number,),) = office.rows("SELECT max(seq) FROM effects WHERE kind = 'SendMessage'")

    answer = office.command("reenviar", str(number))

    assert answer.status_code == 409
    assert "escreva outra" in answer.json()["error"]


def test_an_agent_repeats_messages_and_nothing_else(office: Office) -> None:
    office.gets_active()
    number = given_up(office, "CreateCheckout")

    agent = office.command("reenviar", str(number), role=Role.AGENT)
    owner = office.command("repetir-envio", str(number), role=Role.OWNER)

    assert (agent.status_code, owner.status_code) == (403, 409)
    assert "dinheiro" in owner.json()["error"]


# ---------------------------------------------------------------------------- operators


def test_the_owner_makes_and_disables_an_operator(office: Office) -> None:
    fields = {"nome": "Léo", "papel": "agent", "senha": "uma senha comprida"}

    made = office.command("operador-criar", "leo", **fields)
    entered = office.sign_in("leo", "uma senha comprida").status_code
    gone = office.command("operador-desativar", "leo", seen=1)
    shut = office.sign_in("leo", "uma senha comprida").status_code

    assert (made.status_code, gone.status_code) == (200, 200)
    assert (entered, shut) == (303, 401)


@pytest.mark.parametrize(
    "wrong",
    [{"papel": "god"}, {"senha": "curta"}, {"nome": ""}, {"nome": "<b>"}, {"nome": "a\nx-av-b"}],
)
def test_an_operator_that_cannot_be_is_refused(office: Office, wrong: dict[str, str]) -> None:
    fields = {"nome": "Léo", "papel": "agent", "senha": "uma senha comprida", **wrong}

    assert office.command("operador-criar", "leo", **fields).status_code == 422


def test_nobody_shuts_themselves_out(office: Office) -> None:
    assert office.command("operador-desativar", "owner").status_code == 409


def test_of_two_who_change_an_operator_the_second_is_told(office: Office) -> None:
    office.write(operators.set_password, "agent", "x", 1)

    answer = office.command("operador-desativar", "agent", seen=1)

    assert answer.status_code == 409
    assert "Alguém mudou" in answer.json()["error"]


def test_everybody_is_signed_out_by_one_command(office: Office) -> None:
    answer = office.command("sair-de-todos", "todos")

    statuses = [office.get("/painel/", role=role).status_code for role in Role]
    assert answer.json()["outcome"] == "done"
    assert statuses == [401, 401, 401]


def test_one_operator_is_signed_out_by_a_command(office: Office) -> None:
    office.command("sair-de-todos", "agent")

    statuses = [office.get("/painel/", role=role).status_code for role in Role]
    assert statuses == [200, 401, 200]


# ---------------------------------------------------------------------------- the audit


def test_every_command_leaves_a_line_and_so_does_every_refusal(office: Office) -> None:
    office.is_met()
    target = office.conversation_id

    office.command("assumir", target, seen=office.version, role=Role.AGENT)
    office.command("assumir", target, role=Role.AGENT)
    office.command("reembolsar", f"{target}.1.1", role=Role.AGENT)
    office.command("reembolsar", f"{target}.1.1", role=Role.OWNER)

    assert office.audit == [
        ("agent", "assumir", target, "done"),
        ("agent", "assumir", target, "unchanged"),
        ("agent", "reembolsar", f"{target}.1.1", "refused"),
        ("owner", "reembolsar", f"{target}.1.1", "refused"),
    ]


def test_the_audit_holds_nothing_that_a_lead_or_an_operator_wrote(office: Office) -> None:
    office.is_met()

    office.command("responder", office.conversation_id, texto="Seu CPF é 529.982.247-25")
    office.command("operador-criar", "leo", nome="Léo", papel="agent", senha="uma senha comprida")
    office.command("exportar", "5511999990000")

    told = str(office.rows("SELECT * FROM audit"))
    assert "529" not in told
    assert "99999" not in told
    assert "comprida" not in told
