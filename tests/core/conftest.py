"""Values that many tests of the core begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from autovenda_core.fsm.machine import Flow
from autovenda_core.testing.world import SAMPLE_CATALOG, World

CONVERSATIONS = sorted((Path(__file__).parents[1] / "conversations").glob("*.txt"))


@pytest.fixture
def flow() -> Flow:
    return Flow(SAMPLE_CATALOG)


@pytest.fixture
def world() -> World:
    return World()
