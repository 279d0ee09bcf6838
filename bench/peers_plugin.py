"""
Our core as a subject of `peers.py`, a benchmark of conversation engines.

    python peers.py --plugin bench/peers_plugin.py run --scenario core

Each message is a whole step of ours (guards, actions, effects, a new conversation); the events
are made beforehand, as are the updates that the other engines are fed.  `restart` is the client
who buys again: a new deal in the same conversation, after which a new lead takes its place,
because a lap of the benchmark begins there.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # it is loaded from a file, not as a package

from peers import CONVERSATIONS, Message, Subject, core

from bench.lap import FLOW, STATES, events_of, new_lead

RESTART = "restart"


@core("autovenda", role="ours", note="Flow.step: guards, actions and effects included")
async def autovenda(tmp: Path) -> AsyncIterator[Subject]:
    """A hundred leads in memory."""
    leads = [new_lead(number) for number in range(CONVERSATIONS)]
    events = [events_of(lead) for lead in leads]
    conversations = list(leads)
    step = FLOW.step

    async def apply(messages: Sequence[Message]) -> None:
        for number, name in messages:
            after = step(conversations[number], events[number][name]).conversation
            assert after.state is STATES[name], (name, after.state)
            conversations[number] = leads[number] if name == RESTART else after

    async def stage(number: int) -> str:
        return conversations[number].state.value

    yield Subject(apply, stage)
