"""
What the providers accepted, in order, and the trap that kills inside the window.

The window lies between a provider's acceptance and our commit of it: the emulator has done what
was asked, and its answer is still held back here when the trap kills the server.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from threading import Event, Lock
from time import sleep
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Accepted", "Call", "Journal", "Killed", "Trap", "Watched"]

QUIET_SECONDS = 0.3


class Call(Enum):
    """What a provider can be asked for that must not happen twice."""

    SEND = "send"
    CHECKOUT = "checkout"


@dataclass(frozen=True)
class Accepted:
    """A provider did what it was asked, or repeated its answer to the same idempotency key."""

    call: Call
    ref: str
    """Telegram's message id, or Stripe's session id."""
    key: str = ""
    """The idempotency key; a chat has none."""
    replayed: bool = False


@dataclass(frozen=True)
class Killed:
    """
    A server was killed before this point, and none of the entries after it are its own.

    Written when what the dead one had put on the wire was accepted, and before the next one is
    launched.
    """


class Journal:
    """The order of things, from every thread."""

    def __init__(self) -> None:
        self._entries: list[Accepted | Killed] = []
        self._lock = Lock()

    def write(self, entry: Accepted | Killed) -> None:
        """Add the newest."""
        with self._lock:
            self._entries.append(entry)

    def read(self) -> list[Accepted | Killed]:
        """All, oldest first."""
        with self._lock:
            return list(self._entries)

    def wait_until_quiet(self) -> None:
        """Once the server is dead: until the providers have taken what is still on the wire."""
        seen = None
        while seen != len(self.read()):
            seen = len(self.read())
            sleep(QUIET_SECONDS)


class Trap:
    """Springs once, when a provider has accepted the n-th call of a kind since it was set."""

    def __init__(self, spring: Callable[[], None]) -> None:
        self.sprung = Event()
        self._spring = spring
        self._waits_for: Call | None = None
        self._left = 0
        self._lock = Lock()

    def set(self, call: Call, nth: int) -> None:
        """Wait for the n-th call from now on."""
        with self._lock:
            self.sprung.clear()
            self._waits_for, self._left = call, nth

    def disarm(self) -> None:
        """Wait for nothing."""
        with self._lock:
            self._waits_for = None

    def saw(self, call: Call) -> None:
        """A provider has accepted a call and not answered yet."""
        with self._lock:
            if call is not self._waits_for:
                return
            self._left -= 1
            if self._left == 0:
                self._waits_for = None
                self._spring()
                self.sprung.set()


class Watched:
    """ASGI middleware of an emulator: holds its answers until they are written down."""

    def __init__(self, app: ASGIApp, journal: Journal, trap: Trap) -> None:
        self._app = app
        self._journal = journal
        self._trap = trap

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = _call_of(scope)
        if call is None:
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start["status"] == 200:
                self._journal.write(_accepted(call, scope, start, json.loads(message["body"])))
                self._trap.saw(call)
            await send(start)
            await send(message)

        await self._app(scope, receive, hold)


def _call_of(scope: Scope) -> Call | None:
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    path = scope["path"]
    if path == "/v1/checkout/sessions":
        return Call.CHECKOUT
    return Call.SEND if path.endswith(("/sendMessage", "/sendDocument")) else None


def _accepted(call: Call, scope: Scope, start: Message, body: dict[str, Any]) -> Accepted:
    if call is Call.SEND:
        return Accepted(call, str(body["result"]["message_id"]))
    asked, answered = dict(scope["headers"]), dict(start["headers"])
    return Accepted(
        call,
        body["id"],
        key=asked[b"idempotency-key"].decode(),
        replayed=b"idempotent-replayed" in answered,
    )
