"""What our messages are made of on the wire."""

from __future__ import annotations

import json

import pytest

from adapters.whatsapp.twilio.messages import TEXT_BYTES, compose
from autovenda_core.effects import Button
from autovenda_core.errors import Rejected
from autovenda_core.ports.channel import Document, OutgoingMessage, Template, UrlButton

MARINA = "whatsapp:+5511900000000"
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
BUTTONS = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))
LINK = UrlButton("Pagar", "https://loja.example.com/p/abc")
SIDS = {"autovenda_lembrete": "HX1"}


def message(text: str = "oi", **parts: object) -> OutgoingMessage:
    return OutgoingMessage("k:1:0", MARINA, text, **parts)


def template(*parameters: str, name: str = "autovenda_lembrete") -> OutgoingMessage:
    return message("Oi, Ana!", template=Template(name, "pt_BR", parameters))


def test_buttons_and_links_are_written_out():
    (call,) = compose(message("Fechado?", buttons=BUTTONS, link=LINK), SIDS)

    assert call.fields == {
        "Body": "Fechado?\n\nPagar: https://loja.example.com/p/abc\n\n"
        "1. Aceitar proposta\n2. Tirar dúvida"
    }


def test_a_document_goes_alone_and_its_text_follows():
    document, text = compose(message("Sua proposta", document=PDF), SIDS)

    assert (document.document, document.text, document.fields) == (PDF, "", {})
    assert (text.document, text.fields) == (None, {"Body": "Sua proposta"})


def test_a_document_without_a_text_is_one_call():
    assert [call.document for call in compose(message("", document=PDF), SIDS)] == [PDF]


def test_a_template_goes_by_its_content_sid_with_numbered_variables():
    (call,) = compose(template("Ana", "https://x.example/a?b=1"), SIDS)

    assert call.text == "Oi, Ana!"
    assert call.fields["ContentSid"] == "HX1"
    assert json.loads(call.fields["ContentVariables"]) == {
        "1": "Ana",
        "2": "https://x.example/a?b=1",
    }
    assert "Body" not in call.fields


def test_a_template_without_parameters_has_no_variables():
    (call,) = compose(template(), SIDS)

    assert call.fields == {"ContentSid": "HX1"}


def test_a_variable_is_one_line_as_whatsapp_wants_it():
    (call,) = compose(template("site\ne\tlogo      novo"), SIDS)

    assert json.loads(call.fields["ContentVariables"]) == {"1": "site e logo novo"}


def test_a_template_that_is_not_configured_is_named_to_the_operator():
    with pytest.raises(Rejected) as refusal:
        compose(template(name="autovenda_outro"), SIDS)

    assert "autovenda_outro" in str(refusal.value.words)
    assert not refusal.value.unreachable


def test_a_long_text_is_cut_at_paragraphs():
    paragraphs = ["a" * 900, "b" * 900, "c" * 300]

    calls = compose(message("\n\n".join(paragraphs)), SIDS)

    assert [call.fields["Body"] for call in calls] == [
        paragraphs[0],
        f"{paragraphs[1]}\n\n{paragraphs[2]}",
    ]


def test_accents_and_emojis_count_as_what_they_weigh():
    assert len(compose(message("é" * (TEXT_BYTES // 2)), SIDS)) == 1
    assert len(compose(message("é" * (TEXT_BYTES // 2 + 1)), SIDS)) == 2
