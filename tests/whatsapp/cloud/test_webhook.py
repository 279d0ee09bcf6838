"""What a body of Meta's says, and whether it is Meta's."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.cloud.emulator.deliveries import on_the_wire, signature
from adapters.whatsapp.cloud.webhook import SIGNATURE_HEADER, challenge, read_webhook, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import (
    ButtonPressed,
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    MediaReceived,
    OwnerTyped,
    TextReceived,
)
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.inbound import Category, Reading, fact_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)
AT = "1793476800"
SENDER = {"from": "5511900000001", "from_user_id": "BR.1001"}
CONTACT = {"profile": {"name": "Marina"}, "wa_id": "5511900000001", "user_id": "BR.1001"}
WA_ID = Identity(IdentityKind.WA_ID, "5511900000001")
BSUID = Identity(IdentityKind.BSUID, "BR.1001")


def body(*changes: dict[str, Any]) -> bytes:
    entry = {"id": "1", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def change(field: str = "messages", **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "551140000000", "phone_number_id": "42"}
    return {"field": field, "value": {"metadata": metadata, **value}}


def message(type_: str = "text", content: Any = None, **members: Any) -> dict[str, Any]:
    part = {"body": "oi"} if content is None else content
    return {**SENDER, "id": "wamid.1", "timestamp": AT, "type": type_, type_: part, **members}


def read(payload: bytes) -> list[Reading]:
    return read_webhook(payload, {}, {}, NOW)


def read_one(*messages: dict[str, Any], **value: Any) -> Reading:
    (reading,) = read(body(change(contacts=[CONTACT], messages=list(messages), **value)))
    return reading


def event_of(reading: Reading) -> object:
    return fact_of(reading, NOW, raw="").event


def test_a_text_is_read_with_everything_that_is_known_of_its_sender():
    reading = read_one(message(context={"id": "wamid.0"}))

    assert reading == Reading(
        channel="whatsapp",
        category=Category.MESSAGE,
        kind="text",
        event_id="wamid.1",
        at=datetime(2026, 10, 31, 20, 0, tzinfo=UTC),
        sender="5511900000001",
        identities=(WA_ID, BSUID),
        name="Marina",
        phone="5511900000001",
        bsuid="BR.1001",
        text="oi",
        message_id="wamid.1",
        reply_to="wamid.0",
        account="42",
    )
    assert isinstance(event_of(reading), TextReceived)


def test_every_event_of_every_entry_and_change_is_read_in_its_order():
    status = {"id": "wamid.9", "status": "read", "timestamp": AT}
    one = change(messages=[message(), message(id="wamid.2")], statuses=[status])
    entry = {"changes": [one, change("account_update"), change(messages=[message(id="wamid.3")])]}
    payload = json.dumps({"entry": [entry, entry]}).encode()

    ids = [reading.event_id for reading in read(payload) if reading.category != "ignored"]

    assert ids == ["wamid.1", "wamid.2", "wamid.9:read", "wamid.3"] * 2


@pytest.mark.parametrize(
    ("content", "event"),
    [
        (
            message(
                "interactive", {"type": "button_reply", "button_reply": {"id": "a", "title": "Sim"}}
            ),
            ButtonPressed,
        ),
        (
            message(
                "interactive", {"type": "list_reply", "list_reply": {"id": "a", "title": "Sim"}}
            ),
            ButtonPressed,
        ),
        (message("button", {"text": "Sim", "payload": "a"}), ButtonPressed),
    ],
)
def test_a_tap_says_what_was_tapped(content, event):
    reading = read_one(content)

    assert (reading.button_id, reading.text) == ("a", "Sim")
    assert isinstance(event_of(reading), event)


def test_a_voice_note_is_told_from_music():
    file = {"id": "77", "mime_type": "audio/ogg; codecs=opus"}

    voice, music = (
        read_one(message("audio", {**file, "voice": True})),
        read_one(message("audio", file)),
    )

    assert (voice.kind, music.kind) == ("voice", "audio")
    heard = event_of(voice)
    assert isinstance(heard, MediaReceived)
    assert (heard.kind, heard.media_id, heard.media_type) == ("audio", "77", file["mime_type"])


@pytest.mark.parametrize(
    "content", [message("interactive", {}), message("something_new", {"body": "oi"})]
)
def test_what_a_person_sent_and_we_do_not_know_is_asked_for_again(content):
    heard = event_of(read_one(content))

    assert isinstance(heard, MediaReceived)
    assert heard.kind == "unsupported"


@pytest.mark.parametrize(
    "content",
    [
        message("reaction", {"message_id": "wamid.0", "emoji": "👍"}),
        message("reaction", {"message_id": "wamid.0"}),
        message(
            "edit",
            {
                "original_message_id": "wamid.0",
                "message": {"type": "text", "text": {"body": "oi!"}},
            },
        ),
        message("revoke", {"original_message_id": "wamid.0"}),
        message("system", {"type": "customer_identity_changed", "body": "…"}),
        message("request_welcome", {}),
        message("interactive", {"type": "call_permission_reply"}),
        message(group_id="123@g.us"),
    ],
)
def test_what_is_not_said_to_us_is_kept_and_changes_nothing(content):
    reading = read_one(content)

    assert reading.sender == "5511900000001"
    assert event_of(reading) is None


def test_an_edit_and_a_revoke_name_the_message_they_are_about():
    edited = {
        "original_message_id": "wamid.0",
        "message": {"type": "image", "image": {"caption": "x"}},
    }

    edit, revoke = (
        read_one(message("edit", edited)),
        read_one(message("revoke", {"original_message_id": "wamid.0"})),
    )

    assert (edit.button_id, edit.text, edit.message_id) == ("wamid.0", "x", "wamid.1")
    assert revoke.button_id == "wamid.0"


def test_a_message_that_whatsapp_could_not_show_asks_for_another():
    reading = read_one(message("unsupported", {}, errors=[{"code": 131051, "title": "…"}]))

    event = event_of(reading)
    assert isinstance(event, MediaReceived)
    assert (event.kind, reading.errors) == ("unsupported", ("131051",))


@pytest.mark.parametrize("sender", [{}, {"from": ""}, {"from": None}, {"from": "BR.1001"}])
def test_a_person_who_hides_the_number_is_answered_by_the_id(sender):
    hidden = {"profile": {"name": "Marina"}, "user_id": "BR.1001"}
    content = {"from_user_id": "BR.1001", "id": "wamid.1", "type": "text", "text": {"body": "oi"}}

    (reading,) = read(body(change(contacts=[hidden], messages=[{**content, **sender}])))

    assert (reading.sender, reading.phone, reading.bsuid) == ("BR.1001", None, "BR.1001")
    assert reading.identities == (BSUID,)


def test_a_parent_id_is_an_identity_of_its_own_kind():
    reading = read_one(message(from_parent_user_id="BR.ENT.55"))

    assert Identity(IdentityKind.PARENT_BSUID, "BR.ENT.55") in reading.identities


def test_an_id_of_no_known_pattern_is_kept_as_it_is():
    reading = read_one(message(**{"from": " +55 (11) 9", "from_user_id": None}))

    assert reading.sender == " +55 (11) 9"
    assert reading.identities == (Identity("whatsapp", " +55 (11) 9"),)
    assert reading.phone is None


def test_a_stray_contact_lends_its_name_and_no_identity():
    stray = {"profile": {"name": "Rui"}, "wa_id": "5521900000002", "user_id": "BR.2"}

    (reading,) = read(body(change(contacts=[stray], messages=[message()])))

    assert reading.name == "Rui"
    assert reading.identities == (WA_ID, BSUID)


def test_of_several_contacts_the_senders_own_is_taken_or_none():
    others = [{"profile": {"name": name}, "wa_id": name} for name in ("a", "b")]

    (unmatched,) = read(body(change(contacts=others, messages=[message()])))
    (matched,) = read(body(change(contacts=[*others, CONTACT], messages=[message()])))

    assert (unmatched.name, matched.name) == (None, "Marina")


@pytest.mark.parametrize("origin", [{"message": "contact_request"}, {"card": "contact_request"}])
def test_a_number_that_we_asked_for_is_the_senders(origin):
    card = {"phones": [{"phone": "+55 11 90000-0001", "wa_id": "5511900000001"}]}
    card |= {"origin": origin["card"]} if "card" in origin else {}
    beside = {"origin": origin["message"]} if "message" in origin else {}

    reading = read_one(message("contacts", [card], **beside))

    assert Identity(IdentityKind.PHONE, "5511900000001") in reading.identities


@pytest.mark.parametrize("cards", [1, 2])
def test_the_card_of_anybody_else_proves_nothing(cards):
    card = {"phones": [{"phone": "+55 11 90000-0009"}], "origin": "contact_request"}
    shared = [card] * 2 if cards == 2 else [{**card, "origin": "other"}]

    reading = read_one(message("contacts", shared))

    assert reading.identities == (WA_ID, BSUID)


def system(**members: Any) -> dict[str, Any]:
    return {
        "from": "5511900000001",
        "id": "wamid.1",
        "timestamp": AT,
        "type": "system",
        "system": members,
    }


@pytest.mark.parametrize(
    ("kind", "member"),
    [("user_changed_number", "wa_id"), ("customer_changed_number", "new_wa_id")],
)
def test_a_changed_number_moves_the_contact_and_joins_all_its_ids(kind, member):
    news = {member: "5521900000009", "user_id": "BR.9", "previous_user_id": "BR.1001"}

    (reading,) = read(body(change(messages=[system(type=kind, **news)])))

    assert (reading.sender, reading.moved_to) == ("5511900000001", "5521900000009")
    assert {each.value for each in reading.identities} == {
        "5511900000001",
        "5521900000009",
        "BR.9",
        "BR.1001",
    }
    assert event_of(reading) == ContactMoved(reading.at, "5521900000009")


def test_a_changed_id_moves_whoever_is_only_known_by_it():
    news = {"user_id": "BR.9", "previous_user_id": "BR.1001"}
    content = {**system(type="user_changed_user_id", **news), "from": None}

    (reading,) = read(body(change(messages=[content])))

    assert (reading.sender, reading.moved_to) == ("BR.1001", "BR.9")
    assert reading.identities == (BSUID, Identity(IdentityKind.BSUID, "BR.9"))


def test_a_changed_id_leaves_a_known_number_where_it_is():
    news = {"user_id": "BR.9", "previous_user_id": "BR.1001"}

    (reading,) = read(body(change(messages=[system(type="user_changed_user_id", **news)])))

    assert (reading.sender, reading.moved_to) == ("5511900000001", "5511900000001")
    assert len(reading.identities) == 3


def test_an_id_update_by_its_own_field_is_kept_with_its_ids():
    update = {"wa_id": "5511900000001", "user_id": {"previous": "BR.1001", "current": "BR.9"}}

    (reading,) = read(body(change("user_id_update", user_id_update=[update])))

    assert (reading.category, reading.kind) == (Category.IGNORED, "field:user_id_update")
    assert {each.value for each in reading.identities} == {"5511900000001", "BR.1001", "BR.9"}


def test_what_the_owner_types_in_the_app_is_an_echo_to_the_client():
    echo = {"id": "wamid.7", "from": "551140000000", "to": "5511900000001", "timestamp": AT}
    echo |= {"type": "text", "text": {"body": "deixa comigo"}}

    (reading,) = read(body(change("smb_message_echoes", message_echoes=[echo])))

    assert (reading.category, reading.sender) == (Category.ECHO, "5511900000001")
    assert event_of(reading) == OwnerTyped(reading.at, "wamid.7", "deixa comigo")


def test_a_status_brings_our_key_back():
    status = {
        "id": "wamid.9",
        "status": "delivered",
        "timestamp": AT,
        "recipient_user_id": "BR.1001",
        "biz_opaque_callback_data": "c1:5:0",
    }

    (reading,) = read(body(change(statuses=[status])))

    assert (reading.sender, reading.bsuid, reading.event_id) == (
        "BR.1001",
        "BR.1001",
        "wamid.9:delivered",
    )
    assert event_of(reading) == DeliveryReported(
        reading.at, "wamid.9", DeliveryStatus.DELIVERED, key="c1:5:0"
    )


def test_a_failure_is_explained_to_the_operator():
    status = {"id": "wamid.9", "status": "failed", "timestamp": AT, "recipient_id": "5511900000001"}
    status |= {"errors": [{"code": 131047, "title": "Re-engagement message"}]}

    (reading,) = read(body(change(statuses=[status])))

    event = event_of(reading)
    assert isinstance(event, DeliveryReported)
    assert (event.code, event.status) == ("131047", DeliveryStatus.FAILED)
    assert "24 horas" in event.reason


def test_a_status_of_a_group_or_one_nobody_knows_is_kept():
    group = {"id": "wamid.9", "status": "read", "recipient_id": "g", "recipient_type": "group"}
    unknown = {"id": "wamid.9", "status": "in_orbit", "recipient_id": "5511900000001"}

    readings = read(body(change(statuses=[group, unknown])))

    assert [event_of(reading) for reading in readings] == [None, None]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b'{"entry": []}', "empty"),
        (body(), "empty"),
        (body(change("calls", statuses=[{"id": "1", "status": "RINGING"}])), "field:calls"),
        (body(change("history", messages=[message()])), "field:history"),
        (body(change()), "field:messages"),
        (body({"value": {"contacts": []}}), "field:None"),
        (body({"field": "messages", "value": "x"}), "field:messages"),
    ],
)
def test_what_is_about_nobody_is_kept_by_its_name(payload, kind):
    (reading,) = read(payload)

    assert (reading.category, reading.kind) == (Category.IGNORED, kind)
    assert event_of(reading) is None


def test_errors_without_a_message_are_kept():
    (reading,) = read(body(change(errors=[{"code": 130429}])))

    assert (reading.category, reading.errors) == (Category.IGNORED, ("130429",))


def test_what_has_no_id_has_the_same_one_in_every_copy():
    first, second, other = (
        read(body(change("account_update", event=event)))[0].event_id for event in ("a", "a", "b")
    )

    assert first == second != other


def test_half_an_emoji_and_a_nul_do_not_spoil_a_message():
    payload = body(change(messages=[message(content={"body": "oi\0 X"})])).replace(b"X", rb"\ud83d")

    (reading,) = read(payload)

    assert reading.text == "oi \ufffd"
    assert reading.text.encode()


@pytest.mark.parametrize(
    "when", ["asdf", "", None, True, [], "99999999999999", "9" * 5_000, -1, 1e400, "²"]
)
def test_a_time_that_is_none_is_left_out(when):
    assert read_one(message(timestamp=when)).at is None


def test_a_time_may_be_a_number():
    assert read_one(message(timestamp=int(AT))).at == read_one(message()).at


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"{}",
        b'{"entry": {}}',
        b"oi",
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_body_of_metas_is_refused_without_quoting_it(payload):
    with pytest.raises(InvalidRequest) as refusal:
        read(payload)

    assert refusal.value.status == 400
    assert "\n" not in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.binary())
def test_any_bytes_are_refused_or_read(payload):
    with contextlib.suppress(InvalidRequest):
        assert read(payload)


@given(
    st.sampled_from(["messages", "statuses", "message_echoes", "user_id_update", "contacts"]),
    st.dictionaries(
        st.sampled_from(
            [
                "from",
                "id",
                "type",
                "text",
                "interactive",
                "system",
                "audio",
                "errors",
                "context",
                "contacts",
                "timestamp",
                "status",
                "user_id",
                "edit",
                "recipient_id",
                "message",
            ]
        ),
        JSON | st.sampled_from(["interactive", "system", "audio", "edit", "contacts"]),
    )
    | JSON,
)
def test_whatever_stands_in_a_list_it_is_one_reading_that_can_be_stored(name, content):
    value = {"contacts": [content], name: [content]}
    payload = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]})

    (reading,) = read(payload.encode())

    assert fact_of(reading, NOW, payload).source == "whatsapp"
    repr(reading).encode()


SECRETS = ["novo", "antigo"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("text", ["Orçamento p/ 2 🙂", "a@b.example/ç"])
def test_a_body_is_accepted_as_meta_escapes_it_under_each_secret(secret, text):
    payload = on_the_wire({"entry": [{"changes": [{"value": text}]}]})

    verify({SIGNATURE_HEADER: signature(payload, secret)}, payload, SECRETS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "sha256="},
        {SIGNATURE_HEADER: signature(b"{}", "outro")},
        {SIGNATURE_HEADER: signature(b"{}", "")},
        {SIGNATURE_HEADER: signature(b"{} ", "novo")},
        {SIGNATURE_HEADER: "sha256=é"},
    ],
)
def test_a_body_that_is_not_signed_with_our_secret_is_refused(headers):
    with pytest.raises(InvalidRequest) as refusal:
        verify(headers, b"{}", [*SECRETS, ""])

    assert refusal.value.status == 401


def test_a_body_that_was_written_again_is_refused():
    payload = on_the_wire({"entry": ["ç/"]})
    again = json.dumps(json.loads(payload)).encode()

    with pytest.raises(InvalidRequest):
        verify({SIGNATURE_HEADER: signature(payload, "novo")}, again, SECRETS)


def test_the_challenge_is_answered_to_who_knows_a_token():
    query = {"hub.mode": "subscribe", "hub.verify_token": "antigo", "hub.challenge": "1158"}

    assert challenge(query, SECRETS) == "1158"


@pytest.mark.parametrize(
    "wrong", [{"hub.mode": "unsubscribe"}, {"hub.verify_token": "x"}, {"hub.verify_token": ""}]
)
def test_the_challenge_of_a_stranger_is_refused(wrong):
    query = {"hub.mode": "subscribe", "hub.verify_token": "novo", "hub.challenge": "1158"}

    with pytest.raises(InvalidRequest) as refusal:
        challenge(query | wrong, [*SECRETS, ""])

    assert refusal.value.status == 403
