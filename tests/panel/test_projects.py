"""Projetos: deadlines in business days, whose move it is, and what is done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.storage.operators import Role
from tests.panel.conftest import Panel, labels, shown


def opened(panel: Panel, box: str) -> str:
    """A key of session state: an open popover, by how its key begins and whose project it is."""
    _, conversation_id, version = panel.ids("Marina Souza")
    return {
        "deliver": f"abre-entregar-{conversation_id}.1",
        "extra": f"abre-extra-cobranca-extra:{conversation_id}.1:{version}",
        "briefing": f"abre-briefing-{conversation_id}.1",
    }[box]


def test_a_project_says_whose_move_it_is_and_what_is_paid(panel: Panel) -> None:
    words = shown(panel.open("projetos"))

    for expected in (
        "Projetos Ativos",
        "Marina Souza · Pacote Básico",
        "Nós: entrega",
        "Sinal: R$ 750,00 · Paga",
        "Clínica Sorriso · Pacote Profissional",
        "Cliente: briefing",
        "O prazo começa a contar com o briefing",
    ):
        assert expected in words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-10, ":green-badge[6 dias úteis, até 23/11/2026]"),  # the 20th is a holiday
        (-3, ":orange-badge[1 dia útil, até 23/11/2026]"),
        (0, ":red-badge[Vence hoje]"),
        (1, ":red-badge[Atrasado desde 23/11/2026 (1 dia útil)]"),
        (8, ":red-badge[Atrasado desde 23/11/2026 (6 dias úteis)]"),
    ],
)
def test_a_deadline_is_counted_in_business_days(panel: Panel, days: int, words: str) -> None:
    panel.now += timedelta(days=days)

    assert words in shown(panel.open("projetos"))


def test_what_was_delivered_waits_for_the_balance_in_a_list_of_its_own(panel: Panel) -> None:
    app = panel.open("projetos")

    app.segmented_control(key="projetos-quais").set_value("Entregues").run()

    words = shown(app)
    assert "Padaria da Lu · Pacote Básico" in words
    assert "Cliente: saldo" in words
    assert "Saldo: R$ 750,00 · Em aberto" in words
    assert "Marina Souza" not in words


def test_delivering_asks_once_more_and_gives_the_version_on_the_page(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Marina Souza")
    app = panel.open("projetos")
    app.session_state[opened(panel, "deliver")] = True
    app.run()

    app.button(key=f"entregar:{conversation_id}.1:{version}").click().run()

    order = {"target": f"{conversation_id}.1", "seen": version, "fields": {}}
    assert panel.server.asked == [("entregar", order)]
    assert "Feito." in shown(app)


def test_a_project_that_was_delivered_a_moment_ago_cannot_be_delivered_again(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Marina Souza")
    app = panel.open("projetos")
    app.session_state[opened(panel, "deliver")] = True
    app.run()
    app.button(key=f"entregar:{conversation_id}.1:{version}").click().run()

    app.run()

    assert "Entregar agora" not in labels(app)
    assert len(panel.server.asked) == 1


def test_an_extra_charge_is_asked_with_what_was_typed(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Marina Souza")
    key = f"cobranca-extra:{conversation_id}.1:{version}"
    app = panel.open("projetos")
    app.session_state[opened(panel, "extra")] = True
    app.run()

    app.text_input(key=f"valor-{key}").set_value("350,00")
    app.text_input(key=f"descricao-{key}").set_value("Página extra")
    app.button(key=f"ok:{key}").click().run()

    [(action, body)] = panel.server.asked
    assert action == "cobranca-extra"
    assert body["fields"] == {"valor": "350,00", "descricao": "Página extra"}


def test_what_was_refused_can_be_put_right_and_given_again(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Marina Souza")
    key = f"cobranca-extra:{conversation_id}.1:{version}"
    panel.server.refuses("O campo “valor” precisa ser um valor, como 1.750,00.")
    app = panel.open("projetos")
    app.session_state[opened(panel, "extra")] = True
    app.run()

    app.text_input(key=f"valor-{key}").set_value("muito")
    app.button(key=f"ok:{key}").click().run()
    said = shown(app)
    app.text_input(key=f"valor-{key}").set_value("90,00")
    app.button(key=f"ok:{key}").click().run()

    assert "como 1.750,00" in said
    assert [body["fields"]["valor"] for _, body in panel.server.asked] == ["muito", "90,00"]


def test_the_answers_of_the_briefing_are_there_to_read(panel: Panel) -> None:
    app = panel.open("projetos")

    app.session_state[opened(panel, "briefing")] = True
    app.run()

    assert "Nome que vai aparecer para o público" in shown(app)


def test_who_only_looks_has_no_buttons_that_change_anything(panel: Panel) -> None:
    panel.role = Role.VIEWER
    app = panel.open("projetos")
    boxes = [each.proto.popover.label for each in app.get("popover")]

    assert "Entregar e cobrar saldo" not in boxes
    assert "Cobrança extra" not in boxes
    assert set(labels(app)) >= {"Abrir conversa"}
