"""What Twilio's forms say, beyond what others published as their test data."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.twilio.webhook import read_form, read_webhook
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import (
    ButtonPressed,
    DeliveryReported,
    DeliveryStatus,
    MediaReceived,
    TextReceived,
)
from autovenda_core.identity import Identity
from autovenda_core.ports.inbound import Attachment, Category, Reading, fact_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MARINA = "whatsapp:+5511900000000"
US = "whatsapp:+551140000000"
MESSAGE = {"MessageSid": "SM1", "AccountSid": "AC1", "From": MARINA, "To": US, "NumMedia": "0"}
STATUS = {"MessageSid": "SM9", "AccountSid": "AC1", "From": US, "To": MARINA}
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
FILE = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"


def readings(form: dict[str, str], query: dict[str, str] | None = None) -> list[Reading]:
    return read_webhook(urlencode(form).encode(), FORM_TYPE, query or {}, NOW)


def read(query: dict[str, str] | None = None, /, **parameters: str) -> Reading:
    (reading,) = readings(MESSAGE | parameters, query)
    return reading


def read_status(query: dict[str, str] | None = None, /, **parameters: str) -> Reading:
    (reading,) = readings(STATUS | parameters, query)
    return reading


def event(reading: Reading) -> object:
    return fact_of(reading, NOW, raw="").event


def test_a_text_comes_with_its_sender_and_all_their_names():
    reading = read(
        Body="oi, tudo bem?",
        ProfileName="Marina",
        WaId="551100000000",
        ExternalUserId="whatsapp:BR.1502576394655843",
        OriginalRepliedMessageSid="SM0",
    )

    assert (reading.sender, reading.name, reading.account) == (MARINA, "Marina", US)
    assert (reading.phone, reading.bsuid) == ("5511900000000", "BR.1502576394655843")
    assert (reading.message_id, reading.reply_to) == ("SM1", "SM0")
    assert reading.identities == (
        Identity("wa_id", "551100000000"),
        Identity("wa_id", "5511900000000"),
        Identity("bsuid", "BR.1502576394655843"),
    )
    assert event(reading) == TextReceived(NOW, "SM1", "oi, tudo bem?", "Marina")


def test_a_person_who_hides_the_number_is_known_by_their_business_scoped_id():
    reading = read(From="whatsapp:BR.1502576394655843", Body="oi")

    assert reading.sender == "whatsapp:BR.1502576394655843"
    assert (reading.phone, reading.bsuid) == (None, "BR.1502576394655843")
    assert reading.identities == (Identity("bsuid", "BR.1502576394655843"),)


def test_the_business_scoped_id_is_taken_under_its_other_name_too():
    assert read(Body="oi", ExternalUserIdentifier="whatsapp:BR.1").bsuid == "BR.1"


def test_a_message_by_sms_is_a_phone_and_not_a_whatsapp_account():
    assert read(From="+5511900000000", Body="oi").identities == (
        Identity("phone", "5511900000000"),
    )


@pytest.mark.parametrize(
    "address", ["whatsapp:+55 11 900", "whatsapp:ana", "%2B2222", "\u0665\u0665"]
)
def test_an_address_of_no_known_pattern_is_kept_as_it_came(address):
    reading = read(From=address, Body="oi")
    incoming = fact_of(reading, NOW, raw="")

    assert reading.sender == address
    assert incoming.identities == (Identity("twilio", address),)


def test_the_tap_of_a_button_is_its_payload():
    reading = read(
        Body="Aceitar", ButtonText="Aceitar", ButtonPayload="accept:1", MessageType="button"
    )

    assert event(reading) == ButtonPressed(NOW, "SM1", "accept:1", "Aceitar")


def test_the_choice_from_a_list_is_the_id_of_its_row():
    reading = read(Body="Site", ListId="package:site", ListTitle="Site", MessageType="interactive")

    assert (reading.kind, reading.text) == ("list_reply", "Site")
    assert event(reading) == ButtonPressed(NOW, "SM1", "package:site", "Site")


def test_a_button_without_a_payload_is_what_it_says():
    assert event(read(Body="Quero", ButtonText="Quero")) == TextReceived(NOW, "SM1", "Quero")


@pytest.mark.parametrize(
    ("media_type", "message_type", "kind"),
    [
        ("audio/ogg", "audio", "audio"),
        ("image/jpeg", "", "image"),
        ("image/webp", "sticker", "sticker"),
        ("video/mp4", "", "video"),
        ("application/pdf", "", "document"),
        ("text/plain", "", "document"),
        ("text/vcard", "", "contacts"),
        ("", "", "media"),
    ],
)
def test_a_file_is_of_the_kind_that_its_type_says(media_type, message_type, kind):
    reading = read(
        NumMedia="1",
        MediaUrl0=f"{FILE}0",
        MediaContentType0=media_type,
        MessageType=message_type,
        Body="veja",
    )

    assert reading.kind == kind
    assert reading.media == Attachment(f"{FILE}0", media_type or None)
    assert isinstance(event(reading), MediaReceived)


def test_a_message_is_one_event_with_its_first_file():
    form = MESSAGE | {
        "NumMedia": "2",
        "Body": "as fotos",
        **{f"MediaUrl{at}": f"{FILE}{at}" for at in range(2)},
    }

    (reading,) = readings(form)

    assert (reading.text, reading.media and reading.media.id) == ("as fotos", f"{FILE}0")


def test_a_place_is_seen_and_is_no_words():
    reading = read(Body="", Latitude="-23.55", Longitude="-46.63", Label="Escritório")

    assert event(reading) == MediaReceived(NOW, "SM1", "location")


def test_a_reaction_is_not_an_answer():
    assert event(read(Body="👍", MessageType="reaction")) is None


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [({}, "empty"), ({"MessageType": "text"}, "empty"), ({"FlowData": "{}"}, "nfm_reply")],
)
def test_a_message_without_words_is_named_by_what_it_has(parameters, kind):
    assert read(**parameters).kind == kind


def test_what_whatsapp_could_not_show_is_asked_for_again():
    received = event(read(MessageType="unsupported"))

    assert isinstance(received, MediaReceived)
    assert received.kind == "unsupported"


def test_parameters_of_tomorrow_and_metadata_change_nothing():
    plain = read(Body="oi")

    assert read(Body="oi", ChannelMetadata="{not json", NewParameter="1") == plain


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read"])
def test_a_status_brings_our_key_back(status):
    reading = read_status({"key": "conv:7:0"}, MessageStatus=status, SmsStatus=status)

    assert (reading.category, reading.kind, reading.sender) == (Category.STATUS, status, MARINA)
    assert reading.event_id == f"SM9:{status}"
    assert event(reading) == DeliveryReported(
        NOW, "SM9", DeliveryStatus(status), key="conv:7:0", reason=""
    )


def test_a_failure_is_explained_to_the_operator():
    reading = read_status(MessageStatus="failed", ErrorCode="63016")

    assert reading.errors == ("63016",)
    assert "24 horas" in str(reading.reason)


def test_a_failure_that_we_do_not_know_is_explained_in_twilios_words():
    reading = read_status(MessageStatus="undelivered", ErrorCode="63999", ErrorMessage="Odd")

    assert (reading.errors, reading.reason) == (("63999",), "Odd")


def test_a_status_of_a_hidden_number_names_its_business_scoped_id():
    reading = read_status(To="whatsapp:BR.1", MessageStatus="delivered")

    assert (reading.sender, reading.bsuid) == ("whatsapp:BR.1", "BR.1")


def test_a_step_that_is_no_delivery_status_is_kept_and_changes_nothing():
    assert event(read_status(MessageStatus="sending")) is None


def test_an_old_status_that_only_has_sms_status_is_no_message():
    assert read_status(SmsStatus="delivered").category is Category.STATUS


def test_the_second_copy_has_the_same_id_and_another_message_has_another():
    nameless = {"From": MARINA, "Body": "oi"}

    (first,), (copy,) = readings(nameless), readings(dict(reversed(nameless.items())))
    (other,) = readings(nameless | {"Body": "oi!"})

    assert first.event_id == copy.event_id
    assert first.event_id != other.event_id


def test_what_is_twilios_and_about_nobody_is_ignored():
    (reading,) = readings({"AccountSid": "AC1", "Level": "ERROR", "Payload": "{}"})

    assert (reading.category, reading.kind) == (Category.IGNORED, "ERROR")
    assert event(reading) is None


@pytest.mark.parametrize("body", [b"", b"{}", b"hello", b"a=1&b=2", b"\xff\x00", b"&" * 3000])
def test_what_is_not_twilios_is_refused_without_quoting_it(body):
    with pytest.raises(InvalidRequest) as refusal:
        read_webhook(body, FORM_TYPE, {}, NOW)

    assert refusal.value.status == 400
    assert "hello" not in str(refusal.value)


def test_json_is_not_twilios():
    with pytest.raises(InvalidRequest):
        read_webhook(b"From=whatsapp:+55", {"content-type": "application/json"}, {}, NOW)


def test_of_a_doubled_parameter_the_first_counts():
    body = urlencode(MESSAGE).encode() + b"&Body=oi&Body=tchau"

    (reading,) = read_webhook(body, FORM_TYPE, {}, NOW)

    assert reading.text == "oi"


@given(body=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    try:
        found = read_webhook(b"From=whatsapp:%2B5511900000000&" + body, FORM_TYPE, {}, NOW)
    except InvalidRequest:
        return

    for reading in found:
        fact_of(reading, NOW, raw="")
        reading.event_id.encode()


names = st.sampled_from(
    (
        *("From", "To", "Body", "MessageSid", "MessageStatus", "ErrorCode", "MediaUrl0"),
        *("MediaUrl1", "MediaContentType0", "ButtonPayload", "ListId", "WaId", "MessageType"),
    )
)


@given(form=st.dictionaries(names, st.text(max_size=30), max_size=8))
def test_any_form_is_read_into_text_that_a_database_can_keep(form):
    found = read_form({"AccountSid": "AC1", **form}, {}, NOW)

    for reading in found:
        for text in (reading.sender, reading.text, reading.kind, reading.event_id):
            assert "\0" not in (text or "")
            (text or "").encode()
    assert len({reading.event_id for reading in found}) == len(found)
