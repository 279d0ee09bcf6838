"""A BR Code as a picture that a phone's camera reads."""

from __future__ import annotations

import segno

__all__ = ["qr_svg"]


def qr_svg(code: str) -> str:
    """
    An `<svg>` without a size, to be put into a page that gives it one.

    Error correction M, as shops print it: a Pix code of this length stays coarse enough to be
    read from one screen by the camera of another phone.  The ground is white in dark pages too,
    because cameras look for dark on light.
    """
    return segno.make_qr(code, error="m", boost_error=False).svg_inline(omitsize=True, light="#fff")
