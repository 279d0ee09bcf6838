"""The double: strict where the real one is, and telling as the real one tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from queue import Queue

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.loopback import LoopbackServer
from adapters.mercadopago.emulator import (
    ApiError,
    EmulatorServer,
    MercadoPagoAccount,
    MercadoPagoEmulator,
)
from adapters.mercadopago.payments import MercadoPagoPayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.ports.payments import Notice
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

AUTH = {"Authorization": "Bearer TEST-1"}
ITEM = {"id": "1", "title": "Sinal", "quantity": 1, "currency_id": "BRL", "unit_price": 10}
PAGE = {
    "items": [ITEM],
    "external_reference": "autovenda:c1.1.1:0123456789ab",
    "expires": True,
    "expiration_date_from": "2026-03-10T13:00:00.000+00:00",
    "expiration_date_to": "2026-03-11T13:00:00.000+00:00",
}


class Shop:
    """Takes webhooks, when it feels like it."""

    def __init__(self, payments: MercadoPagoPayments, clock: FakeClock) -> None:
        self.status = 200
        self.heard: list[Notice] = []
        self.arrivals: Queue[None] = Queue()
        self._payments = payments
        self._clock = clock

    async def take(self, request: Request) -> Response:
        body = await request.body()
        if self.status == 200:
            self.heard += self._payments.parse_webhook(
                request.headers, request.query_params, body, self._clock.now()
            )
            self.arrivals.put(None)
        return Response(status_code=self.status)


@pytest.fixture
def shop(
    payments: MercadoPagoPayments, emulator: MercadoPagoEmulator, clock: FakeClock
) -> Iterator[Shop]:
    shop = Shop(payments, clock)
    with LoopbackServer(Starlette(routes=[Route("/hook", shop.take, methods=["POST"])])) as server:
        emulator.webhooks.url = f"{server.url}/hook"
        yield shop


def test_notices_are_told_in_order_and_can_be_verified(
    shop: Shop,
    emulator: MercadoPagoEmulator,
    account: MercadoPagoAccount,
    client: httpx.AsyncClient,
    run: Run,
    page: str,
) -> None:
    account.promise(page, "boleto")
    paid = account.pay(page)
    chargeback = account.charge_back(page)

    run(emulator.webhooks.deliver(client))

    assert [notice.provider_ref for notice in shop.heard] == [
        f"payment:{paid['id']}",
        f"payment:{paid['id']}",
        f"payment:{paid['id']}",
        f"chargeback:{chargeback['id']}",
    ]
    assert [notice.kind for notice in shop.heard[:2]] == ["payment.created", "payment.updated"]
    assert len({notice.event_id for notice in shop.heard}) == 4


def test_what_was_not_taken_is_told_again_every_15_minutes(
    shop: Shop,
    emulator: MercadoPagoEmulator,
    account: MercadoPagoAccount,
    client: httpx.AsyncClient,
    clock: FakeClock,
    run: Run,
    page: str,
) -> None:
    account.pay(page)
    shop.status = 503

    for _ in range(3):
        run(emulator.webhooks.deliver(client))
        run(emulator.webhooks.deliver(client))
        clock.advance(timedelta(minutes=15))
    shop.status = 200
    run(emulator.webhooks.deliver(client))

    assert [attempt.status for attempt in emulator.webhooks.attempts] == [503, 503, 503, 200]
    assert len(shop.heard) == 1


def test_a_notice_can_come_several_times(
    shop: Shop,
    emulator: MercadoPagoEmulator,
    account: MercadoPagoAccount,
    client: httpx.AsyncClient,
    run: Run,
    page: str,
) -> None:
    emulator.webhooks.copies = 3
    account.pay(page)

    run(emulator.webhooks.deliver(client))

    assert len(shop.heard) == 3
    assert len({notice.event_id for notice in shop.heard}) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"items": [{**ITEM, "unit_price": "10.00"}]},
        {"items": [{**ITEM, "unit_price": 10.001}]},
        {"items": [{**ITEM, "unit_price": 0}]},
        {"items": [{**ITEM, "currency_id": "USD"}]},
        {"items": []},
        {"expiration_date_to": "2026-03-11T13:00:00Z"},
        {"expiration_date_to": "2026-13-11T13:00:00.000Z"},
        {"expiration_date_to": "2026-03-10T12:59:59.000+00:00"},
        {"expire": True},
        {"payer": {"email": "nobody"}},
        {"external_reference": "x" * 257},
    ],
)
def test_a_page_with_a_slip_in_it_is_refused(
    server: EmulatorServer, client: httpx.AsyncClient, run: Run, changes: dict[str, object]
) -> None:
    url = f"{server.url}/checkout/preferences"

    good = run(client.post(url, json=PAGE, headers=AUTH))
    bad = run(client.post(url, json={**PAGE, **changes}, headers=AUTH))

    assert (good.status_code, bad.status_code) == (201, 400)


def test_a_refund_needs_a_key_and_a_key_is_for_one_refund(
    server: EmulatorServer,
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    client: httpx.AsyncClient,
    run: Run,
    page: str,
) -> None:
    paid = account.pay(page, "card")
    url = f"{server.url}/v1/payments/{paid['id']}/refunds"
    keyed = {**AUTH, "X-Idempotency-Key": "k1"}

    without = run(client.post(url, json={"amount": 1.5}, headers=AUTH))
    first = run(client.post(url, json={"amount": 1.5}, headers=keyed))
    again = run(client.post(url, json={"amount": 1.5}, headers=keyed))
    other = run(client.post(url, json={"amount": 2}, headers=keyed))

    assert [a.status_code for a in (without, first, again, other)] == [400, 201, 201, 409]
    assert again.json() == first.json()


def test_the_owner_can_send_back_everything_that_is_left(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")
    run(payments.refund(page, 5, key="c1:8:0"))

    account.refund(page)

    assert run(payments.fetch(page)).refunded_centavos == 75_005


def test_nothing_can_happen_to_a_payment_that_was_not_made(
    account: MercadoPagoAccount, page: str
) -> None:
    for impossible in (
        account.fail,
        account.mediate,
        account.charge_back,
        account.refund,
    ):
        with pytest.raises(ApiError):
            impossible(page)


def test_it_delivers_by_itself_while_it_is_served(
    emulator: MercadoPagoEmulator,
    account: MercadoPagoAccount,
    client: httpx.AsyncClient,
    clock: FakeClock,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    with EmulatorServer(emulator) as server:
        payments = MercadoPagoPayments(client, "TEST-1", ["secret_of_the_tests"], clock, server.url)
        shop = Shop(payments, clock)
        app = Starlette(routes=[Route("/hook", shop.take, methods=["POST"])])
        with LoopbackServer(app) as theirs:
            emulator.webhooks.url = f"{theirs.url}/hook"
            page = run(payments.create(wanted, key="c1:7:0"))
            account.promise(page.provider_ref, "pix")
            clock.advance(timedelta(hours=24))

            shop.arrivals.get(timeout=10)
            shop.arrivals.get(timeout=10)

    assert [notice.kind for notice in shop.heard] == ["payment.created", "payment.updated"]
