"""The long profile: `python -m tests.drill [--seed N] [--sales N]`; exit code 1 when it failed."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.drill.audit import Finding, audit
from tests.drill.crash import LONG, drill


def main() -> int:
    """Drill, print the table, keep database and log of a drill that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=LONG.seed)
    parser.add_argument("--sales", type=int, default=LONG.sales)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the server would outlive us
    profile = replace(LONG, seed=given.seed, sales=given.sales, fewest_kills=given.sales // 4)
    folder = Path(tempfile.mkdtemp(prefix="autovenda-drill-"))
    after = drill(folder, profile)
    findings = audit(after)
    say(f"{profile.sales} sales, {profile.at_once} at once, seed {profile.seed}")
    for finding in findings:
        say(_line(finding))
    passed = all(finding.holds for finding in findings)
    say(f"{'PASSED' if passed else 'FAILED'} in {after.seconds:.0f} s")
    if passed:
        shutil.rmtree(folder)
    else:
        say(f"database and log are kept in {folder}")
    return 0 if passed else 1


def _line(finding: Finding) -> str:
    mark = "ok" if finding.holds else "WRONG"
    verdict = f"{mark:<6}{finding.wanted}" if finding.wanted else ""
    return f"{finding.what:<62}{finding.value!s:>9}  {verdict}".rstrip()


def say(line: str) -> None:
    """Print at once, so that a long run can be watched."""
    print(line, flush=True)  # noqa: T201  a program


if __name__ == "__main__":
    sys.exit(main())
