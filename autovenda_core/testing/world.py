"""
A whole sale without a network: the real flow and loop over fakes, on a clock that is moved.

    world = World()
    world.says("oi, preciso de um site")
    world.settle()
    assert world.state is State.QUALIFYING
"""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.effects import LinkKind, TaskKind
from autovenda_core.events import (
    BriefingSaved,
    BriefingSubmitted,
    ButtonPressed,
    CheckoutRequested,
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    Event,
    MediaReceived,
    PaymentNoticed,
    TextReceived,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import (
    Charge,
    Checkout,
    Contact,
    Conversation,
    ModelLimits,
    State,
    conversation_id_for,
)
from autovenda_core.ports.channel import ReceivedFile
from autovenda_core.ports.store import Incoming
from autovenda_core.runtime import Ports, Runtime, decide
from autovenda_core.testing.channels import Arrival, FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.documents import FakeDocuments
from autovenda_core.testing.files import FakeFiles
from autovenda_core.testing.language import FakeLanguage
from autovenda_core.testing.links import FakeLinks
from autovenda_core.testing.payments import FakePayments, Webhook
from autovenda_core.testing.stores import MemoryStore
from autovenda_core.values import replace

__all__ = ["SAMPLE_CATALOG", "World", "run"]

T = TypeVar("T")

OWNER = Contact("fake", "owner")

SAMPLE_CATALOG = Catalog(
    (
        ServicePackage(
            id="basico",
            name="Pacote Básico",
            price_centavos=150_000,
            delivery_days=10,
            aliases=("landing page", "página única"),
            deliverables=("Página única", "Formulário de contato", "Publicação no seu domínio"),
        ),
        ServicePackage(
            id="profissional",
            name="Pacote Profissional",
            price_centavos=350_000,
            delivery_days=20,
            aliases=("site institucional", "intermediário"),
            deliverables=("Até 5 páginas", "Blog", "SEO básico"),
        ),
        ServicePackage(
            id="premium",
            name="Pacote Premium",
            price_centavos=690_000,
            delivery_days=45,
            aliases=("loja virtual", "completo"),
            deliverables=("Loja com carrinho", "Pix, cartão e boleto", "Treinamento"),
        ),
    )
)
"""Three packages to try things with."""


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """
    The result of a coroutine that waits for nothing, which is what fakes give.

    Raises:
        RuntimeError: it waits for something, so it needs a real event loop.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    coroutine.close()
    raise RuntimeError("this coroutine waits for something real; use asyncio.run")


class World:
    """
    One lead, one channel, one provider, and everything between them.

    A `language` is asked within the limits of `flow.rules.model`, or else within the usual ones.
    """

    def __init__(
        self,
        flow: Flow | None = None,
        clock: FakeClock | None = None,
        address: str = "lead",
        channel: FakeChannel | None = None,
        language: FakeLanguage | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.flow = flow or Flow(SAMPLE_CATALOG)
        self.channel = channel or FakeChannel()
        self.contact = Contact(self.channel.name, address)
        self.store = MemoryStore()
        self.payments = FakePayments(self.clock)
        self.documents = FakeDocuments()
        self.files = FakeFiles()
        self.language = language or FakeLanguage()
        self.conversation_id = conversation_id_for(self.contact)
        self.addresses = [address]
        """Every address that the lead has had, the newest last."""
        self.restart()
        self._facts = 0
        self._last: tuple[Incoming, ...] = ()
        self._told = 0
        if language is not None:
            self.may_ask_model(self.flow.rules.model or ModelLimits())

    def may_ask_model(self, limits: ModelLimits) -> None:
        """From now on the language model is asked."""
        self.flow = replace(self.flow, rules=replace(self.flow.rules, model=limits))
        self.restart()

    def restart(self) -> None:
        """A new process over the same store: nothing that only the memory knew is left."""
        ports = Ports(
            store=self.store,
            clock=self.clock,
            links=FakeLinks(),
            channels={self.channel.name: self.channel},
            payments=self.payments,
            documents=self.documents,
            files=self.files,
            owner=OWNER,
            language=self.language,
        )
        self.runtime = Runtime(self.flow, ports)

    # ------------------------------------------------------------------ what is there

    @property
    def conversation(self) -> Conversation:
        """Where the conversation stands."""
        found = run(self.store.conversation(self.conversation_id))
        return found or Conversation(self.conversation_id, self.contact)

    @property
    def state(self) -> State:
        """Where the sale stands."""
        return self.conversation.state

    @property
    def arrived(self) -> list[Arrival]:
        """What the lead sees, oldest first."""
        return self.channel.arrived(*self.addresses)

    @property
    def alerts(self) -> list[str]:
        """What the owner was told."""
        return [each.text for each in self.channel.arrived(OWNER.address)]

    @property
    def tasks(self) -> list[TaskKind]:
        """What a person has to do."""
        return [task.kind for task in self.store.tasks]

    @property
    def due(self) -> Charge:
        """
        What the client has to pay now, in the current deal or in an earlier one.

        Raises:
            LookupError: nothing.
        """
        deals = (self.conversation.deal, *reversed(self.conversation.earlier))
        for deal in deals:
            if deal.due is not None:
                return deal.due
        raise LookupError("nothing was accepted or charged, so there is nothing to pay")

    @property
    def checkout(self) -> Checkout:
        """
        The page on which it can be paid; asked for, if there is none.

        Raises:
            LookupError: there is nothing to pay, or no page for it.
        """
        if self.due.live_checkout(self.clock.now()) is None:
            self.opens_payment()
            self.settle()
        page = self.due.live_checkout(self.clock.now())
        if page is None:
            raise LookupError("there is no page to pay on")
        return page

    # ------------------------------------------------------------------ what happens

    def happens(self, event: Event, source: str = "test") -> None:
        """A fact reaches the inbox."""
        self._facts += 1
        self._receive(Incoming(source, f"{self._facts}", self.conversation_id, event, self.contact))

    def says(self, text: str) -> None:
        """The lead writes."""
        self.happens(TextReceived(self.clock.now(), f"m{self._facts + 1}", text))

    def taps(self, title: str) -> None:
        """
        The lead taps a button, the newest one with this title (or this id).

        Raises:
            LookupError: no message has such a button.
        """
        for message in reversed(self.channel.sent):
            for button in message.buttons:
                if title in (button.title, button.id) and message.to in self.addresses:
                    message_id = f"m{self._facts + 1}"
                    now = self.clock.now()
                    self.happens(ButtonPressed(now, message_id, button.id, button.title))
                    return
        raise LookupError(f"no message has a button {title!r}")

    def sends(self, kind: str, caption: str = "", *, lost: bool = False) -> None:
        """The lead sends a file; `lost`: the provider has forgotten it when we fetch it."""
        media_id = f"file-{self._facts + 1}"
        if not lost:
            self.channel.files[media_id] = ReceivedFile(media_id.encode(), f"{kind}/fake")
        event = MediaReceived(self.clock.now(), f"m{self._facts + 1}", kind, caption, media_id)
        self.happens(event)

    def moves_to(self, address: str) -> None:
        """The lead has another number or id from now on, and the channel says so."""
        self.addresses.append(address)
        self.contact = Contact(self.contact.channel, address)
        self.happens(ContactMoved(self.clock.now(), address))

    def is_told(self, status: DeliveryStatus) -> None:
        """The provider reports what became of our last message."""
        message_id = f"fake-{len(self.channel.sent)}"
        reason = "o número não está no WhatsApp" if status.is_failure else ""
        self.happens(DeliveryReported(self.clock.now(), message_id, status, reason=reason))

    def opens_payment(self) -> None:
        """
        The client presses "pay" on the page of what is due.

        Raises:
            LookupError: there is nothing to pay.
        """
        charge_id = self.due.id
        url = f"https://autovenda.example/{LinkKind.PAYMENT}"
        self.happens(CheckoutRequested(self.clock.now(), charge_id, url, url))

    def saves_briefing(self, answers: dict[str, str]) -> None:
        """The client saves a part of the briefing."""
        self.happens(BriefingSaved(self.clock.now(), answers))

    def submits_briefing(self, answers: dict[str, str]) -> None:
        """The client submits the briefing."""
        self.happens(BriefingSubmitted(self.clock.now(), answers))

    def delivers(self, webhook: Webhook) -> None:
        """A webhook reaches us: late, in another order, or once more."""
        now = self.clock.now()
        for notice in self.payments.parse_webhook(webhook.headers, {}, webhook.body, now):
            event = PaymentNoticed(now, notice.charge_id or "", notice.provider_ref, notice.kind)
            self._receive(
                Incoming(self.payments.name, notice.event_id, self.conversation_id, event)
            )

    def repeats(self) -> None:
        """The last fact arrives a second time, under the same id."""
        run(self.runtime.receive(*self._last))

    def crashes(self) -> None:
        """The process dies and another one starts, after every lease has run out."""
        self.restart()
        self.advance(timedelta(minutes=2))

    # ------------------------------------------------------------------ time

    def settle(self) -> None:
        """Do everything that is due, and wait for the lead to stop typing."""
        self._run_due()
        while self.conversation.pending and not self.conversation.opted_out:
            self._advance_once(self.clock.now() + timedelta(minutes=1))

    def advance(self, step: timedelta) -> None:
        """Let time pass; everything that becomes due on the way happens at its time."""
        self.advance_to(self.clock.now() + step)

    def advance_to(self, at: datetime) -> None:
        """Let time pass until an instant."""
        self._run_due()
        while self.clock.now() < at:
            self._advance_once(at)

    def _advance_once(self, at: datetime) -> None:
        due = [wake.at for wake in run(self.store.waiting(at))]
        self.clock.move_to(min([*due, at]))
        self._run_due()

    def _run_due(self) -> None:
        self._deliver_webhooks()
        while due := run(self.store.waiting(self.clock.now())):
            for wake in due:
                run(self.runtime.on_wake(wake.key))
            self._fail_if_parked()
            self._deliver_webhooks()

    def _fail_if_parked(self) -> None:
        """Raise in the test what parked the conversation, by deciding the same thing again."""
        if self.conversation_id in self.store.parked:
            for fact in self.store.inbox:
                if fact.done_at is None and fact.incoming.event is not None:
                    decide(self.flow, self.conversation, fact.incoming.event)

    def _deliver_webhooks(self) -> None:
        """Hand over what the provider sent, as a web server would."""
        while self._told < len(self.payments.webhooks):
            webhook = self.payments.webhooks[self._told]
            self._told += 1
            self.delivers(webhook)

    def _receive(self, *incoming: Incoming) -> None:
        self._last = incoming
        run(self.runtime.receive(*incoming))
