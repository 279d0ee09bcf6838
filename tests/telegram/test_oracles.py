"""
Two client libraries as judges: what we send must be valid calls, what the emulator answers must
be valid objects.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.channel import ALLOWED_UPDATES, TelegramChannel
from adapters.telegram.emulator.rules import checked_caption, checked_keyboard, checked_text
from adapters.telegram.messages import Call, compose
from adapters.telegram.updates import read_webhook
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document, OutgoingMessage, UrlButton
from autovenda_core.testing.clock import FakeClock

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

VISIBLE = st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text)
TITLES = VISIBLE.map(lambda text: text[:20])
IDS = st.text("abcdefghijklmnopqrstuvwxyz:-0123456789", min_size=1, max_size=64)
LINKS = st.builds(UrlButton, TITLES, st.sampled_from([LINK.url, "http://127.0.0.1:8000/p/a?b&c"]))


def fields_of(call: Call) -> dict[str, Any]:
    """What a call says, as it would be in a JSON body."""
    fields = dict(call.fields)
    if call.document is not None:
        fields["document"] = "attach://document"
        if "reply_markup" in fields:
            fields["reply_markup"] = json.loads(fields["reply_markup"])
    return fields


def judge(name: str, fields: dict[str, Any]) -> Any:
    """The call as aiogram reads it; it has no field that one of the libraries does not know."""
    method = getattr(aiogram_methods, name[0].upper() + name[1:])
    assert set(fields) <= set(method.model_fields)
    assert set(fields) <= set(inspect.signature(getattr(ptb.Bot, name)).parameters)
    return method.model_validate(fields)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
def test_our_messages_are_valid_to_both_libraries(call):
    fields = fields_of(call)

    validated = judge(call.method, fields)

    keyboard = validated.reply_markup
    assert (keyboard is not None) == ("reply_markup" in fields)
    assert keyboard is None or not any(
        key.model_extra for row in keyboard.inline_keyboard for key in row
    )
    assert keyboard is None or ptb.InlineKeyboardMarkup.de_json(fields["reply_markup"], None)


@given(
    st.builds(
        OutgoingMessage,
        st.just("k"),
        st.just("7000000000"),
        VISIBLE | VISIBLE.map(lambda text: text * 1500),
        st.lists(st.builds(Button, IDS, TITLES), max_size=12).map(tuple),
        st.none() | LINKS,
        st.none() | st.just(PDF),
    )
)
def test_whatever_we_have_to_say_becomes_calls_that_telegram_takes(message):
    calls = compose(message)

    for call in calls:
        fields = fields_of(call)
        judge(call.method, fields)
        checked = checked_caption(fields) if call.document else checked_text(fields)
        assert checked.text.strip() == call.shown.strip()
        checked_keyboard(fields)


def test_our_other_calls_are_valid_to_both_libraries():
    calls: list[tuple[str, dict[str, Any]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            calls.append((request.url.path.removeprefix("/"), json.loads(request.content)))
        return httpx.Response(200, json={"ok": True, "result": RESULTS.get(request.url.path, True)})

    async def make_every_call() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            channel = TelegramChannel(client, "123456:judged", FakeClock())
            await channel.fetch("BQACAgEAAx0")
            await channel.acknowledge("7000000000", "12")
            await channel.acknowledge("7000000000", "tap:991")
            await channel.get_updates(5, 25)
            await channel.set_webhook("https://loja.example.com/webhook/telegram", "s3gredo")
            await channel.delete_webhook()
            await channel.get_me()
            await channel.get_webhook_info()

    asyncio.run(make_every_call())

    assert len(calls) == 8
    for name, fields in calls:
        judge(name, fields)


RESULTS: dict[str, object] = {
    "/getFile": {"file_path": "voice/file_1.oga"},
    "/getUpdates": [],
    "/getMe": {"id": 123456, "username": "autovenda_bot", "first_name": "Auto-Venda"},
    "/getWebhookInfo": {"url": "", "pending_update_count": 0},
}
"""What Telegram answers, where it is not `true`."""


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


def test_both_libraries_read_the_answer_about_a_file(lead, call):
    file = call("getFile", file_id=lead.sends("voice", content=b"OggS"))

    assert aiogram_types.File.model_validate(file).file_size == 4
    assert ptb.File.de_json(file, None).file_path == "voice/file_1.oga"


def test_both_libraries_read_every_update_that_a_lead_can_cause(emulator, lead, call):
    group = emulator.group("Obra")
    call("sendMessage", chat_id=lead.id, text="?", reply_markup=one_button())
    lead.says("/start promo")
    lead.edits("oi")
    for kind in ("voice", "photo", "video", "document", "sticker", "location", "contact"):
        lead.sends(kind, content=b"?")
    lead.shares_number("5511900000001")
    group.is_joined_by(lead)
    group.hears(lead, "bom dia")
    lead.taps("Aceitar")
    lead.blocks()
    lead.unblocks()

    updates = call("getUpdates")

    kinds = [aiogram_types.Update.model_validate(update).event_type for update in updates]
    assert kinds == [
        "message",
        "edited_message",
        *["message"] * 10,
        "callback_query",
        "my_chat_member",
        "my_chat_member",
    ]
    for update in updates:
        assert ptb.Update.de_json(update, None).effective_user.id == lead.id


def test_both_libraries_see_in_an_update_what_we_see(lead, emulator, call):
    lead.says("/start promo")
    lead.sends("photo", caption="olha")
    lead.shares_number("5511900000001")
    emulator.group("Obra").hears(lead, "bom dia")

    for update in call("getUpdates"):
        (reading,) = read_webhook(json.dumps(update).encode(), {}, {}, FakeClock().now())
        theirs = aiogram_types.Update.model_validate(update).message
        others = ptb.Update.de_json(update, None).effective_message

        assert reading.text == (theirs.text or theirs.caption) == (others.text or others.caption)
        assert reading.sender == str(theirs.from_user.id) == str(others.from_user.id)
        assert reading.name == theirs.from_user.full_name == others.from_user.full_name
        assert reading.at == theirs.date == others.date
        assert reading.is_private == (theirs.chat.type == "private")
        assert (reading.media and reading.media.id) == (theirs.photo and theirs.photo[-1].file_id)
        assert reading.phone == (theirs.contact and theirs.contact.phone_number)


def one_button() -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Aceitar", "callback_data": "a"}]]}
