"""The file of texts: complete, short enough, and an owner's own file checked line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autovenda_core.fsm
from autovenda_core.effects import Text
from autovenda_core.errors import TextsError
from autovenda_core.faq import default_faq
from autovenda_core.texts import BUTTON_TITLE_CHARS, Template, default_texts, read_texts
from autovenda_core.texts.longest import longest

CAPTION_CHARS = 1024
TO_LEADS = [text for text in Text if text is not Text.OWNER_ALERT]

# ---------------------------------------------------------------------------- the shipped file


def test_everything_that_can_be_said_is_in_the_shipped_file() -> None:
    assert set(default_texts().entries) == set(Text)


def test_everything_that_can_be_said_to_a_lead_is_said_somewhere_in_the_flow() -> None:
    folder = Path(autovenda_core.fsm.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))

    said = set(re.findall(r"\bText\.([A-Z_]+)\b", source))

    assert said == {text.name for text in TO_LEADS}


@pytest.mark.parametrize("text", Text)
def test_fixed_button_titles_fit_every_channel(text: Text) -> None:
    entry = default_texts()[text]
    titles = [title.render({}) for title in entry.buttons if not title.placeholders]

    for title in [*titles, *([entry.link_title] if entry.link_title is not None else [])]:
        assert 1 <= len(title) <= BUTTON_TITLE_CHARS
    assert len(entry.buttons) <= 3


@pytest.mark.parametrize("text", TO_LEADS)
def test_a_text_with_the_longest_values_still_goes_with_a_document(text: Text) -> None:
    answers = default_faq().answers

    rendered = longest(text, default_texts(), answers, "como_funciona")

    assert 0 < len(rendered.text) <= CAPTION_CHARS
    assert "{" not in rendered.text
    assert all(1 <= len(button.title) <= BUTTON_TITLE_CHARS for button in rendered.buttons)


@pytest.mark.parametrize("topic", default_faq().answers)
def test_an_answer_with_the_longest_values_still_goes_under_buttons(topic: str) -> None:
    rendered = longest(Text.ANSWER, default_texts(), default_faq().answers, topic)

    assert 0 < len(rendered.text) <= CAPTION_CHARS
    assert "{" not in rendered.text


# ---------------------------------------------------------------------------- an owner's file


def test_an_owner_s_text_takes_the_place_of_the_shipped_one() -> None:
    texts = read_texts('[tchau]\ntexto = "Falou{, nome}!"\n')

    assert texts[Text.GOODBYE].body.render({"nome": "Bia"}) == "Falou, Bia!"
    assert texts[Text.GREETING] == default_texts()[Text.GREETING]


def test_an_empty_file_changes_nothing() -> None:
    assert read_texts("# nada ainda\n") == default_texts()


def test_the_shipped_file_is_itself_a_valid_owner_s_file() -> None:
    folder = Path(autovenda_core.fsm.__file__).parents[1]
    source = (folder / "texts" / "pt_br.toml").read_text(encoding="utf-8")

    assert read_texts(source) == default_texts()


def test_any_text_may_name_the_company_the_person_and_the_lead() -> None:
    texts = read_texts('[tchau]\ntexto = "{humano}, do {empresa}: tchau{, nome}!"\n')

    said = texts[Text.GOODBYE].body.render({"humano": "Rafa", "empresa": "Estúdio", "nome": ""})
    assert said == "Rafa, do Estúdio: tchau!"


ACCEPT = 'texto = "Aceita?"\nbotoes = ["Sim", "Não"]'


@pytest.mark.parametrize(
    ("source", "at_line", "expected"),
    [
        ('[bom_dia]\ntexto = "oi"', 1, "there is no text called 'bom_dia'"),
        ('\n# olá\ntchau = "oi"', 3, "[tchau] must be a table with `texto`"),
        ('\n[tchau]\ntexto = "oi"\ntitulo = "x"', 4, "has 'titulo'; expected texto, botoes"),
        ("[tchau]", 1, "needs a `texto` that is not empty"),
        ('[tchau]\ntexto = "  "', 2, "needs a `texto` that is not empty"),
        ("[tchau]\ntexto = 7", 2, "needs a `texto` that is not empty"),
        ('[tchau]\ntexto = "oi"\nbotoes = "Sim"', 3, "`botoes` must be a list of titles"),
        ('[tchau]\ntexto = "oi"\nbotoes = [1]', 3, "`botoes` must be a list of titles"),
        ('[tchau]\ntexto = "oi"\nbotoes = ["a", "b", "c", "d"]', 3, "has 4 buttons; at most 3"),
        ('[lembrete_pagamento]\ntexto = "oi"\nbotao_link = 1', 3, "`botao_link` must be a title"),
        ('[lembrete_pagamento]\ntexto = "oi"\nbotao_link = ""', 3, "the button '' must have 1 to"),
        ('[lembrete_pagamento]\ntexto = "oi"\nbotao_link = "{nome}"', 3, "the button '{nome}'"),
        (f'[tchau]\ntexto = "{"a" * 1025}"', 2, "is 1025 characters long; at most 1024 fit"),
        (f"[confirmar_aceite]\n{ACCEPT.replace('Sim', 'S' * 21)}", 3, "must have 1 to 20"),
        (f"[confirmar_aceite]\n{ACCEPT.replace('Sim', '')}", 3, "the button '' must have 1 to 20"),
        ('[tchau]\ntexto = "oi {nome"', 2, "a { or } that belongs to no {placeholder}"),
        ('[tchau]\ntexto = "oi }"', 2, "a { or } that belongs to no {placeholder}"),
        ('[tchau]\ntexto = "oi {}"', 2, "a { or } that belongs to no {placeholder}"),
        (
            '\n\n[tchau]\ntexto = """\numa linha\n{valor}"""',
            6,
            "`texto` uses {valor}; it can use empresa, formas, humano, nome",
        ),
        (
            '[confirmar_aceite]\ntexto = "Aceita?"\nbotoes = ["Sim", "{preco}"]',
            3,
            "`botoes` uses {preco}; it can use",
        ),
        ('[confirmar_aceite]\ntexto = "Aceita?"', 1, "has 0 buttons; expected 2"),
        ('[pago]\ntexto = "Obrigado!"', 1, "must have `botao_link`"),
        ('[tchau]\ntexto = "oi"\nbotao_link = "Abrir"', 3, "can have no `botao_link`"),
    ],
)
def test_a_wrong_text_is_named_with_its_line_and_what_is_expected(
    source: str, at_line: int, expected: str
) -> None:
    with pytest.raises(TextsError) as caught:
        read_texts(source)

    [problem] = caught.value.problems
    assert problem.line == at_line
    assert str(caught.value).startswith(f"texts, line {at_line}: ")
    assert expected in problem.message


def test_everything_that_is_wrong_is_told_at_once_with_text_and_placeholder() -> None:
    source = """\
