"""How long reading one message takes: everything that leads say in the conversation scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from autovenda_core.business_days import Calendar
from autovenda_core.model import Expecting
from autovenda_core.testing.world import SAMPLE_CATALOG
from autovenda_core.understanding import understand
from bench.rounds import table

__all__ = ["main"]

SCRIPTS = Path(__file__).parents[1] / "tests" / "conversations"
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
CALENDAR = Calendar()


def main() -> None:
    """Print percentiles over messages, each read after each question."""
    messages = list(_messages())
    times = sorted(_seconds(message, question) for message in messages for question in Expecting)
    last = len(times) - 1
    table(
        f"Understanding ({len(messages)} messages × {len(Expecting)} open questions)",
        {
            f"p{percent}": f"{1e3 * times[round(last * percent / 100)]:.3f} ms"
            for percent in (50, 99)
        },
    )


def _messages() -> Iterator[str]:
    for script in sorted(SCRIPTS.glob("*.txt")):
        for line in script.read_text("utf-8").splitlines():
            if line.startswith("> ") and not line.startswith("> ["):
                yield line.removeprefix("> ")


def _seconds(message: str, question: Expecting) -> float:
    """The best of three: the first reading may compile a pattern, the machine may be busy."""
    return min(_once(message, question) for _ in range(3))


def _once(message: str, question: Expecting) -> float:
    start = perf_counter()
    understand([message], expecting=question, catalog=SAMPLE_CATALOG, at=AT, calendar=CALENDAR)
    return perf_counter() - start


if __name__ == "__main__":
    main()
