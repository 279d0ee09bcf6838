"""What all pages have in common: whose they are, and how that business writes a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from autovenda_core.business_days import Calendar

__all__ = ["Site"]


@dataclass(frozen=True)
class Site:
    """The business behind the pages.  Its texts are shown as they are, escaped."""

    company: str
    human_name: str
    """Who answers when the bot does not."""
    colour: str = "#1f5f8b"
    """The brand's, as `#rrggbb`; texts in it are darkened or lightened until they can be read."""
    contact: str = ""
    """Where a client reaches the business outside the chat; empty: only in the chat."""
    payment_provider: str | None = "Stripe"
    """Who takes the money on a page of its own; None: it comes by Pix, straight to the business."""
    notice: str = ""
    """A banner above every page, such as that this is a simulation."""
    calendar: Calendar = field(default_factory=Calendar)

    def day(self, at: datetime | date) -> str:
        """A local day as Brazilians write it: `17/03/2026`."""
        local = self.calendar.day(at) if isinstance(at, datetime) else at
        return f"{local:%d/%m/%Y}"

    def moment(self, at: datetime) -> str:
        """A local day and time: `17/03/2026 às 14:31`."""
        return f"{self.day(at)} às {self.time(at)}"

    def time(self, at: datetime) -> str:
        """A local time of day: `14:31`."""
        return f"{self.calendar.local(at):%H:%M}"
