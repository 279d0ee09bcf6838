"""
One call of the Telegram Bot API, and what its failures mean for us.

The token is part of the address (`/bot<token>/METHOD`, `/file/bot<token>/PATH`), and httpx
writes addresses into its log and its exceptions.  So the address we give it has no token: the
real one goes by as the request's `target` extension (httpx 0.28 "Request extensions", httpcore
1.0 `_models.Request`), which is only put on the wire.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from autovenda_core.ports.channel import Document

__all__ = ["API_BASE", "BotApi"]

API_BASE = "https://api.telegram.org"

_TOO_LARGE = "O arquivo é grande demais: o Telegram só entrega a bots arquivos de até 20 MB."
_NO_FILE = "O Telegram não tem mais esse arquivo."
_GONE = "A pessoa bloqueou o bot no Telegram, ou apagou a conta."
_BAD_TOKEN = "O Telegram não aceita mais o token do bot: confira TELEGRAM_BOT_TOKEN no @BotFather."  # noqa: S105  words

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""After every other failure the request may have been read."""


class BotApi:
    """Calls methods as one bot.  The client belongs to the caller."""

    def __init__(self, client: httpx.AsyncClient, token: str, base: str = API_BASE) -> None:
        """
        Raises:
            ConfigurationError: token or base cannot be right.
        """
        if _TOKEN.fullmatch(token) is None:
            raise ConfigurationError(
                "TELEGRAM_BOT_TOKEN does not look like 123456:ABC-DEF; @BotFather shows it"
            )
        self._client = client
        self._base = _base_url(base)
        self._root = self._base.path.rstrip("/")
        self._bot = f"bot{token}"

    async def call(
        self,
        method: str,
        fields: Mapping[str, Any] | None = None,
        *,
        document: Document | None = None,
        wait_seconds: float = 0,
    ) -> Any:
        """
        Call a method; `wait_seconds` is how much longer than usual the answer may take.

        Raises:
            Unavailable: certainly not done; try again.
            Rejected: refused for good.
            OutcomeUnknown: the request left and no answer came.
        """
        request = self._request(method, fields or {}, document, wait_seconds)
        try:
            response = await self._client.send(request)
        except _NEVER_LEFT as error:
            raise Unavailable(f"Telegram cannot be reached: {_name(error)}") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"Telegram did not answer {method}: {_name(error)}") from error
        return _result(method, response)

    async def download(self, file_path: str, most_bytes: int) -> bytes:
        """
        The file behind a `File.file_path` of getFile.

        Raises:
            Unavailable: it did not come whole; try again.
            Rejected: it is gone, or larger than `most_bytes`.
        """
        target = f"{self._root}/file/{self._bot}/{quote(file_path)}"
        url = self._base.copy_with(path="/file")
        try:
            async with self._client.stream(
                "GET", url, extensions={"target": target.encode()}
            ) as response:
                code = response.status_code
                if code == 404:
                    raise Rejected("Telegram no longer has the file", words=_NO_FILE)
                if code != 200:
                    raise _refusal(code, f"Telegram refused a file: {code}", {})
                return await _content(response, most_bytes)
        except httpx.HTTPError as error:
            raise Unavailable(f"Telegram did not give a file: {_name(error)}") from error

    def _request(
        self,
        method: str,
        fields: Mapping[str, Any],
        document: Document | None,
        wait_seconds: float,
    ) -> httpx.Request:
        body: dict[str, Any] = {"json": fields}
        if document is not None:
            file = (document.filename, document.content, document.media_type)
            body = {"data": fields, "files": {"document": file}}
        usual = self._client.timeout
        read = None if usual.read is None else usual.read + wait_seconds
        return self._client.build_request(
            "POST",
            self._base.copy_with(path=f"/{method}"),
            timeout=httpx.Timeout(**usual.as_dict() | {"read": read}),
            extensions={"target": f"{self._root}/{self._bot}/{method}".encode()},
            **body,
        )


def _base_url(base: str) -> httpx.URL:
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"TELEGRAM_API_BASE is not an address: {base!r}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"TELEGRAM_API_BASE is not an http(s) address: {base!r}")
    return url


def _name(error: Exception) -> str:
    return type(error).__name__


def _result(method: str, response: httpx.Response) -> Any:
    answer = _json_object(response)
    if response.is_success and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    if response.is_success and answer.get("ok") is not False:
        raise OutcomeUnknown(f"the answer to {method} is not one of Telegram's")
    code = answer.get("error_code", response.status_code)
    parameters = answer.get("parameters")
    raise _refusal(
        code if isinstance(code, int) else response.status_code,
        f"Telegram refused {method}: {code} {str(answer.get('description', ''))[:200]}".strip(),
        parameters if isinstance(parameters, dict) else {},
    )


async def _content(response: httpx.Response, most_bytes: int) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > most_bytes:
            raise Rejected(f"the file has more than {most_bytes} bytes", words=_TOO_LARGE)
    return bytes(content)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    """The answer; empty when it is none (a proxy's page, a body that was cut)."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(code: int, words: str, parameters: Mapping[str, Any]) -> PortError:
    """
    What a refusal asks of us (Bot API, "Making requests" and "ResponseParameters").

    403 has three texts (blocked by the user, user is deactivated, bot can't initiate
    conversation with a user), and all mean that this person cannot be written to.
    """
    if code == 429:
        return Unavailable(words, retry_after_seconds=_retry_after(parameters))
    if code >= 500:
        return Unavailable(words)
    if code == 403:
        return Rejected(words, unreachable=True, words=_GONE)
    if code == 401:
        return Rejected(
            f"{words}; TELEGRAM_BOT_TOKEN is wrong or was revoked in @BotFather", words=_BAD_TOKEN
        )
    if "file is too big" in words:
        return Rejected(words, words=_TOO_LARGE)
    if "temporarily unavailable" in words:
        # A file that Telegram itself could not fetch just then (tdlib/telegram-bot-api #32).
        return Unavailable(words)
    if "invalid file_id" in words:
        return Rejected(words, words=_NO_FILE)
    if code == 404:
        return Rejected(f"{words}; is TELEGRAM_BOT_TOKEN or TELEGRAM_API_BASE mistyped?")
    if code == 409 and "webhook" not in words:
        return Unavailable(f"{words}; does another process poll the same bot?")
    if "migrate_to_chat_id" in parameters:
        return Rejected(f"{words}; the group became a supergroup, and only people are served")
    return Rejected(words)


def _retry_after(parameters: Mapping[str, Any]) -> float | None:
    seconds = parameters.get("retry_after")
    return seconds if isinstance(seconds, int | float) else None
