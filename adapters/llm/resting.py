"""Models that failed are left alone for a while, so that the next lead does not wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.llm.models import Model
from autovenda_core.errors import PortError, Unavailable
from autovenda_core.ports.clock import Clock

__all__ = ["Resting"]

LONGEST_REST = timedelta(minutes=5)
"""However long a provider asks for."""


class Resting:
    """Which models rest, and until when; each failure lets one rest for `seconds` at least."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._shortest = timedelta(seconds=seconds)
        self._until: dict[str, datetime] = {}

    def awake(self, models: Sequence[Model]) -> list[Model]:
        """
        Those that may be asked now.

        Raises:
            Unavailable: all of them rest; knows until when.
        """
        now = self._clock.now()
        awake = [model for model in models if self._until.get(model.name, now) <= now]
        if not awake:
            pause = min(self._until[model.name] for model in models) - now
            seconds = pause.total_seconds()
            raise Unavailable("the language model failed just now", retry_after_seconds=seconds)
        return awake

    def rest(self, model: Model, error: PortError) -> None:
        """Leave a model alone after a failure, for as long as it asked."""
        asked = error.retry_after_seconds if isinstance(error, Unavailable) else None
        pause = max(
            self._shortest, timedelta(seconds=min(asked or 0, LONGEST_REST.total_seconds()))
        )
        self._until[model.name] = self._clock.now() + pause
