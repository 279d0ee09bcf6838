"""WhatsApp by Meta's Cloud API: buttons, reports that bring our key back, and 24 hours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

from adapters.whatsapp.cloud.emulator import Lead, Line, WhatsAppEmulator
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock
from tests.channels.providers.base import Provider, Seen

__all__ = ["WhatsApp"]

VERIFY_TOKEN = "verify-emulated"  # noqa: S105  an emulator's
PAIR_RATE_LIMIT, UNDELIVERABLE = 131056, 131026
"""Meta, Cloud API error codes (2026-05-15)."""


class WhatsApp(Provider):
    """A number, which the owner also uses in the Business app."""

    channel = "whatsapp"
    has_buttons = True
    arrives_as = "delivered"
    settles_lost_answers = True

    def __init__(self, clock: Clock) -> None:
        self.emulator = WhatsAppEmulator(clock)
        self._clock = clock

    @override
    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        with self.emulator.running() as base:
            yield {
                "WHATSAPP_TOKEN": self.emulator.token,
                "WHATSAPP_PHONE_NUMBER_ID": self.emulator.phone_number_id,
                "WHATSAPP_WABA_ID": self.emulator.waba_id,
                "WHATSAPP_APP_SECRET": self.emulator.app_secret,
                "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
                "WHATSAPP_API_BASE": base,
            }

    @override
    def deliver_to(self, public_url: str) -> None:
        self.emulator.subscribe(f"{public_url}/webhook/whatsapp", VERIFY_TOKEN)

    @override
    def lead(self, name: str) -> Lead:
        return self.emulator.lead(name)

    @override
    def contacts(self, lead: Lead) -> set[tuple[str, str]]:
        return {("wa_id", lead.profile.wa_id), ("bsuid", lead.profile.user_id)}

    @override
    def seen(self, line: Line) -> Seen:
        buttons = tuple(key.title for key in line.keys)
        url = line.link.url if line.link else None
        return Seen(line.from_business, line.text, buttons, url, line.document)

    @override
    def waits_until_taken(self) -> None:
        self.emulator.waits_until_taken()

    @override
    def loses_answer(self) -> None:
        self.emulator.lose_answers()

    @override
    def is_too_fast(self) -> None:
        self.emulator.refuse(PAIR_RATE_LIMIT)

    @override
    def sends_voice(self, lead: Lead, content: bytes) -> None:
        lead.sends("voice", Document("nota.ogg", "audio/ogg; codecs=opus", content))

    @override
    def sends_unreadable(self, lead: Lead) -> None:
        lead.sends("unsupported", Document("?", "application/octet-stream", b"?"))

    @override
    def reports_failure(self, lead: Lead, message_id: str) -> None:
        status = {
            "id": message_id,
            "status": "failed",
            "timestamp": self._now(),
            **lead.profile.recipient(),
            "errors": [{"code": UNDELIVERABLE, "title": "Message undeliverable"}],
        }
        self.emulator.happen("messages", {"statuses": [status]})

    @override
    def writes_in_group(self, lead: Lead, text: str) -> None:
        message = {
            "id": "wamid.GROUP",
            "timestamp": self._now(),
            **lead.profile.sender(),
            "type": "text",
            "text": {"body": text},
            "group_id": "120363000000000000",
        }
        value = {"contacts": [lead.profile.contact()], "messages": [message]}
        self.emulator.happen("messages", value)

    @override
    def owner_types(self, lead: Lead, text: str) -> None:
        self.emulator.owner_types(lead, text)

    def _now(self) -> str:
        return str(int(self._clock.now().timestamp()))
