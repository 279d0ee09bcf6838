"""
Changes to the owner's TOML files: one text or one question at a time, all else as it was written.

tomlkit keeps comments and order.  What comes out is checked by the server before it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Table

__all__ = ["with_table", "with_text", "without_table"]


def with_table(source: str, name: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """The file with these values in one table, which may be new; empty ones are taken out."""
    document = tomlkit.parse(source)
    table = _table(document, name)
    for key, value in values.items():
        if not value:
            table.pop(key, None)
        elif isinstance(value, str):
            table[key] = tomlkit.string(value, multiline="\n" in value)
        else:
            table[key] = list(value)
    return _written(document)


def with_text(source: str, name: str, key: str, text: str) -> str:
    """The file with one text in a table; it may be empty, which says something too."""
    document = tomlkit.parse(source)
    _table(document, name)[key] = tomlkit.string(text, multiline="\n" in text)
    return _written(document)


def without_table(source: str, name: str) -> str:
    """The file without one table, so that what ships counts again."""
    document = tomlkit.parse(source)
    document.pop(name, None)
    return _written(document)


def _table(document: TOMLDocument, name: str) -> Table:
    found = document.get(name)
    if isinstance(found, Table):
        return found
    made = tomlkit.table()
    document[name] = made
    return made


def _written(document: TOMLDocument) -> str:
    return tomlkit.dumps(document).strip() + "\n"
