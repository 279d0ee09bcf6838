"""The emulator keeps Meta's rules, and our readers understand what it delivers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.cloud.webhook import challenge, read_webhook, verify
from autovenda_core.effects import Button
from autovenda_core.errors import InvalidRequest, Rejected
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.channel import Document, OutgoingMessage, Template
from autovenda_core.ports.inbound import Category, Reading

PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")


class Bot:
    """A webhook that checks and reads what comes, and answers as it is told."""

    def __init__(self, clock, secret: str) -> None:
        self.url = ""
        self.readings: list[Reading] = []
        self.failures = 0
        self._clock = clock
        self._secret = secret
        self._lock = threading.Lock()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhook", self.subscribe, methods=["GET"]),
                Route("/webhook", self.receive, methods=["POST"]),
            ]
        )

    async def subscribe(self, request: Request) -> PlainTextResponse:
        try:
            return PlainTextResponse(challenge(request.query_params, ["senha"]))
        except InvalidRequest as error:
            return PlainTextResponse("", status_code=error.status)

    async def receive(self, request: Request) -> PlainTextResponse:
        body = await request.body()
        verify(request.headers, body, [self._secret])
        with self._lock:
            if self.failures:
                self.failures -= 1
                return PlainTextResponse("", status_code=503)
            self.readings += read_webhook(body, request.headers, {}, self._clock.now())
        return PlainTextResponse("")


@pytest.fixture
def bot(clock, emulator, base) -> Iterator[Bot]:
    bot = Bot(clock, emulator.app_secret)
    with LoopbackServer(bot.app()) as server:
        bot.url = f"{server.url}/webhook"
        emulator.subscribe(bot.url, "senha")
        yield bot


def kinds(bot: Bot, emulator) -> list[tuple[str, str]]:
    emulator.waits_until_taken()
    return [(reading.category.value, reading.kind) for reading in bot.readings]


def send(channel, run, lead, text: str = "oi", **parts: object):
    return run(channel.send(OutgoingMessage("k:1:0", lead.address, text, **parts)))


def test_a_webhook_must_answer_the_challenge(bot, emulator):
    with pytest.raises(ValueError, match="403"):
        emulator.subscribe(bot.url, "errada")


def test_what_a_lead_does_is_delivered_signed_and_read(bot, channel, emulator, lead, run):
    sent = send(channel, run, lead, "Fechado? 🙂", buttons=(Button("sim", "Sim, fechado"),))
    lead.taps("Sim, fechado")
    lead.sends("voice", Document("voz.ogg", "audio/ogg; codecs=opus", b"OggS"))
    lead.sends("document", PDF, "meu briefing")
    lead.sends_place(-23.5, -46.6)
    lead.reacts("👍")
    lead.says("Orçamento p/ amanhã?", reply_to=sent.provider_message_id)
    emulator.waits_until_taken()

    said = [reading for reading in bot.readings if reading.category is Category.MESSAGE]
    assert [(reading.kind, reading.text) for reading in said] == [
        ("text", "oi"),
        ("button_reply", "Sim, fechado"),
        ("voice", None),
        ("document", "meu briefing"),
        ("location", "-23.5,-46.6"),
        ("reaction", "👍"),
        ("text", "Orçamento p/ amanhã?"),
    ]
    assert said[1].button_id == "sim"
    assert {said[1].reply_to, said[6].reply_to, said[5].button_id} == {sent.provider_message_id}
    assert {reading.sender for reading in said} == {lead.address}


def test_a_row_of_a_list_is_tapped_as_a_button_is(bot, channel, emulator, lead, run):
    choices = tuple(Button(f"p{at}", f"Pacote {at}") for at in range(5))
    send(channel, run, lead, "Qual?", buttons=choices)

    lead.taps("Pacote 3")

    assert kinds(bot, emulator)[-1] == ("message", "list_reply")
    assert bot.readings[-1].button_id == "p3"


def test_a_message_is_sent_delivered_and_read_with_its_key(bot, channel, emulator, lead, run):
    sent = send(channel, run, lead)
    lead.reads()
    lead.reads()
    emulator.waits_until_taken()

    statuses = [reading for reading in bot.readings if reading.category is Category.STATUS]
    assert [status.kind for status in statuses] == ["sent", "delivered", "read"]
    assert {status.message_id for status in statuses} == {sent.provider_message_id}
    assert {status.key for status in statuses} == {"k:1:0"}


def test_who_blocked_us_is_only_ever_sent_to(bot, channel, emulator, lead, run):
    lead.blocks()
    send(channel, run, lead)
    lead.unblocks()
    lead.reads()

    assert kinds(bot, emulator)[1:] == [("status", "sent")]
    assert len(lead.transcript) == 1


def test_after_24_hours_only_a_template_arrives(bot, channel, clock, emulator, lead, run):
    emulator.decides("sinal", "Recebemos {{1}}. Obrigado!")
    clock.advance(timedelta(hours=24))

    send(channel, run, lead, "lembrete")
    template = Template("sinal", "pt_BR", ("R$ 750,00",))
    send(channel, run, lead, "Recebemos R$ 750,00. Obrigado!", template=template)
    emulator.waits_until_taken()

    failed = [reading for reading in bot.readings if reading.kind == "failed"]
    assert [reading.errors for reading in failed] == [("131047",)]
    assert [line.text for line in lead.transcript[1:]] == ["Recebemos R$ 750,00. Obrigado!"]


def test_a_number_without_whatsapp_fails_by_a_status(bot, channel, emulator, run):
    run(channel.send(OutgoingMessage("k:1:0", "5511999999999", "oi")))
    emulator.waits_until_taken()

    assert [(reading.kind, reading.errors) for reading in bot.readings] == [("failed", ("131026",))]


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template("outro", "pt_BR", ("x",)), "132001"),
        (Template("sinal", "en_US", ("x",)), "132001"),
        (Template("sinal", "pt_BR"), "132000"),
        (Template("sinal", "pt_BR", ("x", "y")), "132000"),
        (Template("sinal", "pt_BR", ("x\ny",)), "132018"),
        (Template("pausado", "pt_BR"), "132015"),
        (Template("novo", "pt_BR"), "132001"),
    ],
)
def test_a_template_that_is_not_as_approved_is_refused(
    template, code, channel, emulator, lead, run
):
    emulator.decides("sinal", "Recebemos {{1}}. Obrigado!")
    emulator.decides("pausado", "Olá", "PAUSED")
    emulator.decides("novo", "Olá", "PENDING")

    with pytest.raises(Rejected, match=code):
        send(channel, run, lead, "Olá", template=template)


TEXT = {"type": "text", "text": {"body": "oi"}}
BUTTON = {"type": "reply", "reply": {"id": "a", "title": "Sim"}}
ROW = {"id": "a", "title": "Sim"}


def interactive(type_: str, action: object, body: str = "oi") -> dict[str, object]:
    content = {"type": type_, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": content}


def listed(*rows: object, button: str = "Ver") -> dict[str, object]:
    return interactive("list", {"button": button, "sections": [{"rows": list(rows)}]})


def link(url: str, title: str = "Pagar") -> dict[str, object]:
    parameters = {"display_text": title, "url": url}
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({**TEXT, "recipient": "BR.1"}, 100),
        ({**TEXT, "messaging_product": None}, 100),
        ({**TEXT, "to": ""}, 100),
        ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 131009),
        ({"type": "text", "text": {"body": ""}}, 131008),
        ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
        ({"type": "text"}, 131008),
        ({"type": []}, 131008),
        ({"type": "poll", "poll": {}}, 131051),
        (interactive("button", {"buttons": []}), 131009),
        (interactive("button", {"buttons": [BUTTON] * 2}), 131009),
        (
            interactive("button", {"buttons": [{"reply": {**ROW, "id": at}} for at in "abcd"]}),
            131009,
        ),
        (interactive("button", {"buttons": [{"reply": {**ROW, "title": "x" * 21}}]}), 131009),
        (interactive("button", {"buttons": [{"reply": {**ROW, "id": "x" * 257}}]}), 131009),
        (interactive("button", {"buttons": [BUTTON]}, "x" * 1025), 131009),
        (interactive("button", {"buttons": [BUTTON]}, ""), 131008),
        (interactive("button", None), 131009),
        (listed(), 131009),
        (listed(ROW, ROW), 131009),
        (listed(*({"id": str(at), "title": f"x{at}"} for at in range(11))), 131009),
        (listed({**ROW, "title": "x" * 25}), 131009),
        (listed({**ROW, "id": "x" * 201}), 131009),
        (listed({**ROW, "description": "x" * 73}), 131009),
        (listed(ROW, button="x" * 21), 131009),
        (link("https://localhost/"), 131009),
        (link("https://loja.example.com/", "x" * 21), 131009),
        (interactive("flow", {}), 131009),
        ({"type": "document", "document": {"id": "1"}}, 131009),
    ],
)
def test_what_meta_refuses_is_refused_with_its_code(content, code, base, emulator, lead):
    usual = {"messaging_product": "whatsapp", "to": lead.address}

    answer = httpx.post(
        f"{base}/v25.0/{emulator.phone_number_id}/messages",
        json={**usual, **content},
        headers={"Authorization": f"Bearer {emulator.token}"},
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert len(lead.transcript) == 1


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer outro"}])
def test_without_the_token_nothing_is_done(headers, base, emulator, lead):
    content = {"messaging_product": "whatsapp", "to": lead.address, **TEXT}

    answer = httpx.post(
        f"{base}/v25.0/{emulator.phone_number_id}/messages", json=content, headers=headers
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_a_user_id_in_the_place_of_a_number_is_dropped_without_a_word(base, bot, emulator, lead):
    content = {"messaging_product": "whatsapp", "to": lead.profile.user_id, **TEXT}

    answer = httpx.post(
        f"{base}/v25.0/{emulator.phone_number_id}/messages",
        json=content,
        headers={"Authorization": f"Bearer {emulator.token}"},
    )

    assert answer.status_code == 200
    assert kinds(bot, emulator) == [("message", "text")]


def test_a_file_is_kept_for_7_days_and_its_address_for_5_minutes(
    base, channel, clock, emulator, lead, run
):
    lead.sends("document", PDF)
    media_id = lead.transcript[-1].media_id
    headers = {"Authorization": f"Bearer {emulator.token}"}
    url = httpx.get(f"{base}/v25.0/{media_id}", headers=headers).json()["url"]

    without_token = httpx.get(url)
    in_time = httpx.get(url, headers=headers)
    clock.advance(timedelta(minutes=5))
    late = httpx.get(url, headers=headers)

    assert [each.status_code for each in (without_token, in_time, late)] == [401, 200, 404]
    assert run(channel.fetch(media_id)).content == PDF.content
    clock.advance(timedelta(days=7))
    with pytest.raises(Rejected):
        run(channel.fetch(media_id))


def test_what_the_webhook_does_not_take_comes_again(bot, clock, emulator, lead):
    emulator.waits_until_taken()
    bot.failures = 1
    lead.says("ainda aí?")
    why = emulator.waits_until_refused()
    clock.advance(timedelta(seconds=1))

    assert why == "answered 503"
    assert kinds(bot, emulator) == [("message", "text")] * 2


def test_a_body_can_come_twice_and_is_the_same_event(bot, emulator, lead):
    emulator.repeat_last()
    emulator.waits_until_taken()

    first, second = bot.readings
    assert first.event_id == second.event_id


def test_a_lead_may_hide_the_number_and_share_it_later(bot, emulator):
    lead = emulator.lead("Rui", hides_number=True)
    lead.says("oi")
    lead.shares_number()
    emulator.waits_until_taken()

    hidden, shared = bot.readings
    assert (hidden.sender, hidden.phone) == (lead.profile.user_id, None)
    assert Identity(IdentityKind.PHONE, lead.profile.wa_id) in shared.identities


def test_a_lead_may_move_to_another_number(bot, emulator, lead):
    before = lead.profile
    lead.changes_number("5521900000009", "BR.9")
    lead.says("sou eu")
    emulator.waits_until_taken()

    moved, after = bot.readings[1:]
    assert (moved.sender, moved.moved_to) == (before.wa_id, "5521900000009")
    assert (after.sender, after.bsuid) == ("5521900000009", "BR.9")


def test_what_the_owner_types_comes_as_an_echo(bot, emulator, lead):
    emulator.owner_types(lead, "deixa comigo")
    emulator.waits_until_taken()

    echo = bot.readings[-1]
    assert (echo.category, echo.sender, echo.text) == (Category.ECHO, lead.address, "deixa comigo")


def test_any_other_change_can_be_delivered(bot, emulator):
    emulator.happen("account_update", {"event": "DISABLED_UPDATE"})

    assert kinds(bot, emulator) == [("ignored", "field:account_update")]


def test_a_lead_waits_for_a_message_and_says_what_came_instead(channel, lead, run):
    send(channel, run, lead, "Que bom!")

    assert lead.waits_for("Que").text == "Que bom!"
    with pytest.raises(TimeoutError):
        lead.waits_for("Que", seconds=0.01)
    with pytest.raises(LookupError):
        lead.taps("Pagar")
