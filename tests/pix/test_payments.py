"""What the provider that knows nothing can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pixcanvas
import pytest

from adapters.pix.payments import ManualPix, txid
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import ConfigurationError, InvalidRequest, Rejected
from autovenda_core.model import PaymentStatus
from autovenda_core.ports.payments import NotRefundable, Payments
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

KEY = "123e4567-e12b-12d1-a456-426655440000"


def test_it_is_a_payment_provider(payments: ManualPix) -> None:
    provider: Payments = payments

    assert provider.name == "pix"


def test_the_page_is_ours_and_carries_the_code(
    payments: ManualPix, run: Run, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    assert page.url == "https://loja.example.com/p/token"
    assert page.expires_at == wanted.expires_at
    assert page.pix_code is not None
    read = pixcanvas.parse_pix(page.pix_code)
    assert (read.pix_key, str(read.amount)) == (KEY, "750.05")
    assert (read.merchant_name, read.merchant_city) == ("AGENCIA ACAO", "BRASILIA")
    assert read.txid == txid(wanted.charge_id)


def test_the_same_key_gives_the_same_page_and_another_key_another(
    payments: ManualPix, run: Run, wanted: CreateCheckout
) -> None:
    first = run(payments.create(wanted, key="c1:7:0"))

    assert run(payments.create(wanted, key="c1:7:0")) == first
    assert run(payments.create(wanted, key="c1:9:0")).provider_ref != first.provider_ref


def test_two_charges_have_two_identifiers_in_the_statement() -> None:
    one, other = txid("c1.1.11"), txid("c1.11.1")

    assert one != other
    assert len(one) == 25
    assert one.isascii()
    assert one.isalnum()


def test_a_page_is_open_until_its_time_is_over_and_never_paid(
    payments: ManualPix, run: Run, clock: FakeClock, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    before = run(payments.fetch(page.provider_ref))
    clock.advance(timedelta(hours=23))
    after = run(payments.fetch(page.provider_ref))

    assert (before.status, after.status) == (PaymentStatus.OPEN, PaymentStatus.EXPIRED)
    assert before.charge_id == wanted.charge_id
    assert (before.amount_centavos, before.currency) == (75_005, "BRL")
    assert before.livemode is True


def test_another_process_reads_the_page_from_its_reference(
    payments: ManualPix, run: Run, clock: FakeClock, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    elsewhere = ManualPix(KEY, "Agência Ação", "Brasília", clock)

    assert run(elsewhere.fetch(page.provider_ref)) == run(payments.fetch(page.provider_ref))


def test_closing_a_page_changes_nothing_because_the_code_is_out(
    payments: ManualPix, run: Run, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    run(payments.expire(page.provider_ref))

    assert run(payments.fetch(page.provider_ref)).status is PaymentStatus.OPEN


@pytest.mark.parametrize("reference", ["nothing-like-it", "pix:c1:0:1:abcdefabcdef", "pix:::"])
def test_a_page_nobody_made_cannot_be_looked_at_or_closed(
    payments: ManualPix, run: Run, reference: str
) -> None:
    with pytest.raises(Rejected):
        run(payments.fetch(reference))
    with pytest.raises(Rejected):
        run(payments.expire(reference))


def test_a_page_that_would_be_over_already_is_refused(
    payments: ManualPix, run: Run, clock: FakeClock, wanted: CreateCheckout
) -> None:
    clock.advance(timedelta(hours=23))

    with pytest.raises(Rejected):
        run(payments.create(wanted, key="c1:7:0"))


def test_dollars_are_refused(payments: ManualPix, run: Run, wanted: CreateCheckout) -> None:
    with pytest.raises(Rejected, match="USD"):
        run(payments.create(replace(wanted, currency="USD"), key="c1:7:0"))


def test_money_is_sent_back_by_a_person(
    payments: ManualPix, run: Run, wanted: CreateCheckout
) -> None:
    page = run(payments.create(wanted, key="c1:7:0"))

    answer = run(payments.refund(page.provider_ref, 75_005, key="c1:8:0"))

    assert isinstance(answer, NotRefundable)
    assert "app do banco" in answer.reason


def test_nobody_may_say_by_webhook_that_it_was_paid(payments: ManualPix, clock: FakeClock) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        payments.parse_webhook({}, {}, b'{"paid":true}', clock.now())

    assert refusal.value.status == 404


def test_there_are_no_books_to_compare(payments: ManualPix, run: Run, clock: FakeClock) -> None:
    async def everything() -> list[object]:
        listed = [snapshot async for snapshot in payments.list_since(clock.now())]
        missed = [notice async for notice in payments.undelivered(clock.now())]
        return [*listed, *missed]

    assert run(everything()) == []


@pytest.mark.parametrize(
    ("name", "city", "variable"), [("", "Brasília", "PIX_NAME"), ("Agência", "東京", "PIX_CITY")]
)
def test_a_holder_that_a_code_cannot_name_stops_the_start(
    clock: FakeClock, name: str, city: str, variable: str
) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        ManualPix(KEY, name, city, clock)
