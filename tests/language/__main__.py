"""
How well the rules read the two halves of the unseen lines: `python -m tests.language`.

The lines in halves/ were written by people who did not know the rules, for this purpose.  By
`development.tsv` the rules may be improved.  `blind.tsv` is only ever scored: nobody who works
on the rules looks at its lines, so this prints no line of it, only numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.interpret import intent_of
from autovenda_core.events import Act
from tests.language.corpus import HALVES, Utterance, holds, say, utterances


@dataclass(frozen=True)
class Score:
    """What came out for one set of lines; shares are of 1."""

    lines: int
    first_act: float
    macro_f1: float
    intent: float
    false_accepts: int
    stop_recall: float
    handoff_recall: float
    claims_read_as_yes: int
    slots: float


def score(lines: Sequence[Utterance]) -> Score:
    """Read every line and compare the first act, the intent and the slots with the labels."""
    pairs = [(line, say(line.text, line.expecting)) for line in lines]
    firsts = [(line.act, read.acts[0].act) for line, read in pairs]
    with_slots = [(line, read) for line, read in pairs if line.slots]
    return Score(
        lines=len(lines),
        first_act=_share([wanted is read for wanted, read in firsts]),
        macro_f1=_macro_f1(firsts),
        intent=_share([intent_of(wanted) == intent_of(read) for wanted, read in firsts]),
        false_accepts=sum(
            Act.AFFIRM in {read.act for read in reading.acts}
            and Act.AFFIRM not in {line.act, *line.also}
            for line, reading in pairs
        ),
        stop_recall=_recall(firsts, Act.STOP),
        handoff_recall=_recall(firsts, Act.HANDOFF),
        claims_read_as_yes=sum(
            line.act is Act.CLAIM_PAID and Act.AFFIRM in {read.act for read in reading.acts}
            for line, reading in pairs
        ),
        slots=_share([holds(line.slots, read.slots) for line, read in with_slots]),
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def _recall(firsts: Sequence[tuple[Act, Act]], act: Act) -> float:
    return _share([read is act for wanted, read in firsts if wanted is act])


def _macro_f1(firsts: Sequence[tuple[Act, Act]]) -> float:
    """The mean over acts of the harmonic mean of precision and recall."""
    right = Counter(wanted for wanted, read in firsts if wanted is read)
    wanted_counts = Counter(wanted for wanted, _ in firsts)
    read_counts = Counter(read for _, read in firsts)
    f1 = [2 * right[act] / (wanted_counts[act] + read_counts[act]) for act in wanted_counts]
    return sum(f1) / len(f1)


def report(scores: Mapping[str, Score]) -> Iterator[str]:
    """A table of the scores, a line for each measure."""
    yield f"{'':20}" + "".join(f"{half:>14}" for half in scores)
    for name in Score.__dataclass_fields__:
        values = [getattr(each, name) for each in scores.values()]
        cells = (f"{each:14.3f}" if isinstance(each, float) else f"{each:14}" for each in values)
        yield f"{name.replace('_', ' '):20}" + "".join(cells)


if __name__ == "__main__":
    halves = {half: score(utterances(HALVES / f"{half}.tsv")) for half in ("development", "blind")}
    print("\n".join(report(halves)))  # noqa: T201  a program
