"""
The files that Meta keeps for a while.

Ours live 30 days, a lead's 7, and the address of one 5 minutes (Meta, "Media", 2026-06-16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from adapters.whatsapp.cloud.emulator.rules import Refused
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Files"]

_OURS_KEPT_FOR = timedelta(days=30)
_THEIRS_KEPT_FOR = timedelta(days=7)
_ADDRESS_WORKS_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class _File:
    document: Document
    until: datetime
    is_ours: bool


class Files:
    """Not thread-safe: the emulator's lock guards it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, _File] = {}
        self._addresses: dict[str, tuple[str, datetime]] = {}
        """Of which file an address is, and until when."""
        self._ids = count(9_000_000_001)

    def keep_ours(self, document: Document) -> str:
        """Keep what the business uploads; its id."""
        return self._keep(document, _OURS_KEPT_FOR, is_ours=True)

    def keep_theirs(self, document: Document) -> str:
        """Keep what a lead sends; its id."""
        return self._keep(document, _THEIRS_KEPT_FOR, is_ours=False)

    def ours(self, file_id: str) -> Document | None:
        """What the business uploaded, as long as it is kept."""
        file = self._alive(file_id)
        return file.document if file is not None and file.is_ours else None

    def node(self, file_id: str, base: str) -> dict[str, Any]:
        """What Graph says of a file, with a fresh address below `base`.  Raises Refused."""
        file = self._alive(file_id)
        if file is None:
            raise Refused(100, "(#100) Object with ID does not exist", status=404)
        token = f"f{next(self._ids)}"
        self._addresses[token] = file_id, self._clock.now() + _ADDRESS_WORKS_FOR
        return {
            "messaging_product": "whatsapp",
            "id": file_id,
            "url": f"{base}/files/{token}",
            "mime_type": file.document.media_type,
            "file_size": len(file.document.content),
        }

    def content(self, token: str) -> Document:
        """The file at an address.  Raises Refused."""
        file_id, until = self._addresses.get(token, ("", self._clock.now()))
        file = self._alive(file_id)
        if file is None or self._clock.now() >= until:
            raise Refused(100, "the address has expired", status=404)
        return file.document

    def _keep(self, document: Document, life: timedelta, *, is_ours: bool) -> str:
        file_id = str(next(self._ids))
        self._files[file_id] = _File(document, self._clock.now() + life, is_ours)
        return file_id

    def _alive(self, file_id: str) -> _File | None:
        file = self._files.get(file_id)
        return file if file is not None and self._clock.now() < file.until else None
