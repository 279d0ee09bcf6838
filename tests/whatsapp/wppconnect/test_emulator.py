"""The emulator: as careless as the server, over real HTTP, into our own reading."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.loopback import LoopbackServer
from adapters.whatsapp.wppconnect.kept import without_files
from adapters.whatsapp.wppconnect.webhook import read_webhook
from autovenda_core.errors import OutcomeUnknown, Rejected
from autovenda_core.events import MediaReceived, OwnerTyped, TextReceived
from autovenda_core.ports.channel import Document, OutgoingMessage
from autovenda_core.ports.inbound import Category, Reading, fact_of

PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")


class Webhook:
    """A bot's server: keeps what is posted, and answers with `status`."""

    def __init__(self, clock) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.app = Starlette(routes=[Route("/{secret}", self._take, methods=["POST"])])
        self._clock = clock
        self._changed = threading.Condition()

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        with self._changed:
            self.bodies.append(body)
            self.headers.append(dict(request.headers))
            self._changed.notify_all()
        return Response(status_code=self.status)

    @property
    def readings(self) -> list[Reading]:
        with self._changed:
            bodies = list(self.bodies)
        return [read for body in bodies for read in read_webhook(body, {}, {}, self._clock.now())]

    def of(self, category: Category) -> list[Reading]:
        return [reading for reading in self.readings if reading.category is category]


@pytest.fixture
def webhook(clock, emulator, base):
    webhook = Webhook(clock)
    with LoopbackServer(webhook.app) as server:
        emulator.deliver_to(f"{server.url}/s3gredo", echo=True)
        yield webhook
        emulator.waits_until_posted()


def send(channel, run, lead, text: str = "Olá!", **parts: object):
    return run(channel.send(OutgoingMessage("k:1:0", lead.number, text, **parts)))


@pytest.mark.parametrize("hidden", [False, True])
def test_what_a_lead_writes_arrives_from_the_id_that_their_chat_goes_by(
    emulator, webhook, clock, hidden
):
    lead = emulator.lead("Rita", hidden=hidden)
    message_id = lead.says("oi, preciso de um site")
    emulator.waits_until_posted()

    (reading,) = webhook.readings

    assert reading.sender == (lead.lid if hidden else lead.number)
    event = fact_of(reading, clock.now(), "").event
    assert event == TextReceived(clock.now(), message_id, "oi, preciso de um site", "Rita")


def test_a_voice_note_comes_in_the_body_and_is_not_kept_there(
    channel, emulator, webhook, lead, clock, run
):
    content = b"OggS" + bytes(5000)
    lead.sends_file(content)
    emulator.waits_until_posted()

    (reading,) = webhook.readings
    kept = without_files(webhook.bodies[0])

    event = fact_of(reading, clock.now(), kept).event
    assert isinstance(event, MediaReceived)
    assert event.kind == "audio"
    assert run(channel.fetch(str(event.media_id))).content == content
    assert len(kept) < 2000


def test_a_place_and_a_picture_are_what_they_are(emulator, webhook, lead):
    lead.shares_location(-23.55, -46.63)
    lead.sends_file(b"\xff\xd8", "image/jpeg", "o logo")
    emulator.waits_until_posted()

    place, picture = webhook.readings

    assert (place.kind, place.text) == ("location", None)
    assert (picture.kind, picture.text) == ("image", "o logo")


def test_a_webhook_that_nobody_takes_is_lost(emulator, webhook, lead):
    webhook.status = 503
    lead.says("oi")
    emulator.waits_until_posted()
    webhook.status = 200
    lead.says("alô?")
    emulator.waits_until_posted()

    assert [reading.text for reading in webhook.readings] == ["oi", "alô?"]
    assert emulator.lost_webhooks == 1


def test_nothing_about_a_webhook_says_who_sent_it(emulator, webhook, lead):
    lead.says("oi")
    emulator.waits_until_posted()

    (headers,) = webhook.headers
    assert "authorization" not in headers
    assert not [name for name in headers if "signature" in name]


def test_our_message_is_sent_then_read(channel, emulator, webhook, lead, run):
    sent = send(channel, run, lead)
    lead.reads()
    emulator.waits_until_posted()

    statuses = [(each.message_id, each.kind) for each in webhook.of(Category.STATUS)]
    assert statuses == [(sent.provider_message_id, "sent"), (sent.provider_message_id, "read")]


def test_a_reaction_to_our_message_is_read(channel, emulator, webhook, lead, run):
    send(channel, run, lead)
    lead.reacts("👍")
    emulator.waits_until_posted()

    (reaction,) = webhook.of(Category.MESSAGE)
    assert (reaction.kind, reaction.text, reaction.sender) == ("reaction", "👍", lead.number)


# ------------------------------------------------------------------------- echoes


