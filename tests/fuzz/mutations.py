"""How a body goes wrong: any JSON, form, text or address, made into one that nobody expects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any, TypeAlias
from urllib.parse import quote_from_bytes, urlencode

__all__ = ["Pairs", "header_text", "mutated_form", "mutated_json", "noise", "odd_text", "query_of"]

Pairs: TypeAlias = list[tuple[str, str]]

_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "true",
    "null",
    "NaN",
    "\0",
    "a\0b",
    "\r\n",
    "\ud800",
    "x\udfff",
    "\ufeff",
    "\u202egnp",
    "🙂",
    "é",
    "e\u0301",
    "²",  # a digit to str.isdigit, and none to int
    "٣",  # a digit to int, and none of ours
    "%s %(a)s {0} {a}",
    "%00%zz",
    "' OR 1=1 --",
    "<script>&amp;</script>",
    "../../etc/passwd",
    "\\u0000",
    "_",
    "@",
    "@c.us",
    "@lid",
    "@g.us",
    "status@broadcast",
    "whatsapp:",
    "whatsapp:+",
    "BR.",
    "+55 (11) 98888-0000",
    "true_x@c.us_y",
    "http://[",
    "https://user:password@127.0.0.1:99999/",
    "1e999",
    "9" * 30,
    "9" * 5_000,  # more digits than `int` reads (sys.get_int_max_str_digits)
    "a" * 70_000,
    "🙂" * 5_000,
)
_VALUES = (None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**64), {}, [], [[]], {"": 0}, [None])
_LITERALS = (
    "NaN",
    "-Infinity",
    "-0",
    "1e999",
    "1E-400",
    "0.1",
    "1.0",
    "9223372036854775807",
    "9223372036854775808",
    "-18446744073709551617",
    "253402300800",
    "9" * 400,
    "9" * 5_000,
    '"\\ud800"',
    '"\\u0000"',
    '"\\q"',
    '"',
    "",
    "undefined",
    "{,}",
    "[1,]",
)
"""Texts that stand where a JSON value should."""

_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"(?!\s*:)|-?[0-9][0-9.eE+-]*|true|false|null')
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp037")
_DEEPEST = 100_000
"""Far deeper than any parser goes; and around the interpreter's limit some can and some cannot."""


def odd_text(dice: Random) -> str:
    """A text that a program may stumble over."""
    if dice.random() < 0.7:
        return dice.choice(_TEXTS)
    return "".join(chr(_code_point(dice)) for _ in range(dice.randrange(12)))


def _code_point(dice: Random) -> int:
    return dice.randrange(dice.choice((0x80, 0x300, 0x3000, 0x110000)))


def noise(dice: Random) -> bytes:
    """Bytes that mean nothing."""
    return dice.randbytes(dice.choice((0, 1, 2, 7, 64, 400))) * dice.choice((1, 1, 1, 50))


def header_text(dice: Random) -> str:
    """What a web server lets through as the value of a header (RFC 9110, 5.5)."""
    text = odd_text(dice)[:8_000].encode("utf-8", "replace").decode("latin-1")
    return re.sub(r"[^\x21-\x7e\x80-\xff]", " ", text).strip()


def query_of(dice: Random, pairs: Pairs) -> str:
    """A query with some of these parameters, as a web server lets it through: visible ASCII."""
    if dice.random() < 0.2:
        return "".join(chr(dice.randrange(0x21, 0x7F)) for _ in range(dice.randrange(30)))
    return _encoded(_mutated_pairs(pairs, dice)) if dice.random() < 0.5 else _encoded(pairs)


# ---------------------------------------------------------------------------- forms


def mutated_form(pairs: Pairs, dice: Random) -> bytes:
    """A form, with something wrong in it."""
    form = _encoded(_mutated_pairs(pairs, dice)).encode()
    return _broken(form, dice) if dice.random() < 0.2 else form


def _mutated_pairs(pairs: Pairs, dice: Random) -> Pairs:
    mutant = list(pairs)
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(mutant)) if mutant else 0
        name, value = mutant[at] if mutant else ("", "")
        match dice.randrange(6):
            case 0:
                del mutant[at : at + 1]
            case 1:
                mutant.insert(at, (name, odd_text(dice)))
            case 2:
                mutant[at : at + 1] = [(odd_text(dice), value)]
            case 3:
                mutant += [(f"{name[:9]}{number}", value[:9]) for number in range(1_200)]
            case _:
                mutant[at : at + 1] = [(name, odd_text(dice))]
    return mutant


def _encoded(pairs: Pairs) -> str:
    return urlencode(pairs, errors="surrogatepass")


# ---------------------------------------------------------------------------- JSON


def mutated_json(value: Any, dice: Random) -> bytes:
    """A JSON text, with something wrong in its structure, its values or its writing."""
    mutant = deepcopy(value)
    for _ in range(dice.randrange(4)):
        _change(mutant, dice)
    text = json.dumps(mutant, ensure_ascii=dice.random() < 0.7)
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2))):
        text = _misspelt(text, dice)
    body = text.encode("utf-8", "surrogatepass")
    return _broken(body, dice) if dice.random() < 0.1 else body


def _change(value: Any, dice: Random) -> None:
    """Drop, repeat, retype, wrap or exchange one of the values inside."""
    places = list(_places(value))
    if not places:
        return
    holder, key = dice.choice(places)
    found = holder[key]
    match dice.randrange(7):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.extend([deepcopy(found)] * dice.choice((1, 2, 30)))
        case 1:
            holder[odd_text(dice)] = deepcopy(found)
        case 2:
            holder[key] = [found] if dice.random() < 0.5 else {str(key): found}
        case 3:
            other, other_key = dice.choice(places)
            holder[key] = deepcopy(other[other_key])
        case _:
            holder[key] = _odd_value(dice)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside, as what holds it and where."""
    keys = value if isinstance(value, dict) else range(len(value)) if _is_list(value) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _odd_value(dice: Random) -> Any:
    return deepcopy(dice.choice(_VALUES)) if dice.random() < 0.5 else odd_text(dice)


def _misspelt(text: str, dice: Random) -> str:
    """Write one value in a way that no encoder writes it, or a member twice."""
    values = list(_SCALAR.finditer(text))
    if not values:
        return text
    at = dice.choice(values)
    match dice.randrange(4):
        case 0:
            depth = dice.choice((30, dice.randrange(200, 1_100), _DEEPEST))
            opening, closing = dice.choice((("[", "]"), ('{"a":', "}")))
            written = opening * depth + at[0] + closing * depth
        case 1:
            return text.replace("{", f'{{"{dice.choice(_KEYS)}":{at[0]},', 1)
        case _:
            written = dice.choice(_LITERALS)
    return text[: at.start()] + written + text[at.end() :]


_KEYS = ("id", "from", "type", "message", "entry", "event", "data", "object", "update_id", "a")


def _broken(body: bytes, dice: Random) -> bytes:
    """Cut, spoil or recode what was written."""
    at = dice.randrange(len(body) + 1)
    match dice.randrange(5):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + noise(dice) + body[at:]
        case 2:
            return body[:at] + quote_from_bytes(dice.randbytes(2)).encode() + body[at + 1 :]
        case 3:
            return body + body
        case _:
            return body.decode("utf-8", "replace").encode(dice.choice(_ENCODINGS), "replace")
