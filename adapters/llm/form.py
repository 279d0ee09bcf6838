"""
The form that a model fills in: made for each question, so that only what is legal can be named.

As a pydantic class it is sent to providers that hold a model to a schema, and it reads every
answer, because those promise nothing to us: the answer is a text like any other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    create_model,
)

from adapters.llm.strict_json import read_object
from autovenda_core.errors import Rejected
from autovenda_core.events import Act, Proposal, ProposedAct, ProposedChoice
from autovenda_core.ports.language import Question

__all__ = ["form_for", "read_answer"]

LONGEST_WORDS = 1_000
"""Characters: nothing can be quoted that is longer than what a lead's text may be."""
LONGEST_LIST = 12

# The schema keeps to words that every provider takes.  Lengths are checked by us, because OpenAI's
# strict mode and Anthropic refuse `maxLength`; `default` is refused by the former, and `const` is
# not among Gemini's ("Structured outputs" of platform.openai.com, platform.claude.com and
# ai.google.dev, 2026).


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise ValueError("too long")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise ValueError("not a text")
    return text


def _few(items: list[Any]) -> list[Any]:
    if len(items) > LONGEST_LIST:
        raise ValueError("too many")
    return items


Words = Annotated[str, AfterValidator(_words)]

_CLOSED = ConfigDict(extra="forbid")


def form_for(question: Question) -> type[BaseModel]:
    """The form of a question: its acts, packages and topics can be named, and no others."""
    return _form(
        question.acts,
        tuple(package.id for package in question.packages),
        tuple(topic.id for topic in question.topics),
        question.may_open,
    )


@lru_cache(maxsize=64)
def _form(
    acts: tuple[Act, ...], packages: tuple[str, ...], topics: tuple[str, ...], may_open: bool
) -> type[BaseModel]:
    said: tuple[Any, Any] = (Words | None, None)
    fields: dict[str, Any] = dict.fromkeys(("need", "name", "budget", "deadline", "contact"), said)
    if acts:
        act = create_model(
            "ActSeen",
            __config__=_CLOSED,
            act=(_one_of(str(each) for each in acts), ...),
            quote=Words,
        )
        fields = {"acts": _several(act), **fields}
    if packages:
        choice = create_model(
            "PackageChosen", __config__=_CLOSED, package_id=(_one_of(packages), ...), quote=Words
        )
        fields["package"] = (choice | None, None)
    if topics:
        fields["topics"] = _several(_one_of(topics))
    if may_open:
        fields["opening"] = said
    return create_model("Proposal", __config__=_CLOSED, **fields)


def _one_of(names: Iterable[str]) -> Any:
    known = tuple(names)
    return Annotated[
        Literal.__getitem__(known), WithJsonSchema({"type": "string", "enum": list(known)})
    ]


def _several(kind: Any) -> tuple[Any, Any]:
    """A field with a list; where it is left out, with none."""
    return Annotated[list[kind], AfterValidator(_few)], Field(default_factory=list)


def read_answer(text: str | None, form: type[BaseModel]) -> Proposal:
    """
    What a model answered, where it is a form filled in as it should be.

    Raises:
        Rejected: anything else; the message never quotes the answer.
    """
    if not text:
        raise Rejected("the model answered nothing")
    try:
        filled = form.model_validate(read_object(text)).model_dump()
    except (ValidationError, ValueError, RecursionError) as error:
        raise Rejected("the model's answer is no proposal") from error
    return _proposal(filled)


def _proposal(filled: dict[str, Any]) -> Proposal:
    package = filled.get("package")
    return Proposal(
        acts=tuple(ProposedAct(Act(each["act"]), each["quote"]) for each in filled.get("acts", [])),
        need=filled["need"] or None,
        name=filled["name"] or None,
        budget=filled["budget"] or None,
        deadline=filled["deadline"] or None,
        contact=filled["contact"] or None,
        package=ProposedChoice(package["package_id"], package["quote"]) if package else None,
        topics=tuple(filled.get("topics", [])),
        opening=filled.get("opening") or None,
    )
