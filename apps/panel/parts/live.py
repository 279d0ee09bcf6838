"""Parts of a page that draw themselves again, and what a page says when it cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from autovenda_core.errors import Unavailable

__all__ = ["live", "told"]

P = ParamSpec("P")

AWAY = "O banco de dados não respondeu. Esta página tenta de novo sozinha em alguns segundos."


def live(every: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """
    A function that draws a part of a page, and draws it again after some time ("2s").

    Nothing else of the page is drawn with it, and what is typed elsewhere stays.
    """

    def decorate(draw: Callable[P, None]) -> Callable[P, None]:
        @wraps(draw)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            with told():
                draw(*args, **kwargs)

        fragment: Callable[P, None] = st.fragment(guarded, run_every=every)
        return fragment

    return decorate


@contextmanager
def told() -> Iterator[None]:
    """Say so on the page if the database is away, instead of failing."""
    try:
        yield
    except Unavailable:
        st.error(AWAY, icon="⚠️")
