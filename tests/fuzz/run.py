"""
One route, one engine, one process.

    python -m tests.fuzz.run ROUTE ENGINE SECONDS SEED FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from tests.fuzz import engines


def main(route_name: str, engine: str, seconds: str, seed: str, folder: str) -> None:
    """Attack, and print what was answered; Broken ends the process with its traceback."""
    with engines.watched_by(engine):
        from tests.fuzz.attacks import ROUTES
        from tests.fuzz.site import Site
    route = ROUTES[route_name]
    with Site.running(Path(folder)) as site:

        def attack(dice: Random) -> None:
            site.survive(route.draw(dice, site), route.source)

        def done() -> None:
            site.check()
            statuses = " ".join(f"{status}:{n}" for status, n in sorted(site.statuses.items()))
            print(f"{site.statuses.total():>7} requests  {statuses}", flush=True)  # noqa: T201

        engines.ENGINES[engine](attack, float(seconds), int(seed), done)


if __name__ == "__main__":
    main(*sys.argv[1:])
