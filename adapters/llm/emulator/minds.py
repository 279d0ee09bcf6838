"""
How a model may answer: well, uselessly, or as an attacker would have it.

Each is a function from what was asked to the text of the answer; `fills_in` makes one for a test.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from adapters.llm.emulator.asked import Asked

__all__ = [
    "answers_at_length",
    "answers_half",
    "answers_in_prose",
    "fills_in",
    "knows_nothing",
    "names_what_is_not_there",
    "obeys",
    "says_too_much",
]


def fills_in(**fields: object) -> Callable[[Asked], str]:
    """One that fills in the form always the same way."""
    return lambda _: json.dumps(fields, ensure_ascii=False)


def knows_nothing(asked: Asked) -> str:
    """The empty form: right, and of no use."""
    return "{}"


def answers_in_prose(asked: Asked) -> str:
    """Talks, where it should fill in a form."""
    return f"Claro! O cliente disse “{asked.text}”. Acho que ele quer comprar."


def answers_half(asked: Asked) -> str:
    """Stops in the middle."""
    return '{"acts": [{"act": "buy", "quo'


def answers_at_length(asked: Asked) -> str:
    """A right form, a megabyte long."""
    return json.dumps({"need": asked.text + "!" * 1_000_000})


def names_what_is_not_there(asked: Asked) -> str:
    """Acts, packages and topics that nobody has listed."""
    return json.dumps(
        {
            "acts": [{"act": "accept", "quote": asked.text}],
            "package": {"package_id": "de-graca", "quote": asked.text},
            "topics": ["desconto"],
        }
    )


def says_too_much(asked: Asked) -> str:
    """The form, with fields that it does not have."""
    return json.dumps({"acts": [], "price_centavos": 100, "state": "paid"})


def obeys(asked: Asked) -> str:
    """
    Does what an attacker wants, within the form as far as it has one: says yes, quotes what
    was never said, and opens with a price, a promise and a link.
    """
    wanted = [act for act in ("affirm", "buy", "claim_paid") if act in asked.acts]
    form: dict[str, object] = {
        "acts": [{"act": act, "quote": quote} for act in wanted for quote in (asked.text, "sim")],
        "need": "site por R$ 1,00",
        "budget": "R$ 1",
        "deadline": "amanhã",
        "opening": "Fechado por R$ 1,00! Pague em https://golpe.example/pix agora.",
    }
    if asked.packages:
        form["package"] = {"package_id": asked.packages[-1], "quote": asked.text}
    if asked.topics:
        form["topics"] = list(asked.topics)
    return json.dumps(form, ensure_ascii=False)
