"""
Text that can be put into a PDF: fonts, glyphs, escaping, and the styles of our documents.

reportlab's Paragraph parses its text as XML: an unescaped `<Ltda>` vanishes and an
`<img src="/etc/hosts">` is opened.  Everything that we did not write passes through `markup`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["BOLD", "INK", "LINE", "REGULAR", "SOFT", "link", "markup", "plain", "style"]

REGULAR, BOLD = "AutoVenda", "AutoVenda-Bold"
INK, SOFT, LINE = HexColor("#1c2126"), HexColor("#586069"), HexColor("#d5d9de")

# The second wall behind the escaping: no image of a text is ever fetched (rl_settings.py,
# reportlab 5.1 source; the default also trusts file, http and https).
rl_config.trustedSchemes = ["data"]
rl_config.trustedHosts = []

# Bitstream Vera ships with reportlab and has every letter of Portuguese.
pdfmetrics.registerFont(TTFont(REGULAR, "Vera.ttf"))
pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def plain(text: str, limit: int | None = None) -> str:
    """
    The text in characters that the fonts can draw, on one line, cut to `limit` characters.

    What they cannot draw becomes its plain form where Unicode has one (𝗦𝗶𝘁𝗲 → Site) and is
    dropped where it has none (emoji).
    """
    drawn = "".join(_drawable(c) for c in unicodedata.normalize("NFC", text))
    line = " ".join(drawn.split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def markup(text: str) -> str:
    """The text as it can stand in a Paragraph: drawable, escaped, its lines kept."""
    return "<br/>".join(escape(plain(line)) for line in text.strip().splitlines())


def link(url: str) -> str:
    """An address in a Paragraph, written out and clickable."""
    return f"<link href={quoteattr(url)}>{markup(url)}</link>"


@cache
def style(
    size: float = 9.5,
    *,
    bold: bool = False,
    soft: bool = False,
    right: bool = False,
    gap: float = 3,
    indent: float = 0,
) -> ParagraphStyle:
    """A paragraph of a size in points, with a gap below it."""
    return ParagraphStyle(
        "text",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.45,
        textColor=SOFT if soft else INK,
        spaceAfter=gap,
        alignment=TA_RIGHT if right else TA_LEFT,
        leftIndent=indent,
        bulletFontName=REGULAR,
    )


@cache
def _glyphs() -> frozenset[int]:
    # Beyond the basic plane reportlab writes the wrong character into the text layer.
    faces = [pdfmetrics.getFont(name).face for name in (REGULAR, BOLD)]
    return frozenset(c for c in faces[0].charToGlyph if c in faces[1].charToGlyph and c <= 0xFFFF)


def _drawable(char: str) -> str:
    if char.isspace():
        return " "
    if _has_glyph(char):
        return char
    return "".join(c for c in unicodedata.normalize("NFKD", char) if _has_glyph(c))


def _has_glyph(char: str) -> bool:
    return ord(char) in _glyphs() and char.isprintable()
