"""
A catalogue as JSON, as other programs write it.

    {"currency": "BRL", "deposit_percent": 50, "packages": [{"id": "basico", "position": 1,
     "name": "Pacote Básico", "aliases": ["landing page"], "price": 1500.00, "delivery_days": 10}]}

Prices are in reais.  `position` is the order in which leads see the packages; without it, that
of the file.  `deposit_percent`, at the top or in a package, `aliases` and `deliverables` may be
absent.  Other fields are ignored.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Literal, NoReturn

from pydantic import BaseModel, Field, ValidationError

from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.errors import CatalogError

__all__ = ["is_json", "read_catalog_json"]

_Words = Annotated[str, Field(strict=True, min_length=1, max_length=60)]
_Percent = Annotated[int, Field(strict=True, ge=1, le=100)]


class _PackageRecord(BaseModel):
    """One package; the limits are those of the catalogue as CSV."""

    id: str = Field(strict=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$")
    name: _Words
    price: Decimal = Field(ge=1, lt=1_000_000, decimal_places=2)
    delivery_days: int = Field(strict=True, ge=1, le=365)
    position: int | None = None
    deposit_percent: _Percent | None = None
    aliases: tuple[_Words, ...] = ()
    deliverables: tuple[_Words, ...] = ()


class _CatalogRecord(BaseModel):
    currency: Literal["BRL"] = "BRL"
    deposit_percent: _Percent = 50
    packages: tuple[_PackageRecord, ...] = Field(min_length=1)


def is_json(source: str) -> bool:
    """Whether a catalogue's text is JSON rather than CSV, whose header begins with a name."""
    return source.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def read_catalog_json(source: str) -> Catalog:
    """
    Read a catalogue from JSON text.

    Raises:
        CatalogError: with the place and the reason of the first thing that is wrong.
    """
    record = _validated(_parsed(source))
    in_order = sorted(record.packages, key=lambda each: each.position or 0)
    packages = [_package(each, record.deposit_percent) for each in in_order]
    by_id = {package.id: package for package in packages}
    if len(by_id) < len(packages):
        raise CatalogError(f"an id is there twice: {', '.join(each.id for each in packages)}")
    return Catalog(tuple(packages))


def _parsed(source: str) -> object:
    try:
        # A price goes from its digits to centavos; a float never stands between.
        return json.loads(source.removeprefix("\ufeff"), parse_float=Decimal, parse_constant=_fail)
    except json.JSONDecodeError as error:
        raise CatalogError(f"not JSON: {error.msg}", line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise CatalogError(f"not JSON: {error}") from error


def _fail(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _validated(parsed: object) -> _CatalogRecord:
    try:
        return _CatalogRecord.model_validate(parsed)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CatalogError(f"{_place(first['loc'])}: {first['msg']}") from error


def _place(path: tuple[int | str, ...]) -> str:
    """`packages 2 price`: people count from one."""
    parts = (str(part + 1) if isinstance(part, int) else part for part in path)
    return " ".join(parts) or "the file"


def _package(record: _PackageRecord, deposit_percent: int) -> ServicePackage:
    return ServicePackage(
        id=record.id,
        name=record.name,
        price_centavos=int(record.price * 100),
        delivery_days=record.delivery_days,
        deposit_percent=record.deposit_percent or deposit_percent,
        aliases=record.aliases,
        deliverables=record.deliverables,
    )
