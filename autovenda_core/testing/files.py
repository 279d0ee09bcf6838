"""Files that are kept in memory."""

from __future__ import annotations

import hashlib

from autovenda_core.errors import Rejected

__all__ = ["FakeFiles"]


class FakeFiles:
    """Fits the Files port."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        """Contents by name."""

    async def keep(self, content: bytes, media_type: str) -> str:
        """Remember a file."""
        name = hashlib.sha256(content).hexdigest()
        self.kept[name] = content
        return name

    async def read(self, name: str) -> bytes:
        """
        A file that was kept.

        Raises:
            Rejected: there is none of that name.
        """
        if name not in self.kept:
            raise Rejected(f"no file is called {name!r}")
        return self.kept[name]
