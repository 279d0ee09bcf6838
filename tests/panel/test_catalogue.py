"""Catálogo e textos: the owner's three files, edited in parts and saved whole."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Role
from adapters.storage.settings import Kind
from apps.panel.commanding import Answer, Fate
from apps.wiring import sample_catalog
from autovenda_core.catalog import read_catalog
from autovenda_core.effects import Text
from autovenda_core.faq import read_faq
from autovenda_core.texts import read_texts
from tests.panel.conftest import Panel, shown

HEAD = "id;name;aliases;price;delivery_days;deposit_percent;deliverables\n"
WRITTEN = (
    "INSERT INTO settings (kind, version, content, by, at)"
    " VALUES ('{kind}', {version}, '{content}', 'rafa', '2026-11-20 12:00:00.000000')"
)


def saved(panel: Panel) -> str:
    """The file that the server was given."""
    [(_, body)] = panel.server.asked
    return str(body["fields"]["conteudo"])


def write(panel: Panel, kind: Kind, version: int, content: str) -> None:
    panel.write(WRITTEN.format(kind=kind, version=version, content=content))


def part(panel: Panel, name: str) -> AppTest:
    app = panel.open("catalogo")
    return app.segmented_control(key="parte").set_value(name).run()


# ---------------------------------------------------------------------------- packages


def test_the_packages_are_shown_as_they_are_sold(panel: Panel) -> None:
    words = shown(panel.open("catalogo"))

    assert "Pacote Básico" in words
    assert "**R$ 1.500,00** · sinal de R$ 750,00 (50 %)" in words
    assert "10 dias úteis" in words


def test_one_package_is_changed_and_all_others_stay(panel: Panel) -> None:
    app = panel.open("catalogo")

    app.text_input(key="pacote-0-basico-price").set_value("1.650,00")
    app.text_area(key="pacote-0-basico-deliverables").set_value("Página única\n\nTextos")
    app.button(key="FormSubmitter:pacote-form-0-basico-Salvar pacote").click().run()

    catalog = read_catalog(saved(panel))
    before = read_catalog(sample_catalog())
    assert catalog.packages[0].price_centavos == 165_000
    assert catalog.packages[0].deliverables == ("Página única", "Textos")
    assert catalog.packages[1:] == before.packages[1:]
    assert panel.server.asked[0][1]["seen"] == 0


def test_a_new_package_comes_last(panel: Panel) -> None:
    app = panel.open("catalogo")
    app.selectbox(key="pacote-0").set_value("➕ Novo pacote").run()
    typed = {"id": "logo", "name": "Logo", "price": "900,00"}

    for column, value in typed.items():
        app.text_input(key=f"pacote-0-➕ Novo pacote-{column}").set_value(value)
    app.text_area(key="pacote-0-➕ Novo pacote-deliverables").set_value("Três propostas")
    app.button(key="FormSubmitter:pacote-form-0-➕ Novo pacote-Salvar pacote").click().run()

    assert read_catalog(saved(panel)).packages[-1].name == "Logo"


def test_what_the_server_finds_wrong_is_told_line_by_line(panel: Panel) -> None:
    problems = {"problems": [{"line": 2, "message": "coluna “price”: 'x' não é um valor"}]}
    panel.server.answers.append(Answer(Fate.REFUSED, "Catálogo: um erro.", problems))
    app = panel.open("catalogo")

    app.text_input(key="pacote-0-basico-price").set_value("x")
    app.button(key="FormSubmitter:pacote-form-0-basico-Salvar pacote").click().run()

    assert "• Linha 2: coluna “price”: 'x' não é um valor" in shown(app)


def test_a_file_with_mistakes_tells_each_line_and_cannot_be_saved(panel: Panel) -> None:
    app = panel.open("catalogo")
    wrong = HEAD + "site;Site;;dez;10;50;Página\nloja;Loja;;100,00;x;50;Página\n"

    app.file_uploader(key="csv-0").upload("catalogo.csv", wrong.encode()).run()

    words = shown(app)
    assert "2 erros: nada foi salvo." in words
    assert "Linha 2: coluna “price”: 'dez' não é um valor como 1.750,00" in words
    assert "Linha 3: coluna “delivery_days”: 'x' não é um número inteiro de 1 a 365" in words
    assert "loja;Loja;;100,00;x;50;Página" in words
    assert panel.server.asked == []


def test_a_good_file_says_what_changes_before_it_is_saved(panel: Panel) -> None:
    app = panel.open("catalogo")
    good = HEAD + "basico;Pacote Básico;;1.600,00;10;50;Página\nlogo;Criação;;900,00;5;50;Logo\n"

    app.file_uploader(key="csv-0").upload("catalogo.csv", good.encode("cp1252")).run()
    words, asked_before = shown(app), list(panel.server.asked)
    app.button(key="catalogo:catalogo:0").click().run()

    assert "Sai: Pacote Premium" in words
    assert "Pacote Básico: de R$ 1.500,00 para R$ 1.600,00" in words
    assert "Entra: Criação, R$ 900,00" in words
    assert asked_before == []
    assert [each.name for each in read_catalog(saved(panel))] == ["Pacote Básico", "Criação"]


def test_a_package_is_taken_out_after_being_asked_once_more(panel: Panel) -> None:
    app = panel.open("catalogo")
    app.session_state["abre-tirar-0-basico"] = True
    app.run()

    app.button(key="catalogo:catalogo:0").click().run()

    assert "basico" not in read_catalog(saved(panel)).by_id


# ---------------------------------------------------------------------------- texts


def test_the_preview_is_what_a_lead_would_read(panel: Panel) -> None:
    app = part(panel, "Textos")

    app.selectbox(key="texto").set_value("anotado").run()
    app.text_area(key="texto-0-anotado").set_value("Certo, *anotado*: {resumo} <b>").run()

    [phone] = [each.value for each in app.html if each.value.startswith('<div class="av-phone"')]
    assert "Certo, <b>anotado</b>: " in phone
    assert "um site para a clínica" in phone
    assert "&lt;b&gt;" in phone


def test_a_text_is_saved_in_the_owners_file_beside_what_is_there(panel: Panel) -> None:
    write(panel, Kind.TEXTS, 3, '# nosso jeito\n[tchau]\ntexto = "Tchau!"\n')
    app = part(panel, "Textos")
    app.selectbox(key="texto").set_value("anotado").run()

    app.text_area(key="texto-3-anotado").set_value("Anotei.\n{resumo}").run()
    app.button(key="salvar-texts-3-anotado").click().run()

    texts = read_texts(saved(panel))
    assert texts[Text.NOTED].body.render({"resumo": "x"}) == "Anotei.\nx"
    assert "# nosso jeito" in saved(panel)
    assert texts[Text.GOODBYE].body.render({}) == "Tchau!"
    assert panel.server.asked[0][1]["seen"] == 3


def test_a_placeholder_that_nothing_fills_is_told_and_not_saved(panel: Panel) -> None:
    app = part(panel, "Textos")
    app.selectbox(key="texto").set_value("anotado").run()

    app.text_area(key="texto-0-anotado").set_value("Anotado: {ninguem}").run()

    assert any("usa {ninguem}, que não existe aqui" in each.value for each in app.error)
    assert app.button(key="salvar-texts-0-anotado").disabled


def test_a_button_that_is_too_long_is_told(panel: Panel) -> None:
    app = part(panel, "Textos")
    app.selectbox(key="texto").set_value("pergunta_prazo").run()

    app.text_input(key="texto-0-pergunta_prazo-1").set_value("O mais rápido que for possível").run()

    assert any("precisa ter de 1 a 20 caracteres" in each.value for each in app.error)


def test_every_text_has_its_length_on_every_channel(panel: Panel) -> None:
    app = part(panel, "Textos")

    assert "Telegram:" in shown(app)
    assert "de 4096" in shown(app)


@pytest.mark.parametrize("text", [Text.OFFER, Text.ANSWER, Text.PAYMENT_LINK, Text.OWNER_ALERT])
def test_a_text_that_nobody_touched_has_nothing_to_save(panel: Panel, text: Text) -> None:
    app = part(panel, "Textos")

    app.selectbox(key="texto").set_value(text.value).run()

    assert not app.exception
    assert not app.error
    assert app.button(key=f"salvar-texts-0-{text}").disabled


def test_what_ships_can_be_had_back(panel: Panel) -> None:
    write(panel, Kind.TEXTS, 1, '[tchau]\ntexto = "Tchau!"\n')
    app = part(panel, "Textos")
    app.selectbox(key="texto").set_value("tchau").run()

    app.button(key="original-texts-1-tchau").click().run()

    assert saved(panel).strip() == ""


# ---------------------------------------------------------------------------- questions


def test_an_answer_is_written_and_previewed(panel: Panel) -> None:
    app = part(panel, "Perguntas")
    app.selectbox(key="pergunta-0").set_value("prazo").run()

    app.text_area(key="pergunta-0-prazo-resposta").set_value("Depende:\n{prazos}").run()
    app.button(key="salvar-faq-0-prazo").click().run()

    answer = read_faq(saved(panel)).by_id["prazo"].answer
    assert answer is not None
    assert answer.render({"prazos": "10 dias"}) == "Depende:\n10 dias"


def test_an_empty_answer_calls_the_owner(panel: Panel) -> None:
    app = part(panel, "Perguntas")
    app.selectbox(key="pergunta-0").set_value("prazo").run()

    app.text_area(key="pergunta-0-prazo-resposta").set_value("").run()
    app.button(key="salvar-faq-0-prazo").click().run()

    assert read_faq(saved(panel)).by_id["prazo"].answer is None


def test_a_question_of_ones_own_is_added(panel: Panel) -> None:
    app = part(panel, "Perguntas")
    app.selectbox(key="pergunta-0").set_value("nova_pergunta").run()
    key = "pergunta-0-nova_pergunta"

    app.text_input(key=f"{key}-id").set_value("treinamento")
    app.text_input(key=key).set_value("Vocês ensinam a usar?")
    app.text_area(key=f"{key}-quando").set_value("ensin*\ntreinamento")
    app.text_area(key=f"{key}-resposta").set_value("Sim, com {humano}.").run()
    app.button(key="salvar-faq-0-nova_pergunta").click().run()

    entry = read_faq(saved(panel)).by_id["treinamento"]
    assert entry.phrases == ("ensin*", "treinamento")


# ---------------------------------------------------------------------------- versions


def test_an_older_version_can_be_put_in_force_again(panel: Panel) -> None:
    write(panel, Kind.TEXTS, 1, '[tchau]\ntexto = "Primeiro"\n')
    write(panel, Kind.TEXTS, 2, '[tchau]\ntexto = "Segundo"\n')
    app = part(panel, "Textos")
    app.session_state["abre-versoes-texts"] = True
    app.run()

    app.selectbox(key="versao-texts").set_value(1).run()
    app.button(key="textos:textos:2").click().run()

    assert "Primeiro" in saved(panel)
    assert panel.server.asked[0][1]["seen"] == 2


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
@pytest.mark.parametrize("name", ["Pacotes", "Textos", "Perguntas"])
def test_only_an_owner_has_a_button_that_saves(panel: Panel, role: Role, name: str) -> None:
    panel.role = role

    app = part(panel, name)

    assert not [each for each in app.button if "Salvar" in each.label and not each.disabled]
    assert not app.file_uploader
    assert "Só quem é dono muda o que está aqui." in shown(app)
