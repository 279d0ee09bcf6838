"""The in-process alarm clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from adapters.storage.heap import Heap
from adapters.storage.sqlite import SQLiteStore
from autovenda_core.effects import SendMessage
from autovenda_core.errors import Unavailable
from autovenda_core.ports.wake import WakeAt
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.store import leading_to, wrote

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SENDS = (SendMessage(words="1"), SendMessage(words="2"))

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Bells:
    """What rang; a key in `gates` rings until its gate opens."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.now_ringing = 0
        self.most_at_once = 0
        self.gates: dict[str, asyncio.Event] = {}
        self.failing: list[Exception] = []

    async def ring(self, key: str) -> None:
        self.rung.append(key)
        self.now_ringing += 1
        self.most_at_once = max(self.most_at_once, self.now_ringing)
        try:
            if self.failing:
                raise self.failing.pop()
            if key in self.gates:
                await self.gates[key].wait()
        finally:
            self.now_ringing -= 1


async def nothing(_until: datetime) -> Sequence[WakeAt]:
    return []


def test_an_alarm_rings_when_it_is_due(run: Run) -> None:
    async def story() -> list[list[str]]:
        clock, bells = FakeClock(NOW), Bells()
        heap = Heap(clock)
        await heap.start(bells.ring, nothing)
        heap.set([WakeAt(NOW + timedelta(hours=1), "effect:2"), WakeAt(NOW, "effect:1")])
        await heap.idle()
        seen = [list(bells.rung)]
        clock.advance(timedelta(hours=1))
        await heap.idle()
        seen.append(list(bells.rung))
        await heap.close()
        return seen

    assert run(story()) == [["effect:1"], ["effect:1", "effect:2"]]


def test_a_clock_that_was_moved_is_looked_at_again(run: Run) -> None:
    async def story() -> None:
        clock, rang = FakeClock(NOW), asyncio.Event()

        async def ring(_key: str) -> None:
            rang.set()

        heap = Heap(clock)
        await heap.start(ring, nothing)
        heap.set([WakeAt(NOW + timedelta(hours=1), "effect:1")])
        await heap.idle()
        assert not rang.is_set()
        clock.advance(timedelta(hours=2))
        heap.poke()
        await asyncio.wait_for(rang.wait(), 5)
        await heap.close()

    run(story())


def test_the_alarms_of_the_store_are_set_at_the_start(run: Run) -> None:
    async def story() -> list[str]:
        clock, bells = FakeClock(NOW), Bells()
        alarms = [WakeAt(NOW, "turn:a"), WakeAt(NOW + timedelta(days=7), "effect:1")]

        async def waiting(until: datetime) -> Sequence[WakeAt]:
            return [alarm for alarm in alarms if alarm.at <= until]

        heap = Heap(clock)
        await heap.start(bells.ring, waiting)
        clock.advance(timedelta(days=7))
        await heap.idle()
        await heap.close()
        return bells.rung

    assert run(story()) == ["turn:a", "effect:1"]


def test_the_same_key_never_rings_twice_at_once_but_once_more_after(run: Run) -> None:
    async def story() -> tuple[list[str], int]:
        bells = Bells()
        heap = Heap(FakeClock(NOW))
        bells.gates["turn:a"] = asyncio.Event()
        await heap.start(bells.ring, nothing)
        for _ in range(3):
            heap.set([WakeAt(NOW, "turn:a")])
            await asyncio.sleep(0.01)
        bells.gates["turn:a"].set()
        await heap.idle()
        await heap.close()
        return bells.rung, bells.most_at_once

    assert run(story()) == (["turn:a", "turn:a"], 1)


def test_different_keys_ring_at_once_up_to_a_limit(run: Run) -> None:
    async def story() -> Bells:
        bells, gate = Bells(), asyncio.Event()
        heap = Heap(FakeClock(NOW), at_once=3)
        bells.gates = {f"turn:{n}": gate for n in range(10)}
        await heap.start(bells.ring, nothing)
        heap.set([WakeAt(NOW, key) for key in bells.gates])
        await asyncio.sleep(0.01)
        gate.set()
        await heap.idle()
        await heap.close()
        return bells

    bells = run(story())
    assert bells.most_at_once == 3
    assert sorted(bells.rung) == [f"turn:{n}" for n in range(10)]