[tchau]
texto = "{valor}, {sinal}"

[por_nada]
texto = ""

[bom_dia]
texto = "oi"

[recusado]
texto = "{preco}"
"""

    with pytest.raises(TextsError) as caught:
        read_texts(source)

    told = [line.partition("; ")[0] for line in str(caught.value).splitlines()]
    assert told == [
        "texts, line 2: [tchau] `texto` uses {sinal}",
        "texts, line 2: [tchau] `texto` uses {valor}",
        "texts, line 5: [por_nada] needs a `texto` that is not empty",
        "texts, line 7: [bom_dia] there is no text called 'bom_dia'",
        "texts, line 11: [recusado] `texto` uses {preco}",
    ]


@pytest.mark.parametrize("source", ['[tchau]\ntexto = "oi', "[tchau]\n[tchau]", "isto é um texto"])
def test_what_is_not_toml_is_refused_where_it_goes_wrong(source: str) -> None:
    with pytest.raises(TextsError, match=r"^texts: not TOML: .*(line \d|end of document)"):
        read_texts(source)


@given(st.text(max_size=100) | st.text(max_size=50).map(lambda text: f"[tchau]\ntexto = '{text}'"))
def test_any_file_is_read_or_refused_in_words(source: str) -> None:
    try:
        texts = read_texts(source)
    except TextsError:
        return

    assert set(texts.entries) == set(Text)


# ---------------------------------------------------------------------------- placeholders


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("Oi{, nome}!", "Bia", "Oi, Bia!"),
        ("Oi{, nome}!", "", "Oi!"),
        ("{nome}", "", ""),
        ("Prazer, {nome}!", "Bia", "Prazer, Bia!"),
        ("{nome: }vale.", "Bia", "Bia: vale."),
        ("{nome: }vale.", "", "vale."),
        ("{nome}{nome}", "Bia", "BiaBia"),
    ],
)
def test_what_stands_around_a_value_goes_with_it(source: str, name: str, expected: str) -> None:
    assert Template.parse(source).render({"nome": name}) == expected


@given(st.text(), st.text())
def test_values_are_inserted_and_never_interpreted(name: str, need: str) -> None:
    template = Template.parse("<{nome}|{resumo}>")

    said = template.render({"nome": name, "resumo": need, "humano": "Rafa"})

    assert said == f"<{name}|{need}>"


@given(st.text())
def test_a_template_says_which_values_it_needs(source: str) -> None:
    try:
        template = Template.parse(source)
    except ValueError:
        return

    said = template.render(dict.fromkeys(template.placeholders, ""))

    assert "{" not in said
    assert "}" not in said


# ---------------------------------------------------------------------------- approved forms


def test_every_approved_form_keeps_the_rules_of_meta() -> None:
    for approved in default_texts().approved:
        numbers = [int(each) for each in re.findall(r"\{\{(\d+)\}\}", approved.numbered)]
        assert numbers == list(range(1, len(numbers) + 1)), approved.name
        assert not approved.numbered.startswith("{"), approved.name
        assert not approved.numbered.endswith("}"), approved.name


def test_an_approved_form_has_its_parameters_in_the_order_of_its_numbers() -> None:
    source = """[pago]
