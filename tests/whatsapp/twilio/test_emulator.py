"""Our double of Twilio: what it tells a webhook, and what it refuses to send."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response

from adapters.whatsapp.twilio.signature import verify
from adapters.whatsapp.twilio.webhook import read_webhook
from autovenda_core.effects import Button
from autovenda_core.errors import Rejected
from autovenda_core.ports.channel import Document, OutgoingMessage, Template
from autovenda_core.ports.inbound import Attachment, Reading

BUTTONS = (Button("accept:1", "Aceitar"), Button("info", "Tirar dúvida"))
PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
VOICE = Document("voice", "audio/ogg", b"OggS")


@pytest.fixture
def told(base, emulator, public, clock):
    """Everything the webhook was told so far, verified and read."""
    emulator.deliver_to(public.webhook_url)

    def read() -> list[Reading]:
        emulator.waits_until_delivered()
        found = []
        for url, headers, body in public.received:
            verify(url, headers, body, [emulator.auth_token])
            query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
            found += read_webhook(body, headers, query, clock.now())
        return found

    return read


@pytest.fixture
def post(base, emulator):
    def post(path: str = "Messages.json", *, password: str = "", **fields: str) -> httpx.Response:
        return httpx.post(
            f"{base}/2010-04-01/Accounts/{emulator.account_sid}/{path}",
            data=fields,
            auth=(emulator.account_sid, password or emulator.auth_token),
            trust_env=False,
        )

    return post


def message(lead, text="oi", key="k:1:0", **parts):
    return OutgoingMessage(key, lead.address, text, **parts)


def test_everything_that_a_lead_sends_is_told_signed_and_can_be_read(told, lead):
    lead.says("oi, tudo bem?")
    media_id = lead.sends(VOICE, "ouve aí")
    lead.shares_location(-23.55, -46.63)

    readings = told()
    assert [(each.kind, each.text) for each in readings] == [
        ("text", "oi, tudo bem?"),
        ("audio", "ouve aí"),
        ("location", None),
    ]
    assert {each.sender for each in readings} == {lead.address}
    assert readings[1].media == Attachment(media_id, "audio/ogg")


@pytest.mark.parametrize(("is_list", "kind"), [(False, "button_reply"), (True, "list_reply")])
def test_a_lead_taps_what_a_template_offers(
    told, run, channel, emulator, templates, lead, is_list, kind
):
    templates["oferta"] = emulator.approve("Fechado, {{1}}?", BUTTONS, is_list=is_list)
    template = Template("oferta", "pt_BR", ("Ana",))
    sent = run(channel.send(message(lead, "Fechado, Ana?", template=template)))

    lead.taps("Aceitar")

    tapped = told()[-1]
    assert (tapped.kind, tapped.button_id, tapped.text) == (kind, "accept:1", "Aceitar")
    assert tapped.reply_to == sent.provider_message_id


def test_there_is_no_button_to_tap_in_a_free_text(run, channel, lead):
    run(channel.send(message(lead, "Fechado?", buttons=BUTTONS)))

    with pytest.raises(LookupError):
        lead.taps("Aceitar")


def test_a_lead_without_a_number_is_written_to_by_their_business_scoped_id(
    told, run, channel, emulator
):
    hidden = emulator.lead("Rui", "", bsuid="BR.1502576394655843")
    hidden.says("oi")

    run(channel.send(message(hidden, "Olá, Rui")))

    assert told()[0].sender == "whatsapp:BR.1502576394655843" == hidden.address
    hidden.waits_for("Olá, Rui")


def test_the_life_of_a_message_is_told_with_its_key(told, run, channel, lead):
    sent = run(channel.send(message(lead, key="conv:7:0")))
    lead.reads()
    lead.reads()

    readings = told()
    assert [each.kind for each in readings] == ["queued", "sent", "delivered", "read"]
    assert {each.key for each in readings} == {"conv:7:0"}
    assert {each.message_id for each in readings} == {sent.provider_message_id}


def test_after_24_hours_free_text_fails_and_a_template_arrives(told, run, channel, clock, lead):
    clock.advance(timedelta(hours=24))

    run(channel.send(message(lead, "Ainda quer?")))
    template = Template("autovenda_lembrete", "pt_BR", ("Ana", "https://x.example/p"))
    run(channel.send(message(lead, "Oi, Ana!", key="k:2:0", template=template)))

    assert [line.text for line in lead.transcript] == ["Oi, Ana! Seu link: https://x.example/p"]
    failed = next(each for each in told() if each.kind == "failed")
    assert (failed.key, failed.errors) == ("k:1:0", ("63016",))


def test_a_message_of_the_lead_opens_the_window_again(run, channel, clock, lead):
    clock.advance(timedelta(hours=30))
    lead.says("voltei")

    run(channel.send(message(lead, "Que bom!")))

    lead.waits_for("Que bom!")


def test_a_document_that_cannot_be_fetched_fails_by_its_status(told, post, public, emulator, lead):
    post(
        To=lead.address,
        From=emulator.sender,
        MediaUrl=f"{public.server.url}/nothing.pdf",
        StatusCallback=public.webhook_url,
    )

    assert [(each.kind, each.errors) for each in told()] == [("queued", ()), ("failed", ("63019",))]
    assert lead.transcript == []


def test_the_text_of_a_document_is_lost_as_at_twilio(post, run, public, emulator, lead):
    url = run(public.share(PDF))

    answer = post(To=lead.address, From=emulator.sender, Body="Sua proposta", MediaUrl=url)

    assert answer.status_code == 201
    (line,) = lead.transcript
    assert (line.text, line.document) == ("", PDF)


def test_somebody_without_whatsapp_is_told_by_the_status(told, run, channel):
    run(channel.send(OutgoingMessage("k:1:0", "whatsapp:+5511911111111", "oi")))

    assert told()[-1].errors == ("63024",)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"From": ""}, 63007),
        ({"To": ""}, 21604),
        ({"To": "+5511900000000"}, 21910),
        ({"To": "whatsapp:ana"}, 21211),
        ({"Body": " "}, 21619),
        ({"Body": "é" * 801}, 21617),
        ({"MediaUrl": "ftp://x"}, 21620),
        ({"ContentSid": "HX1"}, 21655),
    ],
)
def test_a_wrong_message_is_refused_by_twilios_code(post, emulator, lead, fields, code):
    answer = post(**{"To": lead.address, "From": emulator.sender, "Body": "oi"} | fields)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert lead.transcript == []


@pytest.mark.parametrize(
    "variables",
    ["", "[]", '{"1": ""}', '{"1": "a\\nb"}', '{"1": "a    b"}', '{"1": "a", "2": "b"}', "{}"],
)
def test_wrong_variables_of_a_template_are_refused(post, emulator, lead, variables):
    sid = emulator.approve("Oi, {{1}}!")

    answer = post(To=lead.address, From=emulator.sender, ContentSid=sid, ContentVariables=variables)

    assert answer.json()["code"] == 21656


def test_a_message_without_any_sender_is_refused(post, lead):
    assert post(To=lead.address, Body="oi").json()["code"] == 21603


def test_a_messaging_service_is_a_sender(post, emulator, lead):
    post(To=lead.address, MessagingServiceSid=emulator.service_sid, Body="oi")

    lead.waits_for("oi")


def test_wrong_credentials_are_refused(post, lead):
    answer = post(To=lead.address, password="wrong", Body="oi")  # noqa: S106

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_a_lead_who_opted_out_is_sent_nothing(run, channel, lead):
    lead.opts_out()

    with pytest.raises(Rejected):
        run(channel.send(message(lead)))

    assert lead.transcript == []


def test_typing_is_shown_for_the_message_that_is_answered(told, run, channel, emulator, lead):
    lead.says("oi")
    (said,) = told()

    run(channel.acknowledge(lead.address, said.message_id))

    assert emulator.marked_as_read == [said.message_id]


def test_a_file_cannot_be_had_without_credentials_nor_with_them_at_the_store(base, emulator, lead):
    url = lead.sends(VOICE)
    with httpx.Client(trust_env=False, auth=(emulator.account_sid, emulator.auth_token)) as own:
        store = own.get(url).headers["location"]

        assert httpx.get(url, trust_env=False).status_code == 401
        assert own.get(f"{base}{store}").status_code == 400
        assert httpx.get(f"{base}{store}", trust_env=False).content == VOICE.content


def test_words_in_the_answer_of_a_webhook_reach_the_lead(told, public, lead):
    public.answer = PlainTextResponse("OK")
    lead.says("oi")
    told()

    assert lead.waits_for("OK").from_business


@pytest.mark.parametrize(
    "answer", [Response(), Response("<Response/>", media_type="text/xml"), Response("{}")]
)
def test_an_answer_without_words_says_nothing(told, public, lead, answer):
    public.answer = answer
    lead.says("oi")
    told()

    assert [line.text for line in lead.transcript] == ["oi"]


def test_what_the_webhook_does_not_take_is_lost_and_noticed(base, emulator, public, lead):
    public.answer = Response(status_code=503)
    emulator.deliver_to(public.webhook_url)
    lead.says("oi")

    with pytest.raises(RuntimeError, match="503"):
        emulator.waits_until_delivered()

    assert len(public.received) == 1


def test_a_webhook_can_come_twice_and_has_the_same_id(told, emulator, lead):
    lead.says("oi")
    emulator.repeat_last_webhook()

    first, copy = told()
    assert first.event_id == copy.event_id
