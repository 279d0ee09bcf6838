"""What channels bring, on its way into the inbox: durable first, everything else afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from adapters.whatsapp.wppconnect.channel import WppConnectChannel
from apps.logs import note
from autovenda_core.errors import PortError
from autovenda_core.events import ButtonPressed, MediaReceived, TextReceived
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.model import Contact, Owner
from autovenda_core.ports.inbound import Category, Reading, fact_of
from autovenda_core.ports.store import Incoming
from autovenda_core.runtime import Runtime

__all__ = ["ChannelInbox"]

_log = logging.getLogger(__name__)

_KINDS = frozenset(IdentityKind)
_A_NUMBER = frozenset({IdentityKind.WA_ID, IdentityKind.PHONE})


class ChannelInbox:
    """
    Takes what webhooks and pollers read.

    What follows happens in the background, best effort, and once for each new fact: the person
    sees that their message arrived, and a hidden number of WhatsApp Web is looked up.
    """

    def __init__(self, runtime: Runtime, wppconnect: WppConnectChannel | None = None) -> None:
        self._runtime = runtime
        self._wppconnect = wppconnect
        self._looked_up: set[str] = set()
        self._background: set[asyncio.Task[None]] = set()

    async def receive(self, readings: Sequence[Reading], raw: str) -> None:
        """
        Keep everything that one body says; when this returns, its sender may forget it.

        Raises:
            Unavailable: the store is down and nothing was kept.
        """
        now = self._runtime.ports.clock.now()
        for reading in readings:
            _note_what_is_odd(reading)
        facts = [fact_of(self._without_own_echo(reading), now, raw) for reading in readings]
        # The body is kept once, with the first thing that it says.
        facts[1:] = [replace(fact, raw=None) for fact in facts[1:]]
        await self.take(facts)

    async def take(self, facts: Sequence[Incoming]) -> None:
        """
        Keep facts that were made of readings already, as the poller's are.

        Raises:
            Unavailable: the store is down and nothing was kept.
        """
        if not facts:
            return
        receipt = await self._runtime.receive(*facts)
        whose = zip(facts, receipt.new, receipt.conversation_ids, strict=True)
        for fact, is_new, conversation_id in whose:
            if is_new and conversation_id is not None:
                self._follow_up(fact, conversation_id)

    async def close(self) -> None:
        """Leave what is not done yet in the background."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def _without_own_echo(self, reading: Reading) -> Reading:
        """WPPConnect tells us what we sent just as it tells what the owner typed."""
        ours = self._wppconnect
        if ours is None or reading.channel != ours.name or not ours.is_own_echo(reading):
            return reading
        return replace(reading, category=Category.IGNORED)

    # ------------------------------------------------------------------ in the background

    def _follow_up(self, fact: Incoming, conversation_id: str) -> None:
        if fact.contact is None:
            return
        if isinstance(fact.event, TextReceived | ButtonPressed | MediaReceived):
            self._start(self._acknowledge(fact.contact, fact.event, conversation_id))
        if self._wppconnect is not None and (lid := _hidden_number(fact)) is not None:
            self._start(self._look_up(self._wppconnect, fact, lid))

    async def _acknowledge(
        self,
        contact: Contact,
        event: TextReceived | ButtonPressed | MediaReceived,
        conversation_id: str,
    ) -> None:
        """Say "read" and "typing" only where the bot does both; a tap is always answered."""
        with suppress(PortError):
            conversation = await self._runtime.ports.store.conversation(conversation_id)
            person_answers = conversation is not None and conversation.owner is Owner.HUMAN
            channel = self._runtime.ports.channels.get(contact.channel)
            if channel is not None and (isinstance(event, ButtonPressed) or not person_answers):
                await channel.acknowledge(contact.address, event.message_id)

    async def _look_up(self, channel: WppConnectChannel, fact: Incoming, lid: Identity) -> None:
        """Bring in whose number it is, so that somebody we know by number is the same person."""
        if lid.value in self._looked_up:
            return
        phone = await channel.phone_of(lid.value)
        if phone is None:
            return
        known = Incoming(
            source=fact.source,
            external_id=f"lid:{lid.value}",
            conversation_id=fact.conversation_id,
            event=None,
            identities=(lid, Identity(IdentityKind.PHONE, phone)),
        )
        try:
            await self._runtime.receive(known)
        except PortError:
            return  # their next message is another occasion
        self._looked_up.add(lid.value)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _note_what_is_odd(reading: Reading) -> None:
    """It is kept as it came; whoever reads the log should look whether somebody waits."""
    if reading.category is Category.IGNORED and reading.reason is not None:
        note(_log, "webhook kept unread", channel=reading.channel, kind=reading.kind)
    if reading.is_private and reading.sender and not _KINDS.issuperset(_kinds(reading)):
        note(_log, "sender id of no known form", channel=reading.channel, kind=reading.kind)


def _kinds(reading: Reading) -> set[str]:
    return {identity.kind for identity in reading.identities}


def _hidden_number(fact: Incoming) -> Identity | None:
    """The hidden id of a person of whom no number is known."""
    kinds = {identity.kind: identity for identity in fact.identities}
    return kinds.get(IdentityKind.LID) if _A_NUMBER.isdisjoint(kinds) else None
