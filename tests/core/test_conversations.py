"""Every script in tests/conversations goes as written, and together they fire every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from autovenda_core.fsm.rows import Row
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import Conversation
from autovenda_core.testing.scripts import ScriptFailure, parse_script, play
from autovenda_core.testing.world import World, run

SCRIPTS = sorted((Path(__file__).parents[1] / "conversations").rglob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_its_script_says(script: Path) -> None:
    play(script.read_text(encoding="utf-8"), World())


def fired_rows(script: Path) -> set[Row]:
    world = play(script.read_text(encoding="utf-8"), World())
    conversation = Conversation(world.conversation_id, world.contact)
    fired: set[Row] = set()
    for event in run(world.store.replay(world.conversation_id)):
        step = world.flow.step(conversation, event)
        fired |= set(step.rows)
        conversation = step.conversation
    return fired


def test_every_row_of_the_table_is_fired_by_some_script() -> None:
    fired = set[Row]().union(*map(fired_rows, SCRIPTS))

    never = [row.name for row in FLOW if row.action is not None and row not in fired]
    assert never == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_replaying_the_inbox_rebuilds_the_conversation(script: Path) -> None:
    world = play(script.read_text(encoding="utf-8"), World())

    conversation = Conversation(world.conversation_id, world.contact)
    for event in run(world.store.replay(world.conversation_id)):
        conversation = world.flow.step(conversation, event).conversation

    assert conversation == world.conversation


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("> oi\n= offered", "line 2: the state is qualifying, not offered"),
        ("> oi\n< nunca dito", "line 2: nobody said 'nunca dito'"),
        ("> oi\n<! assistente", "line 2: it was said: 'assistente'"),
        ("> [Botão]", "line 1: no message has a button 'Botão'"),
        ("! dança", "line 1: unknown event 'dança'"),
        ("! pays pix", "line 1: nothing was accepted"),
        ("? handoff", "line 1: no task handoff; there are: none"),
        ("oi", "line 1: expected one of"),
    ],
)
def test_a_script_that_does_not_go_as_written_says_where(script: str, complaint: str) -> None:
    with pytest.raises(ScriptFailure, match=complaint.replace("[", r"\[")):
        play(script, World())


def test_comments_and_blank_lines_are_no_part_of_a_script() -> None:
    lines = parse_script("# a comment\n\n> oi\n")

    assert [(line.number, line.mark, line.text) for line in lines] == [(3, ">", "oi")]
