"""
A TOML file of the owner's: its tables, and the lines that its problems are on.

Shared by the texts and by the questions and answers: both tell everything that is wrong at
once, because people correct a file once and start again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from typing import Any

from autovenda_core.errors import FileProblem
from autovenda_core.texts.template import Template

__all__ = ["Problems", "read_tables"]

MOST_SEARCHES = 4_000_000
"""Lines times what may be wrong in them: each mistake is looked for from line 1 on.  The texts
that ship come to a twentieth of it."""

_DEEP_KEY = re.compile(
    r"""(?:^|[\[{,])[ \t]*(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){16}""", re.MULTILINE
)
"""A key such as `a.b.c…`: what tomllib keeps of it grows with its square (Python 3.11,
`_parser.Flags`), so that one long line takes all memory.  Ours have two parts at most."""

_HEADER = re.compile(r"\[\s*[\"']?(?P<name>[^\s\"'\].]+)")
_KEY = re.compile(r"[\"']?(?P<name>[\w-]+)[\"']?\s*[.=]")


def read_tables(source: str) -> tuple[dict[str, Any], FileProblem | None]:
    """What the file says, or why nothing; what would take all time or memory is not read."""
    entries = sum(map(source.count, "=[{"))
    if (source.count("\n") + 1) * entries > MOST_SEARCHES or _DEEP_KEY.search(source):
        return {}, FileProblem("too many lines, tables or parts of a key to be read")
    try:
        return tomllib.loads(source), None
    except tomllib.TOMLDecodeError as error:
        return {}, FileProblem(f"not TOML: {error}")
    except (RecursionError, ValueError):  # tomllib: brackets in brackets, and endless numbers
        return {}, FileProblem("has a value that is too large to be read")


class Problems:
    """What is wrong in the tables of a file."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self.found: list[FileProblem] = []

    @property
    def by_line(self) -> list[FileProblem]:
        """What was found, from the top of the file to its end."""
        return sorted(self.found, key=lambda problem: problem.line or 0)

    def add(self, table: str, message: str, *at: str) -> None:
        """Something is wrong in a table; `at`: the field, and perhaps a piece of its value."""
        self.found.append(FileProblem(f"[{table}] {message}", self.line(table, *at)))

    def line(self, table: str, *at: str) -> int:
        """The line of a table that has these pieces of text, each at or after the one before."""
        first, last = self._lines_of(table)
        for piece in at:
            lines = range(first, last + 1)
            first = next((each for each in lines if piece in self._lines[each - 1]), first)
        return first

    def template(self, table: str, source: str, field: str) -> Template | None:
        """The template that a text makes; None: it makes none, which is a problem."""
        try:
            return Template.parse(source.strip())
        except ValueError as error:
            self.add(table, f"`{field}` has {error}", *field.split("."))
            return None

    def check_placeholders(
        self, table: str, field: str, used: Collection[str], known: Collection[str]
    ) -> None:
        """Every placeholder that nothing fills is a problem of its own."""
        for name in sorted(set(used) - set(known)):
            expected = ", ".join(sorted(known))
            message = f"`{field}` uses {{{name}}}; it can use {expected}"
            self.add(table, message, *field.split("."), name)

    def _lines_of(self, table: str) -> tuple[int, int]:
        """The first and the last line of a table and of those below it, counted from 1."""
        first, last = 1, max(len(self._lines), 1)
        is_inside = False
        for number, line in enumerate(map(str.strip, self._lines), 1):
            header = _HEADER.match(line)
            found = header or (None if is_inside else _KEY.match(line))
            if not is_inside and found is not None and found["name"] == table:
                first, is_inside = number, True
            elif is_inside and header is not None and header["name"] != table:
                return first, number - 1
        return first, last
