"""Our reading of bodies of Stripe's against their labels, where a collection lies next door."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.stripe.inspection import Effect
from apps.inspect_webhook import inspect_files
from autovenda_core.model import State
from tests.stripe.shop import WEBHOOK, Shop

CORPUS = Path(__file__).parents[3] / "shared" / "fixtures"
MANIFEST = CORPUS / "stripe-manifest.tsv"

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(), reason="EXTRA SUITE NOT RUN: no corpus next door"
)

IN_OUR_WORDS = {
    "ALERT": Effect.REVIEW,
    "UNKNOWN": Effect.REVIEW,
    "HINT": Effect.INFO,
    "DUPLICATE": Effect.PAID,
}
"""
Of labels that begin with another word.  That a payment is the second of its sale is not in the
body: by itself it is paid.
"""


def rows() -> list[dict[str, str]]:
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def expected(row: dict[str, str]) -> str:
    label = re.match("[A-Z]+", row["effect_if_bound_to_our_deal"])
    assert label is not None
    return IN_OUR_WORDS.get(label[0], label[0])


def inspected(row: dict[str, str]) -> dict[str, Any]:
    [line] = inspect_files("stripe", [str(CORPUS / row["file"])], datetime.now(UTC))
    told: dict[str, Any] = json.loads(line)
    return told


def test_every_body_has_the_effect_of_its_label() -> None:
    labelled = rows()

    disagreements = [
        (row["file"], expected(row), line["effect"])
        for row in labelled
        if (line := inspected(row))["effect"] != expected(row)
    ]

    assert labelled
    assert disagreements == []


def test_every_body_is_told_in_stripes_words() -> None:
    labelled = rows()

    for row in labelled:
        line = inspected(row)
        assert line["type"] == row["type"]
        assert (line["currency"] or "") == row["currency"]
        assert line["event_id"]
        if row["mode"]:
            assert line["provider_ref"] == row["object_id"]
            assert line["payment_status"] == (row["payment_status"] or None)
            assert str(line["amount_centavos"]) == row["amount"]

    assert labelled


def test_every_body_is_taken_or_refused_with_a_reason(shop: Shop) -> None:
    shop.accepts()

    answers = {}
    for row in rows():
        body = (CORPUS / row["file"]).read_bytes()
        headers = {"stripe-signature": shop.sign(body)}
        answer = shop.request("POST", WEBHOOK, content=body, headers=headers)
        answers[row["file"]] = (answer.status_code, answer.text)
        shop.settle()

    assert {status for status, _ in answers.values()} <= {200, 400}
    refused = [reason for status, reason in answers.values() if status == 400]
    assert all("live event" in reason or "not a Stripe event" in reason for reason in refused)
    assert shop.state is State.AWAITING_PAYMENT
