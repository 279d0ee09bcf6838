"""
What a type checker must think of the public API.  Never run; `make check` reads it.

The second half proves that every adapter and every fake fits its port, which nothing else
states, because nobody subclasses a Protocol.
"""

from __future__ import annotations

from typing import assert_type

from adapters.http.links import SignedLinks
from adapters.pdf import ReportLabDocuments
from adapters.storage.heap import Heap
from adapters.storage.postgres import PostgresStore
from adapters.storage.sqlite import SQLiteStore
from adapters.stripe.payments import StripePayments
from adapters.telegram.channel import TelegramChannel
from apps.no_payments import NoPayments
from apps.wiring import SystemClock
from autovenda_core import Conversation, Effect, Event, Flow, State, Step, read_catalog
from autovenda_core.effects import SendMessage
from autovenda_core.events import PaymentSnapshot, TextReceived
from autovenda_core.fsm.rows import STAY, on
from autovenda_core.fsm.rules import arrivals, payment
from autovenda_core.ports.channel import Channel
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.documents import Documents
from autovenda_core.ports.links import Links
from autovenda_core.ports.payments import Payments
from autovenda_core.ports.store import Decision, Store
from autovenda_core.ports.wake import Wake
from autovenda_core.runtime import decide
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.documents import FakeDocuments
from autovenda_core.testing.links import FakeLinks
from autovenda_core.testing.payments import FakePayments
from autovenda_core.testing.stores import FakeWake, MemoryStore
from autovenda_core.texts.rendering import Rendered


def a_step_is_typed(catalog: str, conversation: Conversation, event: Event) -> None:
    flow = Flow(read_catalog(catalog))
    step = flow.step(conversation, event)

    assert_type(step, Step)
    assert_type(step.conversation, Conversation)
    assert_type(step.conversation.state, State)
    assert_type(step.effects, tuple[Effect, ...])
    assert_type(step.handled, bool)
    assert_type(decide(flow, conversation, event), Decision)


def an_effect_narrows(flow: Flow, effect: Effect) -> None:
    if isinstance(effect, SendMessage):
        assert_type(flow.render(effect), Rendered)


def a_row_holds_its_action_to_its_trigger() -> None:
    on(TextReceived, State.LEAD, STAY, arrivals.read_text)
    on(PaymentSnapshot, State.LEAD, STAY, arrivals.read_text)  # type: ignore[arg-type]  # of a text
    on(TextReceived, State.LEAD, STAY, arrivals.read_text, when=payment.covers_deposit)  # type: ignore[arg-type]  # of a payment


def everything_fits_its_port(
    telegram: TelegramChannel,
    fake_channel: FakeChannel,
    stripe: StripePayments,
    no_payments: NoPayments,
    fake_payments: FakePayments,
    sqlite: SQLiteStore,
    postgres: PostgresStore,
    memory: MemoryStore,
    heap: Heap,
    fake_wake: FakeWake,
    reportlab: ReportLabDocuments,
    fake_documents: FakeDocuments,
    signed_links: SignedLinks,
    fake_links: FakeLinks,
    system_clock: SystemClock,
    fake_clock: FakeClock,
) -> tuple[
    list[Channel],
    list[Payments],
    list[Store],
    list[Wake],
    list[Documents],
    list[Links],
    list[Clock],
]:
    return (
        [telegram, fake_channel],
        [stripe, no_payments, fake_payments],
        [sqlite, postgres, memory],
        [heap, fake_wake],
        [reportlab, fake_documents],
        [signed_links, fake_links],
        [system_clock, fake_clock],
    )
