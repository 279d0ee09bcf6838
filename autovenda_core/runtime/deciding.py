"""What a flow makes of an event, and of the message that the event completes.  Pure."""

from __future__ import annotations

from datetime import datetime

from autovenda_core.effects import Understand
from autovenda_core.events import Event, Understood
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Conversation
from autovenda_core.ports.store import Applied, Decision
from autovenda_core.understanding import buttons, choice_of, read_button, understand

__all__ = ["decide", "read"]


def decide(flow: Flow, conversation: Conversation, event: Event) -> Decision:
    """
    The steps that an event leads to.

    Reading a text with the rules needs nobody else, so its `Understood` follows at once; it is
    recorded beside the event, and a replay does not read the text again.
    """
    applied: list[Applied] = []
    waiting = [event]
    while waiting:
        now = waiting.pop(0)
        step = flow.step(conversation, now)
        conversation = step.conversation
        waiting += [
            read(flow, effect, now.at) for effect in step.effects if isinstance(effect, Understand)
        ]
        effects = tuple(each for each in step.effects if not isinstance(each, Understand))
        applied.append(Applied(now, conversation, effects, tuple(row.name for row in step.rows)))
    return Decision(tuple(applied), flow.fingerprint)


def read(flow: Flow, request: Understand, at: datetime) -> Understood:
    """What the lead's messages mean, by the rules, or by the button that was tapped or named."""
    ids = tuple(message.message_id for message in request.messages)
    texts = [message.text for message in request.messages]
    button_id = request.button_id
    if button_id is None and len(texts) == 1:
        button_id = choice_of(texts[0], request.choices)
    elif button_id is not None and texts[-1] and not buttons.is_ours(button_id):
        button_id = None  # a template's quick reply: what it says is what was meant
    if button_id is not None:
        return read_button(
            button_id,
            texts[-1],
            catalog=flow.catalog,
            at=at,
            calendar=flow.calendar,
            message_ids=ids,
        )
    return understand(
        texts,
        expecting=request.expecting,
        catalog=flow.catalog,
        at=at,
        calendar=flow.calendar,
        message_ids=ids,
    )
