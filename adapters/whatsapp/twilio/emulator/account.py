"""One account with its WhatsApp sender: who can be written to, and what becomes of messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from itertools import count

from adapters.whatsapp.twilio.emulator.lead import Lead, Line
from adapters.whatsapp.twilio.emulator.rules import Content, Outgoing, Refused, checked_message
from adapters.whatsapp.twilio.emulator.webhooks import Webhooks
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["TwilioAccount"]

_WINDOW_CLOSED, _MEDIA_NOT_FETCHED, _NO_SUCH_RECIPIENT = 63016, 63019, 63024
_CAPTIONED = ("image/", "video/")


class TwilioAccount:
    """Everything but HTTP.  Public methods take the lock `changed` themselves."""

    def __init__(self, clock: Clock, sid: str, auth_token: str, sender: str) -> None:
        self.sid = sid
        self.auth_token = auth_token
        self.sender = sender
        self.service_sid = f"MG{'5' * 32}"
        self.webhook_url: str | None = None
        """Where people's messages are told; None: nowhere."""
        self.changed = threading.Condition()
        self.webhooks = Webhooks(auth_token, self.changed)
        self.typing: list[str] = []
        """SIDs of the messages that were marked as read."""
        self.base = ""
        """Where the API is, for the addresses of files."""
        self._clock = clock
        self._numbers = count(1)
        self._leads: dict[str, Lead] = {}
        self._contents: dict[str, Content] = {}
        self._files: dict[str, Document] = {}
        self._messages: dict[str, Outgoing] = {}

    def add_lead(self, name: str, number: str, wa_id: str | None, bsuid: str | None) -> Lead:
        """A person; without a number they have hidden it."""
        bare = number or bsuid or ""
        person = {"From": f"whatsapp:{bare}", "ProfileName": name}
        if number:
            person["WaId"] = wa_id or number.removeprefix("+")
        if bsuid:
            person["ExternalUserId"] = f"whatsapp:{bsuid}"
        lead = Lead(
            person["From"],
            person,
            self._clock,
            self.changed,
            self._happened,
            self._keep,
            self._was_read,
        )
        with self.changed:
            self._leads[lead.address] = lead
        return lead

    def approve(self, text: str, buttons: tuple[Button, ...], *, is_list: bool) -> str:
        """A template; its ContentSid."""
        with self.changed:
            sid = self._sid("HX")
            self._contents[sid] = Content(text, buttons, is_list)
            return sid

    def check(self, fields: Mapping[str, str]) -> Outgoing:
        """A message to send, if it can be.  Raises Refused."""
        senders = {"From": self.sender, "MessagingServiceSid": self.service_sid}
        with self.changed:
            outgoing = checked_message(fields, senders, self._contents)
            lead = self._leads.get(outgoing.to)
            if lead is not None and lead.opted_out:
                raise Refused(400, 21610, "Attempt to send to unsubscribed recipient")
            return outgoing

    def take(self, outgoing: Outgoing, document: Document | None) -> dict[str, object]:
        """
        Accept a message, with its file if that could be fetched; the Message resource.

        What the message failed of is told by its status only, as by Twilio.
        """
        with self.changed:
            sid = self._sid("MM" if outgoing.media_url else "SM")
            self._messages[sid] = outgoing
            self._report(sid, "queued")
            error = self._failure(outgoing, document)
            if error is not None:
                self._report(sid, "failed", error)
            else:
                self._leads[outgoing.to].shows(_line(sid, outgoing, document))
                self._report(sid, "sent")
                self._report(sid, "delivered")
            self.changed.notify_all()
            return self._resource(sid, outgoing)

    def show_typing(self, fields: Mapping[str, str]) -> None:
        """The typing indicator.  Raises Refused."""
        with self.changed:
            if fields.get("channel") != "whatsapp" or not fields.get("messageId", "").startswith(
                ("SM", "MM")
            ):
                raise Refused(400, 20001, "Invalid parameter")
            self.typing.append(fields["messageId"])

    def file(self, path: str) -> Document | None:
        """A file that a person sent, by the path of its address."""
        with self.changed:
            return self._files.get(path)

    def _happened(self, lead: Lead, content: Mapping[str, str]) -> str:
        """A person did something; the SID of their message."""
        sid = self._sid("MM" if content["NumMedia"] != "0" else "SM")
        parameters = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": self.sid,
            "To": self.sender,
            "SmsStatus": "received",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "ApiVersion": "2010-04-01",
            "ChannelMetadata": _metadata(content),
            **content,
        }
        if self.webhook_url is not None:
            self.webhooks.add(self.webhook_url, parameters, lambda words: self._answer(lead, words))
        return sid

    def _answer(self, lead: Lead, words: str) -> None:
        lead.shows(Line(True, self._sid("SM"), words))

    def _keep(self, file: Document) -> str:
        path = f"/2010-04-01/Accounts/{self.sid}/Messages/{self._sid('MM')}/Media/{self._sid('ME')}"
        self._files[path] = file
        return self.base + path

    def _was_read(self, sid: str) -> None:
        if sid in self._messages:
            self._report(sid, "read")

    def _failure(self, outgoing: Outgoing, document: Document | None) -> int | None:
        lead = self._leads.get(outgoing.to)
        if lead is None:
            return _NO_SUCH_RECIPIENT
        if outgoing.content is None and not lead.window_is_open:
            return _WINDOW_CLOSED
        if outgoing.media_url is not None and document is None:
            return _MEDIA_NOT_FETCHED
        return None

    def _report(self, sid: str, status: str, error: int | None = None) -> None:
        outgoing = self._messages[sid]
        if outgoing.status_callback is None:
            return
        parameters = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": self.sid,
            "From": self.sender,
            "To": outgoing.to,
            "ChannelPrefix": "whatsapp",
            "ApiVersion": "2010-04-01",
        }
        if error is not None:
            parameters["ErrorCode"] = str(error)
        self.webhooks.add(outgoing.status_callback, parameters)

    def _resource(self, sid: str, outgoing: Outgoing) -> dict[str, object]:
        return {
            "sid": sid,
            "account_sid": self.sid,
            "from": self.sender,
            "to": outgoing.to,
            "body": outgoing.text,
            "status": "queued",
            "direction": "outbound-api",
            "num_media": "1" if outgoing.media_url else "0",
            "error_code": None,
            "error_message": None,
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json",
        }

    def _sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):032x}"


def _line(sid: str, outgoing: Outgoing, document: Document | None) -> Line:
    # Twilio drops the text of a document (Twilio docs, "Filenames and captions").
    drops_text = document is not None and not document.media_type.startswith(_CAPTIONED)
    content = outgoing.content or Content("")
    return Line(
        True,
        sid,
        "" if drops_text else outgoing.text,
        document,
        content.buttons,
        content.is_list,
    )


def _metadata(content: Mapping[str, str]) -> str:
    context = {"ProfileName": content["ProfileName"], "WaId": content.get("WaId")}
    return json.dumps({"type": "whatsapp", "data": {"context": context}})
