"""What is still open, and how it is asked."""

from __future__ import annotations

from autovenda_core.catalog import ServicePackage
from autovenda_core.effects import LinkKind, Purpose, Text
from autovenda_core.events import Event
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import ChargeStatus, Expecting, Qualification
from autovenda_core.texts.wording import summary_of
from autovenda_core.understanding import buttons, match_package

__all__ = [
    "all_asked",
    "ask_open_question",
    "candidates",
    "fitting_package",
    "point_to_payment",
    "present_offer",
]

SHOWN_PACKAGES = 3
"""As many as a message can have buttons."""


def ask_open_question(turn: Turn[Event]) -> None:
    """Ask what is still needed: once more, where it was asked before."""
    match turn.expecting:
        case Expecting.ACCEPT | Expecting.CONFIRM:
            _ask_acceptance(turn)
        case Expecting.PAY:
            point_to_payment(turn)
        case Expecting.BRIEFING:
            turn.say(Text.BRIEFING_MISSING)
            turn.add_link(LinkKind.BRIEFING)
        case Expecting.ACTIVE:
            pass
        case _:
            _ask_for_wants(turn)


def point_to_payment(turn: Turn[Event]) -> None:
    """The link again, or that the money is on its way."""
    deposit = turn.deal.deposit
    if deposit is not None and deposit.status is ChargeStatus.PENDING:
        turn.say(Text.PAYMENT_PENDING)
        return
    turn.say(Text.PAYMENT_OPEN, offer=turn.deal.offer)
    turn.add_link(LinkKind.PAYMENT)


def present_offer(turn: Turn[Event]) -> None:
    """Put the current offer before the lead, with the proposal."""
    offer = turn.deal.offer
    assert offer is not None, "an offer was made"
    turn.expecting = Expecting.ACCEPT
    turn.say(
        Text.CUSTOM_OFFER if offer.by else Text.OFFER,
        offer=offer,
        wants=turn.deal.wants,
        # A person who makes an offer is answering: the offer goes out nevertheless.
        purpose=Purpose.TRANSACTION if offer.by else Purpose.OFFER,
    )
    turn.add_buttons(buttons.accept_id(offer.number), buttons.INFO, buttons.HUMAN)
    turn.add_proposal()


def fitting_package(turn: Turn[Event]) -> ServicePackage | None:
    """The package that was chosen, or the only one that fits what was answered."""
    wants = turn.deal.wants
    if (chosen := turn.catalog.by_id.get(wants.package_id or "")) is not None:
        return chosen
    if not all_asked(wants):
        return None
    found = candidates(turn)
    return found[0] if len(found) == 1 else None


def all_asked(wants: Qualification) -> bool:
    """Need, deadline and budget were asked; an answer may have been "não sei"."""
    return None not in (wants.need, wants.deadline, wants.budget)


def candidates(turn: Turn[Event]) -> tuple[ServicePackage, ...]:
    """What fits need and budget; where the need names nothing, the best that is affordable."""
    wants, catalog = turn.deal.wants, turn.catalog
    limit = wants.budget.to_centavos if wants.budget else None
    affordable = tuple(p for p in catalog if limit is None or p.price_centavos <= limit)
    named = match_package(wants.need, catalog) if wants.need else None
    if named is not None:
        return tuple(package for package in affordable if package.id == named)
    if limit is None:
        return affordable
    return tuple(sorted(affordable, key=lambda package: -package.price_centavos)[:1])


def _ask_acceptance(turn: Turn[Event]) -> None:
    offer = turn.deal.offer
    assert offer is not None, "an offer is on the table"
    turn.say(Text.ASK_ACCEPTANCE, offer=offer)
    turn.add_buttons(buttons.accept_id(offer.number), buttons.INFO, buttons.DEFER)
    turn.expecting = Expecting.ACCEPT


def _ask_for_wants(turn: Turn[Event]) -> None:
    wants = turn.deal.wants
    if turn.has_news and not turn.has_spoken and summary_of(wants):
        turn.say(Text.NOTED, wants=wants)
    if turn.has_said(Text.GREETING) and not _is_for_packages(turn):
        _announce_questions(turn)
    if wants.need is None:
        _ask_need(turn)
    elif wants.deadline is None:
        turn.expecting = Expecting.DEADLINE
        turn.say(Text.ASK_DEADLINE)
        turn.add_buttons(buttons.DEADLINE_ASAP, buttons.DEADLINE_30_DAYS, buttons.DEADLINE_FLEXIBLE)
    elif wants.budget is None:
        turn.expecting = Expecting.BUDGET
        _ask_budget(turn)
    else:
        turn.expecting = Expecting.PACKAGE
        _ask_package(turn)


def _is_for_packages(turn: Turn[Event]) -> bool:
    """The open question is which package, and none of the three."""
    return turn.expecting is Expecting.PACKAGE or all_asked(turn.deal.wants)


def _announce_questions(turn: Turn[Event]) -> None:
    is_open = turn.rules.office.are_open(turn.at, turn.calendar)
    turn.say(Text.FEW_QUESTIONS if is_open else Text.FEW_QUESTIONS_CLOSED, at=turn.at)


def _ask_need(turn: Turn[Event]) -> None:
    if turn.expecting is Expecting.PACKAGE:
        _ask_package(turn)
        return
    if turn.expecting is Expecting.NEED:
        turn.say(Text.ASK_DESCRIPTION)
        return
    turn.expecting = Expecting.NEED
    shown = tuple(package.id for package in turn.catalog.packages[:2])
    turn.say(Text.ASK_NEED, packages=shown)
    padded = [buttons.need_package_id(each) for each in shown] + [""] * (2 - len(shown))
    turn.add_buttons(*padded, buttons.NEED_OTHER)


def _ask_budget(turn: Turn[Event]) -> None:
    packages = turn.catalog.packages
    prices = sorted({package.price_centavos for package in packages})
    low, high = prices[0], prices[min(1, len(prices) - 1)]
    turn.say(Text.ASK_BUDGET, packages=tuple(package.id for package in packages))
    turn.add_buttons(
        buttons.budget_id(None, low), buttons.budget_id(low, high), buttons.BUDGET_UNKNOWN
    )


def _ask_package(turn: Turn[Event]) -> None:
    found = candidates(turn) or turn.catalog.packages
    shown = tuple(package.id for package in found[:SHOWN_PACKAGES])
    turn.say(Text.ASK_PACKAGE, packages=shown)
    turn.add_buttons(*(buttons.package_button_id(each) for each in shown))
