"""
Learns from the labelled sentences which act is likely: `python -m tests.language.learn`.

An averaged perceptron (Collins 2002, "Discriminative training methods for hidden Markov
models"): whenever a sentence is read wrong, or right by too little, its traits come to speak
more for the right act and less for its rival; the mean over all steps is kept.  Counting only,
in an order that depends on the sentences alone, so the same sentences give the same file.
The blind half is not learnt from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from autovenda_core import understanding
from autovenda_core.events import Act
from autovenda_core.understanding.experience import FILE, traits
from autovenda_core.understanding.normalise import read
from tests.language.corpus import HALVES, Utterance, lessons, own, utterances

ROUNDS = 10
MARGIN = 5
"""By how much the right act has to be ahead."""

RARE = 2
"""A trait of fewer sentences teaches nothing."""

FINENESS = 4
"""Steps to a whole; the file holds whole numbers."""

Weights = dict[str, Counter[Act]]


def lines_to_learn_from() -> list[Utterance]:
    """All labelled sentences but those of the blind half, each once."""
    lines = (*own(), *lessons(), *utterances(HALVES / "development.tsv"))
    return list({(line.text, line.expecting): line for line in lines}.values())


def learn(lines: Sequence[Utterance]) -> Weights:
    """The weight of every trait for every act."""
    known = [(line, _traits_of(line)) for line in lines]
    counts = Counter(trait for _, said in known for trait in said)
    known = [(line, [t for t in said if counts[t] >= RARE]) for line, said in known]
    weights: Weights = {}
    changes: Weights = {}
    step = 0
    for number in range(ROUNDS):
        for line, said in sorted(known, key=lambda each: _place(each[0], number)):
            step += 1
            rival = _rival(line.act, said, weights)
            if rival is not None:
                for trait in said:
                    _shift(weights, trait, line.act, rival, 1)
                    _shift(changes, trait, line.act, rival, step)
    return {trait: _mean(weights[trait], changes[trait], step) for trait in weights}


def _traits_of(line: Utterance) -> list[str]:
    return sorted(set(traits(read(line.text).plain, line.expecting)))


def _place(line: Utterance, number: int) -> bytes:
    """Where a sentence stands in a round."""
    return sha256(f"{number} {line.expecting} {line.text}".encode()).digest()


def _rival(right: Act, said: list[str], weights: Weights) -> Act | None:
    """The act that is ahead of the right one, or too near; None if none is."""
    scores = dict.fromkeys(Act, 0)
    for trait in said:
        for act, weight in weights.get(trait, {}).items():
            scores[act] += weight
    rival = max((act for act in Act if act not in (right, Act.ACCEPT)), key=scores.__getitem__)
    return rival if scores[right] - scores[rival] <= MARGIN else None


def _shift(weights: Weights, trait: str, right: Act, rival: Act, by: int) -> None:
    of_trait = weights.setdefault(trait, Counter())
    of_trait[right] += by
    of_trait[rival] -= by


def _mean(last: Counter[Act], changes: Counter[Act], steps: int) -> Counter[Act]:
    return Counter(
        {act: round(FINENESS * (last[act] - changes[act] / steps)) for act in (*last, *changes)}
    )


def rows(weights: Weights) -> Iterator[str]:
    """The lines of the file."""
    for trait in sorted(weights):
        pairs = [f"{act}:{weight}" for act, weight in sorted(weights[trait].items()) if weight]
        if pairs:
            yield "\t".join((trait, *pairs))


def text_of(weights: Weights) -> str:
    """The file."""
    return "".join(f"{row}\n" for row in rows(weights))


if __name__ == "__main__":
    path = Path(understanding.__file__).with_name(FILE)
    path.write_text(text_of(learn(lines_to_learn_from())), encoding="utf-8")
