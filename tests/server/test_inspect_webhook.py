"""`inspect-webhook`: a JSON line for each event, whatever it is given."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.channels import CHANNELS
from apps.cli import CHANNEL_NAMES, main
from apps.inspect_webhook import lines_of
from autovenda_core.testing.clock import FakeClock

KEYS = [
    "file",
    "category",
    "kind",
    "sender_id",
    "phone",
    "bsuid",
    "name",
    "text",
    "button_id",
    "message_id",
    "reply_to",
    "media_id",
    "timestamp",
    "errors",
    "reason",
]
NOW = FakeClock().now()

UPDATE = {
    "update_id": 1,
    "callback_query": {
        "id": "77",
        "from": {"id": 5, "is_bot": False, "first_name": "Marina", "last_name": "Souza"},
        "data": "accept:1",
        "message": {
            "message_id": 3,
            "date": 1_773_000_000,
            "chat": {"id": 5, "type": "private"},
            "text": "Proposta",
            "reply_markup": {
                "inline_keyboard": [[{"text": "Aceitar", "callback_data": "accept:1"}]]
            },
        },
    },
}
STATUS = {
    "id": "wamid.1",
    "status": "failed",
    "timestamp": "1773000000",
    "recipient_id": "5511988887777",
    "errors": [{"code": 131047}, {"code": 131026}],
}
MESSAGE = {
    "id": "wamid.2",
    "from": "5511988887777",
    "timestamp": "1773000001",
    "type": "image",
    "image": {"id": "media-1", "mime_type": "image/jpeg", "caption": "meu logo"},
    "context": {"id": "wamid.0"},
}
BATCH = {
    "entry": [
        {
            "changes": [
                {"field": "messages", "value": {"messages": [MESSAGE], "statuses": [STATUS]}},
                {"field": "account_update", "value": {}},
            ]
        }
    ]
}
FORM = {
    "MessageSid": "SM1",
    "From": "whatsapp:+5511988887777",
    "To": "whatsapp:+5511999990000",
    "Body": "Sim",
    "ButtonPayload": "accept:1",
    "ButtonText": "Sim",
    "ProfileName": "Marina",
}


def lines(channel: str, body: object) -> list[dict[str, Any]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return [json.loads(line) for line in lines_of(channel, "body.json", content, NOW)]


def known(line: dict[str, Any]) -> dict[str, Any]:
    """What a line says."""
    return {key: value for key, value in line.items() if value is not None}


def test_every_line_has_every_key_in_the_same_order() -> None:
    for line in lines("whatsapp", BATCH) + lines("telegram", UPDATE) + lines("twilio", b"\xff"):
        assert list(line) == KEYS


def test_everything_in_a_body_is_a_line_of_its_own() -> None:
    message, status, other = map(known, lines("whatsapp", BATCH))

    assert message == {
        "file": "body.json",
        "category": "message",
        "kind": "image",
        "sender_id": "5511988887777",
        "phone": "5511988887777",
        "text": "meu logo",
        "message_id": "wamid.2",
        "reply_to": "wamid.0",
        "media_id": "media-1",
        "timestamp": "1773000001",
    }
    assert (status["category"], status["kind"]) == ("status", "failed")
    assert status["errors"] == "131047,131026"
    assert (other["category"], other["kind"]) == ("ignored", "field:account_update")


def test_a_tap_has_the_id_of_its_button_and_no_words() -> None:
    (tap,) = map(known, lines("telegram", UPDATE))

    assert (tap["category"], tap["sender_id"], tap["button_id"]) == ("callback", "5", "accept:1")
    assert "text" not in tap


def test_a_form_of_twilio_may_be_saved_as_it_came_or_as_json() -> None:
    raw = lines("twilio", b"MessageSid=SM1&From=whatsapp%3A%2B5511988887777&Body=oi&NumMedia=0")
    saved = lines("twilio", {"form": FORM, "url": "https://venda.example.com"})

    assert [line["text"] for line in raw] == ["oi"]
    assert [(line["text"], line["button_id"]) for line in saved] == [("Sim", "accept:1")]


@pytest.mark.parametrize("channel", CHANNEL_NAMES)
def test_a_bad_body_is_one_line_with_a_reason(channel: str) -> None:
    (line,) = map(known, lines(channel, b"oi"))

    assert line.keys() == {"file", "category", "reason"}
    assert line["category"] == "invalid"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(CHANNEL_NAMES),
    st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("form"), inner),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_any_bytes_are_lines(channel: str, body: bytes) -> None:
    for line in lines_of(channel, "-", body, NOW):
        assert len(line.splitlines()) == 1
        assert list(json.loads(line)) == KEYS


def test_every_channel_can_be_inspected() -> None:
    assert tuple(CHANNELS) == CHANNEL_NAMES


class TestTheCommand:
    def test_files_are_read_in_their_order(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "good.json").write_text(json.dumps(BATCH))
        (tmp_path / "bad.json").write_text("oi")
        files = [str(tmp_path / name) for name in ("bad.json", "good.json")]

        code = main(["inspect-webhook", "whatsapp", *files])

        said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert code == 0
        assert [line["file"] for line in said] == [files[0], *[files[1]] * 3]

    def test_a_body_may_come_from_the_standard_input(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        body = io.BytesIO(json.dumps(UPDATE).encode())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(body))

        assert main(["inspect-webhook", "telegram", "-"]) == 0
        assert json.loads(capsys.readouterr().out)["sender_id"] == "5"

    def test_a_file_that_cannot_be_read_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["inspect-webhook", "twilio", "nowhere.json"]) == 2
        assert "nowhere.json cannot be read" in capsys.readouterr().err

    def test_a_channel_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(SystemExit):
            main(["inspect-webhook", "signal", "-"])
