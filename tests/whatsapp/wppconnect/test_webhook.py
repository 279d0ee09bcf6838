"""Reading webhooks, and who may send them."""

from __future__ import annotations

import base64
import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.wppconnect.kept import without_files
from adapters.whatsapp.wppconnect.webhook import read_webhook, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import DeliveryReported, MediaReceived, OwnerTyped, TextReceived
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.inbound import Attachment, Category, Reading, fact_of

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SENT = NOW - timedelta(seconds=40)
MARINA = "5511900001000@c.us"
LID = "90000000000000@lid"
US = "5511900000001@c.us"
GROUP = "120363000000000000@g.us"
FILE = base64.b64encode(bytes(range(256)) * 40).decode()


def message(**fields: Any) -> dict[str, Any]:
    return {
        "event": "onmessage",
        "session": "loja",
        "id": f"false_{MARINA}_3A01",
        "type": "chat",
        "body": "oi",
        "t": int(SENT.timestamp()),
        "from": MARINA,
        "to": US,
        "fromMe": False,
        "notifyName": "Marina",
        **fields,
    }


def read(body: object) -> Reading:
    (reading,) = read_webhook(json.dumps(body).encode(), {}, {}, NOW)
    return reading


def event_of(body: object) -> object:
    return fact_of(read(body), NOW, "").event


def test_a_text_is_read_whole():
    reading = read(message(body="oi, preciso de um site", quotedMsgId=f"true_{MARINA}_3EB0"))

    assert reading == Reading(
        "wppconnect",
        Category.MESSAGE,
        "text",
        event_id=f"false_{MARINA}_3A01",
        at=SENT,
        sender=MARINA,
        identities=(Identity(IdentityKind.WA_ID, "5511900001000"),),
        name="Marina",
        phone="5511900001000",
        text="oi, preciso de um site",
        message_id=f"false_{MARINA}_3A01",
        reply_to=f"true_{MARINA}_3EB0",
        account="loja",
    )


def test_a_message_under_data_is_the_same_message():
    flat = message()
    nested = {"event": "onmessage", "session": "loja", "data": flat}

    assert read(nested) == read(flat)


def test_the_same_message_by_another_event_is_the_same_event():
    assert read(message(event="unreadmessages")).event_id == read(message()).event_id


def test_a_hidden_id_is_the_address_and_no_phone_number():
    reading = read(message(**{"from": LID, "id": f"false_{LID}_3A01"}))

    assert reading.sender == LID
    assert reading.phone is None
    assert reading.identities == (Identity(IdentityKind.LID, LID),)


@pytest.mark.parametrize(
    "told", [{"sender": {"phoneNumber": MARINA}}, {"sender": {"id": MARINA}}, {"chatId": MARINA}]
)
def test_a_hidden_id_whose_number_the_server_tells_is_that_person_too(told):
    reading = read(message(**{"from": LID}, **told))

    assert {identity.kind for identity in reading.identities} == {"lid", "wa_id"}
    assert reading.sender == LID


@pytest.mark.parametrize(
    "sender", ["5511900001000:12@c.us", "+55 11 90000-1000", "marina", "１２３４５@c.us"]
)
def test_an_id_that_matches_no_pattern_is_kept_as_it_is(sender):
    reading = read(message(**{"from": sender}))

    assert reading.sender == sender
    assert reading.phone is None
    assert reading.identities == ()


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"type": "image", "body": FILE, "caption": "o logo"}, "image", "o logo"),
        ({"type": "video", "body": FILE}, "video", None),
        ({"type": "ptv", "body": FILE}, "video_note", None),
        ({"type": "ptt", "body": FILE}, "voice", None),
        ({"type": "audio", "body": FILE}, "audio", None),
        ({"type": "sticker", "body": FILE}, "sticker", None),
        ({"type": "document", "filename": "a.pdf", "caption": "a.pdf"}, "document", None),
        ({"type": "document", "filename": "a.pdf", "caption": "ideias"}, "document", "ideias"),
        ({"type": None, "mimetype": "image/jpeg", "body": FILE}, "image", None),
        ({"type": None, "mimetype": "application/pdf", "body": FILE}, "document", None),
    ],
)
def test_a_file_is_fetched_by_its_message_and_never_becomes_text(fields, kind, text):
    reading = read(message(**{"mimetype": "x/y", **fields}))

    assert (reading.kind, reading.text) == (kind, text)
    assert reading.media is not None
    assert reading.media.id == f"false_{MARINA}_3A01"


