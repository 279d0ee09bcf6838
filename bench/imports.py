"""What `import autovenda_core` costs against its two dependencies alone, and what it leaves out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.rounds import table

__all__ = ["main"]

ROOT = Path(__file__).parents[1]
ROUNDS = 15
BARE, OURS = "import pydantic, transitions", "import autovenda_core"

OUTSIDE = {
    *("adapters", "apps", "httpx", "stripe", "starlette", "uvicorn", "sqlalchemy", "sqlmodel"),
    *("alembic", "reportlab", "litellm", "streamlit", "redis", "asyncio", "ssl"),
}
"""What the core must not bring along."""


def main() -> None:
    """Print medians of fresh interpreters, in turns."""
    times: dict[str, list[float]] = {BARE: [], OURS: []}
    for _ in range(ROUNDS):
        for statement, measured in times.items():
            measured.append(_seconds(statement))
    bare, ours = median(times[BARE]), median(times[OURS])
    brought = sorted(OUTSIDE & set(_modules(OURS))) or "nothing"
    table(
        "Import, in a fresh interpreter",
        {
            BARE: f"{1e3 * bare:.1f} ms",
            OURS: f"{1e3 * ours:.1f} ms {ours / bare:6.2f} ×",
            "brought along from outside the core": f"{brought}",
        },
    )


def _seconds(statement: str) -> float:
    clock = "from time import perf_counter as now; start = now()"
    return float(_run(f"{clock}; {statement}; print(now() - start)"))


def _modules(statement: str) -> list[str]:
    return _run(f"{statement}; import sys; print(*sys.modules)").split()


def _run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    main()
