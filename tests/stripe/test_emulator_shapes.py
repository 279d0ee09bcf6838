"""The double's answers have every field that the SDK's types promise."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, get_args, get_origin

import pytest
import stripe
from stripe.checkout import Session

from adapters.stripe.checkout import session_params
from adapters.stripe.emulator import StripeEmulator
from autovenda_core.effects import CreateCheckout


@pytest.fixture
def session_id(emulator: StripeEmulator, wanted: CreateCheckout) -> str:
    return str(emulator.account.create_session(dict(session_params(wanted)))["id"])


def required_fields(kind: type[stripe.StripeObject]) -> set[str]:
    """
    The fields of an SDK class that are not optional.

    Some annotations stay text, because the SDK imports their names for type checkers only.
    """
    return {
        name
        for name, hint in inspect.get_annotations(kind).items()
        if get_origin(hint) is not ClassVar
        and type(None) not in get_args(hint)
        and not str(hint).startswith(("Optional[", "ClassVar["))
        and not name.startswith("_")
    }


def missing(kind: type[stripe.StripeObject], answer: dict[str, Any]) -> set[str]:
    known = {name for name in answer if answer[name] is not None}
    return {name for name in required_fields(kind) if name not in known}


def test_the_check_knows_what_is_required() -> None:
    required = required_fields(Session)

    assert {"id", "object", "livemode", "payment_status", "automatic_tax"} <= required
    assert not {"url", "payment_intent", "amount_total"} & required


@pytest.mark.parametrize("happens", ["nothing", "pay", "promise", "decline", "expire"])
def test_a_session_is_whole(emulator: StripeEmulator, session_id: str, happens: str) -> None:
    if happens != "nothing":
        getattr(emulator.account, happens)(session_id)

    session = emulator.account.session(session_id)

    assert missing(Session, session) == set()
    assert missing(Session.AutomaticTax, session["automatic_tax"]) == set()
    assert missing(Session.TotalDetails, session["total_details"]) == set()
    read = Session.construct_from(session, "sk_test_1")
    assert (read.status, read.metadata["autovenda_charge"]) == (session["status"], "c1:1:deposit")


@pytest.mark.parametrize("method", ["card", "pix", "boleto"])
def test_a_payment_its_charge_and_its_events_are_whole(
    emulator: StripeEmulator, session_id: str, method: str
) -> None:
    emulator.account.pay(session_id, method)

    session = emulator.account.session(session_id, {"expand": ["payment_intent.latest_charge"]})
    intent = session["payment_intent"]
    assert missing(stripe.PaymentIntent, intent) == set()
    assert missing(stripe.Charge, intent["latest_charge"]) == set()
    for event in emulator.account.events()["data"]:
        assert missing(stripe.Event, event) == set()


def test_a_refund_is_whole(emulator: StripeEmulator, session_id: str) -> None:
    emulator.account.pay(session_id)

    refund = emulator.account.refund(session_id, 1_000)

    assert missing(stripe.Refund, refund) == set()


@pytest.mark.parametrize("method", ["pix", "boleto"])
def test_what_is_left_to_do_says_until_when(
    emulator: StripeEmulator, session_id: str, method: str
) -> None:
    session = emulator.account.promise(session_id, method)

    intent = stripe.PaymentIntent.construct_from(
        emulator.account.intent(session["payment_intent"]), "sk_test_1"
    )

    assert intent.next_action is not None
    todo = getattr(intent.next_action, intent.next_action.type)
    assert todo.expires_at > intent.created
