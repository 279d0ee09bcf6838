"""What a simulation takes from the owner's settings, and what it refuses to run beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.config import Settings, read_settings
from autovenda_core.errors import ConfigurationError

__all__ = ["NOTICE", "data_folder", "simulated_settings"]

NOTICE = "Simulação: nada sai desta máquina"
"""The banner above every page."""

TAKEN = ("AUTOVENDA_COMPANY", "AUTOVENDA_HUMAN_NAME", "AUTOVENDA_CATALOG", "AUTOVENDA_TEXTS")
"""Variables that a simulation heeds: how the sale looks.  Keys and addresses are left alone."""

_LIVE_KEY = re.compile(r"\s*(?:sk|rk)_live_")
"""Of Stripe (docs.stripe.com/keys, 2026-05); here without its SDK, which is slow to import."""


@contextmanager
def data_folder(kept: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is gone afterwards."""
    if kept is not None:
        yield kept
        return
    with TemporaryDirectory(prefix="autovenda-") as folder:
        yield Path(folder)


def simulated_settings(environ: Mapping[str, str], folder: Path, *, burst_seconds: int) -> Settings:
    """
    Settings with which nothing leaves this machine; the database is in `folder`.

    Raises:
        ConfigurationError: a variable holds a live key, or one that is heeded is wrong.
    """
    _refuse_live_keys(environ)
    wanted = read_settings({name: environ[name] for name in TAKEN if name in environ})
    return replace(
        wanted,
        data_dir=folder,
        database=folder / "simulation.db",
        burst_seconds=burst_seconds,
    )


def _refuse_live_keys(environ: Mapping[str, str]) -> None:
    for name, value in environ.items():
        if _LIVE_KEY.match(value):
            raise ConfigurationError(
                f"{name} holds a live key, and a simulation does not run where real money is "
                f"within reach. Start it without {name}, or with a test key (sk_test_…)."
            )
