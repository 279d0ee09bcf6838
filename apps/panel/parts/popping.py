"""What opens on demand: drawn, and asked of the database, only while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

__all__ = ["popover"]


@contextmanager
def popover(label: str, key: str, *, primary: bool = False) -> Iterator[bool]:
    """
    A button that opens a box; whether it is open.

    Another key is another box, and closed: a key with the version in it closes when that changes.
    """
    box = st.popover(
        label, key=f"abre-{key}", on_change="rerun", type="primary" if primary else "secondary"
    )
    with box:
        yield bool(box.open)
