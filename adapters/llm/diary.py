"""How the language model does: calls and cost of the day, and what went wrong last."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime

from autovenda_core.errors import PortError, Rejected
from autovenda_core.ports.clock import Clock

__all__ = ["Diary", "Page"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One day (UTC) of this process."""

    day: date
    calls: int = 0
    """Answered ones."""
    cost_micros: int = 0
    """Millionths of a US dollar, as far as known."""
    failures: int = 0
    last_failure: str = ""
    """In English, without words of a lead."""
    last_failure_at: datetime | None = None
    """UTC; also of an earlier day."""


class Diary:
    """Keeps the page of today.  In memory: what a conversation spent is kept by the flow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._page = Page(clock.now().date())
        self._told: set[str] = set()

    @property
    def today(self) -> Page:
        """The page of today; what failed last is told across days."""
        day = self._clock.now().date()
        if day != self._page.day:
            last = self._page
            self._page = Page(
                day, last_failure=last.last_failure, last_failure_at=last.last_failure_at
            )
        return self._page

    def answered(self, cost_micros: int) -> None:
        """A model answered, usefully or not."""
        page = self.today
        self._page = replace(page, calls=page.calls + 1, cost_micros=page.cost_micros + cost_micros)

    def failed(self, error: PortError) -> None:
        """
        A call failed, or its answer was of no use.

        Each refusal is logged once: a key that is wrong stays wrong, for every lead who writes.
        """
        if isinstance(error, Rejected) and str(error) not in self._told:
            self._told.add(str(error))
            _log.warning("the language model is of no use: %s", error)
        self._page = replace(
            self.today,
            failures=self.today.failures + 1,
            last_failure=str(error),
            last_failure_at=self._clock.now(),
        )
