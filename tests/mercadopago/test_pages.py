"""Pages at Mercado Pago: what is asked for, whose the payments are, how money goes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import httpx
import pytest

from adapters.mercadopago.emulator import ApiError, EmulatorServer, MercadoPagoAccount
from adapters.mercadopago.payments import MercadoPagoPayments
from adapters.mercadopago.preferences import charge_of, reference_of
from adapters.mercadopago.reais import to_reais
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.model import DisputeStatus, PaymentStatus
from autovenda_core.ports.payments import NotRefundable, Payments, Refund, Snapshot
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.payments import Run

SECRET = "secret_of_the_tests"  # noqa: S105 - signs nothing real


def preference_with(account: MercadoPagoAccount, reference: str) -> dict[str, object]:
    [found] = account.search_preferences({"external_reference": reference})["elements"]
    return account.preference(found["id"])


def test_it_is_a_payment_provider(payments: MercadoPagoPayments) -> None:
    provider: Payments = payments

    assert provider.name == "mercadopago"


def test_a_page_asks_for_the_exact_amount_and_leads_back_to_us(
    account: MercadoPagoAccount, wanted: CreateCheckout, page: str
) -> None:
    made = preference_with(account, page)
    assert made["items"] == [
        {
            "id": "c1.1.1",
            "title": "Sinal de 50%: Site institucional",
            "quantity": 1,
            "currency_id": "BRL",
            "unit_price": to_reais(75_005),
        }
    ]
    assert made["back_urls"] == {
        "success": wanted.success_url,
        "pending": wanted.success_url,
        "failure": wanted.cancel_url,
    }
    assert made["payer"] == {"email": "maria@example.com"}
    assert "notification_url" not in made


def test_their_times_become_ours(
    payments: MercadoPagoPayments, run: Run, wanted: CreateCheckout
) -> None:
    made = run(payments.create(wanted, key="c1:7:0"))

    assert made.expires_at == wanted.expires_at
    assert made.expires_at.tzinfo is UTC


def test_notices_can_be_sent_to_an_address_of_our_own(
    server: EmulatorServer,
    client: httpx.AsyncClient,
    clock: FakeClock,
    account: MercadoPagoAccount,
    run: Run,
    wanted: CreateCheckout,
) -> None:
    ours = "https://loja.example.com/webhook/payment/mercadopago"
    payments = MercadoPagoPayments(
        client, "TEST-1", [SECRET], clock, server.url, notification_url=ours
    )

    page = run(payments.create(wanted, key="c1:7:0"))

    made = preference_with(account, page.provider_ref)
    assert made["notification_url"] == f"{ours}?source_news=webhooks"


def test_a_reference_says_whose_it_is_and_tells_the_attempts_apart() -> None:
    first, second = reference_of("telegram:4.1.1", "k1"), reference_of("telegram:4.1.1", "k2")

    assert first != second
    assert charge_of(first) == charge_of(second) == "telegram:4.1.1"
    assert charge_of("pedido-42") is charge_of(None) is charge_of("") is None


def test_the_payments_of_one_page_are_not_those_of_the_next(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, wanted: CreateCheckout
) -> None:
    first = run(payments.create(wanted, key="c1:7:0"))
    second = run(payments.create(wanted, key="c1:9:0"))

    account.pay(second.provider_ref, "pix")

    assert run(payments.fetch(first.provider_ref)).status is PaymentStatus.OPEN
    assert run(payments.fetch(second.provider_ref)).status is PaymentStatus.PAID


def test_a_refused_card_leaves_the_page_open(
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    run: Run,
    clock: FakeClock,
    page: str,
) -> None:
    account.decline(page)

    before = run(payments.fetch(page))
    clock.advance(timedelta(hours=23))
    after = run(payments.fetch(page))

    assert (before.status, after.status) == (PaymentStatus.OPEN, PaymentStatus.EXPIRED)


def test_a_client_who_pays_twice_has_paid_twice(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")
    account.pay(page, "pix")

    assert run(payments.fetch(page)).amount_centavos == 150_010


def test_a_boleto_that_ran_out_fails_by_itself(
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    run: Run,
    clock: FakeClock,
    page: str,
) -> None:
    account.promise(page, "boleto")

    clock.advance(timedelta(days=3))

    assert run(payments.fetch(page)).status is PaymentStatus.FAILED


def test_a_page_that_is_closed_can_no_longer_be_paid_but_its_boleto_can(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.promise(page, "boleto")

    run(payments.expire(page))

    account.pay(page)
    snapshot = run(payments.fetch(page))
    assert (snapshot.status, snapshot.method) == (PaymentStatus.PAID, "boleto")


def test_a_payment_we_were_told_of_is_seen_before_the_search_knows_it(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    paid = account.pay(page, "card")

    account.search_is_behind = True

    snapshot = run(payments.fetch(f"payment:{paid['id']}"))
    assert snapshot.status is PaymentStatus.PAID
    assert (snapshot.provider_ref, snapshot.charge_id) == (page, "c1.1.1")


def test_a_page_the_search_does_not_know_yet_is_looked_for_again(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.search_is_behind = True

    with pytest.raises(Unavailable):
        run(payments.fetch(page))


def test_a_second_page_made_because_the_search_was_behind_counts_as_the_same(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, wanted: CreateCheckout
) -> None:
    first = run(payments.create(wanted, key="c1:7:0"))
    account.search_is_behind = True
    second = run(payments.create(wanted, key="c1:7:0"))
    account.search_is_behind = False

    run(payments.expire(second.provider_ref))

    assert second.provider_ref == first.provider_ref
    assert run(payments.fetch(first.provider_ref)).status is PaymentStatus.EXPIRED
    with pytest.raises(ApiError, match="closed"):
        account.pay(first.provider_ref)


def test_what_another_application_sold_is_no_page_of_ours(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    sold = account.pay(page)
    given = account.pay(page)
    account.edit(sold["id"], external_reference="pedido-42")
    account.edit(given["id"], external_reference=None)

    for theirs in (sold, given):
        with pytest.raises(Rejected, match="no page of ours"):
            run(payments.fetch(f"payment:{theirs['id']}"))


def test_a_chargeback_leads_to_its_page_and_ends_either_way(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")
    chargeback = account.charge_back(page)

    opened = run(payments.fetch(f"chargeback:{chargeback['id']}"))
    account.settle(page, won=False)
    lost = run(payments.fetch(page))
    account.settle(page, won=True)
    won = run(payments.fetch(page))

    assert (opened.provider_ref, opened.dispute) == (page, DisputeStatus.OPEN)
    assert (lost.dispute, won.dispute) == (DisputeStatus.LOST, DisputeStatus.WON)
    assert won.status is PaymentStatus.PAID


def test_a_mediation_is_a_dispute(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")

    account.mediate(page)

    assert run(payments.fetch(page)).dispute is DisputeStatus.OPEN


@pytest.mark.parametrize("reference", ["payment:1", "chargeback:1"])
def test_a_payment_nobody_made_is_unknown_and_says_so_with_the_status(
    payments: MercadoPagoPayments, run: Run, reference: str
) -> None:
    with pytest.raises(Rejected, match=r"\(404, "):
        run(payments.fetch(reference))


@pytest.mark.parametrize("reference", ["", "payment:", "payment:x", "payment:1/2", "pedido-42"])
def test_what_is_no_reference_of_ours_is_not_asked_for(
    payments: MercadoPagoPayments, server: EmulatorServer, run: Run, reference: str
) -> None:
    with server.refusing(), pytest.raises(Rejected):
        run(payments.fetch(reference))


# --------------------------------------------------------------------- refunds


def test_money_goes_back_once_however_often_it_is_asked_for(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "pix")

    first = run(payments.refund(page, 75_005, key="c1:8:0"))
    second = run(payments.refund(page, 75_005, key="c1:8:0"))

    assert isinstance(first, Refund)
    assert second == first
    snapshot = run(payments.fetch(page))
    assert (snapshot.status, snapshot.refunded_centavos) == (PaymentStatus.REFUNDED, 75_005)


def test_a_part_can_go_back_and_then_another(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")

    run(payments.refund(page, 1, key="c1:8:0"))
    run(payments.refund(page, 2, key="c1:9:0"))

    assert run(payments.fetch(page)).refunded_centavos == 3


def test_more_than_is_left_is_refused(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")

    with pytest.raises(Rejected, match="greater"):
        run(payments.refund(page, 75_006, key="c1:8:0"))


def test_an_unpaid_page_has_nothing_to_send_back(
    payments: MercadoPagoPayments, run: Run, page: str
) -> None:
    with pytest.raises(Rejected):
        run(payments.refund(page, 1, key="c1:8:0"))


def test_after_180_days_a_person_sends_it_back(
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    run: Run,
    clock: FakeClock,
    page: str,
) -> None:
    account.pay(page, "card")
    clock.advance(timedelta(days=180, seconds=1))

    answer = run(payments.refund(page, 75_005, key="c1:8:0"))

    assert isinstance(answer, NotRefundable)
    assert "180 dias" in answer.reason


def test_of_two_payments_a_person_chooses(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")
    account.pay(page, "pix")

    answer = run(payments.refund(page, 75_005, key="c1:8:0"))

    assert isinstance(answer, NotRefundable)
    assert "painel" in answer.reason


def test_what_the_bank_has_taken_is_not_sent_back_again(
    payments: MercadoPagoPayments, account: MercadoPagoAccount, run: Run, page: str
) -> None:
    account.pay(page, "card")
    account.charge_back(page)

    answer = run(payments.refund(page, 75_005, key="c1:8:0"))

    assert isinstance(answer, NotRefundable)
    assert "contestação" in answer.reason


# --------------------------------------------------------------------- the books


def test_the_books_have_each_page_once_and_only_ours(
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    run: Run,
    clock: FakeClock,
    wanted: CreateCheckout,
    page: str,
) -> None:
    old = run(payments.create(wanted, key="c1:1:0"))
    account.pay(old.provider_ref, "card")
    clock.advance(timedelta(hours=1))
    since = clock.now()
    account.decline(page)
    account.pay(page, "pix")
    foreign = account.pay(page, "card")
    account.edit(foreign["id"], external_reference="pedido-42")

    async def books() -> list[Snapshot]:
        return [snapshot async for snapshot in payments.list_since(since)]

    [snapshot] = run(books())
    assert snapshot.provider_ref == page
    assert (snapshot.status, snapshot.amount_centavos) == (PaymentStatus.PAID, 75_005)


def test_the_books_are_read_to_their_end(
    payments: MercadoPagoPayments,
    account: MercadoPagoAccount,
    run: Run,
    clock: FakeClock,
    wanted: CreateCheckout,
) -> None:
    since = clock.now()
    for number in range(3):
        request = replace(wanted, charge_id=f"c{number}.1.1")
        page = run(payments.create(request, key=f"c{number}:7:0"))
        for _ in range(40):
            account.decline(page.provider_ref)
        account.pay(page.provider_ref, "card")

    async def books() -> list[Snapshot]:
        return [snapshot async for snapshot in payments.list_since(since)]

    assert [one.charge_id for one in run(books())] == ["c0.1.1", "c1.1.1", "c2.1.1"]


def test_nothing_is_kept_of_what_could_not_be_told(
    payments: MercadoPagoPayments, run: Run, clock: FakeClock
) -> None:
    async def missed() -> list[object]:
        return [notice async for notice in payments.undelivered(clock.now())]

    assert run(missed()) == []
