"""Telegram as a Channel: one bot that sends messages, and the few calls that set it up."""

from __future__ import annotations

import contextlib
import mimetypes
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.http.pacing import Pace, Pacer
from adapters.http.resuming import Resuming
from adapters.telegram.api import API_BASE, BotApi
from adapters.telegram.messages import CAPABILITIES, Call, compose
from adapters.telegram.updates import CHANNEL, TAP, is_update_id
from autovenda_core.errors import OutcomeUnknown, PortError, Unavailable
from autovenda_core.ports.channel import OutgoingMessage, ReceivedFile, Sent
from autovenda_core.ports.clock import Clock

__all__ = ["ALLOWED_UPDATES", "Bot", "TelegramChannel", "WebhookInfo"]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""Asked for by name: an omitted list means "as it was set before" (Bot API, "setWebhook")."""

_PACE = Pace(apart_seconds=1, burst=1, per_second=30)
"""python-telegram-bot 22.8, `FloodLimit`."""

_MOST_BYTES = 20_000_000
"""What a bot may download (Bot API, "getFile"; python-telegram-bot 22.8, `FileSizeLimit`)."""

_MEDIA_TYPES = mimetypes.MimeTypes()
_MEDIA_TYPES.add_type("audio/ogg", ".oga")  # how Telegram names voice messages


@dataclass(frozen=True)
class Bot:
    """Who we are on Telegram."""

    id: int
    username: str
    """Without the @; `https://t.me/<username>` opens the chat."""
    name: str


@dataclass(frozen=True)
class WebhookInfo:
    """Where Telegram delivers updates, and how that goes."""

    url: str
    """Empty: nowhere; updates wait to be polled."""
    pending_updates: int
    last_error: str | None


class TelegramChannel:
    """
    Fits the Channel port.  The client belongs to the caller.

    Messages that need several calls (see `messages`) are resumed: after a failure half-way,
    sending the same key again skips what was accepted, as long as this process lives.
    """

    name = CHANNEL
    capabilities = CAPABILITIES

    def __init__(
        self, client: httpx.AsyncClient, token: str, clock: Clock, api_base: str = API_BASE
    ) -> None:
        """
        Raises:
            ConfigurationError: `token` or `api_base` cannot be right.
        """
        self._api = BotApi(client, token, api_base)
        self._pacer = Pacer(clock, "Telegram", _PACE)
        self._messages: Resuming[Call, str] = Resuming()

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Send a message; the buttons' ids come back as `ButtonPressed.button_id`.

        Raises:
            Unavailable: not sent; also when it would be faster than Telegram allows.
            Rejected: refused; `unreachable` when the person blocked the bot or is gone.
            OutcomeUnknown: the answer was lost.
        """
        calls = compose(message)
        accepted = await self._messages.make(
            message.key,
            calls,
            self._message_id,
            begin=lambda: self._pacer.take(message.key, message.to),
        )
        return Sent(accepted[-1], "\n\n".join(call.shown for call in calls if call.shown))

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Fetch a file by its file_id; at most 20 MB.

        "This function may not preserve the original file name and MIME type" (Bot API,
        "getFile"): the type is guessed from the name that the file has at Telegram.

        Raises:
            Unavailable: try again.
            Rejected: it is gone, or too large.
        """
        try:
            file = await self._api.call("getFile", {"file_id": media_id})
            path = str(_member(file, "file_path", "getFile"))
        except OutcomeUnknown as error:
            raise Unavailable(str(error)) from error
        content = await self._api.download(path, _MOST_BYTES)
        media_type, _ = _MEDIA_TYPES.guess_type(path, strict=False)
        return ReceivedFile(content, media_type or "application/octet-stream")

    async def acknowledge(self, to: str, message_id: str) -> None:
        """
        Stop the spinner on a tapped button, or show that an answer is being written.

        Best effort: nothing depends on it, and "query is too old" is what a late one is told.
        """
        with contextlib.suppress(PortError):
            if message_id.startswith(TAP):
                tap_id = message_id.removeprefix(TAP)
                await self._api.call("answerCallbackQuery", {"callback_query_id": tap_id})
            else:
                await self._api.call("sendChatAction", {"chat_id": to, "action": "typing"})

    async def get_updates(self, offset: int | None, wait_seconds: int) -> list[dict[str, Any]]:
        """
        Updates from `offset` on, at most 100; waits for the first one.

        Everything below `offset` is confirmed by this call and never comes back.

        Raises:
            Unavailable, OutcomeUnknown: ask again.
            Rejected: a webhook is set, or the token is wrong.
        """
        fields = {"timeout": wait_seconds, "allowed_updates": ALLOWED_UPDATES}
        fields |= {"offset": offset} if offset is not None else {}
        updates = await self._api.call("getUpdates", fields, wait_seconds=wait_seconds)
        if not isinstance(updates, list) or not all(map(_is_update, updates)):
            raise OutcomeUnknown("the answer to getUpdates is not a list of updates")
        return updates

    async def set_webhook(self, url: str, secret: str) -> None:
        """
        Have updates delivered to `url` (https; port 443, 80, 88 or 8443), with `secret` in the
        header that `updates.verify` checks.  Polling is refused from now on.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: Telegram does not take the address or the secret.
        """
        fields = {"url": url, "secret_token": secret, "allowed_updates": ALLOWED_UPDATES}
        await self._api.call("setWebhook", fields)

    async def delete_webhook(self) -> None:
        """
        Have nothing delivered; updates wait to be polled.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: the token is wrong.
        """
        await self._api.call("deleteWebhook")

    async def get_me(self) -> Bot:
        """
        Who the token belongs to: the cheapest way to check it.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: the token is wrong.
        """
        me = await self._api.call("getMe")
        parts = (_member(me, part, "getMe") for part in ("id", "username", "first_name"))
        return Bot(*parts)

    async def get_webhook_info(self) -> WebhookInfo:
        """
        How deliveries go.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: the token is wrong.
        """
        info = await self._api.call("getWebhookInfo")
        return WebhookInfo(
            url=_member(info, "url", "getWebhookInfo"),
            pending_updates=_member(info, "pending_update_count", "getWebhookInfo"),
            last_error=info.get("last_error_message"),
        )

    async def _message_id(self, call: Call) -> str:
        message = await self._api.call(call.method, call.fields, document=call.document)
        return str(_member(message, "message_id", call.method))


def _member(answer: object, name: str, method: str) -> Any:
    if not isinstance(answer, dict) or name not in answer:
        raise OutcomeUnknown(f"the answer to {method} has no {name}")
    return answer[name]


def _is_update(value: object) -> bool:
    return isinstance(value, dict) and is_update_id(value.get("update_id"))
