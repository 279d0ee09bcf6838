"""
The durable loop, over ports only: facts come in, turns are handled, effects are done.

    receive ─▶ inbox ─▶ turn (flow.step, in one transaction) ─▶ effects ─▶ one port call each
                 ▲                                                              │
                 └──────────────────────── its answer ◀────────────────────────┘

Whoever keeps the alarms (the Wake port's adapter) calls `Runtime.on_wake(key)`.  Everything
here may be killed at any instruction: what is not finished is woken again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from autovenda_core.effects import (
    AlertOwner,
    CreateCheckout,
    Effect,
    ExpireCheckout,
    FetchPayment,
    Link,
    LinkButton,
    Purpose,
    SendMessage,
    SetTimer,
    Understand,
)
from autovenda_core.errors import OutcomeUnknown, Rejected, Unavailable
from autovenda_core.events import (
    CheckoutCreated,
    CheckoutFailed,
    ContactBlocked,
    DocumentFailed,
    Event,
    MessageFailed,
    MessageSent,
    PaymentSnapshot,
    PaymentUnseen,
    TimerFired,
    Understood,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Contact, Conversation, Owner, State
from autovenda_core.ports.channel import Channel, Document, OutgoingMessage, UrlButton
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.documents import Documents
from autovenda_core.ports.links import Links
from autovenda_core.ports.payments import Payments
from autovenda_core.ports.store import (
    Applied,
    Claim,
    Decision,
    Incoming,
    LoggedMessage,
    Receipt,
    Store,
)
from autovenda_core.texts.rendering import Rendered
from autovenda_core.understanding import read_button, understand

__all__ = ["Observer", "Ports", "Runtime", "decide"]

LEASE_SECONDS = 60.0
"""Longer than any adapter's timeout, so that only a dead process loses its lease."""

CHAT_TRIES = 12
"""Definite failures of a message before a person is told: about half an hour of backing off."""

CHAT_UNKNOWN = 1
"""A chat has no idempotency keys: a send whose answer was lost is repeated once, no more."""

LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Ports:
    """Everything that the loop talks to."""

    store: Store
    clock: Clock
    links: Links
    channels: Mapping[str, Channel]
    """By name."""
    payments: Payments
    documents: Documents
    owner: Contact | None = None
    """Where the owner wants to be alerted; None: the task in the list has to do."""


class Observer(Protocol):
    """Hears what the loop does, for logs and metrics.  Gets no words of the lead."""

    def applied(self, before: Conversation, applied: Applied) -> None:
        """An event was handled (its transaction may still fail)."""
        ...

    def performed(self, claim: Claim, outcome: str) -> None:
        """An effect was done, put off, or given up."""
        ...


