"""The loop: what is held, put off, repeated or given up at the moment of doing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from autovenda_core.business_days import BRASILIA
from autovenda_core.effects import (
    AlertOwner,
    CreateCheckout,
    Effect,
    Purpose,
    SendMessage,
    TaskKind,
    Understand,
)
from autovenda_core.errors import OutcomeUnknown, PortError, Rejected, Unavailable
from autovenda_core.events import (
    Act,
    ButtonPressed,
    CheckoutCreated,
    CheckoutFailed,
    ContactBlocked,
    DocumentFailed,
    Event,
    MessageFailed,
    MessageSent,
    OperatorMessage,
    PaymentSnapshot,
    TakenOver,
    TextReceived,
    TimerFired,
    Understood,
)
from autovenda_core.fsm.machine import Flow, Step
from autovenda_core.identity import Identity
from autovenda_core.model import Checkout, Contact, Conversation, State, Timer
from autovenda_core.ports.payments import Snapshot
from autovenda_core.ports.store import Applied, Claim, Incoming, LoggedMessage
from autovenda_core.runtime import Runtime, decide
from autovenda_core.runtime.loop import backoff
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.payments import FakePayments
from autovenda_core.testing.scripts import play
from autovenda_core.testing.stores import MemoryStore, QueuedEffect
from autovenda_core.testing.world import SAMPLE_CATALOG, World, run

OFFERED = "> quero o pacote básico\n= offered"
AWAITING = f"{OFFERED}\n> [Aceitar proposta]\n= awaiting_payment"
DOWN = Unavailable("down")
LOST = OutcomeUnknown("lost")


def happened(world: World, kind: type[Event]) -> list[Event]:
    """The events of a kind that the flow has heard, oldest first."""
    events = run(world.store.replay(world.conversation_id))
    return [event for event in events if isinstance(event, kind)]


def effects(world: World, kind: type[Effect]) -> list[QueuedEffect]:
    return [row for row in world.store.effects if isinstance(row.effect, kind)]


def texts(world: World) -> list[str]:
    return [each.text for each in world.arrived]


def pending_reply(world: World) -> None:
    """The bot has decided to answer, and the channel is down for a minute."""
    world.channel.fail_next(Unavailable("down", retry_after_seconds=60))
    world.says("quero o pacote básico")
    world.settle()
    assert texts(world) == []


# ---------------------------------------------------------------------------- held


def test_an_answer_is_held_when_a_person_took_over_before_it_went_out(world: World) -> None:
    pending_reply(world)

    world.happens(TakenOver(world.clock.now(), "rafa"))
    world.advance(timedelta(minutes=5))

    assert texts(world) == []
    assert effects(world, SendMessage)[0].error == "held: a person answers"


def test_an_answer_is_held_when_the_lead_opted_out_before_it_went_out(world: World) -> None:
    pending_reply(world)

    world.says("sair")
    world.advance(timedelta(minutes=5))

    assert ["não mando mais mensagens" in text for text in texts(world)] == [True]
    assert effects(world, SendMessage)[0].error == "held: the lead opted out"


def test_what_a_person_writes_and_what_follows_from_a_payment_is_never_held(world: World) -> None:
    play(f"{AWAITING}\n! operator takes over", world)

    world.says("sair")
    world.settle()
    world.happens(OperatorMessage(world.clock.now(), "rafa", "Vi aqui, já te ajudo."))
    world.payments.pay(world.checkout.provider_ref, "pix")
    world.settle()

    assert texts(world)[-2] == "Vi aqui, já te ajudo."
    assert "Recebemos seu sinal" in texts(world)[-1]


def overdue_reminder(world: World) -> None:
    """A reminder was decided, and the channel is down for an hour."""
    play(AWAITING, world)
    world.channel.fail_next(Unavailable("down", retry_after_seconds=3600))
    world.advance(timedelta(hours=22, minutes=30))
    reminder = effects(world, SendMessage)[-1]
    assert isinstance(reminder.effect, SendMessage)
    assert (reminder.effect.purpose, reminder.done_at) == (Purpose.REMINDER, None)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("! operator takes over", "held: a person answers"),
        ("> não quero mais\n= lost", "held: no longer needed"),
        ("! pays card\n= briefing", "held: no longer needed"),
        ("! blocks us", "held: the lead opted out"),
    ],
)
def test_a_reminder_is_held_once_it_is_no_longer_welcome(
    world: World, script: str, reason: str
) -> None:
    overdue_reminder(world)
    reminder = effects(world, SendMessage)[-1].seq

    play(script, world)
    world.advance(timedelta(hours=2))

    assert world.store.effects[reminder - 1].error == reason
    assert not any("continua aberto. Assim que cair" in text for text in texts(world))


def test_a_reminder_waits_for_the_end_of_quiet_hours() -> None:
    late = FakeClock(datetime(2026, 3, 10, 21, 0, tzinfo=BRASILIA).astimezone(UTC))
    world = World(clock=late)
    play(AWAITING, world)
    world.channel.fail_next(Unavailable("down", retry_after_seconds=2 * 3600))

    world.advance_to(datetime(2026, 3, 12, 7, 59, tzinfo=BRASILIA))
    before = len(texts(world))
    world.advance(timedelta(minutes=2))

    assert "continua aberto" in texts(world)[before]
    reminder = [m for m in world.store.messages if "Assim que cair" in m.text]
    assert [m.at for m in reminder] == [datetime(2026, 3, 12, 8, 0, tzinfo=BRASILIA)]


# ---------------------------------------------------------------------------- put off


def test_a_channel_that_is_down_is_tried_again_and_again_more_slowly(world: World) -> None:
    world.channel.fail_next(DOWN, DOWN, DOWN)
    begin = world.clock.now() + timedelta(seconds=world.flow.rules.burst_seconds)

    world.says("oi")
    world.advance(timedelta(minutes=1))

    (message,) = [each for each in world.store.messages if each.direction == "out"]
    assert message.at - begin == timedelta(seconds=1 + 2 + 4)
    assert len(texts(world)) == 1


def test_pauses_double_and_end_at_ten_minutes() -> None:
    seconds = [backoff(failures).total_seconds() for failures in range(12)]

    assert seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert backoff(10_000) == timedelta(minutes=10)


@pytest.mark.parametrize(("asked", "waited"), [(90.0, 90), (0.5, 0.5), (-3.0, 0)])
def test_the_pause_that_the_other_side_asks_for_is_kept(
    world: World, asked: float, waited: float
) -> None:
    world.channel.fail_next(Unavailable("slow down", retry_after_seconds=asked))
    begin = world.clock.now() + timedelta(seconds=world.flow.rules.burst_seconds)

    world.says("oi")
    world.advance(timedelta(minutes=3))

    (message,) = [each for each in world.store.messages if each.direction == "out"]
    assert message.at - begin == timedelta(seconds=waited)


def test_messages_of_one_conversation_keep_their_order_through_failures(world: World) -> None:
    world.channel.fail_next(Unavailable("down", retry_after_seconds=120))
    world.says("oi")
    world.advance(timedelta(minutes=1))
    world.says("uma landing page")
    world.advance(timedelta(minutes=5))

    assert "assistente virtual" in texts(world)[0]
    assert "Para quando" in texts(world)[1]


def test_a_channel_that_stays_down_is_given_up_and_a_person_is_told(world: World) -> None:
    world.channel.fail_next(*[DOWN] * 12)

    world.says("oi")
    world.advance(timedelta(hours=2))

    assert [each.purpose for each in happened(world, MessageFailed)] == ["reply"]  # type: ignore[union-attr]
    assert world.tasks == [TaskKind.DELIVERY]
    assert texts(world) == []


def test_a_look_at_a_payment_is_never_given_up(world: World) -> None:
    play(AWAITING, world)
    ref = world.checkout.provider_ref
    world.payments.fail_next(*[DOWN] * 30)

    world.payments.pay(ref)
    world.advance(timedelta(days=1))

    assert world.state is State.BRIEFING


# ---------------------------------------------------------------------------- refused


def test_a_message_that_is_refused_is_not_tried_again(world: World) -> None:
    world.channel.fail_next(Rejected("bad request"))

    world.says("oi")
    world.advance(timedelta(hours=1))

    (failed,) = happened(world, MessageFailed)
    assert failed == MessageFailed(failed.at, "reply", "bad request")
    assert (world.tasks, texts(world)) == ([TaskKind.DELIVERY], [])
    assert effects(world, SendMessage)[0].error == "bad request"


def test_a_channel_that_is_not_configured_refuses(world: World) -> None:
    world.contact = Contact("whatsapp", "5511987654321")
    world.conversation_id = "another"

    world.says("oi")
    world.settle()

    (failed,) = happened(world, MessageFailed)
    assert failed == MessageFailed(failed.at, "reply", "the channel 'whatsapp' is not configured")


def test_a_page_that_the_provider_refuses_is_a_person_s_matter(world: World) -> None:
    play(AWAITING, world)
    deposit = world.conversation.deal.deposit
    assert deposit is not None
    world.payments.fail_next(Rejected("account not active"))

    world.opens_payment()
    world.settle()

    (failed,) = happened(world, CheckoutFailed)
    assert failed == CheckoutFailed(failed.at, deposit.id, "account not active")
    assert world.tasks == [TaskKind.PAYMENT_PROBLEM]


def test_closing_a_page_that_the_provider_does_not_know_ends_quietly(world: World) -> None:
    play(f"{AWAITING}\n! opens payment\n! provider refuses\n> não quero mais", world)

    assert world.state is State.LOST
    assert world.tasks == []


# ---------------------------------------------------------------------------- nobody knows


def test_a_message_whose_answer_was_lost_is_repeated_once(world: World) -> None:
    world.channel.fail_next(LOST)

    world.says("oi")
    world.advance(timedelta(hours=1))

    first, second = world.channel.sent
    assert first == second
    assert world.tasks == []


def test_a_message_whose_answer_is_lost_twice_is_a_person_s_matter(world: World) -> None:
    world.channel.fail_next(LOST, LOST)

    world.says("oi")
    world.advance(timedelta(hours=1))

    assert len(texts(world)) == 2
    assert world.tasks == [TaskKind.DELIVERY]
    (failed,) = happened(world, MessageFailed)
    assert failed == MessageFailed(failed.at, "reply", "nobody knows whether it arrived")


def test_an_alert_whose_answer_is_lost_is_repeated_no_more_often(world: World) -> None:
    play("> oi", world)
    begin = len(world.channel.sent)

    world.says("quero falar com uma pessoa")
    world.channel.fail_next(*[LOST] * 20)
    world.advance(timedelta(days=1))

    repeated = [message for message in world.channel.sent[begin:] if message.to == "owner"]
    keys = [message.key for message in repeated]
    assert max(keys.count(key) for key in keys) == 2


class ForgetfulStore(MemoryStore):
    """Fails to write down that something was done, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

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
        if message is not None and self.times:
            self.times -= 1
            raise Unavailable("the database is locked")
        return await super().finish(
            claim, at, events=events, message=message, identities=identities, error=error
        )


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_message_that_the_store_fails_to_keep_is_repeated_once(world: World, times: int) -> None:
    world.store = ForgetfulStore(times)
    world.restart()

    world.says("oi")
    world.advance(timedelta(hours=1))

    assert len(texts(world)) == 2


