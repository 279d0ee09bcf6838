"""
One call of Meta's Graph API, and what its failures mean for us.

The token goes by a header, which httpx writes into no log and no exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from adapters.whatsapp.cloud.errors import refusal
from adapters.whatsapp.fields import at, text_at
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.ports.channel import Document, ReceivedFile

__all__ = ["API_BASE", "VERSION", "GraphApi"]

API_BASE = "https://graph.facebook.com"
VERSION = "v25.0"
"""What pywa 4.5.0 pins."""
FILE_BYTES = 16 * 1024 * 1024
"""More than any voice note or photo that WhatsApp lets a person send; documents may be larger."""

_TOKEN = re.compile(r"[\x21-\x7e]+")
_VERSION = re.compile(r"v\d+\.\d+")

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""After every other failure the request may have been read."""


class GraphApi:
    """Calls the Graph API with one token.  The client belongs to the caller."""

    def __init__(
        self, client: httpx.AsyncClient, token: str, base: str = API_BASE, version: str = VERSION
    ) -> None:
        """
        Raises:
            ConfigurationError: token, base or version cannot be right.
        """
        if _TOKEN.fullmatch(token) is None:
            raise ConfigurationError(
                "WHATSAPP_TOKEN is empty or holds a space or line break; copy it again from the "
                "app's WhatsApp page at developers.facebook.com"
            )
        if _VERSION.fullmatch(version) is None:
            raise ConfigurationError(f"the Graph API has no version {version!r}, but e.g. v25.0")
        self._client = client
        self._base = _base_url(base)
        self._version = version
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, *path: str, **params: str) -> Any:
        """
        Read something.  Asking again is harmless, so a lost answer is `Unavailable` too.

        Raises:
            Unavailable: try again.
            Rejected: refused for good.
        """
        request = self._request("GET", path, params=params)
        try:
            return await self._answer(request, path)
        except OutcomeUnknown as error:
            raise Unavailable(str(error)) from error

    async def post(self, *path: str, content: Mapping[str, Any]) -> Any:
        """
        Do something.

        Raises:
            Unavailable: certainly not done; try again.
            Rejected: refused for good.
            OutcomeUnknown: the request left and no answer of Meta's came.
        """
        return await self._answer(self._request("POST", path, json=content), path)

    async def upload(self, *path: str, document: Document) -> Any:
        """
        Upload a file.  Nobody sees what is only uploaded, so a lost answer is `Unavailable`.

        Raises:
            Unavailable: try again.
            Rejected: refused for good.
        """
        file = (document.filename, document.content, document.media_type)
        fields = {"messaging_product": "whatsapp", "type": document.media_type}
        request = self._request("POST", path, data=fields, files={"file": file})
        try:
            return await self._answer(request, path)
        except OutcomeUnknown as error:
            raise Unavailable(str(error)) from error

    async def download(self, url: str) -> ReceivedFile:
        """
        A file at the address that Graph gave for it, which works for 5 minutes, with our token
        (Meta, "Media", 2026-06-16).

        The token is sent by https only, or to the configured server itself.

        Raises:
            Unavailable: try again, with a fresh address.
            Rejected: it is gone or too large, or the address is not one to send a token to.
        """
        address = self._trusted(url)
        request = self._client.build_request("GET", address, headers=self._headers)
        try:
            response = await self._client.send(request, stream=True)
            try:
                return await _received(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise Unavailable(f"the file could not be fetched: {_name(error)}") from error

    def _trusted(self, url: str) -> httpx.URL:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise Rejected("Meta gave no usable address for the file") from error
        if address.scheme == "https" and address.host:
            return address
        if (address.scheme, address.netloc) == (self._base.scheme, self._base.netloc):
            return address
        raise Rejected("the file's address is not https, and the token is not sent there")

    def _request(self, method: str, path: tuple[str, ...], **body: Any) -> httpx.Request:
        steps = "/".join(quote(step, safe="") for step in (self._version, *path))
        address = f"{str(self._base).rstrip('/')}/{steps}"
        return self._client.build_request(method, address, headers=self._headers, **body)

    async def _answer(self, request: httpx.Request, path: tuple[str, ...]) -> Any:
        name = path[-1]
        try:
            response = await self._client.send(request)
        except _NEVER_LEFT as error:
            raise Unavailable(f"Meta cannot be reached: {_name(error)}") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"Meta did not answer {name}: {_name(error)}") from error
        return _result(name, response)


def _base_url(base: str) -> httpx.URL:
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"WHATSAPP_API_BASE is not an address: {base!r}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"WHATSAPP_API_BASE is not an http(s) address: {base!r}")
    return url


def _name(error: Exception) -> str:
    return type(error).__name__


def _result(name: str, response: httpx.Response) -> Any:
    answer = _json(response)
    if response.is_success and isinstance(answer, dict) and "error" not in answer:
        return answer
    error = at(answer, "error")
    if not isinstance(error, dict) and (response.is_success or response.status_code >= 500):
        # A proxy's page, or a body that was cut: what happened behind it is not known.
        raise OutcomeUnknown(f"the answer to {name} ({response.status_code}) is not one of Meta's")
    raise _refusal(name, error, response)


def _refusal(name: str, error: Any, response: httpx.Response) -> PortError:
    code = text_at(error, "code") or ""
    details = text_at(error, "error_data", "details") or text_at(error, "message") or ""
    return refusal(
        int(code) if code.isascii() and code.isdigit() else None,
        response.status_code,
        f"Meta refused {name}: {code or response.status_code} {details[:200]}".strip(),
        is_transient=at(error, "is_transient") is True,
        retry_after_seconds=_retry_after(response),
    )


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _retry_after(response: httpx.Response) -> float | None:
    """RFC 9110, 10.2.3, as seconds; the form with a date is not used by Meta."""
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None


async def _received(response: httpx.Response) -> ReceivedFile:
    if response.status_code == 429 or response.status_code >= 500:
        raise Unavailable(f"the file could not be fetched: {response.status_code}")
    if not response.is_success:
        raise Rejected(
            f"the file could not be fetched: {response.status_code}",
            words="o arquivo não está mais na Meta",
        )
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > FILE_BYTES:
            raise Rejected(
                f"the file is larger than {FILE_BYTES} bytes",
                words=f"o arquivo é maior que {FILE_BYTES // 1024**2} MB",
            )
    media_type = response.headers.get("content-type", "application/octet-stream")
    return ReceivedFile(bytes(content), media_type)
