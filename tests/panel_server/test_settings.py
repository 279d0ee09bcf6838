"""What the owner writes in the panel: checked as a whole, versioned, and in force at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from adapters.storage.operators import Role
from apps.server.limiting import Limits
from apps.wiring import sample_catalog
from autovenda_core.effects import Text
from autovenda_core.errors import Unavailable
from tests.panel_server.conftest import Office as MakeOffice

if TYPE_CHECKING:
    from tests.panel_server.conftest import Office

HEAD = "id,name,aliases,price,delivery_days,deposit_percent,deliverables\n"
GOOD = HEAD + 'site,Site Novo,site|pagina,"2.345,00",12,50,Página|Formulário\n'
TEXTS = '[saudacao]\ntexto = "Olá!"\n'
FAQ = '[parcelamento]\npergunta = "Parcela?"\nquando = ["parcel*"]\nresposta = "Sim."\n'


def save(office: Office, kind: str, content: str, **options: object):  # type: ignore[no-untyped-def]
    return office.command(kind, kind, conteudo=content, **options)


def test_a_new_catalogue_is_in_force_at_once(office: Office) -> None:
    answer = save(office, "catalogo", GOOD)

    assert answer.json() == {
        "outcome": "done",
        "words": "Catálogo: versão 1 salva, e já vale.",
        "version": 1,
    }
    assert [package.name for package in office.application.flow.catalog] == ["Site Novo"]


def test_leads_hear_the_new_prices_from_the_next_message_on(office: Office) -> None:
    office.says("oi")
    save(office, "catalogo", GOOD)

    office.says("quanto custa?")

    assert "2.345,00" in office.channel.sent[-1].text


def test_new_texts_and_questions_are_in_force_at_once(office: Office) -> None:
    before = office.application.flow.fingerprint

    save(office, "faq", FAQ)
    faq = office.application.flow
    save(office, "textos", TEXTS)

    assert faq.faq.by_id["parcelamento"].question == "Parcela?"
    assert "Olá!" in str(office.application.flow.texts.entries[Text.GREETING])
    assert len({before, faq.fingerprint, office.application.flow.fingerprint}) == 3


def test_what_was_written_outlives_a_restart(office: Office, tmp_path: Path) -> None:
    save(office, "catalogo", GOOD)
    office.close()

    with asyncio.Runner() as loop:
        again = MakeOffice(loop, tmp_path, Limits())
        again.open()
        names = [package.name for package in again.application.flow.catalog]
        again.close()

    assert names == ["Site Novo"]


def test_of_two_who_write_at_once_the_second_is_told(office: Office) -> None:
    answers = office.at_once(
        office.order("catalogo", "catalogo", seen=None, conteudo=GOOD),
        office.order("catalogo", "catalogo", seen=None, conteudo=GOOD.replace("Novo", "Velho")),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert office.rows("SELECT count(*) FROM settings") == [(1,)]


def test_a_page_that_saw_an_older_version_saves_nothing(office: Office) -> None:
    save(office, "catalogo", GOOD)
    save(office, "catalogo", GOOD.replace("12", "15"), seen=1)

    answer = save(office, "catalogo", GOOD.replace("12", "20"), seen=1)

    assert answer.status_code == 409
    assert "outra versão" in answer.json()["error"]
    assert office.application.flow.catalog.packages[0].delivery_days == 15


def test_saving_the_same_twice_is_one_version(office: Office) -> None:
    outcomes = [save(office, "catalogo", GOOD).json()["outcome"] for _ in range(2)]

    assert outcomes == ["done", "unchanged"]
    assert office.rows("SELECT version FROM settings") == [(1,)]


def test_looking_it_through_saves_nothing(office: Office) -> None:
    answer = save(office, "catalogo", GOOD, conferir=True)

    assert answer.json()["outcome"] == "unchanged"
    assert office.rows("SELECT count(*) FROM settings") == [(0,)]


def test_every_wrong_line_of_a_catalogue_is_told(office: Office) -> None:
    wrong = (
        HEAD
        + "a,A,,dez,10,50,Página\n"
        + 'ok,Bom,,"100,00",10,50,"Uma\nem duas linhas"\n'
        + 'B!,B,,"100,00",10,50,Página\n'
        + 'c,C,,"100,00",x,50,"Página\ne mais"\n'
        + 'ok,Outra vez,,"100,00",10,50,Página\n'
    )

    answer = save(office, "catalogo", wrong)

    assert answer.status_code == 422
    assert "4 erros" in answer.json()["error"]
    assert [problem["line"] for problem in answer.json()["problems"]] == [2, 5, 7, 8]
    assert office.rows("SELECT count(*) FROM settings") == [(0,)]


def test_what_is_wrong_is_told_in_portuguese(office: Office) -> None:
    answer = save(office, "catalogo", GOOD.replace("Site Novo", ""))

    (problem,) = answer.json()["problems"]
    assert problem["line"] == 2
    assert "não é um nome de 1 a 60 caracteres" in problem["message"]


@pytest.mark.parametrize(
    "content",
    [
        "x",
        HEAD,
        HEAD.replace("price", "preco") + "a,A,,1,1,1,x\n",
        'id,name\n"unclosed',
        "\x00",
        GOOD + 'too,many,cells,"1,00",1,50,x,y,z\n',
    ],
)
def test_what_is_no_catalogue_is_told_and_not_saved(office: Office, content: str) -> None:
    answer = save(office, "catalogo", content)

    assert answer.status_code == 422
    assert 1 <= len(answer.json()["problems"]) <= 2


def test_a_catalogue_of_nothing_but_mistakes_is_told_with_an_end(office: Office) -> None:
    answer = save(office, "catalogo", HEAD + "!,,,,,,\n" * 3000)

    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 20


@pytest.mark.parametrize(
    ("kind", "content", "line"),
    [
        ("textos", '[saudacao]\ntexto = "Oi {ninguem}"\n', 2),
        ("textos", '[nao_existe]\ntexto = "Oi"\n', 1),
        ("textos", '\n\n[nao_existe]\ntexto = "Oi"\n', 3),
        ("faq", "[x]\npergunta = 1\n", 1),
    ],
)
def test_every_wrong_line_of_texts_and_questions_is_told(
    office: Office, kind: str, content: str, line: int
) -> None:
    answer = save(office, kind, content)

    assert answer.status_code == 422
    assert line in [problem["line"] for problem in answer.json()["problems"]]


@pytest.mark.parametrize("kind", ["textos", "faq"])
def test_what_is_no_toml_is_told_and_not_saved(office: Office, kind: str) -> None:
    answer = save(office, kind, "isto não é TOML")

    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 1


@pytest.mark.parametrize("kind", ["textos", "faq"])
@pytest.mark.parametrize(
    "content",
    [
        ".".join("a" * 6_000) + " = 1",
        f"[{'.'.join('a' * 90_000)}]",
        f"a = {{ {'.'.join('a' * 90_000)} = 1 }}",
        "\n".join(f"x{number} = 1" for number in range(4_000)),
        "\n".join(f"[x{number}]" for number in range(4_000)),
        "a = " + "[" * 100_000,
        "a = " + "9" * 100_000,
    ],
    ids=["key", "header", "inline", "keys", "headers", "brackets", "number"],
)
def test_what_would_take_minutes_or_all_memory_is_refused_at_once(
    office: Office, kind: str, content: str
) -> None:
    started = perf_counter()
    answer = save(office, kind, content)

    assert perf_counter() - started < 5
    assert answer.status_code == 422
    assert "demais" in answer.json()["problems"][0]["message"]


def test_of_very_many_wrong_lines_the_first_ones_are_told(office: Office) -> None:
    answer = save(office, "textos", "\n".join(f"x{number} = 1" for number in range(100)))

    assert [problem["line"] for problem in answer.json()["problems"]] == list(range(1, 21))


@pytest.mark.parametrize("kind", ["catalogo", "textos", "faq"])
def test_nothing_is_written_by_an_agent(office: Office, kind: str) -> None:
    assert save(office, kind, GOOD, role=Role.AGENT).status_code == 403


def test_what_cannot_be_read_any_more_leaves_the_files_in_force(office: Office) -> None:
    office.write(
        lambda db, now: db.exec_driver_sql(
            "INSERT INTO settings (kind, version, content, by, at)"
            " VALUES ('catalog', 1, 'of another time', 'owner', '2026-01-01')"
        )
    )

    office.run(office.application.take_up_settings())

    ids = {package.id for package in office.application.flow.catalog}
    assert ids == {line.partition(",")[0] for line in sample_catalog().splitlines()[1:]}


def test_what_was_saved_is_saved_though_it_could_not_be_taken_up_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: object) -> None:
        raise Unavailable

    monkeypatch.setattr(type(office.application), "take_up_settings", fail)

    answer = save(office, "catalogo", GOOD)

    assert answer.json()["outcome"] == "done"
    assert office.rows("SELECT version FROM settings") == [(1,)]


def test_a_file_that_is_too_large_is_refused_in_words(office: Office) -> None:
    assert save(office, "catalogo", "x" * 200_001).status_code == 422
