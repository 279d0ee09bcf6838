"""
When something that nobody asked for may be said: at no quiet hour, once a day, seldom a week.

The first reminder is due so long after our question, the next after more silence.  Whatever
the lead says in between puts the next one off, for as long as if we had just asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from autovenda_core.events import Event
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Rules, Timer, Waiting

__all__ = ["delays_of", "due_at", "next_chance", "note_reminder", "step_of", "waiting_of"]

WEEK = timedelta(days=7)

WINDOW = timedelta(hours=24)
"""WhatsApp's, after which only an approved template is sent (Meta, "Send messages", 2026-05)."""

SHORTEST_PAUSE = timedelta(hours=3)
"""A reminder that is moved before the quiet hours comes no sooner than this after the last word."""

SPARE = timedelta(minutes=30)
"""…and so long before they begin, so that a channel that is down for a moment does no harm."""


def delays_of(timer: Timer, rules: Rules) -> tuple[timedelta, ...]:
    """How long after the question, or the last word, each step of a kind of reminder is due."""
    match timer:
        case Timer.OFFER_REMINDER:
            return tuple(timedelta(hours=hours) for hours in rules.offer_reminder_hours)
        case Timer.PAYMENT_REMINDER:
            return (timedelta(hours=rules.reminder_after_hours),)
        case Timer.BRIEFING_REMINDER:
            days = rules.briefing_reminder_days
            # The step after the last reminder is a person's.
            return tuple(timedelta(days=day) for day in (*days, max(days, default=0) + 1))
        case _:
            raise AssertionError(f"{timer} reminds of nothing")


def waiting_of(turn: Turn[Event], timer: Timer) -> Waiting | None:
    """What we wait for; an acceptance that an older version has stored counts from its moment."""
    accepted = turn.deal.acceptance
    if turn.deal.waiting is None and timer is Timer.PAYMENT_REMINDER and accepted is not None:
        return Waiting(accepted.at)
    return turn.deal.waiting


def step_of(turn: Turn[Event], timer: Timer) -> int:
    """The number of the step that comes next, from 0; all are done when it is none of them."""
    waiting, heard_at = waiting_of(turn, timer), turn.heard_at
    assert waiting is not None, "something is waited for"
    count = len(delays_of(timer, turn.rules))
    has_spoken = heard_at is not None and heard_at > waiting.since
    if timer is Timer.OFFER_REMINDER and waiting.reminders == 0 and has_spoken and count > 1:
        return 1  # who has answered has seen the offer
    return waiting.reminders


def due_at(turn: Turn[Event], timer: Timer) -> datetime | None:
    """
    When the next step is due; None: there is none.

    An offer ends before the reminder that would come after its last day: that is told instead,
    on the morning after.
    """
    waiting, delays = waiting_of(turn, timer), delays_of(timer, turn.rules)
    if waiting is None or (step := step_of(turn, timer)) >= len(delays):
        return None
    since = max(waiting.since, turn.heard_at or waiting.since)
    wanted = since + delays[step]
    if waiting.reminders and turn.reminded_at:
        wanted = max(wanted, turn.reminded_at[-1] + delays[step] - delays[step - 1])
    due, offer = _in_window(turn, since, wanted), turn.deal.offer
    if timer is Timer.OFFER_REMINDER and offer is not None and offer.is_over(due):
        return next_chance(turn, offer.valid_until + timedelta(seconds=1))
    return due


def next_chance(turn: Turn[Event], wanted: datetime) -> datetime:
    """The first instant from `wanted` (and from now) on at which a reminder may be sent (UTC)."""
    rules, calendar = turn.rules, turn.calendar
    at = rules.end_of_quiet(max(wanted, turn.at), calendar)
    while _is_too_much(turn, at):
        midnight = calendar.end_of_day(calendar.day(at)) + timedelta(seconds=1)
        at = rules.end_of_quiet(midnight, calendar)
    return at


def note_reminder(turn: Turn[Event]) -> None:
    """A reminder goes out now: it counts for a week."""
    recent = (at for at in turn.reminded_at if turn.at - at < WEEK)
    turn.reminded_at = (*recent, turn.at)


def _in_window(turn: Turn[Event], since: datetime, wanted: datetime) -> datetime:
    """
    The next chance; where the window would close before it, the end of the day before.

    Written words that come a few hours early are read rather than a template the next morning.
    """
    due = next_chance(turn, wanted)
    if wanted - since >= WINDOW or due - since < WINDOW:
        return due
    quiet = turn.rules.start_of_quiet(wanted, turn.calendar)
    earlier = max(quiet - SPARE, turn.at)
    is_possible = since + SHORTEST_PAUSE <= earlier < quiet < wanted
    return earlier if is_possible and not _is_too_much(turn, earlier) else due


def _is_too_much(turn: Turn[Event], at: datetime) -> bool:
    """Whether we have reminded on that day before, or too often in the week that it ends."""
    days = {turn.calendar.day(each) for each in turn.reminded_at}
    week = [each for each in turn.reminded_at if at - each < WEEK]
    return turn.calendar.day(at) in days or len(week) >= turn.rules.reminders_a_week
