"""
Who throws the dice, and for how long.

An engine calls `attack` with dice until its time is over, and then `done`: atheris ends the
process instead of giving back the control.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from random import Random
from time import monotonic
from typing import Any, TypeAlias

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

__all__ = ["ENGINES", "available", "chance", "explore", "watched_by"]

Attack: TypeAlias = Callable[[Random], None]
Engine: TypeAlias = Callable[[Attack, float, int, Callable[[], None]], None]
"""Attack, seconds, seed, done."""

_BATCH = 50
_OURS = ["adapters", "apps", "autovenda_core"]
_LONGEST_TAPE = 4096


def chance(attack: Attack, seconds: float, seed: int, done: Callable[[], None]) -> None:
    """Plain chance: the fastest, and it runs everywhere."""
    end, number = monotonic() + seconds, 0
    while monotonic() < end:
        number += 1
        try:
            attack(Random(f"{seed}:{number}"))
        except Exception as error:
            error.add_note(f"It was attack {number} of seed {seed}.")
            raise
    done()


def explore(attack: Attack, seconds: float, seed: int, done: Callable[[], None]) -> None:
    """Hypothesis: slower, and what it finds it makes small."""

    @hypothesis.settings(
        max_examples=_BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def batch(dice: Random) -> None:
        attack(dice)

    end, number = monotonic() + seconds, 0
    while monotonic() < end:
        number += 1
        hypothesis.seed(f"{seed}:{number}")(batch)()
    done()


def cover(attack: Attack, seconds: float, seed: int, done: Callable[[], None]) -> None:
    """Atheris: goes where our code was not yet, if `watched_by` surrounded its imports."""
    import atheris

    end = monotonic() + seconds

    def one(tape: bytes) -> None:
        if monotonic() > end:
            done()
            os._exit(0)
        attack(_Tape(tape))

    # What broke is told by its attack; libFuzzer would leave a file of the tape behind.
    options = [f"-seed={seed}", f"-max_len={_LONGEST_TAPE}", f"-exact_artifact_path={os.devnull}"]
    atheris.Setup([sys.argv[0], "-verbosity=0", *options], one)
    atheris.Fuzz()


ENGINES: Mapping[str, Engine] = {"chance": chance, "hypothesis": explore, "atheris": cover}


def available() -> list[str]:
    """The engines for a long run: plain chance stands in for atheris where that is missing."""
    guided = importlib.util.find_spec("atheris") is not None
    return ["hypothesis", "atheris" if guided else "chance"]


def watched_by(engine: str) -> AbstractContextManager[Any]:
    """Import our code inside of it: atheris has to see which lines run."""
    if engine != "atheris":
        return nullcontext()
    import atheris

    watching: AbstractContextManager[Any] = atheris.instrument_imports(include=_OURS)
    return watching


class _Tape(Random):
    """Dice that fall as bytes say; zeros behind their end."""

    def __init__(self, tape: bytes) -> None:
        super().__init__(0)
        self._tape = tape
        self._at = 0

    def getrandbits(self, k: int, /) -> int:
        size = (k + 7) // 8
        taken = self._tape[self._at : self._at + size].ljust(size, b"\0")
        self._at += size
        return int.from_bytes(taken) >> (size * 8 - k)

    def random(self) -> float:
        return self.getrandbits(16) / 2**16
