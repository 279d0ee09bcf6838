"""
What a model is told: instructions of ours, the closed lists, and the lead's words as data.

The words are in `prompt.toml`; a lead's text is only ever a value in the JSON of the user message.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from pydantic import BaseModel

from autovenda_core.ports.language import Choice, Question

__all__ = ["Message", "messages_for", "words"]

Message: TypeAlias = dict[str, str]
"""Of a chat completion: `role` and `content`."""


def messages_for(question: Question, spelled_out: type[BaseModel] | None = None) -> list[Message]:
    """
    The messages that ask a question.

    Args:
        spelled_out: the form, for a model that nobody holds to a schema.
    """
    system = _system(question)
    if spelled_out is not None:
        system += words()["json"] + _json(spelled_out.model_json_schema())
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": _json({"lead_message": question.text})},
    ]


@cache
def words() -> dict[str, Any]:
    """What `prompt.toml` says."""
    return tomllib.loads(files("adapters.llm").joinpath("prompt.toml").read_text("utf-8"))


def _system(question: Question) -> str:
    said = words()
    acts = {str(act): said["acts"][act] for act in question.acts}
    parts = [
        said["system"].replace("{expecting}", said["expecting"][question.expecting]),
        f"Acts: {_json(acts)}\n",
        f"Packages: {_json(_by_id(question.packages))}\n",
        f"Topics: {_json(_by_id(question.topics))}\n",
    ]
    return "".join(parts)


def _by_id(choices: Sequence[Choice]) -> dict[str, str]:
    return {choice.id: choice.words for choice in choices}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
