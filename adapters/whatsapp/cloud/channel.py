"""WhatsApp by the Cloud API as a Channel: one number that sends, and the calls that check it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.http.pacing import Pace, Pacer
from adapters.http.resuming import Resuming
from adapters.whatsapp.cloud.api import API_BASE, FILE_BYTES, VERSION, GraphApi
from adapters.whatsapp.cloud.messages import CAPABILITIES, Call, compose
from adapters.whatsapp.cloud.people import CHANNEL, identify
from adapters.whatsapp.fields import at, each, text_at
from autovenda_core.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PortError,
    Rejected,
    Unavailable,
)
from autovenda_core.identity import Identity
from autovenda_core.ports.channel import OutgoingMessage, ReceivedFile, Sent
from autovenda_core.ports.clock import Clock

__all__ = ["CloudChannel", "PhoneNumber", "TemplateState"]

_PACE = Pace(apart_seconds=6, burst=20, per_second=20)
"""
One message in 6 seconds to the same person; 45 may go at once, on credit (Meta, pair rate
limit; dualhook, "Capacity, quality and limits").  80 a second in all, 20 for a number that is
also used in the Business app, and messages that come in count too.
"""


@dataclass(frozen=True)
class PhoneNumber:
    """The number that we are, as Meta has it."""

    display: str
    """As people write it."""
    name: str
    """Shown to clients, once Meta has verified it."""
    quality: str
    """GREEN, YELLOW, RED or UNKNOWN: how often clients block or report it."""
    webhook_url: str | None
    """Where Meta delivers, if it says so."""


@dataclass(frozen=True)
class TemplateState:
    """A template as Meta has it; only APPROVED ones can be sent."""

    name: str
    language: str
    status: str


@dataclass(frozen=True)
class _Accepted:
    """A call that Meta took."""

    message_id: str
    identities: tuple[Identity, ...]


class CloudChannel:
    """
    Fits the Channel port.  The client belongs to the caller.

    Messages that need several calls (see `messages`) are resumed: after a failure half-way,
    sending the same key again skips what was accepted, as long as this process lives.

    A send that Meta accepted may still fail: the status says so, later, with our key.
    """

    name = CHANNEL
    capabilities = CAPABILITIES

    def __init__(
        self,
        client: httpx.AsyncClient,
        token: str,
        phone_number_id: str,
        clock: Clock,
        *,
        api_base: str = API_BASE,
        version: str = VERSION,
        waba_id: str | None = None,
    ) -> None:
        """
        Args:
            client: makes the calls; closed by the caller.
            token: of a system user, with whatsapp_business_messaging and _management.
            phone_number_id: Meta's id of our number, not the number itself.
            clock: for the pacing.
            api_base: Meta's, or an emulator's.
            version: of the Graph API.
            waba_id: of the business account; needed for templates only.

        Raises:
            ConfigurationError: one of them cannot be right.
        """
        if not phone_number_id.isalnum():
            raise ConfigurationError(
                "WHATSAPP_PHONE_NUMBER_ID is the id that the app's WhatsApp page shows under the "
                f"number, and cannot be {phone_number_id!r}"
            )
        self._api = GraphApi(client, token, api_base, version)
        self._pacer = Pacer(clock, "Meta", _PACE)
        self._number_id = phone_number_id
        self._waba_id = waba_id
        self._messages: Resuming[Call, _Accepted] = Resuming()

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Send a message; the buttons' ids come back as `ButtonPressed.button_id`.

        Raises:
            Unavailable: not sent; also when it would be faster than Meta allows.
            Rejected: refused; `unreachable` when the person cannot be written to.
            OutcomeUnknown: the answer was lost; a status with the key settles it.
        """
        calls = compose(message)
        accepted = await self._messages.make(
            message.key, calls, self._post, begin=lambda: self._pacer.take(message.key, message.to)
        )
        text = "\n\n".join(call.text for call in calls if call.text)
        return Sent(accepted[-1].message_id, text, accepted[-1].identities)

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Fetch a file that a person sent; Meta keeps it for 7 days ("Media", 2026-06-16).

        Raises:
            Unavailable: try again.
            Rejected: it is gone, or larger than 16 MB.
        """
        file = await self._api.get(media_id)
        size, url = at(file, "file_size"), text_at(file, "url")
        if isinstance(size, int) and size > FILE_BYTES:
            raise Rejected(
                f"the file has {size} bytes", words=f"o arquivo tem {size // 1024**2} MB"
            )
        if url is None:
            raise Unavailable("Meta gave no address for the file")
        received = await self._api.download(url)
        return ReceivedFile(received.content, text_at(file, "mime_type") or received.media_type)

    async def acknowledge(self, to: str, message_id: str) -> None:
        """
        Show the blue ticks and "typing…", which ends with our answer or after 25 seconds.

        Best effort: nothing depends on it.  `to` is not needed, the message names the person.
        """
        content = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        with contextlib.suppress(PortError):
            await self._api.post(self._number_id, "messages", content=content)

    async def phone_number(self) -> PhoneNumber:
        """
        Who we are: the cheapest way to check token and number.

        Raises:
            Unavailable: try again.
            Rejected: the token or the id is wrong.
        """
        fields = "display_phone_number,verified_name,quality_rating,webhook_configuration"
        number = await self._api.get(self._number_id, fields=fields)
        return PhoneNumber(
            text_at(number, "display_phone_number") or "",
            text_at(number, "verified_name") or "",
            text_at(number, "quality_rating") or "UNKNOWN",
            text_at(number, "webhook_configuration", "application"),
        )

    async def templates(self) -> list[TemplateState]:
        """
        Every template of the business account.

        Raises:
            Unavailable: try again.
            Rejected: the token or the account's id is wrong.
            ConfigurationError: the channel was made without `waba_id`.
        """
        account, found = self._account(), []
        page: dict[str, str] = {}
        while True:
            answer = await self._api.get(
                account, "message_templates", fields="name,language,status", limit="100", **page
            )
            found += [_state(template) for template in each(answer, "data")]
            after = text_at(answer, "paging", "cursors", "after")
            if at(answer, "paging", "next") is None or after is None:
                return found
            page = {"after": after}

    async def create_template(
        self, name: str, language: str, body: str, example: Sequence[str]
    ) -> TemplateState:
        """
        Ask Meta to approve a text about what was bought (category UTILITY).

        Args:
            name: lower case letters, digits and underscores.
            language: pt_BR.
            body: with {{1}}, {{2}}… where values go; not at its beginning or end.
            example: a value for each, for the people who approve it.

        Raises:
            Unavailable: try again.
            Rejected: Meta does not take it, or has one of this name and language.
            OutcomeUnknown: the answer was lost; look into `templates`.
            ConfigurationError: the channel was made without `waba_id`.
        """
        text: dict[str, Any] = {"type": "BODY", "text": body}
        if example:
            text["example"] = {"body_text": [list(example)]}
        content = {"name": name, "language": language, "category": "UTILITY", "components": [text]}
        answer = await self._api.post(self._account(), "message_templates", content=content)
        return TemplateState(name, language, text_at(answer, "status") or "PENDING")

    async def _post(self, call: Call) -> _Accepted:
        fields = call.fields
        if call.document is not None:
            answer = await self._api.upload(self._number_id, "media", document=call.document)
            media_id = text_at(answer, "id")
            if media_id is None:
                raise Unavailable("the answer to media has no id")
            fields = call.with_media(media_id)
        return _accepted(await self._api.post(self._number_id, "messages", content=fields))

    def _account(self) -> str:
        if self._waba_id is None:
            raise ConfigurationError("templates need WHATSAPP_WABA_ID, the business account's id")
        return self._waba_id


def _accepted(answer: Any) -> _Accepted:
    """
    What the answer to a send says: also which wa_id the number we wrote to really has, in Brazil
    often without its 9.
    """
    message_id = next((text_at(message, "id") for message in each(answer, "messages")), None)
    if message_id is None:
        raise OutcomeUnknown("the answer to messages has no message id")
    contact = next(each(answer, "contacts"), None)
    return _Accepted(message_id, identify((text_at(contact, "wa_id"), text_at(contact, "user_id"))))


def _state(template: Any) -> TemplateState:
    name, language, status = (
        text_at(template, part) or "" for part in ("name", "language", "status")
    )
    return TemplateState(name, language, status)
