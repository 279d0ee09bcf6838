"""
Runs the table.  The only importer of `transitions`.

`transitions` builds the machine from the rows, and with it decides what is legal; `step`
walks the same rows through an index compiled from that machine, two to three times faster
(bench/core.py) and fully typed.  `machine_of(flow)` stays the oracle of a differential test.

How the library is used, and why: no models, no auto transitions (the default would let any
lead jump to `paid`), nothing queued, callables only, never async.  Its machine keeps nothing
between two calls, so one serves every conversation and thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any, TypeAlias

from transitions import EventData, Machine

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.effects import Effect, SendMessage, Text
from autovenda_core.errors import FlowError
from autovenda_core.events import Act, Event, PaymentSnapshot
from autovenda_core.faq import Faq, default_faq
from autovenda_core.fsm.rows import Mark, Row, Trigger, name_of, triggers_of
from autovenda_core.fsm.rules.payment import covers_deposit
from autovenda_core.fsm.table import FLOW
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Conversation, Rules, State, Timer
from autovenda_core.texts import Texts, default_texts
from autovenda_core.texts.rendering import Rendered, render
from autovenda_core.texts.wording import facts_of
from autovenda_core.values import dataclass as value

__all__ = ["TRIGGERS", "Flow", "Step", "check", "machine_of"]

TRIGGERS: tuple[Trigger, ...] = (*Event.__args__, *Act, *Timer, *Mark)
"""Every trigger there is, but for the event that timers stand for themselves."""

TEXT_KEYS = frozenset(text.value for text in Text)

Index: TypeAlias = Mapping[State, Mapping[Trigger, tuple[Row, ...]]]


DEFAULT_RULES = Rules()
DEFAULT_CALENDAR = Calendar()


@value(frozen=True)
class Step:
    """What the flow made of one event."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    rows: tuple[Row, ...] = ()
    """The rows that fired, in order; empty: the event was ignored, and nothing changed."""

    @property
    def handled(self) -> bool:
        """Whether the event did anything; the version grew by one if so."""
        return bool(self.rows)


@dataclass(frozen=True)
class Flow:
    """The flow with everything it needs to know; a value like any other."""

    catalog: Catalog
    texts: Texts = field(default_factory=default_texts)
    rules: Rules = DEFAULT_RULES
    calendar: Calendar = DEFAULT_CALENDAR
    rows: tuple[Row, ...] = FLOW
    faq: Faq = field(default_factory=default_faq)

    def step(self, conversation: Conversation, event: Event) -> Step:
        """
        The next conversation, and what must be done now.

        Pure and total: the same arguments give the same step, and no event raises.  The
        caller stores the conversation and the effects together, does the effects, and brings
        their answers back as events.
        """
        index = self._index
        turn = Turn(conversation, event, self.catalog, self.rules, self.calendar, self.faq)
        state = conversation.state
        fired: list[Row] = []
        for trigger in triggers_of(event):
            for row in index[state].get(trigger, ()):
                if row.guard is None or row.guard(turn):
                    row.action(turn)  # type: ignore[misc]  # the index holds no ignored row
                    state = row.dest or state
                    fired.append(row)
                    break
        if not fired:
            return Step(conversation)
        after, effects = turn.close(state)
        return Step(after, effects, tuple(fired))

    def render(self, message: SendMessage) -> Rendered:
        """A message in words; whoever sends it calls this at the moment of sending."""
        answers = self.faq.answers
        return render(message, self.texts, self.catalog, self.rules, self.calendar, answers)

    def button_titles(self, text: str) -> tuple[str, ...]:
        """
        What stands on the buttons of a text, by the text's key; () where there is no such text.

        A title that names a package or an amount is "": it says what it means to the rules, too.
        """
        if text not in TEXT_KEYS:
            return ()
        facts = facts_of(self.rules)
        return tuple(
            title.render(facts) if title.placeholders <= facts.keys() else ""
            for title in self.texts[Text(text)].buttons
        )

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the table, texts, FAQ, catalogue, rules or holidays do."""
        parts = (
            [(row.name, row.sources, row.dest) for row in self.rows],
            sorted(self.texts.entries.items()),
            self.faq.entries,
            self.catalog.packages,
            self.rules,
            sorted(self.calendar.holidays),
        )
        return hashlib.blake2s(repr(parts).encode(), digest_size=8).hexdigest()

    @cached_property
    def _index(self) -> Index:
        return _index(self.rows)


# ---------------------------------------------------------------------------- the machine


class Cursor:
    """What `transitions` moves in our stead: a state, and the turn that callbacks work on."""

    __slots__ = ("fired", "state", "turn")

    def __init__(self, turn: Turn[Event], state: State) -> None:
        self.turn = turn
        self.state = state
        self.fired: list[Row] = []


@cache
def machine_of(rows: tuple[Row, ...] = FLOW) -> Machine:
    """
    The `transitions` machine of a table.

    Fire `machine.events[name].trigger(cursor)`; never `add_model`.
    """
    machine = Machine(
        model=None,
        states=State,
        initial=State.LEAD,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for row in rows:
        if row.because is None:
            machine.add_transition(
                trigger=name_of(row.trigger),
                source=list(row.sources),
                dest=row.dest,
                conditions=[partial(_may_fire, row)],
                before=[partial(_fire, row)],
            )
    return machine


def _may_fire(row: Row, data: EventData) -> bool:
    cursor: Any = data.model
    # The library compares with True, so a truthy guard would block (transitions 0.9.3, core.py).
    return row.guard is None or bool(row.guard(cursor.turn))


def _fire(row: Row, data: EventData) -> None:
    cursor: Any = data.model
    assert row.action is not None, "an ignored row is not in the machine"
    row.action(cursor.turn)
    cursor.fired.append(row)


@cache
def _index(rows: tuple[Row, ...]) -> Index:
    """The machine's own transitions, in its own order, by state and trigger."""
    machine = machine_of(rows)
    index: dict[State, dict[Trigger, tuple[Row, ...]]] = {state: {} for state in State}
    for trigger in TRIGGERS:
        event = machine.events.get(name_of(trigger))
        ways: Mapping[str, Any] = event.transitions if event is not None else {}
        for state in State:
            if state.name in ways:
                index[state][trigger] = tuple(way.before[0].args[0] for way in ways[state.name])
    return index