def decide(flow: Flow, conversation: Conversation, event: Event) -> Decision:
    """
    What a flow makes of an event, and of the message that the event completes.  Pure.

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
    """What the lead's messages mean, by the rules or by the id of the tapped button."""
    ids = tuple(message.message_id for message in request.messages)
    texts = [message.text for message in request.messages]
    if request.button_id is not None:
        return read_button(
            request.button_id,
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


class Runtime:
    """Runs one flow over one set of ports."""

    def __init__(self, flow: Flow, ports: Ports, observer: Observer | None = None) -> None:
        self.flow = flow
        self.ports = ports
        self._observer = observer

    async def receive(self, *incoming: Incoming) -> Receipt:
        """
        Take facts from outside, durably; after it returns, their sender may be answered 200.

        Raises:
            Unavailable: the store is down and nothing was taken; the sender must try again.
        """
        return await self.ports.store.receive(incoming, self.ports.clock.now())

    async def on_wake(self, key: str) -> None:
        """
        Do what a key stands for, if it still has to be done.

        Raises:
            Unavailable: the store is down; wake the key again later.
        """
        kind, _, name = key.partition(":")
        if kind == "turn":
            await self.ports.store.turn(name, self._decide, self.ports.clock.now())
        else:
            await self._perform(int(name))

    def _decide(self, conversation: Conversation, event: Event) -> Decision:
        decision = decide(self.flow, conversation, event)
        if self._observer is not None:
            for applied in decision.applied:
                self._observer.applied(conversation, applied)
                conversation = applied.conversation
        return decision

    # ------------------------------------------------------------------ effects

    async def _perform(self, seq: int) -> None:
        claim = await self.ports.store.claim(seq, self.ports.clock.now(), LEASE_SECONDS)
        if claim is None:
            return
        try:
            outcome = await self._do(claim)
        except Unavailable as error:
            outcome = await self._put_off(claim, str(error), error.retry_after_seconds)
        except OutcomeUnknown as error:
            outcome = await self._doubt(claim, str(error))
        except Rejected as error:
            outcome = await self._refused(claim, error)
        if self._observer is not None:
            self._observer.performed(claim, outcome)

    async def _do(self, claim: Claim) -> str:
        now = self.ports.clock.now()
        match claim.effect:
            case SendMessage() | AlertOwner() if claim.unknown > CHAT_UNKNOWN:
                return await self._give_up(claim, "nobody knows whether it arrived")
            case SendMessage():
                return await self._send(claim, claim.effect)
            case SetTimer(timer=timer, generation=generation):
                return await self._finish(claim, TimerFired(now, timer, generation))
            case CreateCheckout():
                checkout = await self.ports.payments.create(claim.effect, key=claim.key)
                created = CheckoutCreated(
                    self.ports.clock.now(),
                    claim.effect.charge_id,
                    checkout.provider_ref,
                    checkout.url,
                    checkout.expires_at,
                )
                return await self._finish(claim, created)
            case ExpireCheckout(provider_ref=ref):
                await self.ports.payments.expire(ref)
                return await self._finish(claim)
            case FetchPayment(provider_ref=ref):
                return await self._finish(claim, await self._look_at(ref))
            case AlertOwner(text=text):
                await self._alert(claim.key, text)
                return await self._finish(claim)
            case other:
                raise Rejected(f"{type(other).__name__} is not done by the loop")

    async def _finish(
        self, claim: Claim, *events: Event, message: LoggedMessage | None = None
    ) -> str:
        try:
            await self.ports.store.finish(
                claim, self.ports.clock.now(), events=events, message=message
            )
        except Unavailable as error:
            # The call was made, so the effect must not be put off as if it had not been.
            raise OutcomeUnknown("done, and the store could not keep that") from error
        return "done"

    async def _look_at(self, provider_ref: str) -> PaymentSnapshot:
        snapshot = await self.ports.payments.fetch(provider_ref)
        return PaymentSnapshot(
            at=self.ports.clock.now(),
            charge_id=snapshot.charge_id or "",
            provider=self.ports.payments.name,
            provider_ref=snapshot.provider_ref,
            status=snapshot.status,
            amount_centavos=snapshot.amount_centavos,
            currency=snapshot.currency,
            livemode=snapshot.livemode,
            method=snapshot.method,
            paid_at=snapshot.paid_at,
            refunded_centavos=snapshot.refunded_centavos,
        )

    async def _alert(self, key: str, text: str) -> None:
        owner = self.ports.owner
        if owner is not None:
            message = OutgoingMessage(key, owner.address, text)
            await self._channel(owner.channel).send(message)

    def _channel(self, name: str) -> Channel:
        if name not in self.ports.channels:
            raise Rejected(f"the channel {name!r} is not configured")
        return self.ports.channels[name]

    # ------------------------------------------------------------------ messages

    async def _send(self, claim: Claim, effect: SendMessage) -> str:
        if (why_not := reason_to_hold(effect, claim.conversation)) is not None:
            await self.ports.store.finish(claim, self.ports.clock.now(), error=why_not)
            return why_not
        now = self.ports.clock.now()
        if effect.purpose is Purpose.REMINDER:
            allowed = self.flow.rules.end_of_quiet(now, self.flow.calendar)
            if allowed > now:
                await self.ports.store.retry(claim, allowed, "quiet hours")
                return "quiet hours"
        return await self._send_now(claim, effect)

    async def _send_now(self, claim: Claim, effect: SendMessage) -> str:
        contact = claim.conversation.contact
        rendered = self.flow.render(effect)
        document, events = self._document(rendered)
        link = rendered.link
        if rendered.proposal is not None and document is None:
            link = LinkButton("Ver proposta", rendered.proposal.link)
        message = OutgoingMessage(
            key=claim.key,
            to=contact.address,
            text=rendered.text,
            buttons=rendered.buttons,
            link=UrlButton(link.title, self.ports.links.url(link.link)) if link else None,
            document=document,
        )
        sent = await self._channel(contact.channel).send(message)
        now = self.ports.clock.now()
        digest = hashlib.sha256(document.content).hexdigest() if document else None
        if digest is not None or effect.purpose is Purpose.BRIEFING:
            number = rendered.proposal.offer.number if rendered.proposal and digest else None
            arrived = MessageSent(now, effect.purpose, sent.provider_message_id, digest, number)
            events = (*events, arrived)
        log = LoggedMessage(sent.text, sent.provider_message_id, payload_of(message, link))
        return await self._finish(claim, *events, message=log)

    def _document(self, rendered: Rendered) -> tuple[Document | None, Sequence[Event]]:
        if rendered.proposal is None:
            return None, ()
        url = self.ports.links.url(rendered.proposal.link)
        try:
            return self.ports.documents.proposal(rendered.proposal, url), ()
        except Rejected as error:
            return None, (DocumentFailed(self.ports.clock.now(), str(error)),)

    # ------------------------------------------------------------------ failures

    async def _refused(self, claim: Claim, error: Rejected) -> str:
        if isinstance(claim.effect, FetchPayment) and claim.attempts + 1 < CHAT_TRIES:
            # A key that is being changed, say: money is looked for more patiently than words.
            return await self._put_off(claim, str(error), None)
        gone = (ContactBlocked(self.ports.clock.now()),) if error.unreachable else ()
        return await self._give_up(claim, str(error), *gone)

    async def _put_off(self, claim: Claim, error: str, after_seconds: float | None) -> str:
        if claim.attempts + 1 >= CHAT_TRIES and not isinstance(claim.effect, FetchPayment):
            return await self._give_up(claim, error)
        pause = backoff(claim.attempts)
        if after_seconds is not None:
            pause = max(timedelta(seconds=after_seconds), timedelta(seconds=0))
        await self.ports.store.retry(claim, self.ports.clock.now() + pause, error)
        return "put off"

    async def _doubt(self, claim: Claim, error: str) -> str:
        due = self.ports.clock.now() + backoff(claim.attempts + claim.unknown)
        await self.ports.store.retry(claim, due, error, unknown=True)
        return "outcome unknown"

    async def _give_up(self, claim: Claim, error: str, *known: Event) -> str:
        """Close an effect that will not be done; `known` is what was learnt on the way."""
        now = self.ports.clock.now()
        failure = failure_of(claim.effect, error, now)
        events = known if failure is None else (*known, failure)
        await self.ports.store.finish(claim, now, events=events, error=error)
        return "given up"


def reason_to_hold(effect: SendMessage, conversation: Conversation) -> str | None:
    """
    Why a message must not be sent after all; None: send it.

    Checked at the moment of sending, because a person may have taken over, or the lead may
    have opted out or paid, since the flow asked for it.
    """
    person_answers = conversation.owner is Owner.HUMAN
    match effect.purpose:
        case Purpose.REPLY | Purpose.OFFER if person_answers:
            return "held: a person answers"
        case Purpose.REMINDER if person_answers:
            return "held: a person answers"
        case Purpose.REMINDER if conversation.state is not State.AWAITING_PAYMENT:
            return "held: no longer needed"
        case Purpose.REPLY | Purpose.OFFER | Purpose.REMINDER if conversation.opted_out:
            return "held: the lead opted out"
        case _:
            return None


def failure_of(effect: Effect, reason: str, at: datetime) -> Event | None:
    """The event that tells the flow that an effect will not be done."""
    match effect:
        case SendMessage(purpose=purpose):
            return MessageFailed(at, purpose, reason)
        case CreateCheckout(charge_id=charge_id):
            return CheckoutFailed(at, charge_id, reason)
        case FetchPayment(charge_id=charge_id, provider_ref=ref):
            return PaymentUnseen(at, charge_id, ref, reason)
        case _:
            return None


def backoff(failures: int) -> timedelta:
    """1, 2, 4, 8… seconds, up to ten minutes."""
    return min(timedelta(seconds=2 ** min(failures, 20)), LONGEST_PAUSE)


def payload_of(message: OutgoingMessage, link: LinkButton | None) -> str:
    """What went with a text, as JSON for the log: links as values, never as signed addresses."""
    payload: dict[str, object] = {}
    if message.buttons:
        payload["buttons"] = [{"id": each.id, "title": each.title} for each in message.buttons]
    if link is not None:
        payload["link"] = {"title": link.title, **_link_fields(link.link)}
    if message.document is not None:
        payload["document"] = message.document.filename
    return json.dumps(payload, ensure_ascii=False)


def _link_fields(link: Link) -> dict[str, object]:
    return {"kind": link.kind, "deal": link.deal, "generation": link.generation}
