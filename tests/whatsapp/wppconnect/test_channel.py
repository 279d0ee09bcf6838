"""What the server's refusals, silences and ids mean for a message."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from base64 import b64encode

import httpx
import pytest

from adapters.whatsapp.wppconnect.channel import SessionState, WppConnectChannel
from autovenda_core.effects import Button
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.channel import Document, OutgoingMessage, UrlButton
from autovenda_core.testing.clock import FakeClock

BASE = "https://wpp.example.com"
TOKEN = "$2b$10$s3gredo"  # noqa: S105  nobody's
MARINA = "5511900001000@c.us"
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
DISCONNECTED = {"status": "Disconnected", "message": "A sessão do WhatsApp não está ativa."}
NOT_THERE = {"status": "Connected", "message": "O número 5511900001000 não existe."}


def message(text: str = "oi", *, key: str = "k:1:0", to: str = MARINA, **parts: object):
    return OutgoingMessage(key, to, text, **parts)


def answering(answer, base: str = BASE) -> WppConnectChannel:
    """A channel whose every call is answered by `answer(request)`."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return WppConnectChannel(client, base, "loja", TOKEN, FakeClock())


def failing(error: Exception) -> WppConnectChannel:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return answering(fail)


def error_of(channel: WppConnectChannel) -> PortError:
    with pytest.raises(PortError) as caught:
        asyncio.run(channel.send(message()))
    return caught.value


def refusing(status: int, body: object = None, **headers: str) -> PortError:
    return error_of(
        answering(lambda request: httpx.Response(status, json=body or {}, headers=headers))
    )


def test_a_number_that_is_not_on_whatsapp_is_unreachable_and_is_not_repeated():
    error = refusing(400, NOT_THERE)

    assert isinstance(error, Rejected)
    assert error.unreachable
    assert error.words == "Este número não está no WhatsApp."
    assert "5511900001000" not in str(error)


def test_another_400_is_our_mistake_and_the_person_is_still_there():
    error = refusing(400, {"message": "Error sending message"})

    assert isinstance(error, Rejected)
    assert not error.unreachable


def test_a_session_that_is_down_is_waited_for():
    assert isinstance(refusing(404, DISCONNECTED), Unavailable)


def test_a_route_that_the_server_does_not_know_is_not_waited_for():
    error = error_of(answering(lambda request: httpx.Response(404, text="<pre>Cannot POST</pre>")))

    assert isinstance(error, Rejected)
    assert "WPPCONNECT_URL" in str(error)


def test_a_wrong_token_names_the_settings_and_not_their_values():
    error = refusing(401, {"error": "Check that the Session and Token are correct"})

    assert isinstance(error, Rejected)
    assert "WPPCONNECT_TOKEN" in str(error)
    assert error.words
    assert TOKEN not in str(error)


@pytest.mark.parametrize(("after", "seconds"), [("17", 17), ("soon", None)])
def test_the_servers_own_limit_is_waited_out(after, seconds):
    error = refusing(429, {"status": "error"}, **{"Retry-After": after})

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds == seconds


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failure_while_sending_may_have_sent(status):
    assert isinstance(refusing(status, {"status": "Error"}), OutcomeUnknown)


def test_a_server_that_is_away_has_not_sent():
    assert isinstance(refusing(503), Unavailable)


def test_what_the_server_cannot_do_is_not_tried_again():
    assert isinstance(refusing(501, {"status": "not_supported"}), Rejected)


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")],
)
def test_a_request_that_never_left_is_tried_again(error):
    assert isinstance(error_of(failing(error)), Unavailable)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("disconnected"),
    ],
)
def test_a_request_whose_answer_is_lost_may_have_been_done(error):
    assert isinstance(error_of(failing(error)), OutcomeUnknown)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Welcome to the hotel</html>"),
        httpx.Response(201, json=[]),
        httpx.Response(201, json={"status": "success", "response": []}),
        httpx.Response(201, json={"status": "success", "response": [{"ack": 1}]}),
        httpx.Response(201, content=b'{"response": "' + b"x" * 2**20 + b'"}'),
    ],
)
def test_a_success_that_is_not_the_servers_leaves_the_outcome_unknown(answer):
    assert isinstance(error_of(answering(lambda request: answer)), OutcomeUnknown)


