"""Files of leads: fetched while the provider has them, kept, or a person is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autovenda_core.effects import FetchMedia, TaskKind
from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.events import MediaKept, MediaLost, TakenOver
from autovenda_core.model import Contact, Conversation
from autovenda_core.ports.channel import ReceivedFile
from autovenda_core.ports.store import Claim, Store
from autovenda_core.runtime.asking import keep
from autovenda_core.testing.world import World, run
from autovenda_core.values import replace


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


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("image", "mandou uma imagem para"),
        ("audio", "mandou um áudio para"),
        ("video", "mandou um vídeo para"),
        ("document", "mandou um documento para"),
        ("sticker", "mandou uma figurinha para"),
        ("location", "mandou uma localização para"),
        ("contact", "mandou um contato para"),
        ("other", "mandou um arquivo para"),
    ],
)
def test_a_person_is_told_in_portuguese_what_was_sent(world: World, kind: str, words: str) -> None:
    world.sends(kind)
    world.settle()

    (task,) = world.store.tasks
    assert words in task.summary


def test_words_that_came_with_a_file_are_read(world: World) -> None:
    world.sends("image", "preciso de uma loja virtual")
    world.settle()

    assert "Para quando" in world.arrived[-1].text


class ForgettingStore:
    """A store in which everybody has been erased by now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def conversation(self, conversation_id: str) -> Conversation | None:
        found = await self._store.conversation(conversation_id)
        return found and replace(found, contact=Contact(found.contact.channel, ""))


def test_a_file_of_somebody_who_was_erased_meanwhile_is_not_kept(world: World) -> None:
    world.says("oi")
    world.settle()
    conversation = run(world.store.conversation(world.conversation_id))
    claim = Claim(1, "key", conversation, FetchMedia("m", "file"), world.clock.now(), 0, 0)
    ports = replace(world.runtime.ports, store=ForgettingStore(world.store))

    with pytest.raises(Rejected):
        run(keep(ReceivedFile(b"a photo", "image/png"), "m", "file", claim, ports))

    assert world.files.kept == {}
