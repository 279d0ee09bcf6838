"""Twilio as a Channel: one WhatsApp sender of one account."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

import httpx

from adapters.http.pacing import Pace, Pacer
from adapters.http.resuming import Resuming
from adapters.whatsapp.twilio.api import API_BASE, Account, TwilioApi
from adapters.whatsapp.twilio.messages import TEXT_BYTES, Call, compose
from adapters.whatsapp.twilio.webhook import CHANNEL, KEY_PARAMETER, WHATSAPP
from autovenda_core.errors import ConfigurationError, PortError
from autovenda_core.ports.channel import (
    Capabilities,
    Document,
    OutgoingMessage,
    ReceivedFile,
    Sent,
    key_of_part,
)
from autovenda_core.ports.clock import Clock

__all__ = ["PACE", "TwilioChannel"]

PACE = Pace(apart_seconds=6.0, burst=10, per_second=10)
"""10 texts a second for a sender (Twilio docs, "The WhatsApp Business Platform with Twilio: Best
Practices and FAQs"; what is faster waits in Twilio's queue).  To one person WhatsApp allows one in
6 s, whoever sends them, and lends some for a burst (Meta's error 131056)."""

_SENDER = re.compile(r"whatsapp:\+[0-9]{8,15}|MG[0-9a-fA-F]{32}")


class TwilioChannel:
    """
    Fits the Channel port.  The client belongs to the caller.

    Messages that need several calls (see `messages`) are resumed: after a failure half-way,
    sending the same key again skips what was accepted, as long as this process lives.
    """

    name = CHANNEL

    def __init__(
        self,
        client: httpx.AsyncClient,
        account_sid: str,
        auth_token: str,
        sender: str,
        clock: Clock,
        *,
        share: Callable[[Document], Awaitable[str]],
        templates: Mapping[str, str],
        status_url: str | None,
        api_base: str = API_BASE,
    ) -> None:
        """
        Args:
            sender: `whatsapp:+55…`, or the SID of a Messaging Service, `MG…`.
            share: puts a document where Twilio can fetch it for a while; its public address,
                whose last segment is the file's name.
            templates: the ContentSid of each approved template, by our name for it.
            status_url: our webhook's public address, for delivery reports; None: none come.

        Raises:
            ConfigurationError: the account, the sender or the base cannot be right.
        """
        if _SENDER.fullmatch(sender) is None:
            raise ConfigurationError(
                f"TWILIO_FROM is neither whatsapp:+5511999990000 nor MG…: {sender!r}"
            )
        self.capabilities = Capabilities(
            document=True,
            text_chars=TEXT_BYTES,
            caption_chars=0,
            template=bool(templates),
            window_hours=24,
            reports_keys=status_url is not None,
        )
        self._api = TwilioApi(client, account_sid, auth_token, api_base)
        self._sender = {"From" if sender.startswith(WHATSAPP) else "MessagingServiceSid": sender}
        self._share = share
        self._templates = templates
        self._status_url = status_url
        self._pacer = Pacer(clock, "Twilio", PACE)
        self._messages: Resuming[tuple[Call, str], str] = Resuming()

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Send a message; its buttons are numbered text.

        Accepted is not delivered: a closed window and most refusals of WhatsApp come later, as
        a status (Twilio docs, error 63016).

        Raises:
            Unavailable: not sent; also when it would be faster than Twilio allows.
            Rejected: refused; `unreachable` when the person opted out or has no WhatsApp.
            OutcomeUnknown: the answer was lost; a status with the key may tell.
        """
        calls = compose(message, self._templates)
        keys = [key_of_part(message.key, number) for number in range(1, len(calls))]
        accepted = await self._messages.make(
            message.key,
            list(zip(calls, (*keys, message.key), strict=True)),
            lambda call: self._create(message.to, *call),
            begin=lambda: self._pacer.take(message.key, message.to),
        )
        return Sent(accepted[-1], "\n\n".join(call.text for call in calls if call.text))

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Fetch a file by the MediaUrl of a webhook.

        Raises:
            Unavailable: try again.
            Rejected: it is gone, too large, or not at Twilio.
        """
        return await self._api.download(media_id)

    async def acknowledge(self, to: str, message_id: str) -> None:
        """Mark a message as read and show that we write; best effort, and raises nothing."""
        with contextlib.suppress(PortError):
            await self._api.show_typing(message_id)

    async def account(self) -> Account:
        """
        Whose credentials these are.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: they are wrong.
        """
        return await self._api.account()

    async def _create(self, to: str, call: Call, key: str) -> str:
        fields = {"To": to, **self._sender, **call.fields}
        if call.document is not None:
            fields["MediaUrl"] = await self._share(call.document)
        if self._status_url is not None:
            fields["StatusCallback"] = _with_key(self._status_url, key)
        return await self._api.create_message(fields)


def _with_key(url: str, key: str) -> str:
    # Twilio signs the address as it calls it, so nothing is escaped that need not be.
    return f"{url}{'&' if '?' in url else '?'}{KEY_PARAMETER}={quote(key, safe=':/')}"
