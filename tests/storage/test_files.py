"""Files in a folder: there with all of their content, or not there."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from pathlib import Path

import pytest

from adapters.storage.files import FolderFiles, write_whole
from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.ports.files import Files
from autovenda_core.testing.files import FakeFiles


@pytest.fixture(params=["folder", "fake"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return FolderFiles(tmp_path / "media") if request.param == "folder" else FakeFiles()


def test_a_file_comes_back_as_it_was_kept(files: Files) -> None:
    name = asyncio.run(files.keep(b"\x00voice", "audio/ogg"))  # type: ignore[arg-type]

    assert asyncio.run(files.read(name)) == b"\x00voice"  # type: ignore[arg-type]


def test_the_same_bytes_have_the_same_name(files: Files) -> None:
    async def keep_all() -> list[str]:
        contents = (b"one", b"one", b"two")
        return await asyncio.gather(*(files.keep(each, "text/plain") for each in contents))

    first, again, other = asyncio.run(keep_all())

    assert first == again == hashlib.sha256(b"one").hexdigest()
    assert other != first


@pytest.mark.parametrize("name", ["", "x", "../autovenda.db", "/etc/hosts", "0" * 64])
def test_there_is_no_file_of_another_name(files: Files, name: str) -> None:
    with pytest.raises(Rejected):
        asyncio.run(files.read(name))  # type: ignore[arg-type]


def test_a_folder_that_cannot_be_made_is_for_another_time(tmp_path: Path) -> None:
    (tmp_path / "media").touch()

    with pytest.raises(Unavailable):
        asyncio.run(FolderFiles(tmp_path / "media").keep(b"x", "text/plain"))


def test_only_we_can_read_a_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "file", b"x")

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "file").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "file", b"old")

    def no_room(descriptor: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="no room"):
        write_whole(tmp_path / "file", b"new")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