def test_a_process_that_died_while_sending_sends_once_more(world: World) -> None:
    play("> oi", world)
    begin = len(texts(world))
    world.says("uma landing page")
    world.clock.advance(timedelta(seconds=world.flow.rules.burst_seconds))
    died_while_sending(world)

    world.crashes()

    assert len(texts(world)) - begin == 1


def died_while_sending(world: World) -> None:
    """Everything until the send was claimed, and then nothing."""
    while True:
        due = run(world.store.waiting(world.clock.now()))
        for wake in due:
            kind, _, name = wake.key.partition(":")
            if kind == "effect" and isinstance(
                world.store.effects[int(name) - 1].effect, SendMessage
            ):
                assert run(world.store.claim(int(name), world.clock.now(), 60)) is not None
                return
            run(world.runtime.on_wake(wake.key))


# ---------------------------------------------------------------------------- documents, alerts


def test_the_proposal_goes_with_the_offer_and_its_digest_is_evidence(world: World) -> None:
    play(OFFERED, world)

    document = world.arrived[-1].document
    assert document is not None
    digest = hashlib.sha256(document.content).hexdigest()
    assert world.conversation.deal.proposal_sha256 == digest
    (sent,) = happened(world, MessageSent)
    offer = world.conversation.deal.offer
    assert offer is not None
    assert sent == MessageSent(sent.at, "offer", "fake-1", digest, offer.number)


