"""The process dies at any step of a sale: nothing is lost, and nobody is charged twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from autovenda_core.effects import AlertOwner, CreateCheckout, SendMessage
from autovenda_core.events import Event
from autovenda_core.identity import Identity
from autovenda_core.model import State
from autovenda_core.ports.store import Claim, Decide, LoggedMessage
from autovenda_core.testing.stores import MemoryStore
from autovenda_core.testing.world import World

ANSWERS = {"objetivo": "vender"}
SALE: tuple[Callable[[World], None], ...] = (
    lambda world: world.says("oi, sou a Bia"),
    lambda world: world.says("uma landing page"),
    lambda world: world.taps("Sem pressa"),
    lambda world: world.taps("Não sei ainda"),
    lambda world: world.taps("Aceitar proposta"),
    lambda world: world.opens_payment(),
    lambda world: world.payments.pay(world.checkout.provider_ref, "pix"),
    lambda world: world.submits_briefing(ANSWERS),
)


class Killed(BaseException):
    """The process is gone, so nothing may catch it."""


class DyingStore(MemoryStore):
    """Kills the process once, just before the commit of its nth transaction."""

    def __init__(self, dies_at: int = 0) -> None:
        super().__init__()
        self.dies_at = dies_at
        self.commits = 0
        self.died_after_a_call = False
        """The outside had done something that we never heard of."""

    def _commit(self, name: str) -> None:
        self.commits += 1
        if self.commits == self.dies_at:
            self.died_after_a_call = name == "finish"
            raise Killed

    async def turn(self, conversation_id: str, decide: Decide, at: datetime) -> int:
        self._commit("turn")
        return await super().turn(conversation_id, decide, at)

    async def claim(self, seq: int, at: datetime, lease_seconds: float) -> Claim | None:
        self._commit("claim")
        return await super().claim(seq, at, lease_seconds)

    async def finish(
        self,
        claim: Claim,
        at: datetime,
        *,
        events: Sequence[Event] = (),
        message: LoggedMessage | None = None,
        identities: Sequence[Identity] = (),
        error: str | None = None,
    ) -> bool:
        self._commit("finish")
        return await super().finish(
            claim, at, events=events, message=message, identities=identities, error=error
        )


def sold(dies_at: int = 0) -> tuple[World, DyingStore]:
    """A whole sale during which the process dies once, and another one goes on."""
    world, store = World(), DyingStore(dies_at)
    world.store = store
    world.restart()
    for step in SALE:
        try:
            step(world)
            world.settle()
        except Killed:
            world.crashes()
            world.settle()
    return world, store


def pages(world: World) -> int:
    return sum(isinstance(row.effect, CreateCheckout) for row in world.store.effects)


def test_a_sale_goes_through_wherever_the_process_dies() -> None:
    _, whole = sold()

    for dies_at in range(1, whole.commits + 1):
        world, _ = sold(dies_at)

        assert world.state is State.ACTIVE, dies_at
        assert world.tasks == [], dies_at


def test_a_message_is_repeated_only_where_its_answer_was_lost_and_only_once() -> None:
    _, whole = sold()

    for dies_at in range(1, whole.commits + 1):
        world, store = sold(dies_at)

        sent = Counter(message.key for message in world.channel.sent)
        due = {row.key for row in store.effects if isinstance(row.effect, SendMessage | AlertOwner)}
        assert set(sent) == due, dies_at
        assert sent.total() - len(sent) <= store.died_after_a_call, dies_at


def test_no_death_asks_for_a_second_page_or_takes_the_deposit_twice() -> None:
    _, whole = sold()

    for dies_at in range(1, whole.commits + 1):
        world, _ = sold(dies_at)

        deposit = world.conversation.deal.deposit
        assert deposit is not None
        assert (pages(world), deposit.received_centavos) == (1, 75_000), dies_at
