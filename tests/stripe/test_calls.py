"""Calls that go wrong: may they be repeated, and does the text tell no secrets?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import stripe

from adapters.stripe.emulator import EmulatorServer, Fault, StripeEmulator
from adapters.stripe.failures import port_error
from adapters.stripe.payments import StripePayments, live_key
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, OutcomeUnknown, Rejected, Unavailable
from autovenda_core.model import PaymentStatus
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run


def test_a_connection_that_was_refused_can_be_tried_again(
    payments: StripePayments, server: EmulatorServer, run: Run, wanted: CreateCheckout
) -> None:
    with server.refusing(), pytest.raises(Unavailable):
        run(payments.create(wanted, key="c1:7:0"))

    page = run(payments.create(wanted, key="c1:7:0"))

    assert page.expires_at == wanted.expires_at


@pytest.mark.parametrize("fault", [Fault.CONFLICT, Fault.BAD_GATEWAY, Fault.LOSE_ANSWER])
def test_what_may_have_happened_is_asked_again_with_the_same_key_and_made_once(
    payments: StripePayments,
    emulator: StripeEmulator,
    run: Run,
    wanted: CreateCheckout,
    fault: Fault,
) -> None:
    emulator.faults.plan(fault)
    with pytest.raises(OutcomeUnknown):
        run(payments.create(wanted, key="c1:7:0"))

    run(payments.create(wanted, key="c1:7:0"))

    assert len(emulator.account.sessions()["data"]) == 1


def test_too_many_calls_are_put_off_for_as_long_as_stripe_says(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    emulator.faults.plan(Fault.RATE_LIMIT)

    with pytest.raises(Unavailable) as refusal:
        run(payments.create(wanted, key="c1:7:0"))

    assert refusal.value.retry_after_seconds == 7


def test_a_server_error_that_stripe_repeats_for_a_key_is_given_up(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    emulator.faults.plan(Fault.SERVER_ERROR)
    with pytest.raises(OutcomeUnknown):
        run(payments.create(wanted, key="c1:7:0"))

    with pytest.raises(Rejected):
        run(payments.create(wanted, key="c1:7:0"))
    page = run(payments.create(wanted, key="c1:9:0"))

    assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.OPEN


def test_an_answer_that_does_not_come_in_time_leaves_it_open(
    server: EmulatorServer,
    emulator: StripeEmulator,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    hasty = StripePayments("sk_test_1", [], clock, server.url, call_seconds=0.1)
    emulator.faults.plan(Fault.SLOW)

    with pytest.raises(OutcomeUnknown, match="in time"):
        run(hasty.create(wanted, key="c1:7:0"))

    run(hasty.aclose())


def test_two_calls_with_one_key_at_once_make_one_page(
    payments: StripePayments, emulator: StripeEmulator, run: Run, wanted: CreateCheckout
) -> None:
    async def both() -> list[object]:
        first = asyncio.create_task(payments.create(wanted, key="c1:7:0"))
        second = asyncio.create_task(payments.create(wanted, key="c1:7:0"))
        return list(await asyncio.gather(first, second, return_exceptions=True))

    emulator.faults.plan(Fault.SLOW, times=2)
    outcomes = run(both())

    assert [type(one) for one in outcomes].count(OutcomeUnknown) == 1
    assert len(emulator.account.sessions()["data"]) == 1


def test_a_key_that_was_used_for_another_request_is_a_refusal(
    payments: StripePayments, run: Run, wanted: CreateCheckout
) -> None:
    run(payments.create(wanted, key="c1:7:0"))

    with pytest.raises(Rejected, match="same parameters"):
        run(payments.create(replace(wanted, amount_centavos=1_000), key="c1:7:0"))


def test_a_retry_after_the_key_was_forgotten_makes_no_second_page(
    payments: StripePayments,
    emulator: StripeEmulator,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    run(payments.create(wanted, key="c1:7:0"))
    clock.advance(timedelta(hours=24))

    with pytest.raises(Rejected):
        run(payments.create(wanted, key="c1:7:0"))

    assert len(emulator.account.sessions()["data"]) == 1


def test_a_request_whose_time_is_over_does_not_even_leave(
    payments: StripePayments,
    server: EmulatorServer,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    clock.advance(timedelta(hours=23))

    with server.refusing(), pytest.raises(Rejected):
        run(payments.create(wanted, key="c1:7:0"))


def test_an_unknown_key_names_the_setting_and_not_the_key(
    server: EmulatorServer, clock: FakeClock, run: Run, wanted: CreateCheckout
) -> None:
    payments = StripePayments("sk_wrong_4242", ["whsec_1"], clock, server.url)

    with pytest.raises(Rejected, match="STRIPE_SECRET") as refusal:
        run(payments.create(wanted, key="c1:7:0"))

    assert "4242" not in str(refusal.value)
    run(payments.aclose())


def test_a_refusal_gives_stripes_reason_without_addresses(
    payments: StripePayments, run: Run, wanted: CreateCheckout
) -> None:
    with pytest.raises(Rejected, match="Invalid email address"):
        run(payments.create(replace(wanted, email="not-an-address"), key="c1:7:0"))

    quoting = stripe.InvalidRequestError(
        "No maria@example.com with sk_test_4242",
        None,
        http_status=400,
        json_body={"error": {"message": "…"}},
    )
    assert str(port_error(quoting)) == "Stripe: No *** with *** (400, None)"


@pytest.mark.parametrize(
    ("amount", "minutes"), [(49, 60), (100_000_000, 60), (75_000, 29), (75_000, 24 * 60 + 1)]
)
def test_what_stripe_does_not_sell_is_refused_for_good(
    payments: StripePayments,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
    amount: int,
    minutes: int,
) -> None:
    expires_at = clock.now() + timedelta(minutes=minutes)
    request = replace(wanted, amount_centavos=amount, expires_at=expires_at)

    with pytest.raises(Rejected):
        run(payments.create(request, key="c1:7:0"))


@pytest.mark.parametrize("status", [400, 402, 403, 404])
def test_a_definite_refusal_is_not_tried_again(status: int) -> None:
    error = stripe.StripeError("no", http_status=status, json_body={"error": {"message": "no"}})

    assert isinstance(port_error(error), Rejected)


@pytest.mark.parametrize("status", [None, 409, 500, 502, 503])
def test_an_unclear_answer_is_tried_again(status: int | None) -> None:
    error = stripe.APIError("what", http_status=status)

    assert isinstance(port_error(error), OutcomeUnknown)


def test_a_blank_endpoint_secret_is_refused_because_anybody_could_sign_with_it(
    clock: FakeClock,
) -> None:
    with pytest.raises(ConfigurationError, match="STRIPE_ENDPOINT_SECRET"):
        StripePayments("sk_test_1", ["whsec_1", " "], clock)


def test_nothing_is_told_about_this_machine(payments: StripePayments) -> None:
    assert payments.name == "stripe"
    assert stripe.enable_telemetry is False


@pytest.mark.parametrize(
    ("api_key", "live"),
    [
        ("sk_live_1", True),
        ("rk_live_1", True),
        ("sk_test_1", False),
        ("rk_test_1", False),
        ("", False),
    ],
)
def test_live_keys_are_known_by_their_beginning(api_key: str, live: bool) -> None:
    assert live_key(api_key) is live
