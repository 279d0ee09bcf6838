"""The secret that signs our links, made at the first start, so that links outlive a restart."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from adapters.storage.files import write_whole
from apps.config import Settings
from autovenda_core.errors import ConfigurationError

__all__ = ["link_secrets"]

SECRET_FILE = "secret"  # noqa: S105  a file's name

_log = logging.getLogger(__name__)


def link_secrets(settings: Settings) -> tuple[str, ...]:
    """
    What signs our links: the owner's, or one that is kept in the data folder.

    Raises:
        ConfigurationError: it can be neither read nor made.
    """
    return settings.secrets or (_kept_secret(settings.data_dir / SECRET_FILE),)


def _kept_secret(path: Path) -> str:
    try:
        if not path.exists():
            _keep_new_secret(path)
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            f"the secret of links cannot be kept in {path} ({error.strerror}); "
            "set AUTOVENDA_SECRET, or let us write to AUTOVENDA_DATA_DIR"
        ) from error
    if not secret:
        raise ConfigurationError(f"{path} is empty; delete it, or set AUTOVENDA_SECRET")
    return secret


def _keep_new_secret(path: Path) -> None:
    write_whole(path, secrets.token_urlsafe(32).encode())
    _log.warning("AUTOVENDA_SECRET is not set: a secret for links is now kept in %s", path)
