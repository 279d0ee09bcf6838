"""`autovenda chat`, with its lines piped in."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import TypeAlias

import pytest

from apps.cli import main
from apps.variables import VARIABLES
from tests.demo.conftest import bare_environment

Chat: TypeAlias = Callable[..., str]

TO_THE_OFFER = ("oi, preciso de uma landing page, sem pressa, até 2000 reais",)
TO_THE_PAYMENT = (*TO_THE_OFFER, "aceitar proposta")


@pytest.fixture(autouse=True)
def nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chat:
    """A conversation as a whole: its lines in, what the terminal shows out."""

    def talk(*lines: str, options: tuple[str, ...] = ()) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
        assert main(["chat", *options]) == 0
        return " ".join(capsys.readouterr().out.split())

    return talk


def test_a_whole_sale_can_be_piped_through_the_terminal(tmp_path: Path) -> None:
    lines = [
        "oi",
        "preciso de um site pra minha padaria",
        "Em até 30 dias",
        "1",
        "1",
        "/pix",
        "/briefing",
        "/sair",
    ]

    done = subprocess.run(
        [sys.executable, "-m", "apps", "chat"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=bare_environment(),
    )

    told = [line for line in done.stdout.splitlines() if "●" in line]
    assert [line.split("● ")[1] for line in told] == [
        "em qualificação",
        "proposta enviada",
        "aguardando o sinal",
        "aguardando o briefing",
        "projeto ativo",
        "projeto ativo",
    ]
    assert "entrega prevista: " in done.stdout
    assert "[PDF] proposta-" in done.stdout
    assert done.stderr == ""


def test_a_button_is_tapped_by_its_number_or_by_its_title(chat: Chat) -> None:
    by_number, by_title = (chat(*TO_THE_OFFER, line) for line in ("1", "ACEITAR PROPOSTA"))

    assert "● aguardando o sinal" in by_number
    assert "● aguardando o sinal" in by_title


def test_a_boleto_is_pending_until_it_is_paid(chat: Chat) -> None:
    pending = chat(*TO_THE_PAYMENT, "/boleto")
    paid = chat(*TO_THE_PAYMENT, "/boleto", "/boleto")

    assert "aguardando o banco" in pending
    assert "Recebemos seu sinal" not in pending
    assert "Recebemos seu sinal" in paid


def test_a_card_pays_at_once(chat: Chat) -> None:
    assert "● aguardando o briefing" in chat(*TO_THE_PAYMENT, "/pagar")


def test_time_can_be_let_pass_until_the_reminder(chat: Chat) -> None:
    out = chat(*TO_THE_PAYMENT, "/avancar 3d")

    assert out.count("continua aberto") == 1


@pytest.mark.parametrize("line", ["/avancar", "/avancar ontem", "/avancar 900d"])
def test_a_step_in_time_that_makes_no_sense_is_refused(chat: Chat, line: str) -> None:
    assert "Use assim: /avancar 24h" in chat(line)


def test_what_cannot_happen_yet_is_refused_in_words(chat: Chat) -> None:
    out = chat("/pix", "/briefing", "/operador olá", "/operador", "/nada")

    assert "Não há sinal em aberto" in out
    assert "O briefing só abre depois" in out
    assert "O cliente precisa escrever primeiro" in out
    assert "Use assim: /operador" in out
    assert "Não conheço /nada" in out


def test_the_operator_takes_over_and_gives_back(chat: Chat) -> None:
    out = chat("oi", "/operador aqui é o Rafa", "alô?", "/devolver")

    silence = out.partition("você> alô?")[2].partition("você> /devolver")[0]
    assert "bot> aqui é o Rafa" in out
    assert silence.strip() == ""
    assert "pediu para eu continuar daqui" in out


def test_asking_for_a_person_calls_one(chat: Chat) -> None:
    assert "Ele vê esta conversa inteira" in chat("oi", "/humano")


def test_the_help_has_every_command(chat: Chat) -> None:
    out = chat("/ajuda")

    for name in ("/pagar", "/pix", "/boleto", "/briefing", "/avancar", "/humano", "/operador"):
        assert name in out


def test_a_kept_folder_has_every_sale(chat: Chat, tmp_path: Path) -> None:
    for _ in range(2):
        chat(*TO_THE_PAYMENT, "/pix", options=("--data-dir", str(tmp_path)))

    with closing(connect(tmp_path / "simulation.db")) as db:
        paid = db.execute("SELECT provider, status FROM payments ORDER BY id").fetchall()
    assert paid == [("simulado-1", "paid"), ("simulado-2", "paid")]
