"""Documents that a provider fetches from us, by an address that nobody can guess and that ends."""

from __future__ import annotations

from datetime import timedelta

from adapters.http.links import FileLinks, SharedFile
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.files import Files

__all__ = ["SharedFiles"]

SHARED_FOR = timedelta(hours=24)
"""Longer than Twilio's queue of 4 hours (Twilio docs, "Throughput of WhatsApp senders"): it fetches
a file when the message's turn comes."""


class SharedFiles:
    """Keeps documents and gives them addresses; `open` is what the address leads to."""

    def __init__(self, files: Files, links: FileLinks, clock: Clock) -> None:
        self._files = files
        self._links = links
        self._clock = clock

    async def share(self, document: Document) -> str:
        """
        The address of a document, for a day.

        Raises:
            Unavailable: it cannot be kept now.
        """
        name = await self._files.keep(document.content, document.media_type)
        until = self._clock.now() + SHARED_FOR
        return self._links.url(SharedFile(name, document.filename, document.media_type, until))

    async def open(self, token: str, name: str) -> Document:
        """
        The document behind the token of an address that ends with its name.

        Raises:
            InvalidRequest: the address is not ours, or its day is over (404).
            Rejected: the file is not there any more.
            Unavailable: it cannot be read now.
        """
        file = self._links.read(token, self._clock.now())
        if file.filename != name:
            raise InvalidRequest("unknown link", status=404)
        content = await self._files.read(file.name)
        return Document(file.filename, file.media_type, content)
