"""
Our texts as Telegram's HTML.  Pure.

HTML because its three special characters can be escaped blindly; MarkdownV2 gives a meaning to
eighteen, and `R$ 1.500,00 (50%)` holds four of them (Bot API, "Formatting options").
"""

from __future__ import annotations

import html
import re

__all__ = ["to_html", "to_plain"]

# WhatsApp's rule: a pair on one line, tight around its words, not inside a word.
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")


def to_html(text: str) -> str:
    """Escape a text and make its `*bold*` bold; an asterisk without a partner stays one."""
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))


def to_plain(text: str) -> str:
    """What a person reads of it: the text without the asterisks that make something bold."""
    return _BOLD.sub(r"\1", text)
