"""Files of leads: fetched while the provider has them, kept, or a person is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autovenda_core.effects import TaskKind
from autovenda_core.errors import Unavailable
from autovenda_core.events import MediaKept, MediaLost, TakenOver
from autovenda_core.testing.world import World, run


def heard(world: World, kind: type) -> list[object]:
    events = run(world.store.replay(world.conversation_id))
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("kind", ["audio", "image", "document"])
def test_a_file_is_fetched_and_kept(world: World, kind: str) -> None:
    world.sends(kind)
    world.settle()

    (kept,) = heard(world, MediaKept)
    assert isinstance(kept, MediaKept)
    assert world.files.kept[kept.name] == b"file-1"
    assert (kept.media_type, kept.size_bytes) == (f"{kind}/fake", 6)


def test_a_file_is_fetched_also_while_a_person_answers(world: World) -> None:
    world.happens(TakenOver(world.clock.now(), "rafa"))
    world.sends("image")
    world.settle()

    assert len(world.files.kept) == 1


def test_a_provider_that_is_down_is_asked_again(world: World) -> None:
    world.sends("audio")
    world.channel.fail_next(Unavailable("down"), Unavailable("down"))
    world.settle()
    world.advance(timedelta(minutes=1))

    assert len(world.files.kept) == 1


def test_a_file_that_is_gone_is_a_person_s_matter(world: World) -> None:
    world.sends("document", lost=True)
    world.settle()

    assert heard(world, MediaLost)
    assert TaskKind.MEDIA in world.tasks
    assert "não pôde ser baixado" in world.store.tasks[-1].summary


def test_words_that_came_with_a_file_are_read(world: World) -> None:
    world.sends("image", "preciso de uma loja virtual")
    world.settle()

    assert "Para quando" in world.arrived[-1].text
