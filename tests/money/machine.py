"""
A state machine that throws everything at one sale at random, and audits the money.

The provider's webhooks never arrive by themselves: the network brings any of them, at any time,
as often as it likes, or never.  After each step the books are held to what cannot be wrong; at
the end everything is looked at once more, and they must agree with the provider's to the centavo.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from autovenda_core.errors import OutcomeUnknown, Rejected, Unavailable
from autovenda_core.events import (
    CheckoutRequested,
    CustomOffer,
    ExtraCharged,
    GivenBack,
    PaymentNoticed,
    PaymentSnapshot,
    ProjectDelivered,
    RefundRequested,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import (
    Charge,
    ChargeKind,
    ChargeStatus,
    Deal,
    Payment,
    PaymentStatus,
    Project,
    ProjectStatus,
    Rules,
    State,
)
from autovenda_core.testing.world import SAMPLE_CATALOG, World

WORDS = (
    "quero o pacote básico",
    "quero o pacote premium",
    "já paguei",
    "manda o link de novo",
    "não quero mais",
    "como está meu projeto?",
)
FAILURES = (Unavailable("down"), OutcomeUnknown("lost"), Rejected("refused"))
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=10),
    timedelta(hours=6),
    timedelta(hours=25),
    timedelta(days=4),
    timedelta(days=9),
)
AMOUNTS = (1, 10_000, 25_000, 50_000, 75_000, 100_000)
URL = "https://autovenda.example/p"

index = st.integers(0, 30)
amounts = st.sampled_from(AMOUNTS)


class Sale(RuleBasedStateMachine):
    """One lead and everybody around them."""

    rows = FLOW
    """Another table can be put in its place, to see whether the audit notices."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0), rows=self.rows))
        self.world.payments.loses_webhooks = True
        self.version = 0
        self.by_hand: dict[tuple[str, str], int] = {}
        """What the operator says arrived: centavos by charge and reference."""
        self.shown: set[str] = set()
        """The pages that our link has ever led to."""

    @initialize(at_once=st.booleans())
    def comes(self, at_once: bool) -> None:
        """Most of what can go wrong goes wrong after an acceptance."""
        self.writes(WORDS[0], now=True)
        if at_once:
            self.accepts()

    # ------------------------------------------------------------------ what there is

    @property
    def deals(self) -> tuple[Deal, ...]:
        conversation = self.world.conversation
        return (*conversation.earlier, conversation.deal)

    @property
    def charges(self) -> tuple[Charge, ...]:
        return tuple(charge for deal in self.deals for charge in deal.charges)

    def page(self, at: int) -> str | None:
        """One of the newest pages: the old ones are seldom interesting."""
        newest = self.world.payments.pages[-4:]
        return newest[at % len(newest)] if newest else None

    def at_the_provider(self, at: int, act: Callable[[str], Any]) -> None:
        """Somebody does something to a page, where it can be done."""
        ref = self.page(at)
        if ref is not None:
            with suppress(ValueError):  # the page is not in the state for it
                act(ref)

    def settle(self, now: bool) -> None:
        """Let us work before the next thing happens, or not yet."""
        if now:
            self.world.settle()

    # ------------------------------------------------------------------ the lead

    @rule(text=st.sampled_from(WORDS), now=st.booleans())
    def writes(self, text: str, now: bool) -> None:
        self.world.says(text)
        self.settle(now)

    @rule()
    def accepts(self) -> None:
        self.world.settle()
        try:
            self.world.taps("Aceitar proposta")
        except LookupError:
            return  # no offer was made yet
        self.world.settle()

    @rule(at=index, now=st.booleans())
    def presses_pay(self, at: int, now: bool) -> None:
        if charges := self.charges:
            charge = charges[-1 - at % len(charges)]
            self.world.happens(CheckoutRequested(self.world.clock.now(), charge.id, URL, URL))
        self.settle(now)

    @rule()
    def presses_pay_and_pays(self) -> None:
        self.world.settle()
        try:
            page = self.world.checkout
        except LookupError:
            return  # nothing is due, or the provider is down
        self.at_the_provider(-1, lambda _: self.world.payments.pay(page.provider_ref))

    @rule(at=index, method=st.sampled_from(("card", "pix", "boleto")))
    def pays(self, at: int, method: str) -> None:
        self.at_the_provider(at, lambda ref: self.world.payments.pay(ref, method))

    @rule(at=index, method=st.sampled_from(("pix", "boleto")))
    def takes_a_voucher(self, at: int, method: str) -> None:
        self.at_the_provider(at, lambda ref: self.world.payments.promise(ref, method))

    @rule(at=index)
    def lets_the_voucher_die(self, at: int) -> None:
        self.at_the_provider(at, self.world.payments.fail)

    @rule(at=index)
    def recovers_a_page_and_pays(self, at: int) -> None:
        payments = self.world.payments
        self.at_the_provider(at, lambda ref: payments.pay(payments.recover(ref)))

    @rule(at=index)
    def asks_the_bank(self, at: int) -> None:
        self.at_the_provider(at, self.world.payments.dispute)

    @rule(at=index, won=st.booleans())
    def hears_from_the_bank(self, at: int, won: bool) -> None:
        self.at_the_provider(at, lambda ref: self.world.payments.close_dispute(ref, won=won))

    @rule()
    def submits_the_briefing(self) -> None:
        self.world.submits_briefing({"objetivo": "vender"})
        self.world.settle()

    # ------------------------------------------------------------------ the network and the clock

    @rule(at=index, now=st.booleans())
    def a_webhook_arrives(self, at: int, now: bool) -> None:
        if lost := self.world.payments.lost:
            self.world.delivers(lost[-1 - at % min(len(lost), 8)])
        self.settle(now)

    @rule(failure=st.sampled_from(FAILURES), times=st.integers(1, 3))
    def the_provider_fails(self, failure: Any, times: int) -> None:
        self.world.payments.fail_next(*[failure] * times)

    @rule(failure=st.sampled_from(FAILURES[:2]))
    def the_channel_fails(self, failure: Any) -> None:
        self.world.channel.fail_next(failure)

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: timedelta) -> None:
        self.world.advance(pause)

    @rule()
    def the_process_dies(self) -> None:
        self.world.crashes()

    # ------------------------------------------------------------------ the operator

    @rule(at=index, amount=st.none() | amounts)
    def gives_back_at_the_provider(self, at: int, amount: int | None) -> None:
        self.at_the_provider(at, lambda ref: self.world.payments.give_back(ref, amount))

    @rule(at=index, amount=st.none() | amounts, now=st.booleans())
    def asks_for_a_refund(self, at: int, amount: int | None, now: bool) -> None:
        paid = [(charge.id, each) for charge in self.charges for each in charge.payments]
        if paid:
            charge_id, payment = paid[-1 - at % len(paid)]
            event = RefundRequested(
                self.world.clock.now(), "rafa", charge_id, payment.provider_ref, amount
            )
            self.world.happens(event)
        self.settle(now)

    @rule(at=index, amount=amounts)
    def says_that_money_arrived(self, at: int, amount: int) -> None:
        if charges := self.charges:
            charge = charges[-1 - at % len(charges)]
            ref = f"cash-{len(self.by_hand) + 1}"
            self.by_hand[charge.id, ref] = amount
            now = self.world.clock.now()
            self.world.happens(
                PaymentSnapshot(
                    at=now,
                    charge_id=charge.id,
                    provider="manual",
                    provider_ref=ref,
                    status=PaymentStatus.PAID,
                    amount_centavos=amount,
                    currency="BRL",
                    livemode=False,
                    by="rafa",
                )
            )
        self.world.settle()

    @rule(deal=st.integers(1, 3))
    def delivers(self, deal: int) -> None:
        self.world.happens(ProjectDelivered(self.world.clock.now(), "rafa", deal))
        self.world.settle()

    @rule(deal=st.integers(1, 3), amount=amounts)
    def charges_an_extra(self, deal: int, amount: int) -> None:
        event = ExtraCharged(self.world.clock.now(), "rafa", deal, "mais uma página", amount)
        self.world.happens(event)
        self.world.settle()

    @rule()
    def offers_something_else(self) -> None:
        now = self.world.clock.now()
        self.world.happens(CustomOffer(now, "rafa", "Sob medida", ("Tudo",), 99_999, 33, 10))
        self.world.settle()

    @rule()
    def gives_back_to_the_bot(self) -> None:
        self.world.happens(GivenBack(self.world.clock.now(), "rafa"))
        self.world.settle()

    # ------------------------------------------------------------------ what is never wrong

    @invariant()
    def the_version_only_grows(self) -> None:
        version = self.world.conversation.version
        assert version >= self.version
        self.version = version

    @invariant()
    def every_payment_in_the_books_was_made(self) -> None:
        for charge in self.charges:
            for payment in charge.payments:
                assert payment.amount_centavos == self.arrived(charge, payment)

    @invariant()
    def nothing_is_paid_without_money(self) -> None:
        for charge in self.charges:
            if charge.status is ChargeStatus.PAID:
                arrived = sum(payment.amount_centavos for payment in charge.payments)
                assert arrived >= charge.amount_centavos
                assert charge.received_centavos > 0, "all of it went back"

    @invariant()
    def nothing_is_sold_without_its_deposit(self) -> None:
        for deal in self.deals:
            if deal.project is not None:
                assert deal.deposit is not None
                ever = sum(self.arrived(deal.deposit, each) for each in deal.deposit.payments)
                assert ever >= deal.deposit.amount_centavos

    @invariant()
    def the_state_agrees_with_the_books(self) -> None:
        conversation = self.world.conversation
        deposit, project = conversation.deal.deposit, conversation.deal.project
        if conversation.state is State.AWAITING_PAYMENT:
            assert deposit is not None
            assert deposit.status is not ChargeStatus.PAID
        if conversation.state in (State.PAID, State.BRIEFING, State.ACTIVE):
            assert project is not None

    @invariant()
    def nothing_is_closed_while_something_is_due(self) -> None:
        for deal in self.deals:
            if deal.project is not None and deal.project.status is ProjectStatus.CLOSED:
                assert self.due_when_closed(deal, deal.project) == 0

    @invariant()
    def nothing_is_asked_for_twice(self) -> None:
        ids = [charge.id for charge in self.charges]
        assert len(ids) == len(set(ids))
        for deal in self.deals:
            kinds = [charge.kind for charge in deal.further]
            assert kinds.count(ChargeKind.BALANCE) <= 1
            if deal.deposit is not None and deal.offer is not None:
                accepted = deal.acceptance
                assert accepted is not None
                assert accepted.total_centavos == deal.offer.total_centavos
                assert deal.deposit.amount_centavos == deal.offer.deposit_centavos

    @invariant()
    def one_charge_has_one_page_that_can_be_paid(self) -> None:
        """Of those that somebody was shown: nobody has the address of one whose answer was lost."""
        self.shown |= {charge.checkout.provider_ref for charge in self.charges if charge.checkout}
        pages = map(self.world.payments.look, self.shown)
        is_open = [page.charge_id for page in pages if page.status is PaymentStatus.OPEN]
        assert len(is_open) == len(set(is_open))

    @invariant()
    def no_more_goes_back_than_came(self) -> None:
        for charge in self.charges:
            for payment in charge.payments:
                assert 0 <= payment.refunded_centavos <= payment.amount_centavos
                assert payment.refund_asked_centavos <= payment.amount_centavos

    # ------------------------------------------------------------------ the end of the day

    def teardown(self) -> None:
        """Everything is working again and looked at once more: now the books must be right."""
        self.recover()
        self.the_books_agree_with_the_provider()
        self.whoever_paid_was_told_or_a_person_was()

    def recover(self) -> None:
        """What the daily reconciliation does: look at every page there ever was."""
        world = self.world
        world.advance(timedelta(days=1))  # what failed is tried again
        for ref in world.payments.pages:
            charge_id = world.payments.look(ref).charge_id or ""
            world.happens(PaymentNoticed(world.clock.now(), charge_id, ref))
        world.advance(timedelta(days=1))

    def the_books_agree_with_the_provider(self) -> None:
        ours = {
            (charge.id, each.provider_ref): (each.amount_centavos, each.kept_centavos)
            for charge in self.charges
            for each in charge.payments
        }
        pages = map(self.world.payments.look, self.world.payments.pages)
        theirs = {
            (page.charge_id or "", page.provider_ref): (page.amount_centavos, kept_of(page))
            for page in pages
            if page.paid_at is not None
        }
        by_hand = {key: (amount, amount) for key, amount in self.by_hand.items()}
        assert ours == theirs | by_hand

    def whoever_paid_was_told_or_a_person_was(self) -> None:
        tasks = self.world.tasks
        said = [message.text for message in self.world.store.messages]
        for deal in self.deals:
            if any(charge.payments for charge in deal.charges) and deal.project is None:
                assert tasks, "money came in, and nobody knows"
        sold = sum(deal.project is not None for deal in self.deals)
        told = sum("Recebemos seu sinal" in text for text in said)
        assert told <= sold, "one sale was celebrated twice"
        assert told == sold or tasks, "somebody paid, and heard nothing"

    # ------------------------------------------------------------------ helpers of the audit

    def arrived(self, charge: Charge, payment: Payment) -> int:
        """What the provider, or the operator, says of a payment; nothing, if it was never made."""
        if payment.provider == "manual":
            return self.by_hand.get((charge.id, payment.provider_ref), 0)
        page = self.world.payments.look(payment.provider_ref)
        is_its_money = page.paid_at is not None and page.charge_id == charge.id
        return page.amount_centavos if is_its_money else 0

    @staticmethod
    def due_when_closed(deal: Deal, project: Project) -> int:
        """An extra may be asked for after the end; the balance may not be open then."""
        unpaid = (ChargeStatus.OPEN, ChargeStatus.PENDING)
        return sum(
            charge.amount_centavos
            for charge in deal.further
            if charge.kind is ChargeKind.BALANCE and charge.status in unpaid
        )


def kept_of(page: Any) -> int:
    """What is left of a payment, by the provider's own books."""
    return 0 if page.dispute == "lost" else page.amount_centavos - page.refunded_centavos
