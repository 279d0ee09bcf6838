"""
Each import rule of pyproject.toml is broken on purpose, in a copy of the tree, and caught.

A rule that nothing can break is a comment; import-linter accepts many that check nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("autovenda_core", "adapters", "apps")


@dataclass(frozen=True)
class Breach:
    """An import that must not be, and the contract that says so."""

    contract: str
    module: str
    line: str


BREACHES = (
    Breach("apps use adapters", "adapters/telegram/channel.py", "import apps.config"),
    Breach("apps use adapters", "autovenda_core/money.py", "import adapters.stripe.payments"),
    Breach("inside the core", "autovenda_core/ports/clock.py", "import autovenda_core.fsm.rows"),
    Breach("inside the core", "autovenda_core/helpers.py", "X = 1"),
    Breach("the core does no I/O", "autovenda_core/money.py", "import socket"),
    Breach("the core does no I/O", "autovenda_core/fsm/rules/offers.py", "import httpx"),
    Breach("only fsm.machine", "autovenda_core/fsm/rows.py", "import transitions"),
    Breach("only fsm.machine", "adapters/storage/turning.py", "import transitions"),
    Breach("adapters do not know", "adapters/telegram/channel.py", "import adapters.pdf.proposal"),
    Breach("adapters do not know", "adapters/new/thing.py", "import adapters.stripe.payments"),
    Breach("server and panel", "apps/panel/pages.py", "import apps.server"),
    Breach("no cycles", "adapters/pdf/typeset.py", "import adapters.pdf.proposal"),
)


def lint(tree: Path) -> str:
    """What import-linter says about a tree."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout


def broken(report: str) -> list[str]:
    """The names of the contracts that a report calls broken."""
    return re.findall(r"^(.+) BROKEN(?: \(.*\))?$", report, re.MULTILINE)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code that can be spoiled."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.module}-{breach.line}")
def test_a_forbidden_import_breaks_its_contract(breach: Breach, tree: Path) -> None:
    module = tree / breach.module
    module.parent.mkdir(exist_ok=True)
    (module.parent / "__init__.py").touch()
    with module.open("a") as file:
        file.write(f"\n{breach.line}\n")

    names = broken(lint(tree))

    assert any(name.startswith(breach.contract) for name in names), names


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    contracts = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]["importlinter"]

    report = lint(tree)

    assert f"Contracts: {len(contracts['contracts'])} kept, 0 broken." in report


def test_no_contract_is_left_without_a_breach() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = [contract["name"] for contract in config["contracts"]]

    untried = [n for n in names if not any(n.startswith(breach.contract) for breach in BREACHES)]

    assert not untried
