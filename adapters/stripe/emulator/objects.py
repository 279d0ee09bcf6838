"""
The shapes of API 2026-10-28.endive: every required field, and those a shop looks at.

Held to the SDK's response types by a test.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from adapters.stripe.emulator.records import Json
from autovenda_core.business_days import BRASILIA

__all__ = ["charge", "dispute", "intent", "next_action", "refund", "session"]


def session(params: Json, methods: list[str], amount: int, currency: str, expires_at: int) -> Json:
    """An open Checkout Session in payment mode; its `url` is added by the account."""
    return {
        "object": "checkout.session",
        "after_expiration": _recovery(params),
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": expires_at,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_options": params.get("payment_method_options", {}),
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "shipping_options": [],
        "status": "open",
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": params.get("ui_mode", "hosted_page"),
        "url": None,
    }


def _recovery(params: Json) -> Json | None:
    wanted = params.get("after_expiration", {}).get("recovery")
    if wanted is None:
        return None
    discounts = wanted.get("allow_promotion_codes", False)
    return {
        "recovery": {"expires_at": None, "url": None}
        | wanted
        | {"allow_promotion_codes": discounts}
    }


def intent(of: Json, method: str, metadata: Json) -> Json:
    """A PaymentIntent that a session starts when the client tries to pay."""
    return {
        "object": "payment_intent",
        "amount": of["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "capture_method": "automatic_async",
        "client_secret": None,
        "confirmation_method": "automatic",
        "currency": of["currency"],
        "customer": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "next_action": None,
        "payment_method_types": [method],
        "status": "requires_payment_method",
    }


def next_action(method: str, options: Json, now: int) -> Json:
    """What the client must still do: pay the voucher, or the code, before `expires_at`."""
    if method == "pix":
        lives_seconds = options.get("pix", {}).get("expires_after_seconds", 14_400)
        code = {
            "data": "00020101021226830014br.gov.bcb.pix",
            "expires_at": now + lives_seconds,
            "hosted_instructions_url": "https://payments.stripe.test/pix/instructions",
        }
        return {"type": "pix_display_qr_code", "pix_display_qr_code": code}
    today = datetime.fromtimestamp(now, UTC).astimezone(BRASILIA).date()
    last = today + timedelta(days=options.get("boleto", {}).get("expires_after_days", 3))
    ends = datetime.combine(last, time(23, 59), BRASILIA)
    voucher = {
        "number": "0" * 47,
        "expires_at": int(ends.timestamp()),
        "hosted_voucher_url": "https://payments.stripe.test/boleto/voucher",
        "pdf": "https://payments.stripe.test/boleto/voucher/pdf",
    }
    return {"type": "boleto_display_details", "boleto_display_details": voucher}


_DETAILS: Json = {"card": {"brand": "visa", "exp_month": 12, "exp_year": 2030, "last4": "4242"}}
"""What a charge tells of its method, where it must tell something."""


def charge(of: Json, method: str) -> Json:
    """The money of a PaymentIntent, taken."""
    return {
        "object": "charge",
        "amount": of["amount"],
        "amount_captured": of["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {
            "address": None,
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "captured": True,
        "currency": of["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": dict(of["metadata"]),
        "paid": True,
        "payment_intent": of["id"],
        "payment_method_details": {"type": method, method: dict(_DETAILS.get(method, {}))},
        "refunded": False,
        "status": "succeeded",
    }


def refund(of: Json, amount: int, metadata: Json) -> Json:
    """Money of a charge, given back.  Stripe does not copy the charge's metadata."""
    return {
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "currency": of["currency"],
        "metadata": metadata,
        "payment_intent": of["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def dispute(of: Json, reason: str, due_by: int) -> Json:
    """A client asked the bank for a charge's money back.  Stripe copies no metadata onto it."""
    method = of["payment_method_details"]["type"]
    return {
        "object": "dispute",
        "amount": of["amount"] - of["amount_refunded"],
        "balance_transactions": [],
        "charge": of["id"],
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "payment_method_details": {"type": method},
        "reason": reason,
        "status": "needs_response",
    }
