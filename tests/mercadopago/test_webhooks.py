"""Who may tell us to look, and at what."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mercadopago.webhook import WebhookSignatureValidator

from adapters.mercadopago.emulator import MercadoPagoEmulator
from adapters.mercadopago.webhooks import read_notices, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.testing.clock import FakeClock

NOW = FakeClock().now()
SECOND = int(NOW.timestamp())
BODY = json.dumps(
    {
        "id": 112233,
        "type": "payment",
        "action": "payment.updated",
        "live_mode": True,
        "data": {"id": "123"},
    }
).encode()


def sign(data_id: str, request_id: str, ts: int) -> dict[str, str]:
    """Headers as the documents say, with the secret "s1"."""
    parts = [f"id:{data_id};" if data_id else "", f"request-id:{request_id};" if request_id else ""]
    manifest = "".join([*parts, f"ts:{ts};"])
    signature = hmac.new(b"s1", manifest.encode(), "sha256").hexdigest()
    headers = {"x-signature": f"ts={ts},v1={signature}"}
    return {**headers, "x-request-id": request_id} if request_id else headers


@given(st.from_regex(r"[1-9][0-9]{0,17}", fullmatch=True), st.uuids().map(str))
def test_what_we_accept_the_official_sdk_accepts_too(data_id: str, request_id: str) -> None:
    headers = sign(data_id, request_id, SECOND)

    verify(headers, {"data.id": data_id}, ["s1"], NOW)
    WebhookSignatureValidator.validate(headers["x-signature"], request_id, data_id, "s1")


def test_the_emulator_signs_as_the_official_sdk_expects(
    emulator: MercadoPagoEmulator, clock: FakeClock
) -> None:
    signed = emulator.webhooks.signed({"id": 1, "subject": 123, "type": "payment"})

    WebhookSignatureValidator.validate(
        signed.headers["x-signature"],
        signed.headers["x-request-id"],
        signed.query["data.id"],
        "secret_of_the_tests",
        tolerance_seconds=1,
        now=lambda: clock.now().timestamp() * 1000,
    )


def test_what_is_missing_is_not_a_part_of_what_was_signed() -> None:
    verify(sign("123", "", SECOND), {"data.id": "123"}, ["s1"], NOW)
    verify(sign("", "r1", SECOND), {}, ["s1"], NOW)


@pytest.mark.parametrize("signed_id", ["ORD01ABC", "ord01abc"])
def test_an_id_with_letters_may_be_signed_as_it_is_or_in_lower_case(signed_id: str) -> None:
    verify(sign(signed_id, "r1", SECOND), {"data.id": "ORD01ABC"}, ["s1"], NOW)


def test_seconds_and_milliseconds_are_both_times() -> None:
    verify(sign("123", "r1", SECOND * 1000), {"data.id": "123"}, ["s1"], NOW)


@pytest.mark.parametrize("secrets", [["s0", "s1"], ["s1", "s2"]])
def test_either_secret_is_good_while_one_is_replaced(secrets: list[str]) -> None:
    verify(sign("123", "r1", SECOND), {"data.id": "123"}, secrets, NOW)


@pytest.mark.parametrize("skew", [301, -(3 * 86_400 + 1)])
def test_a_signature_of_another_time_is_refused_either_way(skew: int) -> None:
    headers = sign("123", "r1", SECOND + skew)

    with pytest.raises(InvalidRequest, match="ahead" if skew > 0 else "behind"):
        verify(headers, {"data.id": "123"}, ["s1"], NOW)


@pytest.mark.parametrize("skew", [-3 * 86_400, -300, 0, 300])
def test_clocks_may_differ_a_little_and_a_repeated_notice_be_old(skew: int) -> None:
    verify(sign("123", "r1", SECOND + skew), {"data.id": "123"}, ["s1"], NOW)


@pytest.mark.parametrize(
    ("headers", "query", "secrets"),
    [
        (sign("123", "r1", SECOND), {"data.id": "124"}, ["s1"]),
        (sign("123", "r1", SECOND), {}, ["s1"]),
        ({**sign("123", "r1", SECOND), "x-request-id": "r2"}, {"data.id": "123"}, ["s1"]),
        (sign("123", "r1", SECOND), {"data.id": "123"}, ["s2"]),
        (sign("123", "r1", SECOND), {"data.id": "123"}, []),
        ({}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": "ts=,v1=00"}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": f"ts={SECOND}"}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": f"ts={SECOND},v1=é"}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": f"ts={'9' * 16},v1=00"}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": "ts=١٢٣,v1=00"}, {"data.id": "123"}, ["s1"]),
        ({"x-signature": f"ts={SECOND},v1=00"}, {"data.id": "\ud800"}, ["s1"]),
    ],
)
def test_what_is_not_signed_with_our_secret_is_refused(
    headers: dict[str, str], query: dict[str, str], secrets: list[str]
) -> None:
    with pytest.raises(InvalidRequest):
        verify(headers, query, secrets, NOW)


@given(st.text(), st.text(), st.text())
def test_no_header_is_more_than_refused(signature: str, request_id: str, data_id: str) -> None:
    headers = {"x-signature": signature, "x-request-id": request_id}

    with pytest.raises(InvalidRequest):
        verify(headers, {"data.id": data_id}, ["s1"], NOW)


def test_a_notice_leads_to_the_payment_and_names_no_charge() -> None:
    [notice] = read_notices({"data.id": "123", "type": "payment"}, BODY)

    assert notice.provider_ref == "payment:123"
    assert notice.charge_id is None
    assert (notice.kind, notice.livemode) == ("payment.updated", True)
    assert notice.event_id == "payment:123:112233"


def test_what_to_look_at_comes_from_what_was_signed_and_not_from_the_body() -> None:
    [notice] = read_notices({"data.id": "999", "type": "payment"}, BODY)

    assert notice.provider_ref == "payment:999"
    assert notice.event_id.startswith("payment:999:")


def test_a_chargeback_is_looked_up_by_its_own_id() -> None:
    """The example of the documents, whose id is too long for a double."""
    body = (
        b'{"actions":["changed_case_status"],"api_version":"v1","data":{"checkout":"PRO",'
        b'"id":233000061680860000,"payment_id":81968653106,"site_id":"MLA"},"id":114411153595,'
        b'"live_mode":true,"type":"topic_chargebacks_wh","user_id":634060442}'
    )

    [notice] = read_notices({"data.id": "233000061680860000"}, body)

    assert notice.provider_ref == "chargeback:233000061680860000"
    assert notice.kind == "topic_chargebacks_wh"


@pytest.mark.parametrize(
    "query",
    [
        {"data.id": "123", "type": "topic_merchant_order_wh"},
        {"data.id": "ORD01ABC", "type": "payment"},
        {"data.id": "../1", "type": "payment"},
        {"type": "payment"},
    ],
)
def test_other_topics_are_not_for_us(query: dict[str, str]) -> None:
    assert read_notices(query, BODY) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_notice_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read_notices({"data.id": "123", "type": "payment"}, body)


def test_an_old_notice_of_the_emulator_can_be_made(
    emulator: MercadoPagoEmulator, clock: FakeClock
) -> None:
    notice = {"id": 1, "subject": 123, "type": "payment"}
    old = emulator.webhooks.signed(notice, at=clock.now() - timedelta(days=4))

    with pytest.raises(InvalidRequest, match="behind"):
        verify(old.headers, old.query, ["secret_of_the_tests"], clock.now())
