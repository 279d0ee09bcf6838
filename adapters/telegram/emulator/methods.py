"""The methods of the Bot API, on one bot and its chats."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from adapters.telegram.emulator.deliveries import Deliveries
from adapters.telegram.emulator.feed import Feed, Waiting
from adapters.telegram.emulator.files import Files
from adapters.telegram.emulator.group import Group
from adapters.telegram.emulator.lead import Key, Lead, Line
from adapters.telegram.emulator.rules import (
    Refused,
    ShownText,
    checked_caption,
    checked_keyboard,
    checked_text,
    checked_webhook,
    json_field,
)
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Methods"]

_TICK_SECONDS = 0.02
# python-telegram-bot 22.8, `ChatAction`.
_CHAT_ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
_OLD_TAP = "query is too old and response timeout expired or query ID is invalid"
_WEBHOOK_SET = "can't use getUpdates method while webhook is active"
_OTHER_READER = "terminated by other getUpdates request; make sure that only one bot runs"


class Methods:
    """The state behind the API.  `changed` is its lock, and wakes whoever waits for a change."""

    def __init__(self, clock: Clock, bot_id: int) -> None:
        self.changed = threading.Condition()
        self.feed = Feed(clock)
        self.deliveries = Deliveries(self.feed, self.changed)
        self.files = Files()
        self.answered_taps: list[str] = []
        self._clock = clock
        self._bot = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Auto-Venda",
            "username": "autovenda_bot",
        }
        self._leads: dict[int, Lead] = {}
        self._groups = count(1)
        self._message_ids = count(1)
        self._open_taps: set[str] = set()
        self._readers = 0
        self._by_name: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "getme": self._get_me,
            "sendmessage": self._send_message,
            "senddocument": self._send_document,
            "answercallbackquery": self._answer_callback_query,
            "sendchataction": self._send_chat_action,
            "getfile": self._get_file,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
        }

    def add_lead(self, first_name: str, user_id: int | None) -> Lead:
        """A person opens the chat."""
        with self.changed:
            user = {
                "id": user_id or 7_000_000_000 + len(self._leads),
                "is_bot": False,
                "first_name": first_name,
                "language_code": "pt-br",
            }
            lead = Lead(
                user,
                self._bot,
                self._clock,
                self.changed,
                self._message_ids,
                self.files,
                self.happen,
            )
            self._leads[lead.id] = lead
            return lead

    def add_group(self, title: str) -> Group:
        """The bot is added to a group."""
        with self.changed:
            chat_id = -1_001_000_000_000 - next(self._groups)
            chat = {"id": chat_id, "type": "supergroup", "title": title}
            return Group(chat, self._clock, self.changed, self._message_ids, self.happen)

    def happen(self, chat_id: int, kind: str, content: dict[str, Any]) -> None:
        """Something for the bot to hear of."""
        with self.changed:
            if kind == "callback_query":
                self._open_taps.add(content["id"])
            self.feed.add(chat_id, kind, content)

    async def call(self, method: str, fields: Mapping[str, Any]) -> object:
        """The result of a method, whose name is in lower case.  Raises Refused."""
        if method == "getupdates":
            return await self._get_updates(fields)
        if method not in self._by_name:
            raise Refused(404, "Not Found: method not found")
        with self.changed:
            result = self._by_name[method](fields)
            self.changed.notify_all()
            return result

    def _get_me(self, _: Mapping[str, Any]) -> object:
        return {
            **self._bot,
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _send_message(self, fields: Mapping[str, Any]) -> object:
        lead = self._reachable(fields)
        shown = checked_text(fields)
        content = {"text": shown.text, "entities": shown.entities}
        return self._show(lead, fields, content, shown)

    def _send_document(self, fields: Mapping[str, Any]) -> object:
        lead = self._reachable(fields)
        shown = checked_caption(fields)
        document = _document(fields)
        names = {"file_name": document.filename, "mime_type": document.media_type}
        content: dict[str, Any] = {
            "document": self.files.keep(document.content, "documents", "pdf") | names
        }
        if shown.text:
            content |= {"caption": shown.text, "caption_entities": shown.entities}
        return self._show(lead, fields, content, shown, document)

    def _answer_callback_query(self, fields: Mapping[str, Any]) -> object:
        tap_id = str(fields.get("callback_query_id", ""))
        if tap_id not in self._open_taps:
            raise Refused(400, f"Bad Request: {_OLD_TAP}")
        self._open_taps.remove(tap_id)
        self.answered_taps.append(tap_id)
        return True

    def _send_chat_action(self, fields: Mapping[str, Any]) -> object:
        lead = self._reachable(fields)
        if fields.get("action") not in _CHAT_ACTIONS:
            raise Refused(400, "Bad Request: wrong parameter action in request")
        lead.typing_shown += 1
        return True

    def _get_file(self, fields: Mapping[str, Any]) -> object:
        return self.files.get(str(fields.get("file_id", "")))

    def _set_webhook(self, fields: Mapping[str, Any]) -> object:
        url, secret = checked_webhook(fields)
        self.deliveries.point_to(url, secret)
        self._configure(fields)
        return True

    def _delete_webhook(self, fields: Mapping[str, Any]) -> object:
        self.deliveries.point_to("", None)
        self._configure(fields)
        return True

    def _get_webhook_info(self, _: Mapping[str, Any]) -> object:
        info = {
            "url": self.deliveries.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.feed.waiting()),
        }
        if self.deliveries.last_error is not None:
            info["last_error_date"] = int(self._clock.now().timestamp())
            info["last_error_message"] = self.deliveries.last_error
        return info

    async def _get_updates(self, fields: Mapping[str, Any]) -> object:
        offset, limit, seconds = (
            int(fields.get(name, usual))
            for name, usual in (("offset", 0), ("limit", 100), ("timeout", 0))
        )
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        with self.changed:
            self._configure(fields)
            self._readers += 1
            reader = self._readers
        # Leads act in other threads, so there is no event of this loop to wait for.
        while not (found := self._polled(reader, offset)) and loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(_TICK_SECONDS)
        return [each.update for each in found[:limit]]

    def _polled(self, reader: int, offset: int) -> list[Waiting]:
        with self.changed:
            if self.deliveries.url:
                raise Refused(409, f"Conflict: {_WEBHOOK_SET}; use deleteWebhook first")
            if reader != self._readers:
                raise Refused(409, f"Conflict: {_OTHER_READER}")
            found = self.feed.polled(offset)
            self.changed.notify_all()
            return found

    def _configure(self, fields: Mapping[str, Any]) -> None:
        allowed = json_field(fields, "allowed_updates")
        if allowed is not None:
            self.feed.allow(allowed)
        if str(fields.get("drop_pending_updates", "")).lower() == "true":
            self.feed.clear()

    def _reachable(self, fields: Mapping[str, Any]) -> Lead:
        chat_id = str(fields.get("chat_id", ""))
        if not chat_id:
            raise Refused(400, "Bad Request: chat_id is empty")
        lead = self._leads.get(int(chat_id)) if chat_id.isdecimal() else None
        if lead is None:
            raise Refused(400, "Bad Request: chat not found")
        if lead.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return lead

    def _show(
        self,
        lead: Lead,
        fields: Mapping[str, Any],
        content: dict[str, Any],
        shown: ShownText,
        document: Document | None = None,
    ) -> object:
        keyboard = checked_keyboard(fields)
        message = {
            "message_id": next(self._message_ids),
            "from": self._bot,
            "chat": lead.chat(),
            "date": int(self._clock.now().timestamp()),
            **content,
        }
        if keyboard is not None:
            message["reply_markup"] = keyboard
        line = Line(
            True, message["message_id"], shown.text, shown.source, _keys(keyboard), document
        )
        lead.shows(message, line)
        return message


def _document(fields: Mapping[str, Any]) -> Document:
    document = fields.get("document")
    if isinstance(document, str) and document.startswith("attach://"):
        document = fields.get(document.removeprefix("attach://"))
    if not isinstance(document, Document):
        raise Refused(400, "Bad Request: there is no document in the request")
    if not document.content:
        raise Refused(400, "Bad Request: file must be non-empty")
    return document


def _keys(keyboard: dict[str, Any] | None) -> tuple[Key, ...]:
    rows = keyboard["inline_keyboard"] if keyboard else []
    return tuple(
        Key(button["text"], button.get("callback_data"), button.get("url"))
        for row in rows
        for button in row
    )
