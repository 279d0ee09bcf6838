"""
What Stripe does: makes pages, lets clients pay on them, gives money back, tells about it.

The first half answers API calls, the second stands for the people at the page and in the
dashboard.  Both may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from adapters.stripe.emulator import objects
from adapters.stripe.emulator.checks import (
    LONGEST_SECONDS,
    amount_of,
    check_page,
    expiry_of,
    single_item,
)
from adapters.stripe.emulator.money import Money
from adapters.stripe.emulator.records import Json, Records
from adapters.stripe.emulator.schema import ApiError
from adapters.stripe.emulator.served import serve
from autovenda_core.ports.clock import Clock

__all__ = ["HostedPage", "StripeAccount"]


RECOVERABLE_SECONDS = 30 * 24 * 60 * 60
"""How long an expired page can be recovered.  Not checked against Stripe's documents, and nothing
of ours relies on it: our own link makes a new page instead."""


@dataclass(frozen=True)
class HostedPage:
    """What a page that stands for Stripe's needs to show."""

    session_id: str
    status: str
    """open, complete or expired."""
    payment_status: str
    description: str
    amount_centavos: int
    methods: tuple[str, ...]
    email: str | None
    success_url: str
    """With the session's id filled in."""
    cancel_url: str | None


def _default_url(session: Json) -> str:
    return f"https://checkout.stripe.test/c/pay/{session['id']}"


