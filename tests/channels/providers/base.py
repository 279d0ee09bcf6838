"""What a test may ask of any chat provider; what only some can do, the others do not have."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from autovenda_core.ports.channel import Document
from autovenda_core.ports.clock import Clock

__all__ = ["Lead", "Provider", "Seen"]


class Lead(Protocol):
    """What the leads of all emulators can do."""

    @property
    def transcript(self) -> list[Any]: ...
    def says(self, text: str) -> Any: ...
    def waits_for(self, text: str, seconds: float = 10) -> Any: ...


@dataclass(frozen=True)
class Seen:
    """A message as the lead sees it."""

    ours: bool
    text: str
    buttons: tuple[str, ...] = ()
    """Titles of what can be tapped for an answer."""
    url: str | None = None
    """Behind a button that opens a page."""
    document: Document | None = None

    def link(self, path: str) -> str:
        """The address of a page of ours below `path`, behind a button or in the text."""
        found = re.search(rf"http://\S+{path}[\w-]+", self.url or self.text)
        assert found is not None, self.text
        return found[0]


class Provider(ABC):
    """One chat provider with its account, its people, and what can go wrong with it."""

    channel: ClassVar[str]
    has_buttons: ClassVar[bool]
    arrives_as: ClassVar[str | None]
    """The delivery status of a message that nobody has read; None: there are no reports."""
    settles_lost_answers: ClassVar[bool]
    """Whether its delivery reports tell that a send whose answer was lost did happen."""

    @abstractmethod
    def __init__(self, clock: Clock) -> None: ...

    @abstractmethod
    def running(self) -> AbstractContextManager[dict[str, str]]:
        """Serve while the block runs; gives the variables by which our server uses it."""

    @abstractmethod
    def deliver_to(self, public_url: str) -> None:
        """Tell our server, which is up, of everything from now on."""

    @abstractmethod
    def lead(self, name: str) -> Any:
        """Somebody whom nobody knows yet."""

    @abstractmethod
    def contacts(self, lead: Any) -> set[tuple[str, str]]:
        """Kind and value of everything that it vouches for about a lead."""

    @abstractmethod
    def seen(self, line: Any) -> Seen:
        """A line of a lead's transcript."""

    @abstractmethod
    def waits_until_taken(self) -> None:
        """Until our server has answered every webhook."""

    # ------------------------------------------------------------------ hard days

    @abstractmethod
    def loses_answer(self) -> None:
        """Do what the next send asks, and hang up instead of answering."""

    @abstractmethod
    def is_too_fast(self) -> None:
        """Refuse the next send, because there were too many."""

    @abstractmethod
    def sends_voice(self, lead: Any, content: bytes) -> None:
        """The lead sends a voice note."""

    def sends_unreadable(self, lead: Any) -> None:
        """The lead sends something that the provider cannot show us."""
        raise NotImplementedError

    def reports_failure(self, lead: Any, message_id: str) -> None:
        """A message of ours that was accepted did not arrive."""
        raise NotImplementedError

    def writes_in_group(self, lead: Any, text: str) -> None:
        """The lead writes in a group that we are in, too."""
        raise NotImplementedError

    def owner_types(self, lead: Any, text: str) -> None:
        """The owner writes to the lead on the business's own phone."""
        raise NotImplementedError
