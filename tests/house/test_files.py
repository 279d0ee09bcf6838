"""What must hold for every file that is published, and for the locks."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements/server.txt", ROOT / "requirements/dev.txt"]

# Written in pieces, so that this file is not its own first finding.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + r"hosted\.org", "npmjs" + r"\.(org|com)"])
)
MACHINE_PATHS = re.compile(r"(?<![\w.\-}/])/(?:" + "work|root|opt|home|Users" + r")/\w")


def published() -> list[Path]:
    """Every file that git keeps or would keep."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("NOT CHECKED: this is no git checkout, so nobody knows what is published")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in what is published, as file:line."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in published()
        for number, line in enumerate(path.read_text("utf-8", "ignore").splitlines(), 1)
        if pattern.search(line)
    ]


def pinned(lock: Path) -> list[tuple[str, str]]:
    """The packages of a lock with their versions; one may have several, for several Pythons."""
    text = lock.read_text("utf-8")
    return re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", text, re.MULTILINE)


def needed(*extras: str, group: str) -> set[str]:
    """The packages that pyproject.toml asks for, by their normalised names."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project, groups = config["project"], config["dependency-groups"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    for entry in groups[group]:
        asked += [entry] if isinstance(entry, str) else groups[entry["include-group"]]
    names = (re.match(r"[\w.-]+", each) for each in asked)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the user's choice."""
    assert not found(REGISTRIES)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not found(MACHINE_PATHS)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_every_package_by_hash(lock: Path) -> None:
    text = lock.read_text("utf-8")

    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]

    assert len(entries) == len(pinned(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_of_the_server_has_all_that_it_needs() -> None:
    assert needed("server", "stripe", group="build") <= {name for name, _ in pinned(LOCKS[0])}


def test_the_lock_of_developers_has_all_that_they_need() -> None:
    extras = ("server", "stripe", "llm", "panel", "postgres", "testing")

    assert needed(*extras, group="dev") <= {name for name, _ in pinned(LOCKS[1])}


def test_no_target_of_make_changes_what_another_installed() -> None:
    server, dev = (set(pinned(lock)) for lock in LOCKS)

    assert server <= dev
