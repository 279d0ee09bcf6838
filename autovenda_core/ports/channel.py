"""Port: a chat on which leads write and we answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autovenda_core.effects import Button

__all__ = ["Capabilities", "Channel", "Document", "OutgoingMessage", "Sent", "UrlButton"]


@dataclass(frozen=True)
class Capabilities:
    """What a channel can show; whoever composes a message may look, the adapter degrades."""

    buttons: int = 0
    """How many reply buttons one message can have; 0: they become numbered text."""
    button_title_chars: int = 20
    link_button: bool = False
    """Whether an address can hide behind a button; otherwise it is written into the text."""
    document: bool = False
    text_chars: int = 4096
    caption_chars: int = 1024
    """The longest text that can go with a document."""


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


@dataclass(frozen=True)
class Sent:
    """The channel accepted the message."""

    provider_message_id: str
    text: str
    """Exactly what was put on the wire, for the log."""


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
