"""How a client and where a conversation stands are shown, on every page in the same way."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.storage.panel.windows import Window
from apps.panel import formats
from apps.panel.names import CHANNELS, OWNERS, STATES
from autovenda_core.model import Owner, State

__all__ = ["channel_name", "owner_mark", "standing", "state_badge", "window_words"]

_COLOURS = {
    State.LEAD: "blue",
    State.QUALIFYING: "blue",
    State.OFFERED: "violet",
    State.AWAITING_PAYMENT: "orange",
    State.PAID: "green",
    State.BRIEFING: "orange",
    State.ACTIVE: "green",
    State.LOST: "gray",
}
CLOSING = timedelta(hours=4)
"""A window that ends so soon is pointed out."""


def state_badge(state: State) -> str:
    """Markdown of ours."""
    return f":{_COLOURS[state]}-badge[{STATES[state]}]"


def owner_mark(owner: Owner) -> str:
    """Who answers."""
    return f"{'🤖' if owner is Owner.BOT else '🧑'} {OWNERS[owner]}"


def channel_name(channel: str) -> str:
    """As the operator knows it."""
    return CHANNELS.get(channel, formats.label(channel, "Chat"))


def window_words(window: Window, now: datetime) -> str:
    """How long the lead can be written to freely; empty where that has no end."""
    if not window.has_end:
        return ""
    if window.ends_at is None or window.ends_at <= now:
        return "🔒 janela fechada"
    mark = "⏳" if window.ends_at - now < CLOSING else "🕐"
    return f"{mark} janela: {formats.duration((window.ends_at - now).total_seconds())}"


def standing(state: State, owner: Owner, channel: str, window: Window, now: datetime) -> str:
    """One line of markdown of ours about a conversation."""
    parts = (state_badge(state), owner_mark(owner), channel_name(channel))
    return " · ".join(filter(None, (*parts, window_words(window, now))))
