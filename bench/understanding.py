"""
How long reading one message takes: what leads write, after each question, and what attackers do.

The labelled lines are those of tests/language; nothing of them is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

from autovenda_core.model import Expecting
from bench.rounds import table
from tests.language.corpus import HERE, say, utterances

__all__ = ["main"]

LIMIT_SECONDS = 0.001
"""What 99 of 100 messages must stay below."""

LONG = 10_000
"""Characters; more than any chat lets anybody write."""

ATTACKS = {
    "a letter": "a",
    "digits": "1",
    "dots between digits": "1.",
    "amounts": "1.000,00 ",
    "blanks": " ",
    "line breaks": "\n",
    "laughter": "kkk",
    "accents that pile up": "e\u0301\u0302",
    "invisible characters": "\u200b",
    "emoji": "👍🏽",
    "half e-mail addresses": "a.a@",
    "half links": "http://a.",
    "spelt-out addresses": "ana ponto arroba ",
    "half dates": "dia 1/",
    "amounts in words": "mil e duzentos e ",
    "conditions": "se eu não fechar ",
    "negations": "não quero não ",
    "repeated words": "já ",
    "denials": "não afim ",
    "plurals": "vocês ",
    "half claims": "já fiz o pix não ",
    "half names": "meu nome é a ",
    "yes after yes": "sim, aceito ",
    "packages": "o básico, não o premium, ",
    "questions": "quanto custa o ",
}
"""Beginnings that match many patterns again and again, and ends that match none."""


def main() -> None:
    """Print percentiles of ordinary messages, then the worst of long and hostile ones."""
    messages = [line.text for path in sorted(HERE.rglob("*.tsv")) for line in utterances(path)]
    times = sorted(_times(messages))
    table(
        f"Understanding ({len(messages)} messages × {len(Expecting)} open questions)",
        {
            "p50": _milliseconds(_percentile(times, 50)),
            "p99": _milliseconds(_percentile(times, 99)),
            "max": _milliseconds(times[-1]),
            f"p99 below {_milliseconds(LIMIT_SECONDS)}": _verdict(times),
        },
    )
    slowest = {name: max(_times([_long(piece)])) for name, piece in ATTACKS.items()}
    table(
        f"{LONG:,} hostile characters, the slowest of {len(Expecting)} open questions",
        {name: _milliseconds(seconds) for name, seconds in slowest.items()},
    )


def _times(messages: Iterable[str]) -> Iterator[float]:
    """Seconds for each message after each question."""
    for message in messages:
        for expecting in Expecting:
            # The best of three: the first reading may compile a pattern, the machine may be busy.
            yield min(_seconds(message, expecting) for _ in range(3))


def _seconds(message: str, expecting: Expecting) -> float:
    start = perf_counter()
    say(message, expecting)
    return perf_counter() - start


def _long(piece: str) -> str:
    return (piece * LONG)[:LONG]


def _percentile(times: list[float], percent: int) -> float:
    return times[round((len(times) - 1) * percent / 100)]


def _verdict(times: list[float]) -> str:
    return "yes" if _percentile(times, 99) < LIMIT_SECONDS else "NO"


def _milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:.3f} ms"


if __name__ == "__main__":
    main()
