"""Which calls a message becomes."""

from __future__ import annotations

import json

import pytest

from adapters.telegram.messages import compose, fits_behind_a_button
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document, OutgoingMessage, UrlButton

BUTTONS = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))
LINK = UrlButton("Pagar", "https://loja.example.com/p/abc")
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")


def message(text: str = "Fechado?", **parts: object) -> OutgoingMessage:
    return OutgoingMessage("k:1:0", "42", text, **parts)


def test_a_text_with_buttons_is_one_call_without_a_link_preview():
    (call,) = compose(message(buttons=BUTTONS, link=LINK))

    assert call.method == "sendMessage"
    assert call.fields == {
        "chat_id": "42",
        "text": "Fechado?",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Aceitar proposta", "callback_data": "accept:1"}],
                [{"text": "Tirar dúvida", "callback_data": "info"}],
                [{"text": "Pagar", "url": "https://loja.example.com/p/abc"}],
            ]
        },
    }


def test_an_address_that_telegram_refuses_behind_a_button_is_written_out():
    (call,) = compose(message(link=UrlButton("Pagar", "http://127.0.0.1:8000/p/a?x=1&y=2")))

    assert call.fields["text"] == "Fechado?\n\nPagar: http://127.0.0.1:8000/p/a?x=1&amp;y=2"
    assert "reply_markup" not in call.fields


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://loja.example.com/p/abc", True),
        ("http://loja.example.com/p/abc", False),
        ("https://localhost/p/abc", False),
        ("https://127.0.0.1/p/abc", False),
        ("https://[::1]/p/abc", False),
        ("tg://user?id=1", False),
    ],
)
def test_only_public_https_addresses_go_behind_buttons(url, fits):
    assert fits_behind_a_button(url) is fits


def test_a_document_carries_its_text_and_buttons_in_one_call():
    (call,) = compose(message("*Proposta*", buttons=BUTTONS, document=PDF))

    assert call.method == "sendDocument"
    assert call.document == PDF
    assert call.fields["caption"] == "<b>Proposta</b>"
    assert json.loads(call.fields["reply_markup"])["inline_keyboard"][0][0]["text"] == (
        "Aceitar proposta"
    )


def test_a_text_too_long_for_a_caption_follows_its_document_and_takes_the_buttons():
    first, second = compose(message("palavra " * 200, buttons=BUTTONS, document=PDF))

    assert (first.method, first.shown, "reply_markup" in first.fields) == (
        "sendDocument",
        "",
        False,
    )
    assert (second.method, "reply_markup" in second.fields) == ("sendMessage", True)


def test_only_the_last_part_of_a_long_text_has_the_buttons():
    calls = compose(message("palavra " * 1200, buttons=BUTTONS))

    assert ["reply_markup" in call.fields for call in calls] == [False, False, True]


def test_what_the_person_reads_is_told_without_the_marks_of_html():
    (text,) = compose(message("*Fica* R$ 1.500,00 <b> & 2*3"))
    (caption,) = compose(message("*Fica* assim", document=PDF))

    assert (text.shown, caption.shown) == ("Fica R$ 1.500,00 <b> & 2*3", "Fica assim")


def test_more_buttons_than_telegram_takes_become_a_numbered_list():
    choices = tuple(Button(f"package:{at}", f"Pacote {at}") for at in range(101))

    (call,) = compose(message("Qual?", buttons=choices))

    assert "reply_markup" not in call.fields
    assert call.shown.startswith("Qual?\n\n1. Pacote 0\n2. Pacote 1\n")


def test_a_caption_is_measured_in_utf16_units():
    calls = compose(message("😀" * 513, document=PDF))

    assert [call.method for call in calls] == ["sendDocument", "sendMessage"]
