"""Stripe's bodies in another API version: said once."""

from __future__ import annotations

import json
import logging

import pytest
import stripe

from apps.logs import FIELDS
from apps.server.version_watch import VersionWatch


def body(version: str | None) -> bytes:
    event = {"id": "evt_1", "object": "event", "type": "ping", "livemode": False, "data": {}}
    return json.dumps(event | {"api_version": version}).encode()


def versions_told(caplog: pytest.LogCaptureFixture, provider: str, *bodies: bytes) -> list[str]:
    caplog.set_level(logging.INFO)
    watch = VersionWatch(provider)
    for each in bodies:
        watch.look_at(each)
    return [getattr(record, FIELDS)["theirs"] for record in caplog.records]


def test_another_version_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    old, older = body("2024-06-20"), body("2020-08-27")

    assert versions_told(caplog, "stripe", old, old, older, old) == ["2024-06-20", "2020-08-27"]


def test_our_own_version_and_none_are_nothing_to_tell(caplog: pytest.LogCaptureFixture) -> None:
    assert versions_told(caplog, "stripe", body(stripe.api_version), body(None)) == []


def test_other_providers_have_no_version(caplog: pytest.LogCaptureFixture) -> None:
    assert versions_told(caplog, "mercadopago", b"anything") == []
