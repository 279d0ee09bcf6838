"""The market: one server process for a whole module, for what takes real seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.market import Market


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with Market(tmp_path_factory.mktemp("market")).open() as market:
        yield market
