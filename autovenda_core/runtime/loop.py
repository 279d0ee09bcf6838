"""
The loop itself: wakes come in, turns are handled, effects are done.

Whoever keeps the alarms (the Wake port's adapter) calls `Runtime.on_wake(key)`.  Everything
here may be killed at any instruction: what is not finished is woken again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from autovenda_core.effects import (
    AlertOwner,
    AskModel,
    CreateCheckout,
    Effect,
    ExpireCheckout,
    FetchMedia,
    FetchPayment,
    Purpose,
    RefundPayment,
    SendMessage,
    SetTimer,
    Transcribe,
)
from autovenda_core.errors import OutcomeUnknown, Rejected, Unavailable
from autovenda_core.events import (
    CheckoutCreated,
    CheckoutFailed,
    ContactBlocked,
    Event,
    MediaKept,
    MediaLost,
    MessageFailed,
    PaymentNoticed,
    PaymentSnapshot,
    PaymentUnseen,
    RefundRefused,
    TimerFired,
    Transcribed,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.identity import Identity
from autovenda_core.model import Conversation
from autovenda_core.ports.channel import Channel, OutgoingMessage, Sent
from autovenda_core.ports.fitting import fit
from autovenda_core.ports.payments import NotRefundable
from autovenda_core.ports.store import Applied, Claim, Decision, Incoming, LoggedMessage, Receipt
from autovenda_core.runtime.asking import ask, keep, transcribe
from autovenda_core.runtime.deciding import decide
from autovenda_core.runtime.ports import Ports
from autovenda_core.runtime.sending import approved_form, prepare, reason_to_hold
from autovenda_core.texts.rendering import render_alert

__all__ = ["Observer", "Runtime", "backoff"]

LEASE_SECONDS = 60.0
"""Longer than any adapter's timeout, so that only a dead process loses its lease."""

CHAT_TRIES = 12
"""Definite failures of a message before a person is told: about half an hour of backing off."""

CHAT_UNKNOWN = 1
"""A chat has no idempotency keys: a send whose answer was lost is repeated once, no more."""

LONGEST_PAUSE = timedelta(minutes=10)

STATUS_PATIENCE = timedelta(minutes=1)
"""How long a delivery report may settle whether a message was sent, before it is sent again."""