def test_without_a_document_the_offer_is_text_with_a_link_and_a_person_is_told(
    world: World,
) -> None:
    world.documents.broken = True

    play(OFFERED, world)

    offer = world.arrived[-1]
    assert "*R$ 1.500,00*" in offer.text
    assert (offer.document, offer.links[0].title) == (None, "Ver proposta")
    assert f"/proposal/{world.conversation_id}/1/1" in offer.links[0].url
    assert len(happened(world, DocumentFailed)) == 1
    assert world.tasks == [TaskKind.DELIVERY]
    assert world.conversation.deal.proposal_sha256 is None


def test_the_owner_is_alerted_where_they_want_to_be(world: World) -> None:
    world.happens(TextReceived(world.clock.now(), "m1", "quero falar com uma pessoa", "Bia"))
    world.settle()

    assert world.alerts == ["Bia precisa falar com uma pessoa."]


def test_without_an_address_of_the_owner_the_task_has_to_do(world: World) -> None:
    ports = replace(world.runtime.ports, owner=None)
    world.runtime = Runtime(world.flow, ports)

    play("> quero falar com uma pessoa\n? handoff", world)

    assert world.alerts == []
    assert all(row.done_at and not row.error for row in effects(world, AlertOwner))


def test_an_owner_who_cannot_be_reached_stops_nothing(world: World) -> None:
    world.channel.block("owner")

    play("> quero falar com uma pessoa\n< Já chamei o Rafa\n? handoff", world)

    assert world.tasks == [TaskKind.HANDOFF]
    assert happened(world, MessageFailed) == []