def test_a_redirect_is_not_followed_and_not_a_success():
    answer = httpx.Response(302, headers={"location": "https://elsewhere.example.com/"})

    assert isinstance(error_of(answering(lambda request: answer)), Rejected)


def test_token_number_and_words_are_in_no_log_and_no_traceback(
    caplog, channel, emulator, run, lead
):
    caplog.set_level(logging.DEBUG)
    words = "R$ 1.500,00"
    secrets = (emulator.token, lead.number.removesuffix("@c.us"), lead.lid, words)
    emulator.refuse("send-message", 400, NOT_THERE)
    emulator.lose_answers("send-message")

    printed = []
    for _ in range(2):
        with pytest.raises(PortError) as caught:
            run(channel.send(message(words, to=lead.number)))
        printed += traceback.format_exception(caught.value)
    run(channel.send(message(words, to=lead.number)))
    run(channel.phone_of(lead.lid))

    assert "contact/pn-lid" in caplog.text
    assert [each for each in secrets if each in caplog.text + "".join(printed)] == []


@pytest.mark.parametrize(
    ("base", "session", "token", "setting"),
    [
        ("wpp.example.com", "loja", TOKEN, "WPPCONNECT_URL"),
        ("http://host:port", "loja", TOKEN, "WPPCONNECT_URL"),
        ("https://wpp.example.com/?a=1", "loja", TOKEN, "WPPCONNECT_URL"),
        (BASE, "", TOKEN, "WPPCONNECT_SESSION"),
        (BASE, "loja:token", TOKEN, "WPPCONNECT_SESSION"),
        (BASE, "../loja", TOKEN, "WPPCONNECT_SESSION"),
        (BASE, "loja", "", "WPPCONNECT_TOKEN"),
        (BASE, "loja", "a\nb", "WPPCONNECT_TOKEN"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_by_name(base, session, token, setting):
    with pytest.raises(ConfigurationError, match=setting):
        WppConnectChannel(httpx.AsyncClient(), base, session, token, FakeClock())


def test_the_server_may_live_below_a_path_and_is_told_whom_and_what():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        target = request.extensions["target"]
        seen.append((target, request.headers["authorization"], request.content))
        return httpx.Response(201, json={"response": [{"id": "true_1@lid_3EB0"}]})

    asyncio.run(answering(answer, f"{BASE}/zap/").send(message(to="9000000@lid")))

    target, authorization, content = seen[0]
    assert target == b"/zap/api/loja/send-message"
    assert authorization == f"Bearer {TOKEN}"
    assert json.loads(content) == {
        "phone": "9000000@lid",
        "isGroup": False,
        "isNewsletter": False,
        "isLid": True,
        "message": "oi",
    }


def test_choices_and_a_link_are_written_and_logged_as_they_are_read(channel, lead, run):
    buttons = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))
    link = UrlButton("Ver proposta", "https://loja.example.com/proposta/t")

    sent = run(channel.send(message("Fechado?", to=lead.number, buttons=buttons, link=link)))

    (line,) = lead.transcript
    assert "1. Aceitar proposta\n2. Tirar dúvida" in line.text
    assert "Ver proposta: https://loja.example.com/proposta/t" in line.text
    assert sent.text == line.text
    assert sent.provider_message_id == line.message_id


def test_two_messages_to_a_person_are_two_seconds_apart(channel, lead, run):
    async def two_at_once() -> float | None:
        await channel.send(message("um", key="a", to=lead.number))
        with pytest.raises(Unavailable) as refusal:
            await channel.send(message("dois", key="b", to=lead.number))
        return refusal.value.retry_after_seconds

    seconds = run(two_at_once())
    run(channel.send(message("dois", key="b", to=lead.number)))

    assert seconds == 2
    assert [line.text for line in lead.transcript] == ["um", "dois"]


def test_a_message_of_two_parts_goes_on_where_it_stopped(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.number, document=PDF)
    emulator.refuse("send-message", 404, DISCONNECTED)
    with pytest.raises(Unavailable):
        run(channel.send(proposal))

    sent = run(channel.send(proposal))

    first, second = lead.transcript
    assert first.document == PDF
    assert second.text == ("palavra " * 200).strip()
    assert sent.provider_message_id == second.message_id


def test_a_refused_part_is_not_remembered(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.number, document=PDF)
    emulator.refuse("send-message", 400, {})
    with pytest.raises(Rejected):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript] == [PDF, PDF, None]


