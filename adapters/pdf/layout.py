"""The building blocks of our documents: page frame, sections, lists, tables, boxes, QR codes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color, Whiter, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from adapters.pdf.typeset import LINE, REGULAR, SOFT, markup, plain, style

__all__ = [
    "WIDTH",
    "Story",
    "amounts_table",
    "bullets",
    "columns",
    "qr_code",
    "render",
    "section",
    "tinted_box",
]

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
GAP = 5 * mm
PADDING = 4 * mm
TINT = 0.07
"""How much of the brand's colour a background has; any ink can be read on it."""

Story: TypeAlias = list[Flowable]


def render(
    story: Callable[[], Story], *, title: str, author: str, footer: str, colour: Color
) -> bytes:
    """A document with `Página X de Y` on each page; `story` is called for each of two passes."""
    # The Y of the second pass is what the first one came to; the width of Y moves no text.
    _, pages = _build(story(), title, author, footer, colour, total=0)
    content, _ = _build(story(), title, author, footer, colour, total=pages)
    return content


def section(title: str, contents: Story, *, whole: bool = False) -> Story:
    """A titled part; its title never stands alone at the foot of a page, nor any of a `whole`."""
    heading = Paragraph(title, style(11, bold=True, gap=4))
    together = len(contents) if whole else 1
    return [
        KeepTogether([heading, *contents[:together]]),
        *contents[together:],
        Spacer(0, GAP),
    ]


def bullets(items: Iterable[str]) -> Story:
    """A list of texts of ours or of an operator."""
    return [Paragraph(markup(item), style(indent=13), bulletText="•") for item in items]


def columns(left: Story, right: Story, right_width: float) -> Table:
    """Two columns without lines."""
    table = Table([[left, right]], colWidths=[WIDTH - right_width, right_width])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0)])
    return table


def tinted_box(left: Story, right: Story, right_width: float, colour: Color) -> Table:
    """Two columns on a hint of the brand's colour."""
    table = Table([[left, right]], colWidths=[WIDTH - right_width, right_width])
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), Whiter(colour, TINT)),
            ("ROUNDEDCORNERS", [6, 6, 6, 6]),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *_padding(PADDING),
        ]
    )
    return table


def amounts_table(rows: Sequence[tuple[str, str, str]], colour: Color) -> Table:
    """Rows of (what, when, amount), the last one being the total."""
    cells = [
        [
            Paragraph(markup(what), style(bold=last, gap=0)),
            Paragraph(markup(when), style(soft=True, gap=0)),
            Paragraph(markup(amount), style(11 if last else 9.5, bold=last, right=True, gap=0)),
        ]
        for what, when, amount in rows
        for last in [what == rows[-1][0]]
    ]
    table = Table(cells, colWidths=[WIDTH * share for share in (0.27, 0.46, 0.27)])
    table.setStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -2), 0.6, LINE),
            ("BACKGROUND", (0, -1), (-1, -1), Whiter(colour, TINT)),
            ("BOX", (0, 0), (-1, -1), 0.6, LINE),
            ("ROUNDEDCORNERS", [6, 6, 6, 6]),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *_padding(2.6 * mm),
        ]
    )
    return table


def qr_code(text: str, side: float) -> Drawing:
    """A black QR code on white, a square of `side` points with its quiet zone."""
    drawing = Drawing(side, side)
    drawing.add(Rect(0, 0, side, side, rx=4, ry=4, fillColor=white, strokeColor=None))
    drawing.add(QrCodeWidget(text, barWidth=side, barHeight=side, barLevel="M"))
    return drawing


def _build(
    story: Story, title: str, author: str, footer: str, colour: Color, total: int
) -> tuple[bytes, int]:
    def decorate(canvas: Canvas, template: BaseDocTemplate) -> None:
        _draw_band(canvas, colour)
        _draw_footer(canvas, footer, f"Página {template.page} de {total}")

    out = io.BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=A4,
        invariant=1,
        lang="pt-BR",
        title=plain(title),
        author=plain(author),
        initialFontName=REGULAR,
    )
    frame = Frame(MARGIN, 24 * mm, WIDTH, A4[1] - 42 * mm, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=decorate))
    template.build(story)
    return out.getvalue(), template.page


def _draw_band(canvas: Canvas, colour: Color) -> None:
    canvas.setFillColor(colour)
    canvas.rect(0, A4[1] - 6 * mm, A4[0], 6 * mm, stroke=0, fill=1)


def _draw_footer(canvas: Canvas, left: str, right: str) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, 17 * mm, A4[0] - MARGIN, 17 * mm)
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, 7.5)
    canvas.drawString(MARGIN, 12 * mm, left)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, right)


def _padding(points: float) -> list[tuple[str, tuple[int, int], tuple[int, int], float]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [(side, (0, 0), (-1, -1), points) for side in sides]
