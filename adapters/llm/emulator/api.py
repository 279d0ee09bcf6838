"""
The HTTP side: answers as an OpenAI-compatible server does.

Bodies are those of "Create chat completion", "Create transcription" and "List models"
(openai-python 2.54 types: `ChatCompletion`, `TranscriptionVerbose`, `Model`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.http.faults import Faults, lost_answer
from adapters.llm.emulator.asked import Asked, read_request
from adapters.llm.emulator.minds import knows_nothing

__all__ = ["SILENCE", "ApiError", "LLMEmulator", "Mind"]

Mind: TypeAlias = Callable[[Asked], str]
"""From what was asked to the text of the answer."""

SILENCE = 3600.0
"""Seconds; as the delay of a fault: no answer at all."""

_Act = Callable[[Request], Awaitable[dict[str, Any]]]


class ApiError(Exception):
    """A refusal in OpenAI's form; 429 asks for seven seconds of patience."""

    def __init__(self, status: int, message: str = "The server had an error.") -> None:
        super().__init__(message)
        self.status = status

    @property
    def response(self) -> JSONResponse:
        """As it is sent."""
        body = {"error": {"message": str(self), "type": "error", "param": None, "code": None}}
        headers = {"Retry-After": "7"} if self.status == 429 else None
        return JSONResponse(body, self.status, headers)


class LLMEmulator:
    """
    A server with one mind, its API (`app`) and its faults.

    Args:
        mind: how questions are answered.
        hears: what is said in every voice note.
        api_key: the only one that is taken; None: any, or none.
        models: what it says it has.

    Faults are planned for "chat" and "audio": a delay (`SILENCE`: for ever), a refusal, an
    answer that is lost on the way.
    """

    def __init__(
        self,
        mind: Mind = knows_nothing,
        *,
        hears: str = "",
        api_key: str | None = None,
        models: Sequence[str] = ("any",),
    ) -> None:
        self.mind = mind
        self.hears = hears
        self.faults: Faults[ApiError] = Faults()
        self.asked: list[Asked] = []
        """Every question that arrived, also those that were not answered."""
        self.heard: list[tuple[str, bytes]] = []
        """Every voice note, its file's name and content."""
        self._api_key = api_key
        self._models = tuple(models)
        self._ids = count(1)
        self.app = Starlette(
            routes=[
                self._route("POST", "/v1/chat/completions", "chat", self._chat),
                self._route("POST", "/v1/audio/transcriptions", "audio", self._audio),
                self._route("GET", "/v1/models", "models", self._list),
            ]
        )

    # ----------------------------------------------------------------- endpoints

    async def _chat(self, request: Request) -> dict[str, Any]:
        body = json.loads(await request.body())
        asked = read_request(body)
        self.asked.append(asked)
        await self._suffer("chat")
        text = self.mind(asked)
        message: dict[str, Any] = {
            "role": "assistant",
            "content": text,
            "refusal": None,
            "annotations": [],
        }
        return {
            "id": f"chatcmpl-{next(self._ids)}",
            "object": "chat.completion",
            "created": 0,
            "model": body.get("model", ""),
            "choices": [
                {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            ],
            "usage": _usage(str(body.get("messages", "")), text),
            "service_tier": "default",
        }

    async def _audio(self, request: Request) -> dict[str, Any]:
        async with request.form() as form:
            file = form["file"]
            if not isinstance(file, UploadFile):
                raise ApiError(400, "file is not a file")
            self.heard.append((file.filename or "", await file.read()))
        await self._suffer("audio")
        return {
            "task": "transcribe",
            "language": "portuguese",
            "duration": 3.0,
            "text": self.hears,
            "segments": [],
            "usage": {"type": "duration", "seconds": 3},
        }

    async def _list(self, request: Request) -> dict[str, Any]:
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "emulator"}
            for name in self._models
        ]
        return {"object": "list", "data": models}

    # ----------------------------------------------------------------- how it answers

    def _route(self, method: str, path: str, name: str, act: _Act) -> Route:
        async def endpoint(request: Request) -> ASGIApp:
            try:
                self._check_key(request)
                return JSONResponse(await act(request))
            except ApiError as error:
                return error.response
            except _Lost:
                return lost_answer

        return Route(path, endpoint, methods=[method], name=name)

    async def _suffer(self, endpoint: str) -> None:
        fault = self.faults.next(endpoint)
        await asyncio.sleep(fault.delay_seconds)
        if fault.refusal is not None:
            raise fault.refusal
        if fault.lose_answer:
            raise _Lost

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._api_key is not None and given != self._api_key:
            raise ApiError(401, f"Incorrect API key provided: {given}.")


class _Lost(Exception):
    """The answer is on its way, and the connection breaks."""


def _usage(asked: str, said: str) -> dict[str, int]:
    """As if each four characters were a token."""
    prompt, completion = len(asked) // 4, len(said) // 4
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
