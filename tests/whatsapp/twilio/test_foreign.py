"""
Foreign judges: Twilio's own library on signatures, and another project's double of Twilio.

The double is `emulate` 0.12 from npm, which wants Node 22.15 or newer.  EMULATE_COMMAND names
the command that starts it, such as `npx emulate`; without it those tests are skipped.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from adapters.http.client import make_client
from adapters.whatsapp.twilio.channel import TwilioChannel
from adapters.whatsapp.twilio.signature import sign, verify
from adapters.whatsapp.twilio.webhook import read_webhook
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.channel import Document, OutgoingMessage

EMULATE = os.environ.get("EMULATE_COMMAND", "")
SID, TOKEN = f"AC{'0' * 32}", "twilio_test_auth_token"
US, MARINA = "whatsapp:+551140000000", "whatsapp:+5511900000000"
URLS = [
    "https://loja.example.com/webhook/whatsapp/twilio",
    "https://loja.example.com:443/webhook?key=conv:7:0",
    "http://127.0.0.1:8000/webhook?key=a%26b",
]
FORMS = [
    {"From": MARINA, "Body": "Olá, é você? 😀 R$ 1.500,00 (50%)", "ToCity": ""},
    {"AccountSid": SID, "a b": "c+d", "ChannelMetadata": '{"x": 1}'},
    {},
]
ALGORITHMS = ["HMAC_SHA1", "HMAC_SHA256"]

needs_emulate = pytest.mark.skipif(
    not EMULATE, reason="FOREIGN JUDGE NOT RUN: EMULATE_COMMAND does not say how to start emulate"
)


@pytest.fixture
def validator():
    library = pytest.importorskip("twilio.request_validator", reason="ORACLE NOT RUN: no twilio")
    return library.RequestValidator(TOKEN)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("url", URLS)
def test_we_accept_what_twilios_library_signs_and_it_accepts_what_ours_does(
    validator, url, form, algorithm
):
    theirs = validator.compute_signature(url, form, algorithm)
    body = httpx.Request("POST", url, data=form).content
    headers = {
        "x-twilio-signature": theirs,
        "x-twilio-webhooks-signature-settings": f"key=1,algorithm={algorithm}",
    }

    verify(url, headers, body, [TOKEN])

    assert validator.validate(url, form, sign(url, form.items(), TOKEN, algorithm), algorithm)


def test_twilios_library_accepts_everything_that_our_emulator_tells(
    validator, emulator, public, run, channel, lead
):
    emulator.deliver_to(public.webhook_url)
    validator.token = emulator.auth_token.encode()
    lead.says("oi & tchau = é 😀")
    lead.sends(Document("voice", "audio/ogg", b"OggS"), "ouve")
    run(channel.send(OutgoingMessage("conv:7:0", lead.address, "Olá")))
    lead.reads()
    emulator.waits_until_delivered()

    for url, headers, body in public.received:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        assert validator.validate(url, form, headers["x-twilio-signature"])
    assert len(public.received) == 6


@pytest.fixture
def foreign(public, tmp_path: Path) -> Iterator[httpx.Client]:
    """Another project's Twilio with our sender, whose messages are told to our webhook."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    seed = tmp_path / "seed.yaml"
    seed.write_text(
        f"twilio:\n  account: {{sid: {SID}, auth_token: {TOKEN}}}\n  phone_numbers:\n"
        f'    - {{phone_number: "{US}", sms_url: "{public.webhook_url}"}}\n'
    )
    command = [*shlex.split(EMULATE), "start", "--service", "twilio"]
    command += ["--port", str(port), "--seed", str(seed)]
    base = f"http://127.0.0.1:{port}"
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL) as process,
        httpx.Client(base_url=base, auth=(SID, TOKEN), trust_env=False) as client,
    ):
        try:
            wait_until_it_serves(client)
            yield client
        finally:
            process.terminate()


def wait_until_it_serves(client: httpx.Client) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            client.get(f"/2010-04-01/Accounts/{SID}.json").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("emulate does not serve")


@needs_emulate
def test_we_verify_and_read_what_a_foreign_double_of_twilio_tells(foreign, public, clock):
    said = {"From": MARINA, "To": US, "Body": "oi, é a Marina & R$ 1.500"}
    foreign.post("/_twilio/simulate/inbound-message", data=said).raise_for_status()

    ((url, headers, body),) = public.received
    verify(url, headers, body, [TOKEN])
    with pytest.raises(InvalidRequest):
        verify(url, headers, body + b"&x=1", [TOKEN])
    (reading,) = read_webhook(body, headers, {}, clock.now())
    assert (reading.kind, reading.sender, reading.text) == ("text", MARINA, said["Body"])


@needs_emulate
def test_a_foreign_double_of_twilio_takes_our_messages_and_reports_with_our_key(
    foreign, public, clock
):
    async def send() -> tuple[str, str]:
        async with make_client() as client:
            channel = TwilioChannel(
                client,
                SID,
                TOKEN,
                US,
                clock,
                share=public.share,
                templates={},
                status_url=public.webhook_url,
                api_base=str(foreign.base_url),
            )
            document = Document("p.pdf", "application/pdf", b"%PDF")
            sent = await channel.send(
                OutgoingMessage("conv:7:0", MARINA, "Sua proposta", document=document)
            )
            return sent.provider_message_id, (await channel.account()).sid

    message_id, account_sid = asyncio.run(send())
    report = {"MessageSid": message_id, "Status": "delivered"}
    foreign.post("/_twilio/simulate/message-status", data=report).raise_for_status()

    url, headers, body = public.received[-1]
    verify(url, headers, body, [TOKEN])
    (reading,) = read_webhook(body, headers, dict(httpx.URL(url).params), clock.now())
    assert (reading.kind, reading.key, reading.message_id) == ("delivered", "conv:7:0", message_id)
    assert account_sid == SID
    kept = foreign.get(f"/2010-04-01/Accounts/{SID}/Messages.json").json()["messages"]
    assert [(each["to"], each["body"], each["num_media"]) for each in kept] == [
        (MARINA, "Sua proposta", "0"),
        (MARINA, None, "1"),
    ]
