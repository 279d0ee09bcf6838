"""All routes by all engines, as many at once as there are processors; exit code 1 if one broke."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory

from tests.fuzz.attacks import ROUTES
from tests.fuzz.engines import ENGINES, available


def main() -> int:
    """Attack, and print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="of each engine at each route")
    parser.add_argument("--route", action="append", choices=ROUTES)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--seed", type=int, default=randbelow(2**31))
    given = parser.parse_args()
    say(f"seed {given.seed}, {given.seconds:.0f} s each")
    runs = [(r, e) for r in given.route or ROUTES for e in given.engine or available()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        held = list(pool.map(lambda run: _run(run[0], run[1], given.seconds, given.seed), runs))
    say("PASSED" if all(held) else "FAILED")
    return 0 if all(held) else 1


def _run(route: str, engine: str, seconds: float, seed: int) -> bool:
    program = [sys.executable, "-m", "tests.fuzz.run"]
    with TemporaryDirectory(prefix="autovenda-fuzz-") as folder:
        command = [*program, route, engine, str(seconds), str(seed), folder]
        ended = subprocess.run(command, stdout=PIPE, stderr=STDOUT, text=True, check=False)
    held = ended.returncode == 0
    lines = ended.stdout.strip().splitlines()
    mark, told = ("ok", lines[-1]) if held else ("BROKEN", "\n".join(["", *lines]))
    say(f"{mark:<7}{route:<15}{engine:<11}{told}")
    return held


def say(line: str) -> None:
    """Print at once, so that a long run can be watched."""
    print(line, flush=True)  # noqa: T201  a program


if __name__ == "__main__":
    sys.exit(main())
