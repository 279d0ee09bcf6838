"""The catalogue: what is sold, for how much.  Prices come from here or from an operator."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from autovenda_core.errors import CatalogError
from autovenda_core.money import parse_brl, percent_of

__all__ = [
    "COLUMNS",
    "LIST_SEPARATOR",
    "Catalog",
    "ServicePackage",
    "read_catalog",
    "write_catalog",
]

COLUMNS = ("id", "name", "aliases", "price", "delivery_days", "deposit_percent", "deliverables")
LIST_SEPARATOR = "|"
_WHOLE = re.compile(r"[0-9]{1,4}")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")


@dataclass(frozen=True)
class ServicePackage:
    """One thing that can be bought."""

    id: str
    name: str
    price_centavos: int
    delivery_days: int
    """Business days from the day that payment and briefing are both there."""
    deposit_percent: int = 50
    aliases: tuple[str, ...] = ()
    """What leads call it; the understanding matches them without case and accents."""
    deliverables: tuple[str, ...] = ()

    @property
    def deposit_centavos(self) -> int:
        """The part asked before the work starts, rounded down to the centavo."""
        return percent_of(self.price_centavos, self.deposit_percent)


@dataclass(frozen=True)
class Catalog:
    """The packages in the order in which leads see them."""

    packages: tuple[ServicePackage, ...]

    @cached_property
    def by_id(self) -> Mapping[str, ServicePackage]:
        """Packages by their id."""
        return {package.id: package for package in self.packages}

    def __iter__(self) -> Iterator[ServicePackage]:
        return iter(self.packages)

    @property
    def cheapest(self) -> ServicePackage:
        """The package with the lowest price."""
        return min(self.packages, key=lambda package: package.price_centavos)


def read_catalog(source: str) -> Catalog:
    """
    Read a catalogue from CSV text (header row, `,` or `;` between columns, `|` inside lists).

    Raises:
        CatalogError: with the line and the column of the first thing that is wrong.
    """
    text = source.removeprefix("\ufeff")
    if not text.strip():
        raise CatalogError(f"the file is empty; expected the columns {', '.join(COLUMNS)}")
    header = text.splitlines()[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    packages: dict[str, ServicePackage] = {}
    try:
        _check_header(reader.fieldnames or ())
        for record in reader:
            package = _package(record, reader.line_num)
            if package.id in packages:
                raise CatalogError(
                    f"{package.id!r} is there twice", line=reader.line_num, column="id"
                )
            packages[package.id] = package
    except csv.Error as error:
        raise CatalogError(f"not CSV: {error}", line=reader.reader.line_num) from error
    if not packages:
        raise CatalogError("there is a header but no package below it", line=1)
    return Catalog(tuple(packages.values()))


def write_catalog(catalog: Catalog) -> str:
    """The catalogue as CSV text that `read_catalog` reads back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for package in catalog:
        reais, centavos = divmod(package.price_centavos, 100)
        writer.writerow(
            [
                package.id,
                package.name,
                LIST_SEPARATOR.join(package.aliases),
                f"{reais},{centavos:02d}",
                package.delivery_days,
                package.deposit_percent,
                LIST_SEPARATOR.join(package.deliverables),
            ]
        )
    return out.getvalue()


def _check_header(fields: object) -> None:
    names = tuple(str(name).strip() for name in fields) if isinstance(fields, list | tuple) else ()
    for name in names:
        if name not in COLUMNS:
            raise CatalogError(
                f"unknown column; expected {', '.join(COLUMNS)}", line=1, column=name
            )
    for name in COLUMNS:
        if names.count(name) != 1:
            raise CatalogError("this column must be there exactly once", line=1, column=name)


def _package(record: Mapping[str | None, object], line: int) -> ServicePackage:
    if None in record:
        raise CatalogError(
            "more cells than columns; is a text with commas missing its quotes?", line=line
        )
    cells = {str(name).strip(): value for name, value in record.items()}
    for name, value in cells.items():
        if value is None:
            raise CatalogError("the line ends before this column", line=line, column=name)
    text = {name: str(value).strip() for name, value in cells.items()}

    def fail(column: str, expected: str) -> CatalogError:
        return CatalogError(f"{text[column]!r} is not {expected}", line=line, column=column)

    def whole(column: str, low: int, high: int) -> int:
        number = int(text[column]) if _WHOLE.fullmatch(text[column]) else -1
        if not low <= number <= high:
            raise fail(column, f"a whole number from {low} to {high}")
        return number

    if not _ID.fullmatch(text["id"]):
        raise fail("id", "an id (lower-case letters, digits, - and _, at most 31 characters)")
    if not 1 <= len(text["name"]) <= 60:
        raise fail("name", "a name of 1 to 60 characters")
    try:
        price = parse_brl(text["price"])
    except ValueError as error:
        raise fail("price", "an amount like 1.750,00") from error
    if not 100 <= price <= 99_999_999:
        raise fail("price", "an amount from 1,00 to 999.999,99")
    package = ServicePackage(
        id=text["id"],
        name=text["name"],
        price_centavos=price,
        delivery_days=whole("delivery_days", 1, 365),
        deposit_percent=whole("deposit_percent", 1, 100),
        aliases=_list(text["aliases"]),
        deliverables=_list(text["deliverables"]),
    )
    if not package.deliverables:
        raise fail("deliverables", f"a list of what is delivered, separated by {LIST_SEPARATOR}")
    if package.deposit_centavos < 50:
        raise CatalogError(
            "the deposit is below R$ 0,50, the least that can be charged", line=line, column="price"
        )
    return package


def _list(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip())
