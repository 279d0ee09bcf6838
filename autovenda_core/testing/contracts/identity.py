"""
What every Store must know about who is who.

Subclass `IdentityContract` beside `StoreContract`, with the same fixtures; `look` has to be an
`IdentityLook` too.  The first twelve tests are stories of one person, or of two who look alike.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

import pytest

from autovenda_core.events import (
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    Event,
    OperatorMessage,
    TakenOver,
    TextReceived,
    TimerFired,
)
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.model import Contact, Conversation, Owner, State, Timer, conversation_id_for
from autovenda_core.ports.store import Applied, Decide, Decision, Incoming, LoggedMessage, Store
from autovenda_core.ports.wake import WakeAt
from autovenda_core.testing.contracts.store import (
    LEASE,
    NOW,
    SAY,
    Run,
    Together,
    leading_to,
    seqs,
    texts_of,
)
from autovenda_core.testing.stores import FakeWake

__all__ = ["IdentityContract", "IdentityLook"]

WITH_9 = "5511987654321"
WITHOUT_9 = "551187654321"
OTHER_NUMBER = "5521912345678"
LANDLINE = "551133334444"
LIKE_THE_LANDLINE = "5511933334444"
USER_ID = "BR.1502576394655843"
OTHER_USER_ID = "BR.9900112233445566"
HIDDEN = "203956871237833@lid"

LATER = NOW + timedelta(hours=1)


class IdentityLook(Protocol):
    """What a person would find in a store under test."""

    def clients(self) -> Sequence[Mapping[str, str]]:
        """For each client, the ids of the conversations in which they are written to, by channel.
        A client who was merged into another is none."""
        ...

    def merges(self) -> int:
        """How many merges are recorded."""
        ...


def wa_id(value: str) -> Identity:
    """WhatsApp's id of an account."""
    return Identity(IdentityKind.WA_ID, value)


def bsuid(value: str) -> Identity:
    """A business-scoped user id."""
    return Identity(IdentityKind.BSUID, value)


def lid(value: str) -> Identity:
    """A hidden id of WhatsApp Web."""
    return Identity(IdentityKind.LID, value)


def phone(value: str) -> Identity:
    """A number that its owner proved to be theirs, or that an operator typed."""
    return Identity(IdentityKind.PHONE, value)


def telegram(value: str) -> Identity:
    """A Telegram user."""
    return Identity(IdentityKind.TELEGRAM, value)


def said(words: str, address: str, *identities: Identity, channel: str = "whatsapp") -> Incoming:
    """Somebody wrote from an address, known by the address (a number) unless told otherwise."""
    contact = Contact(channel, address)
    return Incoming(
        channel,
        words,
        conversation_id_for(contact),
        TextReceived(NOW, f"m-{words}", words),
        contact,
        identities or (wa_id(address),),
    )


def changed(address: str, to: str, *identities: Identity) -> Incoming:
    """WhatsApp says that somebody's number or id changed; it vouches for the old and the new."""
    before = Contact("whatsapp", address)
    event = ContactMoved(NOW, to)
    return Incoming(
        "whatsapp", f"{address}>{to}", conversation_id_for(before), event, identities=identities
    )


def typed_by_operator(number: str) -> Incoming:
    """An operator writes to a number first."""
    contact = Contact("whatsapp", number)
    return Incoming(
        "operator",
        f"click-{number}",
        conversation_id_for(contact),
        OperatorMessage(NOW, "rafa", "Oi, aqui é o Rafa!"),
        contact,
        (phone(number),),
    )


def reaching(state: State) -> Decide:
    """A flow for tests: every event leads to this state."""

    def decide(conversation: Conversation, event: Event) -> Decision:
        after = replace(conversation, version=conversation.version + 1, state=state)
        return Decision((Applied(event, after, ()),), "flow-1")

    return decide


def answered_by_person(conversation: Conversation, event: Event) -> Decision:
    """A flow for tests: after every event a person answers."""
    after = replace(conversation, version=conversation.version + 1, owner=Owner.HUMAN)
    return Decision((Applied(event, after, ()),), "flow-1")


def following(conversation: Conversation, event: Event) -> Decision:
    """A flow for tests that answers where the person is."""
    contact = conversation.contact
    if isinstance(event, ContactMoved):
        contact = replace(contact, address=event.address)
    after = replace(conversation, version=conversation.version + 1, contact=contact)
    return Decision((Applied(event, after, ()),), "flow-1")