# ------------------------------------------------------------------------- who it is


def both(lead) -> set[Identity]:
    number = lead.number.removesuffix("@c.us")
    return {Identity(IdentityKind.WA_ID, number), Identity(IdentityKind.LID, lead.lid)}


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("document", [None, PDF])
def test_whoever_is_written_to_by_number_is_known_by_lid_when_they_answer(
    channel, emulator, run, hidden, document
):
    lead = emulator.lead("Rita", hidden=hidden)

    sent = run(channel.send(message(to=lead.number, document=document)))

    assert set(sent.identities) == both(lead)


def test_the_other_id_is_asked_for_once(channel, emulator, lead, run):
    run(channel.send(message(to=lead.number, key="a")))
    run(channel.send(message(to=lead.number, key="b")))

    assert emulator.lookups == [lead.number]


def test_a_server_that_cannot_tell_the_other_id_has_sent_the_message_all_the_same(
    channel, emulator, lead, run
):
    emulator.refuse("contact/pn-lid", 404, "<pre>Cannot GET</pre>")

    sent = run(channel.send(message(to=lead.number)))

    (known,) = sent.identities
    assert known.kind == IdentityKind.WA_ID
    assert len(lead.transcript) == 1


def test_a_number_written_with_the_nine_is_the_account_without_it(channel, emulator, run):
    lead = emulator.lead("Rita", "554899990000@c.us")

    sent = run(channel.send(message(to="5548999990000@c.us")))

    assert {identity.key for identity in sent.identities} == {
        "phone:5548999990000",
        f"lid:{lead.lid}",
    }


def test_the_number_behind_a_hidden_id_is_told_or_unknown(channel, emulator, lead, run):
    assert run(channel.phone_of(lead.lid)) == lead.number.removesuffix("@c.us")
    assert run(channel.phone_of("1234567890@lid")) is None


# ------------------------------------------------------------------------- files


def file_answer(**body: object):
    return answering(lambda request: httpx.Response(200, json=body))


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    content = b64encode(bytes(22 * 2**20)).decode()

    with pytest.raises(Rejected, match="larger"):
        asyncio.run(file_answer(base64=content).fetch("false_x@c.us_3A"))


@pytest.mark.parametrize("body", [{}, {"base64": None}, {"base64": "não"}, {"base64": "abc"}])
def test_an_answer_without_a_file_is_refused(body):
    with pytest.raises(Rejected):
        asyncio.run(file_answer(**body).fetch("false_x@c.us_3A"))


def test_a_file_is_asked_for_again_when_the_session_is_down(channel, emulator, lead, run):
    media_id = lead.sends_file(b"OggS")
    emulator.become("DISCONNECTED")

    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))


# ------------------------------------------------------------------------- the rest


def test_a_message_is_shown_as_read_and_an_answer_as_being_typed(channel, emulator, lead, run):
    run(channel.acknowledge(lead.number, lead.says("oi")))

    assert (emulator.seen, emulator.typing) == ([lead.number], [lead.number])


def test_showing_it_never_fails(channel, emulator, lead, run):
    emulator.become("CLOSED")

    run(channel.acknowledge(lead.number, "false_x@c.us_3A"))

    assert emulator.seen == []


def test_the_session_tells_how_it_stands(channel, emulator, run):
    connected = run(channel.state())
    emulator.become("QRCODE")
    waiting = run(channel.state())

    assert connected == SessionState("CONNECTED", connected=True)
    assert connected.words == "WhatsApp conectado."
    assert waiting == SessionState("QRCODE", connected=False)
    assert "QR code" in waiting.words


@pytest.mark.parametrize("status", ["INITIALIZING", "CLOSED", "CONNECTED"])
def test_every_state_has_words_of_its_own(status):
    others = {"QRCODE", "INITIALIZING", "CLOSED", "CONNECTED"} - {status}

    words = SessionState(status, connected=False).words

    assert words not in {SessionState(each, connected=False).words for each in others}


def test_a_closed_session_is_started(channel, emulator, run):
    emulator.become("CLOSED")

    run(channel.start("http://127.0.0.1:1/webhook/whatsapp/wppconnect/s3gredo"))

    assert run(channel.state()).connected
