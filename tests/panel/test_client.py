"""Clientes and Cliente Detalhes: everything of one client, joining, and the rights of the LGPD."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Role
from apps.panel.commanding import Answer, Fate
from tests.panel.conftest import Panel, labels, shown

RIGHTS = "Juntar e LGPD"


def opened(panel: Panel, name: str, tab: str | None = None) -> AppTest:
    return opened_at(panel, panel.ids(name)[0], tab)


def opened_at(panel: Panel, client_id: str, tab: str | None) -> AppTest:
    app = panel.open("cliente", cliente=client_id)
    if tab is not None:
        app.session_state["ficha"] = tab
        app.run()
        assert not app.exception
    return app


def test_a_client_is_found_by_name(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]
    app = panel.open("cliente")
    app.text_input(key="busca-cliente").set_value("marina").run()

    app.button(key=f"ficha-{client_id}").click().run()

    assert [each.value for each in app.title] == ["Cliente Detalhes"]
    assert "Marina Souza" in shown(app)


def test_nobody_found_is_said_in_words(panel: Panel) -> None:
    app = panel.open("cliente")

    app.text_input(key="busca-cliente").set_value("ninguém assim").run()

    assert "Ninguém encontrado." in shown(app)


def test_a_client_who_does_not_exist_leads_back_to_the_list(panel: Panel) -> None:
    app = panel.open("cliente", cliente="nada")

    assert "Este cliente não existe." in shown(app)


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("Resumo", "Endereço no WhatsApp"),
        ("Propostas", ":green-badge[Aceita] pelo botão em"),
        ("Dinheiro", "**Sinal** · R$ 750,00 · Paga"),
        ("Projetos", "Em andamento · vence hoje"),
    ],
)
def test_a_tab_shows_its_part_of_the_client(panel: Panel, tab: str, words: str) -> None:
    assert words in shown(opened(panel, "Marina Souza", tab))


def test_the_history_has_every_fact_with_what_came_of_it(panel: Panel) -> None:
    app = opened(panel, "Marina Souza", "Histórico")

    table = app.dataframe[0].value
    assert "BriefingSubmitted" in set(table["Fato"])
    assert list(table["Quando"]) == sorted(
        table["Quando"], key=lambda at: (at[6:10], at[3:5], at[:2], at[11:]), reverse=True
    )


def test_who_only_looks_gets_no_personal_data(panel: Panel) -> None:
    [(number,)] = panel.rows(
        "SELECT k.value FROM contacts k JOIN clients c ON k.client_id = c.id"
        " WHERE c.name = 'Marina Souza'"
    )
    everything = shown(opened(panel, "Marina Souza"))
    panel.role = Role.VIEWER

    app = opened(panel, "Marina Souza")

    assert number in everything
    assert number not in str(app.main)
    assert "Dados pessoais só aparecem para atendentes e para o dono." in shown(app)


def test_two_clients_are_joined(panel: Panel) -> None:
    client_id, other = panel.ids("Marina Souza")[0], panel.ids("Otávio Araújo")[0]
    app = opened(panel, "Marina Souza", RIGHTS)
    app.text_input(key=f"outro-{client_id}").set_value("otávio").run()

    app.button(key=f"vincular:{client_id}:0").click().run()

    assert panel.server.asked == [
        ("vincular", {"target": client_id, "seen": 0, "fields": {"outro": other}})
    ]


def test_nobody_is_joined_before_somebody_was_chosen(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]

    app = opened(panel, "Marina Souza", RIGHTS)

    assert app.button(key=f"vincular:{client_id}:0").disabled


def test_a_join_is_undone_by_its_number(panel: Panel) -> None:
    client_id, other = panel.ids("Marina Souza")[0], panel.ids("Otávio Araújo")[0]
    panel.merge(client_id, other)
    [(merge,)] = panel.rows("SELECT id FROM merges")
    app = opened_at(panel, client_id, RIGHTS)

    app.button(key=f"desvincular:{merge}:None").click().run()

    order = ("desvincular", {"target": str(merge), "seen": None, "fields": {}})
    assert panel.server.asked == [order]


def test_the_export_can_be_saved_once_it_is_there(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]
    panel.server.answers.append(Answer(Fate.DONE, "Prontos.", {"conteudo": '{"name": "Marina"}'}))
    app = opened(panel, "Marina Souza", RIGHTS)
    before = app.get("download_button")

    app.button(key=f"exportar:{client_id}:None").click().run()

    assert before == []
    assert [each.label for each in app.get("download_button")] == ["Baixar JSON"]


def test_nothing_is_erased_before_the_word_was_typed(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]
    app = opened(panel, "Marina Souza", RIGHTS)

    app.text_input(key=f"confirmar-{client_id}").set_value("apagar").run()

    assert app.button(key=f"apagar:{client_id}:None").disabled


def test_an_erasure_answers_with_its_protocol(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]
    answer = Answer(Fate.DONE, "Dados apagados. Protocolo AB12.", {"protocolo": "AB12"})
    panel.server.answers.append(answer)
    app = opened(panel, "Marina Souza", RIGHTS)
    app.text_input(key=f"confirmar-{client_id}").set_value("APAGAR").run()

    app.button(key=f"apagar:{client_id}:None").click().run()

    assert panel.server.asked == [("apagar", {"target": client_id, "seen": None, "fields": {}})]
    assert "Protocolo AB12." in shown(app)


def test_an_agent_may_join_but_neither_export_nor_erase(panel: Panel) -> None:
    panel.role = Role.AGENT

    said = labels(opened(panel, "Marina Souza", RIGHTS))

    assert "Juntar os dois" in said
    assert not {"Preparar arquivo", "Apagar para sempre"} & set(said)


def test_who_only_looks_may_do_none_of_it(panel: Panel) -> None:
    panel.role = Role.VIEWER

    app = opened(panel, "Marina Souza", RIGHTS)

    assert not {"Juntar os dois", "Preparar arquivo", "Apagar para sempre"} & set(labels(app))


def test_a_client_without_data_says_since_when(panel: Panel) -> None:
    client_id = panel.ids("Marina Souza")[0]
    panel.write(
        "UPDATE clients SET erased_at = '2026-11-20 12:00:00.000000', erasure_protocol = 'AB12'"  # noqa: S608
        f" WHERE id = '{client_id}'"
    )

    assert "Dados apagados em 20/11/2026 09:00. Protocolo AB12." in shown(
        panel.open("cliente", cliente=client_id)
    )
