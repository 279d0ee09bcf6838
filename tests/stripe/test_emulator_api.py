"""The double refuses, remembers and lists as Stripe does; asked through the SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import stripe
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import ApiError, EmulatorServer, StripeEmulator
from adapters.stripe.payments import StripePayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

Call = Callable[..., httpx.Response]
SESSIONS = "/v1/checkout/sessions"
PRICE = "line_items[0][price_data]"
PIX = "payment_method_options[pix]"
BOLETO = "payment_method_options[boleto]"


@pytest.fixture
def sdk(server: EmulatorServer, run: Run) -> Iterator[stripe.StripeClient]:
    http = stripe.HTTPXClient(timeout=5)
    yield stripe.StripeClient(
        "sk_test_1", base_addresses={"api": server.url}, http_client=http, max_network_retries=0
    )
    run(http.close_async())


@pytest.fixture
def call(emulator: StripeEmulator, run: Run) -> Iterator[Call]:
    """A raw call, for what the SDK would not send."""
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(emulator.app),
        base_url="http://stripe.example.com",
        headers={"authorization": "Bearer sk_test_1"},
    )
    yield lambda method, path, **sent: run(http.request(method, path, **sent))
    run(http.aclose())


@pytest.fixture
def params(wanted: CreateCheckout) -> Any:
    return session_params(wanted)


@pytest.fixture
def make(emulator: StripeEmulator, params: Any) -> Callable[[], str]:
    """Makes one more session; its id."""
    return lambda: str(emulator.account.create_session(params)["id"])


def form(changes: dict[str, str]) -> dict[str, str]:
    """A whole request as it goes over the wire, changed."""
    good = {
        "mode": "payment",
        "success_url": "https://loja.example.com/p/token",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "brl",
        "line_items[0][price_data][unit_amount]": "75000",
        "line_items[0][price_data][product_data][name]": "Sinal",
    }
    return {name: value for name, value in (good | changes).items() if value != "LEFT OUT"}


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"payment_method_types[0]": "card"}, "payment_method_types"),
        ({PRICE + "[unit_amount]": "750.5"}, PRICE + "[unit_amount]"),
        ({PRICE + "[unit_amount]": "49"}, PRICE + "[unit_amount]"),
        ({PRICE + "[unit_amount]": "100000000"}, PRICE + "[unit_amount]"),
        ({PRICE + "[unit_amount]": "LEFT OUT"}, PRICE + "[unit_amount]"),
        ({PRICE + "[currency]": "usd"}, PRICE + "[currency]"),
        ({PRICE + "[currency]": "LEFT OUT"}, PRICE + "[currency]"),
        ({PRICE + "[amount]": "1"}, PRICE + "[amount]"),
        ({"line_items[1][quantity]": "1"}, "line_items"),
        ({"mode": "subscription"}, "mode"),
        ({"mode": "pay"}, "mode"),
        ({"locale": "pt_BR"}, "locale"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"ui_mode": "elements"}, "ui_mode"),
        ({"success_url": "LEFT OUT"}, "success_url"),
        ({"success_url": "loja.example.com"}, "success_url"),
        ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ({"customer_email": "maria"}, "customer_email"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"metadata[a]": "x" * 501}, "metadata"),
        ({"metadata[" + "k" * 41 + "]": "x"}, "metadata"),
        ({"payment_intent_data[metadata][a]": "x" * 501}, "metadata"),
        ({PIX + "[expires_after_seconds]": "59"}, PIX),
        ({BOLETO + "[expires_after_days]": "61"}, BOLETO),
        ({"expires_at": "1"}, "expires_at"),
        ({"expires_at": "99999999999"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"mode[a]": "x", "mode": "payment"}, "mode[a]"),
        ({"expand[0]": "nothing"}, "expand[0]"),
    ],
)
def test_a_request_that_stripe_refuses_is_refused_by_name(
    call: Call, emulator: StripeEmulator, changes: dict[str, str], param: str
) -> None:
    answer = call("POST", SESSIONS, data=form(changes))

    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"]["param"] == param
    assert answer.json()["error"]["message"]


def test_the_request_that_the_refused_ones_were_made_of_is_good(call: Call) -> None:
    assert call("POST", SESSIONS, data=form({})).status_code == 200


@pytest.mark.parametrize("key", ["sk_x", "sk_live_1", "rk_live_1", "whsec_1", "pk_test_1"])
def test_only_test_keys_are_known(call: Call, key: str) -> None:
    answer = call("GET", SESSIONS, headers={"authorization": f"Bearer {key}"})

    assert answer.status_code == 401


def test_what_does_not_exist_is_not_found(sdk: stripe.StripeClient, run: Run) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        run(sdk.v1.checkout.sessions.retrieve_async("cs_test_nothing"))

    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_a_method_that_the_account_does_not_have_is_left_out(clock: FakeClock, params: Any) -> None:
    emulator = StripeEmulator(clock, methods=["card", "boleto"])

    session = emulator.account.create_session(params)

    assert session["payment_method_types"] == ["card", "boleto"]
    with pytest.raises(ApiError):
        emulator.account.pay(session["id"], "pix")


def test_an_account_with_none_of_the_methods_makes_no_page(clock: FakeClock, params: Any) -> None:
    emulator = StripeEmulator(clock, methods=["paypal"])

    with pytest.raises(ApiError):
        emulator.account.create_session(params)


# --------------------------------------------------------------------------- keys


def test_a_key_brings_back_the_first_answer_even_when_the_page_has_changed(
    call: Call, emulator: StripeEmulator
) -> None:
    first = call("POST", SESSIONS, data=form({}), headers={"idempotency-key": "k"})
    emulator.account.pay(first.json()["id"])

    second = call("POST", SESSIONS, data=form({}), headers={"idempotency-key": "k"})

    assert second.content == first.content
    assert second.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


def test_a_key_is_forgotten_after_a_day_and_then_makes_a_second_page(
    call: Call, clock: FakeClock
) -> None:
    first = call("POST", SESSIONS, data=form({}), headers={"idempotency-key": "k"})
    clock.advance(timedelta(hours=24))

    second = call("POST", SESSIONS, data=form({}), headers={"idempotency-key": "k"})

    assert second.json()["id"] != first.json()["id"]


def test_a_key_of_a_malformed_request_can_be_used_again(call: Call) -> None:
    call("POST", SESSIONS, data=form({"locale": "x"}), headers={"idempotency-key": "k"})

    second = call("POST", SESSIONS, data=form({}), headers={"idempotency-key": "k"})

    assert second.status_code == 200


def test_a_key_belongs_to_one_address(
    call: Call, emulator: StripeEmulator, make: Callable[[], str]
) -> None:
    one, other = make(), make()
    call("POST", f"{SESSIONS}/{one}/expire", headers={"idempotency-key": "k"})

    answer = call("POST", f"{SESSIONS}/{other}/expire", headers={"idempotency-key": "k"})

    assert answer.json()["error"]["type"] == "idempotency_error"
    assert emulator.account.session(other)["status"] == "open"


# --------------------------------------------------------------------------- lists


def test_a_long_list_is_read_page_by_page(
    sdk: stripe.StripeClient, run: Run, make: Callable[[], str]
) -> None:
    made = [make() for _ in range(7)]

    async def read_all() -> list[str]:
        page = await sdk.v1.checkout.sessions.list_async({"limit": 3})
        return [session.id async for session in page.auto_paging_iter()]

    assert run(read_all()) == list(reversed(made))


def test_a_list_can_be_read_backwards(
    sdk: stripe.StripeClient, run: Run, make: Callable[[], str]
) -> None:
    oldest, *newer = [make() for _ in range(5)]

    page = run(sdk.v1.checkout.sessions.list_async({"ending_before": oldest, "limit": 3}))

    assert [session.id for session in page.data] == list(reversed(newer[:3]))
    assert page.has_more is True


@pytest.mark.parametrize(
    "wrong", [{"limit": "0"}, {"limit": "101"}, {"starting_after": "cs_x"}, {"colour": "red"}]
)
def test_a_wrong_question_is_refused(call: Call, wrong: dict[str, str]) -> None:
    assert call("GET", SESSIONS, params=wrong).status_code in (400, 404)


def test_lists_can_be_narrowed(
    sdk: stripe.StripeClient,
    emulator: StripeEmulator,
    clock: FakeClock,
    run: Run,
    make: Callable[[], str],
) -> None:
    paid, expired = make(), make()
    clock.advance(timedelta(minutes=1))
    later = make()
    intent = emulator.account.pay(paid)["payment_intent"]
    emulator.account.expire(expired)
    since = int(clock.now().timestamp())

    def ids(**params: Any) -> list[str]:
        return [one.id for one in run(sdk.v1.checkout.sessions.list_async(params)).data]  # type: ignore[arg-type]

    assert ids(status="expired") == [expired]
    assert ids(payment_intent=intent) == [paid]
    assert ids(created={"gte": since}) == ids(created=since) == [later]
    assert ids(created={"lt": since, "gt": since - 61}) == [expired, paid]
    assert ids(created={"gt": since}) == []


def test_what_is_named_in_expand_comes_whole(
    sdk: stripe.StripeClient, emulator: StripeEmulator, run: Run, make: Callable[[], str]
) -> None:
    session_id = make()
    emulator.account.pay(session_id, "pix")

    session = run(
        sdk.v1.checkout.sessions.retrieve_async(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    )

    intent = session.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.metadata["autovenda_charge"] == "c1:1:deposit"


def test_a_payment_can_be_looked_at_by_itself(
    sdk: stripe.StripeClient, emulator: StripeEmulator, run: Run, make: Callable[[], str]
) -> None:
    paid = emulator.account.pay(make())

    intent = run(sdk.v1.payment_intents.retrieve_async(paid["payment_intent"]))

    assert (intent.status, intent.amount_received) == ("succeeded", 75_000)


def test_events_that_were_not_taken_can_be_asked_for(
    sdk: stripe.StripeClient, emulator: StripeEmulator, run: Run, make: Callable[[], str]
) -> None:
    emulator.account.pay(make())
    [taken] = emulator.account.events({"type": "charge.succeeded"})["data"]
    emulator.account.mark_delivered(taken["id"])

    def kinds(**params: Any) -> list[str]:
        return [one.type for one in run(sdk.v1.events.list_async(params)).data]  # type: ignore[arg-type]

    assert kinds(delivery_success=True) == ["charge.succeeded"]
    assert kinds(
        delivery_success=False, types=["checkout.session.completed", "charge.succeeded"]
    ) == ["checkout.session.completed"]
    assert kinds(type="payment_intent.*") == ["payment_intent.succeeded"]


# --------------------------------------------------------------------------- money back


def test_money_comes_back_in_parts_and_never_more_than_was_paid(
    sdk: stripe.StripeClient, emulator: StripeEmulator, run: Run, make: Callable[[], str]
) -> None:
    intent = emulator.account.pay(make())["payment_intent"]

    part = run(sdk.v1.refunds.create_async({"payment_intent": intent, "amount": 25_000}))
    rest = run(sdk.v1.refunds.create_async({"payment_intent": intent}))

    assert (part.amount, rest.amount) == (25_000, 50_000)
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        run(sdk.v1.refunds.create_async({"payment_intent": intent}))


@pytest.mark.parametrize("amount", [0, -1, 75_001])
def test_a_refund_of_a_wrong_amount_is_refused(
    emulator: StripeEmulator, make: Callable[[], str], amount: int
) -> None:
    session_id = make()
    emulator.account.pay(session_id)

    with pytest.raises(ApiError):
        emulator.account.refund(session_id, amount)


def test_a_boleto_cannot_be_given_back(
    sdk: stripe.StripeClient, emulator: StripeEmulator, run: Run, make: Callable[[], str]
) -> None:
    intent = emulator.account.pay(make(), "boleto")["payment_intent"]

    with pytest.raises(stripe.InvalidRequestError, match="Boleto"):
        run(sdk.v1.refunds.create_async({"payment_intent": intent}))


def test_money_that_did_not_arrive_cannot_be_given_back(
    emulator: StripeEmulator, make: Callable[[], str]
) -> None:
    session_id = make()
    emulator.account.promise(session_id)

    with pytest.raises(ApiError):
        emulator.account.refund(session_id)


# --------------------------------------------------------------------------- people


def test_a_page_shows_what_is_sold_and_where_it_leads(clock: FakeClock, params: Any) -> None:
    emulator = StripeEmulator(
        clock, checkout_url=lambda session: f"http://127.0.0.1:8000/pagar/{session['id']}"
    )
    session = emulator.account.create_session(params)

    page = emulator.account.page(session["id"])

    assert session["url"] == f"http://127.0.0.1:8000/pagar/{session['id']}"
    assert (page.description, page.amount_centavos) == (
        "Sinal de 50%: Site institucional",
        75_000,
    )
    assert page.methods == ("card", "pix", "boleto")
    assert page.success_url == f"https://loja.example.com/p/token?session={session['id']}"
    assert (page.status, page.email) == ("open", "maria@example.com")


@pytest.mark.parametrize("act", ["pay", "promise", "decline", "expire"])
def test_nothing_more_happens_on_a_page_that_is_paid(
    emulator: StripeEmulator, make: Callable[[], str], act: str
) -> None:
    session_id = make()
    emulator.account.pay(session_id)

    with pytest.raises(ApiError):
        getattr(emulator.account, act)(session_id)


def test_only_a_promise_can_be_broken(emulator: StripeEmulator, make: Callable[[], str]) -> None:
    with pytest.raises(ApiError):
        emulator.account.fail(make())


def test_two_accounts_over_one_database_do_not_repeat_ids(clock: FakeClock, params: Any) -> None:
    first = StripeEmulator(clock, series="a").account.create_session(params)
    second = StripeEmulator(clock, series="b").account.create_session(params)

    assert first["id"] != second["id"]


def test_it_can_live_under_a_path_of_another_server(
    emulator: StripeEmulator, clock: FakeClock, run: Run, wanted: CreateCheckout
) -> None:
    whole = StripeEmulator(clock)
    whole.app = Starlette(routes=[Mount("/demo/stripe", emulator.app)])

    with EmulatorServer(whole, deliver=False) as server:
        payments = StripePayments("sk_test_1", [], clock, f"{server.url}/demo/stripe/")
        page = run(payments.create(wanted, key="c1:7:0"))
        run(payments.aclose())

    assert emulator.account.session(page.provider_ref)["status"] == "open"
