"""The Payments contract, over the fake and over the adapter with our own Stripe behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from adapters.stripe.emulator import Fault, StripeEmulator
from adapters.stripe.payments import StripePayments
from autovenda_core.errors import OutcomeUnknown, Unavailable
from autovenda_core.ports.payments import Payments
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Payer, PaymentsContract, Run
from autovenda_core.testing.payments import FakePayments, Webhook


class FakePayer:
    def __init__(self, payments: FakePayments, clock: FakeClock) -> None:
        self.pay = payments.pay
        self.promise = payments.promise
        self.fail = payments.fail
        self.refund = payments.give_back
        self.now = clock.now
        self.wait = clock.advance
        self._payments = payments

    def webhook(self) -> Webhook:
        return self._payments.webhooks[-1]

    def turn_away(self, retry_after_seconds: int) -> None:
        self._payments.fail_next(Unavailable(retry_after_seconds=retry_after_seconds))

    def lose_answer(self) -> None:
        self._payments.fail_next(OutcomeUnknown())


class EmulatorPayer:
    def __init__(self, emulator: StripeEmulator, clock: FakeClock) -> None:
        self._emulator = emulator
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def wait(self, step: timedelta) -> None:
        self._clock.advance(step)

    def pay(self, provider_ref: str, method: str) -> None:
        self._emulator.account.pay(provider_ref, method)

    def promise(self, provider_ref: str) -> None:
        self._emulator.account.promise(provider_ref)

    def fail(self, provider_ref: str) -> None:
        self._emulator.account.fail(provider_ref)

    def refund(self, provider_ref: str, amount_centavos: int) -> None:
        self._emulator.account.refund(provider_ref, amount_centavos)

    def webhook(self) -> Webhook:
        last = self._emulator.account.events({"limit": 1})["data"][0]
        signed = self._emulator.webhooks.signed(last)
        return Webhook(signed.headers, signed.body)

    def turn_away(self, retry_after_seconds: int) -> None:
        assert retry_after_seconds == 7, "the emulator always says so"
        self._emulator.faults.plan(Fault.RATE_LIMIT)

    def lose_answer(self) -> None:
        self._emulator.faults.plan(Fault.LOSE_ANSWER, method="POST")


class TestFakePayments(PaymentsContract):
    @pytest.fixture
    def payments(self, clock: FakeClock) -> FakePayments:
        return FakePayments(clock)

    @pytest.fixture
    def payer(self, payments: Payments, clock: FakeClock) -> Payer:
        assert isinstance(payments, FakePayments)
        return FakePayer(payments, clock)

    @pytest.fixture
    def run(self, run: Run) -> Run:
        return run


class TestStripePayments(PaymentsContract):
    @pytest.fixture
    def payments(self, payments: StripePayments) -> StripePayments:
        return payments

    @pytest.fixture
    def payer(self, emulator: StripeEmulator, clock: FakeClock) -> Payer:
        return EmulatorPayer(emulator, clock)

    @pytest.fixture
    def run(self, run: Run) -> Run:
        return run
