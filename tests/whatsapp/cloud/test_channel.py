"""What Meta's refusals, silences and limits mean for a message, and the other calls we make."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback

import httpx
import pytest

from adapters.whatsapp.cloud.channel import CloudChannel, PhoneNumber, TemplateState
from autovenda_core.effects import Button
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.channel import Document, OutgoingMessage
from autovenda_core.testing.clock import FakeClock

TOKEN = "EAAtoken"  # noqa: S105  nobody's
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
VOICE = Document("voz.ogg", "audio/ogg", b"OggS")


def message(text: str = "oi", *, key: str = "k:1:0", to: str = "5511900000001", **parts: object):
    return OutgoingMessage(key, to, text, **parts)


def answering(answer, base: str = "https://graph.facebook.com") -> CloudChannel:
    """A channel whose every call is answered by `answer(request)`."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return CloudChannel(client, TOKEN, "42", FakeClock(), api_base=base, waba_id="7")


def failing(error: Exception) -> CloudChannel:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    return answering(fail)


def error_of(channel: CloudChannel) -> PortError:
    with pytest.raises(PortError) as caught:
        asyncio.run(channel.send(message()))
    return caught.value


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")],
)
def test_a_request_that_never_left_is_tried_again(error):
    assert isinstance(error_of(failing(error)), Unavailable)


@pytest.mark.parametrize(
    "error",
    [httpx.ReadTimeout("slow"), httpx.ReadError("reset"), httpx.RemoteProtocolError("closed")],
)
def test_a_request_whose_answer_is_lost_may_have_been_done(error):
    assert isinstance(error_of(failing(error)), OutcomeUnknown)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Welcome to the hotel</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"messages": []}),
        httpx.Response(502, text="<html>Bad Gateway</html>"),
        httpx.Response(504),
    ],
)
def test_an_answer_that_is_not_metas_leaves_the_outcome_unknown(answer):
    assert isinstance(error_of(answering(lambda request: answer)), OutcomeUnknown)


def test_metas_own_trouble_is_tried_again():
    answer = httpx.Response(500, json={"error": {"code": 131000, "message": "Something"}})

    assert isinstance(error_of(answering(lambda request: answer)), Unavailable)


def test_a_redirect_is_not_followed_and_not_a_success():
    answer = httpx.Response(302, headers={"location": "https://elsewhere.example.com/"})

    assert isinstance(error_of(answering(lambda request: answer)), Rejected)


def test_the_token_is_in_no_log_and_no_traceback(caplog, channel, emulator, run, lead):
    caplog.set_level(logging.DEBUG)
    emulator.refuse(190, status=401)
    emulator.lose_answers()

    printed = []
    for _ in range(2):
        with pytest.raises(PortError) as caught:
            run(channel.send(message(to=lead.address)))
        printed += traceback.format_exception(caught.value)
    run(channel.send(message(to=lead.address)))

    assert caplog.text
    assert emulator.token not in caplog.text
    assert emulator.token not in "".join(printed)


