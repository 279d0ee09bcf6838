"""What a simulation remembers from one start to the next, beside its database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autovenda_core.errors import ConfigurationError

__all__ = ["Memory", "Remembered"]


@dataclass(frozen=True)
class Remembered:
    """All of it."""

    offset_seconds: int = 0
    """How far the clock is ahead of the machine's."""
    starts: int = 0
    """How often a simulation was started here; makes ids of one start differ from another's."""
    lead: int = 1
    """Which lead is on the phone; a new one for each "start again"."""


class Memory:
    """A file that is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        """
        Read what is there.

        Raises:
            ConfigurationError: the file cannot be read, or is not ours.
        """
        self._path = path
        self.now = _read(path)

    def change(self, **changes: int) -> None:
        """
        Remember something else from now on.

        Raises:
            ConfigurationError: the file cannot be written.
        """
        self.now = replace(self.now, **changes)
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(asdict(self.now)), "utf-8")
            new.replace(self._path)
        except OSError as error:
            raise ConfigurationError(f"cannot write {self._path}: {error.strerror}") from error


def _read(path: Path) -> Remembered:
    if not path.exists():
        return Remembered()
    try:
        return Remembered(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{path} is not the memory of a simulation; delete it, or choose another --data-dir"
        ) from error
