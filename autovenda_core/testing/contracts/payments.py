"""
What every Payments must do.

Subclass `PaymentsContract` in a test module and give it three fixtures: `payments`, `payer` (the
people at the page, and the provider's moods) and `run` (how your tests run a coroutine).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

import pytest

from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest, OutcomeUnknown, Rejected, Unavailable
from autovenda_core.model import PaymentStatus
from autovenda_core.ports.payments import Notice, Payments, Refund
from autovenda_core.testing.payments import Webhook

__all__ = ["Payer", "PaymentsContract", "Run"]

T = TypeVar("T")


async def all_of(several: AsyncIterator[T]) -> list[T]:
    """Everything that a listing gives."""
    return [each async for each in several]


class Run(Protocol):
    """Runs a coroutine to its end, always on the same loop."""

    def __call__(self, call: Coroutine[Any, Any, T]) -> T:
        """Its result."""
        ...


class Payer(Protocol):
    """The other side of a provider under test."""

    def now(self) -> datetime:
        """The provider's time."""
        ...

    def pay(self, provider_ref: str, method: str) -> None:
        """The money arrives, by "card", "pix" or for what was promised."""
        ...

    def promise(self, provider_ref: str) -> None:
        """The client takes a boleto."""
        ...

    def fail(self, provider_ref: str) -> None:
        """The boleto is not paid in time."""
        ...

    def refund(self, provider_ref: str, amount_centavos: int) -> None:
        """The owner gives some of it back."""
        ...

    def wait(self, step: timedelta) -> None:
        """Time passes, for the provider and for us."""
        ...

    def webhook(self) -> Webhook:
        """The last one the provider sent, as it would send it now."""
        ...

    def turn_away(self, retry_after_seconds: int) -> None:
        """The provider refuses the next call for so long."""
        ...

    def lose_answer(self) -> None:
        """The provider does what the next call asks, and its answer is lost."""
        ...


