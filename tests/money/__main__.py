"""The long profile: `python -m tests.money [--runs N] [--steps N]`; exit code 1 when it failed."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.money.machine import Sale


def main() -> int:
    """Run the machine; what fails is made as short as possible, and shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    given = parser.parse_args()
    began = time.monotonic()
    profile = settings(
        max_examples=given.runs,
        stateful_step_count=given.steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Sale, settings=profile)
    except Exception:  # noqa: BLE001  whatever the audit found
        traceback.print_exc()
        passed = False
    else:
        passed = True
    verdict = "PASSED" if passed else "FAILED"
    seconds = time.monotonic() - began
    print(f"{given.runs} runs of {given.steps} steps: {verdict} in {seconds:.0f} s", flush=True)  # noqa: T201  a program
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
