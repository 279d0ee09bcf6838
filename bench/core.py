"""
The core step against two state machine libraries.

On one flow of seven stages (seven.py) each step of ours has a guard, an action, an effect and a
new frozen conversation; theirs make the bare move, and once also with a guard and a callback.
The whole sale (lap.py) is the flow we ship: nobody else has it, so it is measured against its
own rows run by `transitions`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from statemachine import State as Place
from statemachine import StateMachine
from transitions import Machine

from autovenda_core.events import Event
from autovenda_core.fsm.machine import Cursor, Flow, machine_of
from autovenda_core.fsm.rows import name_of, triggers_of
from autovenda_core.fsm.turn import Turn
from bench.lap import SALE, WORDS, events_of, new_lead
from bench.rounds import seconds_each, table
from bench.seven import RING, SAID, SEVEN

__all__ = ["main"]

LEAD = new_lead(0)
SOLD = events_of(LEAD).values()

Lap = Callable[[], None]


def by_us(flow: Flow, events: Collection[Event]) -> Lap:
    """A lap through `Flow.step`."""

    def lap() -> None:
        conversation = LEAD
        for event in events:
            conversation = flow.step(conversation, event).conversation
        assert conversation.version == len(events), "an event was ignored"

    return lap


def our_rows_by_transitions(flow: Flow, events: Collection[Event]) -> Lap:
    """The same rows, guards and actions, run by `transitions`: the oracle of our tests."""
    machine = machine_of(flow.rows)

    def lap() -> None:
        conversation = LEAD
        for event in events:
            turn = Turn(conversation, event, flow.catalog, flow.rules, flow.calendar, flow.faq)
            cursor = Cursor(turn, conversation.state)
            for trigger in triggers_of(event):
                known: Any = machine.events.get(name_of(trigger))
                if known is not None and cursor.state.name in known.transitions:
                    known.trigger(cursor)
            assert cursor.fired, "an event was ignored"
            conversation = turn.close(cursor.state)[0]

    return lap


class Model:
    """What `transitions` moves, with the least that a guard can read and a callback can change."""

    state: str
    trigger: Callable[[str], bool]
    human_answers = False
    moves = 0

    def bot_answers(self) -> bool:
        """The guard."""
        return not self.human_answers

    def count(self) -> None:
        """The callback."""
        self.moves += 1


def by_transitions(**callbacks: str) -> Lap:
    """`transitions` at its fastest: one shared machine, models made beforehand."""
    model = Model()
    rules = [
        {"trigger": word, "source": source.value, "dest": dest.value, **callbacks}
        for word, source, dest in zip(WORDS, RING, (*RING[1:], RING[0]), strict=True)
    ]
    states = [state.value for state in RING]
    Machine([model], states=states, transitions=rules, initial="lead", auto_transitions=False)

    def lap() -> None:
        for word in WORDS:
            model.trigger(word)
        assert model.state == "lead"

    return lap


def by_statemachine() -> Lap:
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
        for word in WORDS:
            machine.send(word)

    return lap


def main() -> None:
    """Print microseconds a step, and how many of our steps fit into one of theirs."""
    _compare(
        "Core step: seven stages",
        {
            "autovenda: guard, action, effect, new value": by_us(SEVEN, SAID.values()),
            "transitions: bare": by_transitions(),
            "transitions: one guard, one callback": by_transitions(
                conditions="bot_answers", before="count"
            ),
            "python-statemachine: bare": by_statemachine(),
        },
    )
    _compare(
        "Core step: the whole sale",
        {
            "autovenda": by_us(SALE, SOLD),
            "transitions: our rows, guards and actions": our_rows_by_transitions(SALE, SOLD),
        },
    )


def _compare(title: str, laps: Mapping[str, Lap]) -> None:
    found = seconds_each(laps)
    ours = next(iter(found.values()))
    table(
        f"{title} (how many times ours, the first, is as fast)",
        {
            name: f"{1e6 * lap / len(WORDS):6.1f} µs {lap / ours:6.2f} ×"
            for name, lap in found.items()
        },
    )


if __name__ == "__main__":
    main()