class StripeAccount:
    """
    A Brazilian account in test mode.

    Args:
        clock: everything's time; a page, Pix code or voucher that is over is closed at the next
            call of anything here.
        methods: what the account has switched on (Pix is by invitation only in Brazil).
        checkout_url: the address of a session's page.
        series: a part of every id.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        methods: Sequence[str] = ("card", "pix", "boleto"),
        checkout_url: Callable[[Json], str] = _default_url,
        series: str = "",
    ) -> None:
        self._records = Records(clock, series)
        self._methods = tuple(methods)
        self._checkout_url = checkout_url
        self._lock = RLock()
        self._money = Money(self._records, self._tell)
        self._descriptions: dict[str, str] = {}
        self._intent_metadata: dict[str, Json] = {}
        self.on_event: Callable[[Json], None] = lambda event: None
        """Called with every event, once, in order."""

    @contextmanager
    def _up_to_date(self) -> Iterator[Records]:
        with self._lock:
            self._close_what_is_over()
            yield self._records

    # ----------------------------------------------------------------- for the API

    def create_session(self, params: Json) -> Json:
        """POST /v1/checkout/sessions."""
        with self._up_to_date() as records:
            item, currency = single_item(params)
            amount = amount_of(item)
            check_page(params)
            expires_at = expiry_of(params, records.now())
            allowed = params.get("allowed_payment_method_types", self._methods)
            methods = [method for method in self._methods if method in allowed]
            if not methods:
                raise ApiError("No payment method types enabled for the payment method.")
            made = records.add(
                "cs_test_", objects.session(params, methods, amount, currency, expires_at)
            )
            made["url"] = self._checkout_url(made)
            self._descriptions[made["id"]] = item["price_data"]["product_data"]["name"]
            metadata = params.get("payment_intent_data", {}).get("metadata", {})
            self._intent_metadata[made["id"]] = metadata
            return records.copy(made, params.get("expand", ()))

    def session(self, session_id: str, params: Json | None = None) -> Json:
        """GET /v1/checkout/sessions/{id}."""
        with self._up_to_date() as records:
            found = records.get(session_id, "checkout.session")
            return records.copy(found, (params or {}).get("expand", ()))

    def sessions(self, params: Json | None = None) -> Json:
        """GET /v1/checkout/sessions."""
        wanted = params or {}
        with self._up_to_date() as records:
            return records.page(
                "checkout.session",
                "/v1/checkout/sessions",
                wanted,
                lambda one: all(
                    one[field] == wanted[field]
                    for field in ("status", "payment_intent", "customer")
                    if field in wanted
                ),
            )

    def expire_session(self, session_id: str, params: Json | None = None) -> Json:
        """POST /v1/checkout/sessions/{id}/expire."""
        with self._up_to_date() as records:
            found = records.get(session_id, "checkout.session")
            if found["status"] != "open":
                raise ApiError(
                    'Only Checkout Sessions with a status in ["open"] can be expired. '
                    f"This Checkout Session has a status of `{found['status']}`."
                )
            self._expire(found)
            return records.copy(found, (params or {}).get("expand", ()))

    def intent(self, intent_id: str, params: Json | None = None) -> Json:
        """GET /v1/payment_intents/{id}."""
        with self._up_to_date() as records:
            found = records.get(intent_id, "payment_intent")
            return records.copy(found, (params or {}).get("expand", ()))

    def create_refund(self, params: Json) -> Json:
        """POST /v1/refunds."""
        with self._up_to_date() as records:
            made = self._money.refund(params)
            return records.copy(made, params.get("expand", ()))

    def refunds(self, params: Json | None = None) -> Json:
        """GET /v1/refunds."""
        return self._of_payment("refund", "/v1/refunds", params or {})

    def disputes(self, params: Json | None = None) -> Json:
        """GET /v1/disputes."""
        return self._of_payment("dispute", "/v1/disputes", params or {})

    def _of_payment(self, kind: str, url: str, wanted: Json) -> Json:
        with self._up_to_date() as records:
            return records.page(
                kind,
                url,
                wanted,
                lambda one: all(
                    one[field] == wanted[field]
                    for field in ("payment_intent", "charge")
                    if field in wanted
                ),
            )

    def events(self, params: Json | None = None) -> Json:
        """GET /v1/events."""
        wanted = params or {}
        kinds = wanted.get("types", [wanted["type"]] if "type" in wanted else None)
        success = wanted.get("delivery_success")
        with self._up_to_date() as records:
            return records.page(
                "event",
                "/v1/events",
                wanted,
                lambda one: (
                    (kinds is None or any(_is_kind(one["type"], kind) for kind in kinds))
                    and (success is None or success == (one["pending_webhooks"] == 0))
                ),
            )

    # ----------------------------------------------------------------- for people

    def page(self, session_id: str) -> HostedPage:
        """What the client sees on the page."""
        session = self.session(session_id)
        return HostedPage(
            session_id=session_id,
            status=session["status"],
            payment_status=session["payment_status"],
            description=self._descriptions[session_id],
            amount_centavos=session["amount_total"],
            methods=tuple(session["payment_method_types"]),
            email=session["customer_email"],
            success_url=session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id),
            cancel_url=session["cancel_url"],
        )

    def pay(self, session_id: str, method: str = "card") -> Json:
        """
        The money arrives: at once by card or Pix, and for what was promised before (which
        keeps its method).  A boleto is promised first, as on the real page.
        """
        with self._up_to_date() as records:
            session = records.get(session_id, "checkout.session")
            if session["status"] == "open" and method == "boleto":
                self.promise(session_id, "boleto")
            promised = _is_promised(session)
            intent = self._promised(session) if promised else self._try(session, method)
            self._take_money(intent)
            session["payment_status"] = "paid"
            if promised:
                self._tell("checkout.session.async_payment_succeeded", session)
            else:
                self._complete(session)
            return records.copy(session)

    def promise(self, session_id: str, method: str = "boleto") -> Json:
        """The client takes a boleto, or a Pix code to be paid later: completed and unpaid."""
        with self._up_to_date() as records:
            session = records.get(session_id, "checkout.session")
            intent = self._try(session, method)
            intent["status"] = "requires_action"
            options = session["payment_method_options"]
            intent["next_action"] = objects.next_action(method, options, records.now())
            self._tell("payment_intent.requires_action", intent)
            self._complete(session)
            return records.copy(session)

    def fail(self, session_id: str) -> Json:
        """A boleto or Pix code that was promised is not paid in time."""
        with self._up_to_date() as records:
            session = records.get(session_id, "checkout.session")
            self._break_promise(session)
            return records.copy(session)

    def decline(self, session_id: str) -> Json:
        """A card is refused; the page stays open for another try."""
        with self._up_to_date() as records:
            session = records.get(session_id, "checkout.session")
            self._refuse(self._try(session, "card"), "card_declined")
            return records.copy(session)

    def expire(self, session_id: str) -> Json:
        """The page's time is over, whatever the clock says."""
        return self.expire_session(session_id)

    def refund(self, session_id: str, amount_centavos: int | None = None) -> Json:
        """The owner gives money back in the dashboard: all that is left, or some of it."""
        params: Json = {"payment_intent": self.session(session_id)["payment_intent"]}
        if amount_centavos is not None:
            params["amount"] = amount_centavos
        return self.create_refund(params)

    def fail_refund(self, refund_id: str) -> Json:
        """The client's bank does not take the money: it is ours again."""
        with self._up_to_date() as records:
            return records.copy(self._money.fail_refund(refund_id))

    def dispute(self, session_id: str, reason: str = "fraudulent") -> Json:
        """The client asks the bank for the money of a page back."""
        with self._up_to_date() as records:
            intent = self._intent_of(records.get(session_id, "checkout.session"))
            return records.copy(self._money.dispute(intent, reason))

    def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        """The bank decides."""
        with self._up_to_date() as records:
            return records.copy(self._money.close_dispute(dispute_id, won=won))

    def recover(self, session_id: str) -> Json:
        """The client follows the recovery link of an expired page: a new page, a copy of it."""
        with self._up_to_date() as records:
            expired = records.get(session_id, "checkout.session")
            after = expired["after_expiration"]
            if after is None or after["recovery"]["url"] is None:
                raise ApiError("This Checkout Session cannot be recovered.")
            made = records.add(
                "cs_test_",
                {
                    **{name: expired[name] for name in expired if name not in ("id", "created")},
                    "recovered_from": session_id,
                    "after_expiration": None,
                    "expires_at": records.now() + LONGEST_SECONDS,
                    "payment_intent": None,
                    "status": "open",
                },
            )
            made["url"] = self._checkout_url(made)
            self._descriptions[made["id"]] = self._descriptions[session_id]
            self._intent_metadata[made["id"]] = self._intent_metadata[session_id]
            return records.copy(made)

    def serve_object(self, event: Json) -> None:
        """
        Make the account such as a recorded event says, so that a look at it agrees.

        The object of the event is served as it is, and what the account must hold beside it is
        made up: the payment and the charge of a session that was paid.
        """
        with self._lock:
            serve(self._records, event)

    def edit(self, session_id: str, **fields: object) -> None:
        """Make a session say something else: another amount, currency, mode…"""
        with self._lock:
            self._records.get(session_id, "checkout.session").update(fields)

    def tick(self) -> None:
        """Close what is over by the clock."""
        with self._up_to_date():
            pass

    def copy_event(self, event_id: str) -> Json:
        """A second Event object for the same fact: "in some cases" Stripe makes one."""
        with self._lock:
            first = self._records.get(event_id, "event")
            return self._records.copy(
                self._records.add_event(first["type"], first["data"]["object"])
            )

    def mark_delivered(self, event_id: str) -> None:
        """The endpoint took an event (`delivery_success` of the list)."""
        with self._lock:
            self._records.get(event_id, "event")["pending_webhooks"] = 0

    # ----------------------------------------------------------------- how it goes

    def _try(self, session: Json, method: str) -> Json:
        """A client uses a payment method on an open page; the intent is made at the first try."""
        if session["status"] != "open":
            raise ApiError("This Checkout Session is no longer open.")
        if method not in session["payment_method_types"]:
            raise ApiError(f"The payment method {method} is not offered here.")
        if session["payment_intent"] is None:
            metadata = self._intent_metadata[session["id"]]
            made = self._records.add("pi_", objects.intent(session, method, metadata))
            session["payment_intent"] = made["id"]
        intent = self._intent_of(session)
        intent["payment_method_types"] = [method]
        return intent

    def _promised(self, session: Json) -> Json:
        if not _is_promised(session):
            raise ApiError("Nothing is promised on this Checkout Session.")
        return self._intent_of(session)

    def _intent_of(self, session: Json) -> Json:
        return self._records.get(session["payment_intent"], "payment_intent")

    def _take_money(self, intent: Json) -> None:
        method = intent["payment_method_types"][0]
        taken = self._records.add(
            "ch_" if method == "card" else "py_", objects.charge(intent, method)
        )
        intent.update(
            status="succeeded",
            amount_received=intent["amount"],
            latest_charge=taken["id"],
            next_action=None,
            last_payment_error=None,
        )
        self._tell("charge.succeeded", taken)
        self._tell("payment_intent.succeeded", intent)

    def _complete(self, session: Json) -> None:
        method = self._intent_of(session)["payment_method_types"]
        details = {"email": session["customer_email"] or "cliente@example.com", "name": "Cliente"}
        session.update(
            status="complete", url=None, payment_method_types=method, customer_details=details
        )
        self._tell("checkout.session.completed", session)

    def _break_promise(self, session: Json) -> None:
        self._refuse(self._promised(session), "payment_intent_payment_attempt_expired")
        self._tell("checkout.session.async_payment_failed", session)

    def _refuse(self, intent: Json, code: str) -> None:
        intent.update(
            status="requires_payment_method",
            next_action=None,
            last_payment_error={"type": "card_error", "code": code, "message": code},
        )
        self._tell("payment_intent.payment_failed", intent)

    def _expire(self, session: Json) -> None:
        session.update(status="expired", url=None)
        after = session["after_expiration"]
        if after is not None and after["recovery"]["enabled"]:
            ends = self._records.now() + RECOVERABLE_SECONDS
            url = f"https://buy.stripe.test/r/{session['id']}"
            after["recovery"].update(expires_at=ends, url=url)
        self._tell("checkout.session.expired", session)

    def _close_what_is_over(self) -> None:
        now = self._records.now()
        for session in reversed(self._records.all("checkout.session")):
            if session["status"] == "open" and session["expires_at"] <= now:
                self._expire(session)
            if _is_promised(session) and self._promise_ends(session) <= now:
                self._break_promise(session)

    def _promise_ends(self, session: Json) -> int:
        action = self._intent_of(session)["next_action"]
        # A promise that was broken has no action left, and stays broken.
        return action[action["type"]]["expires_at"] if action else self._records.now() + 1

    def _tell(self, kind: str, about: Json) -> None:
        self.on_event(self._records.copy(self._records.add_event(kind, about)))


def _is_promised(session: Json) -> bool:
    return bool(session["status"] == "complete" and session["payment_status"] == "unpaid")


def _is_kind(kind: str, wanted: str) -> bool:
    return kind == wanted or (wanted.endswith("*") and kind.startswith(wanted[:-1]))