@pytest.mark.parametrize(
    ("token", "number", "base", "version", "named"),
    [
        ("", "42", "https://graph.facebook.com", "v25.0", "WHATSAPP_TOKEN"),
        ("EAA\n", "42", "https://graph.facebook.com", "v25.0", "WHATSAPP_TOKEN"),
        (TOKEN, "+55 11", "https://graph.facebook.com", "v25.0", "WHATSAPP_PHONE_NUMBER_ID"),
        (TOKEN, "42", "graph.facebook.com", "v25.0", "WHATSAPP_API_BASE"),
        (TOKEN, "42", "http://host:port", "v25.0", "WHATSAPP_API_BASE"),
        (TOKEN, "42", "https://graph.facebook.com", "25", "version"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_by_name(token, number, base, version, named):
    with pytest.raises(ConfigurationError, match=named):
        CloudChannel(
            httpx.AsyncClient(), token, number, FakeClock(), api_base=base, version=version
        )


def test_the_number_that_meta_knows_is_learnt_from_the_answer(channel, emulator, run):
    lead = emulator.lead("Rui", wa_id="556291230000", user_id="BR.77")
    lead.says("oi")

    sent = run(channel.send(message(to="5562991230000")))

    assert sent.identities == (
        Identity(IdentityKind.WA_ID, "556291230000"),
        Identity(IdentityKind.BSUID, "BR.77"),
    )
    assert lead.transcript[-1].text == "oi"


def test_a_person_who_hides_the_number_is_written_to_by_the_id(channel, emulator, run):
    lead = emulator.lead("Rui", hides_number=True)
    lead.says("oi")

    run(channel.send(message("tudo bem?", to=lead.address)))

    assert lead.transcript[-1].text == "tudo bem?"


def test_a_burst_to_one_person_is_slowed_down_to_what_meta_allows(channel, lead, run):
    async def burst() -> list[float | None]:
        waits = []
        for at in range(22):
            try:
                await channel.send(message(key=f"k:{at}", to=lead.address))
            except Unavailable as refusal:
                waits.append(refusal.retry_after_seconds)
        return waits

    assert run(burst()) == [6, 12]


@pytest.mark.parametrize("code", [130429, 131000])
def test_a_message_of_two_parts_goes_on_where_it_stopped(code, channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.address, document=PDF)
    emulator.let_pass()
    emulator.refuse(code, status=500)
    with pytest.raises(Unavailable):
        run(channel.send(proposal))

    sent = run(channel.send(proposal))

    _, first, second = lead.transcript
    assert first.document == PDF
    assert second.text == ("palavra " * 200).strip()
    assert sent.provider_message_id == second.message_id


def test_after_a_lost_answer_only_the_doubtful_part_is_repeated(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.address, document=PDF)
    emulator.let_pass()
    emulator.lose_answers()
    with pytest.raises(OutcomeUnknown):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript[1:]] == [PDF, None, None]


def test_a_refused_part_is_not_remembered(channel, emulator, lead, run):
    proposal = message("palavra " * 200, to=lead.address, document=PDF)
    emulator.let_pass()
    emulator.refuse(131009)
    with pytest.raises(Rejected):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript[1:]] == [PDF, PDF, None]


def test_an_upload_whose_answer_is_lost_was_seen_by_nobody_and_is_repeated(
    channel, emulator, lead, run
):
    proposal = message("Proposta", to=lead.address, document=PDF)
    emulator.lose_answers("media")
    with pytest.raises(Unavailable):
        run(channel.send(proposal))

    run(channel.send(proposal))

    assert [line.document for line in lead.transcript[1:]] == [PDF]


def test_a_message_is_acknowledged_and_an_unknown_one_is_harmless(channel, emulator, lead, run):
    heard = lead.says("tem alguém?")

    run(channel.acknowledge(lead.address, heard))
    run(channel.acknowledge(lead.address, "wamid.unknown"))

    assert emulator.acknowledged == [heard]


def test_a_file_is_fetched_with_its_type(channel, lead, run):
    lead.sends("voice", VOICE)

    file = run(channel.fetch(lead.transcript[-1].media_id))

    assert (file.content, file.media_type) == (VOICE.content, "audio/ogg")


@pytest.mark.parametrize("endpoint", ["node", "files"])
def test_a_file_that_cannot_be_fetched_now_is_tried_again(endpoint, channel, emulator, lead, run):
    lead.sends("voice", VOICE)
    media_id = lead.transcript[-1].media_id
    emulator.refuse(131000, endpoint=endpoint, status=500)
    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))
    emulator.lose_answers(endpoint)
    with pytest.raises(Unavailable):
        run(channel.fetch(media_id))

    assert run(channel.fetch(media_id)).content == VOICE.content


def fetching(url: str, base: str = "https://graph.facebook.com", size: int = 4):
    """A fetch whose file lies at `url`; the addresses that saw the token."""
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        if str(request.url).endswith("/v25.0/77"):
            return httpx.Response(200, json={"url": url, "file_size": size})
        return httpx.Response(200, content=b"x" * size)

    return answering(answer, base), seen


