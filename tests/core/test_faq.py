"""The file of questions and answers: what ships, and an owner's own, checked line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autovenda_core
from autovenda_core.errors import FaqError
from autovenda_core.faq import FACTS, default_faq, read_faq
from autovenda_core.model import Rules
from autovenda_core.texts import EVERYWHERE
from autovenda_core.texts.longest import PACKAGES, RULES
from autovenda_core.texts.wording import facts_of, package_facts
from autovenda_core.understanding.topics import ABOUT_DEADLINES, ABOUT_PRICES, TRUST

NEW = 'pergunta = "Vocês fazem bolo?"\nquando = ["bolo*"]\n'

# ---------------------------------------------------------------------------- what ships


def test_some_twenty_usual_questions_ship() -> None:
    ids = set(default_faq().by_id)

    assert len(ids) >= 20
    assert {TRUST, *ABOUT_PRICES, *ABOUT_DEADLINES} <= ids


def test_every_fact_that_an_answer_may_use_can_be_filled() -> None:
    facts = facts_of(RULES) | package_facts(PACKAGES.packages)

    assert set(facts) == FACTS | EVERYWHERE - {"nome"}
    assert all(facts.values())


@pytest.mark.parametrize("topic", ["parcelamento", "portfolio"])
def test_what_the_owner_has_not_said_is_not_answered(topic: str) -> None:
    entry = default_faq().by_id[topic]

    assert not entry.is_answered_by(facts_of(Rules()))
    assert entry.is_answered_by(facts_of(RULES))


@pytest.mark.parametrize("topic", ["nota_fiscal", "suporte", "hospedagem", "localizacao"])
def test_what_differs_from_business_to_business_ships_without_an_answer(topic: str) -> None:
    entry = default_faq().by_id[topic]

    assert entry.answer is None
    assert entry.question.endswith("?")


# ---------------------------------------------------------------------------- an owner's file


def test_the_shipped_file_is_itself_a_valid_owner_s_file() -> None:
    source = Path(autovenda_core.__file__).with_name("faq.toml").read_text(encoding="utf-8")

    assert read_faq(source) == default_faq()


def test_an_owner_answers_a_shipped_question_in_one_line() -> None:
    faq = read_faq('[nota_fiscal]\nresposta = "Sim, de serviço."\n')

    entry = faq.by_id["nota_fiscal"]
    assert entry.answer is not None
    assert entry.answer.render({}) == "Sim, de serviço."
    assert entry.question == default_faq().by_id["nota_fiscal"].question


def test_an_empty_answer_takes_ours_away() -> None:
    faq = read_faq('[contrato]\nresposta = ""\n')

    assert faq.by_id["contrato"].answer is None


def test_a_new_question_comes_after_those_that_ship() -> None:
    faq = read_faq(f'[bolo]\n{NEW}resposta = "Não, {{nome}}."\n')

    assert faq.entries[-1].id == "bolo"
    assert faq.entries[-1].phrases == ("bolo*",)


@pytest.mark.parametrize(
    ("source", "at_line", "expected"),
    [
        ('\nbolo = "oi"', 2, "[bolo] must be a table with `pergunta` and `quando`"),
        (f"[Bolo]\n{NEW}", 1, "must be called by 1 to 40 of a-z, 0-9 and _"),
        (f"[bolo]\n{NEW}texto = 1", 4, "has 'texto'; expected pergunta, quando, resposta"),
        ('[bolo]\nquando = ["bolo"]', 1, "needs a `pergunta` of 1 to 80 characters"),
        ('[bolo]\npergunta = ""\nquando = ["bolo"]', 2, "needs a `pergunta` of 1 to 80"),
        ('[bolo]\npergunta = "Bolo?"', 1, "needs `quando`, a list of the words"),
        ('[bolo]\npergunta = "Bolo?"\nquando = []', 3, "needs `quando`, a list of the words"),
        ('[bolo]\npergunta = "Bolo?"\nquando = [\n"bolo",\n"bo*"]', 5, "`quando` has 'bo*'"),
        ('[bolo]\npergunta = "Bolo?"\nquando = ["bolo?"]', 3, "`quando` has 'bolo?'"),
        ('[bolo]\npergunta = "Bolo?"\nquando = [""]', 3, "`quando` has ''"),
        ('[bolo]\npergunta = "Bolo?"\nquando = ["_"]', 3, "`quando` has '_'"),
        ('[bolo]\npergunta = "Bolo?"\nquando = ["bolo ª"]', 3, "`quando` has 'bolo ª'"),
        ('[bolo]\npergunta = "Bolo?"\nquando = ["___*"]', 3, "`quando` has '___*'"),
        (f"[bolo]\n{NEW}resposta = 1", 4, "`resposta` must be a text"),
        (f'[bolo]\n{NEW}resposta = "{"a" * 501}"', 4, "is 501 characters long; at most 500"),
        (f'[bolo]\n{NEW}resposta = "{{"', 4, "`resposta` has a {{ or }}".replace("{{", "{")),
        (f'[bolo]\n{NEW}resposta = "{{preco}}"', 4, "`resposta` uses {preco}; it can use empresa"),
    ],
)
def test_a_wrong_question_is_named_with_its_line_and_field(
    source: str, at_line: int, expected: str
) -> None:
    with pytest.raises(FaqError) as caught:
        read_faq(source)

    [problem] = caught.value.problems
    assert problem.line == at_line
    assert expected.replace("}}", "}") in problem.message


def test_everything_that_is_wrong_is_told_at_once_from_the_top_of_the_file() -> None:
    source = '[a]\nresposta = "{x}"\nfoo = 1\n[b]\npergunta = "B?"\nquando = ["?", "b*"]\n'

    with pytest.raises(FaqError) as caught:
        read_faq(source)

    assert [problem.line for problem in caught.value.problems] == [1, 1, 2, 3, 6, 6]


def test_what_is_not_toml_is_refused_where_it_goes_wrong() -> None:
    with pytest.raises(FaqError, match=r"^faq: not TOML: .*line 1"):
        read_faq("isto é um texto")


@pytest.mark.parametrize(
    "source",
    [
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "9" * 100_000,
        "a" + ".b" * 100_000 + " = 1",
        "[a]\n" * 2_100,
    ],
)
def test_what_would_take_all_time_or_memory_is_refused_in_words(source: str) -> None:
    with pytest.raises(FaqError, match=r"^faq: .*(too (large|many)|not TOML)"):
        read_faq(source)


@given(
    st.text(max_size=100) | st.text(max_size=50).map(lambda text: f"[bolo]\nquando = ['{text}']")
)
def test_any_file_is_read_or_refused_in_words(source: str) -> None:
    try:
        faq = read_faq(source)
    except FaqError:
        return

    assert set(default_faq().by_id) <= set(faq.by_id)