def test_a_voice_note_says_what_it_is_made_of():
    reading = read(message(type="ptt", mimetype="audio/ogg; codecs=opus", body=FILE))

    assert reading.media == Attachment(f"false_{MARINA}_3A01", "audio/ogg; codecs=opus")
    assert isinstance(fact_of(reading, NOW, "").event, MediaReceived)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "location", "lat": -23.5, "lng": -46.6}, "location"),
        ({"type": "vcard"}, "contacts"),
        ({"type": "multi_vcard"}, "contacts"),
        ({"type": "poll_creation"}, "poll"),
        ({"type": "ciphertext"}, "ciphertext"),
        ({"type": "revoked"}, "revoked"),
        ({"type": "album"}, "album"),
        ({"type": None, "body": None}, "empty"),
        ({"type": None, "isMMS": True}, "media"),
    ],
)
def test_what_is_neither_words_nor_a_file_has_no_text(fields, kind):
    reading = read(message(**{"body": FILE, **fields}))

    assert (reading.kind, reading.text, reading.media) == (kind, None, None)


def test_a_message_without_a_type_is_text():
    assert event_of(message(type=None)) == TextReceived(
        SENT, f"false_{MARINA}_3A01", "oi", "Marina"
    )


def test_a_message_that_is_decrypted_later_is_not_taken_for_a_second_copy():
    closed, opened = message(type="ciphertext", body=None), message()

    assert event_of(closed) is None
    assert read(closed).event_id != read(opened).event_id


@pytest.mark.parametrize(
    ("fields", "kind", "button_id"),
    [
        (
            {
                "type": "list_response",
                "listResponse": {"singleSelectReply": {"selectedRowId": "accept:1"}},
            },
            "list_reply",
            "accept:1",
        ),
        ({"type": "buttons_response", "selectedButtonId": "info"}, "button_reply", "info"),
        ({"type": "template_button_reply", "selectedId": "info"}, "button_reply", "info"),
    ],
)
def test_a_tap_keeps_its_id_and_title(fields, kind, button_id):
    reading = read(message(body="Tirar dúvida", **fields))

    assert (reading.kind, reading.button_id, reading.text) == (kind, button_id, "Tirar dúvida")


@pytest.mark.parametrize(
    "fields",
    [
        {"from": GROUP, "author": MARINA, "id": f"false_{GROUP}_3A01_{MARINA}"},
        {"chatId": {"server": "g.us", "user": "120363000000000000"}, "from": MARINA},
        {"from": US, "to": GROUP, "id": f"true_{GROUP}_3EB0", "event": "onselfmessage"},
    ],
)
def test_a_group_is_nobodys_conversation(fields):
    reading = read(message(**fields))

    assert reading.category is Category.GROUP
    assert reading.sender == GROUP
    assert not reading.is_private
    assert not reading.identities


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({"from": "status@broadcast"}, Category.IGNORED),
        ({"from": "120363000000000001@newsletter"}, Category.CHANNEL_POST),
        ({"from": GROUP, "type": "gp2"}, Category.SERVICE),
        ({"type": "e2e_notification"}, Category.IGNORED),
        ({"isNotification": True}, Category.IGNORED),
    ],
)
def test_what_nobody_wrote_to_us_is_no_message(fields, category):
    assert read(message(**fields)).category is category
    assert event_of(message(**fields)) is None


