"""
One client's personal data: all of it given out (`export`), or all of it removed (`erase`).

`find_client` says whose a phone or an id is.  The keys of an export, and what an erased client
leaves behind, are described in docs/privacy.md.
"""

from __future__ import annotations

from adapters.storage.privacy.erasing import Erased, erase, files_of
from adapters.storage.privacy.exporting import export, find_client

__all__ = ["Erased", "erase", "export", "files_of", "find_client"]
