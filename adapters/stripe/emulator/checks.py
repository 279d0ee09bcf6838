"""What Stripe refuses beyond wrong names and types: amounts, times, addresses, sizes."""

from __future__ import annotations

from adapters.stripe.emulator.records import Json
from adapters.stripe.emulator.schema import ApiError

__all__ = ["LONGEST_SECONDS", "amount_of", "check_page", "check_refund", "expiry_of", "single_item"]

MINIMUM_CENTAVOS = 50
"""docs.stripe.com/currencies (2026-05): 0.50 BRL."""

MAXIMUM_CENTAVOS = 99_999_999
"""docs.stripe.com/currencies (2026-05): eight digits."""

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 60 * 60
"""Of a session's life (`expires_at`, stripe-python 16.1 source)."""


def single_item(params: Json) -> tuple[Json, str]:
    """The one thing that is sold, and the currency; this double knows no stored prices."""
    if params.get("mode") != "payment":
        raise ApiError("This account only takes single payments.", param="mode")
    items = params.get("line_items", [])
    if len(items) != 1 or "product_data" not in items[0].get("price_data", {}):
        raise ApiError("One line item with price_data and product_data.", param="line_items")
    currency: str = items[0]["price_data"]["currency"]
    if currency != "brl":
        raise ApiError(f"Invalid currency: {currency}", param="line_items[0][price_data][currency]")
    return items[0], currency


def amount_of(item: Json) -> int:
    param = "line_items[0][price_data][unit_amount]"
    if "unit_amount" not in item["price_data"] or "quantity" not in item:
        raise ApiError("Missing required param.", code="parameter_missing", param=param)
    amount: int = item["price_data"]["unit_amount"] * item["quantity"]
    if amount < MINIMUM_CENTAVOS:
        message = "The Checkout Session's total amount must be at least R$0.50 brl"
        raise ApiError(message, code="amount_too_small", param=param)
    if amount > MAXIMUM_CENTAVOS:
        message = "The Checkout Session's total amount must be no more than R$999,999.99"
        raise ApiError(message, code="amount_too_large", param=param)
    return amount


def check_page(params: Json) -> None:
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise ApiError("This account only has hosted pages.", param="ui_mode")
    if "success_url" not in params:
        raise ApiError(
            "Missing required param: success_url.", code="parameter_missing", param="success_url"
        )
    for name in ("success_url", "cancel_url"):
        if not params.get(name, "https://").startswith(("https://", "http://")):
            raise ApiError("Not a valid URL", code="url_invalid", param=name)
    if "@" not in params.get("customer_email", "@"):
        message = f"Invalid email address: {params['customer_email']}"
        raise ApiError(message, code="email_invalid", param="customer_email")
    _check_limits(params)


def _check_limits(params: Json) -> None:
    if len(params.get("client_reference_id", "")) > 200:
        raise ApiError("Invalid string: at most 200 characters", param="client_reference_id")
    pix = params.get("payment_method_options", {}).get("pix", {})
    if not 60 <= pix.get("expires_after_seconds", 60) <= 1_209_600:
        raise ApiError("Invalid expires_after_seconds", param="payment_method_options[pix]")
    boleto = params.get("payment_method_options", {}).get("boleto", {})
    if not 0 <= boleto.get("expires_after_days", 0) <= 60:
        raise ApiError("Invalid expires_after_days", param="payment_method_options[boleto]")
    for metadata in (
        params.get("metadata", {}),
        params.get("payment_intent_data", {}).get("metadata", {}),
    ):
        if len(metadata) > 50 or any(len(k) > 40 or len(v) > 500 for k, v in metadata.items()):
            raise ApiError("Metadata is too large", param="metadata")


def expiry_of(params: Json, now: int) -> int:
    expires_at: int = params.get("expires_at", now + LONGEST_SECONDS)
    if expires_at - now < SHORTEST_SECONDS:
        raise ApiError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if expires_at - now > LONGEST_SECONDS:
        raise ApiError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def check_refund(amount: int, left: int, charge: Json) -> None:
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded")
    if not 0 < amount <= left:
        raise ApiError(f"Refund amount must be between 1 and {left}", param="amount")
