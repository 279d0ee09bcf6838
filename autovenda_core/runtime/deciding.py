"""What a flow makes of an event, and of the message that the event completes.  Pure."""

from __future__ import annotations

from datetime import datetime

from autovenda_core.effects import Understand
from autovenda_core.events import Event, ModelNeeded, ProposalRefused, Reader, Understood
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Conversation
from autovenda_core.ports.store import Applied, Decision
from autovenda_core.understanding import buttons, choice_of, read_button, understand
from autovenda_core.understanding.acts import Situation
from autovenda_core.understanding.proposals import check_proposal, is_unsure, what_stands_alone
from autovenda_core.values import replace

__all__ = ["decide", "read"]


def decide(flow: Flow, conversation: Conversation, event: Event) -> Decision:
    """
    The steps that an event leads to.

    Reading a text with the rules needs nobody else, so its `Understood` follows at once, or
    `ModelNeeded` where they are not sure and a model may be asked.  What follows is recorded
    beside the event, and a replay does not read the text again.
    """
    applied: list[Applied] = []
    waiting = [event]
    while waiting:
        now = waiting.pop(0)
        step = flow.step(conversation, now)
        conversation = step.conversation
        for effect in step.effects:
            if isinstance(effect, Understand):
                waiting += _resolve(flow, conversation, effect, now.at)
        effects = tuple(each for each in step.effects if not isinstance(each, Understand))
        applied.append(Applied(now, conversation, effects, tuple(row.name for row in step.rows)))
    return Decision(tuple(applied), flow.fingerprint)


def read(flow: Flow, request: Understand, at: datetime) -> Understood:
    """What the lead's messages mean, by the rules, or by the button that was tapped or named."""
    said, button_id = request.said, request.button_id
    ids = tuple(message.message_id for message in said.messages)
    texts = [message.text for message in said.messages]
    if button_id is None and len(texts) == 1 and said.is_certain:
        button_id = choice_of(texts[0], said.choices, flow.button_titles(said.shown_by))
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
    understood = understand(
        texts,
        expecting=said.expecting,
        catalog=flow.catalog,
        at=at,
        calendar=flow.calendar,
        faq=flow.faq,
        message_ids=ids,
    )
    reader = Reader.RULES if said.is_certain else Reader.MODEL
    return replace(understood, by=reader, heard=said.heard, beside_file=said.beside_file)


def _resolve(
    flow: Flow, conversation: Conversation, request: Understand, at: datetime
) -> tuple[Event, ...]:
    """The events that a request to understand becomes."""
    understood = read(flow, request, at)
    if request.is_late:
        alone = what_stands_alone(understood)
        return (alone,) if alone is not None else ()
    if request.proposal is not None:
        return _check(flow, conversation, request, understood)
    if request.may_ask and is_unsure(understood) and _may_ask(flow, conversation, at):
        return (ModelNeeded(at, request.said),)
    return (understood,)


def _may_ask(flow: Flow, conversation: Conversation, at: datetime) -> bool:
    """There is a model, and it may be asked once more in this conversation today."""
    limits = flow.rules.model
    return limits is not None and limits.allow(conversation.model_use.on(flow.calendar.day(at)))


def _check(
    flow: Flow, conversation: Conversation, request: Understand, understood: Understood
) -> tuple[Event, ...]:
    """What the rules read, with what may be believed of a model's proposal."""
    assert request.proposal is not None, "a model has answered"
    at = understood.at
    day = flow.calendar.day(at)
    checked = check_proposal(
        understood,
        request.proposal,
        text="\n".join(message.text for message in request.said.messages),
        state=conversation.state,
        situation=Situation(request.said.expecting, flow.catalog, day, flow.calendar),
        topics=flow.faq.by_id,
    )
    refusal = (ProposalRefused(at),) if checked.is_refused else ()
    return (checked.understood, *refusal)
