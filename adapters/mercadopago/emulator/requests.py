"""
What a request may say; anything else is refused, as a typing error would be.

Fields: reference "Create preference", "Update preference" and "Create refund"
(mercadopago.com.br/developers, 2026); of them, those that a Checkout Pro page of ours can use.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from adapters.mercadopago.reais import from_json, to_centavos

__all__ = ["ApiError", "NewPreference", "NewRefund", "PreferenceChange", "parse"]

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")

Wanted = TypeVar("Wanted", bound=BaseModel)


class ApiError(Exception):
    """An answer that is no success."""

    def __init__(self, message: str, *, status: int = 400, error: str = "bad_request") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "error": error, "status": status, "cause": []}


def _check_date(text: str) -> str:
    if _DATE.fullmatch(text) is None:
        raise ValueError("Date format must be yyyy-MM-dd'T'HH:mm:ss.SSSZ")
    datetime.fromisoformat(text)
    return text


def _check_amount(amount: Decimal) -> Decimal:
    if to_centavos(amount) <= 0:
        raise ValueError("amount must be positive")
    return amount


Date = Annotated[str, AfterValidator(_check_date)]
Amount = Annotated[Decimal, AfterValidator(_check_amount)]


class _Request(BaseModel):
    """Strict: an amount that is written as text is none."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Item(_Request):
    id: str = Field(max_length=256)
    title: str = Field(max_length=256)
    quantity: int = Field(ge=1)
    currency_id: str = Field(pattern="^BRL$")
    unit_price: Amount


class _BackUrls(_Request):
    success: str
    pending: str
    failure: str


class _Payer(_Request):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=150)


class NewPreference(_Request):
    """POST /checkout/preferences."""

    items: list[_Item] = Field(min_length=1)
    external_reference: str = Field(max_length=256)
    expires: bool = False
    expiration_date_from: Date
    expiration_date_to: Date
    back_urls: _BackUrls | None = None
    notification_url: str | None = Field(default=None, max_length=500)
    payer: _Payer | None = None


class PreferenceChange(_Request):
    """PUT /checkout/preferences/{id}."""

    expires: bool
    expiration_date_to: Date


class NewRefund(_Request):
    """POST /v1/payments/{id}/refunds; without an amount, all that is left."""

    amount: Amount | None = None


def parse(wanted: type[Wanted], body: bytes) -> Wanted:
    """
    A request's body.

    Raises:
        ApiError: it is not what the endpoint takes.
    """
    try:
        return wanted.model_validate(_with_decimals(from_json(body or b"{}")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ApiError(f"{place}: {first['msg']}") from error
    except ValueError as error:
        raise ApiError("malformed JSON") from error


def _with_decimals(value: object) -> object:
    """A whole amount has no fraction in JSON, and is an amount all the same."""
    match value:
        case dict():
            return {
                name: Decimal(field)
                if name in ("unit_price", "amount") and type(field) is int
                else _with_decimals(field)
                for name, field in value.items()
            }
        case list():
            return [_with_decimals(one) for one in value]
        case _:
            return value