texto = "ok"
botao_link = "Abrir"
[pago.modelo]
nome = "meu_pago"
texto = "Veja {link} sobre {sinal}, ou {link} de novo."
"""
    approved = read_texts(source)[Text.PAID].approved

    assert approved is not None
    assert approved.numbered == "Veja {{1}} sobre {{2}}, ou {{1}} de novo."
    assert approved.parameter_names == ("link", "sinal")


def test_an_owner_who_changes_a_text_keeps_its_approved_form() -> None:
    texts = read_texts('[pago]\ntexto = "Chegou!"\nbotao_link = "Abrir"')

    assert texts[Text.PAID].approved == default_texts()[Text.PAID].approved


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ('nome = "Pago"\ntexto = "Ok, {sinal}."', "modelo.nome"),
        ('nome = "pago"\ntexto = "{sinal} chegou."', "begins or ends with a placeholder"),
        ('nome = "pago"\ntexto = "Oi {nome}, chegou."', "{nome}"),
        ('nome = "pago"\ntexto = "Veja {pacote_x} aqui."', "{pacote_x}"),
        ('nome = "pago"', "table of `nome` and `texto`"),
        ('nome = "pago"\ntexto = ""', "characters long"),
    ],
)
def test_an_approved_form_that_would_be_refused_is_refused_here(form: str, complaint: str) -> None:
    source = f'[pago]\ntexto = "Chegou!"\nbotao_link = "Abrir"\n[pago.modelo]\n{form}'

    with pytest.raises(TextsError) as refusal:
        read_texts(source)

    assert complaint in str(refusal.value)
    assert "line" in str(refusal.value)
