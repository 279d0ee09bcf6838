"""Values that many tests of the core begin with."""

from __future__ import annotations

import pytest

from autovenda_core.fsm.machine import Flow
from autovenda_core.testing.world import SAMPLE_CATALOG


@pytest.fixture
def flow() -> Flow:
    return Flow(SAMPLE_CATALOG)
