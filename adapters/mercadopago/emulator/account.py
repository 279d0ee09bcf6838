"""
What Mercado Pago does: makes pages, lets clients pay on them, gives money back, tells about it.

The first half answers API calls, the second stands for the people at the page, in the panel and
at the bank.  Both may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from threading import RLock
from typing import Any, Literal

from adapters.mercadopago.emulator.requests import (
    ApiError,
    NewPreference,
    NewRefund,
    PreferenceChange,
)
from autovenda_core.ports.clock import Clock

__all__ = ["Json", "MercadoPagoAccount"]

Json = dict[str, Any]

Method = Literal["card", "pix", "boleto"]

_THEIR_TIME = timezone(-timedelta(hours=4))

_METHODS = {
    "card": ("master", "credit_card"),
    "pix": ("pix", "bank_transfer"),
    "boleto": ("bolbradesco", "ticket"),
}
"""`payment_method_id` and `payment_type_id`."""

_PROMISE_LIFE = {"pix": timedelta(hours=24), "boleto": timedelta(days=3)}

_WAITING = {
    "pix": "pending_waiting_transfer",
    "boleto": "pending_waiting_payment",
    "card": "pending_review_manual",
}


class MercadoPagoAccount:
    """
    A Brazilian account with test credentials.

    Args:
        clock: everything's time; a Pix code or boleto that is over is cancelled at the next call
            of anything here.
        checkout_url: the address of a preference's page, from its id.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        checkout_url: Callable[[str], str] = "https://pay.mercadopago.test/?pref_id={}".format,
    ) -> None:
        self._clock = clock
        self._checkout_url = checkout_url
        self._lock = RLock()
        self._numbers = count(1_000_000_001)
        self._preferences: dict[str, Json] = {}
        self._payments: dict[int, Json] = {}
        self._chargebacks: dict[int, Json] = {}
        self.search_is_behind = False
        """While this is so, searches find nothing: they learn of things later than `GET` does."""
        self.on_notice: Callable[[Json], None] = lambda notice: None
        """Called with every notice, once, in order."""

    # ----------------------------------------------------------------- for the API

    def create_preference(self, wanted: NewPreference) -> Json:
        """POST /checkout/preferences."""
        with self._up_to_date():
            self._check_time(wanted.expiration_date_from, wanted.expiration_date_to)
            preference_id = f"424242-{next(self._numbers)}"
            self._preferences[preference_id] = {
                **wanted.model_dump(exclude_none=True),
                "id": preference_id,
                "collector_id": 424242,
                "date_created": self._written(self._clock.now()),
                "expiration_date_from": self._written(_read(wanted.expiration_date_from)),
                "expiration_date_to": self._written(_read(wanted.expiration_date_to)),
                "init_point": self._checkout_url(preference_id),
                "sandbox_init_point": self._checkout_url(preference_id),
            }
            return deepcopy(self._preferences[preference_id])

    def preference(self, preference_id: str) -> Json:
        """GET /checkout/preferences/{id}."""
        with self._up_to_date():
            return deepcopy(self._known(self._preferences, preference_id, "preference_id"))

    def change_preference(self, preference_id: str, change: PreferenceChange) -> Json:
        """PUT /checkout/preferences/{id}."""
        with self._up_to_date():
            preference = self._known(self._preferences, preference_id, "preference_id")
            self._check_time(preference["expiration_date_from"], change.expiration_date_to)
            preference.update(change.model_dump())
            return deepcopy(preference)

    def search_preferences(self, params: Json) -> Json:
        """GET /checkout/preferences/search; it tells of each only in short."""
        with self._up_to_date():
            shown = ("id", "external_reference", "date_created", "collector_id")
            found = [
                {name: preference[name] for name in shown}
                for preference in self._preferences.values()
                if preference["external_reference"] == params["external_reference"]
                and not self.search_is_behind
            ]
            return {"elements": found, "next_offset": len(found), "total": len(found)}

    def payment(self, payment_id: int) -> Json:
        """GET /v1/payments/{id}."""
        with self._up_to_date():
            return deepcopy(self._known(self._payments, payment_id, "payment"))

    def search_payments(self, params: Json) -> Json:
        """GET /v1/payments/search."""
        limit, offset = int(params.get("limit", 30)), int(params.get("offset", 0))
        with self._up_to_date():
            found = [one for one in self._payments.values() if self._is_sought(one, params)]
            if params.get("criteria") == "desc":
                found.reverse()
            return {
                "paging": {"total": len(found), "limit": limit, "offset": offset},
                "results": deepcopy(found[offset : offset + limit]),
            }

    def create_refund(self, payment_id: int, wanted: NewRefund) -> Json:
        """POST /v1/payments/{id}/refunds."""
        with self._up_to_date():
            payment = self._known(self._payments, payment_id, "payment")
            if payment["status"] not in ("approved", "in_mediation"):
                raise ApiError("The action requested is not valid for the current payment state")
            left = payment["transaction_amount"] - payment["transaction_amount_refunded"]
            amount = left if wanted.amount is None else wanted.amount
            if amount > left:
                raise ApiError("Amount to refund is greater than what is left of the payment")
            payment["transaction_amount_refunded"] += amount
            whole = amount == left
            status = "refunded" if whole else "approved"
            detail = "refunded" if whole else "partially_refunded"
            self._turn(payment, status, detail)
            return {
                "id": next(self._numbers),
                "payment_id": payment_id,
                "amount": amount,
                "status": "approved",
                "date_created": self._written(self._clock.now()),
            }

    def chargeback(self, chargeback_id: int) -> Json:
        """GET /v1/chargebacks/{id}."""
        with self._up_to_date():
            return deepcopy(self._known(self._chargebacks, chargeback_id, "chargeback"))

    # ----------------------------------------------------------------- for people

    def pay(self, reference: str, method: Method = "card") -> Json:
        """
        The money arrives: for what was promised on the page, or at once.  A second time too;
        nothing at Mercado Pago keeps a client from paying twice.
        """
        with self._up_to_date():
            promised = self._last(reference, "pending")
            payment = promised if promised is not None else self._begin(reference, method)
            payment["date_approved"] = self._written(self._clock.now())
            return self._turn(payment, "approved", "accredited")

    def promise(self, reference: str, method: Method = "boleto") -> Json:
        """The client takes a boleto or a Pix code; or a card is looked at by a person."""
        with self._up_to_date():
            payment = self._begin(reference, method)
            if method == "card":
                return self._turn(payment, "in_process", _WAITING[method])
            payment["date_of_expiration"] = self._written(self._clock.now() + _PROMISE_LIFE[method])
            payment.update(_instructions(payment["id"], method))
            return self._turn(payment, "pending", _WAITING[method])

    def fail(self, reference: str) -> Json:
        """What was promised is not paid in time."""
        with self._up_to_date():
            return self._turn(self._the(reference, "pending"), "cancelled", "expired")

    def decline(self, reference: str) -> Json:
        """A card is refused; the page can be used for another try."""
        with self._up_to_date():
            payment = self._begin(reference, "card")
            return self._turn(payment, "rejected", "cc_rejected_insufficient_amount")

    def refund(self, reference: str, amount: Decimal | None = None) -> Json:
        """The owner gives money back in the panel: all that is left, or some reais of it."""
        payment = self._the(reference, "approved")
        return self.create_refund(payment["id"], NewRefund(amount=amount))

    def mediate(self, reference: str) -> Json:
        """The client complains at Mercado Pago."""
        with self._up_to_date():
            return self._turn(self._the(reference, "approved"), "in_mediation", "pending")

    def charge_back(self, reference: str) -> Json:
        """The client asks the bank for the money back, and the bank takes it for now."""
        with self._up_to_date():
            payment = self._the(reference, "approved")
            chargeback_id = next(self._numbers)
            self._chargebacks[chargeback_id] = {
                "id": str(chargeback_id),
                "payments": [payment["id"]],
                "currency": "BRL",
                "amount": payment["transaction_amount"],
                "coverage_applied": None,
                "live_mode": False,
            }
            payment["transaction_amount_refunded"] = payment["transaction_amount"]
            self._turn(payment, "charged_back", "in_process")
            self._tell_chargeback(chargeback_id, payment["id"])
            return deepcopy(self._chargebacks[chargeback_id])

    def settle(self, reference: str, *, won: bool) -> Json:
        """A chargeback ends: the money comes back to the owner, or does not."""
        with self._up_to_date():
            payment = self._the(reference, "charged_back")
            return self._turn(payment, "charged_back", "reimbursed" if won else "settled")

    def edit(self, payment_id: int, **fields: object) -> None:
        """Make a payment say something else: another amount, currency, reference…"""
        with self._lock:
            self._payments[payment_id].update(fields)

    def tick(self) -> None:
        """Cancel what is over by the clock."""
        with self._up_to_date():
            pass

    # ----------------------------------------------------------------- how it goes

    @contextmanager
    def _up_to_date(self) -> Iterator[None]:
        with self._lock:
            for payment in self._payments.values():
                over = payment["date_of_expiration"]
                if payment["status"] == "pending" and _read(over) <= self._clock.now():
                    self._turn(payment, "cancelled", "expired")
            yield

    def _begin(self, reference: str, method: Method) -> Json:
        """A client uses a payment method on the open page with a reference."""
        now = self._clock.now()
        pages = self._preferences.values()
        page = next((one for one in pages if one["external_reference"] == reference), None)
        if page is None or _read(page["expiration_date_to"]) <= now:
            raise ApiError("the page is closed")
        payment_id = next(self._numbers)
        method_id, type_id = _METHODS[method]
        self._payments[payment_id] = {
            "id": payment_id,
            "date_created": self._written(now),
            "date_approved": None,
            "date_of_expiration": None,
            "status": "new",
            "status_detail": None,
            "currency_id": page["items"][0]["currency_id"],
            "description": page["items"][0]["title"],
            "external_reference": reference,
            "live_mode": False,
            "payment_method_id": method_id,
            "payment_type_id": type_id,
            "transaction_amount": sum(
                item["unit_price"] * item["quantity"] for item in page["items"]
            ),
            "transaction_amount_refunded": Decimal("0.00"),
        }
        return self._payments[payment_id]

    def _turn(self, payment: Json, status: str, detail: str) -> Json:
        action = "payment.created" if payment["status"] == "new" else "payment.updated"
        payment.update(status=status, status_detail=detail)
        self._tell("payment", payment["id"], action=action, data={"id": str(payment["id"])})
        return deepcopy(payment)

    def _tell_chargeback(self, chargeback_id: int, payment_id: int) -> None:
        data = {"id": chargeback_id, "payment_id": payment_id, "checkout": "PRO"}
        self._tell("topic_chargebacks_wh", chargeback_id, actions=["created"], data=data)

    def _tell(self, topic: str, subject: int, **fields: object) -> None:
        self.on_notice(
            {
                "id": next(self._numbers),
                "type": topic,
                "api_version": "v1",
                "application_id": 42,
                "user_id": 424242,
                "date_created": self._written(self._clock.now()),
                "live_mode": False,
                "subject": subject,
                **fields,
            }
        )

    def _is_sought(self, payment: Json, params: Json) -> bool:
        if self.search_is_behind:
            return False
        if "external_reference" in params:
            return bool(payment["external_reference"] == params["external_reference"])
        begun = _read(payment["date_created"])
        return _read(params["begin_date"]) <= begun <= _read(params["end_date"])

    def _last(self, reference: str, status: str) -> Json | None:
        with self._lock:
            found = [
                payment
                for payment in self._payments.values()
                if (payment["external_reference"], payment["status"]) == (reference, status)
            ]
            return found[-1] if found else None

    def _the(self, reference: str, status: str) -> Json:
        payment = self._last(reference, status)
        if payment is None:
            raise ApiError(f"no payment on this page is {status}")
        return payment

    def _check_time(self, begin: str, end: str) -> None:
        if _read(end) < _read(begin):
            raise ApiError("expiration_date_to invalid.", error="invalid_expiration_date_to")

    def _known(self, things: dict[Any, Json], thing_id: object, what: str) -> Json:
        if thing_id not in things:
            raise ApiError(f"{what} not found", status=404, error="not_found")
        return things[thing_id]

    def _written(self, at: datetime) -> str:
        return at.astimezone(_THEIR_TIME).isoformat(timespec="milliseconds")


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _instructions(payment_id: int, method: Method) -> Json:
    page = f"https://www.mercadopago.test/payments/{payment_id}/ticket"
    if method == "pix":
        data = {"qr_code": f"00020126-pix-{payment_id}", "ticket_url": page}
        return {"point_of_interaction": {"transaction_data": data}}
    return {
        "transaction_details": {
            "external_resource_url": page,
            "barcode": {"content": f"23793{payment_id:039d}"},
        }
    }
