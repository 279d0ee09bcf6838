"""
What every Store must do.

Subclass `StoreContract` in a test module and give it the fixtures `store` (open and empty, its
wakes handed to the fixture `wake`), `run` (how your tests run a coroutine) and `look` (what a
person would find in the store).  Give it `together` too, where calls can really run at once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, TypeAlias

import pytest

from autovenda_core.effects import (
    AlertOwner,
    Effect,
    OpenTask,
    Purpose,
    SendMessage,
    SetTimer,
    TaskKind,
    Understand,
)
from autovenda_core.events import (
    Act,
    ButtonPressed,
    DeliveryReported,
    DeliveryStatus,
    Event,
    MediaKept,
    MediaLost,
    MediaReceived,
    MessageSent,
    OwnerTyped,
    ReadAct,
    TextReceived,
    TimerFired,
    Transcribed,
    Understood,
)
from autovenda_core.model import (
    Acceptance,
    Briefing,
    Charge,
    ChargeStatus,
    Checkout,
    Client,
    Contact,
    Conversation,
    DateRange,
    Deal,
    Expecting,
    MoneyRange,
    Offer,
    Payment,
    Pending,
    Project,
    Qualification,
    Said,
    State,
    Timer,
    conversation_id_for,
)
from autovenda_core.ports.store import (
    Applied,
    Decide,
    Decision,
    Incoming,
    LoggedMessage,
    Store,
)
from autovenda_core.ports.wake import WakeAt
from autovenda_core.testing.stores import FakeWake

__all__ = ["Look", "Run", "StoreContract", "Together"]

Run: TypeAlias = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine to its end."""
Together: TypeAlias = Callable[[Sequence[Coroutine[Any, Any, Any]]], list[Any]]
"""Runs coroutines at the same time; gives their results in order."""

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
LEASE = 60.0
ANA = Contact("telegram", "1001")
BIA = Contact("telegram", "2002")
ANAS = conversation_id_for(ANA)
BIAS = conversation_id_for(BIA)
POISON = "poison"

ALERT = AlertOwner("Uma pessoa precisa de você.")
SAY = SendMessage(words="Oi!")


class Look(Protocol):
    """What a person would find in a store under test."""

    def messages(self) -> Sequence[tuple[str, str, str]]:
        """The message log, oldest first: (direction, author, text)."""
        ...

    def deliveries(self) -> Sequence[tuple[str, str | None, str | None]]:
        """What became of the messages that went out, oldest first: (text, status, code)."""
        ...

    def files(self) -> Sequence[tuple[str, str | None, str | None]]:
        """The files that came, oldest first: (media id, name under which it is kept, error)."""
        ...

    def open_tasks(self) -> Sequence[str]:
        """The kinds of the tasks that nobody has done yet, oldest first."""
        ...


def minutes(count: float) -> timedelta:
    """A span of time."""
    return timedelta(minutes=count)


def wrote(words: str, contact: Contact = ANA) -> Incoming:
    """The lead wrote something.  The same words are the same fact."""
    event = TextReceived(NOW, f"m-{words}", words)
    return Incoming("telegram", words, conversation_id_for(contact), event, contact)


def leading_to(*effects: Effect, and_then: Event | None = None) -> Decide:
    """
    A flow for tests: each event leads to these effects, each text is kept in `pending`.

    With `and_then` each event also has that one derived from it, which leads to them again.
    """

    def step(conversation: Conversation, event: Event) -> Applied:
        pending = conversation.pending
        if isinstance(event, TextReceived):
            if event.text == POISON:
                raise ValueError("nobody thought of this")
            pending += (Pending(event.message_id, event.text, event.at),)
        after = replace(conversation, version=conversation.version + 1, pending=pending)
        return Applied(event, after, effects, ("row",))

    def decide(conversation: Conversation, event: Event) -> Decision:
        first = step(conversation, event)
        if and_then is None:
            return Decision((first,), "flow-1")
        return Decision((first, step(first.conversation, and_then)), "flow-1")

    return decide


def texts_of(conversation: Conversation | None) -> list[str]:
    """What was handled, in order."""
    assert conversation is not None
    return [pending.text for pending in conversation.pending]


def seqs(wakes: Sequence[WakeAt]) -> list[int]:
    """The effects that are woken."""
    keys = [wake.key.split(":", 1) for wake in wakes]
    return [int(rest) for kind, rest in keys if kind == "effect"]


