"""
The in-process alarm clock.

A heap of alarms and a task that sleeps until the first.  An alarm that rings runs the callback
for its key: different keys at once (up to a limit), the same key never twice at once; a key
that is woken while it runs, runs again.  Alarms live in memory only, so they are read from the
store at the start, and a sweep every few seconds finds those that were lost: by a crash of the
callback, or because another process wrote.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import TypeAlias

from autovenda_core.ports.clock import Clock
from autovenda_core.ports.wake import OnWake, WakeAt

__all__ = ["Heap", "Waiting"]

Waiting: TypeAlias = Callable[[datetime], Awaitable[Sequence[WakeAt]]]
"""`Store.waiting`."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
LONGEST_SLEEP_SECONDS = 60.0
"""The clock of the machine may be set while we sleep; we look at it at least this often."""

_log = logging.getLogger(__name__)


class Heap:
    """Fits the Wake port.  `start` it, and give it to the store that makes the alarms."""

    def __init__(self, clock: Clock, *, at_once: int = 16, sweep_seconds: float = 5.0) -> None:
        self._clock = clock
        self._at_once = at_once
        self._sweep_seconds = sweep_seconds
        self._alarms: list[WakeAt] = []
        self._due: dict[str, None] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._woken_meanwhile = set[str]()
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clockwork: list[asyncio.Task[None]] = []

    async def start(self, on_wake: OnWake, waiting: Waiting) -> None:
        """
        Set the alarms that the store knows of, and ring from now on.

        `waiting` is that of an open store, whose errors it raises.
        """
        self._on_wake = on_wake
        self._waiting = waiting
        self._loop = asyncio.get_running_loop()
        self._take(await waiting(END_OF_TIME))
        self._clockwork = [asyncio.create_task(self._ring()), asyncio.create_task(self._sweep())]

    def set(self, wakes: list[WakeAt]) -> None:
        """Remember alarms.  From any thread; before the start and after the end for nothing."""
        if wakes and self._loop is not None:
            self._loop.call_soon_threadsafe(self._take, wakes)

    def poke(self) -> None:
        """Look at the clock again: it was moved."""
        self._changed.set()

    async def idle(self) -> None:
        """
        Wait until nothing is due and nothing runs.  For tests and the demo.

        A callback that failed counts as done: the sweep will ring it again.
        """
        while True:
            await asyncio.sleep(0)  # alarms arrive with the next turn of the loop
            self._run_due()
            if not self._running:
                return
            await asyncio.wait(self._running.values())

    async def close(self, grace_seconds: float = 5.0) -> None:
        """Ring no more; what runs may end within the grace, the rest is cancelled."""
        self._loop = None
        for task in self._clockwork:
            task.cancel()
        await asyncio.gather(*self._clockwork, return_exceptions=True)
        self._due.clear()
        self._woken_meanwhile.clear()
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _take(self, wakes: Sequence[WakeAt]) -> None:
        for wake in wakes:
            heappush(self._alarms, wake)
        self._changed.set()

    async def _ring(self) -> None:
        while True:
            self._changed.clear()
            self._run_due()
            try:
                async with asyncio.timeout(self._sleep_seconds()):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def _sleep_seconds(self) -> float:
        if not self._alarms:
            return LONGEST_SLEEP_SECONDS
        left = (self._alarms[0].at - self._clock.now()).total_seconds()
        return min(max(left, 0.0), LONGEST_SLEEP_SECONDS)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_seconds)
            try:
                self._take(await self._waiting(self._clock.now()))
            except Exception as error:  # noqa: BLE001 - there is a next sweep
                _log.warning("sweep failed: %s", type(error).__name__)

    def _run_due(self) -> None:
        """Run what is due, as far as the limit lets it."""
        now = self._clock.now()
        while self._alarms and self._alarms[0].at <= now:
            self._queue(heappop(self._alarms).key)
        while self._due and len(self._running) < self._at_once:
            key = next(iter(self._due))
            del self._due[key]
            self._running[key] = asyncio.create_task(self._run(key))

    def _queue(self, key: str) -> None:
        if key in self._running:
            self._woken_meanwhile.add(key)
        else:
            self._due[key] = None

    async def _run(self, key: str) -> None:
        try:
            await self._on_wake(key)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            # Without the traceback, which may quote what the lead wrote.
            _log.error("%s failed: %s", key.partition(":")[0], type(error).__name__)
        finally:
            del self._running[key]
            if key in self._woken_meanwhile:
                self._woken_meanwhile.remove(key)
                self._due[key] = None
            self._changed.set()
