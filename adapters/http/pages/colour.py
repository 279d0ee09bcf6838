"""A brand's colour made readable, by the contrast formula of WCAG 2.2 (W3C, 2023-10-05)."""

from __future__ import annotations

import re
from typing import NamedTuple

from autovenda_core.errors import ConfigurationError

__all__ = ["Colour", "contrast", "lettering_on", "parse_colour", "readable_on"]

MIN_CONTRAST = 4.5
"""Success criterion 1.4.3 for text of normal size."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def css(self) -> str:
        """As `#rrggbb`."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with a share (0 to 1) of another one."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


def parse_colour(text: str) -> Colour:
    """
    Read `#rrggbb`.

    Raises:
        ConfigurationError: it is anything else.
    """
    if not _HEX.fullmatch(text):
        raise ConfigurationError(f"{text!r} is not a colour like #1f5f8b")
    return Colour(*bytes.fromhex(text[1:]))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: Colour, wanted: Colour) -> Colour:
    """The colour nearest to the wanted one, towards black or white, that can be read there."""
    target = max(BLACK, WHITE, key=lambda end: contrast(background, end))
    steps = (wanted.mixed(target, share / 20) for share in range(21))
    return next((c for c in steps if contrast(background, c) >= MIN_CONTRAST), target)


def lettering_on(background: Colour) -> Colour:
    """White where it can be read, or else black, which then can."""
    return WHITE if contrast(background, WHITE) >= MIN_CONTRAST else BLACK


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
