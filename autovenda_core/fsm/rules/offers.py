"""Offers: made from the catalogue or by an operator, accepted, refused, renewed."""

from __future__ import annotations

from datetime import timedelta

from autovenda_core.catalog import ServicePackage
from autovenda_core.effects import ExpireCheckout, LinkKind, Purpose, TaskKind, Text
from autovenda_core.events import Act, CustomOffer, Event, Reader, TimerFired, Understood
from autovenda_core.fsm.rules.arrivals import timer_is_current
from autovenda_core.fsm.rules.objections import tell_if_late
from autovenda_core.fsm.rules.people import call_person, hand_over
from autovenda_core.fsm.rules.questions import (
    all_asked,
    candidates,
    fitting_package,
    present_offer,
)
from autovenda_core.fsm.rules.reminders import wait_for, wait_no_longer
from autovenda_core.fsm.rules.talk import open_deal
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Acceptance,
    Charge,
    ChargeStatus,
    Expecting,
    LostReason,
    Offer,
    Timer,
    offer_number_for,
)
from autovenda_core.money import percent_of
from autovenda_core.texts.wording import summary_of
from autovenda_core.understanding import buttons, match_package
from autovenda_core.values import replace

__all__ = [
    "accept_offer",
    "accepts_current_offer",
    "affirms_cleanly",
    "ask_to_confirm",
    "chooses_another",
    "confirms_offer",
    "end_deal",
    "is_silent",
    "list_prices",
    "lose_silent",
    "make_offer",
    "needs_another",
    "no_hurry",
    "nothing_fits",
    "offer_custom",
    "offer_custom_anew",
    "offer_has_expired",
    "offer_what_is_needed",
    "package_is_clear",
    "point_to_newer_offer",
    "refer_to_person",
    "refuse",
    "refuses_clearly",
    "renew_offer",
    "repeat_price",
    "says_yes",
    "wait_longer",
    "wants_none_of_these",
    "was_heard_lately",
]

SURE = 0.8
"""The confidence from which a yes or a no decides: a rule's, never that of what is only likely."""

COURTESY = frozenset({Act.AFFIRM, Act.GREET, Act.THANKS})


# ---------------------------------------------------------------------------- making one


def package_is_clear(turn: Turn[Understood]) -> bool:
    """The need is known, and one package was chosen or fits."""
    return turn.resume and fitting_package(turn) is not None


def make_offer(turn: Turn[Understood]) -> None:
    """Put the package and its price before the lead, with the proposal."""
    package = fitting_package(turn)
    assert package is not None, "the guard saw a package"
    _offer_package(turn, package)


def nothing_fits(turn: Turn[Understood]) -> bool:
    """Everything was asked, and no package fits what was answered just now."""
    has_news = turn.deal.wants != turn.before.deal.wants
    return turn.resume and has_news and all_asked(turn.deal.wants) and not candidates(turn)


def refer_to_person(turn: Turn[Understood]) -> None:
    """No package fits: a person makes a custom offer."""
    turn.say(Text.NO_PACKAGE_FITS, purpose=Purpose.TRANSACTION)
    summary = summary_of(turn.deal.wants)
    turn.call(TaskKind.NO_PACKAGE_FITS, f"{turn.who} precisa de algo sob medida: {summary}.")
    hand_over(turn)


def wants_none_of_these(turn: Turn[Understood]) -> bool:
    """The packages were listed, and the answer is no."""
    return turn.expecting is Expecting.PACKAGE


def chooses_another(turn: Turn[Understood]) -> bool:
    """The lead names a package of the catalogue that is not the one on offer."""
    wanted, offer = turn.event.slots.package_id, turn.deal.offer
    return wanted in turn.catalog.by_id and (offer is None or wanted != offer.package_id)


def needs_another(turn: Turn[Understood]) -> bool:
    """What they need now is the work of another package than the one on offer."""
    package_id, offer = _needed_package(turn), turn.deal.offer
    return package_id is not None and (offer is None or package_id != offer.package_id)


def offer_what_is_needed(turn: Turn[Understood]) -> None:
    """The package of the new need, in the place of the offer before."""
    _offer_package(turn, turn.catalog.by_id[_needed_package(turn) or ""])


def _needed_package(turn: Turn[Understood]) -> str | None:
    need = turn.event.slots.need
    return match_package(need, turn.catalog) if need else None


def offer_has_expired(turn: Turn[Understood]) -> bool:
    """The offer is past its last day."""
    offer = turn.deal.offer
    return offer is not None and offer.is_over(turn.at)


