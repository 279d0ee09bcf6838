"""
Our texts as Telegram's HTML, cut to its limits.  Pure.

HTML because its three special characters can be escaped blindly; MarkdownV2 gives a meaning to
eighteen, and `R$ 1.500,00 (50%)` holds four of them (Bot API, "Formatting options").
"""

from __future__ import annotations

import html
import re

__all__ = ["split", "to_html", "utf16_length"]

# WhatsApp's rule: a pair on one line, tight around its words, not inside a word.
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")

_SEAMS = ("\n\n", "\n", " ")
"""Where a text is cut, best first."""


def to_html(text: str) -> str:
    """Escape a text and make its `*bold*` bold; an asterisk without a partner stays one."""
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))


def utf16_length(text: str) -> int:
    """The length as Telegram counts: an emoji beyond the first plane counts twice."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """
    Cut a text into parts of at most `limit` UTF-16 units, at paragraphs where possible.

    The limit holds after parsing; asterisks and escapes only make the source longer, so
    measuring the source is safe.
    """
    parts = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        part = _head(rest, limit)
        parts.append(part.rstrip())
        rest = rest[len(part) :].lstrip()
    return [*parts, rest]


def _head(text: str, limit: int) -> str:
    room = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
    for seam in _SEAMS:
        # A seam may lie beyond the limit: it is dropped, not sent.
        at = text.rfind(seam, 0, len(room) + len(seam))
        if at > 0:
            return text[:at]
    return room
