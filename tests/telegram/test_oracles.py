"""
Two client libraries as judges: what we send must be valid calls, what the emulator answers must
be valid objects.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from adapters.telegram.channel import ALLOWED_UPDATES
from adapters.telegram.messages import compose
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document, OutgoingMessage, UrlButton

aiogram_methods = pytest.importorskip("aiogram.methods", reason="ORACLE NOT RUN: no aiogram")
aiogram_types = pytest.importorskip("aiogram.types", reason="ORACLE NOT RUN: no aiogram")
ptb = pytest.importorskip("telegram", reason="ORACLE NOT RUN: no python-telegram-bot")

PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
BUTTONS = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))
LINK = UrlButton("Pagar", "https://loja.example.com/p/abc")
MESSAGES = [
    OutgoingMessage("k", "7000000000", "Fica *R$ 1.750,00* (50%)", BUTTONS, LINK),
    OutgoingMessage("k", "7000000000", "Proposta", BUTTONS, LINK, PDF),
    OutgoingMessage("k", "7000000000", "Proposta " * 600, BUTTONS, LINK, PDF),
]
CALLS = [call for message in MESSAGES for call in compose(message)]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
def test_our_calls_are_valid_to_aiogram_and_use_no_field_that_it_does_not_know(call):
    method: Any = getattr(aiogram_methods, call.method[0].upper() + call.method[1:])
    fields = dict(call.fields)
    if call.document is not None:
        fields["document"] = "attach://document"
        if "reply_markup" in fields:
            fields["reply_markup"] = json.loads(fields["reply_markup"])

    validated = method.model_validate(fields)

    assert set(fields) <= set(method.model_fields)
    keyboard = validated.reply_markup
    assert (keyboard is not None) == ("reply_markup" in fields)
    assert keyboard is None or not any(
        key.model_extra for row in keyboard.inline_keyboard for key in row
    )


def test_the_kinds_of_update_that_we_ask_for_exist():
    assert set(ALLOWED_UPDATES) <= set(aiogram_types.Update.model_fields)
    assert set(ALLOWED_UPDATES) <= set(ptb.Update.ALL_TYPES)


@pytest.fixture
def call(base, emulator):
    def call(method: str, **fields: object) -> Any:
        address = f"{base}/bot{emulator.token}/{method}"
        answer = httpx.post(address, json=fields, trust_env=False).json()
        assert answer["ok"], answer
        return answer["result"]

    return call


def same_message(data: dict[str, Any]) -> tuple[object, ...]:
    """Both libraries read it; what they agree on."""
    ours = aiogram_types.Message.model_validate(data)
    theirs = ptb.Message.de_json(data, None)
    assert ours.message_id == theirs.message_id
    assert ours.date == theirs.date
    assert ours.chat.id == theirs.chat.id
    return ours.text or ours.caption, ours.html_text, theirs.text or theirs.caption


def test_both_libraries_read_what_the_emulator_answers(lead, call):
    text = {"text": "😀 <b>Oi</b>", "parse_mode": "HTML"}
    sent = call("sendMessage", chat_id=lead.id, reply_markup=one_button(), **text)
    me = call("getMe")
    info = call("getWebhookInfo")

    assert same_message(sent) == ("😀 Oi", "😀 <b>Oi</b>", "😀 Oi")
    assert aiogram_types.User.model_validate(me).is_bot
    assert ptb.User.de_json(me, None).is_bot
    assert aiogram_types.WebhookInfo.model_validate(info).url == ""
    assert ptb.WebhookInfo.de_json(info, None).pending_update_count == 0


def test_both_libraries_read_the_answer_to_a_document(lead, base, emulator):
    answer = httpx.post(
        f"{base}/bot{emulator.token}/sendDocument",
        data={"chat_id": lead.id, "caption": "<b>Proposta</b>", "parse_mode": "HTML"},
        files={"document": ("proposta.pdf", b"%PDF", "application/pdf")},
        trust_env=False,
    ).json()["result"]

    assert same_message(answer)[0] == "Proposta"
    assert aiogram_types.Message.model_validate(answer).document.file_name == "proposta.pdf"
    assert ptb.Message.de_json(answer, None).document.file_size == 4


def test_both_libraries_read_every_update_that_a_lead_can_cause(lead, call):
    call("sendMessage", chat_id=lead.id, text="?", reply_markup=one_button())
    lead.says("/start promo")
    lead.edits("oi")
    for kind in ("voice", "photo", "video", "document", "sticker", "location", "contact"):
        lead.sends(kind)
    lead.taps("Aceitar")
    lead.blocks()
    lead.unblocks()

    updates = call("getUpdates")

    kinds = [aiogram_types.Update.model_validate(update).event_type for update in updates]
    assert kinds == [
        "message",
        "edited_message",
        *["message"] * 7,
        "callback_query",
        "my_chat_member",
        "my_chat_member",
    ]
    for update in updates:
        assert ptb.Update.de_json(update, None).effective_user.id == lead.id


def one_button() -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Aceitar", "callback_data": "a"}]]}
