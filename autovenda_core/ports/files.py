"""Port: keeps the files that people send, away from everything that is served."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Files"]


class Files(Protocol):
    """A place for files.  The same bytes have the same name, so keeping them twice is harmless."""

    async def keep(self, content: bytes, media_type: str) -> str:
        """
        Keep a file durably; its name.

        Raises:
            Unavailable: there is no room, or the place cannot be reached.
        """
        ...

    async def read(self, name: str) -> bytes:
        """
        The file of that name.

        Raises:
            Rejected: there is none.
        """
        ...
