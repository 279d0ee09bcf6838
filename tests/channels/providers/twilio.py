"""WhatsApp by Twilio: numbered text, documents that it fetches, and signed forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlencode

import httpx
from typing_extensions import override

from adapters.whatsapp.twilio.emulator import Lead, Line, TwilioEmulator
from adapters.whatsapp.twilio.signature import FORM, SIGNATURE_HEADER, sign
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock
from tests.channels.providers.base import Provider, Seen

__all__ = ["Twilio"]

TOO_MANY_REQUESTS, UNDELIVERABLE = 20429, 63024


class Twilio(Provider):
    """A WhatsApp sender."""

    channel = "twilio"
    has_buttons = False
    arrives_as = "delivered"
    settles_lost_answers = True

    def __init__(self, clock: Clock) -> None:
        self.emulator = TwilioEmulator(clock)
        self._webhook = ""
        self._numbers = count(5521988880001)

    @override
    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        with self.emulator.running() as base:
            yield {
                "TWILIO_ACCOUNT_SID": self.emulator.account_sid,
                "TWILIO_AUTH_TOKEN": self.emulator.auth_token,
                "TWILIO_FROM": self.emulator.sender,
                "TWILIO_API_BASE": base,
            }

    @override
    def deliver_to(self, public_url: str) -> None:
        self._webhook = f"{public_url}/webhook/whatsapp/twilio"
        self.emulator.deliver_to(self._webhook)

    @override
    def lead(self, name: str) -> Lead:
        return self.emulator.lead(name, f"+{next(self._numbers)}")

    @override
    def contacts(self, lead: Lead) -> set[tuple[str, str]]:
        return {("wa_id", lead.address.removeprefix("whatsapp:+"))}

    @override
    def seen(self, line: Line) -> Seen:
        buttons = tuple(button.title for button in line.buttons)
        return Seen(line.from_business, line.text, buttons, None, line.document)

    @override
    def waits_until_taken(self) -> None:
        self.emulator.waits_until_delivered()

    @override
    def loses_answer(self) -> None:
        self.emulator.lose_answers()

    @override
    def is_too_fast(self) -> None:
        self.emulator.refuse(429, TOO_MANY_REQUESTS, retry_after_seconds=7)

    @override
    def sends_voice(self, lead: Lead, content: bytes) -> None:
        lead.sends(Document("nota.ogg", "audio/ogg", content))

    @override
    def sends_unreadable(self, lead: Lead) -> None:
        self._posts({"MessageSid": "SM-unreadable", "From": lead.address, "MessageType": "unknown"})

    @override
    def reports_failure(self, lead: Lead, message_id: str) -> None:
        failed = {"MessageStatus": "undelivered", "ErrorCode": str(UNDELIVERABLE)}
        self._posts({"MessageSid": message_id, "To": lead.address, **failed})

    def _posts(self, form: dict[str, str]) -> None:
        """What the emulator has no handle for, as Twilio would sign it."""
        form = {"AccountSid": self.emulator.account_sid, "NumMedia": "0", **form}
        signature = sign(self._webhook, form.items(), self.emulator.auth_token)
        headers = {"content-type": FORM, SIGNATURE_HEADER: signature}
        answer = httpx.post(self._webhook, content=urlencode(form), headers=headers)
        assert answer.status_code == 200, answer.text
