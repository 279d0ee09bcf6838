"""The files and headers that go with the pages; everything is served by us."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from adapters.http.pages.colour import Colour, lettering_on, parse_colour, readable_on

__all__ = ["SECURITY_HEADERS", "StaticFile", "assets", "static_files"]

SECURITY_HEADERS: Mapping[str, str] = {
    # No form-action: Chromium applies it to redirects too, and paying redirects to the provider.
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address is the key to the page
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""For every page.  Static files carry their own Cache-Control instead."""

LIGHT_BACKGROUND = Colour(0xF3, 0xF4, 0xF6)
DARK_BACKGROUND = Colour(0x16, 0x1A, 0x1E)
"""Of both themes the background on which reading is hardest, as in pages.css."""


@dataclass(frozen=True)
class StaticFile:
    """A file to serve; its path has a digest of its content, so it never changes."""

    path: str
    media_type: str
    content: str
    cache_control: str = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Assets:
    """The files the templates refer to."""

    stylesheet: StaticFile
    script: StaticFile
    """Of the briefing."""
    copying: StaticFile
    """Of pages with something to be copied."""
    icon: StaticFile


def static_files(colour: str) -> Mapping[str, StaticFile]:
    """
    What must be served for pages of that brand colour, by path (all below `/static/`).

    Raises:
        ConfigurationError: the colour is not `#rrggbb`.
    """
    made = assets(colour)
    return {file.path: file for file in vars(made).values()}


@cache
def assets(colour: str) -> Assets:
    """
    The files for pages of that brand colour.

    Raises:
        ConfigurationError: the colour is not `#rrggbb`.
    """
    brand = parse_colour(colour)
    return Assets(
        stylesheet=_file("pages.css", "text/css", _theme(brand) + _read("pages.css")),
        script=_file("briefing.js", "text/javascript", _read("briefing.js")),
        copying=_file("copying.js", "text/javascript", _read("copying.js")),
        icon=_file("icon.svg", "image/svg+xml", _icon(brand)),
    )


def _theme(brand: Colour) -> str:
    on_brand = lettering_on(brand)
    light, dark = (readable_on(page, brand) for page in (LIGHT_BACKGROUND, DARK_BACKGROUND))
    return (
        f":root{{--brand:{brand.css};--on-brand:{on_brand.css};--accent:{light.css}}}\n"
        f"@media(prefers-color-scheme:dark){{:root{{--accent:{dark.css}}}}}\n"
    )


def _icon(brand: Colour) -> str:
    # A tick in a rounded square.
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{brand.css}"/>'
        f'<path d="M9 17l5 5 9-11" fill="none" stroke="{lettering_on(brand).css}" '
        'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _read(name: str) -> str:
    return files("adapters.http.pages").joinpath("static", name).read_text("utf-8")


def _file(name: str, media_type: str, content: str) -> StaticFile:
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    stem, _, suffix = name.partition(".")
    return StaticFile(f"/static/{stem}-{digest}.{suffix}", f"{media_type}; charset=utf-8", content)
