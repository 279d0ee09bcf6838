"""WPPConnect as a Channel: one session that sends messages, and the few calls that set it up."""

from __future__ import annotations

import binascii
import contextlib
from base64 import b64decode
from dataclasses import dataclass

import httpx

from adapters.http.pacing import Pace, Pacer
from adapters.http.resuming import Resuming
from adapters.whatsapp.fields import at, text_at
from adapters.whatsapp.wppconnect.addresses import (
    address_at,
    chat_of,
    identities_of,
    is_lid,
    message_id_at,
    number_of,
)
from adapters.whatsapp.wppconnect.api import WppConnectApi
from adapters.whatsapp.wppconnect.echoes import OwnSends
from adapters.whatsapp.wppconnect.messages import CAPABILITIES, Call, compose, recipient
from adapters.whatsapp.wppconnect.webhook import CHANNEL
from autovenda_core.errors import OutcomeUnknown, PortError, Rejected
from autovenda_core.identity import Identity
from autovenda_core.ports.channel import OutgoingMessage, ReceivedFile, Sent
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.inbound import Reading

__all__ = ["SessionState", "WppConnectChannel"]

_PACE = Pace(apart_seconds=2, burst=1, per_second=3)
"""Ours: WhatsApp bans numbers that write like machines, and tells no limits."""

_FILE_BYTES = 20 * 2**20
_LOOKUP_SECONDS = 5.0
"""A lookup helps, and is not worth holding up the message that waits behind it."""


@dataclass(frozen=True)
class SessionState:
    """How the server's session stands."""

    status: str
    """The server's word: CONNECTED, QRCODE, INITIALIZING, CLOSED…"""
    connected: bool
    """Whether WhatsApp answers just now; a session can be open on a phone that is off."""

    @property
    def words(self) -> str:
        """The same for the operator, in pt-BR."""
        if self.connected:
            return "WhatsApp conectado."
        match self.status:
            case "QRCODE":
                return "Falta ler o QR code com o celular da empresa (WhatsApp > Aparelhos)."
            case "INITIALIZING":
                return "A sessão está iniciando; veja de novo em um minuto."
            case "CLOSED":
                return "A sessão está fechada; inicie-a no WPPConnect."
            case _:
                return "A sessão existe, mas o WhatsApp não responde; o celular está ligado?"


@dataclass(frozen=True)
class _Accepted:
    """A call that the server took."""

    message_id: str
    identities: tuple[Identity, ...]


