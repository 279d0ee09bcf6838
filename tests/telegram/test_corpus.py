"""Our reading against a labelled collection of real-world updates, where one lies next door."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.telegram.updates import read_update
from autovenda_core.events import ButtonPressed, ContactBlocked, MediaReceived, TextReceived
from autovenda_core.model import Contact, conversation_id_for

CORPUS = Path(__file__).parents[2].parent / "shared" / "fixtures" / "channels"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

KINDS = {
    "voice": "audio",
    "audio": "audio",
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
}


def rows() -> list[dict[str, str]]:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["channel"] == "telegram" and row["quality"] == "ok"]


def expected(row: dict[str, str]) -> tuple[object, ...] | None:
    """What the label says, in terms of our events."""
    own = row["sender_id"] == row["chat_id"] and row["chat_type"] == "private"
    category, kind = row["category"], row["kind"]
    if category == "callback" and (own or not row["chat_id"]):
        return ButtonPressed, row["callback_id"], row["button_id"]
    if category == "message" and own and kind in ("text", "command"):
        return TextReceived, row["message_id"], row["text"]
    if category == "message" and own and kind in KINDS:
        return MediaReceived, row["message_id"], KINDS[kind], row["text"], row["media_id"]
    if category == "member" and own and kind.startswith("my_") and kind.endswith("->kicked"):
        return (ContactBlocked,)
    return None


def read(event: object) -> tuple[object, ...] | None:
    match event:
        case ButtonPressed():
            return ButtonPressed, event.message_id, event.button_id
        case TextReceived():
            return TextReceived, event.message_id, event.text
        case MediaReceived():
            media_id = event.media_id or ""
            return MediaReceived, event.message_id, event.kind, event.caption, media_id
        case ContactBlocked():
            return (ContactBlocked,)
    return None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door")
def test_we_read_every_update_of_the_corpus_as_its_label_says():
    labelled = rows()

    disagreements = []
    for row in labelled:
        incoming = read_update((CORPUS / row["file"]).read_bytes(), NOW)
        got = read(incoming.event)
        if got != expected(row) or incoming.external_id != f"update:{row['update_id']}":
            disagreements.append((row["file"], expected(row), got))

    assert labelled
    assert disagreements == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door")
def test_every_event_belongs_to_the_conversation_of_its_sender():
    for row in rows():
        incoming = read_update((CORPUS / row["file"]).read_bytes(), NOW)

        if incoming.event is not None:
            sender = Contact("telegram", row["sender_id"])
            assert incoming.conversation_id == conversation_id_for(sender), row["file"]
