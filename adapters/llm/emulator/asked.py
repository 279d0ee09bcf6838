"""A request for a chat completion, read as the question that it asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Asked", "read_request"]


@dataclass(frozen=True)
class Asked:
    """What a model was asked."""

    text: str
    """Of the lead; empty where the request has another form than ours."""
    acts: tuple[str, ...]
    packages: tuple[str, ...]
    topics: tuple[str, ...]
    request: Mapping[str, Any]
    """The whole request, for whoever wants more."""


def read_request(request: Mapping[str, Any]) -> Asked:
    """What a request asks; another one than ours asks nothing that we understand."""
    said = {each["role"]: str(each["content"]) for each in request.get("messages", [])}
    system = said.get("system", "")
    return Asked(
        text=str(_json(said.get("user", "")).get("lead_message", "")),
        acts=_listed(system, "Acts: "),
        packages=_listed(system, "Packages: "),
        topics=_listed(system, "Topics: "),
        request=request,
    )


def _listed(system: str, before: str) -> tuple[str, ...]:
    lines = (line for line in system.splitlines() if line.startswith(before))
    return tuple(_json(next(lines, "").removeprefix(before)))


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
