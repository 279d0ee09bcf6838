"""
What a lead has against an offer: too expensive, too late, is it safe, let me think.

Each is answered once, with what is true of this offer and a way on; the second time it is a
person's matter.
"""

from __future__ import annotations

from datetime import date, timedelta

from autovenda_core.catalog import ServicePackage
from autovenda_core.effects import TaskKind, Text
from autovenda_core.events import Event, Understood
from autovenda_core.fsm.rules.answers import answer_besides
from autovenda_core.fsm.rules.reminders import leave_in_peace, promise_reminder
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Expecting, Offer
from autovenda_core.understanding import buttons
from autovenda_core.understanding.topics import ABOUT_DEADLINES, ABOUT_PRICES, TRUST, Cue
from autovenda_core.values import replace

__all__ = [
    "agree_to_remind",
    "ask_discount",
    "budget_suffices",
    "distrusts",
    "ease_price",
    "forgo_reminder",
    "is_in_time",
    "is_too_expensive",
    "is_too_late",
    "let_think",
    "may_offer_reminder",
    "objects_again",
    "offer_reminder",
    "promise_date",
    "promise_time",
    "reassure",
    "tell_if_late",
    "wants_no_reminder",
    "wants_reminder",
    "was_asked_before",
    "was_asked_to_remind",
]

REMINDER_ROOM = timedelta(days=2)
"""An offer that ends sooner is not worth a reminder."""


def objects_again(turn: Turn[Understood]) -> bool:
    """An objection that an earlier message has raised, and that was answered."""
    kinds = {Cue.PRICE: is_too_expensive, Cue.DEADLINE: is_too_late, TRUST: distrusts}
    earlier = turn.before.deal.raised
    return any(kind in earlier and objects(turn) for kind, objects in kinds.items())


def _note(turn: Turn[Event], kind: str) -> None:
    turn.deal = replace(turn.deal, raised=(*turn.deal.raised, kind))


def _ask(turn: Turn[Understood], *ids: str) -> None:
    """End with a question of our own about the offer, in the place of the open one."""
    turn.add_buttons(*ids)
    turn.expecting = Expecting.ACCEPT
    turn.resume = False


def _offer(turn: Turn[Event]) -> Offer:
    offer = turn.deal.offer
    assert offer is not None, "an offer is on the table"
    return offer


# ---------------------------------------------------------------------------- the price


def is_too_expensive(turn: Turn[Understood]) -> bool:
    """More than they have or thought of; a wish for another price is something else."""
    return Cue.PRICE in turn.event.slots.topics and not budget_suffices(turn)


def budget_suffices(turn: Turn[Understood]) -> bool:
    """They say what they have, and the offer is within it."""
    limit = _limit(turn)
    return limit is not None and limit >= _offer(turn).total_centavos


def ease_price(turn: Turn[Understood]) -> None:
    """
    Two ways to make it fit: by instalments, if there are any, or with a smaller package.

    With neither, another price is the only way, and that is the owner's.
    """
    smaller, divides = _smaller_package(turn), turn.rules.installments > 1
    _note(turn, Cue.PRICE)
    if smaller is None and not divides:
        ask_discount(turn)
        return
    answer_besides(turn, ABOUT_PRICES)
    ways = {
        (True, True): Text.TOO_EXPENSIVE,
        (True, False): Text.TOO_EXPENSIVE_DIVIDE,
        (False, True): Text.TOO_EXPENSIVE_SMALLER,
    }
    shown = (smaller.id,) if smaller is not None else ()
    turn.say(ways[divides, smaller is not None], offer=turn.deal.offer, packages=shown)
    _ask(
        turn,
        *((buttons.INSTALLMENTS,) if divides else ()),
        *((buttons.package_button_id(smaller.id),) if smaller is not None else ()),
        buttons.HUMAN,
    )


def was_asked_before(turn: Turn[Understood]) -> bool:
    """They asked for another price for this deal's offer already, and a person knows."""
    return TaskKind.DISCOUNT in turn.before.deal.raised


def ask_discount(turn: Turn[Understood]) -> None:
    """Prices are not the bot's to change: a person decides."""
    if turn.deal.offer is not None:
        _note(turn, TaskKind.DISCOUNT)
    turn.answer(Text.DISCOUNT_ASKED)
    turn.call(TaskKind.DISCOUNT, f"{turn.who} pediu um valor melhor.")


def _limit(turn: Turn[Understood]) -> int | None:
    budget = turn.event.slots.budget
    return budget.to_centavos if budget is not None else None


