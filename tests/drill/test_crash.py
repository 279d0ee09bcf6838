"""The crash drill in short; `make drill` runs the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drill.audit import audit
from tests.drill.crash import SHORT, drill


@pytest.mark.drill
def test_sales_survive_a_server_that_is_killed_again_and_again(tmp_path: Path) -> None:
    aftermath = drill(tmp_path, SHORT)

    findings = audit(aftermath)

    assert [finding for finding in findings if not finding.holds] == []
