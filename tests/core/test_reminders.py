"""When we write without being asked, and above all when we do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from autovenda_core.business_days import BRASILIA
from autovenda_core.effects import Purpose, SendMessage, TaskKind
from autovenda_core.errors import Unavailable
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Rules, State
from autovenda_core.ports.channel import Capabilities
from autovenda_core.testing.channels import FakeChannel
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import SAMPLE_CATALOG, World

OFFERED = "> quero o pacote básico\n= offered\n"
AWAITING = f"{OFFERED}> [Aceitar proposta]\n= awaiting_payment\n"
BRIEFING = f"{AWAITING}! pays pix\n= briefing\n"
LIKE_WHATSAPP = Capabilities(
    3, 20, 10, link_button=True, document=True, template=True, window_hours=24
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026 in São Paulo; the 10th is a Tuesday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BRASILIA).astimezone(UTC)


def world_at(start: datetime, **rules: object) -> World:
    """An offer is made at this instant, to the second."""
    flow = Flow(SAMPLE_CATALOG, rules=replace(Rules(burst_seconds=0), **rules))  # type: ignore[arg-type]
    return play(OFFERED, World(flow, FakeClock(start)))


def reminded(world: World) -> list[datetime]:
    """When each reminder reached the lead, on the clock of São Paulo."""
    sent = [row for row in world.store.effects if isinstance(row.effect, SendMessage)]
    return [
        row.done_at.astimezone(BRASILIA)
        for row in sent
        if isinstance(row.effect, SendMessage)
        and row.effect.purpose is Purpose.REMINDER
        and row.done_at is not None
        and row.error is None
    ]


# ---------------------------------------------------------------------------- the offer


def test_an_offer_without_an_answer_is_brought_up_three_times() -> None:
    world = world_at(at(10, 10))

    world.advance(30 * DAY)

    assert reminded(world) == [at(10, 11), at(11, 8), at(13, 10)]


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        # at night nothing; the second one as a template, for the day already had one
        (at(10, 0, 30), [at(10, 8), at(11, 8), at(13, 10)]),
        # the second would fall into the night and past the window: it comes before the night
        (at(10, 11, 30), [at(10, 12, 30), at(11, 9, 30), at(13, 11, 30)]),
        (at(10, 22, 30), [at(11, 8), at(12, 8), at(14, 10)]),
        # Saturday: nothing on Sunday
        (at(14, 15), [at(14, 16), at(16, 8), at(18, 10)]),
    ],
)
def test_no_reminder_comes_at_a_quiet_hour_nor_two_on_a_day(
    offered: datetime, expected: list[datetime]
) -> None:
    world = world_at(offered)

    world.advance(30 * DAY)

    assert reminded(world) == expected


@pytest.mark.parametrize("hours", range(0, 7 * 24, 5))
def test_at_whatever_hour_of_the_week_an_offer_is_made_its_reminders_keep_the_rules(
    hours: int,
) -> None:
    world = world_at(at(9, 0) + timedelta(hours=hours, minutes=7))

    world.advance(30 * DAY)

    times = reminded(world)
    assert 1 <= len(times) <= 3
    assert len({time.date() for time in times}) == len(times)
    assert all(8 <= time.hour < 20 and time.weekday() != 6 for time in times)


def test_a_reminder_that_would_miss_the_window_comes_before_the_quiet_hours() -> None:
    world = world_at(at(10, 10), offer_reminder_hours=(22,))
    world.advance(13 * HOUR)
    play("> como funciona?\n", world)  # at 23:00: 22 hours later it is 21:00

    world.advance(2 * DAY)

    assert reminded(world) == [at(11, 19, 30)]


def test_a_message_of_the_lead_puts_the_next_reminder_off() -> None:
    world = world_at(at(10, 10))
    world.advance(2 * HOUR)
    play("> como funciona?\n", world)  # at 12:00, after the first reminder

    world.advance(30 * DAY)

    assert reminded(world) == [at(10, 11), at(11, 10), at(13, 12)]


def test_who_has_answered_the_offer_is_not_asked_an_hour_later_whether_it_arrived() -> None:
    world = world_at(at(10, 10))
    world.advance(0.5 * HOUR)
    play("> como funciona?\n", world)

    world.advance(DAY)

    assert reminded(world) == [at(11, 8, 30)]


@pytest.mark.parametrize(
    "script",
    ["> parar", "! blocks us", "> não quero mais\n= lost", "> quero falar com uma pessoa"],
)
def test_nobody_is_reminded_who_does_not_want_it_or_talks_with_a_person(script: str) -> None:
    world = world_at(at(10, 10))
    play(script, world)

    world.advance(30 * DAY)

    assert reminded(world) == []


def test_who_waits_for_a_better_price_is_not_reminded_of_ours_before_a_person_has_spoken() -> None:
    world = world_at(at(10, 10))
    play("> faz por 1200 no pix?\n< quem decide isso é o Rafa\n! clock +30h\n", world)
    before = reminded(world)

    play("! operator says Oi! Respondi.\n! operator gives back\n! clock +30d\n", world)

    assert (before, reminded(world)) == ([], [at(13, 10)])


def test_who_asked_for_a_better_price_and_accepted_ours_is_reminded_of_the_rest() -> None:
    world = world_at(at(10, 10))
    play("> faz por 1200 no pix?\n> [Aceitar proposta]\n! pays pix\n= briefing\n", world)

    world.advance(2 * DAY)

    assert reminded(world) == [at(11, 10)]


def test_a_lead_who_is_given_back_is_reminded_by_the_bot_again() -> None:
    world = world_at(at(10, 10))
    play("> quero falar com uma pessoa\n! clock +30h\n! operator gives back\n", world)

    world.advance(30 * DAY)

    assert reminded(world) == [at(13, 10)]


def test_a_new_offer_is_reminded_of_anew_and_the_old_one_no_more() -> None:
    world = world_at(at(10, 10))
    world.advance(2 * HOUR)
    play("> na verdade quero o pacote premium\n< *Pacote Premium*", world)

    world.advance(7 * DAY)

    texts = [each.text for each in world.arrived if "esperando você" in each.text]
    assert ["Básico" in texts[0], "Premium" in texts[1], len(texts)] == [True, True, 2]


def test_there_are_never_more_than_four_reminders_in_a_week() -> None:
    hours = tuple(range(1, 24 * 14, 24))
    world = world_at(at(10, 10), offer_reminder_hours=hours, proposal_days=30, silence_days=30)

    world.advance(14 * DAY)

    times = reminded(world)
    assert len(times) == 8
    assert all(later - earlier >= 7 * DAY for earlier, later in zip(times, times[4:], strict=False))


def test_a_reminder_that_is_held_up_is_not_sent_to_who_has_spoken_since() -> None:
    world = world_at(at(10, 10))
    world.channel.fail_next(Unavailable("down", retry_after_seconds=3600))
    world.advance(1.5 * HOUR)
    play("> como funciona?\n", world)

    world.advance(2 * HOUR)

    assert reminded(world) == []
    assert not any("esperando você" in each.text for each in world.arrived)


def test_a_yes_to_a_reminder_is_asked_about_before_it_binds() -> None:
    world = world_at(at(10, 10))
    play("> sim\n< você aceita a proposta", world)
    world.advance(3 * DAY)

    play("> sim\n", world)

    assert world.state is State.OFFERED
    assert "você aceita a proposta" in world.arrived[-1].text


def test_without_reminders_in_the_rules_none_is_sent() -> None:
    world = world_at(at(10, 10), offer_reminder_hours=())

    world.advance(30 * DAY)

    assert reminded(world) == []


# ---------------------------------------------------------------------------- its end


def test_who_wants_to_be_reminded_hears_of_it_the_day_before_and_of_nothing_else() -> None:
    world = world_at(at(10, 10))
    play("> vou pensar\n> [Pode lembrar]\n", world)

    world.advance(30 * DAY)

    assert reminded(world) == [at(16, 10)]


def test_an_offer_that_ends_before_its_last_reminder_says_so_the_morning_after() -> None:
    world = world_at(at(10, 10), proposal_days=2)

    world.advance(30 * DAY)

    assert reminded(world) == [at(10, 11), at(11, 8), at(13, 8)]
    assert "venceu em 12/03/2026" in world.arrived[-1].text


@pytest.mark.parametrize("answer", ["sim, pode mandar", "[Pode mandar]"])
def test_an_offer_that_has_ended_is_made_anew_when_they_ask_for_it(answer: str) -> None:
    world = world_at(at(10, 10))
    play("! clock +9d\n> oi\n< venceu em 17/03/2026", world)

    play(f"> {answer}\n< refiz com o valor de hoje\n= offered", world)

    offer = world.conversation.deal.offer
    assert offer is not None
    assert (offer.version, offer.is_over(world.clock.now())) == (2, False)


# ---------------------------------------------------------------------------- the briefing


def test_a_briefing_is_asked_for_three_times_and_then_a_person_is() -> None:
    world = play(BRIEFING, World(Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0))))

    world.advance(7 * DAY + HOUR)
    before = list(world.tasks)
    world.advance(30 * DAY)

    assert reminded(world) == [at(11, 10), at(13, 10), at(17, 10)]
    assert (before, world.tasks) == ([], [TaskKind.BRIEFING])


def test_a_briefing_that_was_submitted_is_not_asked_for() -> None:
    world = play(f"{BRIEFING}! briefing submitted\n= active\n", World())

    world.advance(30 * DAY)

    assert (reminded(world), world.tasks) == ([], [])


def test_an_owner_hears_of_a_missing_briefing_though_the_client_wants_no_reminders() -> None:
    world = play(f"{BRIEFING}> parar\n", World())

    world.advance(30 * DAY)

    assert (reminded(world), world.tasks) == ([], [TaskKind.BRIEFING])


# ---------------------------------------------------------------------------- all together


def test_past_the_window_a_reminder_is_a_template() -> None:
    world = play(OFFERED, World(channel=FakeChannel(capabilities=LIKE_WHATSAPP)))

    world.advance(30 * DAY)

    templates = [each.template.name for each in world.channel.sent if each.template]
    assert templates == ["autovenda_ultimo_lembrete"]
    assert "/proposal/" in world.channel.sent[-1].text


def test_reminders_of_one_thing_and_of_the_next_count_together() -> None:
    world = play(OFFERED, World(Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0))))
    world.advance(22.5 * HOUR)  # 8:30 on the 11th, and the second reminder is half an hour old
    play("> [Aceitar proposta]\n! pays pix\n= briefing\n", world)

    world.advance(30 * DAY)

    assert reminded(world) == [at(10, 11), at(11, 8), at(12, 8, 30), at(14, 8, 30), at(18, 8, 30)]


def test_a_deposit_asked_for_by_a_version_without_reminders_of_offers_is_reminded_of() -> None:
    world = play(AWAITING, World())
    waiting = world.conversation
    old = replace(waiting, deal=replace(waiting.deal, waiting=None))
    world.store.conversations[old.id] = old

    world.advance(DAY)

    assert len(reminded(world)) == 1
