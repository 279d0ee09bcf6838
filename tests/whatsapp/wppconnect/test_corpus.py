"""Our reading against a labelled collection of real-world bodies, where one lies next door."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.whatsapp.wppconnect.webhook import read_webhook
from autovenda_core.ports.inbound import Reading

CORPUS = Path(__file__).parents[3].parent / "shared" / "fixtures" / "channels"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
COLUMNS = ("category", "kind", "sender_id", "phone", "bsuid", "name", "text", "button_id")
COLUMNS += ("message_id", "timestamp", "reply_to")


def rows() -> list[dict[str, str]]:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["channel"] == "wppconnect" and row["quality"] == "ok"]


def columns(reading: Reading) -> dict[str, str]:
    """A reading as the collection labels it: what is not said is empty."""
    said = {
        "category": reading.category,
        "kind": reading.kind,
        "sender_id": reading.sender,
        "phone": reading.phone,
        "bsuid": reading.bsuid,
        "name": reading.name,
        "text": reading.text,
        "button_id": reading.button_id,
        "message_id": reading.message_id,
        "timestamp": int(reading.at.timestamp()) if reading.at else None,
        "reply_to": reading.reply_to,
    }
    return {column: "" if value is None else str(value) for column, value in said.items()}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door")
def test_we_read_every_body_of_the_corpus_as_its_label_says():
    labelled = rows()

    disagreements = []
    for row in labelled:
        (reading,) = read_webhook((CORPUS / row["file"]).read_bytes(), {}, {}, NOW)
        expected = {column: row[column] for column in COLUMNS}
        if columns(reading) != expected:
            disagreements.append((row["file"], expected, columns(reading)))

    assert labelled
    assert disagreements == []
