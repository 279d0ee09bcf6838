"""Places for messages: no faster than Telegram allows, and each message waits once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from adapters.telegram.pacing import Pacer
from autovenda_core.errors import Unavailable
from autovenda_core.testing.clock import FakeClock


@pytest.fixture
def pacer(clock: FakeClock) -> Pacer:
    return Pacer(clock)


def wait(pacer: Pacer, key: str, chat: str) -> float:
    """How long this message is told to wait; 0: it may go."""
    try:
        pacer.take(key, chat)
    except Unavailable as refusal:
        return refusal.retry_after_seconds or 0
    return 0


def drain(pacer: Pacer, clock: FakeClock, chats: list[str]) -> tuple[list[datetime], int]:
    """Send one message to each chat, coming back when told; when they went, most refusals."""
    queue = [(clock.now(), f"m{at}", chat) for at, chat in enumerate(chats)]
    refusals: Counter[str] = Counter()
    went = []
    while queue:
        queue.sort()
        at, key, chat = queue.pop(0)
        clock.move_to(at)
        seconds = wait(pacer, key, chat)
        if seconds:
            refusals[key] += 1
            queue.append((clock.now() + timedelta(seconds=seconds), key, chat))
        else:
            went.append(clock.now())
    return went, max(refusals.values(), default=0)


def test_one_chat_gets_one_message_a_second(pacer, clock):
    first = wait(pacer, "a", "marina")
    clock.advance(timedelta(seconds=0.75))
    second, other_chat = wait(pacer, "b", "marina"), wait(pacer, "c", "rui")
    clock.advance(timedelta(seconds=0.25))
    second_again = wait(pacer, "b", "marina")

    assert (first, second, other_chat, second_again) == (0, 0.25, 0, 0)


def test_a_crowd_goes_thirty_a_second_and_each_message_is_turned_away_once_at_most(pacer, clock):
    start = clock.now()

    went, refusals = drain(pacer, clock, [f"chat{at}" for at in range(1000)])

    assert len(went) == 1000
    gaps = [later - earlier for earlier, later in zip(went, went[30:], strict=False)]
    assert min(gaps) >= timedelta(seconds=1)
    assert went[-1] - start == timedelta(seconds=33)
    assert refusals == 1


def test_many_messages_to_one_chat_go_one_a_second_and_each_is_turned_away_once(pacer, clock):
    went, refusals = drain(pacer, clock, ["marina"] * 20)

    assert {later - earlier for earlier, later in pairwise(went)} == {timedelta(seconds=1)}
    assert refusals == 1


def test_a_clock_that_was_set_back_does_not_hold_messages_back():
    class Setback(FakeClock):
        def set_back(self) -> None:
            self._now -= timedelta(hours=1)

    clock = Setback()
    pacer = Pacer(clock)
    wait(pacer, "a", "marina")
    clock.set_back()

    assert wait(pacer, "b", "marina") == 0
