"""The double tells as Stripe does: signed, again and again, and in disorder when wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from stripe import WebhookSignature

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import Delivery, EmulatorServer, StripeEmulator
from adapters.stripe.payments import StripePayments
from adapters.stripe.webhooks import verify
from autovenda_core.effects import CreateCheckout
from autovenda_core.ports.payments import Notice
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

ENDPOINT = "http://endpoint.example.com/webhook/payment/stripe"


class Endpoint:
    """Our side: reads every webhook as the server would, and answers what it is told to."""

    def __init__(self, clock: FakeClock) -> None:
        self.payments = StripePayments("sk_test_1", ["whsec_1"], clock)
        self.notices: list[Notice] = []
        self.answers: list[int] = []
        self.arrived = Event()
        self.app = Starlette(routes=[Route("/webhook/payment/stripe", self.take, methods=["POST"])])
        self._clock = clock

    async def take(self, request: Request) -> Response:
        status = self.answers.pop(0) if self.answers else 200
        body = await request.body()
        self.notices += self.payments.parse_webhook(
            request.headers, request.query_params, body, self._clock.now()
        )
        self.arrived.set()
        return Response(status_code=status)

    @property
    def kinds(self) -> list[str]:
        return [notice.kind.removeprefix("checkout.session.") for notice in self.notices]


@pytest.fixture
def emulator(clock: FakeClock) -> StripeEmulator:
    return StripeEmulator(clock, webhook_url=ENDPOINT, secrets=["whsec_1"])


@pytest.fixture
def endpoint(clock: FakeClock) -> Endpoint:
    return Endpoint(clock)


@pytest.fixture
def deliver(
    emulator: StripeEmulator, endpoint: Endpoint, run: Run
) -> Iterator[Callable[[], list[Delivery]]]:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(endpoint.app))
    yield lambda: run(emulator.webhooks.deliver(http))
    run(http.aclose())


@pytest.fixture
def session_id(emulator: StripeEmulator, wanted: CreateCheckout) -> str:
    return str(emulator.account.create_session(dict(session_params(wanted)))["id"])


Deliver = Callable[[], list[Delivery]]


@pytest.mark.parametrize("method", ["card", "pix"])
def test_a_payment_at_once_is_one_fact(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str, method: str
) -> None:
    emulator.account.pay(session_id, method)

    deliver()

    assert endpoint.kinds == ["completed"]
    assert endpoint.notices[0].provider_ref == session_id


def test_a_payment_that_was_promised_is_two_facts(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.account.promise(session_id, "pix")
    emulator.account.pay(session_id)

    deliver()

    assert endpoint.kinds == [
        "payment_intent.requires_action",
        "completed",
        "async_payment_succeeded",
    ]


def test_a_boleto_is_promised_even_when_it_is_paid_at_once(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.account.pay(session_id, "boleto")

    deliver()

    assert endpoint.kinds[-2:] == ["completed", "async_payment_succeeded"]


def test_a_promise_that_is_broken_is_told(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.account.promise(session_id)
    emulator.account.fail(session_id)

    deliver()

    assert endpoint.kinds[-2:] == ["payment_intent.payment_failed", "async_payment_failed"]


def test_a_page_that_ends_by_the_clock_is_told(
    emulator: StripeEmulator,
    endpoint: Endpoint,
    deliver: Deliver,
    clock: FakeClock,
    session_id: str,
) -> None:
    clock.advance(timedelta(hours=23))
    emulator.account.tick()

    deliver()

    assert endpoint.kinds == ["expired"]


def test_a_refund_leads_to_the_payment(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    paid = emulator.account.pay(session_id)
    emulator.account.refund(session_id, 25_000)

    deliver()

    assert endpoint.notices[-1].kind == "charge.refunded"
    assert endpoint.notices[-1].provider_ref == paid["payment_intent"]


def test_what_is_not_taken_comes_again_later_signed_anew(
    emulator: StripeEmulator,
    endpoint: Endpoint,
    deliver: Deliver,
    clock: FakeClock,
    session_id: str,
) -> None:
    endpoint.answers = [503, 500]
    emulator.account.pay(session_id)

    statuses = [[one.status for one in deliver()]]
    for minutes in (0, 10, 10):
        clock.advance(timedelta(minutes=minutes))
        statuses.append([one.status for one in deliver()])

    assert statuses == [[503], [], [500], [200]]
    assert {notice.event_id for notice in endpoint.notices} == {endpoint.notices[0].event_id}


def test_what_is_never_taken_is_given_up_and_stays_in_the_list(
    emulator: StripeEmulator,
    endpoint: Endpoint,
    deliver: Deliver,
    clock: FakeClock,
    session_id: str,
) -> None:
    endpoint.answers = [503] * 20
    emulator.account.pay(session_id)

    while deliver():
        clock.advance(timedelta(days=2))

    assert len(emulator.webhooks.attempts) == 8
    assert emulator.account.events({"delivery_success": False, "type": "checkout.session.*"})[
        "data"
    ]


def test_an_endpoint_that_is_down_is_tried_again(
    emulator: StripeEmulator, run: Run, session_id: str
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    emulator.account.pay(session_id)

    async def deliver() -> list[Delivery]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as http:
            return await emulator.webhooks.deliver(http)

    [attempt] = run(deliver())
    assert (attempt.status, attempt.attempts) == (None, 1)


def test_what_was_taken_is_not_sent_again(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.account.pay(session_id)

    deliver()
    again = deliver()

    assert again == []
    assert len(endpoint.notices) == 1
    taken = emulator.account.events({"delivery_success": True})["data"]
    assert [one["type"] for one in taken] == ["checkout.session.completed"]


def test_several_copies_are_the_same_event(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.webhooks.copies = 5
    emulator.account.pay(session_id)

    deliver()

    assert len(endpoint.notices) == 5
    assert len({notice.event_id for notice in endpoint.notices}) == 1


def test_the_last_one_can_be_repeated_as_itself_or_as_another_event(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.account.pay(session_id)
    emulator.webhooks.repeat_last()
    emulator.webhooks.repeat_last(new_id=True)

    deliver()

    first, second, third = endpoint.notices
    assert first.event_id == second.event_id != third.event_id
    assert first.kind == third.kind


def test_nothing_can_be_repeated_before_anything_happened(emulator: StripeEmulator) -> None:
    with pytest.raises(LookupError):
        emulator.webhooks.repeat_last()


def test_what_was_held_comes_in_reverse(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.webhooks.hold()
    emulator.account.promise(session_id)
    emulator.account.pay(session_id)
    held = deliver()

    emulator.webhooks.release(reverse=True)
    deliver()

    assert held == []
    assert endpoint.kinds == [
        "async_payment_succeeded",
        "completed",
        "payment_intent.requires_action",
    ]


def test_what_is_delayed_comes_when_it_is_time(
    emulator: StripeEmulator,
    endpoint: Endpoint,
    deliver: Deliver,
    clock: FakeClock,
    session_id: str,
) -> None:
    emulator.webhooks.delay = timedelta(minutes=5)
    emulator.account.pay(session_id)

    early = deliver()
    clock.advance(timedelta(minutes=5))
    deliver()

    assert early == []
    assert endpoint.kinds == ["completed"]


def test_what_is_dropped_never_comes_and_can_be_asked_for(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.webhooks.drop_next()
    emulator.account.pay(session_id)

    deliver()

    assert endpoint.notices == []
    lost = emulator.account.events({"delivery_success": False})["data"]
    assert "checkout.session.completed" in [one["type"] for one in lost]


def test_while_a_secret_is_rolled_both_sign(
    emulator: StripeEmulator, clock: FakeClock, session_id: str
) -> None:
    emulator.webhooks.secrets = ("whsec_new", "whsec_old")
    emulator.account.pay(session_id)
    event = emulator.account.events({"limit": 1})["data"][0]

    signed = emulator.webhooks.signed(event)

    header = signed.headers["stripe-signature"]
    assert header.count("v1=") == 2
    verify(signed.body, header, ["whsec_new"], clock.now())
    verify(signed.body, header, ["whsec_old"], clock.now())
    assert WebhookSignature.verify_header(signed.body, header, "whsec_old")


def test_without_an_endpoint_events_are_only_kept(
    emulator: StripeEmulator, endpoint: Endpoint, deliver: Deliver, session_id: str
) -> None:
    emulator.webhooks.url = None
    emulator.account.pay(session_id)

    deliver()

    assert endpoint.notices == []
    assert emulator.account.events({"type": "checkout.session.completed"})["data"]


def test_a_running_server_delivers_by_itself(
    clock: FakeClock, endpoint: Endpoint, run: Run, wanted: CreateCheckout
) -> None:
    receiver = StripeEmulator(clock)
    receiver.app = endpoint.app
    with EmulatorServer(receiver, deliver=False) as ours:
        emulator = StripeEmulator(
            clock, webhook_url=f"{ours.url}/webhook/payment/stripe", secrets=["whsec_1"]
        )
        with EmulatorServer(emulator) as server:
            payments = StripePayments("sk_test_1", ["whsec_1"], clock, server.url)
            page = run(payments.create(wanted, key="c1:7:0"))

            emulator.account.pay(page.provider_ref)

            assert endpoint.arrived.wait(5)
            run(payments.aclose())
    assert endpoint.kinds == ["completed"]
