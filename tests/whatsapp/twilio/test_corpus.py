"""Our reading against a labelled collection of real-world forms, where one lies next door."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.whatsapp.twilio.webhook import read_form, read_webhook, verify
from autovenda_core.errors import InvalidRequest

CORPUS = Path(__file__).parents[3].parent / "shared" / "fixtures" / "channels"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door"
)


def rows() -> list[dict[str, str]]:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["channel"] == "twilio"]


def recorded(row: dict[str, str]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CORPUS / row["file"]).read_text("utf-8"))
    return content


def headers_of(file: dict[str, Any]) -> dict[str, str]:
    return {
        "content-type": file["content_type"],
        "x-twilio-signature": file["x_twilio_signature"],
    }


def expected(row: dict[str, str]) -> dict[str, str]:
    names = (
        *("category", "kind", "sender_id", "phone", "bsuid", "name", "text", "button_id"),
        *("message_id", "reply_to", "media_id"),
    )
    return {name: row[name] for name in names}


def read(row: dict[str, str], file: dict[str, Any]) -> dict[str, str]:
    """Of several readings, the one that the row is about."""
    readings = read_webhook(file["body"].encode(), headers_of(file), {}, NOW)
    reading = readings[int(row["event_index"])]
    got = {
        "category": reading.category,
        "kind": reading.kind,
        "sender_id": reading.sender,
        "phone": reading.phone,
        "bsuid": reading.bsuid,
        "name": reading.name,
        "text": reading.text,
        "button_id": reading.button_id,
        "message_id": reading.message_id,
        "reply_to": reading.reply_to,
        "media_id": reading.media.id if reading.media else None,
    }
    return {name: value or "" for name, value in got.items()}


def test_we_read_every_form_of_the_corpus_as_its_label_says():
    labelled = rows()

    disagreements = [
        (row["file"], expected(row), got)
        for row in labelled
        if (got := read(row, recorded(row))) != expected(row)
    ]

    assert labelled
    assert disagreements == []


def test_a_form_that_is_parsed_already_says_the_same():
    for row in rows():
        file = recorded(row)

        readings = read_webhook(file["body"].encode(), headers_of(file), {}, NOW)

        assert read_form(file["form"], {}, NOW) == readings, row["file"]


def test_every_signature_is_accepted_and_refused_when_one_byte_of_anything_is_another():
    for row in rows():
        file = recorded(row)
        body, headers, tokens = file["body"].encode(), headers_of(file), [file["auth_token"]]
        at = len(body) // 2
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        signature = headers["x-twilio-signature"]
        forged = headers | {
            "x-twilio-signature": ("B" if signature[0] == "A" else "A") + signature[1:]
        }

        verify(file["url"], headers, body, tokens)

        for attempt in (
            (file["url"], headers, changed, tokens),
            (file["url"] + "/", headers, body, tokens),
            (file["url"], forged, body, tokens),
            (file["url"], headers, body, ["another token"]),
        ):
            with pytest.raises(InvalidRequest) as refusal:
                verify(*attempt)
            assert refusal.value.status == 403
