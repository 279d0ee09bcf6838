"""Calls that go wrong: may they be repeated, and does the text tell no secrets?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from adapters.mercadopago.emulator import (
    EmulatorServer,
    Fault,
    MercadoPagoAccount,
    MercadoPagoEmulator,
)
from adapters.mercadopago.payments import MercadoPagoPayments, live_token
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, OutcomeUnknown, Rejected, Unavailable
from autovenda_core.model import PaymentStatus
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run


def answering(
    answer: Callable[[httpx.Request], httpx.Response], clock: FakeClock
) -> MercadoPagoPayments:
    """The adapter, with somebody else's answers."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return MercadoPagoPayments(client, "TEST-1", [], clock)


def test_a_connection_that_was_refused_can_be_tried_again(
    payments: MercadoPagoPayments, server: EmulatorServer, run: Run, wanted: CreateCheckout
) -> None:
    with server.refusing(), pytest.raises(Unavailable):
        run(payments.create(wanted, key="c1:7:0"))

    assert run(payments.create(wanted, key="c1:7:0")).expires_at == wanted.expires_at


@pytest.mark.parametrize(
    "fault", [Fault.LOSE_ANSWER, Fault.LOCKED, Fault.SERVER_ERROR, Fault.BAD_GATEWAY]
)
def test_a_refund_that_may_have_happened_is_asked_again_and_made_once(
    payments: MercadoPagoPayments,
    emulator: MercadoPagoEmulator,
    account: MercadoPagoAccount,
    run: Run,
    fault: Fault,
    page: str,
) -> None:
    account.pay(page, "card")
    emulator.faults.plan(fault, after_calls=1)
    with pytest.raises(OutcomeUnknown):
        run(payments.refund(page, 5, key="c1:8:0"))

    run(payments.refund(page, 5, key="c1:8:0"))

    assert run(payments.fetch(page)).refunded_centavos == 5


def test_too_many_calls_are_put_off_for_as_long_as_they_say(
    payments: MercadoPagoPayments, emulator: MercadoPagoEmulator, run: Run, wanted: CreateCheckout
) -> None:
    emulator.faults.plan(Fault.RATE_LIMIT, after_calls=1)

    with pytest.raises(Unavailable) as refusal:
        run(payments.create(wanted, key="c1:7:0"))

    assert refusal.value.retry_after_seconds == 7


def test_an_answer_that_does_not_come_in_time_leaves_it_open(
    server: EmulatorServer,
    emulator: MercadoPagoEmulator,
    client: httpx.AsyncClient,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    hasty = MercadoPagoPayments(client, "TEST-1", [], clock, server.url, call_seconds=0.1)
    emulator.faults.plan(Fault.SLOW)

    with pytest.raises(OutcomeUnknown, match="in time"):
        run(hasty.create(wanted, key="c1:7:0"))


def test_a_request_whose_time_is_over_does_not_even_leave(
    payments: MercadoPagoPayments,
    server: EmulatorServer,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    over = replace(wanted, expires_at=clock.now())

    with server.refusing(), pytest.raises(Rejected):
        run(payments.create(over, key="c1:7:0"))


def test_an_unknown_token_names_the_setting_and_not_the_token(
    server: EmulatorServer,
    client: httpx.AsyncClient,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    payments = MercadoPagoPayments(client, "APP_USR-4242", [], clock, server.url)

    with pytest.raises(Rejected, match="MERCADOPAGO_ACCESS_TOKEN") as refusal:
        run(payments.create(wanted, key="c1:7:0"))

    assert "4242" not in str(refusal.value)
    assert refusal.value.words is not None


def test_a_refusal_gives_their_reason_without_addresses_and_tokens(
    clock: FakeClock, run: Run
) -> None:
    payments = answering(
        lambda request: httpx.Response(
            400,
            json={"message": "No maria@example.com with APP_USR-42-x"},
            headers={"x-request-id": "r1"},
        ),
        clock,
    )

    with pytest.raises(Rejected) as refusal:
        run(payments.fetch("payment:1"))

    assert str(refusal.value) == "Mercado Pago: No *** with *** (400, r1)"


@pytest.mark.parametrize("status", [400, 402, 403, 404, 422])
def test_a_definite_refusal_is_not_tried_again(clock: FakeClock, run: Run, status: int) -> None:
    payments = answering(lambda request: httpx.Response(status, json={"message": "no"}), clock)

    with pytest.raises(Rejected):
        run(payments.fetch("payment:1"))


@pytest.mark.parametrize("status", [302, 409, 423, 424, 500, 502, 503])
def test_an_unclear_answer_is_tried_again(clock: FakeClock, run: Run, status: int) -> None:
    payments = answering(lambda request: httpx.Response(status, text="<html>"), clock)

    with pytest.raises(OutcomeUnknown):
        run(payments.fetch("payment:1"))


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 1, "status": "new"}', "[" * 100_000])
def test_an_answer_that_is_none_of_theirs_is_tried_again(
    clock: FakeClock, run: Run, body: str
) -> None:
    payments = answering(lambda request: httpx.Response(200, text=body), clock)

    with pytest.raises(OutcomeUnknown):
        run(payments.fetch("payment:1"))


def test_a_payment_in_parts_of_a_centavo_is_not_rounded(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    paid = account.pay(page, "card")
    account.edit(paid["id"], transaction_amount=750)
    whole = run(payments.fetch(page))
    account.edit(paid["id"], transaction_amount=750.055)

    assert whole.amount_centavos == 75_000
    with pytest.raises(OutcomeUnknown):
        run(payments.fetch(page))


def test_every_call_carries_the_token_and_only_a_refund_a_key(
    clock: FakeClock, run: Run, wanted: CreateCheckout
) -> None:
    seen: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(500)

    payments = answering(refuse, clock)
    for call in (payments.create(wanted, key="k"), payments.fetch("payment:1")):
        with pytest.raises(OutcomeUnknown):
            run(call)

    assert [request.headers["authorization"] for request in seen] == ["Bearer TEST-1"] * 2
    assert not any("x-idempotency-key" in request.headers for request in seen)


def test_an_expired_page_is_not_closed_again(
    payments: MercadoPagoPayments, run: Run, page: str
) -> None:
    run(payments.expire(page))

    run(payments.expire(page))

    assert run(payments.fetch(page)).status is PaymentStatus.EXPIRED


def test_a_blank_webhook_secret_is_refused_because_anybody_could_sign_with_it(
    clock: FakeClock, client: httpx.AsyncClient
) -> None:
    with pytest.raises(ConfigurationError, match="MERCADOPAGO_WEBHOOK_SECRET"):
        MercadoPagoPayments(client, "TEST-1", ["s1", " "], clock)


@pytest.mark.parametrize(("token", "live"), [("APP_USR-1", True), ("TEST-1", False)])
def test_live_tokens_are_known_by_their_beginning(token: str, live: bool) -> None:
    assert live_token(token) is live
