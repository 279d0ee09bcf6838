"""The event log: what happened, who decided it, and which rows of the table fired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.server.demo.queries import Fact, Json
from apps.server.demo.words import ACTS, FACTS, STEPS, TIMERS, WHO
from autovenda_core.events import Act, Reader
from autovenda_core.fsm.rows import Row
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import State, Timer

__all__ = ["Entry", "journal"]

_READERS = {Reader.RULES: "regra", Reader.BUTTON: "botão", Reader.MODEL: "IA"}
_OF_EFFECTS = {
    "TimerFired": "tempo",
    "MessageSent": "canal",
    "MessageFailed": "canal",
    "DocumentFailed": "sistema",
}
"""Who an effect's answer is from; all others are the provider's."""

_ROWS: dict[str, list[Row]] = {}
for _row in FLOW:
    _ROWS.setdefault(_row.name, []).append(_row)


@dataclass(frozen=True)
class Entry:
    """A line of the log."""

    id: str
    at: datetime
    who: str
    what: str
    rows: tuple[str, ...] = ()
    move: str = ""
    """From which state to which, in words; empty where it stayed."""


def journal(facts: Sequence[Fact]) -> Iterator[Entry]:
    """The lines of a conversation's facts, oldest first."""
    state = State.LEAD
    for fact in facts:
        own, derived = _split(fact)
        after = _after(state, own)
        yield Entry(
            id=f"{fact.seq}",
            at=fact.received_at,
            who=_who(fact),
            what=_what(fact),
            rows=own,
            move=_move(state, after),
        )
        state = after
        for understood in fact.derived:
            after = _after(state, derived)
            event = understood["event"]
            yield Entry(
                id=f"{fact.seq}.1",
                at=fact.received_at,
                who=_READERS[Reader(event.get("by", Reader.RULES))],
                what=_understood(event),
                rows=derived,
                move=_move(state, after),
            )
            state = after


def _split(fact: Fact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rows that the fact itself fired, and those that the reading of it fired."""
    first = next((n for n, row in enumerate(fact.rows) if row.startswith("Understood")), None)
    if not fact.derived or first is None:
        return fact.rows, ()
    return fact.rows[:first], fact.rows[first:]


def _after(state: State, rows: Sequence[str]) -> State:
    """Where rows lead.  With the state a name stands for one row only."""
    for name in rows:
        dests = (row.dest for row in _ROWS.get(name, ()) if state in row.sources)
        state = next(dests, None) or state
    return state


def _move(before: State, after: State) -> str:
    if before is after:
        return ""
    return f"{STEPS.get(before, 'Perdido')} → {STEPS.get(after, 'Perdido')}"


def _who(fact: Fact) -> str:
    if fact.source in WHO:
        return WHO[fact.source]
    return _OF_EFFECTS.get(fact.kind, "provedor")


def _what(fact: Fact) -> str:
    if fact.error:
        return "não pôde ser tratado"
    if fact.kind == "TimerFired":
        words = TIMERS[Timer(fact.payload["timer"])]
    else:
        words = FACTS.get(fact.kind, fact.kind)
    return words if fact.rows or not fact.is_done else f"{words} (nada a fazer)"


def _understood(event: Json) -> str:
    acts = [ACTS[Act(each["act"])] for each in event["acts"]]
    return f"entendeu: {', '.join(acts)}" if acts else "entendeu: nada a responder"