def renew_offer(turn: Turn[Understood]) -> None:
    """The same package at today's price; a person, where it is not in the catalogue."""
    offer = turn.deal.offer
    package = turn.catalog.by_id.get(offer.package_id) if offer else None
    if package is None:
        call_person(turn)
        return
    turn.say(Text.OFFER_RENEWED)
    _offer_package(turn, package)


def offer_custom(turn: Turn[CustomOffer]) -> None:
    """An operator's own offer, in the place of the one before."""
    event = turn.event
    _withdraw_deposit(turn)
    _put_offer(
        turn,
        ServicePackage(
            id=event.package_id,
            name=event.title,
            price_centavos=event.total_centavos,
            delivery_days=event.delivery_days,
            deposit_percent=event.deposit_percent,
            deliverables=event.deliverables,
        ),
        operator=event.operator,
    )


def offer_custom_anew(turn: Turn[CustomOffer]) -> None:
    """An operator's offer to a client whose last deal is over: a new deal."""
    open_deal(turn)
    offer_custom(turn)


def _offer_package(turn: Turn[Understood], package: ServicePackage) -> None:
    wants = replace(turn.deal.wants, package_id=package.id)
    turn.deal = replace(turn.deal, wants=wants)
    _put_offer(turn, package)
    tell_if_late(turn)


def _put_offer(turn: Turn[Event], package: ServicePackage, operator: str | None = None) -> None:
    deal, calendar, rules = turn.deal, turn.calendar, turn.rules
    version = deal.offer.version + 1 if deal.offer else 1
    last_day = calendar.day(turn.at) + timedelta(days=rules.proposal_days)
    offer = Offer(
        number=offer_number_for(turn.conversation_id, deal.number, version),
        version=version,
        package_id=package.id,
        title=package.name,
        deliverables=package.deliverables,
        total_centavos=package.price_centavos,
        deposit_centavos=percent_of(package.price_centavos, package.deposit_percent),
        delivery_days=package.delivery_days,
        offered_at=turn.at,
        valid_until=calendar.end_of_day(last_day),
        by=operator,
    )
    turn.deal = replace(deal, offer=offer, acceptance=None, proposal_sha256=None)
    turn.resume = False  # the offer asks for itself
    present_offer(turn)
    wait_for(turn, Timer.OFFER_REMINDER)
    turn.arm(Timer.SILENCE, offer.valid_until + _silence(turn))


def _withdraw_deposit(turn: Turn[Event]) -> None:
    """Close the page of a deposit that is no longer wanted; money may still arrive for it."""
    deposit = turn.deal.deposit
    if deposit is None:
        return
    _close_page(turn)
    void = replace(deposit, status=ChargeStatus.CANCELLED)
    turn.deal = replace(turn.deal, deposit=None, void=(*turn.deal.void, void))


# ---------------------------------------------------------------------------- talking about it


def list_prices(turn: Turn[Understood]) -> None:
    """The catalogue's prices, as they are; who has not said what they need may pick one."""
    turn.resume = True
    if turn.deal.offer is None and turn.deal.wants.need is None:
        turn.expecting = Expecting.PACKAGE
        return
    turn.say(Text.PRICE_LIST, packages=tuple(turn.catalog.by_id))


def repeat_price(turn: Turn[Understood]) -> None:
    """What the offer costs, in the offer's own numbers."""
    turn.answer(Text.OFFER_PRICE, offer=turn.deal.offer)


def no_hurry(turn: Turn[Understood]) -> None:
    """Undecided before there is an offer."""
    turn.say(Text.NO_HURRY)


def point_to_newer_offer(turn: Turn[Understood]) -> None:
    """A button of an offer that was replaced."""
    turn.answer(Text.OFFER_OUTDATED)


# ---------------------------------------------------------------------------- accepting it


def accepts_current_offer(turn: Turn[Understood]) -> bool:
    """The button of this very offer was tapped: nobody else may say so, least of all a model."""
    event, offer = turn.event, turn.deal.offer
    if event.by is not Reader.BUTTON or offer is None:
        return False
    return event.slots.offer_number == offer.number


def affirms_cleanly(turn: Turn[Understood]) -> bool:
    """A yes that a rule is sure of, with nothing beside it but courtesy."""
    is_sure = all(read.confidence >= SURE for read in turn.event.acts if read.act is Act.AFFIRM)
    return _is_only_yes(turn) and is_sure and turn.event.by is not Reader.MODEL


def _is_only_yes(turn: Turn[Understood]) -> bool:
    return {read.act for read in turn.event.acts} <= COURTESY


