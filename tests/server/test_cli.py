"""The command line, in words and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.cli import main
from apps.variables import VARIABLES
from autovenda_core.catalog import read_catalog


@pytest.fixture(autouse=True)
def nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_script_that_goes_as_written_is_ok(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "oi.txt"
    script.write_text("> oi\n= qualifying\n")

    code = main(["simulate", str(script), "--transcript"])

    out = capsys.readouterr().out
    assert code == 0
    assert out.startswith(f"ok {script}\n> oi\n< ")


def test_a_script_that_goes_otherwise_fails_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "oi.txt"
    script.write_text("> oi\n= active\n")

    code = main(["simulate", str(script)])

    assert code == 1
    assert "line 2: the state is qualifying, not active" in capsys.readouterr().err


def test_a_script_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "nowhere.txt"]) == 2
    assert "nowhere.txt cannot be read" in capsys.readouterr().err


def test_the_diagram_shows_every_state(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagram"]) == 0
    assert "awaiting_payment" in capsys.readouterr().out


def test_an_exported_catalogue_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalog", "export"]) == 0
    exported = capsys.readouterr().out
    (tmp_path / "meu.csv").write_text(exported, "utf-8")

    assert main(["catalog", "check", "meu.csv"]) == 0
    assert "basico: Pacote Básico, R$ 1.500,00 (deposit R$ 750,00)" in capsys.readouterr().out
    assert len(read_catalog(exported).packages) == 3


def test_a_wrong_catalogue_is_refused_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "meu.csv").write_text("id;nome\n")

    assert main(["catalog", "check", "meu.csv"]) == 2
    assert capsys.readouterr().err.startswith("autovenda: catalogue, line 1, column 'nome'")


def test_texts_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "meus.toml").write_text("[tchau]\n")

    assert main(["texts", "check"]) == 0
    assert "tchau: telegram " in capsys.readouterr().out
    assert main(["texts", "check", "meus.toml"]) == 2
    assert "[tchau] needs a `texto`" in capsys.readouterr().err


def test_a_text_that_gets_too_long_is_named_with_the_channel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "meus.toml").write_text(f'[oferta_antiga]\ntexto = "{"é" * 900} {{humano}}"\n')

    code = main(["texts", "check", "meus.toml"])

    [line] = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith("oferta_antiga:")
    ]
    assert code == 1
    assert "telegram 912/4096, whatsapp 912/4096, twilio 1812/1600 TOO LONG" in line


def test_questions_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "meu.toml").write_text('[nota_fiscal]\nresposta = "{valor}"\n[x]\n')

    assert main(["faq", "check"]) == 0
    assert "nota_fiscal: Vocês emitem nota fiscal? (asks you)" in capsys.readouterr().out
    assert main(["faq", "check", "meu.toml"]) == 2
    told = capsys.readouterr().err
    assert "faq, line 2: [nota_fiscal] `resposta` uses {valor}" in told
    assert "faq, line 3: [x] needs `quando`" in told


def test_the_database_is_made_and_upgraded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "upgrade"]) == 0
    assert (tmp_path / "data" / "autovenda.db").is_file()


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"TELEGRAM_BOT_TOKEN": "123:abc"}, "TELEGRAM_SECRET_TOKEN"),
        ({"AUTOVENDA_DATABASE_URL": "postgres://h/d"}, "AUTOVENDA_DATABASE_URL"),
        ({"STRIPE_SECRET": "sk_live_1", "STRIPE_ENDPOINT_SECRET": "w"}, "AUTOVENDA_PUBLIC_URL"),
        (
            {"TELEGRAM_BOT_TOKEN": "not a token", "TELEGRAM_SECRET_TOKEN": "s"},
            "TELEGRAM_BOT_TOKEN",
        ),
    ],
)
def test_a_start_that_cannot_work_is_refused_by_name(
    environ: dict[str, str],
    names: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    code = main(["serve", "--port", "0"])

    error = capsys.readouterr().err.splitlines()[-1]
    assert code == 2
    assert error.startswith(f"autovenda: {names}")


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({}, "AUTOVENDA_PUBLIC_URL"),
        ({"AUTOVENDA_PUBLIC_URL": "https://a.example"}, "TELEGRAM_SECRET_TOKEN"),
    ],
)
def test_a_webhook_needs_an_address_and_a_secret(
    environ: dict[str, str],
    names: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert main(["telegram", "set-webhook"]) == 2
    assert capsys.readouterr().err.startswith(f"autovenda: {names} is missing")


@pytest.mark.parametrize(
    ("command", "environ", "names"),
    [
        (["whatsapp", "create-templates"], {}, "WHATSAPP_TOKEN"),
        (["wppconnect", "start"], {}, "WPPCONNECT_WEBHOOK_SECRET"),
    ],
)
def test_a_command_of_a_channel_names_what_it_needs(
    command: list[str],
    environ: dict[str, str],
    names: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert main(command) == 2
    assert capsys.readouterr().err.startswith(f"autovenda: {names} is missing")


def test_the_doctor_finds_an_empty_installation_usable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["doctor"])

    found = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [health for health, _ in found] == [
        *["ok", "warning", "warning", "ok", "ok", "ok", "ok", "warning", "warning", "ok"]
    ]


def test_the_doctor_names_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc")
    monkeypatch.setenv("TELEGRAM_SECRET_TOKEN", "s")
    monkeypatch.setenv("TELEGRAM_API_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("STRIPE_SECRET", "sk_test_1")
    monkeypatch.setenv("STRIPE_ENDPOINT_SECRET", "whsec_1")
    monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:9")

    code = main(["doctor"])

    out = capsys.readouterr().out
    assert code == 1
    assert "error   telegram: Telegram cannot be reached" in out
    assert "error   payments: Stripe cannot be reached" in out


def test_a_reader_that_has_enough_is_not_an_error_in_the_program() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)

    done = subprocess.run(
        [sys.executable, "-m", "apps", "doctor"],
        cwd=Path(__file__).parents[2],
        stdout=write_end,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")