def test_what_the_owner_types_belongs_to_the_lead_it_was_written_to():
    typed = {"event": "onselfmessage", "id": f"true_{MARINA}_3EB0", "fromMe": True}
    addressed = {"from": US, "to": MARINA, "chatId": {"_serialized": MARINA}}

    incoming = fact_of(read(message(**typed, **addressed, body="Já te ligo")), NOW, "")

    assert incoming.event == OwnerTyped(SENT, f"true_{MARINA}_3EB0", "Já te ligo")
    assert incoming.identities == (Identity(IdentityKind.WA_ID, "5511900001000"),)


@pytest.mark.parametrize(
    ("fields", "from_us"),
    [
        ({"fromMe": True}, True),
        ({"fromMe": "true"}, True),
        ({"fromMe": "false"}, False),
        ({"fromMe": None, "id": f"true_{MARINA}_3EB0"}, True),
        ({"fromMe": None, "id": "3EB0", "self": "out"}, True),
        ({"fromMe": None, "id": "3EB0"}, False),
        ({"fromMe": False, "id": f"true_{MARINA}_3EB0"}, False),
    ],
)
def test_whose_message_it_is_is_asked_of_the_flag_before_the_id(fields, from_us):
    category = read(message(**fields)).category

    assert category is (Category.SELF if from_us else Category.MESSAGE)


def ack(number: object, *, from_us: bool = True) -> dict[str, Any]:
    side = "true" if from_us else "false"
    key = {
        "fromMe": from_us,
        "remote": MARINA,
        "id": "3EB0",
        "_serialized": f"{side}_{MARINA}_3EB0",
    }
    return {"event": "onack", "session": "loja", "id": key, "ack": number}


@pytest.mark.parametrize(
    ("number", "status"),
    [(0, "queued"), (1, "sent"), (2, "delivered"), ("3", "read"), (4, "played"), (-1, "failed")],
)
def test_an_ack_says_how_far_our_message_got(number, status):
    event = event_of(ack(number))

    assert isinstance(event, DeliveryReported)
    assert (event.message_id, event.status) == (f"true_{MARINA}_3EB0", status)


def test_each_step_of_a_message_is_an_event_of_its_own():
    assert read(ack(2)).event_id != read(ack(3)).event_id


def test_a_failure_has_its_code_and_says_why_in_portuguese():
    reading = read(ack(-4))

    assert reading.errors == ("-4",)
    assert reading.reason == "O arquivo é grande demais para o WhatsApp."


@pytest.mark.parametrize("body", [ack(3, from_us=False), ack(None), ack("x"), {"event": "onack"}])
def test_an_ack_that_is_not_of_ours_reports_nothing(body):
    assert event_of(body) is None
    assert read(body).category is Category.IGNORED


def test_an_ack_that_nobody_numbered_yet_is_kept():
    reading = read(ack(5))

    assert (reading.category, reading.kind) == (Category.STATUS, "ack:5")
    assert fact_of(reading, NOW, "").event is None


def test_a_reaction_is_read_and_answers_nothing():
    body = {
        "event": "onreactionmessage",
        "id": {"fromMe": False, "remote": MARINA, "_serialized": f"false_{MARINA}_3A09"},
        "msgId": {"fromMe": True, "remote": MARINA, "_serialized": f"true_{MARINA}_3EB0"},
        "reactionText": "👍",
        "sender": {"_serialized": MARINA},
        "timestamp": int(SENT.timestamp() * 1000),
    }

    reading = read(body)

    assert (reading.category, reading.kind) == (Category.MESSAGE, "reaction")
    assert (reading.sender, reading.text, reading.at) == (MARINA, "👍", SENT)
    assert fact_of(reading, NOW, "").event is None


