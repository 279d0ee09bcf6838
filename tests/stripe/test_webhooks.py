"""Bodies that say they are Stripe's."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import Webhook, WebhookSignature

from adapters.stripe.payments import StripePayments
from adapters.stripe.webhooks import TOLERANCE_SECONDS, event_version, read_notices, verify
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.payments import Notice
from autovenda_core.testing.clock import FakeClock

NEW, OLD = "whsec_new", "whsec_old"
NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
CHARGE = {"autovenda_charge": "c1:1:deposit"}


@pytest.fixture
def payments() -> StripePayments:
    """Reads webhooks; is never asked to call anybody."""
    return StripePayments("sk_test_1", [NEW, OLD], FakeClock(NOW))


def sign(body: bytes, secret: str = NEW, at: datetime = NOW) -> str:
    """By the SDK's own signer, which takes text."""
    header: str = WebhookSignature.generate_signature_header(
        body.decode(), secret, int(at.timestamp())
    )
    return header


def event(subject: Any, kind: str = "checkout.session.completed", **changes: Any) -> bytes:
    envelope = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "livemode": False,
        "data": {"object": subject},
    }
    return json.dumps(envelope | changes, ensure_ascii=False).encode()


def session(**changes: Any) -> dict[str, Any]:
    values = {"id": "cs_test_1", "object": "checkout.session", "mode": "payment"}
    return values | {"metadata": CHARGE} | changes


def read(payments: StripePayments, body: bytes, header: str | None) -> list[Notice]:
    headers = {} if header is None else {"stripe-signature": header}
    return payments.parse_webhook(headers, {}, body, NOW)


# --------------------------------------------------------------------------- who speaks


def test_what_the_sdk_signs_is_taken(payments: StripePayments) -> None:
    body = event(session(client="José 😀"))

    assert read(payments, body, sign(body)) == [
        Notice("evt_1", "checkout.session.completed", "cs_test_1", "c1:1:deposit", False)
    ]


@given(body=st.text().map(lambda text: text.encode(errors="replace")), secret=st.text(min_size=1))
def test_our_check_agrees_with_the_sdks_signer(body: bytes, secret: str) -> None:
    secret = secret.encode(errors="replace").decode()

    verify(body, sign(body, secret), [secret], NOW)

    with pytest.raises(InvalidRequest):
        verify(body + b"!", sign(body, secret), [secret], NOW)


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_both_secrets_are_good_while_one_is_replaced(payments: StripePayments, secret: str) -> None:
    body = event(session())

    assert read(payments, body, sign(body, secret))


def test_one_good_signature_among_several_is_enough(payments: StripePayments) -> None:
    body = event(session())
    signed_at, good = sign(body).split(",")

    assert read(payments, body, f"{signed_at},v1={'0' * 64},v0=zzz,{good}")


@pytest.mark.parametrize("late", [timedelta(seconds=300), timedelta(seconds=-300)])
def test_clocks_may_differ_a_little(payments: StripePayments, late: timedelta) -> None:
    body = event(session())

    assert read(payments, body, sign(body, at=NOW - late))


@pytest.mark.parametrize("minutes", [6, -6])
def test_clocks_that_differ_much_are_named_in_the_answer(
    payments: StripePayments, minutes: int
) -> None:
    body = event(session())

    with pytest.raises(InvalidRequest, match=r"signed 360 s .* our clock"):
        read(payments, body, sign(body, at=NOW - timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        "t=,v1=",
        "t=1773147600",
        "t=1773147600,v1=",
        "t=1773147600,v1=é",
        "t=1773147600,v1=\udce9",
        "t=١٧٧٣١٤٧٦٠٠,v1=00",
        "t=-1,v1=00",
        "t=1e9,v1=00",
        f"t={'9' * 5000},v1=00",
        "v1=00",
        "t=1773147600;v1=00",
        "=,=,=",
    ],
)
def test_a_header_that_proves_nothing_is_refused(
    payments: StripePayments, header: str | None
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(payments, event(session()), header)

    assert refusal.value.status == 400


def test_a_signature_of_another_scheme_proves_nothing(payments: StripePayments) -> None:
    body = event(session())

    with pytest.raises(InvalidRequest):
        read(payments, body, sign(body).replace("v1=", "v0="))


def test_a_body_that_was_written_anew_is_not_the_one_that_was_signed(
    payments: StripePayments,
) -> None:
    body = event(session())
    rewritten = json.dumps(json.loads(body), indent=2).encode()

    with pytest.raises(InvalidRequest):
        read(payments, rewritten, sign(body))


def test_nothing_is_genuine_without_a_secret_of_our_own() -> None:
    payments = StripePayments("sk_test_1", [], FakeClock(NOW))
    body = event(session())

    with pytest.raises(InvalidRequest):
        read(payments, body, sign(body))


# --------------------------------------------------------------------------- what is said


def deeply_nested(depth: int) -> bytes:
    return b'{"id":"evt_1","type":"x","data":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"7",
        b'"x"',
        b"not json",
        b'{"id":"evt_1"}',
        b'{"id":"","type":"x"}',
        b'{"id":1,"type":"x"}',
        b'{"id":"evt_1","type":["x"]}',
        b'{"id":"evt_1","type":"x","data":"\\ud800"}',
        deeply_nested(100_000),
    ],
)
def test_signed_nonsense_is_a_bad_request(payments: StripePayments, body: bytes) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(payments, body, sign(body))

    assert refusal.value.status == 400


def test_a_body_that_is_no_text_is_a_bad_request() -> None:
    with pytest.raises(InvalidRequest):
        read_notices(b'{"id":"evt_1","type":"\xff\xfe"}')


