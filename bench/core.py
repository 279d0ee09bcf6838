"""
The core step against two state machine libraries.

Ours does everything a sale needs: guards, actions, effects, a new frozen conversation.  Theirs
make the bare transitions of a flow of the same seven states, without any callback.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from statemachine import State as Place
from statemachine import StateMachine
from transitions import Machine

from autovenda_core.fsm.machine import Cursor, machine_of
from autovenda_core.fsm.rows import name_of, triggers_of
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import State
from bench.lap import FLOW, STATES, events_of, new_lead
from bench.rounds import seconds_each, table

__all__ = ["main"]

LAP = tuple(STATES)
SEVEN = tuple(State)[:7]


def ours() -> Callable[[], object]:
    """A lap through `Flow.step`."""
    lead = new_lead(0)
    events = tuple(events_of(lead).values())

    def lap() -> None:
        conversation = lead
        for event in events:
            conversation = FLOW.step(conversation, event).conversation
        assert conversation.state is State.QUALIFYING

    return lap


def our_rows_in_transitions() -> Callable[[], object]:
    """The same rows, guards and actions, run by `transitions` itself: the oracle of our tests."""
    lead = new_lead(0)
    events = tuple(events_of(lead).values())
    machine = machine_of(FLOW.rows)

    def lap() -> None:
        conversation = lead
        for event in events:
            turn = Turn(conversation, event, FLOW.catalog, FLOW.rules, FLOW.calendar)
            cursor = Cursor(turn, conversation.state)
            for trigger in triggers_of(event):
                known: Any = machine.events.get(name_of(trigger))
                if known is not None and cursor.state.name in known.transitions:
                    known.trigger(cursor)
            conversation = turn.close(cursor.state)[0]
        assert conversation.state is State.QUALIFYING

    return lap


def bare_transitions() -> Callable[[], object]:
    """`transitions` at its fastest: one shared machine, no callbacks, models made beforehand."""

    class Model:
        state: str
        trigger: Callable[[str], bool]

    model = Model()
    rules = [
        {"trigger": name, "source": source.value, "dest": dest.value}
        for name, source, dest in zip(LAP, SEVEN, (*SEVEN[1:], SEVEN[0]), strict=True)
    ]
    states = [state.value for state in SEVEN]
    Machine([model], states=states, transitions=rules, initial="lead", auto_transitions=False)

    def lap() -> None:
        for name in LAP:
            model.trigger(name)
        assert model.state == "lead"

    return lap


def bare_statemachine() -> Callable[[], object]:
    """`python-statemachine`: no callbacks, the machine made beforehand."""

    class Sale(StateMachine):
        lead, qualifying, offered = Place(initial=True), Place(), Place()
        awaiting_payment, paid, briefing, active = Place(), Place(), Place(), Place()
        qualify = lead.to(qualifying)
        offer = qualifying.to(offered)
        accept = offered.to(awaiting_payment)
        confirm = awaiting_payment.to(paid)
        brief = paid.to(briefing)
        activate = briefing.to(active)
        restart = active.to(lead)

    machine = Sale()

    def lap() -> None:
        for name in LAP:
            machine.send(name)

    return lap


def main() -> None:
    """Print microseconds a step, and how many of our steps fit into one of theirs."""
    found = seconds_each(
        {
            "autovenda: guards, actions, effects, new value": ours(),
            "transitions: bare": bare_transitions(),
            "python-statemachine: bare": bare_statemachine(),
            "transitions: our rows, guards and actions": our_rows_in_transitions(),
        }
    )
    us = next(iter(found.values()))
    table(
        "Core step (a lap of 7 events; how many times ours is as fast)",
        {name: f"{1e6 * lap / len(LAP):6.1f} µs {lap / us:6.2f} ×" for name, lap in found.items()},
    )


if __name__ == "__main__":
    main()
