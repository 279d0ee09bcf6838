"""`autovenda serve` sells: from "oi" to an active project, and nothing happens twice."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters.http.links import SignedLinks
from autovenda_core.effects import Link, LinkKind

if TYPE_CHECKING:
    from tests.blackbox.conftest import Shop

DEPOSIT_CENTAVOS = 75_000


@pytest.mark.parametrize("options", [[], ["--poll"]], ids=["by webhook", "by polling"])
def test_a_lead_becomes_an_active_project(shop: Shop, options: list[str]) -> None:
    shop.start(*options, webhooks=not options)
    lead = shop.telegram.lead("Marina")

    shop.sell(lead)

    [(status, deadline, title)] = shop.rows("SELECT status, deadline, title FROM projects")
    assert (status, title) == ("active", "Pacote Básico")
    assert deadline > datetime.now(UTC).date().isoformat()
    assert shop.rows("SELECT name FROM clients") == [("Marina",)]
    payments = "SELECT provider, amount_centavos, status, kind FROM payments"
    assert shop.rows(payments) == [("stripe", DEPOSIT_CENTAVOS, "paid", "deposit")]
    directions = shop.rows("SELECT DISTINCT direction FROM message_logs ORDER BY 1")
    assert directions == [("in",), ("out",)]
    assert shop.rows("SELECT state FROM conversations") == [("active",)]
    assert shop.rows("SELECT count(*) FROM tasks") == [(0,)]
    assert len(shop.telegram.answered_taps) == 2


def test_a_second_copy_of_every_webhook_changes_nothing(shop: Shop) -> None:
    shop.start()
    shop.sell(shop.telegram.lead("Marina"))
    before = shop.counts(), list(shop.outgoing_calls), shop.rows("SELECT data FROM conversations")
    updates, events = shop.webhooks_so_far()

    answers = [shop.send_update(update) for update in updates]
    answers += [shop.send_event(event) for event in events]
    shop.waits_until_idle()

    assert updates
    assert events
    assert {answer.status_code for answer in answers} == {200}
    after = shop.counts(), list(shop.outgoing_calls), shop.rows("SELECT data FROM conversations")
    assert after == before


def test_a_boleto_is_waited_for_and_then_moves_the_sale(shop: Shop) -> None:
    shop.start()
    lead = shop.telegram.lead("Marina")
    payment_link = shop.accept_an_offer(lead)
    session_id = shop.open_checkout(payment_link)

    shop.stripe.account.promise(session_id, "boleto")
    lead.waits_for("")
    pending = shop.get(payment_link).text
    shop.stripe.account.pay(session_id)
    lead.waits_for("briefing", 20)
    paid = shop.get(payment_link).text

    assert "Aguardando o pagamento" in pending
    assert "Recebemos o sinal" in paid
    assert "Preencher o briefing" in paid


def test_two_clicks_on_pay_make_one_checkout(shop: Shop) -> None:
    shop.start()
    payment_link = shop.accept_an_offer(shop.telegram.lead("Marina"))

    first, second = shop.open_checkout(payment_link), shop.open_checkout(payment_link)

    assert first == second
    assert len(shop.stripe.account.sessions()["data"]) == 1


def test_a_proposal_can_be_read_and_accepted_on_its_page(shop: Shop) -> None:
    shop.environment["AUTOVENDA_CATALOG"] = str(_catalog(shop))
    shop.start()
    lead = shop.telegram.lead("Marina")
    lead.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
    lead.waits_for("R$ 1.999,00")
    [(conversation_id,)] = shop.rows("SELECT id FROM conversations")
    page = _proposal_path(shop, conversation_id)

    opened, pdf, accepted = shop.get(page), shop.get(f"{page}/pdf"), shop.post(page)

    assert "Aceitar a proposta" in opened.text
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert accepted.status_code == 303
    assert "Ir para o sinal" in shop.get(page).text
    lead.waits_for("Aqui está o pagamento do sinal")


def test_nothing_personal_is_in_the_log(shop: Shop) -> None:
    shop.start()
    lead = shop.telegram.lead("Marinalva")
    lead.says("oi, meu telefone é 11 98765-4321 e meu email é marinalva@example.com")
    lead.waits_for("")

    shop.sell(lead)

    log = shop.log
    tokens = [token for token in _tokens_of_pages(shop) if token in log]
    words = ("landing page", "98765", "marinalva", "Marinalva", "2000 reais", "Padaria", "Resposta")
    secrets = (shop.telegram.token, "sk_test_blackbox", "whsec_blackbox", "telegram-secret")
    assert [found for found in (*words, *secrets) if found in log] == []
    assert tokens == []
    assert [line for line in log.splitlines() if not line.startswith("{")] == []
    kinds = {json.loads(line).get("kind") for line in log.splitlines()}
    assert {"PaymentSnapshot", "CreateCheckout", "BriefingSubmitted"} <= kinds


def _catalog(shop: Shop) -> object:
    path = shop.folder / "meu.csv"
    exported = shop.run("catalog", "export").stdout
    path.write_text(exported.replace("1500,00", "1999,00"), "utf-8")
    return path


def _proposal_path(shop: Shop, conversation_id: str) -> str:
    secret = (shop.data / "secret").read_text()
    return SignedLinks([secret], shop.url).url(Link(LinkKind.PROPOSAL, conversation_id, 1, 1))


def _tokens_of_pages(shop: Shop) -> list[str]:
    said = "\n".join(row[0] for row in shop.rows("SELECT text FROM message_logs"))
    found = re.findall(r"/(?:p|b)/([\w-]{20,})", said)
    assert found
    return found
