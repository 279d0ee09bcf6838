"""Hoje: four numbers, what waits for a person, and the funnel."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Role
from tests.panel.conftest import Panel, labels, shown


def test_the_four_numbers_are_money_and_times_as_brazilians_read_them(panel: Panel) -> None:
    app = panel.open()

    assert [(each.label, each.value) for each in app.metric] == [
        ("Recebido no mês", "R$ 3.250,00"),
        ("A receber", "R$ 1.500,00"),
        ("Leads em aberto", "9"),
        ("1ª resposta (mediana)", "0 s"),
    ]


def test_every_thing_that_waits_says_why_and_for_whom(panel: Panel) -> None:
    words = shown(panel.open())

    for reason in (
        "**Espera a sua resposta** · há",
        "**Quer falar com uma pessoa** · há",
        "**Prazo de entrega** · vence hoje",
        "**Pix ou boleto a vencer** · falta",
        "Carlos Teixeira precisa falar com uma pessoa.",
        "Marina Souza · Pacote Básico",
        "Otávio Araújo · Uma mensagem não foi entregue: passaram mais de 24 horas desde",
    ):
        assert reason in words


def test_the_queue_begins_with_eight_and_can_show_all(panel: Panel) -> None:
    app = panel.open()
    eight = len(_rows(app))

    app.toggle(key="hoje-tudo").set_value(True).run()

    assert eight == 8
    assert len(_rows(app)) == len(panel.current().needs()) == 9


def test_a_button_of_the_queue_leads_to_the_conversation(panel: Panel) -> None:
    _, conversation_id, _ = panel.ids("Carlos Teixeira")
    app = panel.open()

    [task] = panel.rows("SELECT id FROM tasks WHERE kind = 'handoff' AND closed_at IS NULL")
    app.button(key=f"ir-task-{task[0]}").click().run()

    assert app.query_params["conversa"] in (conversation_id, [conversation_id])
    assert "Conversas" in [each.value for each in app.title]


def test_what_nobody_was_told_of_can_be_tried_again_by_the_owner(panel: Panel) -> None:
    seq = _give_up_an_alert(panel)
    app = panel.open()
    app.toggle(key="hoje-tudo").set_value(True).run()

    app.button(key=f"repetir-envio:{seq}:None").click().run()

    assert panel.server.asked == [
        ("repetir-envio", {"target": str(seq), "seen": None, "fields": {}})
    ]
    assert "Feito." in shown(app)


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
def test_nobody_else_is_offered_to_try_it_again(panel: Panel, role: Role) -> None:
    panel.role = role
    _give_up_an_alert(panel)
    app = panel.open()

    app.toggle(key="hoje-tudo").set_value(True).run()

    assert "Tentar de novo" not in labels(app)


def test_an_empty_queue_says_so(panel: Panel) -> None:
    panel.write("UPDATE tasks SET closed_at = opened_at")
    panel.write("UPDATE conversations SET owner = 'bot', state = 'lost'")
    panel.write("UPDATE projects SET status = 'closed'")
    panel.write("UPDATE charges SET status = 'paid'")

    assert "Nada espera por você agora." in shown(panel.open())


def test_the_funnel_is_also_in_words(panel: Panel) -> None:
    app = panel.open()

    [chart] = app.get("vega_lite_chart")
    assert "Escreveram: 13 (100 %); Com proposta: 8" in chart.proto.alt
    assert chart.proto.alt in shown(app)


def _rows(app: AppTest) -> list[str]:
    return [each.value for each in app.markdown if each.value.count("**") == 2]


def _give_up_an_alert(panel: Panel) -> int:
    """An effect whose failure the flow does not hear of."""
    _, conversation_id, _ = panel.ids("Helena Ribeiro")
    when = "2026-11-23 14:00:00.000000"
    panel.write(
        "INSERT INTO effects (key, conversation_id, kind, payload, due_at, attempts, unknown,"  # noqa: S608
        f" done_at, error) VALUES ('x', '{conversation_id}', 'AlertOwner', '{{}}', '{when}', 1, 0,"
        f" '{when}', 'no owner contact')"
    )
    [(seq,)] = panel.rows("SELECT seq FROM effects WHERE key = 'x'")
    return int(seq)
