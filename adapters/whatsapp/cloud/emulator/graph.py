"""The state behind the Graph API: one number, its chats, files and templates."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from itertools import count
from typing import Any

from adapters.whatsapp.cloud.emulator.deliveries import Deliveries
from adapters.whatsapp.cloud.emulator.files import Files
from adapters.whatsapp.cloud.emulator.lead import Lead, Profile
from adapters.whatsapp.cloud.emulator.rules import (
    INVALID,
    Refused,
    Shown,
    Template,
    checked_address,
    checked_content,
    checked_template,
)
from autovenda_core.identity import is_bsuid, phone_key
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Graph"]


@dataclass(frozen=True)
class _Sent:
    """A message that was accepted."""

    message_id: str
    address: str
    key: str | None


class Graph:
    """
    Everything but HTTP.  `changed` is its lock, and wakes whoever waits for a change.

    Each public method takes the lock; those that answer calls raise Refused.
    """

    def __init__(self, clock: Clock, secret: str, phone_number_id: str, waba_id: str) -> None:
        self.changed = threading.Condition()
        self.deliveries = Deliveries(clock, secret, self.changed)
        self.acknowledged: list[str] = []
        """Ids of the leads' messages that were marked as read."""
        self._clock = clock
        self._number_id = phone_number_id
        self._waba_id = waba_id
        self._display_number = "551140000000"
        self._leads: list[Lead] = []
        self._heard: set[str] = set()
        self._sent: dict[str, _Sent] = {}
        self._files = Files(clock)
        self._templates: dict[tuple[str, str], Template] = {}
        self._ids = count(1)

    def add_lead(
        self, name: str, wa_id: str | None, user_id: str | None, *, hides_number: bool
    ) -> Lead:
        """A person installs WhatsApp."""
        with self.changed:
            number = len(self._leads)
            profile = Profile(
                name,
                wa_id or f"55119000{number:05d}",
                user_id or f"BR.1{number:015d}",
                hides_number,
            )
            lead = Lead(
                profile,
                self._clock,
                self.changed,
                self._post,
                self._report_read,
                self._files.keep_theirs,
            )
            self._leads.append(lead)
            return lead

    def set_template(self, template: Template) -> None:
        """Meta decides on a template."""
        with self.changed:
            self._templates[template.name, template.language] = template

    def echo(self, lead: Lead, text: str) -> str:
        """The owner writes to a lead in the Business app; the message's id."""
        with self.changed:
            echo = {
                "id": self._message_id(),
                "from": self._display_number,
                "to": lead.profile.wa_id,
                "to_user_id": lead.profile.user_id,
                "timestamp": self._now(),
                "type": "text",
                "text": {"body": text},
            }
            self._deliver("smb_message_echoes", {"message_echoes": [echo]})
            return str(echo["id"])

    def happen(self, field: str, value: dict[str, Any]) -> None:
        """Any other change for the webhook."""
        with self.changed:
            self._deliver(field, value)

    def message(self, number_id: str, content: Any) -> dict[str, Any]:
        """POST /{phone_number_id}/messages: a message, or that one was read."""
        with self.changed:
            self._check_number(number_id)
            if not isinstance(content, dict):
                raise Refused(100, "(#100) the body is not an object")
            answer = self._read(content) if "status" in content else self._send(content)
            self.changed.notify_all()
            return answer

    def upload(self, number_id: str, document: Document) -> dict[str, Any]:
        """POST /{phone_number_id}/media."""
        with self.changed:
            self._check_number(number_id)
            if not document.content:
                raise Refused(131053, "Media upload error: the file is empty")
            return {"id": self._files.keep_ours(document)}

    def node(self, node_id: str, base: str) -> dict[str, Any]:
        """GET /{id}: of the number or of a file; `base` is our own address."""
        with self.changed:
            if node_id == self._number_id:
                return self._number()
            return self._files.node(node_id, base)

    def content(self, token: str) -> Document:
        """GET of the address of a file."""
        with self.changed:
            return self._files.content(token)

    def templates(self, waba_id: str, offset: int, limit: int) -> dict[str, Any]:
        """GET /{waba_id}/message_templates, a page of them."""
        with self.changed:
            self._check_account(waba_id)
            found = [
                {"name": each.name, "language": each.language, "status": each.status}
                for each in self._templates.values()
            ]
            page: dict[str, Any] = {"data": found[offset : offset + limit]}
            if offset + limit < len(found):
                page["paging"] = {"cursors": {"after": str(offset + limit)}, "next": "more"}
            return page

    def create_template(self, waba_id: str, content: Any) -> dict[str, Any]:
        """POST /{waba_id}/message_templates."""
        with self.changed:
            self._check_account(waba_id)
            template = checked_template(content)
            if (template.name, template.language) in self._templates:
                raise Refused(100, "(#100) there is a template of this name and language")
            self._templates[template.name, template.language] = template
            return {"id": str(next(self._ids)), "status": template.status, "category": "UTILITY"}

    def _check_number(self, number_id: str) -> None:
        if number_id != self._number_id:
            raise Refused(100, "(#100) Object with ID does not exist", status=404)

    def _check_account(self, waba_id: str) -> None:
        if waba_id != self._waba_id:
            raise Refused(100, "(#100) Object with ID does not exist", status=404)

    def _number(self) -> dict[str, Any]:
        return {
            "id": self._number_id,
            "display_phone_number": "+55 11 4000-0000",
            "verified_name": "Auto-Venda",
            "quality_rating": "GREEN",
            "webhook_configuration": {"application": self.deliveries.url},
        }

    def _read(self, content: Any) -> dict[str, Any]:
        if content["status"] != "read" or content.get("message_id") not in self._heard:
            raise Refused(INVALID, "there is no such message to be marked as read")
        self.acknowledged.append(content["message_id"])
        return {"success": True}

    def _send(self, content: Any) -> dict[str, Any]:
        address = checked_address(content)
        shown = checked_content(
            content, self._files.ours, lambda name, language: self._templates.get((name, language))
        )
        lead = self._addressed(address)
        sent = _Sent(self._message_id(), address, content.get("biz_opaque_callback_data"))
        # A BSUID in `to` is dropped without a word (ChatbotX #965).
        if "recipient" in content or not is_bsuid(address):
            self._transport(sent, lead, shown)
        known = {"wa_id": lead.profile.wa_id, "user_id": lead.profile.user_id} if lead else {}
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": address, **known}],
            "messages": [{"id": sent.message_id, "message_status": "accepted"}],
        }

    def _transport(self, sent: _Sent, lead: Lead | None, shown: Shown) -> None:
        """What becomes of an accepted message: a status tells, never the answer."""
        if lead is None:
            self._report(sent, None, "failed", 131026)
            return
        if shown.kind != "template" and not lead.window_is_open:
            self._report(sent, lead, "failed", 131047)
            return
        self._report(sent, lead, "sent")
        if not lead.blocked:
            self._sent[sent.message_id] = sent
            lead.shows(sent.message_id, shown)
            self._report(sent, lead, "delivered")

    def _report(
        self, sent: _Sent, lead: Lead | None, status: str, error: int | None = None
    ) -> None:
        report: dict[str, Any] = {
            "id": sent.message_id,
            "status": status,
            "timestamp": self._now(),
            **(lead.profile.recipient() if lead else {"recipient_id": sent.address}),
        }
        if sent.key is not None:
            report["biz_opaque_callback_data"] = sent.key
        if error is not None:
            report["errors"] = [{"code": error, "title": "Message failed to send"}]
        # Contacts come with every status but `failed` (weni-ai/courier, statusBSUID.json).
        contacts = {"contacts": [lead.profile.contact()]} if lead and error is None else {}
        self._deliver("messages", {**contacts, "statuses": [report]})

    def _report_read(self, lead: Lead, message_id: str) -> None:
        self._report(self._sent[message_id], lead, "read")

    def _post(self, lead: Lead, message: dict[str, Any]) -> str:
        """A lead's message on its way to the webhook; a system message has no contacts."""
        message_id = self._message_id()
        self._heard.add(message_id)
        head = {**lead.profile.sender(), "id": message_id, "timestamp": self._now()}
        is_system = message["type"] == "system"
        contacts = {} if is_system else {"contacts": [lead.profile.contact()]}
        self._deliver("messages", {**contacts, "messages": [{**head, **message}]})
        return message_id

    def _deliver(self, field: str, value: dict[str, Any]) -> None:
        metadata = {
            "display_phone_number": self._display_number,
            "phone_number_id": self._number_id,
        }
        whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        entry = {"id": self._waba_id, "changes": [{"field": field, "value": whole}]}
        self.deliveries.add({"object": "whatsapp_business_account", "entry": [entry]})
        self.changed.notify_all()

    def _addressed(self, address: str) -> Lead | None:
        """By id, or by a number with or without Brazil's ninth digit."""
        number = phone_key(address)
        for lead in self._leads:
            if address == lead.profile.user_id or number == phone_key(lead.profile.wa_id):
                return lead
        return None

    def _message_id(self) -> str:
        return f"wamid.EMULATED{next(self._ids):06d}"

    def _now(self) -> str:
        return str(int(self._clock.now().timestamp()))