@pytest.mark.parametrize(
    "body",
    [
        {"event": "onpresencechanged", "id": LID},
        {"event": "onrevokedmessage", "id": "x", "refId": "y", "from": MARINA},
        {"event": "incomingcall", "id": "A1", "peerJid": MARINA},
        {"event": "status-find", "status": "autocloseCalled"},
        {"event": "qrcode", "qrcode": FILE},
        {"event": "location", "type": "enable", "id": MARINA},
        {"event": "something-new", "data": [1]},
        {"event": "onmessage"},
    ],
)
def test_every_other_event_is_kept_and_changes_nothing(body):
    reading = read(body)

    assert (reading.category, reading.kind) == (Category.IGNORED, body["event"])
    assert fact_of(reading, NOW, "").event is None


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"t": str(int(SENT.timestamp()))}, SENT),
        ({"t": None, "timestamp": int(SENT.timestamp() * 1000)}, SENT),
        ({"t": "ontem"}, None),
        ({"t": -5}, None),
        ({"t": 1e300}, None),
        ({"t": True}, None),
    ],
)
def test_a_time_is_read_where_there_is_one(fields, at):
    assert read(message(**fields)).at == at


def test_half_an_emoji_and_a_nul_do_not_reach_the_database():
    body = json.dumps(message(body="oi\0")).replace('"Marina"', '"Ma\\ud83d"')

    (reading,) = read_webhook(body.encode(), {}, {}, NOW)

    assert reading.text == "oi"
    assert reading.name == "Ma\ufffd"


@pytest.mark.parametrize(
    "body", [b"", b"oi", b"\xff\xfe", b"[]", b"1", b"{}", b'{"a": 1}', b"[" * 100_000]
)
def test_a_body_of_something_else_is_refused_without_quoting_it(body):
    with pytest.raises(InvalidRequest) as refusal:
        read_webhook(body, {}, {}, NOW)

    assert refusal.value.status == 400
    assert "\n" not in str(refusal.value)
    assert '"a"' not in str(refusal.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_FIELDS = ["event", "data", "id", "type", "body", "t", "timestamp", "from", "to", "chatId", "ack"]
_FIELDS += ["fromMe", "sender", "author", "caption", "mimetype", "isGroupMsg", "quotedMsgId"]
_EVENTS = st.sampled_from(["onmessage", "onselfmessage", "onack", "onreactionmessage", "qrcode"])


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON), _EVENTS | _JSON)
def test_no_field_of_any_type_costs_a_webhook(fields, event):
    body = json.dumps({**message(), **fields, "event": event}).encode()

    (reading,) = read_webhook(body, {}, {}, NOW)

    "".join(filter(None, (reading.text, reading.name, reading.sender))).encode()
    assert fact_of(reading, NOW, without_files(body)).external_id


@given(st.binary())
def test_any_bytes_are_refused_or_read(body):
    with contextlib.suppress(InvalidRequest):
        assert len(read_webhook(body, {}, {}, NOW)) == 1


# ------------------------------------------------------------------------- what is kept of a body


def test_a_body_without_files_is_kept_word_for_word():
    body = json.dumps(message(body="ação 😀 / \n"), ensure_ascii=False)

    assert without_files(body.encode()) == body


@pytest.mark.parametrize("file", [FILE, f"data:image/png;base64,{FILE}"])
def test_a_file_is_kept_as_its_length_and_digest(file):
    kept = without_files(json.dumps(message(type="image", body=file)).encode())

    assert file not in kept
    said = json.loads(kept)
    assert f"{len(file)} characters" in said["body"]
    assert {**said, "body": file} == message(type="image", body=file)


def test_a_file_whose_slashes_are_escaped_is_a_file():
    body = json.dumps({"body": "/9j/" * 1000}).replace("/", "\\/")

    assert len(without_files(body.encode())) < 200


@given(st.binary())
def test_keeping_a_body_never_fails(body):
    kept = without_files(body)

    assert "\0" not in kept
    kept.encode()


# ------------------------------------------------------------------------- who may send


@pytest.mark.parametrize("given_secret", ["atual", "anterior"])
def test_each_of_several_secrets_opens_the_webhook(given_secret):
    verify(given_secret, ["atual", "anterior"])


@pytest.mark.parametrize(
    ("given_secret", "secrets"),
    [("", ["atual"]), ("atuaL", ["atual"]), ("ação", ["atual"]), ("", [""]), ("x", []), ("", [])],
)
def test_nothing_else_does(given_secret, secrets):
    with pytest.raises(InvalidRequest) as refusal:
        verify(given_secret, secrets)

    assert refusal.value.status == 401
