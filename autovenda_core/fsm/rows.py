"""The vocabulary of the table: rows, and the triggers that choose among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, overload

from autovenda_core.events import (
    Act,
    BriefingSaved,
    BriefingSubmitted,
    Event,
    TimerFired,
    Understood,
)
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import State, Timer, Word

__all__ = ["STAY", "Mark", "Row", "Trigger", "ignored", "name_of", "on", "triggers_of"]


class Mark(Word):
    """A trigger that is no event."""

    MESSAGE_READ = "message_read"
    """Every act of a message was handled: what is still open?  Always the last of its fold."""


Trigger: TypeAlias = type[Event] | Act | Timer | Mark
"""What chooses a row: the kind of an event, an act of a message, a timer, or the mark."""

STAY: Literal[None] = None
"""As a destination: the state does not change."""

E = TypeVar("E", bound=Event)
Action: TypeAlias = Callable[[Turn[E]], None]
Guard: TypeAlias = Callable[[Turn[E]], bool]


@dataclass(frozen=True, eq=False)
class Row:
    """One line of the table, for one trigger and several states."""

    trigger: Trigger
    sources: tuple[State, ...]
    dest: State | None
    action: Action[Any] | None
    guard: Guard[Any] | None
    because: str | None = None
    """Why nothing happens here, for a cell that is ignored on purpose."""

    @property
    def name(self) -> str:
        """What the log and the coverage report call it."""
        what = f"{self.action.__name__}" if self.action else "ignored"
        when = f" when {self.guard.__name__}" if self.guard else ""
        return f"{name_of(self.trigger)} → {what}{when}"


def name_of(trigger: Trigger) -> str:
    """A trigger in words."""
    return trigger.__name__ if isinstance(trigger, type) else trigger.value


@overload
def on(
    trigger: Act | Mark,
    sources: State | Iterable[State],
    dest: State | None,
    action: Action[Understood],
    *,
    when: Guard[Understood] | None = None,
) -> Row: ...
@overload
def on(
    trigger: Timer,
    sources: State | Iterable[State],
    dest: State | None,
    action: Action[TimerFired],
    *,
    when: Guard[TimerFired] | None = None,
) -> Row: ...
@overload
def on(
    trigger: type[E],
    sources: State | Iterable[State],
    dest: State | None,
    action: Action[E],
    *,
    when: Guard[E] | None = None,
) -> Row: ...
def on(
    trigger: Any,
    sources: State | Iterable[State],
    dest: State | None,
    action: Action[Any],
    *,
    when: Guard[Any] | None = None,
) -> Row:
    """
    On this trigger, in these states: do the action and go there.

    mypy holds action and guard to the event of the trigger.
    """
    return Row(trigger, _states(sources), dest, action, when)


def ignored(triggers: Any, sources: State | Iterable[State], *, because: str) -> tuple[Row, ...]:
    """These cells are empty on purpose."""
    several = triggers if isinstance(triggers, tuple) else (triggers,)
    return tuple(Row(trigger, _states(sources), None, None, None, because) for trigger in several)


def triggers_of(event: Event) -> tuple[Trigger, ...]:
    """
    The triggers that an event pulls, in order.

    A message is its own trigger first, then each of its acts, then the mark.  An opt-out
    stands alone, whatever else the message says.  Submitting a briefing implies opening it.
    """
    match event:
        case Understood(acts=acts):
            read = tuple([act.act for act in acts])
            if Act.STOP in read:
                return (Understood, Act.STOP)
            return (Understood, *read, Mark.MESSAGE_READ)
        case TimerFired(timer=timer):
            return (timer,)
        case BriefingSubmitted():
            return (BriefingSaved, BriefingSubmitted)
        case _:
            return (type(event),)


def _states(sources: State | Iterable[State]) -> tuple[State, ...]:
    return (sources,) if isinstance(sources, State) else tuple(sources)
