"""Measuring several things fairly in one process: in turns, and the median counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

__all__ = ["seconds_each", "table"]

ROUNDS = 7
ROUND_SECONDS = 0.15


def seconds_each(subjects: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of one call of each subject."""
    rounds: dict[str, list[float]] = {name: [] for name in subjects}
    for subject in subjects.values():
        _once(subject)
    for _ in range(ROUNDS):
        for name, subject in subjects.items():
            rounds[name].append(_once(subject))
    return {name: median(times) for name, times in rounds.items()}


def _once(subject: Callable[[], object]) -> float:
    calls, start = 0, perf_counter()
    while (elapsed := perf_counter() - start) < ROUND_SECONDS:
        for _ in range(20):
            subject()
        calls += 20
    return elapsed / calls


def table(title: str, rows: Mapping[str, str]) -> None:
    """Print one."""
    print(f"\n{title}")
    for name, value in rows.items():
        print(f"  {name:<58}{value:>22}")
