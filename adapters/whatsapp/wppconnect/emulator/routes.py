"""The routes of the server that the adapter uses, on one session and its chats."""

from __future__ import annotations

import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from adapters.whatsapp.wppconnect.emulator.deliveries import Deliveries
from adapters.whatsapp.wppconnect.emulator.lead import Lead, Line, Phone, key_of, wid
from autovenda_core.identity import phone_key
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Refused", "Routes"]

_OWN_NUMBER = "5511900000001@c.us"


class Refused(Exception):
    """An answer that is not a success."""

    def __init__(
        self,
        status: int,
        body: Mapping[str, Any] | str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        """A text is answered as HTML, as by a proxy."""
        self.headers = headers or {}


class Routes:
    """What the server does.  `changed` guards everything and is notified of every change."""

    def __init__(self, session: str, clock: Clock) -> None:
        self.changed = threading.Condition()
        self.deliveries = Deliveries(session, self.changed)
        self.echo = False
        """The server's setting onSelfMessage."""
        self.status = "CONNECTED"
        self.seen: list[str] = []
        """The chats that were shown as read, in order."""
        self.typing: list[str] = []
        self.lookups: list[str] = []
        """The addresses that were asked for their other id."""
        self._clock = clock
        self._phones: list[Phone] = []
        self._message_ids = count(1)
        self._by_name: dict[str, Callable[[Mapping[str, Any], str], tuple[int, Any]]] = {
            "send-message": self._send_message,
            "send-file-base64": self._send_file,
            "send-seen": self._send_seen,
            "typing": self._typing,
            "start-session": self._start,
            "status-session": self._status,
            "check-connection-session": self._check_connection,
            "contact/pn-lid": self._pn_lid,
            "get-media-by-message": self._media,
        }

    def add_lead(self, name: str, number: str | None, *, hidden: bool) -> Lead:
        """A person with WhatsApp."""
        with self.changed:
            at = len(self._phones)
            number = number or f"551190000{1000 + at}@c.us"
            phone = Phone(number, f"{90_000_000_000_000 + at}@lid", name, hidden)
            self._phones.append(phone)
            return Lead(
                phone, _OWN_NUMBER, self._clock, self.changed, self._message_ids, self.happen
            )

    def happen(self, event: str, data: dict[str, Any]) -> None:
        """Something to post to the webhook."""
        with self.changed:
            self.deliveries.add(event, data)

    def owner_types(self, lead: Lead, text: str) -> str:
        """The owner writes on the business's own phone; the message's id."""
        with self.changed:
            phone = next(each for each in self._phones if each.number == lead.number)
            message = self._show(phone, {"type": "chat", "body": text}, text)
            return str(message["id"])

    def call(self, route: str, fields: Mapping[str, Any], argument: str) -> tuple[int, Any]:
        """Status and body of the answer.  Raises Refused."""
        if route not in self._by_name:
            raise Refused(404, f"<pre>Cannot find /api/{route}</pre>")
        with self.changed:
            answer = self._by_name[route](fields, argument)
            self.changed.notify_all()
            return answer

    def _send_message(self, fields: Mapping[str, Any], _: str) -> tuple[int, Any]:
        text = str(fields.get("message") or "")
        message = self._show(self._reachable(fields), {"type": "chat", "body": text}, text)
        return _success(message)

    def _send_file(self, fields: Mapping[str, Any], _: str) -> tuple[int, Any]:
        phone = self._reachable(fields)
        head, _comma, content = str(fields.get("base64") or "").partition(",")
        if not head.startswith("data:"):
            raise Refused(401, {"message": "Sending the file is mandatory"})
        media_type = head.removeprefix("data:").removesuffix(";base64")
        document = Document(str(fields.get("filename")), media_type, b64decode(content))
        caption = str(fields.get("caption") or "")
        shown = {
            "type": "document",
            "body": "/9j/preview",
            "mimetype": media_type,
            "filename": document.filename,
            "caption": caption or document.filename,
        }
        message = self._show(phone, shown, caption, document)
        return _success({"ack": message["ack"], "id": message["id"]})

    def _send_seen(self, fields: Mapping[str, Any], _: str) -> tuple[int, Any]:
        self.seen.append(self._reachable(fields).chat)
        return 201, {"status": "Success", "response": {"message": "Information retrieved."}}

    def _typing(self, fields: Mapping[str, Any], _: str) -> tuple[int, Any]:
        self.typing.append(self._reachable(fields).chat)
        return 200, {"status": "success", "response": {"message": "Typing."}}

    def _start(self, fields: Mapping[str, Any], _: str) -> tuple[int, Any]:
        before = self.status
        if before == "CLOSED":
            self.status = "CONNECTED"
            self.deliveries.url = fields.get("webhook") or self.deliveries.url
        return 200, {"status": before, "qrcode": None}

    def _status(self, _: Mapping[str, Any], __: str) -> tuple[int, Any]:
        return 200, {"status": self.status, "qrcode": None, "version": "2.10.4"}

    def _check_connection(self, _: Mapping[str, Any], __: str) -> tuple[int, Any]:
        connected = self.status == "CONNECTED"
        words = "Connected" if connected else "Disconnected"
        return 200, {"status": connected, "message": words}

    def _pn_lid(self, _: Mapping[str, Any], address: str) -> tuple[int, Any]:
        self._connected()
        self.lookups.append(address)
        phone = self._find(address)
        if phone is None:
            raise Refused(500, {"status": "error", "message": "Error on get contact by PN-LID"})
        return 200, {
            "lid": _pn_lid_wid(phone.lid),
            "phoneNumber": _pn_lid_wid(phone.number),
            "contact": {"pushname": phone.name},
        }

    def _media(self, _: Mapping[str, Any], message_id: str) -> tuple[int, Any]:
        if self.status != "CONNECTED":
            raise Refused(500, {"status": "error", "message": "The session is not active"})
        for phone in self._phones:
            if message_id in phone.files:
                media_type, content = phone.files[message_id]
                return 200, {"base64": b64encode(content).decode(), "mimetype": media_type}
        raise Refused(400, {"status": "error", "message": "Message not found"})

    def _connected(self) -> None:
        if self.status != "CONNECTED":
            words = "A sessão do WhatsApp não está ativa."
            raise Refused(404, {"response": None, "status": "Disconnected", "message": words})

    def _reachable(self, fields: Mapping[str, Any]) -> Phone:
        """As the server's middleware finds whom a call is for."""
        self._connected()
        user = str(fields.get("phone") or "").partition("@")[0]
        if fields.get("isLid") or len(user) > 14:
            phone = self._find(f"{user}@lid")
            if phone is None:
                raise Refused(500, {"status": "Error", "message": "Error sending the message."})
            return phone
        phone = self._find(f"{user}@c.us")
        if phone is None or phone.gone:
            words = f"O número {user} não existe."
            raise Refused(400, {"response": None, "status": "Connected", "message": words})
        return phone

    def _find(self, address: str) -> Phone | None:
        """By lid, or by number, for which WhatsApp itself minds the ninth digit."""
        user, _, server = address.partition("@")
        for phone in self._phones:
            number = phone.number.partition("@")[0]
            if address == phone.lid or (server == "c.us" and phone_key(user) == phone_key(number)):
                return phone
        return None

    def _show(
        self, phone: Phone, content: dict[str, Any], shown: str, document: Document | None = None
    ) -> dict[str, Any]:
        """A message leaves the account, by the API or typed; the echo goes before the answer."""
        message_id = f"true_{phone.chat}_3EB0{next(self._message_ids):016X}"
        phone.lines.append(Line(True, message_id, shown, document))
        now = int(self._clock.now().timestamp())
        message = {
            "id": message_id,
            "t": now,
            "timestamp": now,
            "from": _OWN_NUMBER,
            "to": phone.chat,
            "chatId": wid(phone.chat),
            "fromMe": True,
            "self": "out",
            "ack": 1,
            "isGroupMsg": False,
            "isNotification": False,
            "sender": {"id": wid(_OWN_NUMBER), "isMe": True},
            **content,
        }
        if self.echo:
            self.deliveries.add("onselfmessage", message)
        self.deliveries.add("onack", {"id": key_of(message_id), "ack": 1, "t": now})
        self.changed.notify_all()
        return message


def _success(message: dict[str, Any]) -> tuple[int, Any]:
    return 201, {"status": "success", "response": [message], "mapper": "return"}


def _pn_lid_wid(address: str) -> dict[str, str]:
    user, _, server = address.partition("@")
    return {"id": user, "server": server, "_serialized": address}