def at_stage(store: Store, run: Run, state: State, fact: Incoming) -> str:
    """A fact arrives, which leads its conversation to a state; the conversation's id."""
    conversation_id: str
    (conversation_id,) = run(store.receive([fact], NOW)).conversation_ids
    run(store.turn(conversation_id, reaching(state), NOW))
    return conversation_id


class IdentityContract:
    """The suite; each test needs a fresh store."""

    @pytest.fixture
    def look(self) -> Any:
        """What a person finds in it: an `IdentityLook`."""
        raise NotImplementedError

    # ------------------------------------------------------------------ twelve stories

    def test_story_1_who_writes_with_the_ninth_digit_and_then_without_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITH_9)], NOW))
        run(store.receive([said("sou eu", WITHOUT_9)], LATER))

        assert len(look.clients()) == 1

    def test_story_2_who_writes_without_the_ninth_digit_and_then_with_it_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITHOUT_9)], NOW))
        run(store.receive([said("sou eu", WITH_9)], LATER))

        assert len(look.clients()) == 1

    def test_story_3_a_landline_and_the_mobile_that_looks_like_it_are_two_clients(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", LANDLINE)], NOW))
        run(store.receive([said("olá", LIKE_THE_LANDLINE)], LATER))

        assert len(look.clients()) == 2

    def test_story_4_who_hides_the_number_is_one_client_without_a_number(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", USER_ID, bsuid(USER_ID))], NOW))
        run(store.receive([said("tudo bem?", USER_ID, bsuid(USER_ID))], LATER))

        (client,) = look.clients()
        assert run(store.conversation(client["whatsapp"])).contact.address == USER_ID

    def test_story_5_who_hides_the_number_and_then_shows_it_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", USER_ID, bsuid(USER_ID))], NOW))
        run(store.receive([said("sou eu", WITH_9, wa_id(WITH_9), bsuid(USER_ID))], LATER))

        assert len(look.clients()) == 1

    def test_story_6_who_shows_the_number_and_then_hides_it_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITH_9)], NOW))
        run(store.receive([said("e aí?", WITH_9, wa_id(WITH_9), bsuid(USER_ID))], LATER))
        run(store.receive([said("sou eu", USER_ID, bsuid(USER_ID))], LATER))

        assert len(look.clients()) == 1

    def test_story_7_who_changes_the_number_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITH_9)], NOW))
        run(store.receive([changed(WITH_9, OTHER_NUMBER, wa_id(WITH_9), wa_id(OTHER_NUMBER))], NOW))
        run(store.receive([said("número novo", OTHER_NUMBER)], LATER))

        assert len(look.clients()) == 1

    def test_story_8_whose_hidden_id_changes_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", USER_ID, bsuid(USER_ID))], NOW))
        run(
            store.receive(
                [changed(USER_ID, OTHER_USER_ID, bsuid(USER_ID), bsuid(OTHER_USER_ID))], NOW
            )
        )
        run(store.receive([said("sou eu", OTHER_USER_ID, bsuid(OTHER_USER_ID))], LATER))

        assert len(look.clients()) == 1

    def test_story_9_who_writes_on_whatsapp_and_shares_the_number_on_telegram_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITHOUT_9)], NOW))
        run(store.receive([said("olá", "1001", telegram("1001"), channel="telegram")], NOW))
        shared = said("contato", "1001", telegram("1001"), phone(f"+{WITH_9}"), channel="telegram")
        run(store.receive([shared], LATER))

        (client,) = look.clients()
        assert client == {
            "whatsapp": conversation_id_for(Contact("whatsapp", WITHOUT_9)),
            "telegram": conversation_id_for(Contact("telegram", "1001")),
        }

    def test_story_10_who_was_written_to_by_number_and_answers_by_a_hidden_id_is_one_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        person = f"{WITH_9}@c.us"
        (ours,) = run(store.receive([said("oi", person, wa_id(WITH_9))], NOW)).conversation_ids
        run(store.turn(ours, leading_to(SAY), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))
        claim = run(store.claim(seq, NOW, LEASE))

        run(store.finish(claim, NOW, message=LoggedMessage("Oi!", "77"), identities=[lid(HIDDEN)]))
        run(store.receive([said("sou eu", HIDDEN, lid(HIDDEN))], LATER))

        assert len(look.clients()) == 1

    def test_story_11_whose_number_an_operator_typed_is_one_client_when_they_write(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([typed_by_operator(WITH_9)], NOW))
        run(store.receive([said("oi, Rafa", WITHOUT_9)], LATER))

        assert len(look.clients()) == 1

    def test_story_12_who_hides_the_number_and_shares_that_of_a_client_is_that_client(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITHOUT_9)], NOW))
        run(store.receive([said("olá", USER_ID, bsuid(USER_ID))], NOW))
        before = len(look.clients())
        shared = said("contato", USER_ID, bsuid(USER_ID), phone(f"+{WITH_9}"))
        run(store.receive([shared], LATER))

        assert (before, len(look.clients())) == (2, 1)

    # ------------------------------------------------------------------ whose fact it is

    def test_what_one_person_says_is_in_one_conversation_in_its_order(
        self, store: Store, run: Run
    ) -> None:
        facts = [
            said("1", WITH_9),
            said("2", WITHOUT_9, wa_id(WITHOUT_9), bsuid(USER_ID)),
            said("3", USER_ID, bsuid(USER_ID)),
        ]

        receipt = run(store.receive(facts, NOW))

        (ours,) = set(receipt.conversation_ids)
        run(store.turn(ours, leading_to(), NOW))
        assert texts_of(run(store.conversation(ours))) == ["1", "2", "3"]

    def test_a_fact_of_somebody_unknown_who_said_nothing_is_kept(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        stray = replace(said("oi", WITH_9), contact=None)

        receipt = run(store.receive([stray], NOW))

        assert (receipt.new, receipt.conversation_ids) == ((True,), (None,))
        assert list(look.clients()) == []

    def test_a_client_of_another_channel_is_known_and_not_written_to_here(
        self, store: Store, run: Run
    ) -> None:
        run(
            store.receive(
                [said("oi", "1001", telegram("1001"), phone(WITH_9), channel="telegram")], NOW
            )
        )
        silent = replace(said("?", WITH_9, wa_id(WITH_9), bsuid(USER_ID)), contact=None)

        receipt = run(store.receive([silent], NOW))
        telling = run(store.receive([said("olá", "1001", bsuid(USER_ID), channel="telegram")], NOW))

        assert receipt.conversation_ids == (None,)
        assert telling.conversation_ids == (conversation_id_for(Contact("telegram", "1001")),)

    def test_an_id_that_somebody_else_has_is_not_shared(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        run(store.receive([said("oi", WITH_9, bsuid(USER_ID))], NOW))

        receipt = run(store.receive([said("olá", WITH_9, bsuid(OTHER_USER_ID))], LATER))

        assert receipt.conversation_ids != (conversation_id_for(Contact("whatsapp", WITH_9)),)
        assert len(look.clients()) == 2

    def test_a_report_teaches_who_got_the_message(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.turn(ours, leading_to(SAY), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))
        run(store.finish(run(store.claim(seq, NOW, LEASE)), NOW, message=LoggedMessage("Oi!", "7")))
        report = DeliveryReported(NOW, "7", DeliveryStatus.READ)
        read_by = Incoming(
            "whatsapp", "7:read", "", report, identities=(bsuid(USER_ID),), about_message="7"
        )

        run(store.receive([read_by], NOW))
        run(store.receive([said("sou eu", USER_ID, bsuid(USER_ID))], LATER))

        assert len(look.clients()) == 1

    def test_a_report_about_a_message_that_nobody_sent_is_nobodys(
        self, store: Store, run: Run
    ) -> None:
        run(store.receive([said("oi", WITH_9)], NOW))
        report = DeliveryReported(NOW, "7", DeliveryStatus.READ)
        read_by = Incoming(
            "whatsapp", "7:read", "", report, identities=(wa_id(WITH_9),), about_message="7"
        )

        assert run(store.receive([read_by], NOW)).conversation_ids == (None,)

    def test_an_effect_that_was_closed_already_teaches_nothing(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.turn(ours, leading_to(SAY), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))
        claim = run(store.claim(seq, NOW, LEASE))
        run(store.finish(claim, NOW))

        assert run(store.finish(claim, NOW, identities=[lid(HIDDEN)])) is False
        run(store.receive([said("olá", HIDDEN, lid(HIDDEN))], LATER))
        assert len(look.clients()) == 2

    # ------------------------------------------------------------------ where answers go

    def test_answers_follow_a_person_to_another_address(self, store: Store, run: Run) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.receive([said("sou eu", WITHOUT_9)], LATER))

        run(store.turn(ours, following, LATER))

        assert run(store.conversation(ours)).contact == Contact("whatsapp", WITHOUT_9)
        assert run(store.replay(ours)) == [
            said("oi", WITH_9).event,
            ContactMoved(NOW, WITHOUT_9),
            said("sou eu", WITHOUT_9).event,
        ]

    def test_a_conversation_that_moved_is_rebuilt_by_its_events(
        self, store: Store, run: Run
    ) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        rebuilt = run(store.conversation(ours))
        run(store.receive([said("sou eu", WITHOUT_9), said("de novo", WITH_9)], LATER))
        run(store.turn(ours, following, LATER))

        for event in run(store.replay(ours)):
            rebuilt = following(rebuilt, event).conversation

        assert rebuilt == run(store.conversation(ours))

    def test_a_second_copy_of_an_old_message_moves_nobody(self, store: Store, run: Run) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.receive([said("sou eu", WITHOUT_9)], LATER))

        receipt = run(store.receive([said("oi", WITH_9)], LATER))

        assert receipt.new == (False,)
        assert run(store.turn(ours, following, LATER)) == 3

    def test_who_announced_the_move_does_not_move_again(self, store: Store, run: Run) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        announced = changed(WITH_9, OTHER_NUMBER, wa_id(WITH_9), wa_id(OTHER_NUMBER))
        run(store.receive([announced, said("número novo", OTHER_NUMBER)], LATER))

        handled = run(store.turn(ours, following, LATER))

        assert handled == 3
        assert run(store.conversation(ours)).contact.address == OTHER_NUMBER

    def test_a_message_that_comes_late_does_not_take_the_answers_back(
        self, store: Store, run: Run
    ) -> None:
        (ours,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.receive([changed(WITH_9, OTHER_NUMBER, wa_id(WITH_9), wa_id(OTHER_NUMBER))], NOW))
        written = TextReceived(NOW - timedelta(hours=3), "m-0", "antes da mudança")
        late = replace(said("antes da mudança", WITH_9), event=written)

        receipt = run(store.receive([late], LATER))
        run(store.turn(ours, following, LATER))

        assert receipt.conversation_ids == (ours,)
        assert run(store.conversation(ours)).contact.address == OTHER_NUMBER

    def test_what_an_operator_typed_does_not_replace_the_address_that_works(
        self, store: Store, run: Run
    ) -> None:
        (ours,) = run(store.receive([said("oi", WITHOUT_9)], NOW)).conversation_ids

        receipt = run(store.receive([typed_by_operator(WITH_9)], LATER))
        run(store.turn(ours, following, LATER))

        assert receipt.conversation_ids == (ours,)
        assert run(store.conversation(ours)).contact.address == WITHOUT_9

    # ------------------------------------------------------------------ two clients become one

    def test_the_conversation_that_is_further_in_its_sale_goes_on(
        self, store: Store, run: Run
    ) -> None:
        asked = at_stage(store, run, State.QUALIFYING, said("oi", WITH_9))
        bought = at_stage(store, run, State.PAID, said("olá", USER_ID, bsuid(USER_ID)))

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))
        receipt = run(store.receive([both], LATER))
        again = run(store.receive([said("oi de novo", WITH_9)], LATER))

        assert asked != bought
        assert receipt.conversation_ids == again.conversation_ids == (bought,)

    def test_a_lost_sale_is_the_least_far(self, store: Store, run: Run) -> None:
        at_stage(store, run, State.LOST, said("oi", WITH_9))
        fresh = at_stage(store, run, State.LEAD, said("olá", USER_ID, bsuid(USER_ID)))

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))

        assert run(store.receive([both], LATER)).conversation_ids == (fresh,)

    def test_of_two_that_are_equally_far_the_older_goes_on(self, store: Store, run: Run) -> None:
        (older,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.receive([said("olá", USER_ID, bsuid(USER_ID))], LATER))

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))

        assert run(store.receive([both], LATER)).conversation_ids == (older,)

    def test_on_each_channel_the_conversation_that_is_further_goes_on(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        on_telegram = said("olá", "1001", telegram("1001"), phone(WITH_9), channel="telegram")
        paid = at_stage(store, run, State.PAID, on_telegram)
        at_stage(store, run, State.LEAD, said("oi", WITH_9))
        offered = at_stage(store, run, State.OFFERED, said("opa", USER_ID, bsuid(USER_ID)))

        run(store.receive([said("eu", USER_ID, bsuid(USER_ID), phone(WITH_9))], LATER))

        assert list(look.clients()) == [{"telegram": paid, "whatsapp": offered}]

    def test_a_person_who_answered_goes_on_answering_where_the_conversation_goes_on(
        self, store: Store, run: Run
    ) -> None:
        (asked,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.turn(asked, answered_by_person, NOW))
        bought = at_stage(store, run, State.PAID, said("olá", USER_ID, bsuid(USER_ID)))

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))
        run(store.receive([both], LATER))
        run(store.turn(bought, following, LATER))

        assert run(store.replay(bought))[-2:] == [TakenOver(LATER, "merge"), both.event]

    def test_it_is_taken_over_once_however_many_turn_out_to_be_one(
        self, store: Store, run: Run
    ) -> None:
        for fact in (said("opa", HIDDEN, lid(HIDDEN)), said("oi", WITH_9)):
            (conversation_id,) = run(store.receive([fact], NOW)).conversation_ids
            run(store.turn(conversation_id, answered_by_person, NOW))
        bought = at_stage(store, run, State.PAID, said("olá", USER_ID, bsuid(USER_ID)))

        run(store.receive([said("eu", WITH_9, wa_id(WITH_9), bsuid(USER_ID), lid(HIDDEN))], LATER))

        run(store.turn(bought, answered_by_person, LATER))
        assert takeovers(run(store.replay(bought))) == [TakenOver(LATER, "merge")]

    def test_a_takeover_wakes_its_conversation_even_if_nobody_said_anything(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        (asked,) = run(store.receive([said("oi", WITH_9)], NOW)).conversation_ids
        run(store.turn(asked, answered_by_person, NOW))
        bought = at_stage(store, run, State.PAID, said("olá", USER_ID, bsuid(USER_ID)))
        wake.alarms.clear()

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))
        run(store.receive([replace(both, event=None)], LATER))

        assert wake.alarms == [WakeAt(LATER, f"turn:{bought}")]

    def test_a_message_that_was_sent_may_show_that_a_person_answers_already(
        self, store: Store, run: Run, wake: FakeWake
    ) -> None:
        (asked,) = run(store.receive([said("oi", HIDDEN, lid(HIDDEN))], NOW)).conversation_ids
        run(store.turn(asked, answered_by_person, NOW))
        bought = at_stage(store, run, State.PAID, said("olá", WITH_9))
        run(store.receive([said("e agora?", WITH_9)], NOW))
        run(store.turn(bought, leading_to(SAY), NOW))
        (seq,) = seqs(run(store.waiting(NOW)))
        claim = run(store.claim(seq, NOW, LEASE))

        wake.alarms.clear()
        run(store.finish(claim, LATER, message=LoggedMessage("Oi!", "7"), identities=[lid(HIDDEN)]))
        run(store.turn(bought, following, LATER))

        assert run(store.replay(bought))[-1] == TakenOver(LATER, "merge")
        assert WakeAt(LATER, f"turn:{bought}") in wake.alarms

    def test_where_a_person_answers_nobody_takes_over_again(self, store: Store, run: Run) -> None:
        for fact in (said("oi", WITH_9), said("olá", USER_ID, bsuid(USER_ID))):
            (conversation_id,) = run(store.receive([fact], NOW)).conversation_ids
            run(store.turn(conversation_id, answered_by_person, NOW))

        both = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))
        (goes_on,) = run(store.receive([both], LATER)).conversation_ids

        run(store.turn(goes_on, answered_by_person, LATER))
        assert takeovers(run(store.replay(goes_on))) == []

    def test_three_who_turn_out_to_be_one_are_merged_at_once(
        self, store: Store, run: Run, look: IdentityLook
    ) -> None:
        people = [
            said("oi", WITH_9),
            said("olá", USER_ID, bsuid(USER_ID)),
            said("opa", HIDDEN, lid(HIDDEN)),
        ]
        run(store.receive(people, NOW))

        run(
            store.receive(
                [said("sou eu", WITH_9, wa_id(WITH_9), bsuid(USER_ID), lid(HIDDEN))], LATER
            )
        )

        assert (len(look.clients()), look.merges()) == (1, 2)

    def test_the_conversation_that_ends_still_hears_of_its_own_matters(
        self, store: Store, run: Run
    ) -> None:
        (ends,) = run(store.receive([said("olá", USER_ID, bsuid(USER_ID))], LATER)).conversation_ids
        at_stage(store, run, State.PAID, said("oi", WITH_9))
        run(store.receive([said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))], LATER))
        due = Incoming("timer", "1", ends, TimerFired(LATER, Timer.SILENCE, 1))

        receipt = run(store.receive([due], LATER))

        assert receipt.conversation_ids == (ends,)
        assert run(store.turn(ends, leading_to(), LATER)) == 2

    def test_one_person_is_merged_once(self, store: Store, run: Run, look: IdentityLook) -> None:
        run(store.receive([said("oi", WITH_9), said("olá", USER_ID, bsuid(USER_ID))], NOW))

        for words in ("contato", "contato de novo"):
            run(store.receive([said(words, USER_ID, bsuid(USER_ID), phone(WITH_9))], LATER))

        assert look.merges() == 1

    # ------------------------------------------------------------------ at the same moment

    def test_twenty_first_messages_of_one_person_at_once_make_one_client(
        self, store: Store, run: Run, look: IdentityLook, together: Together
    ) -> None:
        facts = first_messages(20)

        receipts = together([store.receive([fact], NOW) for fact in facts])

        (client,) = look.clients()
        assert {receipt.conversation_ids for receipt in receipts} == {(client["whatsapp"],)}
        run(store.turn(client["whatsapp"], leading_to(), NOW))
        texts = texts_of(run(store.conversation(client["whatsapp"])))
        assert sorted(texts, key=int) == [str(n) for n in range(20)]

    def test_twenty_who_turn_out_to_be_one_at_once_are_one_client(
        self, store: Store, run: Run, look: IdentityLook, together: Together
    ) -> None:
        together([store.receive([alone], NOW) for alone in strangers(20)])
        before = len(look.clients())

        receipts = together([store.receive([pair], LATER) for pair in pairs(20)])

        assert (before, len(look.clients()), look.merges()) == (20, 1, 19)
        assert [receipt.new for receipt in receipts] == [(True,)] * 20
        assert handled(store, run, receipts) == 40

    def test_batches_about_the_same_people_in_another_order_do_not_block_each_other(
        self, store: Store, run: Run, look: IdentityLook, together: Together
    ) -> None:
        calls: list[Coroutine[Any, Any, Any]] = []
        for n in range(10):
            batch = [said(f"a{n}", WITH_9), said(f"b{n}", OTHER_NUMBER), said(f"c{n}", HIDDEN)]
            calls.append(store.receive(batch[:: 1 - 2 * (n % 2)], NOW))

        receipts = together(calls)

        assert [receipt.new for receipt in receipts] == [(True, True, True)] * 10
        assert len(look.clients()) == 3


