"""The packages of the catalogue as a form has them: every field a text, as it is typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from autovenda_core.catalog import COLUMNS, LIST_SEPARATOR, Catalog, write_catalog
from autovenda_core.money import format_brl

__all__ = [
    "EMPTY",
    "Row",
    "as_csv",
    "as_lines",
    "as_list",
    "changes",
    "rows",
    "with_row",
    "without_row",
]

Row: TypeAlias = Mapping[str, str]
"""A package by the columns of the catalogue."""

EMPTY: Row = {**dict.fromkeys(COLUMNS, ""), "delivery_days": "10", "deposit_percent": "50"}
"""What the form of a new package begins with."""


def rows(catalog: Catalog) -> Sequence[Row]:
    """Its packages, in their order."""
    return list(csv.DictReader(io.StringIO(write_catalog(catalog), newline="")))


def as_csv(packages: Sequence[Row]) -> str:
    """Packages as the file that the server checks."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(packages)
    return out.getvalue()


def with_row(packages: Sequence[Row], row: Row, instead_of: str | None) -> Sequence[Row]:
    """With one changed (it had the id `instead_of`) or, at the end, a new one."""
    if instead_of is None:
        return [*packages, row]
    return [row if each["id"] == instead_of else each for each in packages]


def without_row(packages: Sequence[Row], id_: str) -> Sequence[Row]:
    """Without one."""
    return [each for each in packages if each["id"] != id_]


def changes(before: Catalog, after: Catalog) -> Sequence[str]:
    """What another catalogue changes, a sentence each (pt-BR)."""
    found = [f"Sai: {old.name}" for old in before if old.id not in after.by_id]
    for new in after:
        old = before.by_id.get(new.id)
        price = format_brl(new.price_centavos)
        if old is None:
            found.append(f"Entra: {new.name}, {price}")
        elif old.price_centavos != new.price_centavos:
            found.append(f"{new.name}: de {format_brl(old.price_centavos)} para {price}")
        elif old != new:
            found.append(f"{new.name}: mudam os detalhes, o preço fica em {price}")
    return found or ["Nada muda."]


def as_lines(cell: str) -> str:
    """A list of the catalogue, an item a line."""
    return cell.replace(LIST_SEPARATOR, "\n")


def as_list(lines: str) -> str:
    """The same back."""
    return LIST_SEPARATOR.join(line.strip() for line in lines.splitlines() if line.strip())