class StoreContract:
    """The suite; each test needs a fresh store."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test, open and empty."""
        raise NotImplementedError

    @pytest.fixture
    def wake(self) -> FakeWake:
        """Where the store under test hands its wakes."""
        return FakeWake()

    @pytest.fixture
    def look(self) -> Look:
        """What a person finds in it."""
        raise NotImplementedError

    @pytest.fixture
    def run(self) -> Run:
        """How a call is run."""
        raise NotImplementedError

    @pytest.fixture
    def together(self, run: Run) -> Together:
        """How calls are run at once; one after the other unless you can do better."""
        return lambda calls: [run(call) for call in calls]

    # ------------------------------------------------------------------ facts arrive

    def test_the_first_message_opens_a_conversation(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("oi")], NOW))

        assert run(store.conversation(ANAS)) == Conversation(ANAS, ANA)

    def test_nobody_knows_a_conversation_that_was_never_opened(
        self, store: Store, run: Run
    ) -> None:
        assert run(store.conversation(ANAS)) is None

    def test_a_second_copy_of_a_fact_changes_nothing(self, store: Store, run: Run) -> None:
        first = run(store.receive([wrote("oi")], NOW))
        second = run(store.receive([wrote("oi")], NOW + minutes(1)))

        assert (first.new, second.new) == ((True,), (False,))
        assert run(store.turn(ANAS, leading_to(), NOW)) == 1

    def test_a_second_copy_in_the_same_batch_is_recognised(self, store: Store, run: Run) -> None:
        receipt = run(store.receive([wrote("oi"), wrote("tudo bem?"), wrote("oi")], NOW))

        assert receipt.new == (True, True, False)

    def test_a_copy_of_a_fact_that_was_handled_wakes_nobody(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(), NOW))
        wake.alarms.clear()

        run(store.receive([wrote("oi")], NOW))

        assert wake.alarms == []
        assert run(store.waiting(END_OF_TIME)) == []

    def test_the_same_id_of_another_source_is_another_fact(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("oi")], NOW))

        receipt = run(store.receive([replace(wrote("oi"), source="whatsapp")], NOW))

        assert receipt.new == (True,)

    def test_twenty_copies_at_the_same_moment_are_one_fact(
        self, store: Store, run: Run, together: Together
    ) -> None:
        receipts = together([store.receive([wrote("oi")], NOW) for _ in range(20)])

        assert sum(receipt.new == (True,) for receipt in receipts) == 1
        assert run(store.turn(ANAS, leading_to(), NOW)) == 1

    def test_batches_that_cross_do_not_block_each_other(
        self, store: Store, run: Run, together: Together
    ) -> None:
        batches = [[wrote(f"a{n}", ANA), wrote(f"b{n}", BIA)][:: 1 - 2 * (n % 2)] for n in range(8)]

        receipts = together([store.receive(batch, NOW) for batch in batches])

        assert [receipt.new for receipt in receipts] == [(True, True)] * 8

    def test_a_fact_wakes_the_turn_of_its_conversation(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        run(store.receive([wrote("oi"), wrote("quero um site")], NOW))

        assert wake.alarms == [WakeAt(NOW, f"turn:{ANAS}")]
        assert run(store.waiting(NOW)) == [WakeAt(NOW, f"turn:{ANAS}")]

    def test_a_fact_of_an_unknown_conversation_is_kept_and_done(
        self, store: Store, run: Run
    ) -> None:
        stray = replace(wrote("oi"), contact=None)

        receipt = run(store.receive([stray], NOW))

        assert receipt.new == (True,)
        assert run(store.receive([stray], NOW)).new == (False,)
        assert run(store.waiting(END_OF_TIME)) == []
        assert run(store.conversation(ANAS)) is None

    def test_a_fact_that_is_nothing_to_the_flow_is_kept_and_done(
        self, store: Store, run: Run
    ) -> None:
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(), NOW))
        edited = Incoming("telegram", "edit", ANAS, None, raw="{}")

        receipt = run(store.receive([edited], NOW))

        assert receipt.new == (True,)
        assert run(store.receive([edited], NOW)).new == (False,)
        assert run(store.waiting(END_OF_TIME)) == []

    # ------------------------------------------------------------------ turns

    def test_facts_are_handled_in_the_order_in_which_they_came(
        self, store: Store, run: Run
    ) -> None:
        run(store.receive([wrote("1"), wrote("2")], NOW))
        run(store.receive([wrote("3")], NOW - minutes(5)))

        handled = run(store.turn(ANAS, leading_to(), NOW))

        conversation = run(store.conversation(ANAS))
        assert handled == 3
        assert texts_of(conversation) == ["1", "2", "3"]
        assert conversation.version == 3

    def test_a_turn_without_facts_does_nothing(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(ALERT), NOW))
        before = run(store.waiting(END_OF_TIME))

        handled = run(store.turn(ANAS, leading_to(ALERT), NOW))

        assert handled == 0
        assert run(store.waiting(END_OF_TIME)) == before

    def test_a_turn_of_an_unknown_conversation_does_nothing(self, store: Store, run: Run) -> None:
        assert run(store.turn(ANAS, leading_to(), NOW)) == 0

    def test_turns_at_the_same_moment_handle_each_fact_once(
        self, store: Store, run: Run, together: Together
    ) -> None:
        run(store.receive([wrote(str(n)) for n in range(10)], NOW))

        handled = together([store.turn(ANAS, leading_to(ALERT), NOW) for _ in range(4)])

        assert sum(handled) == 10
        assert texts_of(run(store.conversation(ANAS))) == [str(n) for n in range(10)]
        assert len(seqs(run(store.waiting(NOW)))) == 10

    def test_facts_that_arrive_during_turns_are_neither_lost_nor_doubled(
        self, store: Store, run: Run, together: Together
    ) -> None:
        calls: list[Coroutine[Any, Any, Any]] = []
        for n in range(20):
            calls += [
                store.receive([wrote(str(n))], NOW),
                store.turn(ANAS, leading_to(), NOW),
            ]

        together(calls)
        run(store.turn(ANAS, leading_to(), NOW))

        conversation = run(store.conversation(ANAS))
        assert sorted(texts_of(conversation), key=int) == [str(n) for n in range(20)]
        assert [e.text for e in run(store.replay(ANAS))] == texts_of(conversation)

    def test_conversations_do_not_mix(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("oi", ANA), wrote("olá", BIA)], NOW))

        run(store.turn(BIAS, leading_to(), NOW))

        assert texts_of(run(store.conversation(BIAS))) == ["olá"]
        assert texts_of(run(store.conversation(ANAS))) == []

    def test_a_conversation_comes_back_as_it_was(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("oi")], NOW))
        full = full_conversation()

        run(store.turn(ANAS, lambda _, e: Decision((Applied(e, full, ()),), "flow-1"), NOW))

        assert run(store.conversation(ANAS)) == full

    def test_every_event_can_be_replayed_with_those_derived_from_it(
        self, store: Store, run: Run
    ) -> None:
        understood = Understood(NOW, (ReadAct(Act.GREET, 0.9, "greet"),), message_ids=("m-oi",))
        run(store.receive([wrote("oi"), wrote("tudo bem?")], NOW))
        run(store.turn(ANAS, leading_to(and_then=understood), NOW))
        run(store.receive([wrote("não lido")], NOW))

        events = run(store.replay(ANAS))

        assert events == [wrote("oi").event, understood, wrote("tudo bem?").event, understood]

    def test_effects_are_numbered_through_all_parts_of_a_fact(self, store: Store, run: Run) -> None:
        understood = Understood(NOW, (ReadAct(Act.GREET),))
        run(store.receive([wrote("oi")], NOW))

        run(store.turn(ANAS, leading_to(ALERT, and_then=understood), NOW))

        claims = [run(store.claim(seq, NOW, LEASE)) for seq in seqs(run(store.waiting(NOW)))]
        keys = [claim.key.split(":") for claim in claims]
        assert [(key[0], key[2]) for key in keys] == [(ANAS, "0"), (ANAS, "1")]
        assert len({key[1] for key in keys}) == 1

    def test_only_what_is_to_be_done_outside_becomes_an_effect(
        self, store: Store, run: Run, look: Look
    ) -> None:
        understand = Understand(Said((), Expecting.NONE))
        task = OpenTask(TaskKind.DISCOUNT, "Pediu desconto.")
        run(store.receive([wrote("oi")], NOW))

        run(store.turn(ANAS, leading_to(understand, task, ALERT), NOW))

        (seq,) = seqs(run(store.waiting(END_OF_TIME)))
        claim = run(store.claim(seq, NOW, LEASE))
        assert (claim.effect, claim.key[-2:]) == (ALERT, ":2")
        assert list(look.open_tasks()) == ["discount"]

    def test_messages_of_the_lead_are_logged_when_they_are_handled(
        self, store: Store, run: Run, look: Look
    ) -> None:
        tap = ButtonPressed(NOW, "m-tap", "accept:1", "Aceitar")
        audio = MediaReceived(NOW, "m-audio", "audio", "ouve aí")
        facts = [
            wrote("oi"),
            replace(wrote("tap"), event=tap),
            replace(wrote("audio"), event=audio),
            replace(wrote("sent"), event=MessageSent(NOW, Purpose.REPLY, "77")),
        ]
        run(store.receive(facts, NOW))
        unread = list(look.messages())

        run(store.turn(ANAS, leading_to(), NOW))

        assert unread == []
        assert list(look.messages()) == [
            ("in", "lead", "oi"),
            ("in", "lead", "Aceitar"),
            ("in", "lead", "ouve aí"),
        ]

    def test_a_question_is_added_to_the_task_of_an_earlier_one(
        self, store: Store, run: Run, look: Look
    ) -> None:
        tasks = (
            OpenTask(TaskKind.QUESTION, "Emite nota?"),
            OpenTask(TaskKind.MEDIA, "Mandou um áudio."),
            OpenTask(TaskKind.QUESTION, "Tem suporte?"),
            OpenTask(TaskKind.QUESTION, "Emite nota?"),
            OpenTask(TaskKind.MEDIA, "Mandou uma imagem."),
        )
        run(store.receive([wrote("oi")], NOW))

        run(store.turn(ANAS, leading_to(*tasks), NOW))

        assert list(look.open_tasks()) == ["question", "media", "media"]

    def test_the_words_of_a_voice_note_are_what_the_lead_said(
        self, store: Store, run: Run, look: Look
    ) -> None:
        events: tuple[Event, ...] = (
            MediaReceived(NOW, "m-1", "audio", media_id="f-1"),
            Transcribed(NOW, "m-1", "f-1", "quero um site"),
            MediaReceived(NOW, "m-2", "audio", media_id="f-2"),
            Transcribed(NOW, "m-2", "f-2", failure="silence"),
        )
        facts = [replace(wrote(str(at)), event=event) for at, event in enumerate(events)]

        run(store.receive(facts, NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert [text for _, _, text in look.messages()] == ["", "quero um site", ""]

    def test_any_character_can_be_handled(self, store: Store, run: Run, look: Look) -> None:
        words = "a\x00b 😀 'x'; DROP TABLE clients; -- %s :name"
        awkward = replace(wrote("awkward"), event=TextReceived(NOW, "m-1", words), raw=words)
        run(store.receive([awkward], NOW))

        run(store.turn(ANAS, leading_to(), NOW))

        assert texts_of(run(store.conversation(ANAS))) == [words]
        assert [text.replace("\x00", "") for _, _, text in look.messages()] == [
            words.replace("\x00", "")
        ]

    # ------------------------------------------------------------------ what became of messages

    def test_a_report_reaches_the_conversation_that_sent_the_message(
        self, store: Store, run: Run, look: Look
    ) -> None:
        sent(store, run, "77")

        receipt = run(store.receive([reported("77", DeliveryStatus.DELIVERED)], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert receipt.conversation_ids == (ANAS,)
        assert list(look.deliveries()) == [("Oi!", "delivered", None)]

    def test_reports_that_come_late_change_nothing(
        self, store: Store, run: Run, look: Look
    ) -> None:
        sent(store, run, "77")
        order = (DeliveryStatus.READ, DeliveryStatus.SENT, DeliveryStatus.FAILED)

        run(store.receive([reported("77", status) for status in order], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert list(look.deliveries()) == [("Oi!", "read", None)]

    def test_a_failure_is_kept_with_its_code(self, store: Store, run: Run, look: Look) -> None:
        sent(store, run, "77")
        failed = reported("77", DeliveryStatus.FAILED, code="131026")

        run(store.receive([reported("77", DeliveryStatus.SENT), failed], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert list(look.deliveries()) == [("Oi!", "failed", "131026")]

    def test_a_report_about_a_message_that_nobody_sent_is_kept(
        self, store: Store, run: Run
    ) -> None:
        sent(store, run, "77")

        receipt = run(store.receive([reported("78", DeliveryStatus.READ)], NOW))

        assert (receipt.new, receipt.conversation_ids) == ((True,), (None,))

    def test_a_message_id_of_another_channel_is_another_message(
        self, store: Store, run: Run
    ) -> None:
        sent(store, run, "77")
        elsewhere = replace(reported("77", DeliveryStatus.READ), source="whatsapp")

        assert run(store.receive([elsewhere], NOW)).conversation_ids == (None,)

    def test_a_report_that_overtakes_the_answer_of_the_call_is_not_lost(
        self, store: Store, run: Run, look: Look, wake: FakeWake
    ) -> None:
        (seq,) = decided(store, run, SAY)
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.receive([reported("77", DeliveryStatus.FAILED, code="63016")], NOW))
        wake.alarms.clear()

        run(store.finish(claim, NOW, message=LoggedMessage("Oi!", "77")))

        assert wake.alarms == [WakeAt(NOW, f"turn:{ANAS}")]
        assert run(store.turn(ANAS, leading_to(), NOW)) == 1
        assert list(look.deliveries()) == [("Oi!", "failed", "63016")]

    def test_a_report_with_our_key_settles_whether_the_message_was_sent(
        self, store: Store, run: Run
    ) -> None:
        (seq,) = decided(store, run, SAY)
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.retry(claim, NOW, "timeout", unknown=True))
        report = reported("77", DeliveryStatus.SENT, key=claim.key)

        receipt = run(store.receive([report], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert receipt.conversation_ids == (ANAS,)
        assert (claim.confirmed_as, run(store.claim(seq, NOW, LEASE)).confirmed_as) == (None, "77")

    def test_a_report_that_came_by_its_key_is_in_the_log_once_the_message_is(
        self, store: Store, run: Run, look: Look
    ) -> None:
        (seq,) = decided(store, run, SAY)
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.receive([reported("77", DeliveryStatus.FAILED, key=claim.key, code="1")], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        run(store.finish(claim, NOW, message=LoggedMessage("Oi!", "77")))

        assert list(look.deliveries()) == [("Oi!", "failed", "1")]
        assert run(store.turn(ANAS, leading_to(), NOW)) == 0

    def test_a_failed_message_is_not_taken_for_one_that_arrived(
        self, store: Store, run: Run
    ) -> None:
        (seq,) = decided(store, run, SAY)
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.retry(claim, NOW, "timeout", unknown=True))

        run(store.receive([reported("77", DeliveryStatus.FAILED, key=claim.key)], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert run(store.claim(seq, NOW, LEASE)).confirmed_as is None

    def test_what_became_of_an_alert_to_the_owner_is_nothing_to_the_lead(
        self, store: Store, run: Run
    ) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))
        report = reported("77", DeliveryStatus.SENT, key=claim.key)

        assert run(store.receive([report], NOW)).conversation_ids == (None,)

    def test_what_the_owner_types_is_logged_as_the_operators(
        self, store: Store, run: Run, look: Look
    ) -> None:
        run(store.receive([wrote("oi"), typed("88")], NOW))

        run(store.turn(ANAS, leading_to(), NOW))

        assert list(look.messages()) == [("in", "lead", "oi"), ("out", "operator", "Já vejo.")]

    def test_the_echo_of_our_own_message_is_not_the_owner_typing(
        self, store: Store, run: Run, look: Look, wake: FakeWake
    ) -> None:
        sent(store, run, "77")
        wake.alarms.clear()

        receipt = run(store.receive([typed("77")], NOW))

        assert (receipt.new, wake.alarms) == ((True,), [])
        assert run(store.turn(ANAS, leading_to(), NOW)) == 0
        assert list(look.messages()) == [("in", "lead", "oi"), ("out", "bot", "Oi!")]

    def test_a_file_is_expected_and_then_kept_or_lost(
        self, store: Store, run: Run, look: Look
    ) -> None:
        events: tuple[Event, ...] = (
            MediaReceived(NOW, "m-1", "audio", media_id="f-1", media_type="audio/ogg"),
            MediaReceived(NOW, "m-2", "image", media_id="f-2"),
            MediaReceived(NOW, "m-3", "document", media_id="f-3", filename="../logo.pdf"),
            MediaReceived(NOW, "m-4", "location"),
            MediaKept(NOW, "m-1", "f-1", "aa.ogg", "audio/ogg", 2048),
            MediaLost(NOW, "m-2", "f-2", "expired"),
        )
        facts = [replace(wrote(str(at)), event=event) for at, event in enumerate(events)]

        run(store.receive(facts, NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        assert list(look.files()) == [
            ("f-1", "aa.ogg", None),
            ("f-2", None, "expired"),
            ("f-3", None, None),
        ]

    # ------------------------------------------------------------------ poison

    def test_poison_parks_the_conversation_and_leaves_nothing_else(
        self, store: Store, run: Run, look: Look
    ) -> None:
        run(store.receive([wrote("antes"), wrote(POISON), wrote("depois")], NOW))

        handled = run(store.turn(ANAS, leading_to(ALERT), NOW))

        assert handled == 1
        assert texts_of(run(store.conversation(ANAS))) == ["antes"]
        assert [e.text for e in run(store.replay(ANAS))] == ["antes"]
        assert len(seqs(run(store.waiting(END_OF_TIME)))) == 1
        assert list(look.open_tasks()) == ["poison"]

    def test_later_facts_of_a_parked_conversation_wait(
        self, store: Store, run: Run, look: Look
    ) -> None:
        run(store.receive([wrote(POISON)], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        receipt = run(store.receive([wrote("oi?")], NOW))
        handled = run(store.turn(ANAS, leading_to(), NOW))

        assert (receipt.new, handled) == ((True,), 0)
        assert run(store.waiting(END_OF_TIME)) == []
        assert list(look.open_tasks()) == ["poison"]

    def test_poison_does_not_stop_other_conversations(self, store: Store, run: Run) -> None:
        run(store.receive([wrote(POISON, ANA), wrote("olá", BIA)], NOW))

        run(store.turn(ANAS, leading_to(), NOW))
        run(store.turn(BIAS, leading_to(), NOW))

        assert texts_of(run(store.conversation(BIAS))) == ["olá"]

    def test_effects_of_a_parked_conversation_are_still_done(self, store: Store, run: Run) -> None:
        run(store.receive([wrote("antes"), wrote(POISON)], NOW))
        run(store.turn(ANAS, leading_to(ALERT), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))

        claim = run(store.claim(seq, NOW, LEASE))

        assert run(store.finish(claim, NOW)) is True

    # ------------------------------------------------------------------ effects

    def test_an_effect_is_taken_by_one(self, store: Store, run: Run, together: Together) -> None:
        (seq,) = decided(store, run, ALERT)

        claims = together([store.claim(seq, NOW, LEASE) for _ in range(5)])

        (claim,) = [claim for claim in claims if claim is not None]
        assert (claim.seq, claim.effect, claim.due_at) == (seq, ALERT, NOW)
        assert (claim.attempts, claim.unknown) == (0, 0)

    def test_an_effect_that_does_not_exist_cannot_be_taken(self, store: Store, run: Run) -> None:
        assert run(store.claim(404, NOW, LEASE)) is None

    def test_a_claim_shows_the_conversation_as_it_is_now(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        run(store.receive([wrote("mais uma coisa")], NOW))
        run(store.turn(ANAS, leading_to(), NOW))

        claim = run(store.claim(seq, NOW, LEASE))

        assert texts_of(claim.conversation) == ["oi", "mais uma coisa"]

    def test_a_decided_effect_is_woken_when_it_is_due(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        timer = SetTimer(Timer.SILENCE, 1, NOW + timedelta(days=7))
        run(store.receive([wrote("oi")], NOW))
        wake.alarms.clear()

        run(store.turn(ANAS, leading_to(ALERT, timer), NOW))

        assert [alarm.at for alarm in wake.alarms] == [NOW, timer.due_at]
        assert sorted(wake.alarms) == run(store.waiting(END_OF_TIME))

    def test_a_timer_can_be_taken_when_it_is_due_and_not_before(
        self, store: Store, run: Run
    ) -> None:
        due_at = NOW + minutes(10)
        (seq,) = decided(store, run, SetTimer(Timer.SILENCE, 1, due_at))

        early = run(store.claim(seq, due_at - timedelta(microseconds=1), LEASE))
        claim = run(store.claim(seq, due_at, LEASE))

        assert early is None
        assert (claim.effect, claim.due_at) == (SetTimer(Timer.SILENCE, 1, due_at), due_at)
        assert run(store.waiting(due_at - minutes(1))) == []

    def test_messages_go_out_one_after_the_other(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        first, second = both_messages(store, run)
        woken = seqs(wake.alarms)

        claim = run(store.claim(first, NOW, LEASE))
        too_early = run(store.claim(second, NOW, LEASE))
        wake.alarms.clear()
        run(store.finish(claim, NOW))

        assert woken == [first]
        assert too_early is None
        assert wake.alarms == [WakeAt(NOW, f"effect:{second}")]
        assert run(store.claim(second, NOW, LEASE)).effect == SendMessage(words="2")

    def test_a_message_behind_an_unsent_one_is_not_woken(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        decided(store, run, SAY)
        wake.alarms.clear()
        run(store.receive([wrote("e aí?")], NOW))

        run(store.turn(ANAS, leading_to(SAY), NOW))

        assert seqs(wake.alarms) == []

    def test_a_message_added_while_the_one_before_it_is_closed_does_not_sleep(
        self, store: Store, run: Run, wake: FakeWake, together: Together
    ) -> None:
        (head,) = decided(store, run, SAY)
        for n in range(10):
            claim = run(store.claim(head, NOW, LEASE))
            run(store.receive([wrote(str(n))], NOW))
            wake.alarms.clear()

            together([store.turn(ANAS, leading_to(SAY), NOW), store.finish(claim, NOW)])

            (head,) = set(seqs(wake.alarms))

    def test_a_message_that_has_to_be_tried_again_keeps_its_place(
        self, store: Store, run: Run
    ) -> None:
        first, second = both_messages(store, run)
        claim = run(store.claim(first, NOW, LEASE))

        run(store.retry(claim, NOW + minutes(1), "429"))

        assert run(store.claim(second, NOW + minutes(2), LEASE)) is None
        assert run(store.claim(first, NOW + minutes(2), LEASE)) is not None

    def test_a_message_that_is_given_up_lets_the_next_one_pass(
        self, store: Store, run: Run
    ) -> None:
        first, second = both_messages(store, run)
        claim = run(store.claim(first, NOW, LEASE))

        run(store.finish(claim, NOW, error="blocked"))

        assert run(store.claim(second, NOW, LEASE)) is not None

    def test_conversations_do_not_wait_for_each_others_messages(
        self, store: Store, run: Run
    ) -> None:
        decided(store, run, SAY)
        run(store.receive([wrote("olá", BIA)], NOW))
        run(store.turn(BIAS, leading_to(SAY), NOW))

        heads = seqs(run(store.waiting(NOW)))

        assert [run(store.claim(seq, NOW, LEASE)).conversation.id for seq in heads] == [ANAS, BIAS]

    def test_what_was_taken_and_never_closed_can_be_taken_again_as_unknown(
        self, store: Store, run: Run
    ) -> None:
        (seq,) = decided(store, run, SAY)
        run(store.claim(seq, NOW, LEASE))
        end = NOW + timedelta(seconds=LEASE)

        during = run(store.claim(seq, end - timedelta(seconds=1), LEASE))
        second = run(store.claim(seq, end, LEASE))
        third = run(store.claim(seq, end + minutes(5), LEASE))

        assert during is None
        assert (second.attempts, second.unknown) == (0, 1)
        assert (third.attempts, third.unknown) == (0, 2)

    def test_a_taken_effect_waits_for_the_end_of_its_lease(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        run(store.claim(seq, NOW, LEASE))
        end = NOW + timedelta(seconds=LEASE)

        assert run(store.waiting(end - timedelta(seconds=1))) == []
        assert run(store.waiting(end)) == [WakeAt(end, f"effect:{seq}")]

    def test_a_definite_failure_counts_as_an_attempt(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))
        wake.alarms.clear()

        run(store.retry(claim, NOW + minutes(1), "503"))

        again = run(store.claim(seq, NOW + minutes(1), LEASE))
        assert wake.alarms == [WakeAt(NOW + minutes(1), f"effect:{seq}")]
        assert (again.attempts, again.unknown) == (1, 0)
        assert again.due_at == NOW + minutes(1)

    def test_a_lost_answer_counts_as_unknown(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))

        run(store.retry(claim, NOW + minutes(1), "timeout", unknown=True))

        again = run(store.claim(seq, NOW + minutes(1), LEASE))
        assert (again.attempts, again.unknown) == (0, 1)

    def test_what_was_given_back_is_not_due_at_once(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))

        run(store.retry(claim, NOW + minutes(2), "503"))

        assert run(store.claim(seq, NOW + minutes(1), LEASE)) is None
        assert run(store.waiting(NOW + minutes(1))) == []

    def test_who_comes_back_after_its_lease_cannot_give_back_what_another_holds(
        self, store: Store, run: Run
    ) -> None:
        (seq,) = decided(store, run, ALERT)
        late = run(store.claim(seq, NOW, LEASE))
        holder = run(store.claim(seq, NOW + minutes(5), LEASE))

        run(store.retry(late, NOW + minutes(5), "503"))

        assert run(store.claim(seq, NOW + minutes(5.5), LEASE)) is None
        assert run(store.finish(holder, NOW + minutes(5.5))) is True

    def test_what_was_given_back_twice_failed_once(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))

        run(store.retry(claim, NOW, "503"))
        run(store.retry(claim, NOW + minutes(9), "503"))

        assert run(store.claim(seq, NOW, LEASE)).attempts == 1

    def test_an_effect_is_closed_once(self, store: Store, run: Run, together: Together) -> None:
        (seq,) = decided(store, run, SetTimer(Timer.SILENCE, 1, NOW))
        late = run(store.claim(seq, NOW, LEASE))
        claim = run(store.claim(seq, NOW + minutes(5), LEASE))
        fired = TimerFired(NOW, Timer.SILENCE, 1)

        closed = together(
            [store.finish(c, NOW + minutes(6), events=[fired]) for c in (late, claim)]
        )

        assert sorted(closed) == [False, True]
        assert run(store.turn(ANAS, leading_to(), NOW)) == 1
        assert run(store.claim(seq, NOW + timedelta(days=1), LEASE)) is None

    def test_a_closed_effect_cannot_be_given_back(self, store: Store, run: Run) -> None:
        (seq,) = decided(store, run, ALERT)
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.finish(claim, NOW))

        run(store.retry(claim, NOW, "503"))

        assert run(store.claim(seq, NOW + minutes(5), LEASE)) is None
        assert run(store.waiting(END_OF_TIME)) == []

    def test_the_answers_of_an_effect_are_facts_like_any_other(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        (seq,) = decided(store, run, SAY)
        claim = run(store.claim(seq, NOW, LEASE))
        sent, fired = MessageSent(NOW, Purpose.OFFER, "77", "aa"), TimerFired(NOW, Timer.BURST, 3)
        wake.alarms.clear()

        run(store.finish(claim, NOW, events=[sent, fired]))

        assert wake.alarms == [WakeAt(NOW, f"turn:{ANAS}")]
        assert run(store.turn(ANAS, leading_to(), NOW)) == 2
        assert run(store.replay(ANAS)) == [wrote("oi").event, sent, fired]

    def test_what_was_sent_is_logged_word_by_word(self, store: Store, run: Run, look: Look) -> None:
        by_hand = SendMessage(words="Já vejo.", purpose=Purpose.OPERATOR)
        run(store.receive([wrote("oi")], NOW))
        run(store.turn(ANAS, leading_to(SAY, by_hand), NOW))

        for sent in (LoggedMessage("Oi! Eu sou o bot.", "77"), LoggedMessage("Já vejo.", "78")):
            (seq,) = seqs(run(store.waiting(NOW)))
            run(store.finish(run(store.claim(seq, NOW, LEASE)), NOW, message=sent))

        assert list(look.messages()) == [
            ("in", "lead", "oi"),
            ("out", "bot", "Oi! Eu sou o bot."),
            ("out", "operator", "Já vejo."),
        ]


def sent(store: Store, run: Run, message_id: str) -> None:
    """The lead wrote "oi" and was answered "Oi!", which the provider calls `message_id`."""
    (seq,) = decided(store, run, SAY)
    claim = run(store.claim(seq, NOW, LEASE))
    run(store.finish(claim, NOW, message=LoggedMessage("Oi!", message_id)))


def reported(
    message_id: str, status: DeliveryStatus, *, key: str | None = None, code: str | None = None
) -> Incoming:
    """The provider says what became of a message."""
    event = DeliveryReported(NOW, message_id, status, key=key, code=code)
    external_id = f"{message_id}:{status}"
    return Incoming("telegram", external_id, "", event, about_message=message_id)


def typed(message_id: str) -> Incoming:
    """The business's own phone shows a message to Ana that says "Já vejo."."""
    event = OwnerTyped(NOW, message_id, "Já vejo.")
    return Incoming("telegram", f"echo-{message_id}", ANAS, event)


def decided(store: Store, run: Run, *effects: Effect) -> list[int]:
    """The lead wrote "oi", which led to these effects; those that are woken for it, ever."""
    run(store.receive([wrote("oi")], NOW))
    run(store.turn(ANAS, leading_to(*effects), NOW))
    return seqs(run(store.waiting(END_OF_TIME)))


def both_messages(store: Store, run: Run) -> tuple[int, int]:
    """
    The lead wrote "oi" and gets "1" and "2": the first is awake, the second is behind it.

    The port shows no effect that is not awake, but effects of one fact are numbered in a row.
    """
    (first,) = decided(store, run, SendMessage(words="1"), SendMessage(words="2"))
    return first, first + 1


def full_conversation() -> Conversation:
    """A conversation in which every kind of value occurs."""
    offer = Offer(
        "2026-1",
        2,
        "site",
        "Site",
        ("5 páginas", "SEO"),
        175_000,
        87_500,
        15,
        NOW,
        NOW + minutes(9),
    )
    payment = Payment("stripe", "cs_1", 87_500, NOW, "pix", 100)
    charge = Charge(
        f"{ANAS}-1-deposit",
        87_500,
        "Sinal – Site",
        status=ChargeStatus.PAID,
        attempt=1,
        checkout=Checkout("cs_1", "https://pay.example.com/cs_1", NOW),
        payments=(payment,),
    )
    deal = Deal(
        wants=Qualification("uma loja", "site", MoneyRange(100_000), DateRange(date(2026, 4, 1))),
        offer=offer,
        acceptance=Acceptance(NOW, "m-9", "button", "2026-1", 175_000, "ab" * 32),
        deposit=charge,
        briefing=Briefing({"cores": "azul"}, NOW),
        project=Project("Site", NOW, deadline=date(2026, 4, 1)),
        proposal_sha256="ab" * 32,
    )
    return Conversation(
        ANAS,
        ANA,
        state=State.QUALIFYING,
        version=12,
        client=Client("Ana", "ana@example.com", "+5511999990000", "52998224725"),
        deal=Deal(number=2),
        earlier=(deal,),
        pending=(Pending("m-10", "oi de novo", NOW),),
        timers={Timer.BURST: 3},
    )
