"""Port: a chat on which leads write and we answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autovenda_core.effects import Button
from autovenda_core.identity import Identity

__all__ = [
    "Capabilities",
    "Channel",
    "Document",
    "OutgoingMessage",
    "ReceivedFile",
    "Sent",
    "Template",
    "UrlButton",
    "key_of_message",
    "key_of_part",
]


@dataclass(frozen=True)
class Capabilities:
    """What a channel can show; whoever composes a message may look, the adapter degrades."""

    buttons: int = 0
    """How many reply buttons one message can have; 0: they become numbered text."""
    button_title_chars: int = 20
    list_rows: int = 0
    """How many choices a list can have, for more than fit on buttons."""
    link_button: bool = False
    """Whether an address can hide behind a button; otherwise it is written into the text."""
    document: bool = False
    text_chars: int = 4096
    caption_chars: int = 1024
    """The longest text that can go with a document."""
    template: bool = False
    """Whether messages that the provider approved beforehand can be sent."""
    window_hours: int | None = None
    """So long after the person's last message anything can be sent, later only templates (the
    customer service window); None: always."""
    echo: bool = False
    """Whether we hear what the owner types to a lead on the business's own phone."""
    reports_keys: bool = False
    """Whether delivery reports bring our key back, which settles an unknown outcome."""


@dataclass(frozen=True)
class Document:
    """A file to send."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class UrlButton:
    """A button that opens an address."""

    title: str
    url: str


@dataclass(frozen=True)
class Template:
    """A message that the provider approved beforehand, by its name there."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    """What fills {{1}}, {{2}}… in order; never empty."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file that the person sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class OutgoingMessage:
    """One message, complete: links resolved, document rendered."""

    key: str
    """The effect's key, for channels that echo one back; unique, safe to log."""
    to: str
    """The contact's address, verbatim."""
    text: str
    """With `*bold*`; the channel escapes everything else."""
    buttons: tuple[Button, ...] = ()
    link: UrlButton | None = None
    document: Document | None = None
    template: Template | None = None
    """Send this instead; `text` is what it says, for the log."""


@dataclass(frozen=True)
class Sent:
    """The channel accepted the message."""

    provider_message_id: str
    text: str
    """Exactly what was put on the wire, for the log."""
    identities: tuple[Identity, ...] = ()
    """What the answer taught about the person: the id that the provider has them under."""


def key_of_part(key: str, number: int) -> str:
    """
    The key of one of the calls that come before the last one of a message.

    The last call goes by the message's own key: a report with that one says that everything
    was sent, a report with another only where a failure belongs.
    """
    return f"{key}/{number}"


def key_of_message(key: str) -> str:
    """The key of the message that a call belongs to."""
    return key.partition("/")[0]


class Channel(Protocol):
    """A chat.  Called by the runtime, one message of a conversation at a time, in order."""

    @property
    def name(self) -> str:
        """The `Contact.channel` it serves."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can show."""
        ...

    async def send(self, message: OutgoingMessage) -> Sent:
        """
        Hand one message to the provider.

        Raises:
            Unavailable: certainly not sent; try again after `retry_after_seconds`.
            Rejected: will never be sent; `unreachable` when the person blocked us or is gone.
            OutcomeUnknown: the answer was lost; it may have been sent.
        """
        ...

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Fetch a file by `MediaReceived.media_id`, bounded in size.

        Raises:
            Unavailable: try again, soon: providers keep files for minutes or days.
            Rejected: it is gone, too large, or the channel has no files.
        """
        ...

    async def acknowledge(self, to: str, message_id: str) -> None:
        """
        Show the person that a message or tap arrived and an answer is being written.

        Best effort, and raises nothing: called after the message is stored, in the background.
        """
        ...
