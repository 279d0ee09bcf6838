"""Until when a lead can be written to freely, for whoever looks at a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["Window", "window_of"]

WINDOWS: Mapping[str, timedelta] = {name: timedelta(hours=24) for name in ("whatsapp", "twilio")}
"""How long after a lead's message a channel takes anything but templates (Meta, "Send messages",
customer service window, 2026-05-21).  The channels' own `Capabilities.window_hours` decide when
something is sent; this is only shown."""


@dataclass(frozen=True)
class Window:
    """Until when the lead can be written to freely."""

    heard_at: datetime | None
    """When the lead wrote or tapped last; None: never."""
    has_end: bool
    """False: this channel takes messages at any time."""
    ends_at: datetime | None
    """After this only approved templates go out; None: it has no end, or never began."""


def window_of(channel: str, heard_at: datetime | None) -> Window:
    """The service window of a conversation."""
    span = WINDOWS.get(channel)
    return Window(heard_at, span is not None, heard_at + span if heard_at and span else None)
