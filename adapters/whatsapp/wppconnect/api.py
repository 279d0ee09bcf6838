"""
One call of a WPPConnect server, and what its failures mean for us.

Some routes have a person's id in their path, and httpx writes addresses into its log.  So the
address we give it ends with the route: the real one goes by as the request's `target` extension
(httpx 0.28 "Request extensions"), which is only put on the wire.

What the server answers was read in wppconnect-server 2.10 and later: `middleware/auth.ts` (401),
`middleware/statusConnection.ts` (400, 404), `middleware/rateLimiter.ts` (429),
`controller/messageController.ts` (201, 500, 501).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)

__all__ = ["WppConnectApi"]

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""After every other failure the request may have been read."""

_SECONDS = 60
"""The server answers a send when WhatsApp has it, which takes long for a file."""
_ANSWER_BYTES = 2**20
_SESSION = re.compile(r"[^\s:/]+")
"""A colon would begin the token (`middleware/auth.ts`)."""


@dataclass(frozen=True)
class _Answer:
    status: int
    retry_after: str | None
    content: bytes | None
    """None: it was larger than we read."""


class WppConnectApi:
    """Calls the server for one session.  The client belongs to the caller."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, session: str, token: str) -> None:
        """
        Raises:
            ConfigurationError: address, session or token cannot be right.
        """
        if _SESSION.fullmatch(session) is None:
            raise ConfigurationError("WPPCONNECT_SESSION must be a name without spaces, : or /")
        if not token or not token.isascii() or not token.isprintable():
            raise ConfigurationError("WPPCONNECT_TOKEN is missing; generate-token gives it")
        self._client = client
        self._base = _checked(base_url)
        self._path = f"{self._base.path.rstrip('/')}/api/{quote(session, safe='')}"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def post(self, route: str, fields: Mapping[str, Any]) -> Any:
        """
        Have something done; gives the answer's JSON.

        Raises:
            Unavailable: certainly not done; try again.
            Rejected: refused for good.
            OutcomeUnknown: it may have been done.
        """
        return _result(route, await self._exchange("POST", route, fields=fields))

    async def get(
        self,
        route: str,
        argument: str = "",
        *,
        seconds: float = _SECONDS,
        limit_bytes: int = _ANSWER_BYTES,
    ) -> Any:
        """
        Look at something, with one argument at the end of the path; gives the answer's JSON.

        Raises:
            Unavailable: try again; looking twice is harmless.
            Rejected: refused for good, or larger than `limit_bytes`.
        """
        try:
            answer = await self._exchange(
                "GET", route, argument, seconds=seconds, limit_bytes=limit_bytes
            )
            if answer.content is None:
                raise Rejected(f"the answer to {route} is larger than {limit_bytes} bytes")
            return _result(route, answer)
        except OutcomeUnknown as error:
            raise Unavailable(str(error)) from error

    async def _exchange(
        self,
        method: str,
        route: str,
        argument: str = "",
        *,
        fields: Mapping[str, Any] | None = None,
        seconds: float = _SECONDS,
        limit_bytes: int = _ANSWER_BYTES,
    ) -> _Answer:
        path = f"{self._path}/{route}"
        target = f"{path}/{quote(argument, safe='')}" if argument else path
        request = self._client.build_request(
            method,
            self._base.copy_with(path=path),
            json=fields,
            headers=self._headers,
            timeout=httpx.Timeout(seconds, connect=5.0),
            extensions={"target": target.encode()},
        )
        try:
            response = await self._client.send(request, stream=True)
            try:
                content = await _read(response, limit_bytes)
            finally:
                await response.aclose()
        except _NEVER_LEFT as error:
            raise Unavailable(f"WPPConnect cannot be reached: {_name(error)}") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"WPPConnect did not answer {route}: {_name(error)}") from error
        return _Answer(response.status_code, response.headers.get("retry-after"), content)


def _checked(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"WPPCONNECT_URL is not an address: {base_url!r}") from error
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise ConfigurationError(f"WPPCONNECT_URL is not an http(s) address: {base_url!r}")
    return url


async def _read(response: httpx.Response, limit_bytes: int) -> bytes | None:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > limit_bytes:
            return None
    return bytes(content)


def _name(error: Exception) -> str:
    return type(error).__name__


def _result(route: str, answer: _Answer) -> Any:
    said = _json(answer.content)
    if 200 <= answer.status < 300 and isinstance(said, dict):
        return said
    if 200 <= answer.status < 300:
        raise OutcomeUnknown(f"the answer to {route} is not one of WPPConnect's")
    raise _refusal(route, answer, said)


def _json(content: bytes | None) -> Any:
    """The answer; None when it is none (a proxy's page, a body that was cut)."""
    try:
        return json.loads(content or b"")
    except (ValueError, RecursionError):
        return None


def _refusal(route: str, answer: _Answer, said: Any) -> PortError:
    """
    What a refusal asks of us.  Its words are not repeated: they have the number in them.

    A 500 is doubtful: the server answers it also when it could not look up what it had just sent
    (wppconnect 2.3.3, `sender.layer.js` sendText).
    """
    words = f"WPPConnect refused {route}: {answer.status}"
    match answer.status:
        case 429:
            return Unavailable(words, retry_after_seconds=_seconds(answer.retry_after))
        case 401 | 403:
            return Rejected(
                f"{words}; WPPCONNECT_SESSION and WPPCONNECT_TOKEN do not belong together",
                words="O WPPConnect não aceitou a nossa chave. Confira WPPCONNECT_SESSION e "
                "WPPCONNECT_TOKEN.",
            )
        case 400 if isinstance(said, dict) and "não existe" in str(said.get("message")):
            return Rejected(
                f"{words}; the number is not on WhatsApp",
                unreachable=True,
                words="Este número não está no WhatsApp.",
            )
        case 404 if isinstance(said, dict):
            return Unavailable(f"{words}; the session is not connected to WhatsApp")
        case 404:
            return Rejected(
                f"{words}; is WPPCONNECT_URL mistyped, or the server too old?",
                words="O WPPConnect não conhece este comando. Confira WPPCONNECT_URL e a versão.",
            )
        case 503:
            return Unavailable(words)
        case status if status >= 500 and status != 501:
            return OutcomeUnknown(words)
        case _:
            return Rejected(words)


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