# ---------------------------------------------------------------------------- checks at import


def check(rows: tuple[Row, ...]) -> None:
    """
    Hold a table to the rules at its top.

    Raises:
        FlowError: naming the first cell that breaks one.
    """
    for state in State:
        for trigger in TRIGGERS:
            _check_cell(rows, state, trigger)
    _check_paid(rows)
    _check_ways(rows)


def _check_cell(rows: tuple[Row, ...], state: State, trigger: Trigger) -> None:
    cell = [row for row in rows if row.trigger is trigger and state in row.sources]
    if not cell and trigger not in _NO_CELL:
        raise FlowError(f"{state} × {name_of(trigger)}: neither a row nor ignored")
    for row in cell[:-1]:
        if row.guard is None and row.because is None:
            raise FlowError(f"{state} × {row.name}: hides the rows below it")
    if cell and cell[-1].guard is not None:
        raise FlowError(f"{state} × {cell[-1].name}: the last row of a pair has no guard")


_NO_CELL: frozenset[Any] = frozenset(
    event for event in Event.__args__ if event.__name__ == "TimerFired"
)
"""Each timer is its own trigger."""


def _check_paid(rows: tuple[Row, ...]) -> None:
    for row in rows:
        if row.dest is State.PAID and (
            row.trigger is not PaymentSnapshot or row.guard is not covers_deposit
        ):
            raise FlowError(f"{row.name}: only a snapshot that covers the deposit leads to paid")


def _check_ways(rows: tuple[Row, ...]) -> None:
    ways: dict[State, set[State]] = {state: set() for state in State}
    for row in rows:
        for source in row.sources if row.dest is not None else ():
            ways[source].add(row.dest)  # type: ignore[arg-type]  # not None, see the line above
    reached, unseen = {State.LEAD}, [State.LEAD]
    while unseen:
        for state in ways[unseen.pop()] - reached:
            reached.add(state)
            unseen.append(state)
    for state in State:
        if state not in reached:
            raise FlowError(f"{state}: no way leads there")
        if not ways[state] - {state}:
            raise FlowError(f"{state}: no way leads out")


check(FLOW)
