"""
Everything the core and its ports can raise, split by what the caller should do.

* AutoVendaError
  x ConfigurationError      the owner must change a setting or a file before the start
    - CatalogError          …the catalogue; knows line and column
    - TextsError            …the message texts; knows every line that is wrong
    - FaqError              …the questions and answers; knows every line that is wrong
    - FlowError             …the table of the flow (a programmer's mistake, found at import)
  x PortError               a call to the outside did not do what was asked
    - Unavailable           not done; try again later (knows how much later)
    - Rejected              not done and never will be; trying again is useless
    - OutcomeUnknown        perhaps done: the answer was lost
  x InvalidRequest          somebody else's body, signature or token is wrong (answer 4xx)

A vendor's exception never crosses a port: adapters raise one of these `from` it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AutoVendaError",
    "CatalogError",
    "ConfigurationError",
    "FaqError",
    "FileProblem",
    "FlowError",
    "InvalidRequest",
    "OutcomeUnknown",
    "PortError",
    "Rejected",
    "TextsError",
    "Unavailable",
]


class AutoVendaError(Exception):
    """Something in Auto-Venda went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class ConfigurationError(AutoVendaError):
    """A setting or a file of the owner is wrong; the start is refused."""


class CatalogError(ConfigurationError):
    """The catalogue is wrong; the message names line and column."""

    def __init__(self, message: str, *, line: int | None = None, column: str | None = None) -> None:
        place = [f"line {line}"] if line is not None else []
        place += [f"column {column!r}"] if column is not None else []
        super().__init__(f"catalogue, {', '.join(place)}: {message}" if place else message)
        self.line = line
        self.column = column


@dataclass(frozen=True)
class FileProblem:
    """One thing that is wrong in a file of the owner's."""

    message: str
    """What it is, where in the table, and what is expected."""
    line: int | None = None
    """Counted from 1; None where the file as a whole is meant."""

    def told_of(self, file: str) -> str:
        """The same in one line, for a file of this kind."""
        place = f"{file}, line {self.line}" if self.line else file
        return f"{place}: {self.message}"


class TextsError(ConfigurationError):
    """The message texts are wrong; the message names every line that is."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(problem.told_of("texts") for problem in problems))
        self.problems = tuple(problems)


class FaqError(ConfigurationError):
    """The questions and answers are wrong; the message names every line that is."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(problem.told_of("faq") for problem in problems))
        self.problems = tuple(problems)


class FlowError(ConfigurationError):
    """The table of the flow contradicts itself."""


class PortError(AutoVendaError):
    """A call to the outside failed."""


class Unavailable(PortError):
    """The other side did not do it now; the same call may go through later."""

    def __init__(
        self, message: str | None = None, *, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        """What the other side asked us to wait, where it said so."""


class Rejected(PortError):
    """The other side refused for good; the same call will be refused again."""

    def __init__(
        self, message: str | None = None, *, unreachable: bool = False, words: str | None = None
    ) -> None:
        super().__init__(message)
        self.unreachable = unreachable
        """The person can no longer be reached on this channel (blocked us, account gone)."""
        self.words = words
        """The same for the operator, in pt-BR, where the adapter knows what it means."""


class OutcomeUnknown(PortError):
    """The request left, the answer was lost: it may have been done."""


class InvalidRequest(AutoVendaError):
    """A request from outside cannot be taken; the message is the one-line reason for its sender."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status that tells the sender whose fault it is (400, 401, 403, 413)."""
