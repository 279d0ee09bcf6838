"""The attacks in short; `make drill` runs the long ones."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.attacks import ROUTES
from tests.fuzz.engines import chance, explore
from tests.fuzz.site import Site

SECONDS = 4.0
SEED = 1


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ROUTES)
def test_nothing_that_is_sent_breaks_a_route(name: str, tmp_path: Path) -> None:
    route = ROUTES[name]
    with Site.running(tmp_path) as site:

        def attack(dice: Random) -> None:
            site.survive(route.draw(dice, site), route.source)

        for engine in (chance, explore):
            engine(attack, SECONDS / 2, SEED, site.check)
        statuses = site.statuses

    assert any(status < 400 for status in statuses), "nothing was accepted, so little was tried"
    assert any(status >= 400 for status in statuses), "nothing was refused, so little was tried"
