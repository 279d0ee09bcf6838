"""Places for messages: no faster than a provider allows, and each message waits once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pacing import Pace, Pacer
from autovenda_core.errors import Unavailable
from autovenda_core.testing.clock import FakeClock

ONE_A_SECOND = Pace(apart_seconds=1, burst=1, per_second=30)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pacer(clock: FakeClock) -> Pacer:
    return Pacer(clock, "Telegram", ONE_A_SECOND)


def wait(pacer: Pacer, key: str, to: str) -> float:
    """How long this message is told to wait; 0: it may go."""
    try:
        pacer.take(key, to)
    except Unavailable as refusal:
        return refusal.retry_after_seconds or 0
    return 0


def drain(pacer: Pacer, clock: FakeClock, people: list[str]) -> tuple[list[datetime], int]:
    """Send one message to each, coming back when told; when they went, most refusals."""
    queue = [(clock.now(), f"m{at}", to) for at, to in enumerate(people)]
    refusals: Counter[str] = Counter()
    went = []
    while queue:
        queue.sort()
        at, key, to = queue.pop(0)
        clock.move_to(at)
        seconds = wait(pacer, key, to)
        if seconds:
            refusals[key] += 1
            queue.append((clock.now() + timedelta(seconds=seconds), key, to))
        else:
            went.append(clock.now())
    return went, max(refusals.values(), default=0)


def test_one_person_gets_one_message_a_second(pacer, clock):
    first = wait(pacer, "a", "marina")
    clock.advance(timedelta(seconds=0.75))
    second, other_person = wait(pacer, "b", "marina"), wait(pacer, "c", "rui")
    clock.advance(timedelta(seconds=0.25))
    second_again = wait(pacer, "b", "marina")

    assert (first, second, other_person, second_again) == (0, 0.25, 0, 0)


def test_a_refusal_says_whose_limit_it_is(pacer):
    pacer.take("a", "marina")

    with pytest.raises(Unavailable, match="Telegram"):
        pacer.take("b", "marina")


def test_a_burst_goes_at_once_and_then_one_message_at_a_time(clock):
    pacer = Pacer(clock, "WhatsApp", Pace(apart_seconds=6, burst=3, per_second=80))

    waits = [wait(pacer, key, "marina") for key in "abcde"]

    assert waits == [0, 0, 0, 6, 12]


def test_a_burst_comes_back_message_by_message(clock):
    pacer = Pacer(clock, "WhatsApp", Pace(apart_seconds=6, burst=3, per_second=80))
    for key in "abc":
        pacer.take(key, "marina")

    clock.advance(timedelta(seconds=12))

    assert [wait(pacer, key, "marina") for key in "def"] == [0, 0, 6]


def test_a_crowd_goes_thirty_a_second_and_each_message_is_turned_away_once_at_most(pacer, clock):
    start = clock.now()

    went, refusals = drain(pacer, clock, [f"person{at}" for at in range(1000)])

    assert len(went) == 1000
    gaps = [later - earlier for earlier, later in zip(went, went[30:], strict=False)]
    assert min(gaps) >= timedelta(seconds=1)
    assert went[-1] - start == timedelta(seconds=33)
    assert refusals == 1


def test_many_messages_to_one_person_go_one_a_second_and_each_is_turned_away_once(pacer, clock):
    went, refusals = drain(pacer, clock, ["marina"] * 20)

    assert {later - earlier for earlier, later in pairwise(went)} == {timedelta(seconds=1)}
    assert refusals == 1


def test_many_messages_to_one_person_hold_nobody_else_back(pacer):
    for at in range(100):
        wait(pacer, f"m{at}", "marina")

    assert wait(pacer, "n", "rui") == 0


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3000)), max_size=60),
    st.integers(1, 4),
    st.integers(1, 5),
)
def test_no_second_and_no_person_ever_gets_more_than_the_pace(arrivals, burst, per_second):
    clock = FakeClock()
    pacer = Pacer(clock, "WhatsApp", Pace(apart_seconds=2, burst=burst, per_second=per_second))

    places: list[tuple[datetime, str]] = []
    for at, (to, milliseconds) in enumerate(arrivals):
        clock.advance(timedelta(milliseconds=milliseconds))
        places.append((clock.now() + timedelta(seconds=wait(pacer, f"m{at}", to)), to))

    places.sort()
    times = [place for place, _ in places]
    assert all(
        later - first >= timedelta(seconds=1)
        for first, later in zip(times, times[per_second:], strict=False)
    )
    for person in "abc":
        own = [place for place, to in places if to == person]
        assert all(
            later - first >= timedelta(seconds=2)
            for first, later in zip(own, own[burst:], strict=False)
        )


def test_a_clock_that_was_set_back_does_not_hold_messages_back():
    class Setback(FakeClock):
        def set_back(self) -> None:
            self._now -= timedelta(hours=1)

    clock = Setback()
    pacer = Pacer(clock, "Telegram", ONE_A_SECOND)
    wait(pacer, "a", "marina")
    clock.set_back()

    assert wait(pacer, "b", "marina") == 0
