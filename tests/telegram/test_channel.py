"""What Telegram's refusals, silences and limits mean for a message."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.telegram.channel import Bot, TelegramChannel
from adapters.telegram.updates import read_webhook
from autovenda_core.effects import Button
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.ports.channel import Document, OutgoingMessage, ReceivedFile
from autovenda_core.ports.inbound import Reading
from autovenda_core.testing.clock import FakeClock

TOKEN = "123456:emulated"  # noqa: S105  nobody's
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")


def message(text: str = "oi", *, key: str = "k:1:0", to: object = 42, **parts: object):
    return OutgoingMessage(key, str(to), text, **parts)


def answering(answer) -> TelegramChannel:
    """A channel whose every call is answered by `answer(request)`."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return TelegramChannel(client, TOKEN, FakeClock())


def failing(error: Exception) -> TelegramChannel:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return answering(fail)


def refusing(code: int, description: str = "", **parameters: int) -> TelegramChannel:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return answering(lambda request: httpx.Response(code, json=body))


def error_of(channel: TelegramChannel) -> PortError:
    with pytest.raises(PortError) as caught:
        asyncio.run(channel.send(message()))
    return caught.value


def test_429_is_waited_out_exactly():
    error = error_of(refusing(429, "Too Many Requests: retry after 35", retry_after=35))

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds == 35


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
    ],
)
def test_403_means_that_the_person_cannot_be_reached(words):
    error = error_of(refusing(403, words))

    assert isinstance(error, Rejected)
    assert error.unreachable
    assert error.words == "A pessoa bloqueou o bot no Telegram, ou apagou a conta."


@pytest.mark.parametrize(
    ("code", "words"), [(400, "Bad Request: chat not found"), (404, "Not Found"), (413, "")]
)
def test_a_wrong_request_is_rejected_and_the_person_is_still_there(code, words):
    error = error_of(refusing(code, words))

    assert isinstance(error, Rejected)
    assert not error.unreachable
    assert words in str(error)


def test_401_names_the_setting_and_not_its_value():
    error = error_of(refusing(401, "Unauthorized"))

    assert isinstance(error, Rejected)
    assert "TELEGRAM_BOT_TOKEN" in str(error)
    assert TOKEN not in str(error)


def test_a_group_that_became_a_supergroup_is_explained():
    error = error_of(refusing(400, "group chat was upgraded", migrate_to_chat_id=-100123))

    assert isinstance(error, Rejected)
    assert "supergroup" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"ok": False, "error_code": 500, "description": "restart"}),
        httpx.Response(502, text="<html>Bad Gateway</html>"),
    ],
)
def test_an_outage_is_tried_again(answer):
    assert isinstance(error_of(answering(lambda request: answer)), Unavailable)


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
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"ok": True, "result": True}),
    ],
)
def test_a_success_that_is_not_telegrams_leaves_the_outcome_unknown(answer):
    assert isinstance(error_of(answering(lambda request: answer)), OutcomeUnknown)


def test_a_redirect_is_not_followed_and_not_a_success():
    answer = httpx.Response(302, headers={"location": "https://elsewhere.example.com/"})

    assert isinstance(error_of(answering(lambda request: answer)), Rejected)


def test_the_token_is_in_no_log_and_no_traceback(caplog, channel, client, emulator, run, lead):
    caplog.set_level(logging.DEBUG)
    secret = emulator.token.partition(":")[2]
    emulator.refuse("sendMessage", 400, "Bad Request")
    emulator.lose_answers("sendMessage")

    printed = []
    for _ in range(2):
        with pytest.raises(PortError) as caught:
            run(channel.send(message(to=lead.id)))
        printed += traceback.format_exception(caught.value)
    run(channel.send(message(to=lead.id)))

    assert caplog.text
    assert secret not in caplog.text
    assert secret not in "".join(printed)