def test_the_token_goes_to_the_address_that_meta_names():
    channel, seen = fetching("https://lookaside.fbsbx.com/x?mid=77")

    assert asyncio.run(channel.fetch("77")).content == b"xxxx"
    assert seen[1:] == ["https://lookaside.fbsbx.com/x?mid=77"]


@pytest.mark.parametrize(
    "url", ["http://lookaside.fbsbx.com/x", "http://127.0.0.1:8001/x", "ftp://x/", "x", "http://["]
)
def test_the_token_is_never_sent_in_the_clear_to_somebody_else(url):
    channel, seen = fetching(url, base="http://127.0.0.1:8000")

    with pytest.raises(Rejected):
        asyncio.run(channel.fetch("77"))
    assert len(seen) == 1


def test_a_file_that_is_too_large_is_not_fetched():
    channel, seen = fetching("https://lookaside.fbsbx.com/x", size=17 * 1024 * 1024)

    with pytest.raises(Rejected) as refusal:
        asyncio.run(channel.fetch("77"))

    assert refusal.value.words == "o arquivo tem 17 MB"
    assert len(seen) == 1


def test_a_file_larger_than_it_said_is_given_up():
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "graph.facebook.com":
            return httpx.Response(200, json={"url": "https://lookaside.fbsbx.com/x"})
        return httpx.Response(200, content=b"x" * (17 * 1024 * 1024))

    with pytest.raises(Rejected, match="larger"):
        asyncio.run(answering(answer).fetch("77"))


def test_an_id_cannot_lead_to_another_address():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path)
        return httpx.Response(404, json={"error": {"code": 100}})

    with pytest.raises(Rejected):
        asyncio.run(answering(answer).fetch("../7/message_templates?x=y"))

    assert seen == [b"/v25.0/..%2F7%2Fmessage_templates%3Fx%3Dy"]


def test_the_number_tells_who_it_is_and_where_it_delivers(channel, emulator, run):
    emulator.deliver_to("https://loja.example.com/webhook/whatsapp")

    assert run(channel.phone_number()) == PhoneNumber(
        "+55 11 4000-0000", "Auto-Venda", "GREEN", "https://loja.example.com/webhook/whatsapp"
    )


def test_a_wrong_token_is_told_by_the_cheapest_call(client, emulator, clock, base, run):
    stranger = CloudChannel(client, "EAAwrong", emulator.phone_number_id, clock, api_base=base)

    with pytest.raises(Rejected) as refusal:
        run(stranger.phone_number())

    assert "WHATSAPP_TOKEN" in (refusal.value.words or "")


def test_every_page_of_templates_is_read(channel, emulator, run):
    for at in range(250):
        emulator.decides(f"modelo_{at}", "Olá", "PAUSED" if at else "APPROVED")

    templates = run(channel.templates())

    assert len(templates) == 250
    assert templates[0] == TemplateState("modelo_0", "pt_BR", "APPROVED")


def test_a_template_is_made_and_waits_for_approval(channel, run):
    made = run(channel.create_template("sinal", "pt_BR", "Recebemos {{1}}. Obrigado!", ["R$ 1"]))

    assert made == TemplateState("sinal", "pt_BR", "PENDING")
    assert run(channel.templates()) == [made]
    with pytest.raises(Rejected):
        run(channel.create_template("sinal", "pt_BR", "Recebemos {{1}}. Obrigado!", ["R$ 1"]))


def test_templates_need_the_business_account(client, emulator, clock, base, run):
    channel = CloudChannel(client, TOKEN, emulator.phone_number_id, clock, api_base=base)

    with pytest.raises(ConfigurationError, match="WHATSAPP_WABA_ID"):
        run(channel.templates())


def test_what_goes_over_the_wire_is_json_with_the_token_beside_it():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})

    asyncio.run(answering(answer).send(message(buttons=(Button("a", "Sim"),))))

    (request,) = seen
    assert str(request.url) == "https://graph.facebook.com/v25.0/42/messages"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(request.content)["type"] == "interactive"