@pytest.mark.parametrize("parts", [{}, {"document": PDF}], ids=["text", "document"])
@pytest.mark.parametrize("hidden", [False, True], ids=["number", "lid"])
def test_the_echo_of_our_send_is_not_the_owner_typing(
    channel, emulator, webhook, run, parts, hidden
):
    lead = emulator.lead("Rita", hidden=hidden)
    send(channel, run, lead, **parts)
    emulator.waits_until_posted()

    (echo,) = webhook.of(Category.SELF)

    assert channel.is_own_echo(echo)


@pytest.mark.parametrize("text", ["Olá!", ""], ids=["caption", "only the file"])
@pytest.mark.parametrize("hidden", [False, True], ids=["number", "lid"])
def test_an_echo_that_comes_without_an_answer_is_known_by_its_words(
    channel, emulator, webhook, run, text, hidden
):
    lead = emulator.lead("Rita", hidden=hidden)
    emulator.lose_answers("send-file-base64")
    with pytest.raises(OutcomeUnknown):
        send(channel, run, lead, text, document=PDF)
    emulator.waits_until_posted()

    (echo,) = webhook.of(Category.SELF)

    assert channel.is_own_echo(echo)


def test_words_are_believed_for_two_minutes(channel, emulator, webhook, lead, clock, run):
    emulator.lose_answers("send-message")
    with pytest.raises(OutcomeUnknown):
        send(channel, run, lead)
    emulator.waits_until_posted()
    (echo,) = webhook.of(Category.SELF)

    clock.advance(timedelta(minutes=2))

    assert not channel.is_own_echo(echo)


def test_the_owner_who_writes_the_same_words_is_heard(channel, emulator, webhook, lead, clock, run):
    send(channel, run, lead, "Olá!")
    typed_id = emulator.owner_types(lead, "Olá!")
    emulator.waits_until_posted()

    _, typed = webhook.of(Category.SELF)

    assert not channel.is_own_echo(typed)
    assert fact_of(typed, clock.now(), "").event == OwnerTyped(clock.now(), typed_id, "Olá!")


def test_the_owner_who_writes_to_somebody_else_is_heard(channel, emulator, webhook, lead, run):
    emulator.lose_answers("send-message")
    with pytest.raises(OutcomeUnknown):
        send(channel, run, lead, "Olá!")
    emulator.owner_types(emulator.lead("Rita"), "Olá!")
    emulator.waits_until_posted()

    own, typed = webhook.of(Category.SELF)

    assert channel.is_own_echo(own)
    assert not channel.is_own_echo(typed)


def test_a_lead_who_repeats_our_words_is_no_echo(channel, emulator, webhook, lead, run):
    send(channel, run, lead, "Olá!")
    lead.says("Olá!")
    emulator.waits_until_posted()

    (said,) = webhook.of(Category.MESSAGE)

    assert not channel.is_own_echo(said)


# ------------------------------------------------------------------------- the server's manners


@pytest.mark.parametrize(
    ("session", "token"), [("loja", "errado"), ("outra", "emulated")], ids=["token", "session"]
)
def test_a_session_opens_only_with_its_token(base, session, token):
    answer = httpx.get(
        f"{base}/api/{session}/status-session",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )

    assert answer.status_code == 401


def test_a_number_without_whatsapp_is_refused(channel, run, lead):
    with pytest.raises(Rejected) as refusal:
        run(channel.send(OutgoingMessage("k:1:0", "5511988887777@c.us", "oi")))

    assert refusal.value.unreachable


def test_a_lid_that_nobody_has_fails_while_sending(channel, run, lead):
    with pytest.raises(OutcomeUnknown):
        run(channel.send(OutgoingMessage("k:1:0", "12345678901234@lid", "oi")))


def test_an_open_session_keeps_its_webhook(channel, emulator, webhook, lead, run):
    run(channel.start("http://127.0.0.1:1/elsewhere"))
    lead.says("oi")
    emulator.waits_until_posted()

    assert [reading.text for reading in webhook.readings] == ["oi"]


def test_a_closed_session_takes_the_webhook_it_is_started_with(
    channel, emulator, webhook, lead, run
):
    emulator.become("CLOSED")
    run(channel.start("http://127.0.0.1:1/elsewhere"))
    lead.says("oi")
    emulator.waits_until_posted()

    assert webhook.readings == []
    assert emulator.lost_webhooks == 1


def test_a_slow_answer_comes_after_the_message(channel, emulator, lead, run):
    emulator.slow_down("send-message", 0.05)

    sent = send(channel, run, lead)

    assert lead.waits_for("Olá!").message_id == sent.provider_message_id


def test_waiting_for_what_does_not_come_tells_what_came(channel, lead, run):
    send(channel, run, lead, "Olá!")

    with pytest.raises(TimeoutError, match="Olá!"):
        lead.waits_for("Adeus", seconds=0.01)


def test_any_other_webhook_can_happen(emulator, webhook):
    emulator.happen("status-find", status="desconnectedMobile")
    emulator.waits_until_posted()

    assert json.loads(webhook.bodies[0]) == {
        "event": "status-find",
        "session": "loja",
        "status": "desconnectedMobile",
    }
