"""The Payments contract, over the adapter with our own Mercado Pago behind it."""

from __future__ import annotations

from datetime import datetime

import pytest

from adapters.mercadopago.emulator import Fault, MercadoPagoEmulator
from adapters.mercadopago.payments import MercadoPagoPayments
from adapters.mercadopago.reais import to_reais
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.payments import Notice, Payments
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Payer, PaymentsContract, Run
from autovenda_core.testing.payments import Webhook


class EmulatorPayer:
    def __init__(self, emulator: MercadoPagoEmulator, clock: FakeClock) -> None:
        self._emulator = emulator
        self.now = clock.now
        self.wait = clock.advance
        self.promise = emulator.account.promise
        self.fail = emulator.account.fail
        self.query: dict[str, str] = {}

    def pay(self, provider_ref: str, method: str) -> None:
        self._emulator.account.pay(provider_ref, method)

    def refund(self, provider_ref: str, amount_centavos: int) -> None:
        self._emulator.account.refund(provider_ref, to_reais(amount_centavos))

    def webhook(self) -> Webhook:
        signed = self._emulator.webhooks.signed(self._emulator.webhooks.notices[-1])
        self.query = dict(signed.query)
        return Webhook(signed.headers, signed.body)

    def turn_away(self, retry_after_seconds: int) -> None:
        assert retry_after_seconds == 7, "the emulator always says so"
        self._emulator.faults.plan(Fault.RATE_LIMIT)

    def lose_answer(self) -> None:
        # A page is looked for first, and then made.
        self._emulator.faults.plan(Fault.LOSE_ANSWER, after_calls=1)


class TestMercadoPagoPayments(PaymentsContract):
    @pytest.fixture
    def payments(self, payments: MercadoPagoPayments) -> MercadoPagoPayments:
        return payments

    @pytest.fixture
    def payer(self, emulator: MercadoPagoEmulator, clock: FakeClock) -> Payer:
        self.people = EmulatorPayer(emulator, clock)
        return self.people

    @pytest.fixture
    def run(self, run: Run) -> Run:
        return run

    def test_a_webhook_leads_to_the_charge_and_its_page(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        """A notice of Mercado Pago's names no charge: the payment it leads to does."""
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")

        [notice] = self.read(payments, payer.webhook(), payer.now())

        snapshot = run(payments.fetch(notice.provider_ref))
        assert notice.charge_id is None
        assert snapshot.charge_id == deposit.charge_id
        assert snapshot.provider_ref == page.provider_ref

    def test_a_webhook_that_was_changed_on_its_way_is_refused(
        self, payments: Payments, run: Run, payer: Payer, deposit: CreateCheckout
    ) -> None:
        """The body is not signed and decides nothing; what is signed cannot be changed."""
        page = run(payments.create(deposit, key="c1:7:0"))
        payer.pay(page.provider_ref, "card")
        webhook = payer.webhook()

        self.people.query["data.id"] = "1"
        with pytest.raises(InvalidRequest):
            self.read(payments, webhook, payer.now())

    def read(self, payments: Payments, webhook: Webhook, now: datetime) -> list[Notice]:
        return payments.parse_webhook(webhook.headers, self.people.query, webhook.body, now)
