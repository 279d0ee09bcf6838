"""The documents say what the code does, and keep saying it."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from apps import cli
from autovenda_core import ports
from autovenda_core.effects import Effect
from autovenda_core.events import Event
from autovenda_core.model import State
from autovenda_core.testing.scripts import EVENTS, parse_script, play
from autovenda_core.testing.world import World

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
PAGES = [ROOT / "README.md", ROOT / "README.pt-BR.md", *sorted((ROOT / "docs").rglob("*.md"))]

LONGEST_DECISION = 20
"""Lines; a decision that needs more is two decisions."""


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in found]


def python_blocks() -> Iterator[tuple[str, str]]:
    """Every Python block of every page, with the name of its page."""
    for path in PAGES:
        for code in blocks(path.read_text("utf-8"), "python"):
            yield path.name, code


def port_names() -> list[str]:
    """The Protocol of each module of `autovenda_core.ports`, by the module's name."""
    modules = [
        import_module(f"{ports.__name__}.{each.name}") for each in iter_modules(ports.__path__)
    ]
    return [
        name
        for module in modules
        for name in module.__all__
        if getattr(getattr(module, name), "_is_protocol", False)
    ]


def commands(parser: argparse.ArgumentParser, prefix: str) -> Iterator[str]:
    """Every command as it is typed."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield prefix
    for group in groups:
        for name, below in group.choices.items():
            yield from commands(below, f"{prefix} {name}")


def documented_events() -> list[str]:
    """The `!` lines in the table of outside events, as a script would have them."""
    table = DOCS["testing.md"].partition("| outside event |")[2].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    events = [event for cell in cells for event in re.findall(r"`(?:! )?([^`]+)`", cell)]
    return [event.replace("…", "texto") for event in events]


# ---------------------------------------------------------------------------- names


@pytest.mark.parametrize("state", State)
def test_every_state_is_in_the_glossary(state: State) -> None:
    assert f"| `{state}` |" in DOCS["glossary.md"]


@pytest.mark.parametrize(
    "kind", [*Event.__args__, *Effect.__args__], ids=lambda kind: kind.__name__
)
def test_every_event_and_effect_is_in_the_glossary(kind: type) -> None:
    assert f"| `{kind.__name__}` |" in DOCS["glossary.md"]


@pytest.mark.parametrize("name", port_names())
def test_every_port_is_in_the_guide_to_adapters(name: str) -> None:
    assert f"| `{name}` |" in DOCS["writing-an-adapter.md"]


@pytest.mark.parametrize("command", list(commands(cli._parser(), "autovenda")))
def test_every_command_is_documented(command: str) -> None:
    everywhere = "\n".join([README, *DOCS.values()])

    assert command in everywhere


@pytest.mark.parametrize("pattern", EVENTS)
def test_every_outside_event_of_scripts_is_documented(pattern: str) -> None:
    assert any(re.fullmatch(pattern, event) for event in documented_events())


@pytest.mark.parametrize("event", documented_events())
def test_every_documented_event_of_scripts_can_be_played(event: str) -> None:
    assert any(re.fullmatch(pattern, event) for pattern in EVENTS)


# ---------------------------------------------------------------------------- code


@pytest.mark.parametrize(("page", "code"), list(python_blocks()))
def test_the_code_of_the_documents_runs(page: str, code: str) -> None:
    exec(compile(code, page, "exec"), {"__name__": "example"})  # noqa: S102


def test_the_readme_embeds_the_core_as_the_example_does() -> None:
    example = (ROOT / "examples/embed.py").read_text("utf-8")

    assert blocks(README, "python") == [example.partition("annotations\n\n")[2]]


def test_the_conversation_of_the_readme_is_the_example() -> None:
    example = (ROOT / "examples/sale.txt").read_text("utf-8")

    assert blocks(README, "text")[0] == example.partition("\n")[2]


def test_the_example_has_everything_that_the_bot_says_and_no_more() -> None:
    script = (ROOT / "examples/sale.txt").read_text("utf-8")

    world = play(script, World())

    said = [line for each in world.arrived for line in each.text.splitlines() if line]
    assert said == [line.text for line in parse_script(script) if line.mark == "<"]


# ---------------------------------------------------------------------------- pages


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8"))

    missing = [target for target in targets if not (path.parent / target).exists()]

    assert not missing


@pytest.mark.parametrize("path", sorted((ROOT / "docs/adr").iterdir()), ids=lambda path: path.name)
def test_a_decision_is_short_and_says_why(path: Path) -> None:
    text = path.read_text("utf-8")

    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequence",
    ]
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_the_changelog_has_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    versions = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)

    assert versions[0] == project["version"]
