"""A channel that only remembers, and what any channel puts before a person."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from autovenda_core.errors import OutcomeUnknown, PortError, Rejected
from autovenda_core.ports.channel import (
    Capabilities,
    Document,
    OutgoingMessage,
    ReceivedFile,
    Sent,
    UrlButton,
)
from autovenda_core.ports.fitting import fit

__all__ = ["Arrival", "FakeChannel"]

_EVERYTHING = Capabilities(buttons=10, link_button=True, document=True)


@dataclass(frozen=True)
class Arrival:
    """One message as the person sees it."""

    text: str
    buttons: tuple[str, ...] = ()
    """Titles of the reply buttons, in their order."""
    links: tuple[UrlButton, ...] = ()
    document: Document | None = None


class FakeChannel:
    """
    Fits the Channel port.  What the capabilities do not allow is written into the text.

    Everyone can be written to, until `block`.
    """

    def __init__(self, name: str = "fake", capabilities: Capabilities = _EVERYTHING) -> None:
        self.name = name
        self.capabilities = capabilities
        self.sent: list[OutgoingMessage] = []
        """What was accepted, as it was given, oldest first."""
        self.files: dict[str, ReceivedFile] = {}
        """What can be fetched, by `media_id`."""
        self.acknowledged: list[tuple[str, str]] = []
        """(address, message id) of everything that we showed to have arrived."""
        self._failures: deque[PortError] = deque()
        self._blocked: set[str] = set()

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Remember a message.

        Raises:
            PortError: as told by `fail_next`; Rejected after `block`.
        """
        if message.to in self._blocked:
            raise Rejected("the person blocked us", unreachable=True)
        failure = self._failures.popleft() if self._failures else None
        if failure is None or isinstance(failure, OutcomeUnknown):
            self.sent.append(message)
        if failure is not None:
            raise failure
        return Sent(f"fake-{len(self.sent)}", self._arrival(message).text)

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        A file of `files`.

        Raises:
            PortError: as told by `fail_next`; Rejected for a file that is not there.
        """
        if self._failures:
            raise self._failures.popleft()
        if media_id not in self.files:
            raise Rejected("the file is gone")
        return self.files[media_id]

    async def acknowledge(self, to: str, message_id: str) -> None:
        """Remember it."""
        self.acknowledged.append((to, message_id))

    def fail_next(self, *failures: PortError) -> None:
        """Fail the next sends, one each.  With OutcomeUnknown the message arrives all the same."""
        self._failures.extend(failures)

    def block(self, address: str) -> None:
        """This person blocks us."""
        self._blocked.add(address)

    def arrived(self, *addresses: str) -> list[Arrival]:
        """What the person of these addresses sees, oldest first."""
        return [self._arrival(message) for message in self.sent if message.to in addresses]

    def _arrival(self, message: OutgoingMessage) -> Arrival:
        """A message with everything the capabilities lack written out."""
        fitted = fit(message, self.capabilities)
        titles = tuple(button.title for button in fitted.buttons)
        links = (fitted.link,) if fitted.link is not None else ()
        document = message.document if self.capabilities.document else None
        return Arrival(fitted.text, titles, links, document)
