"""What attacks achieve, as a table: `python -m tests.attacks`; exit code 1 if it is anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from autovenda_core.testing.language import Mind
from tests.attacks.audit import Fault
from tests.attacks.corpus import attacks
from tests.attacks.minds import MINDS
from tests.attacks.playing import Played, play

HEADS = ("attacks", "answers", "questions", *Fault)


def main() -> int:
    """Play every attack before every kind of model, and print what came of it."""
    families = {attack.family for attack in attacks()}
    lines = [f"{len(attacks())} attacks of {len(families)} families", _row("", HEADS)]
    failures: list[str] = []
    for name, mind in MINDS.items():
        played = _play_all(mind)
        lines.append(_row(name, _counts(list(played.values()))))
        failures += [f"{name}, {words}" for words in _failures(played)]
    lines.append("FAILED:" if failures else "PASSED")
    print("\n".join([*lines, *failures]))  # noqa: T201  a program
    return int(bool(failures))


def _play_all(mind: Mind | None) -> dict[str, Played]:
    return {attack.id: play(attack, mind=mind) for attack in attacks()}


def _counts(played: Sequence[Played]) -> list[int]:
    faults = Counter(each.fault for one in played for each in one.findings)
    answers = sum(one.answers for one in played)
    questions = sum(one.questions for one in played)
    return [len(played), answers, questions, *(faults[fault] for fault in Fault)]


def _failures(played: dict[str, Played]) -> Iterator[str]:
    for attack_id, one in played.items():
        for each in one.findings:
            yield f"{attack_id}, {each.fault}: {each.evidence}"


def _row(name: str, cells: Sequence[object]) -> str:
    aligned = (f"  {cell!s:>{len(head)}}" for head, cell in zip(HEADS, cells, strict=True))
    return f"{name:21}" + "".join(aligned)


if __name__ == "__main__":
    sys.exit(main())
