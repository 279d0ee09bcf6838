"""Where the panel stands: which database it reads, and which server takes its commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from apps.panel.house import House

__all__ = ["Place", "current", "settle"]


@dataclass(frozen=True)
class Place:
    """One installation, as the panel sees it."""

    database: Path
    """Of SQLite; only read."""
    server: str | None
    """The address that takes commands, as this machine reaches it; None: no server, so commands
    are refused in words."""
    house: House = field(default_factory=House)
    media: Path = Path("media")
    """The folder of the files that leads sent."""


_settled: list[Place] = []
"""At most one: Streamlit runs one application in a process."""


def settle(place: Place) -> None:
    """Say where it stands, before the first page is drawn."""
    _settled[:] = [place]


def current() -> Place:
    """Where it stands; `settle` was called."""
    return _settled[0]
