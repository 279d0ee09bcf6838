"""`/p/{token}`: always the truth from the store, and a POST that can be repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.http.pages import FOLLOW
from apps.payment_settings import PixSettings
from autovenda_core.effects import LinkKind
from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.events import CustomOffer, ExtraCharged
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options


def test_looking_at_an_open_payment_changes_nothing(desk: Desk) -> None:
    desk.accepts()
    before = desk.conversation

    page = desk.get(desk.payment)

    assert page.status_code == 200
    assert "R$ 750,00" in page.text
    assert '<form method="post">' in page.text
    assert desk.conversation == before


def test_pressing_pay_leads_to_the_page_of_the_provider(desk: Desk) -> None:
    desk.accepts()

    answer = desk.post(desk.payment)

    checkout = desk.conversation.deal.deposit
    assert checkout is not None
    assert checkout.checkout is not None
    assert (answer.status_code, answer.headers["location"]) == (303, checkout.checkout.url)


def test_pressing_pay_again_leads_to_the_same_page(desk: Desk) -> None:
    desk.accepts()

    first, second = desk.opens_checkout(), desk.opens_checkout()

    assert first == second
    assert desk.facts_of("CheckoutRequested") == 1


def test_the_provider_gets_our_own_link_to_lead_back_to(desk: Desk) -> None:
    desk.accepts()
    desk.opens_checkout()

    [(payload,)] = desk.rows("SELECT payload FROM effects WHERE kind = 'CreateCheckout'")

    assert f'"success_url":"https://venda.example.com{desk.payment}"' in payload


def test_our_link_outlives_the_page_of_the_provider(desk: Desk) -> None:
    desk.accepts()
    first = desk.opens_checkout()

    desk.advance(timedelta(hours=24))
    second = desk.opens_checkout()

    assert second != first


class TestASlowProvider:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.patience_seconds = 0.1
        return options

    def test_the_page_refreshes_itself_until_the_checkout_is_there(self, desk: Desk) -> None:
        desk.accepts()
        desk.payments.fail_next(Unavailable("down"))

        answer = desk.post(desk.payment)
        waiting = desk.get(answer.headers["location"])
        desk.advance(timedelta(seconds=2))
        there = desk.get(desk.payment)

        assert answer.headers["location"] == desk.payment
        assert '<meta http-equiv="refresh"' in waiting.text
        assert "https://pagamento.example.com/" in there.text

    def test_the_page_that_waited_leads_on_to_the_checkout(self, desk: Desk) -> None:
        desk.accepts()
        desk.payments.fail_next(Unavailable("down"))
        desk.post(desk.payment)

        still = desk.get(f"{desk.payment}?{FOLLOW}=1")
        desk.advance(timedelta(seconds=2))
        there = desk.get(f"{desk.payment}?{FOLLOW}=1")

        assert still.status_code == 200
        assert '<meta http-equiv="refresh"' in still.text
        assert there.status_code == 303
        assert there.headers["location"].startswith("https://pagamento.example.com/")

    def test_another_click_while_it_is_prepared_asks_for_nothing(self, desk: Desk) -> None:
        desk.accepts()
        desk.payments.fail_next(Unavailable("down"))

        desk.post(desk.payment)
        desk.post(desk.payment)

        assert desk.facts_of("CheckoutRequested") == 1


def test_a_provider_that_refuses_leaves_the_page_open_and_calls_a_person(desk: Desk) -> None:
    desk.accepts()
    desk.payments.fail_next(Rejected("no"))

    answer = desk.post(desk.payment)

    assert answer.headers["location"] == desk.payment
    assert "Pagar o sinal" in desk.get(desk.payment).text
    assert desk.rows("SELECT kind FROM tasks") == [("payment_problem",)]


class TestNoProvider:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.with_payments = False
        return options

    def test_a_person_is_asked_to_collect_the_deposit(self, desk: Desk) -> None:
        desk.accepts()

        desk.post(desk.payment)

        [(kind, summary)] = desk.rows("SELECT kind, summary FROM tasks")
        assert kind == "payment_problem"
        assert "nenhum meio de pagamento está configurado" in summary


def test_a_boleto_on_its_way_is_pending(desk: Desk) -> None:
    desk.accepts()
    desk.payments.promise(desk.opens_checkout())
    desk.delivers_webhooks()

    page = desk.get(desk.payment)

    assert "Aguardando o pagamento" in page.text
    assert "<form" not in page.text


def test_a_boleto_can_be_seen_again_until_it_is_paid(desk: Desk) -> None:
    desk.accepts()
    reference = desk.opens_checkout()
    desk.payments.promise(reference)
    desk.delivers_webhooks()

    page = desk.get(desk.payment).text

    assert f"https://pagamento.example.com/{reference}/voucher" in page
    assert f"code-of-{reference}" in page


def test_a_deposit_that_was_sent_back_says_so(desk: Desk) -> None:
    desk.accepts()
    reference = desk.opens_checkout()
    desk.payments.pay(reference)
    desk.delivers_webhooks()
    desk.payments.give_back(reference)
    desk.delivers_webhooks()

    page, answer = desk.get(desk.payment), desk.post(desk.payment)

    assert "Pagamento devolvido" in page.text
    assert answer.headers["location"] == desk.payment
    assert desk.facts_of("CheckoutRequested") == 1


def test_the_link_asks_for_the_balance_once_the_work_is_delivered(desk: Desk) -> None:
    desk.delivers_work()

    page = desk.get(desk.payment)
    desk.payments.pay(desk.opens_checkout())
    desk.delivers_webhooks()

    assert "Pagar o saldo" in page.text
    assert "Saldo recebido" in desk.get(desk.payment).text


def test_nothing_is_asked_for_once_the_project_is_cancelled(desk: Desk) -> None:
    desk.pays()
    desk.happens(ExtraCharged(desk.clock.now(), "rafa", 1, "Uma página a mais", 20_000))
    desk.payments.give_back(desk.payments.pages[0])
    desk.delivers_webhooks()

    page, answer = desk.get(desk.payment), desk.post(desk.payment)

    assert desk.state is State.LOST
    assert "Pagamento cancelado" in page.text
    assert answer.headers["location"] == desk.payment


def test_an_extra_of_an_earlier_deal_can_still_be_paid(desk: Desk) -> None:
    desk.gets_active()
    desk.says("quero comprar outro site, uma landing page, sem pressa, até 2000 reais")
    assert desk.conversation.deal.number == 2
    desk.happens(ExtraCharged(desk.clock.now(), "rafa", 1, "Uma página a mais", 20_000))

    page = desk.get(desk.payment)
    desk.payments.pay(desk.opens_checkout())
    desk.delivers_webhooks()

    assert "R$ 200,00" in page.text
    assert "Adicional recebido" in desk.get(desk.payment).text


class TestPixByHand:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        pix = PixSettings("rafa@example.com", "Rafaela", "São Paulo")
        options.settings = replace(options.settings, payments=pix)
        options.with_payments = False
        return options

    def test_the_code_is_on_our_own_page(self, desk: Desk) -> None:
        desk.accepts()

        answer = desk.post(desk.payment)
        page = desk.get(answer.headers["location"])

        assert answer.headers["location"] == desk.payment
        assert pix_code(desk) in page.text
        assert "<svg" in page.text
        assert "Stripe" not in page.text

    def test_pressing_twice_shows_the_same_code(self, desk: Desk) -> None:
        desk.accepts()
        desk.post(desk.payment)
        first = pix_code(desk)

        desk.post(desk.payment)

        assert pix_code(desk) == first
        assert desk.facts_of("CheckoutRequested") == 1

    def test_a_page_that_waited_for_it_stays_here(self, desk: Desk) -> None:
        desk.accepts()
        desk.post(desk.payment)

        answer = desk.get(f"{desk.payment}?{FOLLOW}=1")

        assert answer.headers["location"] == desk.payment


def test_a_paid_deposit_leads_on_to_the_briefing(desk: Desk) -> None:
    desk.pays()

    page = desk.get(desk.payment)

    assert "Recebemos o sinal" in page.text
    assert desk.briefing in page.text


def test_a_refused_offer_can_no_longer_be_paid(desk: Desk) -> None:
    desk.accepts()
    desk.taps("deny")

    page, answer = desk.get(desk.payment), desk.post(desk.payment)

    assert desk.state is State.LOST
    assert "Pagamento cancelado" in page.text
    assert answer.headers["location"] == desk.payment
    assert desk.facts_of("CheckoutRequested") == 0


def test_an_offer_that_was_forgotten_can_be_asked_for_again(desk: Desk) -> None:
    desk.accepts()
    desk.advance(timedelta(days=15))
    expired = desk.get(desk.payment)

    desk.post(desk.payment)
    desk.post(desk.payment)

    assert "Esta proposta venceu" in expired.text
    assert desk.state is State.OFFERED
    assert desk.conversation.deal.number == 2
    assert desk.get(desk.payment).status_code == 410


def test_a_deposit_that_a_newer_offer_replaced_says_so(desk: Desk) -> None:
    desk.accepts()
    desk.happens(CustomOffer(desk.clock.now(), "rafa", "Sob medida", ("Tudo",), 100_000, 50, 5))

    page, answer = desk.get(desk.payment), desk.post(desk.payment)

    assert page.status_code == 410
    assert "Existe um mais novo na sua conversa" in page.text
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["x", "a" * 60, "a" * 5000, "%00", "ação"])
def test_a_token_that_nobody_made_opens_nothing(desk: Desk, token: str) -> None:
    desk.accepts()

    answers = [desk.get(f"/p/{token}"), desk.post(f"/p/{token}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Este link não funciona" in answers[0].text


def test_a_token_opens_only_its_own_kind_of_page(desk: Desk) -> None:
    desk.accepts()
    token = desk.briefing.rpartition("/")[2]

    assert desk.get(f"/p/{token}").status_code == 404


def test_a_token_of_a_deal_that_never_was_opens_nothing(desk: Desk) -> None:
    desk.accepts()

    assert desk.get(desk.path(LinkKind.PAYMENT, deal=7)).status_code == 404


def test_while_the_store_is_down_a_page_asks_to_come_back(desk: Desk) -> None:
    desk.accepts()
    desk.run(desk.application.store.close())

    answers = [desk.get(desk.payment), desk.post(desk.payment)]
    desk.run(desk.application.store.open())

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert "Voltamos já" in answers[0].text


def pix_code(desk: Desk) -> str:
    """The code of the page that can be paid."""
    charge = desk.conversation.deal.due
    assert charge is not None
    assert charge.checkout is not None
    assert charge.checkout.pix_code is not None
    return charge.checkout.pix_code
