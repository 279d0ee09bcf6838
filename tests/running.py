"""How the tests of the channels run coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from autovenda_core.testing.clock import FakeClock

__all__ = ["Runner"]

T = TypeVar("T")


class Runner:
    """Runs coroutines on one loop; before each, enough time passes that pacing never interferes."""

    def __init__(self, loop: asyncio.Runner, clock: FakeClock, seconds: float) -> None:
        self._loop = loop
        self._clock = clock
        self._seconds = seconds

    def __call__(self, coroutine: Coroutine[Any, Any, T]) -> T:
        self._clock.advance(timedelta(seconds=self._seconds))
        return self._loop.run(coroutine)
