"""A day at the panel, in a real browser against a real server, on a phone and on a desk."""

from __future__ import annotations

import json
from pathlib import Path
from time import sleep

import pytest

from adapters.telegram.emulator import Lead
from tests.panel_browser.office import BURST_SECONDS, Desk

pytestmark = pytest.mark.browser

SOON = 3
"""Seconds until a message that arrived is on the screen."""


def greeted(desk: Desk, name: str) -> Lead:
    """Somebody whom the bot has answered, and whose conversation is open in the panel."""
    lead = desk.office.lead(name)
    lead.says("oi")
    lead.waits_for("O que você precisa", 30)
    desk.goes_to(f"conversas?conversa={desk.office.conversation_of(lead)}")
    desk.sees("Assumir conversa")
    return lead


def ours(lead: Lead) -> list[str]:
    return [line.text for line in lead.transcript if line.from_bot]


def test_the_first_page_is_there_after_signing_in(desk: Desk) -> None:
    desk.goes_to("")

    desk.sees("Recebido no mês")
    desk.sees("Funil de 30 dias")
    assert desk.sideways == 0


def test_a_new_message_is_on_the_screen_within_three_seconds(desk: Desk) -> None:
    lead = greeted(desk, "Lia")
    desk.sees("O que você precisa")

    lead.says("vocês atendem aos sábados?")

    desk.sees("vocês atendem aos sábados?", SOON)


def test_a_takeover_in_the_middle_of_a_burst_silences_the_bot(desk: Desk) -> None:
    lead = greeted(desk, "Caio")
    said = len(ours(lead))
    lead.says("quero o pacote básico")

    desk.presses("Assumir conversa")
    desk.sees("A conversa é sua: o robô parou.")
    sleep(BURST_SECONDS + 1)

    assert len(ours(lead)) == said
    desk.sees("Devolver ao robô")


def test_a_reply_arrives_at_the_lead_and_the_bot_can_have_the_conversation_back(
    desk: Desk,
) -> None:
    lead = greeted(desk, "Nina")

    desk.writes("Oi, Nina! Aqui é o Rafa.")
    lead.waits_for("Oi, Nina! Aqui é o Rafa.", 30)
    desk.sees("Pessoa ·")
    desk.presses("Devolver ao robô")
    desk.sees("O robô voltou a atender.")
    lead.waits_for("pediu para eu continuar daqui", 30)
    lead.says("um site para minha loja")

    lead.waits_for("Para quando", 30)


def test_an_offer_of_ones_own_reaches_the_lead(desk: Desk) -> None:
    lead = greeted(desk, "Davi")
    desk.presses("Fazer oferta")
    sleep(SOON)  # the page behind it has drawn itself again
    desk.page.get_by_label("Título").fill("Cardápio digital")
    desk.page.get_by_label("O que está incluído").fill("Cardápio com fotos\nQR code")
    desk.page.get_by_label("Valor total").fill("de graça")
    desk.presses("Enviar oferta ao cliente")
    desk.sees("precisa ser um valor, como 1.750,00")

    desk.page.get_by_label("Valor total").fill("980,00")
    desk.presses("Enviar oferta ao cliente")

    lead.waits_for("R$ 980,00", 30)
    desk.sees("Oferta de R$ 980,00 a caminho.")


def test_a_client_takes_their_data_and_is_forgotten(desk: Desk) -> None:
    lead = greeted(desk, "Zuleica")
    desk.presses("Ver cliente")
    desk.page.get_by_role("tab", name="Juntar e LGPD").click()
    desk.presses("Preparar arquivo")
    with desk.page.expect_download() as waiting:
        desk.presses("Baixar JSON")
    data = json.loads(Path(waiting.value.path()).read_text("utf-8"))

    desk.page.get_by_label("Digite APAGAR para confirmar").fill("APAGAR")
    desk.page.keyboard.press("Enter")
    desk.presses("Apagar para sempre")

    desk.sees("Dados apagados. Protocolo")
    desk.sees_no_more("Zuleica")
    assert "Zuleica" in json.dumps(data, ensure_ascii=False)
    assert ours(lead)


@pytest.mark.parametrize("path", ["", "conversas", "cliente"])
def test_a_page_is_no_wider_than_the_screen(desk: Desk, path: str) -> None:
    desk.goes_to(path)
    desk.sees("Sair do painel")

    assert desk.sideways == 0
