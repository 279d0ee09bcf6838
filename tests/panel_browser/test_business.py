"""The business from the panel, in a real browser: projects, money, the catalogue and the texts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep
from typing import Any

import pytest

from tests.panel_browser.conftest import SCREENS
from tests.panel_browser.office import Desk

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CSV = "id;name;aliases;price;delivery_days;deposit_percent;deliverables\n"


class Studio:
    """The town's panel in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.panel_browser.studio", str(folder)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = next((each for each in self._process.stdout if each.startswith("Panel: ")), "")
        self.url = line.removeprefix("Panel: ").removesuffix("/painel\n")
        self.server = self
        self._database = folder / "autovenda.db"

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self._database)) as db:
            return db.execute(query).fetchall()

    def waits_for(self, query: str, seconds: float = 20) -> list[tuple[Any, ...]]:
        """The rows of a query, as soon as there are any."""
        until = monotonic() + seconds
        while not (found := self.rows(query)) and monotonic() < until:
            sleep(0.1)
        return found


@pytest.fixture(scope="module", params=SCREENS)
def desk(
    request: pytest.FixtureRequest, chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The owner, signed in, before a studio of their own."""
    studio = Studio(tmp_path_factory.mktemp("studio"))
    context = chromium.new_context(viewport=SCREENS[request.param], locale="pt-BR")
    desk = Desk(context.new_page(), studio)  # type: ignore[arg-type]
    desk.sign_in()
    yield desk
    context.close()
    studio.stop()


def studio_of(desk: Desk) -> Studio:
    return desk.office  # type: ignore[return-value]


def test_a_project_is_delivered_and_its_balance_charged(desk: Desk) -> None:
    desk.goes_to("projetos")
    desk.presses("Entregar e cobrar saldo")

    desk.presses("Entregar agora")
    desk.sees("Entrega registrada. O saldo será cobrado.")

    charged = studio_of(desk).waits_for(
        "SELECT amount_centavos FROM charges JOIN clients ON clients.id = charges.client_id"
        " WHERE kind = 'balance' AND clients.name = 'Marina Souza'"
    )
    told = studio_of(desk).waits_for(
        "SELECT text FROM message_logs JOIN clients ON clients.id = message_logs.client_id"
        " WHERE clients.name = 'Marina Souza' AND text LIKE '%saldo%R$ 750,00%'"
        " ORDER BY message_logs.id DESC"
    )
    desk.sees_no_more("Marina Souza")
    assert charged == [(75_000,)]
    assert told


def test_money_goes_back_after_it_was_confirmed(desk: Desk) -> None:
    desk.goes_to("financeiro")
    desk.page.get_by_role("button", name="Devolver dinheiro").first.click()
    desk.page.get_by_label("Valor a devolver").fill("100,00")
    desk.presses("Devolver agora")
    desk.sees("Marque a confirmação para continuar.")

    desk.page.get_by_text("Sim, devolver este dinheiro").click()
    desk.presses("Devolver agora")
    desk.sees("Reembolso de R$ 100,00 pedido ao provedor.")

    back = studio_of(desk).waits_for(
        "SELECT refunded_centavos FROM payments WHERE refunded_centavos"
    )
    desk.sees("devolvido R$ 100,00")
    assert back == [(10_000,)]


def test_a_catalogue_with_mistakes_is_put_right_and_used(desk: Desk) -> None:
    desk.goes_to("catalogo")
    desk.page.get_by_text("Trocar o catálogo por um arquivo CSV").click()
    choose = desk.page.locator("input[type=file]")
    choose.set_input_files(
        _file(CSV + "site;Site;;dez;10;50;Página\nlogo;Logo;;900,00;x;50;Logo\n")
    )
    desk.sees("2 erros: nada foi salvo.")
    desk.sees("Linha 2: coluna “price”: 'dez' não é um valor")
    desk.sees("Linha 3: coluna “delivery_days”")

    choose.set_input_files(_file(CSV + "logo;Logo novo;;900,00;5;50;Logo\n"))
    desk.sees("Entra: Logo novo, R$ 900,00")
    desk.presses("Usar este catálogo")

    desk.sees("Catálogo: versão 1 salva, e já vale.")
    assert studio_of(desk).rows(
        "SELECT kind, version, by FROM settings WHERE kind = 'catalog'"
    ) == [("catalog", 1, "owner")]


def test_a_text_is_edited_beside_the_phone_that_shows_it(desk: Desk) -> None:
    desk.goes_to("catalogo?parte=Textos")
    field = desk.page.get_by_role("textbox", name="O que o robô diz")
    field.fill("Olá! Sou o robô de *{empresa}*. {ninguem}")
    field.blur()
    desk.sees("usa {ninguem}, que não existe aqui")

    field.fill("Olá! Sou o robô de *{empresa}*.")
    field.blur()
    desk.page.locator(".av-phone b", has_text="Estúdio Aurora").wait_for()
    desk.presses("Salvar")

    desk.sees("Textos: versão 1 salva, e já vale.")
    [(content,)] = studio_of(desk).rows("SELECT content FROM settings WHERE kind = 'texts'")
    assert "Olá! Sou o robô de *{empresa}*." in content


def test_the_payments_of_a_month_are_a_file_for_excel(desk: Desk) -> None:
    desk.goes_to("financeiro")

    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="Baixar planilha").click()

    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith("\ufeffRecebido em;Cliente;".encode())


@pytest.mark.parametrize(
    "path", ["projetos", "financeiro", "catalogo", "catalogo?parte=Textos", "saude", "auditoria"]
)
def test_a_page_is_no_wider_than_the_screen(desk: Desk, path: str) -> None:
    desk.goes_to(path)
    desk.sees("Sair do painel")

    assert desk.sideways == 0


def _file(content: str) -> dict[str, Any]:
    return {"name": "catalogo.csv", "mimeType": "text/csv", "buffer": content.encode()}
