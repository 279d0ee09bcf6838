"""
A pytest plugin with the fixture `world`.

    # pyproject.toml
    [tool.pytest.ini_options]
    addopts = ["-p", "autovenda_core.testing.plugin"]

    def test_a_lead_gets_an_offer(world: World) -> None:
        play("> quero o pacote básico", world)
        assert world.state is State.OFFERED
"""

from __future__ import annotations

import pytest

from autovenda_core.testing.world import World

__all__ = ["world"]


@pytest.fixture
def world() -> World:
    """A lead, a channel, a provider and a clock that can be moved, with the sample catalogue."""
    return World()
