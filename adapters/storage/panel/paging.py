"""
Pages of long lists, by key instead of by number: page 1,000 costs what the first one does.

Whoever wants the next page gives `Page.next` back as `after`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_

__all__ = ["Key", "Page", "key_of", "page_of", "past"]

T = TypeVar("T")
R = TypeVar("R")

Key: TypeAlias = tuple[Any, ...]
"""Where a page ended: the values that its list is sorted by.  To be given back as it is."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list."""

    rows: tuple[T, ...]
    next: Key | None = None
    """Of the page after this one; None: this is the last one."""


def past(
    statement: Select[Any], by: Sequence[ColumnElement[Any]], after: Key | None, limit: int
) -> Select[Any]:
    """
    The rows that come after a key in a list that is sorted downwards by some columns, newest first.

    One more than `limit`, by which `page_of` knows whether there is another page.
    """
    if after is not None:
        statement = statement.where(tuple_(*by) < key_of(by, after))
    return statement.order_by(*(column.desc() for column in by)).limit(limit + 1)


def key_of(by: Sequence[ColumnElement[Any]], after: Key) -> ColumnElement[Any]:
    """A key as SQL, to be compared with a tuple of the columns."""
    values = zip(by, after, strict=True)
    return tuple_(*(literal(value, column.type) for column, value in values))


def page_of(
    rows: Sequence[R], limit: int, make: Callable[[R], T], key: Callable[[R], Key]
) -> Page[T]:
    """A page of the rows that `past` selected."""
    shown = rows[:limit]
    return Page(tuple(map(make, shown)), key(shown[-1]) if len(rows) > limit else None)
