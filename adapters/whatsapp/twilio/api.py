"""
Calls of Twilio's REST API, and what their failures mean for us.

The auth token goes by as basic auth (Twilio docs, "Requests to Twilio"), and only to Twilio:
addresses of files come out of webhooks and lead to a file store, which must not see it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.whatsapp.twilio.failures import refusal
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.ports.channel import ReceivedFile

__all__ = ["API_BASE", "MAX_FILE_BYTES", "Account", "TwilioApi"]

API_BASE = "https://api.twilio.com"
MAX_FILE_BYTES = 16 * 1024 * 1024
"""Of any WhatsApp message (Twilio docs, "Guidance on WhatsApp Media Messages")."""

_MESSAGING_BASE = "https://messaging.twilio.com"
_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""After every other failure the request may have been read."""


@dataclass(frozen=True)
class Account:
    """Whose credentials they are."""

    sid: str
    name: str
    status: str
    """active, suspended or closed."""


class TwilioApi:
    """Calls as one account.  The client belongs to the caller."""

    def __init__(
        self, client: httpx.AsyncClient, account_sid: str, auth_token: str, base: str = API_BASE
    ) -> None:
        """
        Raises:
            ConfigurationError: the account's SID or the base cannot be right.
        """
        if _ACCOUNT_SID.fullmatch(account_sid) is None:
            raise ConfigurationError(
                "TWILIO_ACCOUNT_SID is not AC and 32 hexadecimal digits; the Console shows it"
            )
        self._client = client
        self._auth = httpx.BasicAuth(account_sid, auth_token)
        self._base = _base_url(base)
        self._account = f"/2010-04-01/Accounts/{account_sid}"
        # Twilio has a host for each product; an emulator has one for all.
        self._messaging = _MESSAGING_BASE if base == API_BASE else base

    async def create_message(self, fields: Mapping[str, str]) -> str:
        """
        Hand over one message (Twilio docs, "Messages resource", "Create a Message"); its SID.

        Raises:
            Unavailable: certainly not done; try again.
            Rejected: refused for good.
            OutcomeUnknown: no answer came, or one that does not say.
        """
        answer = await self._call("POST", self._base.join(f"{self._account}/Messages.json"), fields)
        return _text(answer, "sid")

    async def show_typing(self, message_sid: str) -> None:
        """
        Mark a person's message as read and show them that we write, until we send or for 25 s.

        Public beta (Twilio docs, "Typing Indicators resource", read 2026-11-22).

        Raises:
            PortError: as `create_message`.
        """
        url = httpx.URL(self._messaging).join("/v2/Indicators/Typing.json")
        await self._call("POST", url, {"messageId": message_sid, "channel": "whatsapp"})

    async def account(self) -> Account:
        """
        Whose credentials they are: the cheapest way to check them.

        Raises:
            PortError: as `create_message`.
        """
        answer = await self._call("GET", self._base.join(f"{self._account}.json"))
        return Account(
            _text(answer, "sid"), _text(answer, "friendly_name"), _text(answer, "status")
        )

    async def download(self, url: str) -> ReceivedFile:
        """
        The file at a MediaUrl.

        Twilio wants basic auth and redirects to an address at its file store that works for
        hours by itself (Twilio support, "Protect Media Access with HTTP Basic Authentication").

        Raises:
            Unavailable: try again.
            Rejected: not an address of Twilio's, gone, or larger than MAX_FILE_BYTES.
        """
        try:
            async with self._stream(self._own(url), self._auth) as response:
                redirect = response.next_request
                if redirect is None:
                    return await _file(response)
            async with self._stream(self._safe(redirect.url), None) as response:
                return await _file(response)
        except httpx.HTTPError as error:
            raise Unavailable(f"the file cannot be fetched: {_name(error)}") from error

    def _stream(
        self, url: httpx.URL, auth: httpx.Auth | None
    ) -> AbstractAsyncContextManager[httpx.Response]:
        return self._client.stream("GET", url, auth=auth, follow_redirects=False)

    def _own(self, url: str) -> httpx.URL:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise Rejected("this is not the address of a file") from error
        if not self._is_own(address):
            raise Rejected("this is not the address of a file at Twilio")
        return address

    def _safe(self, target: httpx.URL) -> httpx.URL:
        if target.scheme != "https" and not self._is_own(target):
            raise Rejected("Twilio redirects to an address that is not https")
        return target

    def _is_own(self, url: httpx.URL) -> bool:
        base = self._base
        return (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)

    async def _call(
        self, method: str, url: httpx.URL, fields: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            response = await self._client.request(
                method, url, data=fields, auth=self._auth, follow_redirects=False
            )
        except _NEVER_LEFT as error:
            raise Unavailable(f"Twilio cannot be reached: {_name(error)}") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"Twilio did not answer: {_name(error)}") from error
        answer = _json_object(response)
        if response.is_success:
            return answer
        raise _refusal(response, answer)


def _base_url(base: str) -> httpx.URL:
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"TWILIO_API_BASE is not an address: {base!r}") from error
    is_loopback = url.scheme == "http" and url.host in ("127.0.0.1", "localhost", "::1")
    if not url.host or not (url.scheme == "https" or is_loopback):
        raise ConfigurationError(
            f"TWILIO_API_BASE is not https, nor http on this machine: {base!r}"
        )
    return url


def _name(error: Exception) -> str:
    return type(error).__name__


def _json_object(response: httpx.Response) -> dict[str, Any]:
    """The answer; empty when it is none (a proxy's page, a body that was cut)."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str):
        raise OutcomeUnknown(f"Twilio's answer has no {name}")
    return value


def _refusal(response: httpx.Response, answer: Mapping[str, Any]) -> PortError:
    """
    What a refusal asks of us (Twilio docs, "Twilio's response", "Exceptions").

    "An API Request that receives an error 429 response is never processed" (20429).  Of other
    failures inside Twilio nobody says so: the message may be on its way, and a status with our
    key will tell.
    """
    status, code = response.status_code, str(answer.get("code", ""))
    message = f"Twilio refused: {status} {code} {str(answer.get('message', ''))[:200]}".strip()
    if status in (429, 503):
        return Unavailable(message, retry_after_seconds=_retry_after(response))
    if status >= 500:
        return OutcomeUnknown(message)
    if status == 401:
        code = "20003"
    return refusal(message, code, retry_after_seconds=_retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None


async def _file(response: httpx.Response) -> ReceivedFile:
    if response.status_code == 429 or response.is_server_error:
        raise Unavailable(
            f"the file is not there now: {response.status_code}",
            retry_after_seconds=_retry_after(response),
        )
    if not response.is_success:
        raise Rejected(f"the file is gone, or not ours: {response.status_code}")
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_FILE_BYTES:
            raise Rejected("the file is too large", words="O arquivo é grande demais.")
    media_type = response.headers.get("content-type", "application/octet-stream")
    return ReceivedFile(bytes(content), media_type.partition(";")[0].strip())
