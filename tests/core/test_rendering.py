"""Facts become words a lead can read, whatever the lead has said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autovenda_core.business_days import BRASILIA, Calendar, OfficeHours
from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.effects import (
    Button,
    Link,
    LinkButton,
    LinkKind,
    Say,
    SendMessage,
    Text,
)
from autovenda_core.events import TextReceived
from autovenda_core.faq import default_faq
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import DateRange, MoneyRange, Offer, Qualification, Rules
from autovenda_core.testing.world import SAMPLE_CATALOG, World
from autovenda_core.texts import default_texts, read_texts
from autovenda_core.texts.rendering import Rendered, render
from autovenda_core.texts.wording import (
    budget_in_words,
    business_days_in_words,
    day_in_words,
    deadline_in_words,
    greeting,
    next_opening,
    offer_values,
    office_hours,
    quoted,
    round_brl,
    summary_of,
    time_in_words,
    wishes_of,
)

AT = datetime(2026, 3, 11, 2, 5, tzinfo=UTC)
OFFER = Offer(
    number="C0FFEE-1.1",
    version=1,
    package_id="basico",
    title="Pacote Básico",
    deliverables=("Página única", "Formulário", "Publicação", "Logo", "Mais uma coisa"),
    total_centavos=150_001,
    deposit_centavos=75_000,
    delivery_days=1,
    offered_at=AT,
    valid_until=AT,
)
LINK = Link(LinkKind.PAYMENT, "c0ffee", 1)


def rendered(message: SendMessage, catalog: Catalog = SAMPLE_CATALOG) -> Rendered:
    return render(message, default_texts(), catalog, Rules(), Calendar(), default_faq().answers)


# ---------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (MoneyRange(), "a definir"),
        (MoneyRange(None, 150_000), "até R$ 1.500"),
        (MoneyRange(150_000, None), "a partir de R$ 1.500"),
        (MoneyRange(150_000, 150_000), "R$ 1.500"),
        (MoneyRange(150_000, 350_050), "de R$ 1.500 a R$ 3.500,50"),
        (MoneyRange(0, 0), "R$ 0"),
    ],
)
def test_a_budget_in_words(budget: MoneyRange, words: str) -> None:
    assert budget_in_words(budget) == words


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (DateRange(), "a definir"),
        (DateRange(special="asap"), "o quanto antes"),
        (DateRange(special="flexible"), "sem pressa"),
        (DateRange(date(2026, 3, 1), date(2026, 3, 9)), "até 09/03/2026"),
        (DateRange(from_day=date(2026, 3, 1)), "até 01/03/2026"),
    ],
)
def test_a_deadline_in_words(deadline: DateRange, words: str) -> None:
    assert deadline_in_words(deadline) == words


def test_days_and_times_are_the_business_s_own() -> None:
    assert day_in_words(date(2026, 3, 9)) == "09/03/2026"
    assert time_in_words(AT, Calendar()) == "10/03/2026 às 23:05"
    assert (business_days_in_words(1), business_days_in_words(2)) == ("1 dia útil", "2 dias úteis")
    assert (round_brl(150_000), round_brl(150_050)) == ("R$ 1.500", "R$ 1.500,50")


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "Boa noite"), (5, "Bom dia"), (11, "Bom dia"), (12, "Boa tarde"), (18, "Boa noite")],
)
def test_the_greeting_goes_by_the_business_s_clock(hour: int, words: str) -> None:
    assert greeting(datetime(2026, 3, 10, hour, tzinfo=BRASILIA), Calendar()) == words


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        (10, 7, "hoje às 9h"),
        (10, 19, "amanhã às 9h"),
        (13, 19, "na segunda às 9h"),
        (17, 19, "em 25/03/2026 às 9h"),
    ],
)
def test_when_somebody_is_there_again_in_words(day: int, hour: int, words: str) -> None:
    closed = frozenset(date(2026, 3, each) for each in range(18, 25))
    at = datetime(2026, 3, day, hour, tzinfo=BRASILIA)

    assert next_opening(at, OfficeHours(), Calendar(closed)) == words


def test_office_hours_in_words() -> None:
    assert office_hours(OfficeHours()) == "de segunda a sexta, das 9h às 18h"
    assert office_hours(OfficeHours(5, 5, 8, 12)) == "só no sábado, das 8h às 12h"


def test_the_numbers_of_an_offer_add_up_in_words() -> None:
    values = offer_values(OFFER, Calendar())

    assert (values["total"], values["sinal"], values["saldo"]) == (
        "R$ 1.500,01",
        "R$ 750,00",
        "R$ 750,01",
    )
    assert values["entregaveis"].count("•") == 4
    assert values["prazo"] == "1 dia útil"


def test_what_the_lead_does_not_know_is_left_out_of_the_summary() -> None:
    wants = Qualification(need="um site", budget=MoneyRange(), deadline=DateRange(special="asap"))

    assert summary_of(wants) == "“um site”, o quanto antes"
    assert ("Investimento", "a definir") in wishes_of(wants)
    assert summary_of(Qualification()) == ""


# ---------------------------------------------------------------------------- a lead's own words


@given(st.text())
def test_a_lead_s_words_become_one_short_line_without_markup(text: str) -> None:
    line = quoted(text)

    assert len(line) <= 80
    assert not set("*_~`\n\r\t\v\f\u2028\u2029") & set(line)
    assert "  " not in line
    assert line == line.strip()


def test_ordinary_words_are_quoted_as_they_are() -> None:
    assert quoted("um site {bonito} pra loja") == "um site {bonito} pra loja"
    assert quoted("*grátis*\n_já pago_") == "grátis já pago"
    assert quoted("a" * 81) == "a" * 79 + "…"


@pytest.mark.parametrize(
    "words",
    [
        *("https://golpe.example/p", "www.golpe.example", "golpe.example", "golpe。example"),
        *("//golpe", "https∶golpe"),
        *("pix@golpe.example", "111.444.777-35", "+55 11 98765-4321", "R$ 1.500,00", "R$ ١٠٠"),
        *("90%", "10 reais", "5 mil", "2k", "123e4567-e12b-12d1-a456-426655440000"),
    ],
)
def test_addresses_amounts_and_keys_are_never_repeated(words: str) -> None:
    assert quoted(f"um site {words} bonito") == "um site … bonito"


def test_numbers_and_dates_may_be_repeated() -> None:
    words = "loja v2.0 com 5 páginas, 2.000 seguidores, até 20/12/2026"

    assert quoted(words) == words


@given(st.text(), st.text())
def test_nothing_a_lead_calls_themselves_or_needs_changes_what_we_say_around_it(
    name: str, need: str
) -> None:
    plain = rendered(
        SendMessage((Say(Text.GREETING, at=AT), Say(Text.OFFER, OFFER, Qualification(need="N"))))
    ).text

    said = rendered(
        SendMessage(
            (Say(Text.GREETING, at=AT), Say(Text.OFFER, OFFER, Qualification(need=need))),
            client_name=name,
        )
    ).text

    assert said.count("*") == plain.count("*")
    assert said.count("\n") == plain.count("\n")
    assert said.endswith(plain.partition("(N)")[2])


@pytest.mark.parametrize("name", ["{resumo}", "*Ana*", "Ana\nPAGO", "_Ana_ Souza", "  Ana  "])
def test_a_name_is_never_markup_a_line_or_a_placeholder(name: str) -> None:
    greeting = rendered(SendMessage((Say(Text.NOTED_NAME),), client_name=name)).text

    assert greeting in ("Prazer, Ana!", "Prazer, {resumo}!")


words = st.text(max_size=40)


@given(words, words, words)
@settings(max_examples=150, deadline=None)
def test_whatever_a_lead_writes_the_answer_is_well_formed(
    name: str, first: str, second: str
) -> None:
    world = World()
    world.happens(TextReceived(world.clock.now(), "m1", first, name))
    world.settle()
    world.says(second)
    world.settle()

    for message in world.arrived:
        assert message.text.strip()
        assert message.text.count("*") % 2 == 0
        assert "Anotado: ." not in message.text


# ---------------------------------------------------------------------------- buttons and links


def test_buttons_take_the_titles_of_the_last_text_that_has_any() -> None:
    message = SendMessage(
        (Say(Text.ASK_DEADLINE), Say(Text.ASK_ACCEPTANCE, OFFER), Say(Text.GOODBYE)),
        buttons=("accept:1", "info", "defer"),
    )

    assert rendered(message).buttons == (
        Button("accept:1", "Aceitar proposta"),
        Button("info", "Tenho uma dúvida"),
        Button("defer", "Agora não"),
    )


def test_a_button_whose_title_has_nothing_to_show_is_left_out() -> None:
    single = Catalog(SAMPLE_CATALOG.packages[:1])
    message = SendMessage(
        (Say(Text.ASK_NEED, packages=("basico",)),), buttons=("need:package:basico", "", "other")
    )

    buttons = rendered(message, single).buttons

    assert [button.id for button in buttons] == ["need:package:basico", "other"]


def test_a_title_that_is_too_long_is_cut_with_an_ellipsis() -> None:
    package = ServicePackage("x", "Pacote Interminável de Marketing", 5_000, 1)
    message = SendMessage((Say(Text.ASK_NEED, packages=("x",)),), buttons=("x", "", "other"))

    assert rendered(message, Catalog((package,))).buttons[0].title == "Pacote Interminável…"


def test_a_package_that_left_the_catalogue_is_not_listed() -> None:
    message = SendMessage((Say(Text.PRICE_LIST, packages=("gone", "basico")),))

    assert "1. *Pacote Básico* — R$ 1.500,00" in rendered(message).text


def test_the_link_is_behind_the_button_of_the_text_that_has_one() -> None:
    message = SendMessage((Say(Text.PAYMENT_OPEN, OFFER),), link=LINK)

    assert rendered(message).link == LinkButton("Pagar o sinal", LINK)
    assert rendered(SendMessage((Say(Text.GOODBYE),), link=LINK)).link is None
    assert rendered(SendMessage((Say(Text.PAYMENT_OPEN, OFFER),))).link is None


def test_an_operator_s_own_words_go_out_as_they_are() -> None:
    words = "Oi! *Amanhã* te ligo, {nome}.\nAbraço"

    assert rendered(SendMessage(words=words, client_name="Bia")).text == words


def test_the_proposal_says_what_the_lead_wanted_in_words_that_are_safe_to_print() -> None:
    wants = Qualification(need="*site*\nnovo", budget=MoneyRange(None, 150_000))
    link = Link(LinkKind.PROPOSAL, "c0ffee", 1)
    message = SendMessage(
        (Say(Text.OFFER, OFFER, wants),), link=link, with_proposal=True, client_name="Ana Souza"
    )

    proposal = rendered(message).proposal

    assert proposal is not None
    assert (proposal.offer, proposal.link, proposal.client_name) == (OFFER, link, "Ana Souza")
    assert proposal.wants == (("O que precisa", "“site novo”"), ("Investimento", "até R$ 1.500"))


def test_a_text_that_was_just_corrected_is_not_sent_wrong(flow: Flow) -> None:
    decided = SendMessage((Say(Text.OFFER_PRICE, OFFER),))

    corrected = replace(flow, texts=read_texts('[preco_da_oferta]\ntexto = "São {total}."'))

    assert flow.render(decided).text == (
        "A proposta nº C0FFEE-1.1 é de *R$ 1.500,01*: R$ 750,00 de sinal agora "
        "e R$ 750,01 na entrega."
    )
    assert corrected.render(decided).text == "São R$ 1.500,01."


def test_a_text_names_the_ways_to_pay_that_there_are() -> None:
    message = SendMessage((Say(Text.ANSWER, topic="como_funciona"),))
    rules, answers = Rules(payment_methods="Pix"), default_faq().answers

    by_hand = render(message, default_texts(), SAMPLE_CATALOG, rules, Calendar(), answers)

    assert "paga o sinal (Pix)," in by_hand.text
