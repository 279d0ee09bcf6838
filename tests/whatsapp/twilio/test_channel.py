"""What Twilio's refusals, silences and limits mean for a message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pytest

from adapters.whatsapp.twilio.api import MAX_FILE_BYTES, Account
from adapters.whatsapp.twilio.channel import PACE, TwilioChannel
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.ports.channel import Document, OutgoingMessage, ReceivedFile
from autovenda_core.testing.clock import FakeClock

SID = f"AC{'0' * 32}"
TOKEN = "emulated-token"  # noqa: S105  nobody's
MARINA = "whatsapp:+5511900000000"
US = "whatsapp:+551140000000"
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
FILE = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"

Answer = Callable[[httpx.Request], httpx.Response]


def message(text: str = "oi", *, key: str = "k:1:0", to: str = MARINA, **parts: object):
    return OutgoingMessage(key, to, text, **parts)


async def share(document: Document) -> str:
    return f"https://loja.example.com/d/secret/{document.filename}"


def channel_of(answer: Answer, *, sender: str = US, status_url: str | None = None, **others: str):
    """A channel whose every call is answered by `answer(request)`."""
    return TwilioChannel(
        httpx.AsyncClient(transport=httpx.MockTransport(answer)),
        others.pop("account_sid", SID),
        TOKEN,
        sender,
        FakeClock(),
        share=share,
        templates={},
        status_url=status_url,
        **others,
    )


def accepting(seen: list[dict[str, str]]) -> Answer:
    def accept(request: httpx.Request) -> httpx.Response:
        fields = parse_qs(request.content.decode(), keep_blank_values=True)
        seen.append({name: values[0] for name, values in fields.items()})
        return httpx.Response(201, json={"sid": f"SM{len(seen)}", "status": "queued"})

    return accept


def refusing(status: int, code: int | None = None, **headers: str) -> Answer:
    body = {"code": code, "message": "No", "status": status} if code else "<html>"
    return lambda request: httpx.Response(
        status, json=body, headers={name.replace("_", "-"): headers[name] for name in headers}
    )


def failing(error: Exception) -> Answer:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return fail


def error_of(answer: Answer) -> PortError:
    with pytest.raises(PortError) as caught:
        asyncio.run(channel_of(answer).send(message()))
    return caught.value


def fetch(answer: Answer, url: str = FILE, **settings: str) -> ReceivedFile:
    return asyncio.run(channel_of(answer, **settings).fetch(url))


def test_a_message_names_sender_recipient_and_where_its_status_goes():
    seen: list[dict[str, str]] = []
    channel = channel_of(accepting(seen), status_url="https://loja.example.com/webhook")

    asyncio.run(channel.send(message("oi", key="conv:7:0")))

    assert seen == [
        {
            "To": MARINA,
            "From": US,
            "Body": "oi",
            "StatusCallback": "https://loja.example.com/webhook?key=conv:7:0",
        }
    ]


def test_the_key_joins_a_query_that_is_there_and_cannot_add_to_it():
    seen: list[dict[str, str]] = []
    channel = channel_of(accepting(seen), status_url="https://loja.example.com/w?a=1")

    asyncio.run(channel.send(message(key="k&b=2#c")))

    assert seen[0]["StatusCallback"] == "https://loja.example.com/w?a=1&key=k%26b%3D2%23c"


def test_a_messaging_service_sends_too():
    seen: list[dict[str, str]] = []

    asyncio.run(channel_of(accepting(seen), sender=f"MG{'1' * 32}").send(message()))

    assert seen[0]["MessagingServiceSid"] == f"MG{'1' * 32}"
    assert "From" not in seen[0]


def test_only_the_last_of_several_calls_brings_the_message_s_own_key_back():
    seen: list[dict[str, str]] = []
    channel = channel_of(accepting(seen), status_url="https://loja.example.com/w")

    sent = asyncio.run(channel.send(message("Sua proposta", document=PDF)))

    assert [fields["StatusCallback"] for fields in seen] == [
        "https://loja.example.com/w?key=k:1:0/1",
        "https://loja.example.com/w?key=k:1:0",
    ]
    assert seen[0]["MediaUrl"] == "https://loja.example.com/d/secret/proposta.pdf"
    assert (sent.provider_message_id, sent.text) == ("SM2", "Sua proposta")


def test_without_an_address_for_them_no_reports_are_promised():
    seen: list[dict[str, str]] = []
    silent = channel_of(accepting(seen))
    heard = channel_of(accepting(seen), status_url="https://loja.example.com/w")

    asyncio.run(silent.send(message()))

    assert "StatusCallback" not in seen[0]
    assert (silent.capabilities.reports_keys, heard.capabilities.reports_keys) == (False, True)


def test_what_was_accepted_is_not_sent_again_after_a_failure_half_way():
    seen: list[dict[str, str]] = []
    accept = accepting(seen)

    def answer(request: httpx.Request) -> httpx.Response:
        response = accept(request)
        return httpx.Response(503) if len(seen) == 2 else response

    channel = channel_of(answer)
    proposal = message("Sua proposta", document=PDF)
    with pytest.raises(Unavailable):
        asyncio.run(channel.send(proposal))

    asyncio.run(channel.send(proposal))

    assert [("MediaUrl" in fields, "Body" in fields) for fields in seen] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_429_is_waited_out_exactly():
    error = error_of(refusing(429, 20429, retry_after="35"))

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds == 35


@pytest.mark.parametrize("code", [63018, 63017, 21611, 20429])
def test_a_limit_is_tried_again(code):
    assert isinstance(error_of(refusing(400, code)), Unavailable)


@pytest.mark.parametrize("code", [21211, 21610, 63003, 63014, 63024])
def test_who_opted_out_blocked_us_or_has_no_whatsapp_cannot_be_reached(code):
    error = error_of(refusing(400, code))

    assert isinstance(error, Rejected)
    assert error.unreachable
    assert error.words


@pytest.mark.parametrize("code", [63016, 63032, 21606, 21617, 21655, 21656])
def test_a_refused_message_is_explained_and_the_person_is_still_there(code):
    error = error_of(refusing(400, code))

    assert isinstance(error, Rejected)
    assert not error.unreachable
    assert error.words


def test_a_refusal_that_we_do_not_know_is_quoted():
    error = error_of(refusing(400, 29999))

    assert isinstance(error, Rejected)
    assert "29999 No" in str(error)


def test_401_names_the_setting_and_not_its_value():
    error = error_of(refusing(401))

    assert isinstance(error, Rejected)
    assert "TWILIO_AUTH_TOKEN" in str(error.words)
    assert TOKEN not in f"{error} {error.words}"


def test_503_is_tried_again_and_other_failures_inside_twilio_may_have_sent_the_message():
    assert isinstance(error_of(refusing(503)), Unavailable)
    assert isinstance(error_of(refusing(500)), OutcomeUnknown)
    assert isinstance(error_of(refusing(502)), OutcomeUnknown)


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")],
)
def test_a_request_that_never_left_is_tried_again(error):
    assert isinstance(error_of(failing(error)), Unavailable)


@pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
def test_a_silence_after_the_request_is_an_unknown_outcome(error):
    assert isinstance(error_of(failing(error)), OutcomeUnknown)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"status": "queued"}', b'{"sid": 7}'])
def test_an_answer_that_does_not_say_is_an_unknown_outcome(body):
    assert isinstance(error_of(lambda _: httpx.Response(201, content=body)), OutcomeUnknown)


def test_a_burst_goes_and_then_one_message_in_six_seconds_to_one_person():
    channel = channel_of(accepting([]))
    for number in range(PACE.burst):
        asyncio.run(channel.send(message(key=f"k:{number}:0")))

    with pytest.raises(Unavailable) as refusal:
        asyncio.run(channel.send(message(key="one more")))

    assert refusal.value.retry_after_seconds == 6


def test_the_token_is_never_logged(caplog):
    caplog.set_level(logging.DEBUG)

    asyncio.run(channel_of(accepting([])).send(message()))

    assert TOKEN not in caplog.text


def test_the_account_tells_whose_credentials_they_are():
    answer = {"sid": SID, "friendly_name": "Estúdio Exemplo", "status": "active"}
    channel = channel_of(lambda request: httpx.Response(200, json=answer))

    assert asyncio.run(channel.account()) == Account(SID, "Estúdio Exemplo", "active")


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"account_sid": "AC1"}, "TWILIO_ACCOUNT_SID"),
        ({"sender": "+5511900000000"}, "TWILIO_FROM"),
        ({"sender": "whatsapp:Ana"}, "TWILIO_FROM"),
        ({"api_base": "http://api.twilio.com"}, "TWILIO_API_BASE"),
        ({"api_base": "http://[::"}, "TWILIO_API_BASE"),
        ({"api_base": "api.twilio.com"}, "TWILIO_API_BASE"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(settings, variable):
    with pytest.raises(ConfigurationError, match=variable):
        channel_of(accepting([]), **settings)


def test_typing_is_shown_at_twilios_host_for_it():
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"success": True})

    asyncio.run(channel_of(answer).acknowledge(MARINA, "SM1"))

    assert str(seen[0].url) == "https://messaging.twilio.com/v2/Indicators/Typing.json"
    assert seen[0].content == b"messageId=SM1&channel=whatsapp"


def test_a_file_is_fetched_from_where_twilio_keeps_it_without_our_credentials():
    seen: list[tuple[str, bool]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.host, "authorization" in request.headers))
        if request.url.host == "api.twilio.com":
            return httpx.Response(307, headers={"location": "https://mms.twiliocdn.com/x?s=1"})
        return httpx.Response(200, content=b"OggS", headers={"content-type": "audio/ogg; q=1"})

    file = fetch(answer)

    assert file == ReceivedFile(b"OggS", "audio/ogg")
    assert seen == [("api.twilio.com", True), ("mms.twiliocdn.com", False)]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/2010-04-01/file",
        "http://api.twilio.com/2010-04-01/file",
        "https://api.twilio.com.evil.example/file",
        "https://api.twilio.com@evil.example/file",
        "https://api.twilio.com:8443/file",
        "file:///etc/passwd",
        "cat.jpg",
        "http://[::",
        "",
    ],
)
def test_only_twilio_is_asked_for_files(url):
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"asked {request.url}")

    with pytest.raises(Rejected):
        fetch(answer, url)


@pytest.mark.parametrize("location", ["http://127.0.0.1/latest/meta-data", "file:///etc/passwd"])
def test_a_redirect_leads_to_https_or_nowhere(location):
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"location": location})

    with pytest.raises(Rejected):
        fetch(answer)

    assert len(seen) == 1


def test_one_redirect_is_followed_and_no_more():
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"location": "https://mms.twiliocdn.com/x"})

    with pytest.raises(Rejected):
        fetch(answer)

    assert len(seen) == 2


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    taken = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):
            nonlocal taken
            while True:
                taken += 1
                yield b"x" * 1024 * 1024

    with pytest.raises(Rejected, match="too large"):
        fetch(lambda request: httpx.Response(200, stream=Endless()))

    assert taken == MAX_FILE_BYTES // (1024 * 1024) + 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_file_that_is_gone_or_not_ours_is_refused(status):
    with pytest.raises(Rejected):
        fetch(refusing(status))


@pytest.mark.parametrize(
    "answer", [refusing(500), refusing(429), failing(httpx.ReadTimeout("slow"))]
)
def test_a_file_that_cannot_be_had_now_is_tried_again(answer):
    with pytest.raises(Unavailable):
        fetch(answer)
