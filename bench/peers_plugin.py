"""
Our core as two subjects of `peers.py`, a benchmark of conversation engines.

    python peers.py --plugin bench/peers_plugin.py run --scenario core

*autovenda* walks the flow that the others walk, from the same words; what they leave out, a
guard, an action and an effect, every step of it has.  It is the one to compare with them.

*autovenda, the whole sale* is what a lead costs us: offers with their evidence, charges, the
ledger, timers and the deadline, which no other subject does.  `restart` is the client who buys
again: a new deal in the same conversation, after which a new lead takes its place, because a
lap of the benchmark begins there.

Events are made beforehand, as are the updates that the other engines are fed.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # it is loaded from a file, not as a package

from peers import CONVERSATIONS, Message, Subject, core

from autovenda_core import SendMessage, Step
from bench.lap import SALE, STATES, events_of, new_lead
from bench.seven import SAID, SEVEN

RESTART = "restart"


@core("autovenda", role="ours", note="Flow.step; each with a guard, an action and a message")
async def autovenda(tmp: Path) -> AsyncIterator[Subject]:
    """The seven stages, for a hundred leads in memory."""
    steps = [Step(new_lead(number)) for number in range(CONVERSATIONS)]
    step = SEVEN.step

    async def apply(messages: Sequence[Message]) -> None:
        for number, word in messages:
            steps[number] = step(steps[number].conversation, SAID[word])

    async def stage(number: int) -> str:
        (message,) = steps[number].effects
        assert isinstance(message, SendMessage), message
        return steps[number].conversation.state.value

    yield Subject(apply, stage)


@core("autovenda, the whole sale", role="ours", note="Flow.step; offer, charge, ledger, deadline")
async def whole_sale(tmp: Path) -> AsyncIterator[Subject]:
    """The flow we ship, for a hundred leads in memory."""
    leads = [new_lead(number) for number in range(CONVERSATIONS)]
    events = [events_of(lead) for lead in leads]
    conversations = list(leads)
    step = SALE.step

    async def apply(messages: Sequence[Message]) -> None:
        for number, name in messages:
            after = step(conversations[number], events[number][name]).conversation
            assert after.state is STATES[name], (name, after.state)
            conversations[number] = leads[number] if name == RESTART else after

    async def stage(number: int) -> str:
        return conversations[number].state.value

    yield Subject(apply, stage)
