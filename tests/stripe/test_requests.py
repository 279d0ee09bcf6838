"""What we ask Stripe for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from stripe.params.checkout import SessionCreateParams

from adapters.stripe.checkout import BOLETO_DAYS, PIX_SECONDS, session_params
from adapters.stripe.emulator import StripeEmulator
from adapters.stripe.emulator.schema import adapter
from adapters.stripe.payments import StripePayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.testing.contracts.payments import Run

AMOUNTS = st.integers(min_value=50, max_value=99_999_999)


def accepted_by_the_sdk(params: Any) -> Any:
    """The SDK's own types for exactly the pinned API version, strict."""
    return adapter(SessionCreateParams).validate_python(params, strict=True)


def test_the_request_is_one_the_sdk_describes(wanted: CreateCheckout) -> None:
    params = session_params(wanted)

    assert accepted_by_the_sdk(params) == params


@pytest.mark.parametrize(
    "change",
    [
        {"payment_method_types": ["card"]},
        {"locale": "pt_BR"},
        {"ui_mode": "hosted"},
        {"allowed_payment_method_types": ["pixx"]},
        {"expires_at": 1.5},
        {"line_items": [{"price_data": {"currency": "brl", "unit_amount": 750.5}}]},
        {"line_items": [{"price_data": {"currency": "brl", "amount": 750}}]},
        {"after_expiration": {"recovery": {}}},
        {"api_key": "sk_test_1"},
    ],
)
def test_the_check_notices_what_stripe_would_refuse(
    wanted: CreateCheckout, change: dict[str, Any]
) -> None:
    params = {**session_params(wanted), **change}

    with pytest.raises(ValidationError):
        accepted_by_the_sdk(params)


@given(amount=AMOUNTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_amount_is_the_charges_in_whole_centavos(wanted: CreateCheckout, amount: int) -> None:
    params = session_params(replace(wanted, amount_centavos=amount))

    [item] = params["line_items"]
    assert item["quantity"] == 1
    assert item["price_data"]["unit_amount"] == amount
    assert isinstance(item["price_data"]["unit_amount"], int)
    assert item["price_data"]["currency"] == "brl"


@given(amount=AMOUNTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_amount_survives_the_wire(
    payments: StripePayments, run: Run, wanted: CreateCheckout, amount: int
) -> None:
    request = replace(wanted, amount_centavos=amount)

    page = run(payments.create(request, key=f"amount:{amount}"))

    assert run(payments.fetch(page.provider_ref)).amount_centavos == amount


def test_the_charge_is_named_on_the_session_and_on_its_payment(wanted: CreateCheckout) -> None:
    params = session_params(wanted)

    ours = {"autovenda_charge": "c1:1:deposit"}
    assert params["metadata"] == ours
    assert params["payment_intent_data"]["metadata"] == ours
    assert params["client_reference_id"] == "c1:1:deposit"


def test_all_three_methods_are_asked_for_and_end_in_time(wanted: CreateCheckout) -> None:
    params = session_params(wanted)

    assert params["allowed_payment_method_types"] == ["card", "pix", "boleto"]
    options = params["payment_method_options"]
    assert options["pix"]["expires_after_seconds"] == PIX_SECONDS <= 24 * 60 * 60
    assert options["boleto"]["expires_after_days"] == BOLETO_DAYS


def test_an_unknown_address_is_left_out(wanted: CreateCheckout) -> None:
    known = session_params(wanted)
    unknown = session_params(replace(wanted, email=None))

    assert known["customer_email"] == "maria@example.com"
    assert "customer_email" not in unknown


def test_a_fraction_of_a_second_does_not_reach_stripe(wanted: CreateCheckout) -> None:
    precise = replace(wanted, expires_at=wanted.expires_at + timedelta(microseconds=999_999))

    assert session_params(precise) == session_params(wanted)


def test_a_retry_sends_the_same_bytes(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    first = run(payments.create(wanted, key="c1:7:0"))

    # The double compares the raw body under a key, as Stripe does.
    again = run(payments.create(replace(wanted), key="c1:7:0"))

    assert again == first
    assert len(emulator.account.sessions()["data"]) == 1


def test_the_sdk_and_the_double_speak_the_pinned_version(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))
    emulator.account.pay(page.provider_ref)

    [event] = emulator.account.events({"type": "checkout.session.completed"})["data"]

    assert event["api_version"] == "2026-10-28.endive"