def says_yes(turn: Turn[Understood]) -> bool:
    """A clean yes, be it only heard: enough to be asked whether it was meant."""
    return _is_only_yes(turn) and (turn.event.by is not Reader.MODEL or bool(turn.event.heard))


def confirms_offer(turn: Turn[Understood]) -> bool:
    """A clean yes to "você aceita a proposta nº …?"."""
    return turn.expecting is Expecting.CONFIRM and affirms_cleanly(turn)


def ask_to_confirm(turn: Turn[Understood]) -> None:
    """Words can mean many things: ask once before they bind."""
    offer = turn.deal.offer
    assert offer is not None, "an offer is on the table"
    turn.say(Text.CONFIRM_ACCEPTANCE, offer=offer)
    turn.add_buttons(buttons.accept_id(offer.number), buttons.DEFER)
    turn.expecting = Expecting.CONFIRM


def accept_offer(turn: Turn[Understood]) -> None:
    """Keep the evidence, ask for the deposit, and send our own link to pay it."""
    event, deal = turn.event, turn.deal
    offer = deal.offer
    assert offer is not None, "an offer is on the table"
    acceptance = Acceptance(
        at=event.at,
        message_id=event.message_ids[-1] if event.message_ids else "",
        how="button" if event.by is Reader.BUTTON else "text",
        offer_number=offer.number,
        total_centavos=offer.total_centavos,
        proposal_sha256=deal.proposal_sha256,
    )
    deposit = Charge(
        id=f"{turn.conversation_id}.{deal.number}.{offer.version}",
        amount_centavos=offer.deposit_centavos,
        description=f"Sinal — {offer.title} (proposta {offer.number})",
    )
    last_day = turn.calendar.day(event.at) + timedelta(days=turn.rules.payment_days)
    until = max(offer.valid_until, turn.calendar.end_of_day(last_day))
    offer = replace(offer, valid_until=until)
    turn.deal = replace(deal, acceptance=acceptance, deposit=deposit, offer=offer)
    turn.expecting = Expecting.PAY
    turn.say(Text.PAYMENT_LINK, offer=offer, at=event.at, purpose=Purpose.TRANSACTION)
    turn.add_link(LinkKind.PAYMENT)
    wait_for(turn, Timer.PAYMENT_REMINDER)
    turn.arm(Timer.SILENCE, until + _silence(turn))


# ---------------------------------------------------------------------------- losing it


def refuses_clearly(turn: Turn[Understood]) -> bool:
    """A no that whoever read it is sure of; a negation somewhere is not enough to lose a deal."""
    return any(r.act is Act.DENY and r.confidence >= SURE for r in turn.event.acts)


def refuse(turn: Turn[Understood]) -> None:
    """A no is a no."""
    turn.say(Text.REFUSED)
    _close_page(turn)
    end_deal(turn, LostReason.REFUSED)


def was_heard_lately(turn: Turn[TimerFired]) -> bool:
    """The newest silence timer, of a lead who has written since it was set."""
    heard = turn.heard_at
    return timer_is_current(turn) and heard is not None and turn.at < heard + _silence(turn)


def wait_longer(turn: Turn[TimerFired]) -> None:
    """Count the silence from the last word."""
    assert turn.heard_at is not None, "the guard saw it"
    turn.arm(Timer.SILENCE, turn.heard_at + _silence(turn))


def _silence(turn: Turn[Event]) -> timedelta:
    return timedelta(days=turn.rules.silence_days)


def is_silent(turn: Turn[TimerFired]) -> bool:
    """The newest silence timer, and no money is on its way."""
    deposit = turn.deal.deposit
    on_its_way = deposit is not None and deposit.status is ChargeStatus.PENDING
    return timer_is_current(turn) and not on_its_way


def lose_silent(turn: Turn[TimerFired]) -> None:
    """Nothing was heard for days: the deal is over, without a word."""
    _close_page(turn)
    end_deal(turn, LostReason.SILENT)


def end_deal(turn: Turn[Event], reason: LostReason) -> None:
    """No project comes of it; nobody is reminded of it any more."""
    turn.deal = replace(turn.deal, lost=reason)
    turn.expecting = Expecting.NONE
    turn.disarm(Timer.SILENCE)
    wait_no_longer(turn)


def _close_page(turn: Turn[Event]) -> None:
    deposit = turn.deal.deposit
    if deposit is not None and deposit.checkout is not None:
        turn.effects.append(ExpireCheckout(deposit.id, deposit.checkout.provider_ref))
