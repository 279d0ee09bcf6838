"""Reading updates, and who may send them."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.updates import read_update, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import ButtonPressed, ContactBlocked, MediaReceived, TextReceived
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.store import Incoming

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SENT = NOW - timedelta(seconds=40)
ID = 7_000_000_001
MARINA = {"id": ID, "is_bot": False, "first_name": "Marina", "last_name": "Lima"}
CHAT = {"id": ID, "type": "private", "first_name": "Marina"}


def message(**content: object) -> dict[str, object]:
    date = int(SENT.timestamp())
    return {"message_id": 12, "from": MARINA, "chat": CHAT, "date": date, **content}


def tap(**changes: object) -> dict[str, object]:
    button = {"text": "Aceitar proposta", "callback_data": "accept:1"}
    held_by = message(text="Fechado?", reply_markup={"inline_keyboard": [[button]]})
    return {"id": "991", "from": MARINA, "message": held_by, "data": "accept:1", **changes}


def read(**update: object) -> Incoming:
    return read_update(json.dumps({"update_id": 5, **update}).encode(), NOW)


def test_a_private_text_opens_the_conversation_of_its_sender():
    body = json.dumps({"update_id": 5, "message": message(text="oi, preciso de um site")})

    incoming = read_update(body.encode(), NOW)

    contact = Contact("telegram", str(ID))
    assert incoming == Incoming(
        source="telegram",
        external_id="update:5",
        conversation_id=conversation_id_for(contact),
        event=TextReceived(SENT, "12", "oi, preciso de um site", "Marina Lima"),
        contact=contact,
        raw=body,
    )


def test_the_payload_of_a_start_link_stays_in_the_text():
    incoming = read(message=message(text="/start promo"))

    assert isinstance(incoming.event, TextReceived)
    assert incoming.event.text == "/start promo"


@pytest.mark.parametrize(
    ("content", "kind", "media_id"),
    [
        ({"voice": {"file_id": "v", "duration": 3}}, "audio", "v"),
        ({"audio": {"file_id": "a", "duration": 3}}, "audio", "a"),
        ({"photo": [{"file_id": "small"}, {"file_id": "large"}]}, "image", "large"),
        ({"video": {"file_id": "f"}}, "video", "f"),
        ({"animation": {"file_id": "g"}, "document": {"file_id": "g"}}, "video", "g"),
        ({"document": {"file_id": "d"}}, "document", "d"),
        ({"sticker": {"file_id": "s"}}, "sticker", "s"),
        ({"location": {"latitude": -23.5, "longitude": -46.6}}, "location", None),
        ({"contact": {"phone_number": "+5511900000000", "user_id": ID}}, "contact", None),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other", None),
    ],
)
def test_what_is_not_text_is_kept_as_media(content, kind, media_id):
    incoming = read(message=message(caption="olha", **content))

    assert incoming.event == MediaReceived(SENT, "12", kind, "olha", media_id)


def test_a_tap_carries_the_button_its_title_and_the_id_to_acknowledge():
    incoming = read(callback_query=tap())

    assert incoming.event == ButtonPressed(NOW, "991", "accept:1", "Aceitar proposta")
    assert incoming.contact == Contact("telegram", str(ID))


@pytest.mark.parametrize(
    "held_by", [None, {"message_id": 3, "chat": CHAT, "date": 0}], ids=["missing", "inaccessible"]
)
def test_a_tap_under_a_message_that_is_too_old_still_counts(held_by):
    incoming = read(callback_query=tap(message=held_by))

    assert incoming.event == ButtonPressed(NOW, "991", "accept:1", "")


def test_blocking_the_bot_does_not_open_a_conversation():
    change = {"chat": CHAT, "from": MARINA, "date": int(SENT.timestamp())}

    blocked = read(my_chat_member={**change, "new_chat_member": {"status": "kicked"}})
    allowed = read(my_chat_member={**change, "new_chat_member": {"status": "member"}})

    assert blocked.event == ContactBlocked(SENT)
    assert blocked.conversation_id == conversation_id_for(Contact("telegram", str(ID)))
    assert blocked.contact is None
    assert allowed.event is None


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message(text="oi, corrigido")},
        {"message": message(pinned_message=message(text="oi"))},
        {"message": message(successful_payment={"currency": "BRL", "total_amount": 1})},
        {"message": message(text="oi", chat={"id": -100, "type": "supergroup"})},
        {"message": message(text="oi", **{"from": {**MARINA, "is_bot": True}})},
        {"message": message(text="oi", **{"from": {**MARINA, "id": ID + 1}})},
        {"message": message(text="oi", **{"from": None})},
        {"channel_post": message(text="oi", chat={"id": -100, "type": "channel"})},
        {"callback_query": tap(message=None, inline_message_id="x")},
        {"callback_query": tap(data=None, game_short_name="xadrez")},
        {"callback_query": tap(message=message(chat={"id": -100, "type": "group"}))},
        {"message_reaction": {"chat": CHAT, "message_id": 12}},
        {"something_of_next_year": {"text": "oi"}},
        {},
    ],
    ids=lambda update: ",".join(update) or "nothing",
)
def test_what_is_not_a_lead_speaking_is_kept_without_an_event(update):
    incoming = read(**update)

    assert incoming.event is None
    assert incoming.contact is None
    assert incoming.external_id == "update:5"
    assert json.loads(incoming.raw or "")["update_id"] == 5


def test_a_time_ahead_of_ours_is_ours():
    ahead = int((NOW + timedelta(minutes=5)).timestamp())

    incoming = read(message=message(text="oi", date=ahead))

    assert incoming.event is not None
    assert incoming.event.at == NOW


def test_characters_that_a_database_cannot_store_are_dropped():
    incoming = read(message=message(text="o\0i"))

    assert isinstance(incoming.event, TextReceived)
    assert incoming.event.text == "oi"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"oi",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"oi"',
        b"{}",
        b'{"update_id": "5"}',
        b'{"update_id": true}',
        b'{"update_id": 5.0}',
        b'{"update_id": 1' + b"0" * 5000 + b"}",
        b'{"update_id": 5, "message": "oi"}',
        b'{"update_id": 5, "message": {"chat": 7, "text": "oi"}}',
        b'{"update_id": 5, "message": {"chat": {"id": 7}, "text": {"$ne": 1}}}',
        b'{"update_id": 5, "message": {"chat": {"id": "7"}, "text": "oi"}}',
        b'{"update_id": 5, "message": {"chat": {"id": 7}, "text": "\\ud83d"}}',
        b'{"update_id": 5, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_an_update_is_refused_in_one_line(body):
    with pytest.raises(InvalidRequest) as refusal:
        read_update(body, NOW)

    assert refusal.value.status == 400
    assert str(refusal.value).startswith("not a Telegram update: ")
    assert "\n" not in str(refusal.value)


def test_a_refusal_quotes_nothing_of_the_body():
    body = b'{"update_id": 5, "message": {"chat": {"id": 7}, "text": ["segredo"]}}'

    with pytest.raises(InvalidRequest) as refusal:
        read_update(body, NOW)

    assert "segredo" not in f"{refusal.value}{refusal.value.__cause__}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("chat", "from", "text", "date", "photo", "data", "id", "message", "caption")
PARTS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON))


@given(
    st.sampled_from(["message", "callback_query", "my_chat_member", "edited_message"]),
    PARTS | JSON | PARTS.map(lambda part: {**message(), **part}),
)
def test_no_body_does_anything_but_being_read_or_refused(kind, content):
    body = json.dumps({"update_id": 5, kind: content}).encode()

    with contextlib.suppress(InvalidRequest):
        assert read_update(body, NOW).external_id == "update:5"


@pytest.mark.parametrize("given", ["new", "old"])
def test_every_configured_secret_opens_the_webhook(given):
    verify({"x-telegram-bot-api-secret-token": given}, ["new", "old"])


@pytest.mark.parametrize(
    ("headers", "secrets"),
    [
        ({}, ["new"]),
        ({"x-telegram-bot-api-secret-token": ""}, ["new"]),
        ({"x-telegram-bot-api-secret-token": "ne"}, ["new"]),
        ({"x-telegram-bot-api-secret-token": "né"}, ["new"]),
        ({"x-telegram-bot-api-secret-token": ""}, [""]),
        ({"x-telegram-bot-api-secret-token": "new"}, []),
    ],
)
def test_without_a_secret_of_ours_the_webhook_stays_shut(headers, secrets):
    with pytest.raises(InvalidRequest) as refusal:
        verify(headers, secrets)

    assert refusal.value.status == 401
