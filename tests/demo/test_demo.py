"""What the buttons of the demo do, over HTTP, to a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.cli import main
from apps.config import Settings
from apps.server.app import create_app
from apps.wiring import build
from tests.demo.conftest import Visitor, running_demo


def test_a_lead_gets_an_offer_with_its_pdf(visitor: Visitor) -> None:
    visitor.gets_offer()

    document = next(each["document"] for each in visitor.look()["messages"] if each["document"])
    pdf = visitor.http.get(document["path"])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")


def test_what_was_understood_is_shown_with_the_rule_that_fired(visitor: Visitor) -> None:
    visitor.gets_offer()

    read = visitor.look()["understood"]
    assert ["orçamento", "até R$ 2.000"] in read["slots"]
    assert all(act["rule"] and act["percent"] for act in read["acts"])


def test_a_second_look_at_the_same_page_brings_nothing(visitor: Visitor) -> None:
    visitor.gets_offer()
    digest = visitor.http.get("/demo/state").json()["digest"]

    assert visitor.http.get("/demo/state", params={"seen": digest}).status_code == 204


def test_paying_by_card_reaches_the_real_webhook(visitor: Visitor) -> None:
    visitor.accepts()

    visitor.act("pay-card")

    visitor.wait_for("briefing")
    assert "provedor: avisou que algo mudou (webhook)" in visitor.logged()
    assert visitor.rows("SELECT provider, method, status FROM payments ORDER BY id DESC") >= [
        ("stripe", "card", "paid")
    ]


def test_a_boleto_is_pending_until_the_bank_confirms(visitor: Visitor) -> None:
    visitor.accepts()

    visitor.act("take-boleto")
    pending = visitor.wait_for("awaiting_payment")
    visitor.act("settle-boleto")

    assert pending["can"]["settle-boleto"]
    assert not pending["can"]["pay-card"]
    visitor.wait_for("briefing")


def test_a_pix_that_expires_leaves_the_deposit_open(visitor: Visitor) -> None:
    visitor.accepts()

    visitor.act("expire-pix")

    state = visitor.wait_for("awaiting_payment")
    assert state["can"]["pay-card"]
    assert "não foi aprovado e nada foi cobrado" in visitor.said()


def test_a_declined_card_leaves_the_page_open(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()

    visitor.act("decline-card")

    assert "Pagar o Pix agora" in visitor.http.get(checkout).text
    assert visitor.look()["state"] == "awaiting_payment"


def test_what_cannot_happen_yet_is_refused_in_words(visitor: Visitor) -> None:
    refusals = [visitor.act(name) for name in ("pay-card", "settle-boleto", "take-over")]

    assert refusals[0] == refusals[1]
    assert "Ainda não há sinal a pagar" in refusals[0]
    assert "precisa escrever primeiro" in refusals[2]


def test_repeating_the_last_webhook_changes_nothing(visitor: Visitor) -> None:
    visitor.accepts()
    visitor.act("pay-card")
    visitor.wait_for("briefing")
    before = visitor.everything()

    said = visitor.act("repeat-webhook")

    assert visitor.everything() == before
    assert said.endswith("resposta 200, ignorado: já visto.")
    assert "ignorado: já visto" in visitor.logged()


def test_a_crash_loses_and_doubles_nothing(visitor: Visitor) -> None:
    visitor.accepts()
    before = visitor.everything()

    said = visitor.act("drop")

    assert visitor.everything() == before
    assert "nada se perdeu, nada se repetiu" in said
    assert visitor.look()["up"]


def test_a_crash_in_the_middle_of_an_answer_is_made_up_for(visitor: Visitor) -> None:
    visitor.says("oi")

    said = visitor.act("drop")

    visitor.wait_for("qualifying")
    assert visitor.said().count("Aqui é a assistente virtual") == 1
    assert "o que estava pela metade foi terminado" in said


def test_a_sale_goes_on_after_a_crash(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()
    visitor.act("drop")

    visitor.presses(checkout, "pix-paga")

    visitor.wait_for("briefing")


def test_time_brings_the_reminder_once(visitor: Visitor) -> None:
    visitor.accepts()
    reminder = visitor.look()["timers"][0]["label"]

    for _ in range(3):  # a Sunday and a night may come between
        visitor.act("advance-24h")

    assert reminder == "lembrete de pagamento"
    assert visitor.said().count("continua aberto") == 1


def test_an_hour_more_is_an_hour_for_everybody(visitor: Visitor) -> None:
    visitor.gets_offer()
    before = visitor.look()["clock"]["ahead"]

    visitor.act("advance-1h")
    visitor.taps("Aceitar proposta")
    visitor.wait_for("awaiting_payment")
    visitor.act("pay-card")

    assert visitor.look()["clock"]["ahead"] != before
    visitor.wait_for("briefing")


def test_the_bot_is_silent_while_the_operator_answers(visitor: Visitor) -> None:
    visitor.gets_offer()

    visitor.act("take-over")
    visitor.says("alguém aí?")
    visitor.http.post("/demo/operator", data={"text": "oi, aqui é o Rafa"})
    human = visitor.wait_for("offered")
    visitor.act("give-back")
    bot = visitor.wait_for("offered")

    assert (human["owner"], bot["owner"]) == ("human", "bot")
    newest = [message["text"] for message in human["messages"]][-2:]
    assert newest == ["alguém aí?", "oi, aqui é o Rafa"]
    assert "operador: devolveu a conversa" in visitor.logged()


def test_a_special_offer_replaces_the_price(visitor: Visitor) -> None:
    visitor.gets_offer()

    visitor.act("special-offer")

    deal = dict(visitor.wait_for("offered")["deal"])
    assert deal["Total"] == "R$ 1.350,00"
    assert "condição especial" in deal["Proposta"]


def test_asking_for_a_person_opens_a_task_and_tells_the_owner(visitor: Visitor) -> None:
    visitor.gets_offer()

    visitor.act("ask-person")

    state = visitor.wait_for("offered")
    assert state["tasks"]
    assert [e["state"] for e in state["outbox"] if e["code"] == "AlertOwner"] == ["feito"]


def test_stop_is_the_last_word(visitor: Visitor) -> None:
    visitor.gets_offer()

    visitor.act("stop")

    assert visitor.wait_for("offered")["opted_out"]
    assert "não mando mais mensagens" in visitor.said()


def test_starting_again_is_a_new_lead(visitor: Visitor) -> None:
    visitor.gets_offer()
    old = visitor.look()["lead"]

    visitor.act("restart")

    state = visitor.look()
    assert state["lead"] == old + 1
    assert (state["state"], state["messages"]) == ("lead", [])


# ---------------------------------------------------------------------------- the checkout


@pytest.mark.parametrize("deed", ["pix-paga", "cartao-aprovado"])
def test_the_checkout_leads_back_to_our_own_page(visitor: Visitor, deed: str) -> None:
    visitor.accepts()
    payment = visitor.path_of("Pagar o sinal")

    answer = visitor.presses(visitor.opens_checkout(), deed)

    assert answer.url.path == payment
    assert "Sinal recebido" in answer.text


def test_the_checkout_can_decline_and_then_be_paid(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()

    declined = visitor.presses(checkout, "cartao-recusado")
    paid = visitor.presses(checkout, "cartao-aprovado")

    assert "Cartão recusado. Nada foi cobrado" in declined.text
    assert "Sinal recebido" in paid.text


def test_the_checkout_issues_a_boleto_and_settles_it(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()

    issued = visitor.presses(checkout, "boleto-gera")
    settled = visitor.presses(checkout, "boleto-compensa")

    assert "Compensar amanhã" in issued.text
    assert "Sinal recebido" in settled.text


def test_the_checkout_lets_a_pix_expire(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()

    answer = visitor.presses(checkout, "pix-expira")

    assert "Pagar o sinal" in answer.text
    assert "O código Pix expirou" in visitor.http.get(checkout).text


def test_a_checkout_that_was_paid_cannot_be_paid_again(visitor: Visitor) -> None:
    visitor.accepts()
    checkout = visitor.opens_checkout()
    visitor.presses(checkout, "pix-paga")
    before = visitor.rows("SELECT count(*) FROM payments")

    again = visitor.presses(checkout, "cartao-aprovado")

    assert "Tudo certo" in again.text
    assert visitor.rows("SELECT count(*) FROM payments") == before


def test_every_checkout_says_that_it_is_a_simulation(visitor: Visitor) -> None:
    answer = visitor.http.get("/demo/checkout/cs_test_nowhere")

    assert answer.status_code == 404
    assert "SIMULAÇÃO" in answer.text
    assert "Esta página não existe mais" in answer.text


# ---------------------------------------------------------------------------- bad input


def test_a_button_that_is_not_there_is_refused(visitor: Visitor) -> None:
    answers = [
        visitor.http.post("/demo/act/rob-the-bank"),
        visitor.http.post("/demo/say", data={"text": "  "}),
        visitor.http.post("/demo/say", json={"text": "oi"}),
        visitor.http.post("/demo/checkout/cs_test_1", data={"acao": "x"}),
        visitor.http.get("/demo/static/nothing.js"),
        visitor.http.get("/demo/act/drop"),
    ]

    assert [each.status_code for each in answers] == [404, 400, 415, 400, 404, 404]


def test_a_webhook_that_nobody_signed_is_refused(visitor: Visitor) -> None:
    answer = visitor.http.post("/webhook/payment/stripe", json={"id": "evt_1"})

    assert answer.status_code == 400


def test_the_demo_pages_carry_the_security_headers(visitor: Visitor) -> None:
    headers = visitor.http.get("/demo").headers

    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-frame-options"] == "DENY"


# ---------------------------------------------------------------------------- starting


@pytest.mark.parametrize("command", ["demo", "chat"])
@pytest.mark.parametrize("name", ["STRIPE_SECRET", "SOME_OTHER_NAME"])
def test_a_live_key_within_reach_is_refused(
    command: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "sk_live_" + "51abc")

    code = main([command])

    told = capsys.readouterr().err
    assert code == 2
    assert f"{name} holds a live key" in told
    assert "51abc" not in told


def test_a_live_key_in_the_env_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("STRIPE_SECRET=rk_live_" + "51abc\n")
    monkeypatch.delenv("STRIPE_SECRET", raising=False)
    monkeypatch.chdir(tmp_path)

    assert main(["demo"]) == 2
    assert "STRIPE_SECRET holds a live key" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_in_words(
    visitor: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = visitor.address.rpartition(":")[2]

    assert main(["demo", "--port", port, "--data-dir", str(tmp_path)]) == 2
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_second_demo_on_one_folder_is_refused(
    address_and_folder: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = address_and_folder

    assert main(["demo", "--port", "0", "--data-dir", str(folder)]) == 2
    assert "another server is using" in capsys.readouterr().err


def test_a_kept_folder_goes_on_where_it_was(tmp_path: Path) -> None:
    database = tmp_path / "simulation.db"
    with running_demo(tmp_path) as address, Visitor(address, database) as first:
        first.accepts()
        first.act("advance-24h")
        before = first.look()
    with running_demo(tmp_path) as address, Visitor(address, database) as second:
        after = second.look()

    for what in ("lead", "state", "messages", "deal"):
        assert str(after[what]) == str(before[what])
    assert after["clock"]["ahead"] == "+24 h"


def test_a_page_that_the_double_forgot_says_what_to_do(tmp_path: Path) -> None:
    database = tmp_path / "simulation.db"
    with running_demo(tmp_path) as address, Visitor(address, database) as first:
        first.accepts()
        checkout = first.opens_checkout()
    with running_demo(tmp_path) as address, Visitor(address, database) as second:
        forgotten = second.http.get(checkout)
        refused = second.act("pay-card")
        second.act("advance-24h")
        second.act("pay-card")
        second.wait_for("briefing")

    assert "esqueceu esta página" in forgotten.text
    assert "Avance 24 h" in refused


def test_the_real_server_has_no_route_of_the_demo(tmp_path: Path) -> None:
    app = create_app(build(Settings(data_dir=tmp_path, database=tmp_path / "a.db", secrets=("x",))))

    paths = [getattr(route, "path", "") for route in app.routes]

    assert "/health" in paths
    assert not [path for path in paths if path.startswith("/demo")]
