"""The page about the flow says what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from autovenda_core.events import Act, TimerFired
from autovenda_core.fsm.diagram import document, mermaid
from autovenda_core.fsm.machine import TRIGGERS
from autovenda_core.fsm.rows import Trigger, ignored, name_of, on
from autovenda_core.fsm.rules import talk
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import State

PAGE = Path(__file__).parents[2] / "docs" / "flow.md"


def test_the_page_is_what_the_table_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("state", State)
def test_every_state_is_drawn_and_has_a_column(state: State) -> None:
    head = next(line for line in document().splitlines() if line.startswith("| trigger |"))

    assert f" {state} --> " in mermaid()
    assert f"| {state} |" in head


@pytest.mark.parametrize(
    "trigger", [each for each in TRIGGERS if each is not TimerFired], ids=name_of
)
def test_every_trigger_has_a_line_with_something_in_every_cell(trigger: Trigger) -> None:
    line = next(
        each for each in document().splitlines() if each.startswith(f"| `{name_of(trigger)}` |")
    )

    cells = line.strip("|").split("|")[1:]
    assert len(cells) == len(State)
    assert all(cell.strip() for cell in cells)


def test_every_way_in_the_table_is_drawn_with_its_trigger() -> None:
    drawn = mermaid().splitlines()

    for row in FLOW:
        for source in row.sources if row.dest is not None else ():
            way = next(line for line in drawn if f" {source} --> {row.dest}: " in line)
            assert name_of(row.trigger) in way.partition(": ")[2].split(", ")


def test_a_drawing_shows_the_rows_it_is_given_and_no_others() -> None:
    rows = (on(Act.GREET, State.LEAD, State.QUALIFYING, talk.greet_back),)

    assert mermaid(rows) == ("stateDiagram-v2\n    [*] --> lead\n    lead --> qualifying: greet\n")


def test_what_is_ignored_is_listed_with_its_reason() -> None:
    rows = ignored((Act.BYE, Act.THANKS), (State.LEAD, State.LOST), because="nobody is there")

    page = document(rows)

    assert "| `bye` | — |" in page
    assert page.endswith("- `bye`, `thanks` in lead, lost: nobody is there\n")


def test_every_reason_in_the_table_is_on_the_page() -> None:
    page = document()

    for row in FLOW:
        assert row.because is None or row.because in page
