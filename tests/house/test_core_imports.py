"""What the core may import, and what importing it costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "autovenda_core"

PURE = frozenset(
    {
        "__future__",
        "bisect",
        "collections",
        "csv",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "importlib",
        "io",
        "json",
        "re",
        "tomllib",
        "typing",
        "unicodedata",
        "autovenda_core",
        "pydantic",
        "transitions",
    }
)
FOR_TESTS = frozenset({"pytest", "hypothesis"})

MODULES = sorted(path.relative_to(ROOT) for path in CORE.rglob("*.py"))


def imports_of(tree: ast.AST, *, into_functions: bool = True) -> Iterator[str]:
    """The full name of everything that a piece of code imports."""
    if isinstance(tree, ast.Import):
        yield from (alias.name for alias in tree.names)
    elif isinstance(tree, ast.ImportFrom):
        yield "autovenda_core" if tree.level else f"{tree.module}"
    for child in ast.iter_child_nodes(tree):
        if into_functions or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports_of(child, into_functions=into_functions)


def top_level(names: Iterator[str]) -> set[str]:
    """Packages of imported names."""
    return {name.partition(".")[0] for name in names}


def parsed(module: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / module).read_text("utf-8"))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_core_imports_only_what_is_pure(module: Path) -> None:
    """A new dependency of the core is a decision; it is taken here and in the ADRs."""
    allowed = PURE | FOR_TESTS if "testing" in module.parts else PURE

    imported = top_level(imports_of(parsed(module)))

    assert imported <= allowed


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_of_importlib_the_core_uses_its_resources_only(module: Path) -> None:
    imported = {name for name in imports_of(parsed(module)) if name.startswith("importlib")}

    assert imported <= {"importlib.resources"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_pydantic_waits_until_a_function_needs_it(module: Path) -> None:
    """Building schemas is most of the cost of an import, and most users never need them."""
    imported = top_level(imports_of(parsed(module), into_functions=False))

    assert "pydantic" not in imported


def test_importing_the_core_loads_no_adapter_no_vendor_and_no_schema() -> None:
    """Somebody who embeds the core pays for the core."""
    code = "import sys, autovenda_core, autovenda_core.runtime; print('\\n'.join(sys.modules))"
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    unwanted = {"adapters", "apps", "httpx", "pydantic", "sqlalchemy", "starlette", "stripe"}

    loaded = {name.partition(".")[0] for name in answer.stdout.split()}

    assert "autovenda_core" in loaded
    assert not loaded & unwanted
