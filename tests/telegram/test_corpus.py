"""Our reading against a labelled collection of real-world updates, where one lies next door."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.telegram.updates import read_webhook
from autovenda_core.ports.inbound import Reading, fact_of

CORPUS = Path(__file__).parents[2].parent / "shared" / "fixtures" / "channels"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door"
)

SHARED_CHATS = ("group", "supergroup", "channel")
SENT_TO_A_GROUP = ("text", "command")
ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


def rows() -> list[dict[str, str]]:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["channel"] == "telegram"]


def read(row: dict[str, str]) -> Reading:
    (reading,) = read_webhook((CORPUS / row["file"]).read_bytes(), {}, {}, NOW)
    return reading


def told(reading: Reading) -> dict[str, str]:
    """A reading in the words of the labels."""
    members = {
        "category": reading.category,
        "kind": reading.kind,
        "sender_id": reading.sender,
        "phone": reading.phone,
        "name": reading.name,
        "text": reading.text,
        "button_id": reading.button_id,
        "message_id": reading.message_id,
        "media_id": reading.media.id if reading.media else None,
        "reply_to": reading.reply_to,
        "timestamp": str(int(reading.at.timestamp())) if reading.at else None,
    }
    return {name: str(value or "") for name, value in members.items()}


def expected(row: dict[str, str], reading: Reading) -> dict[str, str]:
    """What the label says, but for two things that we see otherwise."""
    label = {
        name: re.sub(r"\\[tnr\\]", lambda match: ESCAPES[match[0]], row[name])
        for name in told(reading)
    }
    if row["category"] == "message" and row["chat_type"] in SHARED_CHATS:
        # What a group says of itself is nobody's message.
        label["category"] = "message" if row["kind"] in SENT_TO_A_GROUP else "service"
    if row["category"] == "callback":
        # The label has no title for a tap; we read it off the keyboard.
        label["text"] = reading.text or ""
    return label


def test_we_read_every_update_of_the_corpus_as_its_label_says():
    labelled = rows()

    disagreements = []
    for row in labelled:
        reading = read(row)
        got, wanted = told(reading), expected(row, reading)
        if got != wanted:
            disagreements.append((row["file"], wanted, got))

    assert labelled
    assert disagreements == []


def test_only_what_a_person_said_to_us_alone_is_an_event():
    for row in rows():
        own = row["chat_type"] == "private" and row["chat_id"] == row["sender_id"]
        is_tap_on_old_message = row["category"] == "callback" and not row["chat_id"]

        event = fact_of(read(row), NOW, "").event

        assert event is None or own or is_tap_on_old_message, row["file"]


def test_every_text_and_every_tap_in_a_private_chat_is_an_event():
    for row in rows():
        own = row["chat_type"] == "private" and row["chat_id"] == row["sender_id"]
        is_said = row["category"] == "message" and row["kind"] in ("text", "command")
        is_tapped = row["category"] == "callback" and row["button_id"]

        fact = fact_of(read(row), NOW, "")

        assert not (own and (is_said or is_tapped)) or fact.event is not None, row["file"]
