"""The tools that users test their own flows with do what they promise."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import Act, Event, TextReceived
from autovenda_core.fsm.machine import Flow, Step
from autovenda_core.model import Conversation, Expecting, State, Timer
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.links import FakeLinks
from autovenda_core.testing.scripts import EVENTS, ScriptFailure, parse_script, play, transcript
from autovenda_core.testing.world import SAMPLE_CATALOG, World, run

AWAITING = "> quero o pacote básico\n> [Aceitar proposta]\n= awaiting_payment\n"


# ---------------------------------------------------------------------------- the clock


def test_the_clock_moves_only_when_it_is_told_to() -> None:
    clock = FakeClock()
    start = clock.now()

    clock.advance(timedelta(hours=1))
    clock.move_to(start)

    assert clock.now() == start + timedelta(hours=1)
    assert start.utcoffset() == timedelta(0)


def test_the_clock_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="does not go back"):
        FakeClock().advance(timedelta(seconds=-1))


# ---------------------------------------------------------------------------- links


def test_every_page_of_every_deal_has_an_address_of_its_own() -> None:
    links = [
        Link(kind, conversation, deal, generation)
        for kind in LinkKind
        for conversation in ("c1", "c2")
        for deal in (1, 2)
        for generation in (1, 2)
    ]

    assert len({FakeLinks().url(link) for link in links}) == len(links)


# ---------------------------------------------------------------------------- the world


def test_a_conversation_that_nobody_began_is_new(world: World) -> None:
    assert world.conversation == Conversation(world.conversation_id, world.contact)
    assert (world.arrived, world.alerts, world.tasks) == ([], [], [])


def test_settling_waits_until_the_lead_has_stopped_typing(world: World) -> None:
    begin = world.clock.now()
    world.says("oi")
    world.settle()

    assert len(world.arrived) == 1
    assert world.clock.now() - begin == timedelta(seconds=world.flow.rules.burst_seconds)


def test_settling_when_there_is_nothing_to_do_takes_no_time(world: World) -> None:
    begin = world.clock.now()

    world.settle()

    assert world.clock.now() == begin


def test_what_becomes_due_on_the_way_happens_at_its_own_time(world: World) -> None:
    play(AWAITING, world)
    asked = world.clock.now()

    world.advance(timedelta(days=3))

    (reminder,) = [m for m in world.store.messages if "Assim que cair" in m.text]
    assert reminder.at - asked == timedelta(hours=22)
    assert world.clock.now() - asked == timedelta(days=3)


def test_a_button_is_tapped_by_title_or_by_id(world: World) -> None:
    play("> oi\n", world)
    world.taps("Outra coisa")
    world.settle()
    assert world.conversation.expecting is Expecting.NEED

    play("> um aplicativo\n", world)
    world.taps("deadline:flexible")
    world.settle()
    assert world.conversation.expecting is Expecting.BUDGET


def test_the_newest_button_of_a_title_is_the_one_that_is_tapped(world: World) -> None:
    play("> quero o pacote básico\n= offered\n> quero o pacote premium\n", world)

    world.taps("Aceitar proposta")
    world.settle()

    offer = world.conversation.deal.offer
    assert offer is not None
    assert (world.state, offer.package_id) == (State.AWAITING_PAYMENT, "premium")


def test_a_button_that_was_never_shown_cannot_be_tapped(world: World) -> None:
    with pytest.raises(LookupError, match="no message has a button 'Aceitar proposta'"):
        world.taps("Aceitar proposta")


def test_there_is_nothing_to_pay_before_something_was_accepted(world: World) -> None:
    with pytest.raises(LookupError, match="nothing was accepted"):
        _ = world.checkout


def test_there_is_nothing_to_pay_once_the_money_is_there(world: World) -> None:
    play(f"{AWAITING}! pays card\n! clock +2d\n", world)

    with pytest.raises(LookupError, match="nothing to pay"):
        _ = world.checkout


@pytest.mark.parametrize(
    "script",
    ["> oi", "> quero o pacote básico\n> [Aceitar proposta]", f"{AWAITING}! opens payment"],
)
def test_a_fact_that_arrives_a_second_time_changes_nothing(world: World, script: str) -> None:
    play(script, world)
    before, facts = world.conversation, len(world.store.inbox)

    world.repeats()
    world.settle()

    assert (world.conversation, len(world.store.inbox)) == (before, facts)


def test_a_second_webhook_for_the_same_payment_changes_nothing(world: World) -> None:
    play(f"{AWAITING}! pays card\n= briefing\n", world)
    before, said = world.conversation, len(world.arrived)

    world.repeats()
    world.settle()

    assert (world.conversation, len(world.arrived)) == (before, said)


def test_a_bug_in_a_flow_is_raised_in_the_test_that_meets_it() -> None:
    class Broken(Flow):
        def step(self, conversation: Conversation, event: Event) -> Step:
            raise ZeroDivisionError("a bug in a guard")

    world = World(Broken(SAMPLE_CATALOG))
    world.says("oi")

    with pytest.raises(ZeroDivisionError, match="a bug in a guard"):
        world.settle()


def test_two_worlds_of_two_leads_are_two_conversations() -> None:
    clock = FakeClock()

    first, second = World(clock=clock, address="ana"), World(clock=clock, address="bia")

    assert first.conversation_id != second.conversation_id


def test_a_flow_of_the_user_s_own_is_the_one_that_is_played(flow: Flow) -> None:
    own = World(replace(flow, rules=replace(flow.rules, company="Ateliê Azul", burst_seconds=0)))

    play("> oi\n< assistente virtual do Ateliê Azul", own)

    assert Timer.BURST not in {getattr(row.effect, "timer", None) for row in own.store.effects}


def test_only_what_really_waits_needs_an_event_loop() -> None:
    async def at_once() -> int:
        return 7

    async def waits() -> None:
        await asyncio.sleep(0)

    assert run(at_once()) == 7
    with pytest.raises(RuntimeError, match=r"use asyncio\.run"):
        run(waits())


def test_a_webhook_that_was_changed_on_the_way_is_refused(world: World) -> None:
    play(f"{AWAITING}! opens payment\n! pays card\n", world)
    webhook = world.payments.webhooks[-1]

    with pytest.raises(InvalidRequest, match="the signature is wrong"):
        world.payments.parse_webhook(webhook.headers, {}, webhook.body + b" ", world.clock.now())


# ---------------------------------------------------------------------------- scripts


def test_a_boleto_may_be_declined_long_after_its_page_has_died(world: World) -> None:
    play(f"{AWAITING}! takes boleto\n! clock +3d\n! declined\n< não foi aprovado\n", world)

    assert world.state is State.AWAITING_PAYMENT


def test_several_lines_of_the_lead_in_a_row_are_one_burst(world: World) -> None:
    play("> oi\n> preciso de uma landing page\n", world)

    assert len(world.arrived) == 1


def test_a_check_between_two_lines_makes_them_two_messages(world: World) -> None:
    play("> oi\n= qualifying\n> preciso de uma landing page\n", world)

    assert len(world.arrived) == 2


def test_answers_are_checked_in_the_order_in_which_they_came() -> None:
    script = "> oi\n< O que você precisa\n> uma landing page\n< Para quando\n"
    play(script, World())

    with pytest.raises(ScriptFailure, match="line 5: nobody said 'O que você precisa'"):
        play(f"{script}< O que você precisa", World())


def test_what_must_not_be_said_counts_from_the_last_word_of_the_lead() -> None:
    play("> oi\n< O que você precisa\n> uma landing page\n<! O que você precisa\n", World())


def test_a_failure_shows_the_conversation_so_far() -> None:
    with pytest.raises(ScriptFailure) as caught:
        play("> oi\n= active\n", World())

    assert "line 2: the state is qualifying, not active" in str(caught.value)
    assert "The conversation so far:\n> oi\n< Bom dia! Aqui é" in str(caught.value)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        (f"{AWAITING}! pays the boleto", "no boleto was taken"),
        (f"{AWAITING}! refunds", "nothing was paid"),
        (f"{AWAITING}! pays card\n! refunds 999,00", "cannot be given back"),
        (f"{AWAITING}! declined", "no boleto was taken"),
        (f"{AWAITING}! opens payment\n! declined", "the page is open"),
        (f"{AWAITING}! refunds 1.5", "'1.5' is not an amount"),
        ("! provider reports paid 1,00", "nothing was accepted"),
        ("! provider reports gold 1,00", "nothing was accepted"),
        (f"{AWAITING}! provider reports gold 1,00", "'gold' is not a valid PaymentStatus"),
        (f"{AWAITING}! operator offers 19.99 Site", "'19.99' is not an amount"),
        ("! model reads dance", "'dance' is not a valid Act"),
        ("! pays bitcoin", "unknown event 'pays bitcoin'; one of: "),
    ],
)
def test_an_event_that_cannot_happen_says_why(script: str, complaint: str) -> None:
    with pytest.raises(ScriptFailure) as caught:
        play(script, World())

    assert complaint in str(caught.value)


def test_every_event_that_scripts_know_is_one_line_of_the_grammar() -> None:
    for pattern in EVENTS:
        word = pattern.split(" ")[0].split("(")[0]
        (line,) = parse_script(f"! {word}")

        assert (line.mark, line.text) == ("!", word.strip())


def test_the_longest_mark_is_read_first() -> None:
    lines = parse_script("<! a\n< b\n! c\n? d\n= e\n> [f]")

    assert [line.mark for line in lines] == ["<!", "<", "!", "?", "=", ">"]


def test_a_transcript_has_both_sides_and_the_person(world: World) -> None:
    play("> oi\n! operator says Aqui é o Rafa\n= qualifying\n> oi Rafa\n", world)

    lines = transcript(world).splitlines()
    assert lines[0] == "> oi"
    assert "< Aqui é o Rafa" in lines
    assert lines[-1] == "> oi Rafa"
    assert all(line.startswith(("> ", "< ")) for line in lines)


def test_a_transcript_is_in_the_order_in_which_things_were_said(world: World) -> None:
    play("> oi\n= qualifying\n> uma landing page\n", world)

    text = transcript(world)
    assert text.index("> oi") < text.index("O que você precisa") < text.index("> uma landing")


def test_a_fact_of_any_kind_can_be_made_to_happen(world: World) -> None:
    world.happens(TextReceived(world.clock.now(), "m1", "quero falar com uma pessoa"))
    world.settle()

    assert world.store.inbox[0].incoming.source == "test"
    assert Act.HANDOFF in {
        read.act
        for applied in world.store.inbox[1].applied
        for read in getattr(applied.event, "acts", ())
    }
