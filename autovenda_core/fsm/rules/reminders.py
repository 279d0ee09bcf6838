"""
Reminders: of an offer, of a payment, of the briefing; a few, and then no more.

Each kind has its timer.  When it rings, the first row that fits decides: it can wait (the lead
has spoken since), it is not welcome (the lead wants no messages, a person answers, or
one has yet to), or it is time.  When which step is due: pacing.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from autovenda_core.effects import LinkKind, Purpose, TaskKind, Text
from autovenda_core.events import Event, TimerFired, Understood
from autovenda_core.fsm.rules.arrivals import timer_is_current
from autovenda_core.fsm.rules.pacing import (
    delays_of,
    due_at,
    next_chance,
    note_reminder,
    step_of,
    waiting_of,
)
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import ChargeStatus, Expecting, Timer, Waiting
from autovenda_core.understanding import buttons
from autovenda_core.values import replace

__all__ = [
    "asks_for_what_is_over",
    "can_wait",
    "is_for_person",
    "is_time",
    "is_unwelcome",
    "keep_promise",
    "leave_in_peace",
    "may_keep_promise",
    "offer_is_over",
    "pass_over",
    "promise_reminder",
    "put_off",
    "remind_of_briefing",
    "remind_of_offer",
    "remind_of_payment",
    "report_missing_briefing",
    "tell_that_offer_is_over",
    "wait_anew",
    "wait_for",
    "wait_no_longer",
]

ALL = frozenset(
    {Timer.OFFER_REMINDER, Timer.OFFER_EVE, Timer.PAYMENT_REMINDER, Timer.BRIEFING_REMINDER}
)

EVE_HOUR = 10
"""Local hour of the day before an offer ends at which a promised reminder is sent."""


# ---------------------------------------------------------------------------- waiting


def wait_for(turn: Turn[Event], timer: Timer) -> None:
    """Something was asked for just now: remind of it, by this timer, and of nothing else."""
    wait_no_longer(turn)
    turn.deal = replace(turn.deal, waiting=Waiting(turn.at))
    _arm_next(turn, timer)


def wait_no_longer(turn: Turn[Event]) -> None:
    """It has come, or will not: every reminder that was set is void."""
    turn.deal = replace(turn.deal, waiting=None, wants_reminder=False)
    for timer in ALL & turn.timers.keys():
        turn.disarm(timer)


def wait_anew(turn: Turn[Event]) -> None:
    """A part of it has come: the next reminder waits as if we had just asked."""
    if turn.deal.waiting is not None:
        waiting = replace(turn.deal.waiting, since=turn.at)
        turn.deal = replace(turn.deal, waiting=waiting)


def can_wait(turn: Turn[TimerFired]) -> bool:
    """The newest timer, and its reminder is not due yet: the lead has spoken since, say."""
    due = due_at(turn, turn.event.timer)
    return timer_is_current(turn) and due is not None and due > turn.at


def put_off(turn: Turn[TimerFired]) -> None:
    """Ring again when it is due."""
    _arm_next(turn, turn.event.timer)


def is_unwelcome(turn: Turn[TimerFired]) -> bool:
    """It is time, but the lead wants no messages, a person answers, or one has yet to."""
    return is_time(turn) and (turn.opted_out or turn.human_answers or _owes_price(turn))


def _owes_price(turn: Turn[TimerFired]) -> bool:
    """They asked for another price, and no person has spoken since: ours is no news to them."""
    offer, human_at = turn.deal.offer, turn.human_at
    if offer is None or turn.event.timer is not Timer.OFFER_REMINDER:
        return False  # whoever has accepted has agreed to the price
    is_answered = human_at is not None and human_at >= offer.offered_at
    return TaskKind.DISCOUNT in turn.deal.raised and not is_answered


def pass_over(turn: Turn[TimerFired]) -> None:
    """Leave this one out; the next one may be welcome."""
    _count_step(turn)


def is_time(turn: Turn[TimerFired]) -> bool:
    """The newest timer, of something that is still waited for."""
    timer, deposit = turn.event.timer, turn.deal.deposit
    if timer is Timer.PAYMENT_REMINDER and (
        deposit is None or deposit.status is not ChargeStatus.OPEN
    ):
        return False  # the money is on its way
    return timer_is_current(turn) and due_at(turn, timer) is not None


def _arm_next(turn: Turn[Event], timer: Timer) -> None:
    due = due_at(turn, timer)
    if due is not None:
        turn.arm(timer, due)


def _count_step(turn: Turn[TimerFired]) -> None:
    """This step has had its time; arm the next one."""
    timer = turn.event.timer
    waiting = waiting_of(turn, timer)
    assert waiting is not None, "the guard saw it"
    is_last = timer is Timer.OFFER_REMINDER and offer_is_over(turn)
    done = len(delays_of(timer, turn.rules)) if is_last else step_of(turn, timer) + 1
    turn.deal = replace(turn.deal, waiting=replace(waiting, reminders=done))
    _arm_next(turn, timer)


# ---------------------------------------------------------------------------- the offer


def offer_is_over(turn: Turn[Event]) -> bool:
    """The offer on the table is past its last day."""
    offer = turn.deal.offer
    return offer is not None and offer.is_over(turn.at)


def remind_of_offer(turn: Turn[TimerFired]) -> None:
    """The first says that it is there, the last that it is the last one; or it has ended."""
    if offer_is_over(turn):
        _say_that_offer_is_over(turn, Purpose.REMINDER)
    else:
        _say_offer_reminder(turn)
    note_reminder(turn)
    _count_step(turn)


def _say_offer_reminder(turn: Turn[TimerFired]) -> None:
    step = step_of(turn, Timer.OFFER_REMINDER)
    if step == len(turn.rules.offer_reminder_hours) - 1:
        _say_of_offer(turn, Text.LAST_OFFER_REMINDER, buttons.DENY)
    elif step == 0:
        _say_of_offer(turn, Text.OFFER_REMINDER, buttons.INFO, buttons.DEFER)
    else:
        _say_of_offer(turn, Text.OFFER_REMINDER_AGAIN, buttons.HUMAN, buttons.DENY)


def _say_of_offer(turn: Turn[Event], text: Text, *beside: str) -> None:
    """The words, with buttons to accept and `beside` it; a yes in words is asked about first."""
    offer = turn.deal.offer
    assert offer is not None, "an offer is on the table"
    turn.say(text, offer=offer, purpose=Purpose.REMINDER)
    turn.add_buttons(buttons.accept_id(offer.number), *beside)
    turn.add_link(LinkKind.PROPOSAL)
    turn.expecting = Expecting.ACCEPT


def asks_for_what_is_over(turn: Turn[Understood]) -> bool:
    """The open question would be about an offer past its last day."""
    return turn.resume and offer_is_over(turn)


def tell_that_offer_is_over(turn: Turn[Understood]) -> None:
    """In the place of the open question: nobody can accept this offer, but have a new one."""
    _say_that_offer_is_over(turn, Purpose.REPLY)


def _say_that_offer_is_over(turn: Turn[Event], purpose: Purpose) -> None:
    offer = turn.deal.offer
    assert offer is not None, "the guard saw it"
    turn.say(Text.OFFER_EXPIRED, offer=offer, purpose=purpose)
    turn.add_buttons(buttons.accept_id(offer.number), buttons.DENY)
    turn.expecting = Expecting.ACCEPT


# ---------------------------------------------------------------------------- the promised one


def promise_reminder(turn: Turn[Event]) -> None:
    """They want to be reminded once before the offer ends: of nothing else until then."""
    turn.disarm(Timer.OFFER_REMINDER)
    turn.deal = replace(turn.deal, wants_reminder=True)
    turn.arm(Timer.OFFER_EVE, _eve(turn))


def leave_in_peace(turn: Turn[Event]) -> None:
    """They want no reminder of this offer at all."""
    turn.disarm(Timer.OFFER_REMINDER)
    turn.disarm(Timer.OFFER_EVE)
    turn.deal = replace(turn.deal, wants_reminder=False)


def may_keep_promise(turn: Turn[TimerFired]) -> bool:
    """The newest one, the offer can still be accepted, and the bot may write."""
    is_free = not turn.human_answers and not turn.opted_out
    return timer_is_current(turn) and is_free and not offer_is_over(turn)


def keep_promise(turn: Turn[TimerFired]) -> None:
    """As they wished, so whatever else was sent today."""
    turn.deal = replace(turn.deal, wants_reminder=False)
    _say_of_offer(turn, Text.OFFER_EVE, buttons.INFO, buttons.DENY)
    note_reminder(turn)


def _eve(turn: Turn[Event]) -> datetime:
    """The morning of the day before the last; if that has passed, soon."""
    offer = turn.deal.offer
    assert offer is not None, "an offer is on the table"
    local = turn.calendar.local(offer.valid_until) - timedelta(days=1)
    morning = local.replace(hour=EVE_HOUR, minute=0, second=0, microsecond=0)
    return next_chance(turn, max(morning, turn.at + timedelta(hours=1)))


# ---------------------------------------------------------------------------- the deposit


def remind_of_payment(turn: Turn[TimerFired]) -> None:
    """Once, in a friendly way."""
    turn.say(Text.PAYMENT_REMINDER, offer=turn.deal.offer, purpose=Purpose.REMINDER)
    turn.add_link(LinkKind.PAYMENT)
    note_reminder(turn)
    _count_step(turn)


# ---------------------------------------------------------------------------- the briefing


def is_for_person(turn: Turn[TimerFired]) -> bool:
    """The briefing has not come for all our reminders."""
    return is_time(turn) and step_of(turn, turn.event.timer) == len(_briefing_days(turn))


def report_missing_briefing(turn: Turn[TimerFired]) -> None:
    """A call by a person does now what messages did not."""
    summary = f"{turn.who} pagou o sinal e ainda não preencheu o briefing."
    turn.call(TaskKind.BRIEFING, summary)
    _count_step(turn)


def remind_of_briefing(turn: Turn[TimerFired]) -> None:
    """The project waits for it; the last one offers a person's help."""
    is_last = step_of(turn, turn.event.timer) == len(_briefing_days(turn)) - 1
    text = Text.LAST_BRIEFING_REMINDER if is_last else Text.BRIEFING_REMINDER
    turn.say(text, purpose=Purpose.REMINDER)
    turn.add_link(LinkKind.BRIEFING)
    note_reminder(turn)
    _count_step(turn)


def _briefing_days(turn: Turn[TimerFired]) -> tuple[int, ...]:
    return turn.rules.briefing_reminder_days
