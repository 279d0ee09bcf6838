"""The emulator: the Bot API over HTTP, and the handles by which a test moves it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.http.client import make_client
from adapters.http.faults import Fault, Faults, lost_answer
from adapters.http.loopback import LoopbackServer
from adapters.telegram.emulator.group import Group
from adapters.telegram.emulator.lead import Lead
from adapters.telegram.emulator.methods import Methods
from adapters.telegram.emulator.rules import Refused
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["TelegramEmulator"]


class TelegramEmulator:
    """
    One bot and its chats.  Everything public may be used from any thread.

    Dates and redeliveries follow `clock`; a long poll and `slow_down` last real seconds.
    """

    def __init__(self, clock: Clock, token: str = "123456:emulated") -> None:  # noqa: S107
        self.token = token
        self.app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._endpoint, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._file),
            ]
        )
        self._methods = Methods(clock, bot_id=int(token.partition(":")[0]))
        self._faults: Faults[Refused] = Faults()

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve on loopback while the block runs; gives the address for TELEGRAM_API_BASE."""
        with LoopbackServer(self.app, port=port, beside=self._deliver) as server:
            yield server.url

    def lead(self, first_name: str = "Marina", user_id: int | None = None) -> Lead:
        """A person who has opened the chat with the bot.  Ids exceed 32 bits, as real ones do."""
        return self._methods.add_lead(first_name, user_id)

    def group(self, title: str = "Obra") -> Group:
        """A group that the bot is in."""
        return self._methods.add_group(title)

    def happen(self, chat_id: int, kind: str, content: dict[str, Any]) -> None:
        """Any other update, of the given kind ("poll", "channel_post"…)."""
        self._methods.happen(chat_id, kind, content)

    def repeat_last(self) -> None:
        """Deliver the newest update once more."""
        with self._methods.changed:
            self._methods.feed.repeat_last()

    def refuse(
        self, method: str, code: int, description: str = "", *, times: int = 1, **parameters: int
    ) -> None:
        """
        Refuse the next calls of a method; `parameters` are those of an error (retry_after=7).

        "file" stands for the download of a file.
        """
        refusal = Refused(code, description or f"error {code}", **parameters)
        self._faults.plan(method.lower(), Fault(refusal), times)

    def lose_answers(self, method: str, *, times: int = 1) -> None:
        """Do what the next calls ask, and hang up instead of answering."""
        self._faults.plan(method.lower(), Fault(lose_answer=True), times)

    def slow_down(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Do what the next calls ask, and answer after that many real seconds."""
        self._faults.plan(method.lower(), Fault(delay_seconds=seconds), times)

    @property
    def answered_taps(self) -> list[str]:
        """Ids of the taps that were acknowledged."""
        with self._methods.changed:
            return list(self._methods.answered_taps)

    @property
    def pending_updates(self) -> int:
        """How many updates were not taken yet."""
        with self._methods.changed:
            return len(self._methods.feed.waiting())

    def waits_until_taken(self, seconds: float = 10) -> None:
        """
        Wait until the bot took every update.

        Raises:
            TimeoutError: it did not in time (real seconds).
        """
        feed, deliveries = self._methods.feed, self._methods.deliveries
        with self._methods.changed:
            if not self._methods.changed.wait_for(lambda: not feed.waiting(), seconds):
                raise TimeoutError(f"the bot did not take its updates: {deliveries.last_error}")

    async def _endpoint(self, request: Request) -> ASGIApp:
        method = request.path_params["method"].lower()
        fault = self._faults.next(method)
        try:
            self._admit(request.path_params["token"], fault)
            result = await self._methods.call(method, await _fields(request))
        except Refused as refusal:
            return _refused(refusal)
        if fault.lose_answer:
            return lost_answer
        await asyncio.sleep(fault.delay_seconds)
        return JSONResponse({"ok": True, "result": result})

    async def _file(self, request: Request) -> ASGIApp:
        fault = self._faults.next("file")
        try:
            self._admit(request.path_params["token"], fault)
            with self._methods.changed:
                content = self._methods.files.read(request.path_params["path"])
        except Refused as refusal:
            return _refused(refusal)
        if fault.lose_answer:
            return lost_answer
        await asyncio.sleep(fault.delay_seconds)
        return Response(content, media_type="application/octet-stream")

    def _admit(self, token: str, fault: Fault[Refused]) -> None:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        if fault.refusal is not None:
            raise fault.refusal

    async def _deliver(self) -> None:
        async with make_client() as client:
            await self._methods.deliveries.run(client)


async def _fields(request: Request) -> dict[str, Any]:
    """Parameters from wherever the Bot API takes them: query, JSON, form or multipart."""
    fields: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError as error:
            raise Refused(400, "Bad Request: can't parse JSON object") from error
        if not isinstance(body, dict):
            raise Refused(400, "Bad Request: object expected")
        return fields | body
    async with request.form() as form:
        for name, value in form.items():
            fields[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return fields


async def _upload(file: UploadFile) -> Document:
    media_type = file.content_type or "application/octet-stream"
    return Document(file.filename or "file", media_type, await file.read())


def _refused(refusal: Refused) -> JSONResponse:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return JSONResponse(body, status_code=refusal.code)
