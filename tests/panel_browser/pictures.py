"""
Takes the pictures of Hoje, Conversas and Cliente for the operator's guide.

    python -m tests.panel_browser.pictures docs/panel
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from tests.chromium import open_chromium
from tests.panel_browser.studio import PASSWORD

__all__ = ["main", "signed_in", "studio"]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SETTLED = 1_500
"""Milliseconds until a chart has moved into its place."""

Steps = Callable[[Any, str], None]


def _today(page: Any, address: str) -> None:
    page.goto(f"{address}/painel/")
    page.get_by_text("Escreveram:").first.wait_for()


def _conversation(page: Any, address: str) -> None:
    page.goto(f"{address}/painel/conversas")
    page.get_by_role("button", name="Íris Conceição").click()
    page.get_by_text("adorei! e dá para incluir as fotos?").last.wait_for()
    page.get_by_role("button", name="Devolver ao robô").wait_for()


def _list(page: Any, address: str) -> None:
    page.goto(f"{address}/painel/conversas")
    page.get_by_role("button", name="Íris Conceição").wait_for()


def _offer(page: Any, address: str) -> None:
    _conversation(page, address)
    page.get_by_role("button", name="Fazer oferta").click()
    page.get_by_label("Valor total").wait_for()


def _client(page: Any, address: str, tab: str = "Resumo") -> None:
    page.goto(f"{address}/painel/cliente")
    page.get_by_text("Carlos Teixeira").wait_for()
    page.get_by_label("Buscar cliente").fill("marina")
    page.keyboard.press("Enter")
    page.get_by_text("Carlos Teixeira").wait_for(state="detached")
    page.get_by_role("button", name="Abrir ficha").first.click()
    page.get_by_role("tab", name=tab).click()
    page.get_by_role("tab", name=tab, selected=True).wait_for()


def _offers(page: Any, address: str) -> None:
    _client(page, address, "Propostas")


def _rights(page: Any, address: str) -> None:
    _client(page, address, "Juntar e LGPD")
    page.get_by_text("Apagar dados").wait_for()


PICTURES: dict[str, tuple[dict[str, int], str, Steps]] = {
    "hoje-1280": (DESKTOP, "light", _today),
    "hoje-390": (PHONE, "dark", _today),
    "conversas-1280": (DESKTOP, "light", _conversation),
    "conversas-1280-escuro": (DESKTOP, "dark", _conversation),
    "conversas-lista-390": (PHONE, "light", _list),
    "conversas-390": (PHONE, "dark", _conversation),
    "oferta-1280": (DESKTOP, "light", _offer),
    "cliente-1280": (DESKTOP, "light", _client),
    "cliente-direitos-1280": (DESKTOP, "dark", _rights),
    "cliente-390": (PHONE, "light", _offers),
}


@contextmanager
def studio() -> Iterator[str]:
    """The address of a studio that is open while the block runs."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.panel_browser.studio", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            found = re.search(r"http://[0-9.:]+", process.stdout.readline())
            assert found is not None, "the studio does not open"
            yield found[0]
            process.terminate()


@contextmanager
def signed_in(browser: Any, address: str, screen: dict[str, int], scheme: str) -> Iterator[Any]:
    """A page of the owner's."""
    context = browser.new_context(
        viewport=screen, color_scheme=scheme, locale="pt-BR", timezone_id="America/Sao_Paulo"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/painel/entrar")
    page.fill("[name=login]", "owner")
    page.fill("[name=senha]", PASSWORD)
    page.press("[name=senha]", "Enter")
    page.get_by_text("Recebido no mês").wait_for()
    yield page
    context.close()


def main() -> None:
    """Take them all, or those that are named after the folder."""
    folder, wanted = Path(sys.argv[1]), sys.argv[2:] or list(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as address, open_chromium() as browser:
        for name in wanted:
            screen, scheme, steps = PICTURES[name]
            with signed_in(browser, address, screen, scheme) as page:
                steps(page, address)
                page.wait_for_timeout(SETTLED)
                picture = Image.open(io.BytesIO(page.screenshot()))
                picture.save(folder / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