def _smaller_package(turn: Turn[Understood]) -> ServicePackage | None:
    """The best of the catalogue that is cheaper than the offer, and within what they have."""
    offer, limit = _offer(turn), _limit(turn)
    cheaper = [
        package
        for package in turn.catalog
        if package.price_centavos < offer.total_centavos
        and (limit is None or package.price_centavos <= limit)
    ]
    return max(cheaper, key=lambda package: package.price_centavos, default=None)


# ---------------------------------------------------------------------------- the deadline


def is_too_late(turn: Turn[Understood]) -> bool:
    """They need it sooner than it can be done."""
    slots = turn.event.slots
    wanted = slots.deadline.to_day if slots.deadline is not None else None
    if wanted is not None:
        return wanted < _delivery_day(turn)
    return Cue.DEADLINE in slots.topics


def is_in_time(turn: Turn[Understood]) -> bool:
    """They name a day, and it can be done by then."""
    deadline = turn.event.slots.deadline
    return deadline is not None and deadline.to_day is not None


def promise_date(turn: Turn[Understood]) -> None:
    """When it will be done, if they pay today."""
    _note(turn, Cue.DEADLINE)
    answer_besides(turn, ABOUT_DEADLINES)
    offer = _offer(turn)
    turn.say(Text.TOO_LATE, offer=offer, day=_delivery_day(turn))
    _ask(turn, buttons.accept_id(offer.number), buttons.HUMAN)


def tell_if_late(turn: Turn[Event]) -> None:
    """With an offer that is done later than they wish: say so before they pay."""
    wanted = turn.deal.wants.deadline
    if wanted is None or wanted.to_day is None or wanted.to_day >= _delivery_day(turn):
        return
    _note(turn, Cue.DEADLINE)
    turn.say(Text.READY_LATER, offer=_offer(turn), day=_delivery_day(turn))


def promise_time(turn: Turn[Understood]) -> None:
    """It will be done in time; then the open question again."""
    offer = _offer(turn)
    turn.say(Text.IN_TIME, offer=offer, day=_delivery_day(turn))
    turn.resume = True


def _delivery_day(turn: Turn[Event]) -> date:
    """If deposit and briefing are there today."""
    today = turn.calendar.day(turn.at)
    return turn.calendar.add_business_days(today, _offer(turn).delivery_days)


# ---------------------------------------------------------------------------- trust


def distrusts(turn: Turn[Understood]) -> bool:
    """They fear a fraud, now that there is something to pay."""
    return TRUST in turn.event.slots.topics


def reassure(turn: Turn[Understood]) -> None:
    """What protects them, and earlier work where the owner shows it."""
    _note(turn, TRUST)
    answer_besides(turn, (TRUST,))
    shown = turn.rules.portfolio_url
    turn.say(Text.DISTRUST_PORTFOLIO if shown else Text.DISTRUST, offer=turn.deal.offer)
    _ask(turn, buttons.accept_id(_offer(turn).number), buttons.HUMAN)


# ---------------------------------------------------------------------------- time to think


def may_offer_reminder(turn: Turn[Understood]) -> bool:
    """Nobody has asked yet, and there is time for a reminder before the offer ends."""
    in_time = turn.at + REMINDER_ROOM < _offer(turn).valid_until
    return in_time and Cue.REMIND not in turn.deal.raised


def offer_reminder(turn: Turn[Understood]) -> None:
    """No pressure; ask whether to remind them once."""
    _note(turn, Cue.REMIND)
    let_think(turn, Text.THINKING_REMIND)
    turn.add_buttons(buttons.REMIND, buttons.NO_REMINDER)


def let_think(turn: Turn[Understood], text: Text = Text.THINKING) -> None:
    """No pressure; the offer says how long it lives, and a later yes is asked about again."""
    if turn.expecting is Expecting.CONFIRM:
        turn.expecting = Expecting.ACCEPT
    turn.say(text, offer=turn.deal.offer)


def wants_reminder(turn: Turn[Understood]) -> bool:
    """They tapped it, or said it."""
    return Cue.REMIND in turn.event.slots.topics


def wants_no_reminder(turn: Turn[Understood]) -> bool:
    """They tapped that none is needed."""
    return Cue.NO_REMINDER in turn.event.slots.topics


def was_asked_to_remind(turn: Turn[Understood]) -> bool:
    """We have asked whether to remind them, and nothing else since: a yes or a no is about that."""
    return buttons.REMIND in turn.choices


def agree_to_remind(turn: Turn[Understood]) -> None:
    """Promise it; the reminder itself is a timer's (rules/reminders.py)."""
    promise_reminder(turn)
    turn.choices = ()  # the question was answered
    turn.say(Text.WILL_REMIND, offer=turn.deal.offer)


def forgo_reminder(turn: Turn[Understood]) -> None:
    """Nothing more is sent about it."""
    leave_in_peace(turn)
    turn.choices = ()  # the question was answered
    turn.say(Text.NO_HURRY)
