"""WhatsApp by a WPPConnect server: numbered text, and an echo of all that leaves the account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

from adapters.whatsapp.wppconnect.emulator import Lead, Line, WppConnectEmulator
from autovenda_core.ports.clock import Clock
from tests.channels.providers.base import Provider, Seen

__all__ = ["WppConnect"]

PATH_SECRET = "path-secret-emulated"  # noqa: S105  an emulator's


class WppConnect(Provider):
    """A session on the business's own phone."""

    channel = "wppconnect"
    has_buttons = False
    arrives_as = "sent"
    settles_lost_answers = False

    def __init__(self, clock: Clock) -> None:
        self.emulator = WppConnectEmulator(clock)

    @override
    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        with self.emulator.running() as base:
            yield {
                "WPPCONNECT_URL": base,
                "WPPCONNECT_SESSION": self.emulator.session,
                "WPPCONNECT_TOKEN": self.emulator.token,
                "WPPCONNECT_WEBHOOK_SECRET": PATH_SECRET,
            }

    @override
    def deliver_to(self, public_url: str) -> None:
        url = f"{public_url}/webhook/whatsapp/wppconnect/{PATH_SECRET}"
        self.emulator.deliver_to(url, echo=True)

    @override
    def lead(self, name: str) -> Lead:
        return self.emulator.lead(name)

    @override
    def contacts(self, lead: Lead) -> set[tuple[str, str]]:
        """The lid is looked up when we answer for the first time."""
        return {("wa_id", lead.number.removesuffix("@c.us")), ("lid", lead.lid)}

    @override
    def seen(self, line: Line) -> Seen:
        return Seen(line.from_us, line.text, document=line.document)

    @override
    def waits_until_taken(self) -> None:
        self.emulator.waits_until_posted()

    @override
    def loses_answer(self) -> None:
        self.emulator.lose_answers("send-message")

    @override
    def is_too_fast(self) -> None:
        self.emulator.refuse("send-message", 429, headers={"Retry-After": "7"})

    @override
    def sends_voice(self, lead: Lead, content: bytes) -> None:
        lead.sends_file(content)

    @override
    def sends_unreadable(self, lead: Lead) -> None:
        self.emulator.happen(
            "onmessage",
            id=f"false_{lead.number}_3AUNREADABLE",
            type="unknown",
            **{"from": lead.number},
        )

    @override
    def reports_failure(self, lead: Lead, message_id: str) -> None:
        self.emulator.happen("onack", id=message_id, ack=-1)

    @override
    def writes_in_group(self, lead: Lead, text: str) -> None:
        group = "120363000000000000@g.us"
        self.emulator.happen(
            "onmessage",
            id=f"false_{group}_3AGROUP_{lead.number}",
            type="chat",
            body=text,
            chatId=group,
            author=lead.number,
            isGroupMsg=True,
            **{"from": group},
        )

    @override
    def owner_types(self, lead: Lead, text: str) -> None:
        self.emulator.owner_types(lead, text)
