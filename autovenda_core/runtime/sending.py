"""
A message on its way out: may it be sent at all, in which form, and what goes with it.

Decided at the moment of sending, because the world has moved since the flow asked for it: a
person took over, the lead opted out, or the 24 hours after their last message are over.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from autovenda_core.effects import Link, LinkButton, Purpose, SendMessage
from autovenda_core.errors import Rejected
from autovenda_core.events import DocumentFailed, Event, MessageSent
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Conversation, Owner
from autovenda_core.ports.channel import (
    Channel,
    Document,
    OutgoingMessage,
    Sent,
    Template,
    UrlButton,
)
from autovenda_core.ports.store import Claim, LoggedMessage
from autovenda_core.runtime.ports import Ports
from autovenda_core.texts.rendering import Rendered, RenderedTemplate

__all__ = ["LANGUAGE", "Prepared", "approved_form", "prepare", "reason_to_hold"]

LANGUAGE = "pt_BR"
"""Of the approved texts."""

WINDOW_CLOSED = (
    "já se passaram {hours} horas da última mensagem do cliente, e esta mensagem não tem modelo "
    "aprovado; escreva quando ele escrever de novo, ou fale por outro meio"
)


@dataclass(frozen=True)
class Prepared:
    """A message as the channel gets it, with what must be known once it was accepted."""

    message: OutgoingMessage
    purpose: Purpose
    link: LinkButton | None = None
    offer_number: str | None = None
    """Of the offer whose proposal goes with it."""
    events: tuple[Event, ...] = ()
    """What was learnt while it was made."""

    def log(self, sent: Sent) -> LoggedMessage:
        """The line of the message log."""
        return LoggedMessage(sent.text, sent.provider_message_id, _payload_of(self))

    def events_after(self, sent: Sent, at: datetime) -> tuple[Event, ...]:
        """What the flow wants to know: the briefing is there, this is the proposal they have."""
        document = self.message.document
        if document is None and self.purpose is not Purpose.BRIEFING:
            return self.events
        digest = hashlib.sha256(document.content).hexdigest() if document else None
        number = self.offer_number if digest else None
        arrived = MessageSent(at, self.purpose, sent.provider_message_id, digest, number)
        return (*self.events, arrived)


async def prepare(
    claim: Claim, effect: SendMessage, flow: Flow, ports: Ports, channel: Channel
) -> Prepared:
    """
    Put a message into the form in which it can be sent now.

    Raises:
        Rejected: the service window is closed and there is no approved form of it.
    """
    now = ports.clock.now()
    rendered = flow.render(effect)
    if _window_is_closed(channel, claim.conversation, now):
        return _approved(claim, effect, rendered, ports, channel)
    return await _freely(claim, effect, rendered, ports, now)


def reason_to_hold(effect: SendMessage, conversation: Conversation) -> str | None:
    """
    Why a message must not be sent after all; None: send it.

    Checked at the moment of sending, because a person may have taken over, or the lead may
    have opted out or paid, since the flow asked for it.
    """
    if not conversation.contact.address:
        return "held: the person's data was erased"
    person_answers = conversation.owner is Owner.HUMAN
    match effect.purpose:
        case Purpose.REPLY | Purpose.OFFER if person_answers:
            return "held: a person answers"
        case Purpose.REMINDER if person_answers:
            return "held: a person answers"
        case Purpose.REMINDER if _is_out_of_date(effect, conversation):
            return "held: no longer needed"
        case Purpose.REPLY | Purpose.OFFER | Purpose.REMINDER if conversation.opted_out:
            return "held: the lead opted out"
        case _:
            return None


def _is_out_of_date(effect: SendMessage, conversation: Conversation) -> bool:
    """A reminder of something that has moved since, or to somebody who has spoken since."""
    occasion, heard_at = effect.occasion, conversation.heard_at
    if occasion is None:
        return False
    has_spoken = heard_at is not None and heard_at > occasion.at
    return has_spoken or conversation.state is not occasion.state


def approved_form(template: RenderedTemplate, url: str, key: str, to: str) -> OutgoingMessage:
    """A message as a template that the provider approved."""
    approved = Template(template.approved.name, LANGUAGE, template.parameters(url))
    return OutgoingMessage(key, to, template.text(url), template=approved)


def _window_is_closed(channel: Channel, conversation: Conversation, now: datetime) -> bool:
    """Meta, "Send messages", customer service window: 24 hours from the *user's* last message."""
    hours, heard_at = channel.capabilities.window_hours, conversation.heard_at
    if hours is None:
        return False
    return heard_at is None or now >= heard_at + timedelta(hours=hours)


def _approved(
    claim: Claim, effect: SendMessage, rendered: Rendered, ports: Ports, channel: Channel
) -> Prepared:
    if rendered.template is None or not channel.capabilities.template:
        hours = channel.capabilities.window_hours
        raise Rejected(
            "the service window is closed, and there is no template",
            words=WINDOW_CLOSED.format(hours=hours),
        )
    url = ports.links.url(effect.link) if effect.link else ""
    contact = claim.conversation.contact
    message = approved_form(rendered.template, url, claim.key, contact.address)
    return Prepared(message, effect.purpose)


async def _freely(
    claim: Claim, effect: SendMessage, rendered: Rendered, ports: Ports, now: datetime
) -> Prepared:
    document, events = await _document(rendered, ports, now)
    link, number = rendered.link, None
    if rendered.proposal is not None:
        number = rendered.proposal.offer.number
        if document is None:
            link = LinkButton("Ver proposta", rendered.proposal.link)
    message = OutgoingMessage(
        key=claim.key,
        to=claim.conversation.contact.address,
        text=rendered.text,
        buttons=rendered.buttons,
        link=UrlButton(link.title, ports.links.url(link.link)) if link else None,
        document=document,
    )
    return Prepared(message, effect.purpose, link, number, events)


async def _document(
    rendered: Rendered, ports: Ports, now: datetime
) -> tuple[Document | None, tuple[Event, ...]]:
    if rendered.proposal is None:
        return None, ()
    url = ports.links.url(rendered.proposal.link)
    try:
        return await ports.documents.proposal(rendered.proposal, url), ()
    except Rejected as error:
        return None, (DocumentFailed(now, error.words or str(error)),)


def _payload_of(prepared: Prepared) -> str:
    """What went with a text, as JSON for the log: links as values, never as signed addresses."""
    message, link = prepared.message, prepared.link
    payload: dict[str, object] = {}
    if message.buttons:
        payload["buttons"] = [{"id": each.id, "title": each.title} for each in message.buttons]
    if link is not None:
        payload["link"] = {"title": link.title, **_link_fields(link.link)}
    if message.document is not None:
        payload["document"] = message.document.filename
    if message.template is not None:
        payload["template"] = message.template.name
    return json.dumps(payload, ensure_ascii=False)


def _link_fields(link: Link) -> dict[str, object]:
    return {"kind": link.kind, "deal": link.deal, "generation": link.generation}
