"""Financeiro: money to the last centavo, and what an owner does about it by hand."""

from __future__ import annotations

from datetime import timedelta

from adapters.storage.operators import Role
from adapters.storage.panel.finance import Paid
from apps.panel.commanding import Answer, Fate
from apps.panel.spreadsheet import of_payments, spreadsheet
from autovenda_core.model import ChargeKind, PaymentStatus
from tests.panel.conftest import NOW, Panel, shown


def test_the_three_numbers_and_what_is_missing(panel: Panel) -> None:
    app = panel.open("financeiro")

    assert [(each.label, each.value) for each in app.metric] == [
        ("Recebido no mês", "R$ 3.250,00"),
        ("A receber, no prazo", "R$ 1.500,00"),
        ("Atrasado", "R$ 0,00"),
    ]
    assert "Falta receber (2)" in shown(app)
    assert "R$ 750,00 · Padaria da Lu" in shown(app)


def test_what_is_late_is_counted_and_marked_as_late(panel: Panel) -> None:
    panel.now += timedelta(days=3)

    app = panel.open("financeiro")

    assert ("Atrasado", "R$ 750,00") in [(each.label, each.value) for each in app.metric]
    assert ":red-badge[atrasado há 3 dias]" in shown(app)


def test_the_chart_is_told_in_words_too(panel: Panel) -> None:
    [chart] = panel.open("financeiro").get("vega_lite_chart")

    assert chart.proto.alt == (
        "Dinheiro por mês: R$ 3.250,00 recebidos no período, o melhor mês foi nov/26 com "
        "R$ 3.250,00; R$ 0,00 em atraso."
    )


def test_charges_can_be_narrowed_to_what_is_open(panel: Panel) -> None:
    app = panel.open("financeiro")

    app.get("pills")[0].set_value("Em aberto").run()

    words = shown(app)
    assert "Saldo — Pacote Básico" in words
    assert "Sinal — Pacote Profissional" not in words


def deposit_of(panel: Panel, name: str) -> tuple[str, int]:
    """The id of a deposit, and the version of its conversation."""
    _, conversation_id, version = panel.ids(name)
    return f"{conversation_id}.1.1", version


def test_a_refund_needs_its_confirmation(panel: Panel) -> None:
    charge_id, version = deposit_of(panel, "Marina Souza")
    key = f"reembolsar:{charge_id}:{version}"
    app = panel.open("financeiro")
    app.session_state[f"abre-devolve-{key}"] = True
    app.run()

    app.button(key=f"ok:{key}").click().run()
    asked_without = list(panel.server.asked)
    said = shown(app)
    app.text_input(key=f"valor-{key}").set_value("100,00")
    app.checkbox(key=f"certeza-{key}").check()
    app.button(key=f"ok:{key}").click().run()

    assert asked_without == []
    assert "Marque a confirmação para continuar." in said
    [(action, body)] = panel.server.asked
    assert (action, body["target"], body["seen"]) == ("reembolsar", charge_id, version)
    assert body["fields"]["valor"] == "100,00"


def test_a_second_click_gives_no_second_refund(panel: Panel) -> None:
    charge_id, version = deposit_of(panel, "Marina Souza")
    key = f"reembolsar:{charge_id}:{version}"
    app = panel.open("financeiro")
    app.session_state[f"abre-devolve-{key}"] = True
    app.run()
    app.checkbox(key=f"certeza-{key}").check()
    app.button(key=f"ok:{key}").click().run()

    app.run()

    assert app.button(key=f"ok:{key}").disabled
    assert len(panel.server.asked) == 1


def test_money_that_came_by_hand_is_registered_with_all_that_is_missing(panel: Panel) -> None:
    charge_id, version = deposit_of(panel, "Débora Gonçalves")
    key = f"confirmar-pagamento:{charge_id}:{version}"
    app = panel.open("financeiro")
    app.session_state[f"abre-pago-{key}"] = True
    app.run()

    app.selectbox(key=f"meio-{key}").set_value("transfer")
    app.button(key=f"ok:{key}").click().run()

    [(action, body)] = panel.server.asked
    assert action == "confirmar-pagamento"
    assert body["fields"] == {"valor": "750,00", "meio": "transfer", "referencia": ""}


def test_what_became_of_it_stays_on_the_page(panel: Panel) -> None:
    charge_id, version = deposit_of(panel, "Débora Gonçalves")
    key = f"confirmar-pagamento:{charge_id}:{version}"
    panel.server.answers.append(Answer(Fate.ALREADY, "Isso já tinha sido pedido."))
    app = panel.open("financeiro")
    app.session_state[f"abre-pago-{key}"] = True
    app.run()

    app.button(key=f"ok:{key}").click().run()

    assert "Isso já tinha sido pedido." in [each.value for each in app.info]


def test_an_agent_sees_the_money_and_moves_none(panel: Panel) -> None:
    panel.role = Role.AGENT
    app = panel.open("financeiro")

    assert "R$ 750,00 · Marina Souza" in shown(app)
    assert not app.get("popover")


# ---------------------------------------------------------------------------- the file


def paid(**changes: object) -> Paid:
    known: dict[str, object] = {
        "charge_id": "c0ffee.1.1",
        "provider": "stripe",
        "provider_ref": "pi_1",
        "status": PaymentStatus.PARTLY_REFUNDED,
        "amount_centavos": 175_000,
        "refunded_centavos": 25_001,
        "method": "pix",
        "dispute": None,
        "vouched_by": None,
        "paid_at": NOW,
        "client_name": "Conceição; e filhos",
        "kind": ChargeKind.DEPOSIT,
        "description": "Sinal",
    }
    return Paid(**{**known, **changes})  # type: ignore[arg-type]


def test_the_file_opens_in_an_excel_that_speaks_portuguese() -> None:
    content = of_payments([paid()]).decode()

    assert content.startswith("\ufeffRecebido em;Cliente;")
    assert content.splitlines()[1] == (
        '23/11/2026 12:00;"Conceição; e filhos";Sinal;Sinal;Pix;stripe;Devolvido em parte;'
        "1750,00;250,01;1499,99;;pi_1"
    )


def test_a_name_that_a_lead_wrote_as_a_formula_is_not_run() -> None:
    content = of_payments([paid(client_name='=HYPERLINK("https://evil.example")')]).decode()

    assert "'=HYPERLINK" in content


def test_less_than_nothing_keeps_its_centavos() -> None:
    assert spreadsheet(["x"], [[-5]]).decode().splitlines()[1] == "-0,05"
