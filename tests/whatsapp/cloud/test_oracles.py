"""
Judges from outside: kapso's reader reads what the emulator delivers, and the corpus, as we do.

kapso-whatsapp-cloud-api is no dependency; without it these tests are skipped.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.whatsapp.cloud.emulator.deliveries import on_the_wire, signature
from adapters.whatsapp.cloud.webhook import SIGNATURE_HEADER, read_webhook, verify
from autovenda_core.ports.inbound import Category

kapso = pytest.importorskip(
    "kapso_whatsapp.webhooks", reason="EXTRA SUITE NOT RUN: kapso-whatsapp-cloud-api is missing"
)

CORPUS = Path(__file__).parents[3].parent / "shared" / "fixtures" / "channels" / "whatsapp_cloud"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def ours(body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    readings = read_webhook(body, {}, {}, NOW)
    messages = [
        reading.message_id or ""
        for reading in readings
        if reading.category in (Category.MESSAGE, Category.ECHO)
    ]
    statuses = [
        (reading.message_id or "", reading.kind)
        for reading in readings
        if reading.category is Category.STATUS
    ]
    return messages, statuses


def theirs(body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    result = kapso.normalize_webhook(json.loads(body))
    messages = [message.get("id") or "" for message in result.messages]
    return messages, [(status.id, status.status) for status in result.statuses]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="EXTRA SUITE NOT RUN: no corpus next door")
def test_kapso_finds_the_same_messages_and_statuses_in_the_corpus():
    bodies = [path.read_bytes() for path in sorted(CORPUS.rglob("*.json"))]

    disagreements = [body for body in bodies if ours(body) != theirs(body)]

    assert bodies
    assert disagreements == []


def test_kapso_and_we_accept_the_same_signatures():
    body = on_the_wire({"entry": [{"changes": [{"value": "Orçamento p/ 2 🙂"}]}]})
    good, bad = signature(body, "segredo"), signature(body, "outro")

    verify({SIGNATURE_HEADER: good}, body, ["segredo"])

    judge = kapso.verify_signature
    assert judge(raw_body=body, signature_header=good, app_secret="segredo")  # noqa: S106
    assert not judge(raw_body=body, signature_header=bad, app_secret="segredo")  # noqa: S106
