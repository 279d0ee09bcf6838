"""What the editors are made of: problems in words, files that keep their form, phones."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.settings import Kind
from apps.desk.problems import in_portuguese
from apps.desk.settings import problems_of
from apps.panel import packages, phone, toml_files
from apps.panel.house import House
from apps.panel.parts.wording import source_of
from apps.panel.placeholders import MEANINGS
from apps.text_lengths import CHANNELS
from apps.wiring import sample_catalog
from autovenda_core.catalog import read_catalog
from autovenda_core.effects import Text
from autovenda_core.faq import FACTS, default_faq
from autovenda_core.texts import EVERYWHERE, Template, default_texts

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HEAD = "id,name,aliases,price,delivery_days,deposit_percent,deliverables\n"
ENGLISH = {"is", "not", "the", "must", "expected", "needs", "has", "with", "of", "at", "most"}

WRONG = [
    (Kind.CATALOG, " "),
    (Kind.CATALOG, HEAD),
    (Kind.CATALOG, "id,id\n"),
    (Kind.CATALOG, HEAD.replace("price", "preco")),
    (Kind.CATALOG, HEAD + '"x'),
    (Kind.CATALOG, HEAD + "a,b,c,d,e,f,g,h\n"),
    (Kind.CATALOG, HEAD + "a,b\n"),
    (Kind.CATALOG, HEAD + "A!,b,,1,1,1,x\n"),
    (Kind.CATALOG, HEAD + 'a,,,"1,00",1,1,x\n'),
    (Kind.CATALOG, HEAD + "a,b,,1.5,1,1,x\n"),
    (Kind.CATALOG, HEAD + 'a,b,,"0,10",1,1,x\n'),
    (Kind.CATALOG, HEAD + 'a,b,,"9,00",0,1,x\n'),
    (Kind.CATALOG, HEAD + 'a,b,,"9,00",1,101,x\n'),
    (Kind.CATALOG, HEAD + 'a,b,,"9,00",1,1,x\n'),
    (Kind.CATALOG, HEAD + 'a,b,,"9,00",1,50,\n'),
    (Kind.CATALOG, HEAD + 'a,b,,"9,00",1,50,x\n' * 2),
    (Kind.TEXTS, "= 1"),
    (Kind.TEXTS, '[x]\ntexto = "x"'),
    (Kind.TEXTS, "tchau = 1"),
    (Kind.TEXTS, "[tchau]\noutro = 1"),
    (Kind.TEXTS, '[tchau]\ntexto = "{"'),
    (Kind.TEXTS, '[tchau]\ntexto = "{ninguem}"'),
    (Kind.TEXTS, f'[tchau]\ntexto = "{"x" * 2000}"'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nbotoes = 1'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nbotoes = ["a", "b", "c", "d"]'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nbotoes = ["um título que é comprido demais"]'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nbotao_link = 1'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nbotao_link = "y"'),
    (Kind.TEXTS, '[link_de_pagamento]\ntexto = "x"'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nmodelo = 1'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nmodelo = {nome = "!", texto = ""}'),
    (Kind.TEXTS, '[tchau]\ntexto = "x"\nmodelo = {nome = "a", texto = "{nome}"}'),
    (Kind.FAQ, "= 1"),
    (Kind.FAQ, "x = 1"),
    (Kind.FAQ, "[X-Y]\noutro = 1"),
    (Kind.FAQ, '[x]\npergunta = "x"\nquando = ["pa*"]'),
    (Kind.FAQ, '[x]\npergunta = "x"\nquando = ["parcela"]\nresposta = 1'),
    (Kind.FAQ, '[x]\npergunta = "x"\nquando = ["parcela"]\nresposta = "{quem}"'),
    (Kind.FAQ, f'[x]\npergunta = "x"\nquando = ["parcela"]\nresposta = "{"x" * 600}"'),
]


@pytest.mark.parametrize(("kind", "content"), WRONG)
def test_whatever_is_wrong_is_told_in_portuguese(kind: Kind, content: str) -> None:
    problems = problems_of(kind, content)

    assert problems
    for problem in problems:
        words = set(problem.message.replace("“", " ").replace("”", " ").split())
        assert not words & ENGLISH, problem.message


def test_a_sentence_that_is_not_known_is_passed_on() -> None:
    assert in_portuguese("[tchau] something new") == "[tchau] something new"


# ---------------------------------------------------------------------------- TOML


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n")))
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    source = toml_files.with_text('# de antes\n[a]\nb = "c"\n', "novo", "texto", text)

    assert tomllib.loads(source) == {"a": {"b": "c"}, "novo": {"texto": text}}
    assert source.startswith("# de antes")


def test_a_table_keeps_what_is_not_changed() -> None:
    source = '[a]\ntexto = "x"  # nota\n[a.modelo]\nnome = "m"\n[b]\ntexto = "y"\n'

    changed = toml_files.with_table(source, "a", {"texto": "novo", "botoes": ["sim"]})
    without = toml_files.without_table(changed, "a")

    expected = {"texto": "novo", "botoes": ["sim"], "modelo": {"nome": "m"}}
    assert tomllib.loads(changed)["a"] == expected
    assert tomllib.loads(without) == {"b": {"texto": "y"}}


@pytest.mark.parametrize("text", list(Text))
def test_a_template_is_written_as_it_was_read(text: Text) -> None:
    body = default_texts()[text].body

    assert Template.parse(source_of(body)) == body


# ---------------------------------------------------------------------------- the catalogue


def test_a_catalogue_comes_back_from_its_form() -> None:
    catalog = read_catalog(sample_catalog())

    assert read_catalog(packages.as_csv(packages.rows(catalog))) == catalog


def test_what_a_new_catalogue_changes_is_told() -> None:
    before = read_catalog(sample_catalog())
    known = packages.rows(before)
    changed = packages.with_row(known, {**known[0], "aliases": "x"}, known[0]["id"])
    after = read_catalog(packages.as_csv(changed))

    assert packages.changes(before, before) == ["Nada muda."]
    assert packages.changes(before, after) == [
        "Pacote Básico: mudam os detalhes, o preço fica em R$ 1.500,00"
    ]


# ---------------------------------------------------------------------------- the phone


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("text", list(Text))
def test_every_text_can_be_seen_on_every_channel(text: Text, channel: str) -> None:
    catalog, faq = read_catalog(sample_catalog()), default_faq()
    topic = next(iter(faq.answers)) if text is Text.ANSWER else ""

    rendered = phone.example(text, default_texts(), catalog, House(), faq.answers, NOW, topic)
    shown = phone.on_channel(rendered, channel)

    assert shown.text.strip()
    assert "{" not in shown.text


def test_the_owners_words_are_never_markup_of_ours() -> None:
    shown = phone.Shown("<img src=x> *forte* & 2 * 3 * 4", ("<b>",))

    page = phone.as_html(shown, 'prévia "x"')

    assert "&lt;img src=x&gt; <b>forte</b> &amp; 2 * 3 * 4" in page
    assert 'aria-label="prévia &quot;x&quot;"' in page
    assert "&lt;b&gt;" in page


def test_every_placeholder_is_explained() -> None:
    used = set(EVERYWHERE | FACTS)
    for entry in default_texts().entries.values():
        used |= entry.placeholders
        used |= entry.approved.body.placeholders if entry.approved else set()

    assert used == set(MEANINGS)