def takeovers(events: Sequence[Event]) -> list[Event]:
    """The clicks by which a person took over."""
    return [event for event in events if isinstance(event, TakenOver)]


def first_messages(count: int) -> list[Incoming]:
    """One person writes this often, each time another way than the last."""
    hidden = (USER_ID, bsuid(USER_ID), wa_id(WITHOUT_9))
    return [said(str(n), *((WITH_9,) if n % 2 else hidden)) for n in range(count)]


def strangers(count: int) -> list[Incoming]:
    """First messages of so many people."""
    return [said(f"sou {n}", f"BR.{n}", bsuid(f"BR.{n}")) for n in range(count)]


def pairs(count: int) -> list[Incoming]:
    """Each says that a stranger and the next one are the same person."""
    return [
        said(f"{n} = {n + 1}", f"BR.{n}", bsuid(f"BR.{n}"), bsuid(f"BR.{(n + 1) % count}"))
        for n in range(count)
    ]


def handled(store: Store, run: Run, receipts: Sequence[Any]) -> int:
    """How many texts there are in all the conversations that `strangers` opened."""
    opened = (
        conversation_id_for(each.contact) for each in strangers(len(receipts)) if each.contact
    )
    total = 0
    for conversation_id in opened:
        run(store.turn(conversation_id, leading_to(), LATER))
        total += len(texts_of(run(store.conversation(conversation_id))))
    return total
