"""Our reading against a labelled collection of real-world bodies, where one lies next door."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.whatsapp.cloud.webhook import SIGNATURE_HEADER, read_webhook, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.inbound import Reading

CORPUS = Path(__file__).parents[3].parent / "shared" / "fixtures" / "channels"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SECRET = "test_app_secret"  # noqa: S105  the corpus's

FIELDS = (
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
)
ESCAPES = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\\": "\\"}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door"
)


def rows() -> list[dict[str, str]]:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["channel"] == "whatsapp_cloud"]


def expected(row: dict[str, str]) -> dict[str, str]:
    label = {
        name: re.sub(r"\\[tnr\\]", lambda match: ESCAPES[match[0]], row[name]) for name in FIELDS
    }
    # A time that is none is labelled as it stands; a reading has no time then.
    return label if label["timestamp"].isdigit() else {**label, "timestamp": ""}


def read(reading: Reading) -> dict[str, str]:
    return {
        "category": reading.category,
        "kind": reading.kind,
        "sender_id": reading.sender or "",
        "phone": reading.phone or "",
        "bsuid": reading.bsuid or "",
        "name": reading.name or "",
        "text": reading.text or "",
        "button_id": reading.button_id or "",
        "message_id": reading.message_id or "",
        "reply_to": reading.reply_to or "",
        "media_id": reading.media.id if reading.media else "",
        "timestamp": str(int(reading.at.timestamp())) if reading.at else "",
        "errors": ",".join(reading.errors),
    }


def test_we_read_every_event_of_the_corpus_as_its_label_says():
    labelled = rows()

    disagreements = []
    for row in labelled:
        readings = read_webhook((CORPUS / row["file"]).read_bytes(), {}, {}, NOW)
        got = read(readings[int(row["event_index"])])
        if got != expected(row) or len(readings) != int(row["n_events"]):
            disagreements.append((row["file"], expected(row), got))

    assert labelled
    assert disagreements == []


def test_signatures_over_files_and_over_the_wire_are_accepted_and_one_changed_byte_is_not():
    labelled = rows()

    for row in labelled:
        body = (CORPUS / row["file"]).read_bytes()
        wire = json.dumps(json.loads(body), ensure_ascii=True, separators=(",", ":"))
        signed = (
            (body, row["x_hub_signature_256"]),
            (wire.replace("/", r"\/").encode(), row["x_hub_signature_256_wire"]),
        )
        for content, signature in signed:
            verify({SIGNATURE_HEADER: signature}, content, [SECRET])
            middle = len(content) // 2
            changed = bytes([content[middle] ^ 1])
            with pytest.raises(InvalidRequest):
                verify(
                    {SIGNATURE_HEADER: signature},
                    content[:middle] + changed + content[middle + 1 :],
                    [SECRET],
                )

    assert labelled