class RememberingStore(MemoryStore):
    """Keeps what was logged, with what went with it."""

    def __init__(self) -> None:
        super().__init__()
        self.logged: list[LoggedMessage] = []

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
        self.logged += [message] if message is not None else []
        return await super().finish(
            claim, at, events=events, message=message, identities=identities, error=error
        )


def test_the_log_has_the_words_and_links_as_values_but_no_signed_address(world: World) -> None:
    world.store = store = RememberingStore()
    world.restart()

    play(AWAITING, world)

    offer, payment = [json.loads(logged.payload) for logged in store.logged]
    assert offer["document"].startswith("proposta-")
    assert offer["buttons"][0] == {"id": "accept:DF07A1-1.1", "title": "Aceitar proposta"}
    assert payment["link"] == {
        "title": "Pagar o sinal",
        "kind": "payment",
        "deal": 1,
        "generation": 1,
    }
    assert not any("https" in logged.payload for logged in store.logged)
    assert [logged.text for logged in store.logged] == texts(world)


# ---------------------------------------------------------------------------- payments


class RecordingPayments(FakePayments):
    """Remembers the keys and requests of the calls."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.calls: list[tuple[str, CreateCheckout]] = []

    async def create(self, request: CreateCheckout, *, key: str) -> Checkout:
        self.calls.append((key, request))
        return await super().create(request, key=key)


@pytest.fixture
def paying(world: World) -> RecordingPayments:
    """The provider of a world that awaits payment."""
    world.payments = RecordingPayments(world.clock)
    world.restart()
    play(AWAITING, world)
    assert isinstance(world.payments, RecordingPayments)
    return world.payments


def test_a_page_is_asked_for_with_the_key_of_its_effect(
    world: World, paying: RecordingPayments
) -> None:
    world.opens_payment()
    world.settle()

    (effect,) = effects(world, CreateCheckout)
    assert paying.calls == [(effect.key, effect.effect)]
    assert effect.key.startswith(f"{world.conversation_id}:")


@pytest.mark.parametrize("failures", [[LOST], [DOWN], [DOWN, LOST, DOWN, LOST]])
def test_every_retry_of_a_page_repeats_the_key_and_the_exact_request(
    world: World, paying: RecordingPayments, failures: Sequence[PortError]
) -> None:
    paying.fail_next(*failures)

    world.opens_payment()
    world.advance(timedelta(hours=1))

    assert len(paying.calls) == len(failures) + 1
    assert len(set(paying.calls)) == 1
    assert len(happened(world, CheckoutCreated)) == 1


def test_another_page_after_the_first_has_died_has_a_key_of_its_own(
    world: World, paying: RecordingPayments
) -> None:
    world.opens_payment()
    world.advance(timedelta(hours=24))
    world.opens_payment()
    world.settle()

    (first, _), (second, _) = paying.calls
    assert first != second


def test_a_snapshot_carries_what_the_provider_says_and_nothing_of_ours(
    world: World, paying: RecordingPayments
) -> None:
    ref = world.checkout.provider_ref
    paying.pay(ref, "pix")
    world.settle()

    (snapshot,) = happened(world, PaymentSnapshot)
    fetched = run(paying.fetch(ref))
    assert isinstance(snapshot, PaymentSnapshot)
    assert snapshot.charge_id == fetched.charge_id == f"{world.conversation_id}.1.1"
    assert (snapshot.provider, snapshot.provider_ref) == ("fake", ref)
    assert (snapshot.amount_centavos, snapshot.currency, snapshot.method) == (75_000, "BRL", "pix")
    assert snapshot.paid_at == fetched.paid_at


class NamelessPayments(FakePayments):
    """Knows pages that another application made, so without a charge of ours."""

    async def fetch(self, provider_ref: str) -> Snapshot:
        return replace(await super().fetch(provider_ref), charge_id=None)


def test_a_page_of_ours_counts_though_the_provider_has_lost_whose_it_is(world: World) -> None:
    world.payments = NamelessPayments(world.clock)
    world.restart()
    play(f"{AWAITING}\n! pays card", world)

    (snapshot,) = happened(world, PaymentSnapshot)
    assert isinstance(snapshot, PaymentSnapshot)
    assert (snapshot.charge_id, world.state) == ("", State.BRIEFING)


def test_money_on_a_page_that_nobody_knows_pays_nothing_here(world: World) -> None:
    world.payments = NamelessPayments(world.clock)
    world.restart()
    play(f"{AWAITING}\n! opens payment\n! pays the recovered page", world)

    assert (world.state, world.tasks) == (State.AWAITING_PAYMENT, [TaskKind.PAYMENT_REVIEW])


# ---------------------------------------------------------------------------- deciding


def test_deciding_the_same_thing_twice_gives_the_same(flow: Flow) -> None:
    conversation = Conversation("c0ffee", Contact("fake", "lead"))
    event = TextReceived(datetime(2026, 3, 10, 13, 0, tzinfo=UTC), "m1", "oi", "Bia")

    assert decide(flow, conversation, event) == decide(flow, conversation, event)
    assert conversation == Conversation("c0ffee", Contact("fake", "lead"))


def test_reading_follows_at_once_and_is_recorded_beside_its_event(flow: Flow) -> None:
    at_once = replace(flow, rules=replace(flow.rules, burst_seconds=0))
    conversation = Conversation("c0ffee", Contact("fake", "lead"))
    at = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)

    decision = decide(at_once, conversation, TextReceived(at, "m1", "oi"))

    text, understood = decision.applied
    assert isinstance(text.event, TextReceived)
    assert isinstance(understood.event, Understood)
    assert understood.event.message_ids == ("m1",)
    assert understood.rows[0] == "Understood → welcome"
    assert decision.conversation == understood.conversation
    assert decision.fingerprint == at_once.fingerprint
    effects = [effect for applied in decision.applied for effect in applied.effects]
    assert not any(isinstance(effect, Understand) for effect in effects)


def test_a_tap_is_read_by_its_id_and_not_by_its_title(flow: Flow) -> None:
    conversation = Conversation("c0ffee", Contact("fake", "lead"))
    at = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)

    decision = decide(flow, conversation, ButtonPressed(at, "m1", "human", "Aceitar proposta"))

    understood = decision.applied[1].event
    assert isinstance(understood, Understood)
    assert [read.act for read in understood.acts] == [Act.HANDOFF]


# ---------------------------------------------------------------------------- what goes wrong


class PoisonousFlow(Flow):
    """A flow with a bug in it."""

    def step(self, conversation: Conversation, event: Event) -> Step:
        if isinstance(event, ContactBlocked):
            raise KeyError("a bug")
        return super().step(conversation, event)


def test_an_event_that_cannot_be_handled_parks_its_conversation_and_names_itself() -> None:
    world = World(PoisonousFlow(SAMPLE_CATALOG))
    play("> oi", world)
    before = world.conversation

    with pytest.raises(KeyError, match="a bug"):
        play("! blocks us", world)

    assert world.conversation == before
    assert world.store.parked == {world.conversation_id: "KeyError"}
    assert world.store.inbox[-1].error == "KeyError"
    assert world.tasks == [TaskKind.POISON]


def test_the_other_conversations_go_on_beside_a_parked_one() -> None:
    world = World(PoisonousFlow(SAMPLE_CATALOG))
    with pytest.raises(KeyError):
        play("! blocks us", world)

    at = world.clock.now()
    other = Contact("fake", "somebody else")
    fact = Incoming("test", "1-other", "other", TextReceived(at, "m1", "oi"), other)
    run(world.runtime.receive(fact))
    handled = run(world.runtime.on_wake("turn:other"))

    assert handled is None
    assert [each.text for each in world.store.conversations["other"].pending] == ["oi"]


def test_a_wake_for_something_that_was_done_does_nothing(world: World) -> None:
    play(AWAITING, world)
    sent, version = len(world.channel.sent), world.conversation.version

    for row in world.store.effects:
        if row.done_at is not None:
            run(world.runtime.on_wake(f"effect:{row.seq}"))
    run(world.runtime.on_wake(f"turn:{world.conversation_id}"))
    run(world.runtime.on_wake("effect:99999"))

    assert (len(world.channel.sent), world.conversation.version) == (sent, version)


def test_a_timer_comes_back_with_its_generation_when_it_is_due(world: World) -> None:
    world.says("oi")
    world.advance(timedelta(seconds=3))
    world.says("tudo bem?")
    world.settle()

    fired = happened(world, TimerFired)
    assert [(each.timer, each.generation) for each in fired] == [  # type: ignore[union-attr]
        (Timer.BURST, 1),
        (Timer.BURST, 2),
    ]
    assert len(texts(world)) == 1


# ---------------------------------------------------------------------------- the observer


class Listener:
    """Fits the Observer port."""

    def __init__(self) -> None:
        self.states: list[tuple[State, State]] = []
        self.outcomes: list[str] = []

    def applied(self, before: Conversation, applied: Applied) -> None:
        self.states.append((before.state, applied.conversation.state))

    def performed(self, claim: Claim, outcome: str) -> None:
        self.outcomes.append(outcome)


def test_an_observer_hears_every_event_and_what_became_of_every_effect(world: World) -> None:
    listener = Listener()
    world.runtime = Runtime(world.flow, world.runtime.ports, listener)
    world.channel.fail_next(DOWN, LOST, Rejected("no"))

    play("> quero o pacote básico", world)
    world.advance(timedelta(minutes=1))

    assert (State.LEAD, State.QUALIFYING) not in listener.states
    assert (State.LEAD, State.OFFERED) in listener.states
    assert all(before == after for (_, before), (after, _) in pairwise(listener.states))
    assert listener.outcomes[:4] == ["done", "put off", "outcome unknown", "given up"]