class Observer(Protocol):
    """Hears what the loop does, for logs and metrics.  Gets no words of the lead."""

    def applied(self, before: Conversation, applied: Applied) -> None:
        """An event was handled (its transaction may still fail)."""
        ...

    def performed(self, claim: Claim, outcome: str) -> None:
        """An effect was done, put off, or given up."""
        ...


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
            case SendMessage() | AlertOwner() if self._is_in_doubt(claim):
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
                    checkout.pix_code,
                )
                return await self._finish(claim, created)
            case ExpireCheckout(provider_ref=ref):
                await self.ports.payments.expire(ref)
                return await self._finish(claim)
            case FetchPayment(provider_ref=ref):
                return await self._finish(claim, await self._look_at(ref))
            case RefundPayment():
                return await self._finish(claim, await self._refund(claim, claim.effect))
            case FetchMedia():
                return await self._finish(claim, await self._fetch(claim, claim.effect))
            case AskModel():
                answer = await ask(claim, claim.effect, self.flow, self.ports)
                return await self._finish(claim, answer)
            case Transcribe():
                return await self._finish(claim, *await self._listen(claim, claim.effect))
            case AlertOwner(text=text):
                await self._alert(claim.key, text)
                return await self._finish(claim)
            case other:
                raise Rejected(f"{type(other).__name__} is not done by the loop")

    @staticmethod
    def _is_in_doubt(claim: Claim) -> bool:
        """Sent as often as it may be, and nobody knows whether it arrived."""
        return claim.unknown > CHAT_UNKNOWN and claim.confirmed_as is None

    async def _finish(
        self,
        claim: Claim,
        *events: Event,
        message: LoggedMessage | None = None,
        identities: Sequence[Identity] = (),
    ) -> str:
        try:
            await self.ports.store.finish(
                claim,
                self.ports.clock.now(),
                events=events,
                message=message,
                identities=identities,
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
            dispute=snapshot.dispute,
            instructions=snapshot.instructions,
        )

    async def _refund(self, claim: Claim, effect: RefundPayment) -> Event:
        """Send money back; what became of it is what the provider shows afterwards."""
        answer = await self.ports.payments.refund(
            effect.provider_ref, effect.amount_centavos, key=claim.key
        )
        if isinstance(answer, NotRefundable):
            now = self.ports.clock.now()
            return RefundRefused(now, effect.charge_id, effect.provider_ref, answer.reason)
        return PaymentNoticed(
            self.ports.clock.now(), effect.charge_id, effect.provider_ref, "refund asked for"
        )

    async def _alert(self, key: str, text: str) -> None:
        owner = self.ports.owner
        if owner is None:
            return
        channel = self._channel(owner.channel)
        alert = render_alert(text, self.flow.texts)
        message = OutgoingMessage(key, owner.address, alert.text)
        if channel.capabilities.window_hours is not None:
            # Owners seldom write to their own bot: where there is a window, it is closed.
            if alert.template is None or not channel.capabilities.template:
                raise Rejected("the owner's channel needs a template for alerts")
            message = approved_form(alert.template, "", key, owner.address)
        await channel.send(message)

    async def _fetch(self, claim: Claim, effect: FetchMedia) -> MediaKept:
        file = await self._channel(claim.conversation.contact.channel).fetch(effect.media_id)
        return await keep(file, effect.message_id, effect.media_id, claim, self.ports)

    async def _listen(self, claim: Claim, effect: Transcribe) -> tuple[Event, ...]:
        channel = self._channel(claim.conversation.contact.channel)
        return await transcribe(claim, effect, channel, self.ports)

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
        channel = self._channel(claim.conversation.contact.channel)
        prepared = await prepare(claim, effect, self.flow, self.ports, channel)
        sent = await self._hand_over(claim, channel, prepared.message)
        events = prepared.events_after(sent, self.ports.clock.now())
        log = prepared.log(sent)
        return await self._finish(claim, *events, message=log, identities=sent.identities)

    async def _hand_over(self, claim: Claim, channel: Channel, message: OutgoingMessage) -> Sent:
        if claim.confirmed_as is not None:
            # Its answer was lost, and a delivery report has told us since that it was sent.
            return Sent(claim.confirmed_as, fit(message, channel.capabilities).text)
        return await channel.send(message)

    # ------------------------------------------------------------------ failures

    async def _refused(self, claim: Claim, error: Rejected) -> str:
        if isinstance(claim.effect, FetchPayment) and claim.attempts + 1 < CHAT_TRIES:
            # A key that is being changed, say: money is looked for more patiently than words.
            return await self._put_off(claim, str(error), None)
        gone = (ContactBlocked(self.ports.clock.now()),) if error.unreachable else ()
        return await self._give_up(claim, error.words or str(error), *gone)

    async def _put_off(self, claim: Claim, error: str, after_seconds: float | None) -> str:
        if claim.attempts + 1 >= CHAT_TRIES and not isinstance(claim.effect, FetchPayment):
            return await self._give_up(claim, error)
        pause = backoff(claim.attempts)
        if after_seconds is not None:
            pause = max(timedelta(seconds=after_seconds), timedelta(seconds=0))
        await self.ports.store.retry(claim, self.ports.clock.now() + pause, error)
        return "put off"

    async def _doubt(self, claim: Claim, error: str) -> str:
        pause = backoff(claim.attempts + claim.unknown)
        if self._may_be_confirmed(claim):
            pause = max(pause, STATUS_PATIENCE)
        due = self.ports.clock.now() + pause
        await self.ports.store.retry(claim, due, error, unknown=True)
        return "outcome unknown"

    def _may_be_confirmed(self, claim: Claim) -> bool:
        """Whether a delivery report with our key may still tell us."""
        channel = self.ports.channels.get(claim.conversation.contact.channel)
        is_message = isinstance(claim.effect, SendMessage)
        return is_message and channel is not None and channel.capabilities.reports_keys

    async def _give_up(self, claim: Claim, error: str, *known: Event) -> str:
        """Close an effect that will not be done; `known` is what was learnt on the way."""
        now = self.ports.clock.now()
        failure = failure_of(claim.effect, error, now)
        events = known if failure is None else (*known, failure)
        await self.ports.store.finish(claim, now, events=events, error=error)
        return "given up"


def failure_of(effect: Effect, reason: str, at: datetime) -> Event | None:
    """The event that tells the flow that an effect will not be done."""
    match effect:
        case SendMessage(purpose=purpose):
            return MessageFailed(at, purpose, reason)
        case CreateCheckout(charge_id=charge_id):
            return CheckoutFailed(at, charge_id, reason)
        case FetchPayment(charge_id=charge_id, provider_ref=ref):
            return PaymentUnseen(at, charge_id, ref, reason)
        case RefundPayment(charge_id=charge_id, provider_ref=ref):
            return RefundRefused(at, charge_id, ref, reason)
        case FetchMedia(message_id=message_id, media_id=media_id):
            return MediaLost(at, message_id, media_id, reason)
        case Transcribe(message_id=message_id, media_id=media_id):
            return Transcribed(at, message_id, media_id, failure=reason)
        case _:
            return None


def backoff(failures: int) -> timedelta:
    """1, 2, 4, 8… seconds, up to ten minutes."""
    return min(timedelta(seconds=2 ** min(failures, 20)), LONGEST_PAUSE)
