"""
What a request may say: the parameter types of the SDK itself, made strict.

stripe-python describes every request as TypedDicts at exactly the pinned API version.  Here
they are mirrored with two changes, so that the double refuses what Stripe refuses: unknown
keys, and values outside an enumeration (the SDK leaves those open for versions to come).
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union
from urllib.parse import parse_qsl

import typing_extensions as te
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe import RequestOptions, StripeObject
from stripe.params import (
    DisputeListParams,
    EventListParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

__all__ = [
    "ApiError",
    "DisputeListParams",
    "EventListParams",
    "PaymentIntentRetrieveParams",
    "RefundCreateParams",
    "RefundListParams",
    "SessionCreateParams",
    "SessionExpireParams",
    "SessionListParams",
    "SessionRetrieveParams",
    "adapter",
    "decode",
    "parse",
]


class ApiError(Exception):
    """A request that Stripe refuses, as its API words it."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message, "param": param}}


def decode(encoded: str) -> dict[str, Any]:
    """Stripe's form encoding (`a[b][0]=x`) as nested values; every leaf is a string."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *path, last = name.replace("]", "").split("[")
        branch = tree
        for key in path:
            branch = branch.setdefault(key, {})
            if not isinstance(branch, dict):
                raise ApiError(f"Invalid parameter: {name}", param=name)
        branch[last] = value
    return {key: _lists(value) for key, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if all(key.isdecimal() or key == "" for key in value):
        return [_lists(item) for item in value.values()]
    return {key: _lists(item) for key, item in value.items()}


def parse(params: type, encoded: str) -> dict[str, Any]:
    """
    The parameters of a request, with numbers and booleans as such.

    Raises:
        ApiError: Stripe would refuse them; names the first wrong one.
    """
    try:
        parsed: dict[str, Any] = adapter(params).validate_python(decode(encoded))
    except ValidationError as error:
        raise _refusal(error) from error
    return parsed


def _refusal(error: ValidationError) -> ApiError:
    first = error.errors(include_url=False)[0]
    # A union adds the tried types to the place, in brackets or as a word; parameters are names.
    head, *rest = [str(part) for part in first["loc"] if str(part).replace("_", "").isalnum()]
    param = head + "".join(f"[{part}]" for part in rest)
    match first["type"]:
        case "extra_forbidden":
            return ApiError(
                f"Received unknown parameter: {param}", code="parameter_unknown", param=param
            )
        case "missing":
            return ApiError(
                f"Missing required param: {param}.", code="parameter_missing", param=param
            )
        case "int_parsing" | "int_type" | "int_from_float":
            message = f"Invalid integer: {first['input']}"
            return ApiError(message, code="parameter_invalid_integer", param=param)
        case _:
            return ApiError(f"Invalid {param}: {first['msg']}", param=param)


@cache
def adapter(params: type) -> TypeAdapter[Any]:
    """One of the SDK's parameter types, refusing what it does not know."""
    return TypeAdapter(_mirror(params, {}))


def _mirror(hint: Any, seen: dict[Any, Any]) -> Any:
    if te.is_typeddict(hint):
        return _mirror_dict(hint, seen)
    origin = te.get_origin(hint)
    if isinstance(origin or hint, type) and issubclass(origin or hint, StripeObject):
        return dict[str, str]  # metadata, as an object of the SDK
    if origin is None or origin in (Literal, te.Literal):
        return hint
    args = tuple(_mirror(arg, seen) for arg in te.get_args(hint))
    if origin in (Union, types.UnionType):
        return _mirror_union(args)
    return origin[args if len(args) > 1 else args[0]]


def _mirror_union(args: tuple[Any, ...]) -> Any:
    """`Literal["a", "b"] | str` is an enumeration that was left open: close it."""
    literals = [arg for arg in args if te.get_origin(arg) in (Literal, te.Literal)]
    named = any(te.get_args(literal) != ("",) for literal in literals)
    kept = tuple(arg for arg in args if not (named and arg is str))
    return Union[kept]  # noqa: UP007 - only this form takes a tuple


def _mirror_dict(typed_dict: Any, seen: dict[Any, Any]) -> Any:
    if typed_dict not in seen:
        hints = te.get_type_hints(typed_dict, localns=_names(typed_dict), include_extras=True)
        fields = {
            name: _mirror(hint, seen)
            for name, hint in hints.items()
            if name not in RequestOptions.__annotations__  # options travel as headers
        }
        make: Any = te.TypedDict  # mypy only knows it with literal names
        seen[typed_dict] = make(typed_dict.__name__, fields)
        seen[typed_dict].__pydantic_config__ = ConfigDict(extra="forbid")
    return seen[typed_dict]


def _names(typed_dict: Any) -> Mapping[str, Any]:
    """What the annotations mean, those inherited from RequestOptions included."""
    options = vars(sys.modules[RequestOptions.__module__])
    # Imported by the SDK for type checkers only.
    return {**options, **vars(sys.modules[typed_dict.__module__]), "StripeContext": object}
