"""The files that Telegram keeps for a bot, by file_id and by the path they are downloaded from."""

from __future__ import annotations

from typing import Any

from adapters.telegram.emulator.rules import Refused

__all__ = ["Files"]

_MOST_BYTES = 20_000_000
"""What a bot may download (Bot API, "getFile"; python-telegram-bot 22.8, `FileSizeLimit`)."""


class Files:
    """Not thread-safe: the emulator's lock guards it."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, Any]] = {}
        self._contents: dict[str, bytes] = {}

    def keep(self, content: bytes, folder: str, extension: str) -> dict[str, Any]:
        """Keep a file; what every kind of file tells about itself."""
        number = len(self._files) + 1
        path = f"{folder}/file_{number}.{extension}"
        about: dict[str, Any] = {
            "file_id": f"BQACAgEAAx0{number}",
            "file_unique_id": f"AgADx0{number}",
            "file_size": len(content),
        }
        self._files[about["file_id"]] = {**about, "file_path": path}
        self._contents[path] = content
        return about

    def get(self, file_id: str) -> dict[str, Any]:
        """The File object.  Raises Refused."""
        if file_id not in self._files:
            raise Refused(400, "Bad Request: invalid file_id")
        if self._files[file_id]["file_size"] > _MOST_BYTES:
            raise Refused(400, "Bad Request: file is too big")
        return self._files[file_id]

    def read(self, path: str) -> bytes:
        """The content behind a file_path.  Raises Refused."""
        if path not in self._contents:
            raise Refused(404, "Not Found")
        return self._contents[path]