def test_an_unreachable_server_is_named_without_the_token(client, clock, run):
    channel = TelegramChannel(client, TOKEN, clock, "http://127.0.0.1:1")

    with pytest.raises(Unavailable) as caught:
        run(channel.send(message()))

    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("token", "base", "setting"),
    [
        ("", "https://api.telegram.org", "TELEGRAM_BOT_TOKEN"),
        ("123456", "https://api.telegram.org", "TELEGRAM_BOT_TOKEN"),
        ("123456:a\n", "https://api.telegram.org", "TELEGRAM_BOT_TOKEN"),
        (TOKEN, "api.telegram.org", "TELEGRAM_API_BASE"),
        (TOKEN, "http://host:port", "TELEGRAM_API_BASE"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_by_name(token, base, setting):
    with pytest.raises(ConfigurationError, match=setting):
        TelegramChannel(httpx.AsyncClient(), token, FakeClock(), base)


def test_a_base_address_may_have_a_path(emulator, clock):
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((str(request.url), request.extensions["target"]))
        return httpx.Response(200, json={"ok": True, "result": {"message_id": 1}})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    channel = TelegramChannel(client, TOKEN, clock, "https://bot.example.com/api/")
    asyncio.run(channel.send(message()))

    assert seen == [("https://bot.example.com/sendMessage", b"/api/bot123456:emulated/sendMessage")]


def test_a_second_message_to_a_chat_is_put_off_until_its_second_has_come(channel, clock, lead, run):
    async def two_at_once() -> float | None:
        await channel.send(message("um", key="a", to=lead.id))
        with pytest.raises(Unavailable) as refusal:
            await channel.send(message("dois", key="b", to=lead.id))
        return refusal.value.retry_after_seconds

    seconds = run(two_at_once())
    run(channel.send(message("dois", key="b", to=lead.id)))

    assert seconds == 1
    assert [line.text for line in lead.transcript] == ["um", "dois"]


@pytest.mark.parametrize("code", [429, 500])
def test_a_message_of_two_parts_goes_on_where_it_stopped(code, channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.id, document=PDF)
    emulator.refuse("sendMessage", code)
    with pytest.raises(Unavailable):
        run(channel.send(proposal))

    sent = run(channel.send(proposal))

    first, second = lead.transcript
    assert first.document == PDF
    assert second.text == ("palavra " * 200).strip()
    assert sent.provider_message_id == str(second.message_id)


def test_after_a_lost_answer_only_the_doubtful_part_is_repeated(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.id, document=PDF)
    emulator.lose_answers("sendMessage")
    with pytest.raises(OutcomeUnknown):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript] == [PDF, None, None]


def test_a_refused_part_is_not_remembered(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.id, document=PDF)
    emulator.refuse("sendMessage", 400)
    with pytest.raises(Rejected):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript] == [PDF, PDF, None]


def newest(channel: TelegramChannel, run) -> Reading:
    """What the bot is told last."""
    *_, update = run(channel.get_updates(None, 0))
    (reading,) = read_webhook(json.dumps(update).encode(), {}, {}, FakeClock().now())
    return reading


def test_a_tap_is_acknowledged_once_and_a_late_one_is_harmless(channel, emulator, lead, run):
    run(channel.send(message(to=lead.id, buttons=(Button("info", "Dúvida"),))))
    tap_id = lead.taps("Dúvida")
    reading = newest(channel, run)

    run(channel.acknowledge(reading.sender, reading.event_id))
    run(channel.acknowledge(reading.sender, reading.event_id))

    assert emulator.answered_taps == [tap_id]
    assert lead.typing_shown == 0


def test_a_message_is_acknowledged_by_showing_that_an_answer_is_written(
    channel, emulator, lead, run
):
    lead.says("oi")
    reading = newest(channel, run)

    run(channel.acknowledge(reading.sender, reading.message_id))

    assert lead.typing_shown == 1
    assert emulator.answered_taps == []


def test_an_acknowledgement_that_fails_is_harmless(channel, emulator, lead, run):
    emulator.refuse("sendChatAction", 429, retry_after=7)
    lead.blocks()

    run(channel.acknowledge(str(lead.id), "12"))
    run(channel.acknowledge(str(lead.id), "12"))

    assert lead.typing_shown == 0


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("voice", "audio/ogg"),
        ("photo", "image/jpeg"),
        ("video", "video/mp4"),
        ("document", "application/pdf"),
        ("sticker", "image/webp"),
    ],
)
def test_a_file_is_fetched_by_the_id_that_its_message_gave(channel, lead, run, kind, media_type):
    lead.sends(kind, content=b"bytes of it")

    file = run(channel.fetch(newest(channel, run).media.id))

    assert file == ReceivedFile(b"bytes of it", media_type)


