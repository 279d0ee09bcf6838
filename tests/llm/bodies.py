"""
Answers of providers, served whatever the question is.

They were written by hand after the types of the SDKs, not recorded: nobody here has a key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

BODIES = Path(__file__).parent / "bodies_of_providers"


@dataclass
class Taken:
    """A request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Player:
    """Gives one answer over and over."""

    name: str
    status: int = 200
    taken: list[Taken] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> JSONResponse:
        body = await request.body()
        self.taken.append(Taken(request.url.path, dict(request.headers), body))
        return JSONResponse(body_of(self.name), self.status)


def body_of(name: str) -> Any:
    """The body that a provider sends."""
    return json.loads((BODIES / f"{name}.json").read_text("utf-8"))
