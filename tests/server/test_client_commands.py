"""A person's data on the command line: given out, and removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.storage.migrate import upgrade
from adapters.storage.sqlite_engine import WRITER, sqlite_engine
from adapters.storage.tables import AUDIT, CLIENTS
from apps.cli import main
from apps.wiring import MEDIA_FOLDER
from autovenda_core.events import MediaKept, MediaReceived
from tests.storage.shop import NOW, Shop, sold

PHONE = "+55 11 99999-0000"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The installation that the commands find in the environment, with one client."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOVENDA_DATA_DIR", str(tmp_path))
    path = tmp_path / "autovenda.db"
    upgrade(f"sqlite:///{path}")
    engine = sqlite_engine(path, begin="BEGIN IMMEDIATE", pragmas=WRITER)
    shop = Shop(engine)
    shop.hears("oi", change=sold())
    yield shop
    engine.dispose()


def send_photo(shop: Shop, tmp_path: Path) -> Path:
    """The client sends a picture, which is kept; where."""
    name = "f0" * 32
    kept = tmp_path / MEDIA_FOLDER / name
    kept.parent.mkdir()
    kept.write_bytes(b"a picture")
    shop.hears("foto", event=MediaReceived(NOW, "m", "image", media_id="f"))
    shop.hears("guardada", event=MediaKept(NOW, "m", "f", name, "image/png", 9))
    return kept


def audited(shop: Shop) -> list[tuple[str, str, str]]:
    lines = shop.rows(select(AUDIT.c.operator, AUDIT.c.action, AUDIT.c.outcome))
    return [tuple(line) for line in lines]


def test_an_export_is_json_and_leaves_a_line_in_the_audit(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["client", "export", PHONE])

    exported = json.loads(capsys.readouterr().out)
    assert (code, exported["client"]["name"]) == (0, "Ana Araújo")
    assert audited(shop) == [("terminal", "exportar", "done")]


def test_erasing_tells_the_protocol_and_deletes_the_files(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = send_photo(shop, tmp_path)

    code = main(["client", "erase", "--yes", PHONE])

    said = capsys.readouterr().out
    (client,) = shop.rows(select(CLIENTS))
    assert (code, client.name) == (0, None)
    assert said == f"ok: erased; protocol {client.erasure_protocol}\n"
    assert not photo.exists()
    assert audited(shop) == [("terminal", "apagar", "done")]


def test_nobody_is_erased_without_saying_so_twice(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["client", "erase", PHONE])

    assert code == 2
    assert "cannot be undone" in capsys.readouterr().err
    assert [row.name for row in shop.rows(select(CLIENTS))] == ["Ana Araújo"]


def test_a_client_who_was_erased_before_is_told_of_as_such(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    (client,) = shop.rows(select(CLIENTS))
    main(["client", "erase", "--yes", client.id])
    first = capsys.readouterr().out.split()[-1]

    code = main(["client", "erase", "--yes", client.id])

    said = capsys.readouterr().out
    assert code == 0
    assert "already" in said
    assert said.split()[-1] == first


@pytest.mark.usefixtures("shop")
def test_nobody_is_found_by_a_phone_that_nobody_has(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["client", "export", "+55 11 98888-7777"])

    assert code == 2
    assert "nobody is known" in capsys.readouterr().err


def test_a_file_that_cannot_be_deleted_keeps_the_client_for_another_try(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = send_photo(shop, tmp_path)
    photo.unlink()
    photo.mkdir()  # nothing that unlink takes

    code = main(["client", "erase", "--yes", PHONE])

    assert code == 1
    assert "cannot be deleted" in capsys.readouterr().err
    assert [row.name for row in shop.rows(select(CLIENTS))] == ["Ana Araújo"]