def test_alarms_can_be_set_from_another_thread(run: Run) -> None:
    async def story() -> list[str]:
        bells = Bells()
        heap = Heap(FakeClock(NOW))
        await heap.start(bells.ring, nothing)
        thread = Thread(target=heap.set, args=([WakeAt(NOW, "turn:a")],))
        thread.start()
        thread.join()
        await heap.idle()
        await heap.close()
        return bells.rung

    assert run(story()) == ["turn:a"]


def test_a_callback_that_fails_is_rung_again_by_the_sweep(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> list[str]:
        bells, twice = Bells(), asyncio.Event()
        bells.failing = [ValueError("the lead said: segredo")]

        async def ring(key: str) -> None:
            if len(bells.rung) == 1:
                twice.set()
            await bells.ring(key)

        async def waiting(_until: datetime) -> Sequence[WakeAt]:
            return [] if twice.is_set() else [WakeAt(NOW, "turn:a")]

        heap = Heap(FakeClock(NOW), sweep_seconds=0.01)
        await heap.start(ring, waiting)
        await asyncio.wait_for(twice.wait(), 5)
        await heap.idle()
        await heap.close()
        return bells.rung

    with caplog.at_level(logging.ERROR):
        assert run(story())[:2] == ["turn:a", "turn:a"]
    assert "turn failed: ValueError" in caplog.text
    assert "segredo" not in caplog.text


def test_a_sweep_that_fails_is_tried_again(run: Run) -> None:
    async def story() -> list[str]:
        bells, rang = Bells(), asyncio.Event()
        answers: list[Any] = [[], Unavailable("down"), [WakeAt(NOW, "turn:a")]]

        async def waiting(_until: datetime) -> Sequence[WakeAt]:
            answer = answers.pop(0) if answers else []
            if isinstance(answer, Exception):
                raise answer
            return list(answer)

        async def ring(key: str) -> None:
            await bells.ring(key)
            rang.set()

        heap = Heap(FakeClock(NOW), sweep_seconds=0.01)
        await heap.start(ring, waiting)
        await asyncio.wait_for(rang.wait(), 5)
        await heap.close()
        return bells.rung

    assert run(story()) == ["turn:a"]


def test_what_runs_may_end_before_the_close(run: Run) -> None:
    async def story() -> list[str]:
        ended: list[str] = []
        gate = asyncio.Event()

        async def ring(key: str) -> None:
            await gate.wait()
            ended.append(key)

        heap = Heap(FakeClock(NOW))
        await heap.start(ring, nothing)
        heap.set([WakeAt(NOW, "effect:1")])
        await asyncio.sleep(0.01)
        asyncio.get_running_loop().call_later(0.01, gate.set)
        await heap.close()
        return ended

    assert run(story()) == ["effect:1"]


def test_what_does_not_end_is_cancelled_by_the_close(run: Run) -> None:
    async def story() -> None:
        cancelled = asyncio.Event()

        async def ring(_key: str) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise

        heap = Heap(FakeClock(NOW))
        await heap.start(ring, nothing)
        heap.set([WakeAt(NOW, "effect:1")])
        await asyncio.sleep(0.01)
        await heap.close(grace_seconds=0.01)
        assert cancelled.is_set()

    run(story())


def test_an_alarm_after_the_close_is_ignored(run: Run) -> None:
    async def story() -> list[str]:
        bells = Bells()
        heap = Heap(FakeClock(NOW))
        await heap.start(bells.ring, nothing)
        await heap.close()
        heap.set([WakeAt(NOW, "turn:a")])
        await asyncio.sleep(0.01)
        return bells.rung

    assert run(story()) == []


def test_with_a_store_it_keeps_a_conversation_going(run: Run, tmp_path: Path) -> None:
    async def story() -> tuple[list[str], Any]:
        clock = FakeClock(NOW)
        heap = Heap(clock)
        store = SQLiteStore(tmp_path / "sale.db", wake=heap)
        sent: list[str] = []

        async def on_wake(key: str) -> None:
            kind, name = key.split(":")
            if kind == "turn":
                await store.turn(name, leading_to(*SENDS), clock.now())
            elif claim := await store.claim(int(name), clock.now(), 60):
                sent.append(claim.effect.words)
                await store.finish(claim, clock.now())

        await store.open()
        await heap.start(on_wake, store.waiting)
        await asyncio.gather(*[store.receive([wrote(str(n))], NOW) for n in range(5)])
        await heap.idle()
        left = await store.waiting(clock.now())
        await heap.close()
        await store.close()
        return sent, left

    sent, left = run(story())
    assert sent == ["1", "2"] * 5
    assert left == []
