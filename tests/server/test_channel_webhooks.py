"""What WhatsApp's three ways push: each verified in its own way, all taken in the same one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.whatsapp.twilio.signature import sign
from apps.channel_settings import (
    ChannelSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from apps.server.limiting import Limits

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options

NOBODY = "http://127.0.0.1:9"
"""No one listens on that port, so nothing is really called."""

PUBLIC_URL = "https://venda.example.com"
CHANNELS = ChannelSettings(
    whatsapp=WhatsAppSettings(
        "token", "106540352242922", ("old-app", "new-app"), ("verify-1", "verify-2"), None, NOBODY
    ),
    twilio=TwilioSettings(
        "AC" + "0" * 32, ("old-auth", "new-auth"), "whatsapp:+5511999990000", {}, NOBODY
    ),
    wppconnect=WppConnectSettings(
        NOBODY, "vendas", "token", ("old-path-secret-0", "new-path-secret-0")
    ),
)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Webhook:
    """A request as a provider makes it."""

    path: str
    body: bytes
    headers: Mapping[str, str]

    def sent_to(self, desk: Desk, **options: Any) -> httpx.Response:
        return desk.request(
            "POST", self.path, content=self.body, headers=dict(self.headers), **options
        )


def meta(text: str, message_id: str = "wamid.1") -> Webhook:
    message = {
        "from": "5511988887777",
        "id": message_id,
        "timestamp": "1773000000",
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Marina"}, "wa_id": "5511988887777"}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return signed_by_meta({"object": "whatsapp_business_account", "entry": [{"changes": changes}]})


def signed_by_meta(content: object, signed_with: str = "new-app") -> Webhook:
    body = json.dumps(content).replace("/", "\\/").encode()
    signature = hmac.digest(signed_with.encode(), body, hashlib.sha256).hex()
    return Webhook("/webhook/whatsapp", body, {"x-hub-signature-256": f"sha256={signature}"})


def twilio(text: str, message_id: str = "SM1", signed_with: str = "new-auth") -> Webhook:
    form = {
        "MessageSid": message_id,
        "AccountSid": "AC" + "0" * 32,
        "From": "whatsapp:+5511988887777",
        "To": "whatsapp:+5511999990000",
        "Body": text,
        "NumMedia": "0",
        "ProfileName": "Marina",
        "ButtonText": "",
    }
    return signed_by_twilio("/webhook/whatsapp/twilio", form, signed_with)


def signed_by_twilio(path: str, form: Mapping[str, str], signed_with: str) -> Webhook:
    signature = sign(PUBLIC_URL + path, form.items(), signed_with)
    headers = {"x-twilio-signature": signature, "content-type": FORM}
    return Webhook(path, urlencode(form).encode(), headers)


def wppconnect(
    text: str,
    message_id: str = "false_5511988887777@c.us_A1",
    below: str = "new-path-secret-0",
) -> Webhook:
    content = {
        "event": "onmessage",
        "session": "vendas",
        "id": message_id,
        "type": "chat",
        "body": text,
        "from": "5511988887777@c.us",
        "to": "5511999990000@c.us",
        "t": 1773000000,
        "notifyName": "Marina",
    }
    path = f"/webhook/whatsapp/wppconnect/{below}"
    return Webhook(path, json.dumps(content).encode(), {"content-type": "application/json"})


Make = Callable[..., Webhook]

FORGED = {
    "meta": [
        replace(meta("oi"), headers={}),
        replace(meta("oi"), body=meta("oi").body.replace(b"oi", b"OI")),
        signed_by_meta({"entry": []}, "wrong"),
    ],
    "twilio": [
        replace(twilio("oi"), headers={"content-type": FORM}),
        replace(twilio("oi"), body=twilio("oi").body.replace(b"Body=oi", b"Body=OI")),
        replace(twilio("oi"), path="/webhook/whatsapp/twilio?key=1"),
        twilio("oi", signed_with="wrong"),
    ],
    "wppconnect": [wppconnect("oi", below="wrong"), wppconnect("oi", below="new-path-secret-")],
}


@pytest.fixture
def options(options: Options) -> Options:
    options.settings = replace(options.settings, channels=CHANNELS)
    return options


every_channel = pytest.mark.parametrize("make", [meta, twilio, wppconnect])


@every_channel
def test_a_message_is_durable_before_the_answer(desk: Desk, make: Make) -> None:
    answer = make("oi").sent_to(desk)

    assert answer.status_code == 200
    assert desk.rows("SELECT kind FROM inbox") == [("TextReceived",)]


@every_channel
def test_the_second_copy_of_a_message_changes_nothing(desk: Desk, make: Make) -> None:
    answers = [make("oi").sent_to(desk) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert desk.facts_of("TextReceived") == 1


@every_channel
def test_words_in_portuguese_arrive_character_by_character(desk: Desk, make: Make) -> None:
    text = "Olá! R$ 1.500,00 (50%) / às 10h @rafa 🙂"

    make(text).sent_to(desk)

    stored = json.loads(desk.rows("SELECT payload FROM inbox")[0][0])
    assert stored["text"] == text


@pytest.mark.parametrize(
    "webhook",
    [
        signed_by_meta({"entry": []}, "old-app"),
        twilio("oi", signed_with="old-auth"),
        wppconnect("oi", below="old-path-secret-0"),
    ],
    ids=["meta", "twilio", "wppconnect"],
)
def test_the_other_secret_is_accepted_while_one_is_replaced(desk: Desk, webhook: Webhook) -> None:
    assert webhook.sent_to(desk).status_code == 200


@pytest.mark.parametrize(
    "webhook",
    [
        pytest.param(webhook, id=f"{name}-{number}")
        for name, webhooks in FORGED.items()
        for number, webhook in enumerate(webhooks)
    ],
)
def test_what_nobody_we_know_has_signed_is_refused_in_one_line(
    desk: Desk, webhook: Webhook
) -> None:
    answer = webhook.sent_to(desk)

    assert answer.status_code in (401, 403)
    assert len(answer.text.splitlines()) == 1
    assert desk.rows("SELECT * FROM inbox") == []


@pytest.mark.parametrize(
    "webhook",
    [
        signed_by_meta([]),
        signed_by_twilio("/webhook/whatsapp/twilio", {"a": "b"}, "new-auth"),
        replace(wppconnect("oi"), body=b"[]"),
        replace(wppconnect("oi"), body=b"\xff"),
    ],
)
def test_a_signed_body_of_something_else_is_refused_in_one_line(
    desk: Desk, webhook: Webhook
) -> None:
    answer = webhook.sent_to(desk)

    assert answer.status_code == 400
    assert len(answer.text.splitlines()) == 1
    assert desk.rows("SELECT * FROM inbox") == []


@every_channel
def test_a_store_that_is_down_is_told_so_and_gets_it_again(desk: Desk, make: Make) -> None:
    desk.run(desk.application.store.close())
    refused = make("oi").sent_to(desk)
    desk.run(desk.application.store.open())

    taken = make("oi").sent_to(desk)

    assert (refused.status_code, taken.status_code) == (503, 200)
    assert desk.facts_of("TextReceived") == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(), query=st.text(max_size=20))
def test_whatever_is_posted_is_never_our_fault(desk: Desk, body: bytes, query: str) -> None:
    signature = hmac.digest(b"new-app", body, hashlib.sha256).hex()
    genuine = [
        Webhook("/webhook/whatsapp", body, {"x-hub-signature-256": f"sha256={signature}"}),
        Webhook("/webhook/whatsapp/wppconnect/new-path-secret-0", body, {}),
    ]
    forged = [
        Webhook("/webhook/whatsapp", body, {"x-hub-signature-256": "sha256=00"}),
        Webhook("/webhook/whatsapp/twilio", body, {"x-twilio-signature": "AAAA"}),
        Webhook("/webhook/whatsapp/wppconnect/guess", body, {}),
    ]

    answers = [each.sent_to(desk, params={"key": query}) for each in genuine + forged]

    assert {answer.status_code for answer in answers} <= {200, 400, 401, 403, 415}
    assert desk.rows("SELECT * FROM conversations") == []


class TestAFlood:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.limits = Limits(unverified=3)
        return options

    @pytest.mark.parametrize(
        ("make", "forged"),
        [
            (meta, FORGED["meta"][0]),
            (twilio, FORGED["twilio"][0]),
            (wppconnect, FORGED["wppconnect"][0]),
        ],
        ids=["meta", "twilio", "wppconnect"],
    )
    def test_forged_requests_are_held_and_genuine_ones_never(
        self, desk: Desk, make: Make, forged: Webhook
    ) -> None:
        flood = [forged.sent_to(desk).status_code for _ in range(5)]

        genuine = [make("oi", f"id-{number}").sent_to(desk).status_code for number in range(5)]

        assert flood[3:] == [429, 429]
        assert genuine == [200] * 5


class TestMeta:
    def ask(self, desk: Desk, token: str) -> httpx.Response:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "115820"}
        return desk.get("/webhook/whatsapp", params=query)

    @pytest.mark.parametrize("token", ["verify-1", "verify-2"])
    def test_the_challenge_is_answered_as_it_is(self, desk: Desk, token: str) -> None:
        answer = self.ask(desk, token)

        assert (answer.status_code, answer.text) == (200, "115820")

    def test_a_stranger_gets_no_answer_to_a_challenge(self, desk: Desk) -> None:
        answer = self.ask(desk, "guess")

        assert answer.status_code == 403
        assert "115820" not in answer.text

    def test_everything_in_one_body_is_taken_and_the_body_is_kept_once(self, desk: Desk) -> None:
        one, two = (json.loads(meta("oi", message_id).body) for message_id in ("w1", "w2"))
        both = signed_by_meta({"entry": one["entry"] + two["entry"]})

        both.sent_to(desk)

        kept = desk.rows("SELECT external_id, raw FROM inbox ORDER BY seq")
        assert [external_id for external_id, _ in kept] == ["w1", "w2"]
        assert [raw for _, raw in kept] == [both.body.decode(), None]

    def test_a_whole_batch_of_meta_is_not_too_long(self, desk: Desk) -> None:
        batch = signed_by_meta({"entry": [], "padding": "x" * 3_000_000})

        assert batch.sent_to(desk).status_code == 200

    def test_what_is_not_for_the_flow_is_kept_and_taken(self, desk: Desk) -> None:
        changes = [{"field": "account_update", "value": {"event": "VERIFIED_ACCOUNT"}}]

        answer = signed_by_meta({"entry": [{"changes": changes}]}).sent_to(desk)

        assert answer.status_code == 200
        assert desk.rows("SELECT source, kind FROM inbox") == [("whatsapp", None)]


class TestTwilio:
    def test_the_answer_says_nothing_to_the_person(self, desk: Desk) -> None:
        answer = twilio("oi").sent_to(desk)

        assert answer.text == "<Response/>"
        assert answer.headers["content-type"].startswith("text/xml")

    def test_the_public_address_is_what_was_signed_whatever_the_proxy_calls_us(
        self, desk: Desk
    ) -> None:
        path = "/webhook/whatsapp/twilio?key=c1:2:0"
        form = {"MessageSid": "SM9", "MessageStatus": "delivered", "To": "whatsapp:+5511988887777"}

        answer = signed_by_twilio(path, form, "new-auth").sent_to(desk)

        assert answer.status_code == 200
        assert desk.rows("SELECT external_id FROM inbox") == [("SM9:delivered",)]


class TestWppConnect:
    def test_a_file_is_taken_and_its_content_is_not_kept_as_text(self, desk: Desk) -> None:
        file = base64.b64encode(b"\x00voice" * 400_000).decode()
        content = json.loads(wppconnect("").body) | {"type": "ptt", "body": file}
        voice = replace(wppconnect(""), body=json.dumps(content).encode())

        answer = voice.sent_to(desk)

        kind, raw = desk.rows("SELECT kind, raw FROM inbox")[0]
        assert answer.status_code == 200
        assert kind == "MediaReceived"
        assert len(raw) < 2000

    def test_a_body_without_end_is_refused(self, desk: Desk) -> None:
        endless = replace(wppconnect(""), body=b"x" * 25_000_001)

        assert endless.sent_to(desk).status_code == 413


class TestSwitchedOff:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.settings = replace(options.settings, channels=ChannelSettings())
        return options

    @pytest.mark.parametrize(
        ("webhook", "name"),
        [(meta("oi"), "whatsapp"), (twilio("oi"), "twilio"), (wppconnect("oi"), "wppconnect")],
        ids=["meta", "twilio", "wppconnect"],
    )
    def test_there_is_nothing_to_post_to(self, desk: Desk, webhook: Webhook, name: str) -> None:
        answer = webhook.sent_to(desk)

        assert (answer.status_code, answer.text) == (404, f"{name} is not configured")

    def test_there_is_no_challenge_to_answer(self, desk: Desk) -> None:
        assert desk.get("/webhook/whatsapp").status_code == 404
