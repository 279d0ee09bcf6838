"""A group that the bot was added to: what its members write there, and what it says of itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any

from adapters.telegram.emulator.lead import Lead
from autovenda_core.ports.clock import Clock

__all__ = ["Group"]


class Group:
    """
    Made by `TelegramEmulator.group`; may be used from any thread.

    What goes on there goes to `happen(chat id, kind of update, its content)`, under the lock.
    """

    def __init__(
        self,
        chat: dict[str, Any],
        clock: Clock,
        changed: threading.Condition,
        message_ids: count[int],
        happen: Callable[[int, str, dict[str, Any]], None],
    ) -> None:
        self._chat = chat
        self._clock = clock
        self._changed = changed
        self._message_ids = message_ids
        self._happen = happen

    @property
    def id(self) -> int:
        """Of the chat; negative, as those of all groups are."""
        return int(self._chat["id"])

    def hears(self, member: Lead, text: str) -> None:
        """A member writes."""
        self._add(member, {"text": text})

    def is_joined_by(self, member: Lead) -> None:
        """Somebody joins: a service message."""
        self._add(member, {"new_chat_members": [member.user]})

    def _add(self, member: Lead, content: dict[str, Any]) -> None:
        with self._changed:
            message = {
                "message_id": next(self._message_ids),
                "from": member.user,
                "chat": self._chat,
                "date": int(self._clock.now().timestamp()),
                **content,
            }
            self._happen(self.id, "message", message)
