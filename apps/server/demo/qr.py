"""A QR code as the path of an SVG: a square for each dark module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportlab.graphics.barcode.qr import QrCodeWidget

__all__ = ["QrPath", "qr_path"]

QUIET = 4
"""Modules of white around it (ISO/IEC 18004, 6.3.8)."""


@dataclass(frozen=True)
class QrPath:
    """What an SVG needs."""

    side: int
    """Of the drawing, in modules."""
    path: str


@cache
def qr_path(text: str) -> QrPath:
    """The code of a text."""
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    squares = (
        f"M{column + QUIET} {line + QUIET}h1v1h-1z"
        for line, modules in enumerate(code.modules)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return QrPath(len(code.modules) + 2 * QUIET, "".join(squares))