class WppConnectChannel:
    """
    Fits the Channel port.  The client belongs to the caller.

    Messages that need several calls (see `messages`) are resumed: after a failure half-way,
    sending the same key again skips what was accepted, as long as this process lives.
    """

    name = CHANNEL
    capabilities = CAPABILITIES

    def __init__(
        self, client: httpx.AsyncClient, base_url: str, session: str, token: str, clock: Clock
    ) -> None:
        """
        Raises:
            ConfigurationError: address, session or token cannot be right.
        """
        self._api = WppConnectApi(client, base_url, session, token)
        self._pacer = Pacer(clock, "WPPConnect", _PACE)
        self._own = OwnSends(clock)
        self._messages: Resuming[Call, _Accepted] = Resuming()
        self._looked_up: set[str] = set()

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Send a message; choices come back as text, by number or title.

        `identities` tell the person's number and lid, as far as the server knows them: an answer
        may come from the other one (wppconnect-team/wppconnect #2652).

        Raises:
            Unavailable: not sent: the session is down, or it would be faster than is wise.
            Rejected: refused; `unreachable` when the number is not on WhatsApp.
            OutcomeUnknown: the answer was lost, or the server failed while sending.
        """
        calls = compose(message)
        accepted = await self._messages.make(
            message.key,
            calls,
            lambda call: self._call(call, message.to),
            begin=lambda: self._pacer.take(message.key, message.to),
        )
        return Sent(
            accepted[-1].message_id,
            "\n\n".join(call.text for call in calls if call.text),
            await self._known(message.to, accepted[-1].identities),
        )

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Fetch a file by the id of its message, at most 20 MB.

        Raises:
            Unavailable: try again; WhatsApp keeps files for days.
            Rejected: it is gone, too large, or the message has none.
        """
        # Base64 writes four characters for three bytes; a kilobyte is for what is around them.
        limit = _FILE_BYTES * 4 // 3 + 1024
        said = await self._api.get("get-media-by-message", media_id, limit_bytes=limit)
        content = at(said, "base64")
        if not isinstance(content, str):
            raise Rejected("the answer to get-media-by-message has no file")
        try:
            file = b64decode(content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Rejected("the file in the answer to get-media-by-message is broken") from error
        return ReceivedFile(file, text_at(said, "mimetype") or "application/octet-stream")

    async def acknowledge(self, to: str, message_id: str) -> None:
        """Show the chat as read, and us as typing.  Best effort: nothing depends on it."""
        for route, fields in (("send-seen", {}), ("typing", {"value": True})):
            with contextlib.suppress(PortError):
                await self._api.post(route, {**recipient(to), **fields})

    def is_own_echo(self, reading: Reading) -> bool:
        """
        Whether a reading of category `self` is only the echo of a send of this process.

        Ask before `fact_of`, which takes what is left for the owner's typing.
        """
        return self._own.include(reading)

    async def phone_of(self, lid: str) -> str | None:
        """The digits of the number behind a hidden id.  Best effort; None: nobody says."""
        with contextlib.suppress(PortError):
            _, phone = await self._pair(lid)
            return number_of(phone)
        return None

    async def state(self) -> SessionState:
        """
        How the session stands.

        Raises:
            Unavailable: the server cannot be reached.
            Rejected: session and token do not belong together.
        """
        status = text_at(await self._api.get("status-session"), "status")
        connection = await self._api.get("check-connection-session")
        return SessionState(status or "CLOSED", at(connection, "status") is True)

    async def start(self, webhook_url: str) -> None:
        """
        Open the session and have it post to `webhook_url`, which ends with our secret.

        A session that is open already keeps the webhook it was opened with (wppconnect-server
        2.10, `util/createSessionUtil.ts`): close it on the server first.  After a first start
        the owner must read the QR code that the server shows.

        Raises:
            Unavailable, OutcomeUnknown: try again.
            Rejected: session and token do not belong together.
        """
        await self._api.post("start-session", {"webhook": webhook_url, "waitQrCode": False})

    async def _call(self, call: Call, to: str) -> _Accepted:
        own = self._own.begin(to, call.text or call.filename or "")
        answer = await self._api.post(call.route, call.fields)
        responses = at(answer, "response")
        message = responses[0] if isinstance(responses, list) and responses else responses
        message_id = message_id_at(message, "id")
        if message_id is None:
            raise OutcomeUnknown(f"the answer to {call.route} has no message id")
        own.message_id = message_id
        chats = (address_at(message, "to"), address_at(message, "chatId"), chat_of(message_id))
        return _Accepted(message_id, identities_of(to, *chats))

    async def _known(self, to: str, identities: tuple[Identity, ...]) -> tuple[Identity, ...]:
        """With the other id of the person, asked once for an address that shows only one."""
        kinds = {identity.kind for identity in identities}
        if len(kinds) != 1 or to in self._looked_up:
            return identities
        # Marked before asking: a server that does not know the route is not asked each time.
        self._looked_up.add(to)
        with contextlib.suppress(PortError):
            return tuple(dict.fromkeys((*identities, *identities_of(*await self._pair(to)))))
        return identities

    async def _pair(self, address: str) -> tuple[str | None, str | None]:
        """Lid and number of a person (wa-js 4.6.0, `getPnLidEntry`).  Raises PortError."""
        said = await self._api.get("contact/pn-lid", address, seconds=_LOOKUP_SECONDS)
        lid, phone = address_at(said, "lid"), address_at(said, "phoneNumber")
        return (lid if lid and is_lid(lid) else None), phone
