"""Regular expressions that are compiled when they are first used, not when they are imported."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

__all__ = ["compile_all", "compile_later", "lazy"]

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def lazy(source: str) -> re.Pattern[str]:
    """
    A pattern, not yet compiled.

    Compiling the understanding's few hundred patterns costs more than importing all the rest
    of the core (bench/imports.py), and an embedder may never read a message with them.
    """
    return cast("re.Pattern[str]", _Lazy(source))


def compile_later(compile_it: Callable[[], object]) -> None:
    """Have something compiled by `compile_all`; it may have been used, and compiled, before."""
    _WAITING.append(compile_it)


def compile_all() -> None:
    """Compile everything now, so that no message has to wait for it: a third of a second."""
    while _WAITING:
        _WAITING.pop()()


_WAITING: list[Callable[[], object]] = []


class _Lazy:
    def __init__(self, source: str) -> None:
        self.pattern = source
        compile_later(lambda: self.search)

    def __getattr__(self, name: str) -> Any:
        # The first method asked for: from now on this object has the compiled pattern's own.
        if name not in METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern)
        self.__dict__.update((each, getattr(compiled, each)) for each in METHODS)
        return self.__dict__[name]