@pytest.fixture
def media_id(channel, lead, run) -> str:
    """Of a voice message that was received."""
    lead.sends("voice")
    return newest(channel, run).media.id


@pytest.mark.parametrize("method", ["getFile", "file"])
def test_a_file_whose_answer_is_lost_is_fetched_again(channel, emulator, run, media_id, method):
    emulator.lose_answers(method)

    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))

    assert run(channel.fetch(media_id)).content == b"content"


@pytest.mark.parametrize("method", ["getFile", "file"])
@pytest.mark.parametrize("code", [429, 502])
def test_a_file_that_telegram_cannot_give_now_is_tried_again(
    channel, emulator, run, media_id, method, code
):
    emulator.refuse(method, code)

    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))


def test_a_file_that_is_gone_is_rejected_in_the_operators_words(channel, emulator, run, media_id):
    emulator.refuse("file", 404)

    with pytest.raises(Rejected) as refusal:
        run(channel.fetch(media_id))

    assert refusal.value.words == "O Telegram não tem mais esse arquivo."


def test_a_file_that_telegram_finds_too_large_is_rejected(channel, lead, run):
    lead.sends("document", content=bytes(20_000_001))

    with pytest.raises(Rejected) as refusal:
        run(channel.fetch(newest(channel, run).media.id))

    assert "20 MB" in (refusal.value.words or "")


def test_a_file_larger_than_was_promised_is_not_read_to_its_end():
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1_000_000
            yield bytes(1_000_000)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/getFile":
            return httpx.Response(200, json={"ok": True, "result": {"file_path": "voice/1.oga"}})
        return httpx.Response(200, content=endless())

    with pytest.raises(Rejected, match="20000000 bytes"):
        asyncio.run(answering(answer).fetch("v"))

    assert given == 21_000_000


def test_a_file_of_no_known_type_is_bytes():
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/getFile":
            return httpx.Response(200, json={"ok": True, "result": {"file_path": "documents/1"}})
        return httpx.Response(200, content=b"?")

    file = asyncio.run(answering(answer).fetch("d"))

    assert file == ReceivedFile(b"?", "application/octet-stream")


def test_a_file_that_telegram_says_is_unavailable_for_now_is_tried_again(
    channel, emulator, run, media_id
):
    words = "Bad Request: wrong file_id or the file is temporarily unavailable"
    emulator.refuse("getFile", 400, words)

    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))


def test_the_token_is_in_no_log_of_a_download(caplog, channel, emulator, run, media_id):
    caplog.set_level(logging.DEBUG)
    secret = emulator.token.partition(":")[2]
    emulator.lose_answers("file")

    with pytest.raises(Unavailable) as caught:
        run(channel.fetch(media_id))
    run(channel.fetch(media_id))

    assert "/file" in caplog.text
    assert secret not in caplog.text
    assert secret not in "".join(traceback.format_exception(caught.value))


def test_the_log_is_told_what_the_person_reads(channel, lead, run):
    sent = run(channel.send(message("*Proposta* <A & B>: R$ 1.500,00", to=lead.id)))

    assert sent.text == "Proposta <A & B>: R$ 1.500,00"
    assert [line.text for line in lead.transcript] == [sent.text]


def test_the_bot_tells_who_it_is(channel, run):
    assert run(channel.get_me()) == Bot(123456, "autovenda_bot", "Auto-Venda")


def test_a_webhook_is_set_told_and_deleted(channel, run):
    run(channel.set_webhook("https://loja.example.com/webhook/telegram", "s3gredo"))
    set_to = run(channel.get_webhook_info())
    run(channel.delete_webhook())
    deleted = run(channel.get_webhook_info())

    assert set_to.url == "https://loja.example.com/webhook/telegram"
    assert (deleted.url, deleted.pending_updates, deleted.last_error) == ("", 0, None)


def test_an_unusable_webhook_secret_is_rejected(channel, run):
    with pytest.raises(Rejected, match="secret token"):
        run(channel.set_webhook("https://loja.example.com/", "com espaço"))
