"""What `autovenda doctor` says of each thing that it looked at."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum

from autovenda_core.errors import AutoVendaError

__all__ = ["Finding", "Health", "look"]


class Health(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do."""

    subject: str
    health: Health
    words: str

    @property
    def is_error(self) -> bool:
        """Whether `serve` would fail, or sell nothing."""
        return self.health is Health.ERROR

    @property
    def line(self) -> str:
        """For people."""
        return f"{self.health:<8}{self.subject}: {self.words}"


async def look(subject: str, check: Awaitable[Finding]) -> Finding:
    """What a check found, or that it could not even look."""
    try:
        return await check
    except AutoVendaError as error:
        return Finding(subject, Health.ERROR, str(error))
