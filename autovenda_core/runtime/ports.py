"""Everything that the loop talks to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autovenda_core.model import Contact
from autovenda_core.ports.channel import Channel
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.documents import Documents
from autovenda_core.ports.files import Files
from autovenda_core.ports.language import Language
from autovenda_core.ports.links import Links
from autovenda_core.ports.payments import Payments
from autovenda_core.ports.store import Store

__all__ = ["Ports"]


@dataclass(frozen=True)
class Ports:
    """One of each, and the channels by name."""

    store: Store
    clock: Clock
    links: Links
    channels: Mapping[str, Channel]
    """By name."""
    payments: Payments
    documents: Documents
    files: Files
    owner: Contact | None = None
    """Where the owner wants to be alerted; None: the task in the list has to do."""
    language: Language | None = None
    """None: the rules read everything (`Rules.model` should then be None as well)."""
