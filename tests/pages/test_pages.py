"""What the public pages say and which way they lead on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http import pages
from adapters.http.pages import (
    BriefingDoneView,
    BriefingReviewView,
    BriefingView,
    MessageView,
    PaymentState,
    ProposalState,
    ProposalView,
    Site,
)
from autovenda_core.briefing import default_form, problems
from autovenda_core.model import Acceptance, Charge, ChargeStatus
from autovenda_core.values import replace
from tests.pages.parsed import Page
from tests.pages.samples import (
    BALANCE,
    BOLETO,
    CHECKOUT,
    DEPOSIT,
    EXTRA,
    OFFER,
    PIX_CODE,
    PIX_WAITS,
    SITE,
    TUESDAY,
    offer,
    paid,
    payment_view,
    pix_view,
)

FORM = default_form()


def payment(state: PaymentState, **more: Any) -> Page:
    return Page(pages.payment_page(SITE, payment_view(state, **more)))


def proposal(state: ProposalState, **more: Any) -> Page:
    return Page(pages.proposal_page(SITE, ProposalView(state, OFFER, **more)))


def briefing(part: int, **more: Any) -> Page:
    return Page(pages.briefing_page(SITE, BriefingView(FORM, part, **more)))


def links_of(page: Page) -> list[str | None]:
    return [a.attributes["href"] for a in page.all("a")]


# --------------------------------------------------------------------------- payment


@pytest.mark.parametrize(
    ("state", "button"),
    [
        (PaymentState.OPEN, "Pagar o sinal"),
        (PaymentState.EXPIRED, "Pedir de novo"),
    ],
)
def test_what_can_be_done_about_a_payment_is_one_post(state: PaymentState, button: str) -> None:
    page = payment(state)

    assert page.one("form").attributes == {"method": "post"}
    assert page.one("button").text == button


@pytest.mark.parametrize(
    "state",
    [
        PaymentState.PREPARING,
        PaymentState.PENDING,
        PaymentState.PAID,
        PaymentState.CANCELLED,
        PaymentState.REFUNDED,
    ],
)
def test_a_payment_that_cannot_be_started_has_no_button(state: PaymentState) -> None:
    assert payment(state).all("form", "button") == []


def test_the_payment_page_asks_for_the_deposit_and_shows_what_remains() -> None:
    text = payment(PaymentState.OPEN).text

    assert "R$ 1.750,00" in text
    assert "R$ 1.750,01" in text
    assert "R$ 3.500,01" in text


def test_a_checkout_that_is_open_is_one_link_away() -> None:
    page = payment(PaymentState.OPEN, checkout=CHECKOUT)

    assert page.all("form") == []
    assert "https://pay.example/c?a=1&b=2" in links_of(page)


def test_only_the_page_that_waits_for_a_checkout_reloads_itself_and_leads_on() -> None:
    reloading = {
        state: meta.attributes["content"]
        for state in PaymentState
        for meta in payment(state).all("meta")
        if meta.attributes.get("http-equiv") == "refresh"
    }

    assert reloading == {PaymentState.PREPARING: "2;url=?seguir=1"}


def test_a_pix_code_is_shown_to_be_copied_and_to_be_photographed() -> None:
    page = Page(pages.payment_page(SITE, pix_view()))

    assert page.by_id("pix").text == PIX_CODE
    assert page.one("button").attributes["data-copies"] == "pix"
    assert page.one("svg")
    assert page.all("form") == []


def test_without_a_script_there_is_no_button_that_would_do_nothing() -> None:
    page = Page(pages.payment_page(SITE, pix_view()))

    assert "hidden" in page.one("button").attributes


def test_a_business_that_takes_pix_itself_names_no_provider() -> None:
    site = Site("Aurora", "Rafa", payment_provider=None)

    text = Page(pages.payment_page(site, pix_view())).text + Page(pages.privacy_page(site)).text

    assert "direto para Aurora" in text
    assert "Stripe" not in text
    assert "None" not in text


def test_a_pending_boleto_can_be_seen_again_and_typed_in() -> None:
    page = payment(PaymentState.PENDING, charge=replace(DEPOSIT, instructions=BOLETO))

    assert BOLETO.url in links_of(page)
    assert page.by_id("code").text == BOLETO.code
    assert "vence em 13/03/2026" in page.text


def test_a_pending_pix_says_until_when_its_code_lives() -> None:
    page = payment(PaymentState.PENDING, charge=replace(DEPOSIT, instructions=PIX_WAITS))

    assert page.by_id("code").text == PIX_CODE
    assert "vale até 10/03/2026 às 14:00" in page.text


def test_a_paid_deposit_says_when_and_how_and_leads_to_the_briefing() -> None:
    page = payment(PaymentState.PAID, charge=paid(DEPOSIT), briefing_url="/b/token")

    assert "em 10/03/2026 às 10:00, por Pix" in page.text
    assert "/b/token" in links_of(page)


@pytest.mark.parametrize(
    ("charge", "title", "button"),
    [
        (BALANCE, "Saldo recebido", "Pagar o saldo"),
        (EXTRA, "Adicional recebido", "Pagar o adicional"),
    ],
)
def test_what_comes_after_the_deposit_has_its_own_name(
    charge: Charge, title: str, button: str
) -> None:
    asked = payment(PaymentState.OPEN, charge=charge)

    assert asked.one("button").text == button
    assert payment(PaymentState.PAID, charge=paid(charge)).one("h1").text == title


def test_the_table_shows_what_is_paid_and_what_an_extra_adds() -> None:
    table = payment(PaymentState.OPEN, charge=EXTRA).one("table").text

    assert "pago R$ 1.750,00" in table
    assert "Uma página a mais" in table
    assert "R$ 3.700,01" in table


def test_only_what_is_missing_is_asked_for() -> None:
    charge = replace(paid(DEPOSIT, amount_centavos=30_000), status=ChargeStatus.OPEN)

    page = payment(PaymentState.OPEN, charge=charge)

    assert "R$ 1.450,00" in page.text
    assert "Já recebemos R$ 300,00 de R$ 1.750,00" in page.text


def test_what_arrived_too_much_is_told() -> None:
    page = payment(PaymentState.PAID, charge=paid(DEPOSIT, amount_centavos=175_100))

    assert "Chegaram R$ 1,00 a mais" in page.text


def test_what_was_sent_back_is_told() -> None:
    page = payment(PaymentState.PAID, charge=paid(DEPOSIT, refunded_centavos=500))

    assert "devolvemos R$ 5,00" in page.text


# --------------------------------------------------------------------------- proposal


def test_only_an_open_proposal_can_be_accepted() -> None:
    accepting = [state for state in ProposalState if proposal(state).all("form", "button")]

    assert accepting == [ProposalState.OPEN]


def test_the_proposal_page_says_what_how_much_and_until_when() -> None:
    text = proposal(ProposalState.OPEN, client_name="Marina").text

    for said in ("Marina", "Até 5 páginas", "R$ 3.500,01", "15 dias úteis", "17/03/2026"):
        assert said in text


@pytest.mark.parametrize(
    ("state", "next_page"),
    [
        (ProposalState.OPEN, "p.pdf"),
        (ProposalState.ACCEPTED, "/p/token"),
        (ProposalState.REPLACED, "/proposta/newer"),
    ],
)
def test_a_proposal_leads_on(state: ProposalState, next_page: str) -> None:
    acceptance = Acceptance(TUESDAY, "1", "page", OFFER.number, OFFER.total_centavos)

    page = proposal(
        state,
        pdf_url="p.pdf",
        acceptance=acceptance,
        payment_url="/p/token",
        newer_url="/proposta/newer",
    )

    assert next_page in links_of(page)


def test_one_day_is_written_in_the_singular() -> None:
    view = ProposalView(ProposalState.OPEN, offer(delivery_days=1))

    assert "1 dia útil" in Page(pages.proposal_page(SITE, view)).text


# --------------------------------------------------------------------------- briefing


def test_answers_are_kept_in_the_form() -> None:
    first = briefing(1, answers={"public_name": 'Lu "Pão" & Cia', "what_you_do": "a\n</textarea>"})
    third = briefing(3, answers={"brand": "Logo\nManual de marca"})

    assert first.by_id("f-public_name").attributes["value"] == 'Lu "Pão" & Cia'
    assert first.by_id("f-what_you_do").text.strip() == "a\n</textarea>"
    ticked = [e.attributes["value"] for e in third.all("input") if "checked" in e.attributes]
    assert ticked == ["Logo", "Manual de marca"]


def test_a_problem_stands_next_to_its_field_and_in_the_summary() -> None:
    page = briefing(2, problems=problems(FORM, {}))

    error = page.by_id("f-audience-error")
    control = page.by_id("f-audience")

    assert "Responda aqui" in error.text
    assert "f-audience-error" in (control.attributes["aria-describedby"] or "").split()
    assert control.attributes["aria-invalid"] == "true"
    assert "#f-audience" in links_of(page)
    assert page.one("title").text.startswith("Erro")


def test_problems_of_other_parts_are_not_shown() -> None:
    page = briefing(3, problems=problems(FORM, {}))

    assert not page.one("title").text.startswith("Erro")


def test_enter_in_a_field_goes_on_rather_than_back() -> None:
    first_button = briefing(3).all("button")[0]

    assert first_button.attributes["value"] == pages.BriefingAction.CONTINUE


def test_the_briefing_says_when_it_was_saved() -> None:
    assert briefing(1, saved_at=TUESDAY).by_id("saved").text == "Salvo às 10:00"


def test_the_review_reads_every_answer_back_and_leads_to_each_part() -> None:
    answers = {"hard_date": "2026-05-01", "brand": "Logo\nCores definidas"}

    page = Page(pages.briefing_review_page(SITE, BriefingReviewView(FORM, answers)))

    assert "01/05/2026" in page.text
    assert links_of(page)[:5] == [f"?parte={n}" for n in range(1, 6)]
    assert page.one("button").attributes["value"] == pages.BriefingAction.SUBMIT


def test_the_review_leads_to_the_fields_that_are_missing() -> None:
    view = BriefingReviewView(FORM, {}, problems(FORM, {}))

    page = Page(pages.briefing_review_page(SITE, view))

    assert "?parte=5#f-approver" in links_of(page)


def test_a_submitted_briefing_shows_the_deadline_and_cannot_be_changed() -> None:
    view = BriefingDoneView(FORM, {"public_name": "Lu"}, TUESDAY, date(2026, 4, 1))

    page = Page(pages.briefing_done_page(SITE, view))

    assert "01/04/2026" in page.text
    assert page.all("form", "input", "button") == []


# --------------------------------------------------------------------------- the rest


@pytest.mark.parametrize("status", [404, 410, 413, 429, 503, 418, 500])
def test_every_failure_has_a_page_in_words(status: int) -> None:
    page = Page(pages.error_page(SITE, status))

    assert len(page.text) > 40
    assert str(status) not in page.text


def test_the_privacy_page_names_the_business_and_a_way_to_reach_it() -> None:
    text = Page(pages.privacy_page(SITE)).text

    assert "Estúdio Aurora" in text
    assert "oi@aurora.example" in text


def test_a_notice_stands_above_every_page() -> None:
    site = Site("Aurora", "Rafa", notice="Simulação: nada sai desta máquina")

    assert "nada sai desta máquina" in pages.error_page(site, 404)


# --------------------------------------------------------------------------- hostile texts


def every_page(text: str) -> list[Page]:
    """All kinds of page with one text everywhere a person of either side can put one."""
    site = Site(text, text, contact=text, notice=text)
    of = offer(title=text, number=text, deliverables=(text,))
    pending = replace(BOLETO, url=text, code=text)
    extra = replace(EXTRA, description=text, instructions=pending)
    answers = dict.fromkeys((field.id for field in FORM.fields), text)
    wrong = dict.fromkeys(answers, text)
    made = [
        *(pages.payment_page(site, payment_view(state, of, extra)) for state in PaymentState),
        *(pages.proposal_page(site, ProposalView(state, of, text)) for state in ProposalState),
        *(pages.briefing_page(site, BriefingView(FORM, n, answers, wrong)) for n in range(1, 6)),
        pages.briefing_review_page(site, BriefingReviewView(FORM, answers, wrong)),
        pages.briefing_done_page(site, BriefingDoneView(FORM, answers, TUESDAY)),
        pages.message_page(site, MessageView(text, text)),
        pages.privacy_page(site),
    ]
    return [Page(html) for html in made]


HARMLESS = [page.shape for page in every_page("x")]


@given(st.text(min_size=1).filter(lambda text: "\n" not in text))  # lines are kept with <br>
def test_a_text_never_becomes_markup(text: str) -> None:
    assert [page.shape for page in every_page(text)] == HARMLESS


@given(st.text(min_size=1))
def test_a_text_is_shown_as_it_was_written(text: str) -> None:
    page = Page(pages.message_page(SITE, MessageView(text, "")))

    assert page.one("h1").text == text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
def test_known_attacks_stay_text(text: str) -> None:
    assert [page.shape for page in every_page(text)] == HARMLESS
    assert all(text in page.one("header").text for page in every_page(text))
