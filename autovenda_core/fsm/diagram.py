"""The table as a drawing and as a page: `docs/flow.md` is what `document` gives."""

from __future__ import annotations

from autovenda_core.fsm.machine import TRIGGERS
from autovenda_core.fsm.rows import Row, Trigger, name_of
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import State

__all__ = ["document", "mermaid"]

INTRODUCTION = """\
# The flow

Generated from `autovenda_core/fsm/table.py` by `autovenda diagram --document`; a test keeps
the two equal.

"""

LEGEND = """\

## State × trigger

What a cell says is what happens, first match first: an action, *action?* with a guard, → the state
it leads to; — is ignored on purpose, and the table says why below.

"""


def mermaid(rows: tuple[Row, ...] = FLOW) -> str:
    """The states and the ways between them, as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> lead"]
    for source in State:
        for dest in State:
            labels = _labels(rows, source, dest)
            if labels:
                lines.append(f"    {source} --> {dest}: {', '.join(labels)}")
    return "\n".join(lines) + "\n"


def document(rows: tuple[Row, ...] = FLOW) -> str:
    """The page: the diagram, every cell of state × trigger, and why some are ignored."""
    return (
        INTRODUCTION
        + f"```mermaid\n{mermaid(rows)}```\n"
        + LEGEND
        + _table(rows)
        + "\n## Ignored, and why\n\n"
        + _reasons(rows)
    )


def _labels(rows: tuple[Row, ...], source: State, dest: State) -> list[str]:
    names = [name_of(row.trigger) for row in rows if row.dest is dest and source in row.sources]
    return sorted(set(names))


def _table(rows: tuple[Row, ...]) -> str:
    head = "| trigger | " + " | ".join(State) + " |\n"
    rule = "|---|" + "---|" * len(State) + "\n"
    return head + rule + "".join(_line(rows, trigger) for trigger in TRIGGERS if trigger)


def _line(rows: tuple[Row, ...], trigger: Trigger) -> str:
    cells = [_cell(rows, state, trigger) for state in State]
    return f"| `{name_of(trigger)}` | " + " | ".join(cells) + " |\n" if any(cells) else ""


def _cell(rows: tuple[Row, ...], state: State, trigger: Trigger) -> str:
    found = [row for row in rows if row.trigger is trigger and state in row.sources]
    return "<br>".join(_words(row) for row in found)


def _words(row: Row) -> str:
    if row.action is None:
        return "—"
    question = "?" if row.guard else ""
    way = f" → **{row.dest}**" if row.dest else ""
    return f"{row.action.__name__.replace('_', ' ')}{question}{way}"


def _reasons(rows: tuple[Row, ...]) -> str:
    reasons: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row.because is not None:
            states = ", ".join(row.sources) if len(row.sources) < len(State) else "any state"
            reasons.setdefault(row.because, {}).setdefault(states, []).append(name_of(row.trigger))
    return "".join(
        f"- {', '.join(f'`{name}`' for name in names)} in {states}: {because}\n"
        for because, by_states in reasons.items()
        for states, names in by_states.items()
    )
