"""Saúde and Auditoria: whether everything runs, who did what, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.storage.operators import Role
from apps.desk.actions import ACTIONS as COMMANDS
from apps.panel.house import House
from apps.panel.names import ACTIONS, EFFECTS
from autovenda_core import effects
from tests.panel.conftest import Panel, labels, shown

AUDITED = (
    "INSERT INTO audit (at, operator, action, target, outcome, details) VALUES"
    " ('2026-11-2{day} 12:00:00.000000', '{who}', '{what}', 'c0ffee', 'done', '{{\"seen\": 4}}')"
)


def dead(panel: Panel) -> int:
    """The number of the one effect that was given up."""
    [(seq,)] = panel.rows("SELECT seq FROM effects WHERE error LIKE '%131047%'")
    return int(seq)


def test_what_is_connected_and_who_spoke_last_is_told(panel: Panel) -> None:
    panel.house = House(channels=("whatsapp", "telegram"), provider="Stripe", models=("m",))

    tables = [str(each.value) for each in panel.open("saude").table]

    assert "WhatsApp, Telegram" in tables[0]
    assert "Stripe" in tables[0]
    assert "nada ainda" in tables[1]


def test_a_queue_that_stands_is_a_warning(panel: Panel) -> None:
    panel.write(f"UPDATE effects SET done_at = NULL WHERE seq = {dead(panel)}")  # noqa: S608

    app = panel.open("saude")

    assert any("não estão saindo" in each.value for each in app.warning)
    assert ("Na fila de saída", "1") in [(each.label, each.value) for each in app.metric]


def test_what_was_given_up_has_its_reason_and_can_be_tried_again(panel: Panel) -> None:
    seq = dead(panel)
    app = panel.open("saude")

    app.button(key=f"reenviar:{seq}:None").click().run()

    assert "Mensagem ao cliente · Otávio Araújo" in shown(app)
    assert "só um modelo aprovado pode ser enviado (código 131047)" in shown(app)
    assert panel.server.asked == [("reenviar", {"target": str(seq), "seen": None, "fields": {}})]


def test_a_conversation_that_stands_still_is_a_click_away(panel: Panel) -> None:
    _, conversation_id, _ = panel.ids("Otávio Araújo")
    panel.write(
        f"UPDATE conversations SET parked_reason = 'x' WHERE id = '{conversation_id}'"  # noqa: S608
    )
    app = panel.open("saude")

    app.button(key=f"parada-{conversation_id}").click().run()

    assert [each.value for each in app.title] == ["Conversas"]


def test_who_only_looks_repeats_nothing(panel: Panel) -> None:
    panel.role = Role.VIEWER

    assert "Tentar de novo" not in labels(panel.open("saude"))


def test_every_effect_and_every_command_has_a_name(panel: Panel) -> None:
    kinds = {kind.__name__ for kind in effects.Effect.__args__}

    assert kinds == set(EFFECTS)
    assert set(COMMANDS) <= set(ACTIONS)


# ---------------------------------------------------------------------------- the audit


def test_the_audit_can_be_narrowed_to_who_and_what(panel: Panel) -> None:
    panel.write(AUDITED.format(day=0, who="terminal", what="exportar"))
    panel.write(AUDITED.format(day=1, who="terminal", what="catalogo"))
    app = panel.open("auditoria")
    all_lines = len(app.dataframe[0].value)

    app.selectbox(key="auditoria-quem").set_value("terminal").run()
    app.selectbox(key="auditoria-o-que").set_value("catalogo").run()

    [line] = app.dataframe[0].value.to_dict("records")
    assert all_lines >= 2
    assert line["O quê"] == "Mudou o catálogo"
    assert line["Quando"] == "21/11/2026 09:00"
    assert line["Detalhes"] == "seen: 4"


def test_a_long_audit_has_pages(panel: Panel) -> None:
    for _ in range(60):
        panel.write(AUDITED.format(day=0, who="terminal", what="entrar"))
    app = panel.open("auditoria")

    app.button(key="mais-auditoria").click().run()
    second = len(app.dataframe[0].value)
    app.button(key="inicio-auditoria").click().run()

    assert second == 10
    assert len(app.dataframe[0].value) == 50


# ---------------------------------------------------------------------------- operators


@pytest.fixture
def staffed(panel: Panel) -> Panel:
    for role in Role:
        panel.write(
            "INSERT INTO operators (login, name, role, version, created_at)"  # noqa: S608
            f" VALUES ('{role}', '{role.capitalize()}', '{role}', 1, '2026-11-01')"
        )
    return panel


def test_an_owner_disables_others_but_not_themselves(staffed: Panel) -> None:
    app = staffed.open("auditoria")
    app.session_state["abre-operador-desativar:agent:1"] = True
    app.run()

    app.button(key="operador-desativar:agent:1").click().run()

    assert staffed.server.asked[0][0] == "operador-desativar"
    assert staffed.server.asked[0][1]["target"] == "agent"
    assert "abre-operador-desativar:owner:1" not in app.session_state


def test_a_new_operator_is_made_with_what_was_typed(staffed: Panel) -> None:
    app = staffed.open("auditoria")
    app.session_state["abre-novo-operador"] = True
    app.run()

    app.text_input(key="novo-nome").set_value("Bia")
    app.text_input(key="novo-login").set_value("bia")
    app.text_input(key="novo-senha").set_value("cavalo bateria")
    app.button(key="ok:operador-criar:None").click().run()

    fields = {"nome": "Bia", "papel": "viewer", "senha": "cavalo bateria"}
    order = {"target": "bia", "seen": None, "fields": fields}
    assert staffed.server.asked == [("operador-criar", order)]


def test_an_operator_without_a_login_is_not_even_asked_for(staffed: Panel) -> None:
    app = staffed.open("auditoria")
    app.session_state["abre-novo-operador"] = True
    app.run()

    app.button(key="ok:operador-criar:None").click().run()

    assert staffed.server.asked == []
    assert "Falta preencher" in shown(app)


def test_logins_can_be_ended_again_and_again(staffed: Panel) -> None:
    app = staffed.open("auditoria")

    for _ in range(2):
        app.button(key="sair-de-todos:agent:None").click().run()
        staffed.now += timedelta(seconds=1)

    assert len(staffed.server.asked) == 2


def test_everybody_can_be_sent_out_after_being_asked_once_more(staffed: Panel) -> None:
    app = staffed.open("auditoria")
    app.session_state["abre-sair-de-todos"] = True
    app.run()

    app.button(key="sair-de-todos:todos:None").click().run()

    assert staffed.server.asked[0][1]["target"] == "todos"


def test_only_an_owner_sees_who_may_use_the_panel(staffed: Panel) -> None:
    staffed.role = Role.AGENT

    words = shown(staffed.open("auditoria"))

    assert "Quem usa o painel" not in words