@pytest.mark.parametrize(
    "kind",
    ["completed", "async_payment_succeeded", "async_payment_failed", "expired", "not_yet_known"],
)
def test_news_of_a_session_leads_to_it(kind: str) -> None:
    kind = f"checkout.session.{kind}"

    assert read_notices(event(session(), kind)) == [
        Notice("evt_1", kind, "cs_test_1", "c1:1:deposit", False)
    ]


@pytest.mark.parametrize("kind", ["charge.refunded", "refund.updated", "charge.dispute.created"])
def test_news_of_money_leads_to_the_payment(kind: str) -> None:
    subject = {
        "id": "xx_1",
        "object": {"charge.refunded": "charge", "refund.updated": "refund"}.get(kind, "dispute"),
        "payment_intent": "pi_1",
        "metadata": CHARGE,
    }

    assert read_notices(event(subject, kind)) == [
        Notice("evt_1", kind, "pi_1", "c1:1:deposit", False)
    ]


def test_news_of_a_payment_lead_to_it() -> None:
    subject = {"id": "pi_1", "object": "payment_intent", "metadata": CHARGE}

    [notice] = read_notices(event(subject, "payment_intent.requires_action"))

    assert notice.provider_ref == "pi_1"


def test_money_without_a_payment_leads_nowhere_but_is_told() -> None:
    subject = {"id": "ch_1", "object": "charge", "payment_intent": None, "metadata": CHARGE}

    [notice] = read_notices(event(subject, "charge.refunded"))

    assert notice.provider_ref == ""


def test_live_money_is_marked_as_such() -> None:
    [notice] = read_notices(event(session(), livemode=True))

    assert notice.livemode is True


@pytest.mark.parametrize(
    "subject",
    [
        session(metadata={}),
        session(metadata=None),
        session(metadata=[]),
        session(metadata={"autovenda_charge": ""}),
        session(metadata={"autovenda_charge": 7}),
        session(metadata={"order": "7"}),
        session(mode="subscription"),
        session(mode="setup"),
        session(object="invoice"),
        session(object=["checkout.session"]),
        {},
        [],
        None,
        "cs_test_1",
    ],
)
def test_what_is_not_ours_is_taken_and_forgotten(payments: StripePayments, subject: Any) -> None:
    body = event(subject)

    assert read(payments, body, sign(body)) == []


@pytest.mark.parametrize("kind", ["refund", "dispute"])
def test_what_never_says_whose_it_is_has_to_be_looked_at(kind: str) -> None:
    subject = {"id": "xx_1", "object": kind, "payment_intent": "pi_1", "metadata": {}}

    assert read_notices(event(subject, "a.kind")) == [
        Notice("evt_1", "a.kind", "pi_1", None, False)
    ]


@pytest.mark.parametrize("kind", ["refund", "dispute"])
def test_what_leads_to_no_payment_is_not_looked_at(kind: str) -> None:
    subject = {"id": "xx_1", "object": kind, "payment_intent": None, "charge": "ch_1"}

    assert read_notices(event(subject, "a.kind")) == []


@pytest.mark.parametrize("kind", ["payment_intent", "charge"])
def test_a_payment_of_another_application_costs_no_look(kind: str) -> None:
    subject = {"id": "pi_1", "object": kind, "payment_intent": "pi_1", "metadata": {"order": "7"}}

    assert read_notices(event(subject, "a.kind")) == []


def test_the_copy_of_an_expired_page_has_to_be_looked_at() -> None:
    copy = session(metadata={}, recovered_from="cs_test_0")

    [notice] = read_notices(event(copy))

    assert (notice.provider_ref, notice.charge_id) == ("cs_test_1", None)


def test_a_body_says_in_which_version_it_is_written() -> None:
    assert event_version(event(session(), api_version="2017-08-15")) == "2017-08-15"
    assert event_version(event(session())) is None
    with pytest.raises(InvalidRequest):
        event_version(b"[]")


def test_a_thin_event_carries_nothing_to_look_at(payments: StripePayments) -> None:
    body = json.dumps(
        {
            "id": "evt_1",
            "object": "v2.core.event",
            "type": "v1.billing.meter.error_report_triggered",
            "livemode": False,
            "related_object": {"id": "mtr_1", "type": "billing.meter", "url": "/v1/x"},
        }
    ).encode()

    assert read(payments, body, sign(body)) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
EVENT_LIKE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("evt_1") | JSON,
        "type": st.just("charge.refunded") | JSON,
        "livemode": st.booleans() | JSON,
        "data": st.fixed_dictionaries({"object": JSON | st.just(session())}) | JSON,
    },
)
BODIES = st.one_of(st.binary(), JSON.map(json.dumps), EVENT_LIKE.map(json.dumps)).map(
    lambda body: body if isinstance(body, bytes) else body.encode()
)


@given(body=BODIES)
def test_no_genuine_body_breaks_the_reader(body: bytes) -> None:
    with suppress(InvalidRequest):
        notices = read_notices(body)

        assert all(notice.event_id for notice in notices)
        assert all(notice.charge_id or notice.provider_ref for notice in notices)


@given(
    body=st.binary(),
    header=st.text(st.characters()) | st.from_regex(r"t=\d{1,14}(,v[01]=.{0,70}){0,3}"),
)
def test_no_header_breaks_the_check(body: bytes, header: str) -> None:
    with pytest.raises(InvalidRequest):
        verify(body, header, [NEW, OLD], NOW)


def test_the_tolerance_is_the_sdks() -> None:
    assert TOLERANCE_SECONDS == Webhook.DEFAULT_TOLERANCE
