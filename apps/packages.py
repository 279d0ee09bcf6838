"""Is the package called `adapters` ours?  Another published project uses the same name."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from autovenda_core.errors import ConfigurationError

__all__ = ["check_adapters"]

OUR_FIRST_LINE = '"""Adapters: everything that fits a port of the core."""'


def check_adapters() -> None:
    """
    Make sure, before anything of it is imported, that `adapters` is the package of Auto-Venda.

    Both projects install into a folder of that name, so the place tells nothing; its first
    line does.

    Raises:
        ConfigurationError: it is missing or somebody else's.
    """
    spec = find_spec("adapters")
    origin = spec.origin if spec is not None else None
    if origin is None or not _first_line(Path(origin)).startswith(OUR_FIRST_LINE):
        raise ConfigurationError(
            f"the Python package `adapters` that would be imported ({origin or 'none'}) is not "
            "Auto-Venda's: another project of that name is installed in the same environment. "
            "Install autovenda into an environment of its own."
        )


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline()