class PaymentsContract:
    """The suite; each test needs a fresh provider."""

    @pytest.fixture
    def payments(self) -> Payments:
        """The provider under test."""
        raise NotImplementedError

    @pytest.fixture
    def payer(self) -> Payer:
        """Its other side."""
        raise NotImplementedError

    @pytest.fixture
    def run(self) -> Run:
        """Runs coroutines."""
        raise NotImplementedError

    @pytest.fixture
    def deposit(self, payer: Payer) -> CreateCheckout:
        """A deposit of R$ 750,00, to be paid within 23 hours."""
        expires_at = payer.now().replace(microsecond=0) + timedelta(hours=23)
        return CreateCheckout(
            charge_id="c1:1:deposit",
            amount_centavos=75_000,
            currency="BRL",
            description="Sinal de 50%: Site institucional – “é” & <b>",
            expires_at=expires_at,
            success_url="https://loja.example.com/p/token?paid=1",
            cancel_url="https://loja.example.com/p/token",
            email="maria@example.com",
        )

    def test_a_page_has_an_address_and_ends_when_it_was_asked_to(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        assert page.provider_ref
        assert page.url.startswith(("https://", "http://"))
        assert page.expires_at == deposit.expires_at

    def test_an_open_page_says_what_was_asked_for(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        snapshot = run(payments.fetch(page.provider_ref))

        assert snapshot.provider_ref == page.provider_ref
        assert snapshot.charge_id == deposit.charge_id
        assert (snapshot.amount_centavos, snapshot.currency) == (75_000, "BRL")
        assert snapshot.status is PaymentStatus.OPEN
        assert snapshot.paid_at is None
        assert snapshot.livemode is False

    def test_a_page_for_somebody_without_an_address_can_be_made(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(replace(deposit, email=None), key="c1:7:0"))

        assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.OPEN

    def test_the_same_key_and_deposit_give_the_same_page(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        first = run(payments.create(deposit, key="c1:7:0"))
        payer.wait(timedelta(hours=2))

        second = run(payments.create(deposit, key="c1:7:0"))

        assert second == first

    def test_another_key_gives_another_page(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        first = run(payments.create(deposit, key="c1:7:0"))

        second = run(payments.create(deposit, key="c1:9:0"))

        assert second.provider_ref != first.provider_ref

    def test_a_key_cannot_be_used_for_another_amount(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        run(payments.create(deposit, key="c1:7:0"))

        with pytest.raises(Rejected):
            run(payments.create(replace(deposit, amount_centavos=1_000), key="c1:7:0"))

    def test_a_page_that_would_be_over_already_is_refused(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        payer.wait(timedelta(hours=25))

        with pytest.raises(Rejected):
            run(payments.create(deposit, key="c1:7:0"))

    def test_after_a_lost_answer_the_same_key_finds_the_page_that_was_made(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        payer.lose_answer()
        with pytest.raises(OutcomeUnknown):
            run(payments.create(deposit, key="c1:7:0"))

        page = run(payments.create(deposit, key="c1:7:0"))

        assert page == run(payments.create(deposit, key="c1:7:0"))

    def test_a_provider_that_is_too_busy_says_when_to_come_back(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        payer.turn_away(7)

        with pytest.raises(Unavailable) as refusal:
            run(payments.create(deposit, key="c1:7:0"))

        assert refusal.value.retry_after_seconds == 7

    @pytest.mark.parametrize("method", ["card", "pix"])
    def test_a_paid_page_says_how_and_how_much(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout, method: str
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        payer.pay(page.provider_ref, method)

        snapshot = run(payments.fetch(page.provider_ref))
        assert snapshot.status is PaymentStatus.PAID
        assert (snapshot.amount_centavos, snapshot.method) == (75_000, method)
        assert snapshot.paid_at is None or snapshot.paid_at.tzinfo is UTC

    def test_a_boleto_is_pending_until_its_money_arrives(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        payer.promise(page.provider_ref)
        pending = run(payments.fetch(page.provider_ref))
        payer.pay(page.provider_ref, "boleto")
        paid = run(payments.fetch(page.provider_ref))

        assert (pending.status, pending.method) == (PaymentStatus.PENDING, "boleto")
        assert (paid.status, paid.method) == (PaymentStatus.PAID, "boleto")

    def test_a_boleto_that_nobody_pays_fails(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        payer.promise(page.provider_ref)
        payer.fail(page.provider_ref)

        assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.FAILED

    def test_refunds_add_up(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        payer.refund(page.provider_ref, 25_000)
        some = run(payments.fetch(page.provider_ref))
        payer.refund(page.provider_ref, 50_000)
        everything = run(payments.fetch(page.provider_ref))

        assert (some.status, some.refunded_centavos) == (PaymentStatus.PARTLY_REFUNDED, 25_000)
        assert everything.status is PaymentStatus.REFUNDED
        assert everything.refunded_centavos == everything.amount_centavos == 75_000

    def test_money_on_its_way_says_how_it_can_still_be_paid(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        before = run(payments.fetch(page.provider_ref))

        payer.promise(page.provider_ref)

        voucher = run(payments.fetch(page.provider_ref)).instructions
        assert before.instructions is None
        assert voucher is not None
        assert voucher.method == "boleto"
        assert voucher.url or voucher.code
        assert voucher.expires_at is None or voucher.expires_at > payer.now()

    def test_money_is_sent_back_once_for_one_key(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        first = run(payments.refund(page.provider_ref, 25_000, key="c1:9:0"))
        second = run(payments.refund(page.provider_ref, 25_000, key="c1:9:0"))

        assert isinstance(first, Refund)
        assert first == second
        assert run(payments.fetch(page.provider_ref)).refunded_centavos == 25_000

    def test_after_a_lost_answer_the_same_key_sends_nothing_back_again(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")
        payer.lose_answer()
        with pytest.raises(OutcomeUnknown):
            run(payments.refund(page.provider_ref, 50_000, key="c1:9:0"))

        run(payments.refund(page.provider_ref, 50_000, key="c1:9:0"))

        assert run(payments.fetch(page.provider_ref)).refunded_centavos == 50_000

    def test_no_more_can_be_sent_back_than_is_left(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")
        run(payments.refund(page.provider_ref, 50_000, key="c1:9:0"))

        with pytest.raises(Rejected):
            run(payments.refund(page.provider_ref, 25_001, key="c1:10:0"))

    def test_a_refund_of_what_nobody_paid_is_refused(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        with pytest.raises(Rejected):
            run(payments.refund(page.provider_ref, 100, key="c1:9:0"))
        with pytest.raises(Rejected):
            run(payments.refund("nothing-like-it", 100, key="c1:10:0"))

    def test_a_boleto_is_sent_back_or_it_says_why_not(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.promise(page.provider_ref)
        payer.pay(page.provider_ref, "boleto")

        answer = run(payments.refund(page.provider_ref, 75_000, key="c1:9:0"))

        back = run(payments.fetch(page.provider_ref)).refunded_centavos
        assert back == (answer.amount_centavos if isinstance(answer, Refund) else 0)
        assert isinstance(answer, Refund) or answer.reason

    def test_a_list_has_every_page_that_was_made_since_as_it_is_now(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        run(payments.create(deposit, key="c1:7:0"))
        payer.wait(timedelta(hours=1))
        since = payer.now()
        paid = run(payments.create(replace(deposit, charge_id="c2:1:deposit"), key="c2:7:0"))
        payer.pay(paid.provider_ref, "card")

        [snapshot] = run(all_of(payments.list_since(since)))

        assert snapshot == run(payments.fetch(paid.provider_ref))

    def test_a_page_ends_by_itself(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        payer.wait(timedelta(hours=23))

        assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.EXPIRED

    def test_a_page_can_be_closed_twice(
        self, payments: Payments, run: Run, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))

        run(payments.expire(page.provider_ref))
        run(payments.expire(page.provider_ref))

        assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.EXPIRED

    def test_closing_a_paid_page_takes_nothing_back(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        run(payments.expire(page.provider_ref))

        assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.PAID

    def test_a_page_nobody_made_cannot_be_looked_at_or_closed(
        self, payments: Payments, run: Run
    ) -> None:
        with pytest.raises(Rejected):
            run(payments.fetch("nothing-like-it"))
        with pytest.raises(Rejected):
            run(payments.expire("nothing-like-it"))

    def test_a_webhook_leads_to_the_charge_and_its_page(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        [notice] = self.read(payments, payer.webhook(), payer.now())

        assert notice.charge_id == deposit.charge_id
        assert notice.event_id
        assert notice.livemode is False
        assert run(payments.fetch(notice.provider_ref)).provider_ref == page.provider_ref

    def test_the_second_copy_of_a_webhook_has_the_same_event_id(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        first = self.read(payments, payer.webhook(), payer.now())
        payer.wait(timedelta(minutes=30))
        second = self.read(payments, payer.webhook(), payer.now())

        assert first == second

    def test_a_webhook_that_was_changed_on_its_way_is_refused(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")
        webhook = payer.webhook()

        with pytest.raises(InvalidRequest):
            self.read(payments, replace(webhook, body=webhook.body + b" "), payer.now())

    def test_a_webhook_without_a_signature_is_refused(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        with pytest.raises(InvalidRequest):
            self.read(payments, replace(payer.webhook(), headers={}), payer.now())

    def read(self, payments: Payments, webhook: Webhook, now: datetime) -> list[Notice]:
        """What a provider's webhook says."""
        return payments.parse_webhook(webhook.headers, {}, webhook.body, now)
