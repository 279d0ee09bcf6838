"""
Recorded events, made true: an account that holds what an event of somebody's tells.

An event carries one object.  To look at a checkout is to see its session, the session's
payment and the payment's charge; those that the event leaves out are made up to fit.
"""

from __future__ import annotations

from adapters.stripe.emulator import objects
from adapters.stripe.emulator.records import Json, Records

__all__ = ["serve"]

FAILED = "checkout.session.async_payment_failed"


def serve(records: Records, event: Json) -> None:
    """
    Hold the object of an event, and what goes with it.

    A refund or dispute needs the session that was paid to be there, or it leads nowhere.
    """
    subject: Json = event["data"]["object"]
    match subject["object"]:
        case "checkout.session":
            served = records.put(subject)
            if served["payment_intent"] is not None:
                _serve_payment(records, served, failed=event["type"] == FAILED)
        case "charge":
            records.put(subject)
            _lead_to(records, subject)
        case "dispute":
            records.put(subject)
            _charge_of(records, subject)["disputed"] = True
        case _:
            records.put(subject)


def _serve_payment(records: Records, session: Json, *, failed: bool) -> None:
    """The payment of a session as it must be, by what the session says."""
    known = records.find(session["payment_intent"])
    method = session["payment_method_types"][0]
    intent = known or records.put(
        {
            "id": session["payment_intent"],
            "created": session["created"],
            **objects.intent(session, method, session["metadata"] or {}),
        }
    )
    if session["payment_status"] == "paid":
        if intent["latest_charge"] is None:
            _serve_charge(records, intent, method)
        intent.update(status="succeeded", next_action=None)
    elif failed:
        intent.update(status="requires_payment_method", next_action=None)
    else:
        options = session["payment_method_options"] or {}
        action = objects.next_action(method, options, records.now()) if method != "card" else None
        intent.update(status="requires_action", next_action=action)


def _serve_charge(records: Records, intent: Json, method: str) -> None:
    charge_id = intent["id"].replace("pi_", "py_", 1)
    known = records.find(charge_id)
    if known is None:
        made = {"id": charge_id, "created": intent["created"], **objects.charge(intent, method)}
        known = records.put(made)
    intent["latest_charge"] = known["id"]


def _lead_to(records: Records, charge: Json) -> None:
    """The payment of a charge knows it as its last."""
    intent = records.find(charge["payment_intent"] or "")
    if intent is not None:
        intent["latest_charge"] = charge["id"]


def _charge_of(records: Records, dispute: Json) -> Json:
    return records.get(dispute["charge"], "charge")
