"""What channels bring, on its way into the inbox: durable first, everything else afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from adapters.whatsapp.wppconnect.channel import WppConnectChannel
from apps.channel_settings import ChannelSettings
from apps.channels import is_account
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

LOOKUP_SECONDS = 2.0
"""How long a message waits for the number behind a hidden id, before it is kept without it."""

_KINDS = frozenset(IdentityKind)
_A_NUMBER = frozenset({IdentityKind.WA_ID, IdentityKind.PHONE})


class ChannelInbox:
    """
    Takes what webhooks and pollers read.

    A hidden number of WhatsApp Web is looked up first, for a moment: who it belongs to may be
    somebody we know.  What follows happens in the background, best effort, and once for each
    new fact: the person sees that their message arrived.
    """

    def __init__(
        self,
        runtime: Runtime,
        given: ChannelSettings,
        wppconnect: WppConnectChannel | None = None,
        *,
        lookup_seconds: float = LOOKUP_SECONDS,
    ) -> None:
        """`given` tells which numbers are ours; `lookup_seconds` is the moment."""
        self._runtime = runtime
        self._given = given
        self._wppconnect = wppconnect
        self._lookup_seconds = lookup_seconds
        self._lookups: dict[str, asyncio.Task[str | None]] = {}
        """By hidden id: those that go on, and those that found the number."""
        self._background: set[asyncio.Task[Any]] = set()

    async def receive(self, readings: Sequence[Reading], raw: str) -> None:
        """
        Keep everything that one body says; when this returns, its sender may forget it.

        Raises:
            Unavailable: the store is down and nothing was kept.
        """
        now = self._runtime.ports.clock.now()
        for reading in readings:
            _note_what_is_odd(reading)
        facts = [fact_of(self._without_strays(reading), now, raw) for reading in readings]
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
        facts = [await self._with_number(fact) for fact in facts]
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

    def _without_strays(self, reading: Reading) -> Reading:
        """Without what is another number's, and what WPPConnect tells us of our own sends."""
        is_ours = reading.account is None or is_account(
            self._given, reading.channel, reading.account
        )
        if not is_ours:
            note(_log, "webhook of another number", channel=reading.channel, kind=reading.kind)
        elif not self._is_own_echo(reading):
            return reading
        return replace(reading, category=Category.IGNORED)

    def _is_own_echo(self, reading: Reading) -> bool:
        ours = self._wppconnect
        return ours is not None and reading.channel == ours.name and ours.is_own_echo(reading)

    async def _with_number(self, fact: Incoming) -> Incoming:
        """A fact with the number that its hidden id stands for, if that is told at once."""
        lid = _hidden_number(fact)
        if self._wppconnect is None or fact.contact is None or lid is None:
            return fact
        lookup = self._lookups.get(lid.value)
        if lookup is None:
            lookup = asyncio.create_task(self._look_up(self._wppconnect, lid.value))
            self._lookups[lid.value] = lookup
            self._hold(lookup)
        await asyncio.wait({lookup}, timeout=self._lookup_seconds)
        phone = lookup.result() if lookup.done() else None
        return _known_by(fact, phone) if phone is not None else fact

    # ------------------------------------------------------------------ in the background

    def _follow_up(self, fact: Incoming, conversation_id: str) -> None:
        if fact.contact is None:
            return
        if isinstance(fact.event, TextReceived | ButtonPressed | MediaReceived):
            self._start(self._acknowledge(fact.contact, fact.event, conversation_id))
        lid = _hidden_number(fact)
        if lid is not None and lid.value in self._lookups:
            self._start(self._bring_in(fact, lid, self._lookups[lid.value]))

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

    async def _look_up(self, channel: WppConnectChannel, lid: str) -> str | None:
        phone = await channel.phone_of(lid)
        if phone is None:
            del self._lookups[lid]  # their next message is another occasion
        return phone

    async def _bring_in(
        self, fact: Incoming, lid: Identity, lookup: asyncio.Task[str | None]
    ) -> None:
        """Bring in a number that was not told at once; their next message carries it, too."""
        phone = await lookup
        if phone is None:
            return
        hidden = Incoming(
            source=fact.source,
            external_id=f"lid:{lid.value}",
            conversation_id=fact.conversation_id,
            event=None,
            identities=(lid,),
        )
        with suppress(PortError):
            await self._runtime.receive(_known_by(hidden, phone))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._hold(asyncio.create_task(work))

    def _hold(self, task: asyncio.Task[Any]) -> None:
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


def _known_by(fact: Incoming, phone: str) -> Incoming:
    return replace(fact, identities=(*fact.identities, Identity(IdentityKind.PHONE, phone)))


def _hidden_number(fact: Incoming) -> Identity | None:
    """The hidden id of a person of whom no number is known."""
    kinds = {identity.kind: identity for identity in fact.identities}
    return kinds.get(IdentityKind.LID) if _A_NUMBER.isdisjoint(kinds) else None
