"""What holds for every flow of events, whoever sends them in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

from autovenda_core.codec import (
    decode_conversation,
    decode_effect,
    decode_event,
    encode,
    kind_of,
)
from autovenda_core.errors import FlowError
from autovenda_core.events import (
    Act,
    BriefingSaved,
    BriefingSubmitted,
    CheckoutCreated,
    CheckoutRequested,
    CustomOffer,
    Event,
    PaymentSnapshot,
    ReadAct,
    Reader,
    Slots,
    TimerFired,
    Understood,
)
from autovenda_core.faq import read_faq
from autovenda_core.fsm.machine import Cursor, Flow, check, machine_of
from autovenda_core.fsm.rows import Row, ignored, name_of, on, triggers_of
from autovenda_core.fsm.rules import payment, people
from autovenda_core.fsm.table import FLOW
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    ChargeStatus,
    Contact,
    Conversation,
    DateRange,
    MoneyRange,
    PaymentStatus,
    State,
    Timer,
    offer_number_for,
)
from autovenda_core.testing.world import SAMPLE_CATALOG

FLOW_UNDER_TEST = Flow(SAMPLE_CATALOG)
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
END = START + timedelta(days=30)
NEW = Conversation("c0ffee0000000000", Contact("fake", "lead"))

# ---------------------------------------------------------------------------- any event

texts = st.text(max_size=30)
slots = st.builds(
    Slots,
    need=st.none() | st.sampled_from(["loja virtual", "landing page", "um app"]),
    package_id=st.none() | st.sampled_from(["basico", "premium", "gone"]),
    name=st.none() | texts,
    budget=st.none() | st.just(MoneyRange()) | st.just(MoneyRange(None, 400_000)),
    deadline=st.none() | st.just(DateRange(special="asap")),
    offer_number=st.none()
    | st.integers(1, 3).map(lambda version: offer_number_for(NEW.id, 1, version)),
)
understood = st.builds(
    Understood,
    at=st.just(START),
    acts=st.lists(st.sampled_from(Act).map(ReadAct), max_size=3).map(tuple),
    slots=slots,
    by=st.sampled_from(Reader),
)
snapshots = st.builds(
    PaymentSnapshot,
    at=st.just(START),
    charge_id=st.sampled_from([f"{NEW.id}.{deal}.{offer}" for deal in (1, 2) for offer in (1, 2)]),
    provider=st.just("fake"),
    provider_ref=st.sampled_from(["p1", "p2"]),
    status=st.sampled_from(PaymentStatus),
    amount_centavos=st.sampled_from([0, 74_999, 75_000, 175_000, 345_000, 9_000_000]),
    currency=st.sampled_from(["BRL", "USD"]),
    livemode=st.sampled_from([False, False, False, True]),
    refunded_centavos=st.sampled_from([0, 0, 75_000]),
)
timers = st.builds(
    TimerFired, at=st.just(START), timer=st.sampled_from(Timer), generation=st.integers(0, 4)
)
requests = st.builds(
    CheckoutRequested,
    at=st.just(START),
    charge_id=st.sampled_from([f"{NEW.id}.1.1", f"{NEW.id}.1.2", "somebody-else"]),
    success_url=st.just("https://a.example"),
    cancel_url=st.just("https://b.example"),
)
created = st.builds(
    CheckoutCreated,
    at=st.just(START),
    charge_id=st.sampled_from([f"{NEW.id}.1.1", f"{NEW.id}.1.2"]),
    provider_ref=st.sampled_from(["p1", "p2"]),
    url=st.just("https://pay.example"),
    expires_at=st.just(START + timedelta(hours=23)),
)
offers = st.builds(
    CustomOffer,
    at=st.just(START),
    operator=st.just("rafa"),
    title=texts,
    deliverables=st.just(("Tudo",)),
    total_centavos=st.integers(100, 10_000_000),
    deposit_percent=st.integers(1, 100),
    delivery_days=st.integers(1, 90),
)


def answered(kind: type[BriefingSaved | BriefingSubmitted]) -> st.SearchStrategy[Event]:
    answers = st.dictionaries(st.sampled_from(["nome", "objetivo"]), texts, max_size=2)
    return st.builds(kind, at=st.just(START), answers=answers)


moments = st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.just(UTC))


def any_of(kind: type[Event]) -> st.SearchStrategy[Event]:
    special = {
        Understood: understood,
        PaymentSnapshot: snapshots,
        TimerFired: timers,
        CheckoutRequested: requests,
        CheckoutCreated: created,
        CustomOffer: offers,
        BriefingSaved: answered(BriefingSaved),
        BriefingSubmitted: answered(BriefingSubmitted),
    }
    return special[kind] if kind in special else st.from_type(kind)


st.register_type_strategy(datetime, moments)
events: st.SearchStrategy[Event] = st.one_of(
    understood, understood, snapshots, *(any_of(kind) for kind in get_args(Event))
).flatmap(lambda event: moments.map(lambda at: replace(event, at=at)))
histories = st.lists(events, max_size=25)
"""Far more often than in life something happens that should not; the order is never right."""


def scripted(*acts: Act, **said: object) -> Understood:
    """A message that moves the sale on."""
    return Understood(START, tuple(map(ReadAct, acts)), Slots(**said), Reader.BUTTON)  # type: ignore[arg-type]  # said is checked by Slots


def walked(state: State) -> Conversation:
    """A conversation that has come as far as a state by the shortest way."""
    conversation = NEW
    paid = PaymentSnapshot(
        START, f"{NEW.id}.1.1", "fake", "p1", PaymentStatus.PAID, 75_000, "BRL", False
    )
    for event in (
        scripted(Act.GREET),
        scripted(Act.CHOOSE_PACKAGE, package_id="basico"),
        scripted(Act.ACCEPT, offer_number=offer_number_for(NEW.id, 1, 1)),
        paid,
    ):
        if conversation.state is not state:
            conversation = FLOW_UNDER_TEST.step(conversation, event).conversation
    return conversation


starts = st.sampled_from(
    [walked(State(name)) for name in ("lead", "qualifying", "offered", "awaiting_payment", "paid")]
)


# ---------------------------------------------------------------------------- properties


@given(starts, histories)
@settings(max_examples=300, deadline=None)
def test_no_event_raises_and_the_version_grows_by_one_for_each_that_is_handled(
    conversation: Conversation, history: list[Event]
) -> None:
    for event in history:
        step = FLOW_UNDER_TEST.step(conversation, event)

        assert step.conversation.version == conversation.version + step.handled
        assert step.handled or step == type(step)(conversation)
        conversation = step.conversation


@given(starts, histories)
@settings(max_examples=200, deadline=None)
def test_the_same_history_gives_the_same_steps(
    conversation: Conversation, history: list[Event]
) -> None:
    def play() -> list[object]:
        now, steps = conversation, []
        for event in history:
            step = FLOW_UNDER_TEST.step(now, event)
            now = step.conversation
            steps.append(step)
        return steps

    assert play() == play()


@given(starts, histories)
@settings(max_examples=300, deadline=None)
def test_nothing_leads_to_paid_but_a_snapshot_that_covers_the_deposit(
    conversation: Conversation, history: list[Event]
) -> None:
    for event in history:
        before, step = conversation, FLOW_UNDER_TEST.step(conversation, event)
        conversation = step.conversation
        if conversation.state is State.PAID and before.state is not State.PAID:
            deposit = conversation.deal.deposit
            assert deposit is not None
            assert isinstance(event, PaymentSnapshot)
            assert event.charge_id in ("", deposit.id)
            assert deposit.received_centavos >= deposit.amount_centavos
            assert (event.currency, event.livemode) == ("BRL", False)


@given(starts, histories)
@settings(max_examples=300, deadline=None)
def test_step_and_the_transitions_machine_do_the_same(
    conversation: Conversation, history: list[Event]
) -> None:
    for event in history:
        step = FLOW_UNDER_TEST.step(conversation, event)

        state, fired, effects = by_the_machine(conversation, event)

        assert (state, fired) == (step.conversation.state, list(step.rows))
        assert effects == step.effects
        conversation = step.conversation


def by_the_machine(
    conversation: Conversation, event: Event
) -> tuple[State, list[object], tuple[object, ...]]:
    """The oracle: the same event through `transitions` itself."""
    flow, machine = FLOW_UNDER_TEST, machine_of(FLOW)
    turn = Turn(conversation, event, flow.catalog, flow.rules, flow.calendar, flow.faq)
    cursor = Cursor(turn, conversation.state)
    for trigger in triggers_of(event):
        name = name_of(trigger)
        if name in machine.events:
            try:
                machine.events[name].trigger(cursor)
            except MachineError:
                continue  # not legal in this state: the table says "ignored"
    effects = turn.close(cursor.state)[1] if cursor.fired else ()
    return cursor.state, list(cursor.fired), effects


@given(starts, histories)
@settings(max_examples=100, deadline=None)
def test_everything_survives_json(conversation: Conversation, history: list[Event]) -> None:
    for event in history:
        step = FLOW_UNDER_TEST.step(conversation, event)
        conversation = step.conversation

        assert decode_event(kind_of(event), encode(event)) == event
        for effect in step.effects:
            assert decode_effect(kind_of(effect), encode(effect)) == effect
        assert decode_conversation(encode(conversation)) == conversation


@given(starts, histories)
@settings(max_examples=200, deadline=None)
def test_prices_come_only_from_the_catalogue_or_an_operator(
    conversation: Conversation, history: list[Event]
) -> None:
    prices = {package.price_centavos for package in SAMPLE_CATALOG}

    for event in history:
        conversation = FLOW_UNDER_TEST.step(conversation, event).conversation

        offer = conversation.deal.offer
        assert offer is None or offer.by is not None or offer.total_centavos in prices
        assert offer is None or offer.deposit_centavos + offer.balance_centavos == (
            offer.total_centavos
        )


@given(starts, histories)
@settings(max_examples=200, deadline=None)
def test_a_charge_never_has_more_money_than_the_provider_reported(
    conversation: Conversation, history: list[Event]
) -> None:
    reported = {(f"{NEW.id}.1.1", "p1"): 75_000}  # what the walk to `paid` has seen

    for event in history:
        if isinstance(event, PaymentSnapshot):
            key = (event.charge_id, event.provider_ref)
            reported[key] = max(reported.get(key, 0), event.amount_centavos)
        conversation = FLOW_UNDER_TEST.step(conversation, event).conversation

        for deal in (conversation.deal, *conversation.earlier):
            for charge in (deal.deposit, *deal.void):
                for paid in charge.payments if charge else ():
                    assert charge is not None
                    assert paid.amount_centavos <= reported[charge.id, paid.provider_ref]


# ---------------------------------------------------------------------------- examples


def test_a_snapshot_seen_twice_changes_nothing_the_second_time() -> None:
    paid = PaymentSnapshot(
        START, f"{NEW.id}.1.1", "fake", "p1", PaymentStatus.PAID, 75_000, "BRL", False
    )
    once = FLOW_UNDER_TEST.step(walked(State.AWAITING_PAYMENT), paid).conversation

    twice = FLOW_UNDER_TEST.step(once, paid)

    assert twice.effects == ()
    assert replace(twice.conversation, version=once.version) == once


def test_a_refund_is_cumulative_and_an_older_snapshot_does_not_undo_it() -> None:
    conversation = walked(State.PAID)
    base = PaymentSnapshot(
        START, f"{NEW.id}.1.1", "fake", "p1", PaymentStatus.PARTLY_REFUNDED, 75_000, "BRL", False
    )

    for refunded in (30_000, 10_000):
        event = replace(base, refunded_centavos=refunded)
        conversation = FLOW_UNDER_TEST.step(conversation, event).conversation

    deposit = conversation.deal.deposit
    assert deposit is not None
    assert (deposit.received_centavos, deposit.status) == (45_000, ChargeStatus.PAID)


def test_the_fingerprint_changes_with_the_rules_and_only_then() -> None:
    flow = Flow(SAMPLE_CATALOG)

    other = replace(flow, rules=replace(flow.rules, proposal_days=8))

    assert flow.fingerprint == Flow(SAMPLE_CATALOG).fingerprint
    assert flow.fingerprint != other.fingerprint


def test_the_fingerprint_changes_with_an_answer() -> None:
    answered = read_faq('[nota_fiscal]\nresposta = "Sim."')

    assert Flow(SAMPLE_CATALOG).fingerprint != Flow(SAMPLE_CATALOG, faq=answered).fingerprint


# ---------------------------------------------------------------------------- the table itself


def test_a_table_with_a_missing_cell_is_refused() -> None:
    rows = tuple(row for row in FLOW if row.trigger is not Act.BYE)

    with pytest.raises(FlowError, match="lead × bye: neither a row nor ignored"):
        check(rows)


def test_a_table_with_a_row_that_hides_others_is_refused() -> None:
    hiding = on(Act.GREET, State.OFFERED, None, people.call_person)

    with pytest.raises(FlowError, match="hides the rows below it"):
        check((hiding, *FLOW))


def test_a_table_whose_last_row_has_a_guard_is_refused() -> None:
    guarded = on(Act.BYE, State.OFFERED, None, people.keep_quiet, when=people.human_answers)
    rows = tuple(row for row in FLOW if row.trigger is not Act.BYE)

    with pytest.raises(FlowError, match=r"neither a row|has no guard"):
        check((guarded, *rows))


def test_a_table_with_another_way_to_paid_is_refused() -> None:
    shortcut = on(
        PaymentSnapshot,
        State.OFFERED,
        State.PAID,
        payment.record_deposit,
        when=payment.money_has_moved,
    )

    with pytest.raises(FlowError, match="only a snapshot that covers the deposit leads to paid"):
        check((shortcut, *FLOW))


def test_a_table_with_a_dead_end_is_refused() -> None:
    def without_lost(row: Row) -> Row:
        return replace(row, sources=tuple(each for each in row.sources if each is not State.LOST))

    closed = tuple(without_lost(row) if row.dest is not None else row for row in FLOW)
    filled = ignored((Understood, CustomOffer), State.LOST, because="this test shuts every way")

    with pytest.raises(FlowError, match="lost: no way leads out"):
        check((*closed, *filled))


def test_the_machine_has_no_shortcuts_of_its_own() -> None:
    names = set(machine_of(FLOW).events)

    assert names == {name_of(row.trigger) for row in FLOW if row.because is None}
    assert not any(name.startswith("to_") for name in names)
