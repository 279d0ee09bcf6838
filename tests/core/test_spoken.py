"""What the bot says in the scripts of tests/conversations, read as a lead would read it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from autovenda_core.effects import Say, SendMessage, Text
from autovenda_core.ports.channel import OutgoingMessage
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World
from autovenda_core.values import replace

SCRIPTS = sorted((Path(__file__).parents[1] / "conversations").rglob("*.txt"))


@cache
def played() -> tuple[World, ...]:
    """Every script in a world of its own."""
    return tuple(play(script.read_text(encoding="utf-8"), World()) for script in SCRIPTS)


def decided() -> list[tuple[World, SendMessage]]:
    """Every message that the flow asked for, sent or held."""
    return [
        (world, row.effect)
        for world in played()
        for row in world.store.effects
        if isinstance(row.effect, SendMessage)
    ]


def sent() -> list[OutgoingMessage]:
    """Every message that went out, to leads and to the owner."""
    return [message for world in played() for message in world.channel.sent]


def wording() -> list[str]:
    """Every message in words, to a lead whose name we know and to one whose name we do not."""
    return [
        world.flow.render(replace(message, client_name=name)).text
        for world, message in decided()
        for name in (None, "Ana Souza")
    ] + [message.text for message in sent()]


def test_the_scripts_make_the_bot_say_everything_it_can_say_to_a_lead() -> None:
    said = {say.text for _, message in decided() for say in message.says}

    assert said == set(Text) - {Text.OWNER_ALERT}


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"[{}]", "an unfilled placeholder"),
        (r"None|True|False|<[A-Z]", "a value of the program"),
        (r"  ", "a double space"),
        (r" [,.!?;:](\s|$)", "a space before punctuation"),
        (r"\*\*|\* \*", "empty bold"),
        (r"\(\)", "empty brackets"),
        (r"[,:] ?[.!]", "punctuation around nothing"),
        (r"(?m)^[ \t]|[ \t]$", "space at the end of a line"),
        (r"\n{3}", "two empty lines"),
        (r"(?m)^• *$", "an empty bullet"),
    ],
)
def test_no_message_shows_how_it_was_made(pattern: str, what: str) -> None:
    shown = [text for text in wording() if re.search(pattern, text)]

    assert shown == [], what


def test_bold_is_closed_in_the_line_where_it_began() -> None:
    unbalanced = [line for text in wording() for line in text.splitlines() if line.count("*") % 2]

    assert unbalanced == []


def test_buttons_fit_and_differ() -> None:
    for message in sent():
        titles = [button.title for button in message.buttons]
        ids = [button.id for button in message.buttons]

        assert all(1 <= len(title) <= 20 for title in titles)
        assert all(0 < len(each.encode("ascii")) <= 64 for each in ids)
        assert len(set(titles)) == len(set(ids)) == len(ids) <= 3


def test_a_message_never_says_the_same_twice() -> None:
    repeated = [
        message.says
        for _, message in decided()
        if len({(say.text, say.topic) for say in message.says}) < len(message.says)
    ]

    assert repeated == []


def test_no_message_is_too_long_for_a_document_or_buttons() -> None:
    assert max(len(text) for text in wording()) <= 1024


def test_a_link_is_only_promised_where_there_is_one() -> None:
    for world, message in decided():
        rendered = world.flow.render(message)
        promises = any(_has_link(world, say) for say in message.says)

        assert promises == (rendered.link is not None)


def _has_link(world: World, say: Say) -> bool:
    return world.flow.texts[say.text].link_title is not None


def test_a_person_s_words_are_the_only_ones_that_are_not_ours() -> None:
    for _, message in decided():
        assert bool(message.words) != bool(message.says)
