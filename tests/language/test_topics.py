"""What a message is about: questions of the FAQ, objections, and what is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.business_days import Calendar
from autovenda_core.events import Act, Understood
from autovenda_core.faq import Faq, FaqEntry, default_faq
from autovenda_core.model import Expecting, MoneyRange
from autovenda_core.testing.world import SAMPLE_CATALOG
from autovenda_core.understanding import understand
from autovenda_core.understanding.normalise import read
from autovenda_core.understanding.topics import MOST_TOPICS, Cue, find_topics

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def read_as(text: str, expecting: Expecting = Expecting.NEED) -> Understood:
    return understand(
        [text],
        expecting=expecting,
        catalog=SAMPLE_CATALOG,
        at=AT,
        calendar=Calendar(),
        faq=default_faq(),
    )


# ---------------------------------------------------------------------------- questions


@pytest.mark.parametrize("phrase", ["_", "ª", "ͺ", "ﱞ", ""])
def test_a_phrase_of_which_nothing_can_be_read_is_never_said(phrase: str) -> None:
    faq = Faq((FaqEntry("nada", "Nada?", (phrase,)), FaqEntry("bolo", "Bolo?", ("bolo",))))

    assert find_topics(read("tem bolo _ ª?").plain, faq) == ("bolo",)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("vcs parcelam?", ["parcelamento"]),
        ("dá pra dividir no cartão?", ["parcelamento"]),
        ("quais as formas de pagamento?", ["formas_de_pagamento"]),
        ("aceita pix?", ["formas_de_pagamento"]),
        ("preciso pagar tudo antes?", ["sinal"]),
        ("como funciona?", ["como_funciona"]),
        ("o que vem no pacote premium?", ["o_que_inclui"]),
        ("qual a diferença entre os pacotes?", ["o_que_inclui"]),
        ("em qto tempo fica pronto?", ["prazo"]),
        ("Qual o prazo de entrega?", ["prazo"]),
        ("vc é um robô?", ["robo"]),
        ("emite nota fiscal?", ["nota_fiscal"]),
        ("tem contrato?", ["contrato"]),
        ("tem portfólio?", ["portfolio"]),
        ("quantas revisões eu tenho?", ["revisoes"]),
        ("a hospedagem tá inclusa?", ["hospedagem"]),
        ("e se eu desistir?", ["desistencia"]),
        ("isso é golpe?", ["seguranca"]),
        ("como sei que é confiável?", ["seguranca"]),
        ("de onde vocês são?", ["localizacao"]),
        ("qual o horário de atendimento?", ["horario"]),
        ("quem vai fazer meu site?", ["quem_faz"]),
        ("o que eu preciso mandar?", ["o_que_mandar"]),
        ("tem como adiantar a entrega?", ["objection:deadline", "urgencia"]),
        ("fazem em inglês?", ["idiomas"]),
        ("até quando vale a proposta?", ["validade"]),
        ("quais são os pacotes?", ["pacotes"]),
    ],
)
def test_a_usual_question_is_found(text: str, topics: list[str]) -> None:
    understood = read_as(text)

    assert understood.acts[0].act is Act.ASK_INFO
    assert list(understood.slots.topics) == topics


def test_several_questions_are_found_in_the_order_in_which_they_are_asked() -> None:
    understood = read_as("emite nota? parcela em quantas vezes? e tem contrato?")

    assert understood.slots.topics == ("nota_fiscal", "parcelamento", "contrato")


def test_a_question_without_its_mark_is_one_where_the_faq_knows_it() -> None:
    understood = read_as("vcs emitem nota", Expecting.ACCEPT)

    assert [read.act for read in understood.acts] == [Act.ASK_INFO]


def test_a_question_about_a_package_names_it_whatever_was_asked() -> None:
    assert read_as("o que vem no premium?").slots.package_id == "premium"


@pytest.mark.parametrize("text", ["quero um site com contrato", "preciso de um site de hospedagem"])
def test_a_need_is_no_question(text: str) -> None:
    understood = read_as(text)

    assert understood.acts[0].act is Act.BUY
    assert understood.slots.topics == ()


@pytest.mark.parametrize("text", ["quero falar com uma pessoa", "não me mande mais nada"])
def test_safety_is_about_nothing_else(text: str) -> None:
    assert read_as(text).slots.topics == ()


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("dividir no cartao", "dá pra DIVIDIR isso no cartão?", True),
        ("dividir no cartao", "dividir este valor todo em três no cartão", False),
        ("dividir no cartao", "quero dividir, no cartão", False),
        ("parcel*", "parcelaria?", True),
        ("parcel*", "em parcelas", True),
        ("parcel*", "aparcelar", False),
        ("nota", "notas", False),
        ("nota", "nota?", True),
        ("quanto tempo", "qto tempo leva", True),
        ("voces fazem", "vcs fazem", True),
    ],
)
def test_words_of_a_phrase_stand_in_order_in_one_clause(
    phrase: str, text: str, found: bool
) -> None:
    faq = Faq((FaqEntry("t", "?", (phrase,)),))

    assert find_topics(read(text).plain, faq) == (("t",) if found else ())


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("como funciona?", ("como_funciona",)),
        ("como funciona o pagamento?", ("formas_de_pagamento",)),
        ("como funciona o suporte depois?", ("suporte",)),
    ],
)
def test_the_longer_of_two_phrases_that_begin_together_counts(
    text: str, topics: tuple[str, ...]
) -> None:
    assert read_as(text).slots.topics == topics


@given(st.text(max_size=200))
def test_any_text_has_a_few_topics_at_most_and_all_of_them_exist(text: str) -> None:
    topics = find_topics(read(text).plain, default_faq())

    assert len(topics) <= MOST_TOPICS
    assert set(topics) <= set(default_faq().by_id)


# ---------------------------------------------------------------------------- objections


@pytest.mark.parametrize(
    "text",
    ["tá caro", "achei salgado", "acima do que pensei", "só tenho 2 mil", "meu orçamento é 2 mil"],
)
def test_more_than_they_have_is_an_objection(text: str) -> None:
    assert Cue.PRICE in read_as(text, Expecting.ACCEPT).slots.topics


@pytest.mark.parametrize("text", ["faz um desconto?", "faz por 1200?", "tem como baixar o preço?"])
def test_a_wish_for_another_price_is_none(text: str) -> None:
    understood = read_as(text, Expecting.ACCEPT)

    assert understood.acts[0].act is Act.NEGOTIATE
    assert Cue.PRICE not in understood.slots.topics


@pytest.mark.parametrize(
    "text",
    ["demora muito", "preciso antes", "consegue entregar antes?", "20 dias é muito tempo"],
)
def test_too_late_is_an_objection_about_an_offer(text: str) -> None:
    understood = read_as(text, Expecting.ACCEPT)

    assert understood.acts[0].act is Act.ASK_INFO
    assert Cue.DEADLINE in understood.slots.topics


@pytest.mark.parametrize("text", ["tenho uma dúvida", "posso tirar umas dúvidas?"])
def test_a_question_can_be_announced(text: str) -> None:
    assert Cue.DOUBT in read_as(text).slots.topics


# ---------------------------------------------------------------------------- corrections


@pytest.mark.parametrize("expecting", [Expecting.NEED, Expecting.BUDGET, Expecting.ACCEPT])
@pytest.mark.parametrize("text", ["não é Paulo, é Saulo", "é Saulo, não Paulo"])
def test_a_name_is_corrected_whatever_was_asked(text: str, expecting: Expecting) -> None:
    understood = read_as(text, expecting)

    assert understood.acts[0].act is Act.GIVE_NAME
    assert understood.slots.name == "Saulo"


@pytest.mark.parametrize("text", ["não é azul, é verde", "não é site, é loja virtual"])
def test_what_is_no_name_corrects_none(text: str) -> None:
    assert read_as(text, Expecting.BUDGET).slots.name is None


@pytest.mark.parametrize("text", ["errei, o prazo é junho", "na verdade o prazo é junho"])
def test_a_deadline_is_corrected_where_the_budget_was_asked(text: str) -> None:
    understood = read_as(text, Expecting.BUDGET)

    assert understood.acts[0].act is Act.GIVE_DEADLINE
    assert understood.slots.deadline is not None
    assert understood.slots.deadline.to_day == date(2026, 6, 30)


def test_a_budget_is_corrected_where_the_deadline_was_asked() -> None:
    understood = read_as("na verdade posso gastar até 2 mil", Expecting.DEADLINE)

    assert understood.slots.budget == MoneyRange(None, 200_000)


@pytest.mark.parametrize("text", ["preciso pra semana que vem", "tem que ficar pronto dia 20"])
def test_a_deadline_told_about_an_offer_is_one(text: str) -> None:
    understood = read_as(text, Expecting.ACCEPT)

    assert understood.acts[0].act is Act.GIVE_DEADLINE
    assert understood.slots.deadline is not None


def test_a_reminder_can_be_asked_for_in_words() -> None:
    understood = read_as("pode me lembrar sim", Expecting.ACCEPT)

    assert understood.acts[0].act is Act.DEFER
    assert Cue.REMIND in understood.slots.topics
