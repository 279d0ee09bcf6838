"""Reading updates, and who may send them."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.updates import read_webhook, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import ButtonPressed, ContactBlocked, Event, MediaReceived, TextReceived
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.model import Contact
from autovenda_core.ports.inbound import Attachment, Category, Reading, fact_of

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SENT = NOW - timedelta(seconds=40)
ID = 7_000_000_001
MARINA = {"id": ID, "is_bot": False, "first_name": "Marina", "last_name": "Lima"}
CHAT = {"id": ID, "type": "private", "first_name": "Marina"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Obra"}


def message(**content: object) -> dict[str, object]:
    date = int(SENT.timestamp())
    return {"message_id": 12, "from": MARINA, "chat": CHAT, "date": date, **content}


def tap(**changes: object) -> dict[str, object]:
    button = {"text": "Aceitar proposta", "callback_data": "accept:1"}
    held_by = message(text="Fechado?", reply_markup={"inline_keyboard": [[button]]})
    return {"id": "991", "from": MARINA, "message": held_by, "data": "accept:1", **changes}


def read_body(body: bytes) -> Reading:
    (reading,) = read_webhook(body, {}, {}, NOW)
    return reading


def read(**update: object) -> Reading:
    return read_body(json.dumps({"update_id": 5, **update}).encode())


def event_of(reading: Reading) -> Event | None:
    return fact_of(reading, NOW, "").event


def test_a_private_text_is_read_whole():
    reading = read(message=message(text="oi", reply_to_message=message(message_id=11)))

    assert reading == Reading(
        "telegram",
        Category.MESSAGE,
        "text",
        "update:5",
        at=SENT,
        sender=str(ID),
        identities=(Identity(IdentityKind.TELEGRAM, str(ID)),),
        name="Marina Lima",
        text="oi",
        message_id="12",
        reply_to="11",
    )


def test_a_private_text_opens_the_conversation_of_its_sender():
    fact = fact_of(read(message=message(text="oi, preciso de um site")), NOW, "{}")

    assert fact.event == TextReceived(SENT, "12", "oi, preciso de um site", "Marina Lima")
    assert fact.contact == Contact("telegram", str(ID))
    assert fact.external_id == "update:5"


def test_a_command_is_a_text_that_begins_with_one():
    entity = {"type": "bot_command", "offset": 0, "length": 6}

    command = read(message=message(text="/start promo", entities=[entity]))
    later = read(message=message(text="a /start", entities=[{**entity, "offset": 2}]))
    unmarked = read(message=message(text="/start"))

    assert [command.kind, later.kind, unmarked.kind] == ["command", "text", "text"]
    assert event_of(command) == TextReceived(SENT, "12", "/start promo", "Marina Lima")


@pytest.mark.parametrize(
    ("content", "kind", "media"),
    [
        ({"voice": {"file_id": "v", "mime_type": "audio/ogg"}}, "voice", ("v", "audio/ogg", None)),
        ({"audio": {"file_id": "a", "file_name": "a.mp3"}}, "audio", ("a", None, "a.mp3")),
        ({"photo": [{"file_id": "small"}, {"file_id": "large"}]}, "photo", ("large", None, None)),
        ({"video": {"file_id": "f"}}, "video", ("f", None, None)),
        ({"video_note": {"file_id": "n"}}, "video_note", ("n", None, None)),
        (
            {"animation": {"file_id": "g"}, "document": {"file_id": "g"}},
            "animation",
            ("g", None, None),
        ),
        ({"document": {"file_id": "d"}}, "document", ("d", None, None)),
        ({"sticker": {"file_id": "s"}}, "sticker", ("s", None, None)),
    ],
)
def test_a_file_is_referenced_by_what_it_can_be_fetched_by(content, kind, media):
    reading = read(message=message(caption="olha", **content))

    assert (reading.kind, reading.text) == (kind, "olha")
    assert reading.media == Attachment(*media)


@pytest.mark.parametrize(
    ("content", "kind", "flow_kind"),
    [
        ({"voice": {"file_id": "v"}}, "voice", "audio"),
        ({"location": {"latitude": -23.5, "longitude": -46.6}}, "location", "location"),
        (
            {"venue": {"title": "Loja"}, "location": {"latitude": 1, "longitude": 2}},
            "venue",
            "location",
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice", "other"),
        ({"checklist": {"title": "Lista"}}, "checklist", "other"),
    ],
)
def test_what_is_not_text_reaches_the_flow_as_media(content, kind, flow_kind):
    reading = read(message=message(**content))
    event = event_of(reading)

    assert reading.kind == kind
    assert isinstance(event, MediaReceived)
    assert event.kind == flow_kind


def test_the_own_contact_proves_a_number():
    card = {"phone_number": "+5511900000000", "first_name": "Marina", "user_id": ID}

    reading = read(message=message(contact=card))

    assert (reading.kind, reading.phone) == ("contact", "+5511900000000")
    assert reading.identities == (
        Identity(IdentityKind.TELEGRAM, str(ID)),
        Identity(IdentityKind.PHONE, "+5511900000000"),
    )


@pytest.mark.parametrize("owner", [{}, {"user_id": ID + 1}], ids=["nobody's", "somebody else's"])
def test_another_contact_proves_nothing(owner):
    card = {"phone_number": "+5511900000000", "first_name": "Ana", **owner}

    reading = read(message=message(contact=card))

    assert reading.phone == "+5511900000000"
    assert reading.identities == (Identity(IdentityKind.TELEGRAM, str(ID)),)


def test_a_tap_carries_the_button_its_title_and_the_id_to_acknowledge():
    reading = read(callback_query=tap())

    assert (reading.category, reading.kind) == (Category.CALLBACK, "callback_query")
    assert (reading.message_id, reading.at) == ("12", None)
    assert event_of(reading) == ButtonPressed(NOW, "tap:991", "accept:1", "Aceitar proposta")


def test_the_second_copy_of_a_tap_has_the_same_event_id_and_no_message_has_it():
    first, second = read(callback_query=tap()), read(callback_query=tap())
    other = read(message=message(text="oi", message_id=991))

    assert first.event_id == second.event_id
    assert other.event_id != first.event_id


@pytest.mark.parametrize(
    "held_by", [None, {"message_id": 3, "chat": CHAT, "date": 0}], ids=["missing", "inaccessible"]
)
def test_a_tap_under_a_message_that_is_too_old_still_counts(held_by):
    reading = read(callback_query=tap(message=held_by))

    assert event_of(reading) == ButtonPressed(NOW, "tap:991", "accept:1", "")


def test_blocking_the_bot_does_not_open_a_conversation():
    change = {"chat": CHAT, "from": MARINA, "date": int(SENT.timestamp())}
    member, kicked = {"status": "member"}, {"status": "kicked"}

    blocked = read(my_chat_member={**change, "old_chat_member": member, "new_chat_member": kicked})
    allowed = read(my_chat_member={**change, "old_chat_member": kicked, "new_chat_member": member})
    fact = fact_of(blocked, NOW, "")

    assert (blocked.category, blocked.kind) == (Category.MEMBER, "my_chat_member:member->kicked")
    assert (fact.event, fact.contact) == (ContactBlocked(SENT), None)
    assert event_of(allowed) is None


def test_somebody_else_who_was_thrown_out_did_not_block_us():
    change = {"chat": CHAT, "from": MARINA, "new_chat_member": {"status": "kicked"}}

    assert event_of(read(chat_member=change)) is None


@pytest.mark.parametrize(
    ("update", "category", "kind"),
    [
        ({"edited_message": message(text="oi, corrigido")}, "edited_message", "text"),
        ({"message": message(pinned_message=message(text="oi"))}, "message", "pinned_message"),
        ({"message": message(successful_payment={})}, "message", "successful_payment"),
        ({"message": message(chat_background_set={})}, "message", "other"),
        ({"message": message(text="oi", chat=GROUP)}, "message", "text"),
        ({"message": message(rich_message={}, chat=GROUP)}, "message", "other"),
        (
            {"message": message(text="oi", **{"from": {**MARINA, "is_bot": True}})},
            "message",
            "text",
        ),
        ({"message": message(text="oi", **{"from": {**MARINA, "id": 9}})}, "message", "text"),
        ({"message": message(text="oi", **{"from": None})}, "message", "text"),
        ({"message": message(text="oi", chat={"id": ID})}, "message", "text"),
        ({"channel_post": message(text="oi", chat=GROUP)}, "channel_post", "text"),
        ({"edited_channel_post": message(text="oi", chat=GROUP)}, "edited_channel_post", "text"),
        (
            {"callback_query": tap(message=None, inline_message_id="x")},
            "callback",
            "callback_query",
        ),
        ({"callback_query": tap(data=None, game_short_name="x")}, "callback", "callback_query"),
        ({"callback_query": tap(message=message(chat=GROUP))}, "callback", "callback_query"),
        ({"message_reaction": {"chat": CHAT, "message_id": 12}}, "ignored", "message_reaction"),
        ({"something_of_next_year": {"text": "oi"}}, "ignored", "something_of_next_year"),
        ({"\ud83d\0": 1}, "ignored", "\ufffd"),
        ({}, "ignored", "other"),
    ],
    ids=lambda value: ",".join(value) or "nothing" if isinstance(value, dict) else value,
)
def test_what_is_not_a_lead_speaking_to_us_is_told_and_is_no_event(update, category, kind):
    reading = read(**update)

    assert (reading.category, reading.kind) == (category, kind)
    assert event_of(reading) is None


@pytest.mark.parametrize("name", ["rich_message", "gift", "something_of_next_year"])
def test_what_a_person_sent_and_we_do_not_know_is_asked_for_again(name):
    heard = event_of(read(message=message(**{name: {}})))

    assert isinstance(heard, MediaReceived)
    assert heard.kind == "unsupported"


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": message(text="oi")},
        {"new_chat_members": [MARINA]},
        {"migrate_to_chat_id": -1002},
        {"forum_topic_closed": {}},
        {"video_chat_started": {}},
        {"a_service_of_next_year": {}},
    ],
    ids=",".join,
)
@pytest.mark.parametrize("chat_type", ["group", "supergroup", "channel"])
def test_what_a_group_or_channel_says_of_itself_is_nobodys_message(content, chat_type):
    reading = read(message=message(chat={**GROUP, "type": chat_type}, **content))

    assert reading.category is Category.SERVICE


def test_a_time_ahead_of_ours_is_ours():
    ahead = int((NOW + timedelta(minutes=5)).timestamp())

    event = event_of(read(message=message(text="oi", date=ahead)))

    assert event is not None
    assert event.at == NOW


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("o\\u0000i", "oi"),
        ("corta \\ud83d", "corta \ufffd"),
        ("\\ude00 aqui", "\ufffd aqui"),
        ("\\ud83d\\ude00", "😀"),
    ],
)
def test_characters_that_a_database_cannot_store_are_repaired(escaped, text):
    body = json.dumps({"update_id": 5, "message": message(text="HERE")}).replace("HERE", escaped)

    assert read_body(body.encode()).text == text


@pytest.mark.parametrize(
    "update",
    [
        {"message": "oi"},
        {"message": {"chat": 7, "text": "oi"}},
        {"message": message(text={"$ne": 1})},
        {"message": message(chat={"id": "7"})},
        {"message": message(date=-1)},
        {"message": message(date=10**15)},
        {"message": message(**{"from": {**MARINA, "id": 2**63}})},
        {"callback_query": tap(id="9" * 65)},
        {"callback_query": tap(id="")},
    ],
)
def test_a_genuine_update_in_an_unknown_form_is_kept(update):
    reading = read(**update)

    assert reading.category is Category.IGNORED
    assert (reading.kind, reading.event_id) == (next(iter(update)), "update:5")
    assert reading.reason


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
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 1' + b"0" * 5000 + b"}",
        b'{"update_id": 5, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_an_update_is_refused_in_one_line(body):
    with pytest.raises(InvalidRequest) as refusal:
        read_body(body)

    assert refusal.value.status == 400
    assert str(refusal.value).startswith("not a Telegram update: ")
    assert "\n" not in str(refusal.value)


def test_what_is_told_about_an_unknown_form_quotes_nothing_of_it():
    reading = read(message=message(text=["segredo"]))

    assert reading.reason == "text: Input should be a valid string"


def test_a_photo_with_an_empty_text_is_a_photo():
    reading = read(message=message(text="", photo=[{"file_id": "p"}], caption="olha"))

    assert (reading.kind, reading.text) == ("photo", "olha")


def test_a_refusal_quotes_nothing_of_the_body():
    with pytest.raises(InvalidRequest) as refusal:
        read_body(b'{"update_id": "segredo", "message": {"text": "segredo"}')

    assert "segredo" not in f"{refusal.value}{refusal.value.__cause__}"


ANY_TEXT = st.text() | st.text("aé\0\ud83d\ude00")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("chat", "from", "text", "date", "photo", "data", "id", "message", "caption", "contact")
PARTS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON))
NAMES = ["message", "callback_query", "my_chat_member", "edited_message"]


@given(st.sampled_from(NAMES) | ANY_TEXT, PARTS | JSON)
def test_every_update_is_read_as_one_thing(name, content):
    reading = read(**{} if name == "update_id" else {name: content})

    assert fact_of(reading, NOW, "").source == "telegram"


@given(ANY_TEXT)
def test_every_text_of_an_update_can_be_stored(text):
    person = {**MARINA, "first_name": text}
    card = {"phone_number": text, "user_id": ID}
    file = {"file_id": text, "mime_type": text, "file_name": text}
    sent = read(message=message(text=text, contact=card, document=file, **{"from": person}))
    tapped = read(callback_query=tap(id=f"1{text}"[:64], data=text))
    unknown = read(**{text: 1})

    stored = texts_of(sent) + texts_of(tapped) + texts_of(unknown)
    assert "\0" not in stored
    assert stored.encode()


def texts_of(reading: Reading) -> str:
    """Every text of a reading, unescaped."""
    media = reading.media
    texts = (reading.kind, reading.event_id, reading.name, reading.phone, reading.text)
    files = (media.id, media.media_type, media.filename) if media else ()
    return "".join(filter(None, (*texts, reading.button_id, *files)))


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_other_body_is_refused_and_nothing_worse(body):
    with contextlib.suppress(InvalidRequest):
        read_webhook(body, {}, {}, NOW)


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
