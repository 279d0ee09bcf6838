"""
Files in a folder: named after their content, whole or not there, readable by us only.

The folder is one that nothing serves: what people send us is opened by nobody but the operator.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from pathlib import Path
from tempfile import mkstemp

from autovenda_core.errors import Rejected, Unavailable

__all__ = ["FolderFiles", "write_whole"]

_NAME = re.compile(r"[0-9a-f]{64}")


class FolderFiles:
    """Fits the Files port.  The folder is made when the first file is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, content: bytes, media_type: str) -> str:
        """
        Keep a file durably; its name, which is the SHA-256 of its content.

        The media type is for whoever remembers the name: bytes that two people send as different
        types are one file.

        Raises:
            Unavailable: the folder cannot be written.
        """
        name = hashlib.sha256(content).hexdigest()
        try:
            await asyncio.to_thread(self._keep, name, content)
        except OSError as error:
            raise Unavailable(f"a file cannot be kept: {error.strerror}") from error
        return name

    async def read(self, name: str) -> bytes:
        """
        The file of that name.

        Raises:
            Rejected: there is none.
            Unavailable: there is one, and it cannot be read now.
        """
        if _NAME.fullmatch(name) is None:
            raise Rejected("this is not the name of a file")
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except FileNotFoundError as error:
            raise Rejected("there is no such file") from error
        except OSError as error:
            raise Unavailable(f"a file cannot be read: {error.strerror}") from error

    async def forget(self, name: str) -> None:
        """
        Delete a file; no harm if it is gone already.

        Raises:
            Unavailable: it cannot be deleted now.
        """
        if _NAME.fullmatch(name) is None:
            return
        try:
            await asyncio.to_thread((self._folder / name).unlink, missing_ok=True)
        except OSError as error:
            raise Unavailable(f"a file cannot be deleted: {error.strerror}") from error

    def _keep(self, name: str, content: bytes) -> None:
        path = self._folder / name
        if not path.exists():
            write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file that only we can read, and its folder if need be.

    Whenever we die, it is there with all of its content or not at all; after this returns, it
    survives a power failure.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, new = mkstemp(prefix=".", suffix=".new", dir=path.parent)  # of mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(new).replace(path)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
