"""An extra suite over bodies that Stripe really sent, in API versions from 2017 on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.stripe.webhooks import read_notices

FOLDER = Path(__file__).parents[3] / "shared" / "fixtures" / "stripe"
BODIES = sorted(FOLDER.glob("*.json"))

pytestmark = pytest.mark.skipif(
    not BODIES, reason=f"no recorded Stripe bodies in {FOLDER}: this suite is extra"
)

OURS = ("checkout.session.", "payment_intent.", "charge.", "refund.")


def marked_as_ours(body: dict[str, Any]) -> dict[str, Any]:
    body["data"]["object"]["metadata"] = {"autovenda_charge": "c1:1:deposit"}
    return body


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_body_of_somebody_elses_is_forgotten_unless_its_kind_never_says_whose_it_is(
    path: Path,
) -> None:
    subject = json.loads(path.read_bytes())["data"]["object"]
    may_be_ours = subject["object"] in ("refund", "dispute") or subject.get("recovered_from")

    notices = read_notices(path.read_bytes())

    assert all(notice.charge_id is None and notice.provider_ref for notice in notices)
    assert not notices or may_be_ours


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_body_of_ours_is_understood_in_every_version(path: Path) -> None:
    body = marked_as_ours(json.loads(path.read_bytes()))
    subject = body["data"]["object"]

    notices = read_notices(json.dumps(body).encode())

    if not body["type"].startswith(OURS) or subject.get("mode", "payment") != "payment":
        assert notices == []
        return
    [notice] = notices
    assert (notice.event_id, notice.kind) == (body["id"], body["type"])
    # Bodies of old versions were trimmed by whoever published them.
    assert notice.provider_ref in {subject.get("id"), subject.get("payment_intent") or ""}
