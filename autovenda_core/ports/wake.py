"""Port: an alarm clock.  The tables are the truth; losing an alarm loses only time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

__all__ = ["OnWake", "Wake", "WakeAt"]


@dataclass(frozen=True, order=True)
class WakeAt:
    """Wake me for this key at this time."""

    at: datetime
    key: str
    """`turn:<conversation id>` or `effect:<effect seq>`."""


OnWake: TypeAlias = Callable[[str], Awaitable[None]]
"""Called with the key when it is due; perhaps more than once, perhaps late."""


class Wake(Protocol):
    """Keeps alarms and rings them."""

    def set(self, wakes: list[WakeAt]) -> None:
        """Remember alarms; called after the transaction that made them."""
        ...
